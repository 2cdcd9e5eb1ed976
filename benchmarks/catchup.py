"""`python -m benchmarks.catchup`: how long it takes after a stop until 1,000 open rooms on Discord are caught up.

In real time, against the emulator: everybody wrote twice while Bauta was down, and once more as soon as it is back.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Final

import structlog

from benchmarks.report import Report, Row, at_most
from tests.e2e.caught_up import MISSED, caught_up
from tests.emulators.discord import DiscordEmulator

ROOMS: Final = 1000
QUICK: Final = 75
RATE: Final = 45.0
READS: Final = 10.0


async def measured(report: Report, rooms: int) -> None:
    report.doing(f"Catching up {rooms:,} rooms")
    with tempfile.TemporaryDirectory() as folder:
        async with DiscordEmulator(check=False) as discord:
            outcome = await caught_up(discord, Path(folder), rooms, RATE)
    requests = outcome.chats * (1 + MISSED + 1)
    least = max(outcome.chats / READS, requests / RATE)
    report.note(
        "Discord takes 50 requests a second from an account; where this machine halts, those due meanwhile follow."
    )
    report.add(
        Row(f"{outcome.chats:,} chats read", outcome.read, "s", outcome.chats / READS),
        Row("all has arrived, once and in order", outcome.told, "s", least, at_most(1.25 * least + 5)),
        Row("somebody new is answered", 1000 * outcome.newcomer, "ms", goal=at_most(3000)),
        Row("requests in the busiest second", outcome.busiest, "requests", RATE),
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.catchup", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} rooms, within 45 s")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rooms", type=int, help=f"how many, with two people on Discord in each ({ROOMS:,})")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    report = Report("Catching up on Discord", "at least", as_json=given.json)
    asyncio.run(measured(report, given.rooms or (QUICK if given.quick else ROOMS)))
    report.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
