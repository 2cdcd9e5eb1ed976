"""What Bauta adds to a message's way, and how many it carries: beside the barest bots, in the same run.

The emulators of Telegram and Discord, the bots and the load driver (this process) are processes of their own. Times are
the emulators': from the moment the bot can take what was said to the moment its message is accepted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import relay_discord, relay_telegram
from benchmarks.harness import Options, Wrong, every, main
from benchmarks.machine import Bystanders
from benchmarks.relay_held import HELD, held
from benchmarks.relay_high import high
from benchmarks.relay_limits import limits
from benchmarks.relay_many import Rooms, many
from benchmarks.relay_matches import matches
from benchmarks.relay_postgres import Plan as OnPostgres
from benchmarks.relay_postgres import postgres
from benchmarks.relay_processes import processes
from benchmarks.report import Report, Row
from benchmarks.sides import IN_FLIGHT, Slices
from benchmarks.stage import Crowd, Stage, staged

RATE: Final = 100.0
"""Messages per second at which latency is measured."""
TALKING: Final = 100
"""Rooms that talk where others are held or silent."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    crowd: Crowd
    steady: Slices
    flood: Slices
    encounters: int
    in_traffic: int  # encounters while the others talk; 0: none are measured
    discord: Slices
    long: Long | None


@dataclass(frozen=True, slots=True)
class Long:
    """What takes minutes."""

    high: Slices
    held: Slices
    lanes: int  # always full
    full: float  # seconds
    rooms: Rooms  # most of them silent
    among: Slices
    postgres: OnPostgres
    people: int  # on Discord, at the usual pace
    paced: Slices


FULL: Final = Plan(
    crowd=Crowd(rooms=(20, 200), discord=100, across=50, seekers=26),
    steady=Slices(6, 5.0, warm_up=1.0),
    flood=Slices(3, 4.0, warm_up=1.0),
    encounters=220,
    in_traffic=100,
    discord=Slices(6, 5.0, warm_up=1.0),
    long=Long(
        high=Slices(1, 60.0, warm_up=2.0),
        held=Slices(1, 50.0, warm_up=2.0),
        lanes=60,
        full=60.0,
        rooms=Rooms(open=100_000, seldom=5_000, few=TALKING),
        among=Slices(6, 5.0, warm_up=1.0),
        postgres=OnPostgres(200, Slices(4, 5.0, warm_up=1.0), Slices(3, 4.0, warm_up=1.0)),
        people=160,
        paced=Slices(1, 30.0, warm_up=5.0),
    ),
)
QUICK: Final = Plan(
    crowd=Crowd(rooms=(20, 200), discord=20, across=8, seekers=8),
    steady=Slices(2, 1.0, warm_up=0.2),
    flood=Slices(1, 1.0, warm_up=0.5),
    encounters=20,
    in_traffic=0,
    discord=Slices(2, 0.8, warm_up=0.1),
    long=None,
)


async def measure(options: Options, report: Report) -> None:
    plan = QUICK if options.quick else FULL
    bystanders = Bystanders()
    _notes(plan, report)
    wrong: list[Wrong] = []
    for part in _parts(plan, report):
        try:  # each has bots of its own: what one does wrong says nothing about the others
            async with _directory() as directory:
                await part(directory)
        except* Wrong as several:
            wrong += every(several)
    report.note(f"Others used {bystanders.share():.0%} of this machine's {os.cpu_count()} cores meanwhile.")
    if wrong:
        raise ExceptionGroup("some did wrong", wrong)


def _parts(plan: Plan, report: Report) -> list[Callable[[Path], Awaitable[None]]]:
    parts: list[Callable[[Path], Awaitable[None]]] = [partial(_beside, plan=plan, report=report)]
    if (long := plan.long) is None:
        return parts
    return [
        *parts,
        *(partial(high, rooms=rooms, slices=long.high, report=report) for rooms in plan.crowd.rooms),
        partial(held, rooms=TALKING, rate=RATE, slices=long.held, report=report),
        partial(limits, lanes=long.lanes, seconds=long.full, report=report),
        partial(many, rooms=long.rooms, rate=RATE, slices=long.among, report=report),
        partial(postgres, plan=long.postgres, rate=RATE, report=report),
        partial(processes, plan=long.postgres, rate=RATE, report=report),
        partial(relay_discord.paced, people=long.people, slices=long.paced, report=report),
    ]


async def _beside(directory: Path, plan: Plan, report: Report) -> None:
    """One Bauta on both messengers, beside the references."""
    report.doing("Starting the emulators and the bots, admitting everybody")
    async with staged(directory, plan.crowd) as stage:
        await relay_telegram.latency(stage.telegram, RATE, plan.steady, report)
        await relay_telegram.maximum(stage.telegram, plan.flood, report)
        await matches(stage, RATE, plan.encounters, plan.in_traffic, report)
        await relay_discord.unpaced(stage, RATE, plan.discord, report)
    _arrived(stage, report)


@asynccontextmanager
async def _directory() -> AsyncIterator[Path]:
    with TemporaryDirectory(prefix="bauta-benchmark-") as directory:
        yield Path(directory)


def _arrived(stage: Stage, report: Report) -> None:
    """The bots have gone by now and can say nothing more: whatever was due came, once, and nothing else did."""
    ours = *(talk.ours for talk in stage.telegram), stage.discord, stage.across
    references = *(talk.reference for talk in stage.telegram), stage.discord_echo
    counts = [sum(len(side.traffic.heard) for side in sides) for sides in (ours, references)]
    report.add(Row("arrived once and in order", counts[0], "messages", counts[1]))


def _notes(plan: Plan, report: Report) -> None:
    crowd = plan.crowd
    report.note(
        f"{' and '.join(map(str, crowd.rooms))} rooms talk on Telegram, {crowd.discord // 2} on Discord and "
        f"{crowd.across} across, as Poisson processes, all with one Bauta; SQLite with synchronous=FULL, no pace kept; "
        f"the maximum is with {IN_FLIGHT} on their way."
    )
    report.note(
        "The references are python-telegram-bot as it comes, which copies (copyMessage) to the partner, and discord.py "
        "as it comes, which echoes; beside a match stands one lonely copy, beside Telegram → Discord Discord's echo."
    )
    if plan.long is None:
        return
    long = plan.long
    report.note(
        f"One lane held: a 429 of {HELD} s; beside it a Bauta with none, at the same time, then the other way round. "
        f"Beside {long.rooms.open:,} rooms stands a Bauta with {long.rooms.few}."
    )
    report.note(
        "Full lanes, usual pace: BAUTA_TELEGRAM_RATE as it comes, after 10 s; the emulator takes 30 of a bot within "
        "any one second, and one a second to each chat, three at once."
    )
    report.note(
        f"Discord's usual pace is BAUTA_DISCORD_RATE as it comes, and Discord's limits are kept by its emulator, for "
        f"{long.people // 2} pairs: 5 messages in 5 s to each channel, 50 requests a second in all."
    )


if __name__ == "__main__":
    sys.exit(main(measure, name="relay", title="Relay: latency, throughput, matches", reference="reference"))
