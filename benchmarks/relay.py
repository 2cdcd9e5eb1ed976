"""What Bauta adds to a message's way, and how many it carries: beside the barest echo bots, in the same run.

The emulators of Telegram and Discord, the bots and the load driver (this process) are processes of their own. Times are
the emulators': from the moment the bot can take what was said to the moment its message is accepted.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import relay_discord
from benchmarks.harness import Options, main, percentile
from benchmarks.machine import Bystanders
from benchmarks.report import Report, Row, at_least
from benchmarks.sides import IN_FLIGHT, Slices, latencies, milliseconds
from benchmarks.stage import SEED, Crowd, Stage, staged
from benchmarks.traffic import at_rate

RATE: Final = 100.0
"""Messages per second at which latency is measured."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    crowd: Crowd
    steady: Slices
    flood: Slices
    encounters: int
    in_traffic: int  # encounters while the others talk; 0: none are measured
    discord: Slices
    paced: tuple[int, Slices] | None  # how many people, and how long


FULL: Final = Plan(
    crowd=Crowd(telegram=100, discord=100, across=50, seekers=26),
    steady=Slices(6, 5.0, warm_up=1.0),
    flood=Slices(3, 4.0, warm_up=1.0),
    encounters=220,
    in_traffic=100,
    discord=Slices(6, 5.0, warm_up=1.0),
    paced=(160, Slices(1, 30.0, warm_up=5.0)),
)
QUICK: Final = Plan(
    crowd=Crowd(telegram=60, discord=40, across=24, seekers=9),
    steady=Slices(2, 2.0, warm_up=0.3),
    flood=Slices(1, 1.5, warm_up=0.5),
    encounters=30,
    in_traffic=0,
    discord=Slices(2, 1.5, warm_up=0.3),
    paced=None,
)


async def measure(options: Options, report: Report) -> None:
    plan = QUICK if options.quick else FULL
    bystanders = Bystanders()
    report.doing("Starting the emulators and the bots, admitting everybody")
    with TemporaryDirectory(prefix="bauta-benchmark-") as directory:
        async with staged(Path(directory), plan.crowd) as stage:
            await _latency(stage, plan.steady, report)
            await _maximum(stage, plan.flood, report)
            await _matches(stage, plan, report)
            await relay_discord.unpaced(stage, RATE, plan.discord, report)
        if plan.paced is not None:
            people, slices = plan.paced
            with TemporaryDirectory(prefix="bauta-benchmark-") as another:
                await relay_discord.paced(Path(another), people, slices, report)
    # The bots have gone by now and can say nothing more: whatever was due came, once, and nothing else did.
    ours = stage.telegram, stage.discord, stage.across
    references = stage.telegram_echo, stage.discord_echo
    counts = [sum(len(side.traffic.heard) for side in sides) for sides in (ours, references)]
    report.add(Row("arrived once and in order", counts[0], "messages", counts[1]))
    crowd = plan.crowd
    report.note(
        f"{crowd.telegram // 2} pairs talk on Telegram, {crowd.discord // 2} on Discord and {crowd.across} across, as "
        f"Poisson processes; SQLite with synchronous=FULL; the maximum is with {IN_FLIGHT} on their way."
    )
    report.note(
        "The references are python-telegram-bot and discord.py as they come, echoing; beside a match stands one lonely "
        "echo, beside Telegram → Discord the echo on Discord."
    )
    if plan.paced is not None:
        report.note(
            f"The usual pace is BAUTA_DISCORD_RATE as it comes, and Discord's limits are kept by its emulator, for "
            f"{plan.paced[0] // 2} pairs: 5 messages in 5 s to each channel, 50 requests a second in all."
        )
    report.note(f"Others used {bystanders.share():.0%} of this machine's {os.cpu_count()} cores meanwhile.")


async def _latency(stage: Stage, slices: Slices, report: Report) -> None:
    report.doing(f"Saying {RATE:g} messages a second to Telegram, {slices.count} times {slices.seconds:g} s")
    ours, reference = stage.telegram, stage.telegram_echo
    for _ in range(slices.count):
        for side in (ours, reference):
            await side.steady(RATE, slices)
    report.add(*latencies(f"added latency at {RATE:g}/s", ours, reference, 25.0))
    report.add(milliseconds(f"CPU per message at {RATE:g}/s", ours.measured.each, reference.measured.each))


async def _maximum(stage: Stage, slices: Slices, report: Report) -> None:
    report.doing(f"Keeping {IN_FLIGHT} on their way through each bot, {slices.count} times {slices.seconds:g} s")
    for _ in range(slices.count):
        for side in (stage.telegram, stage.telegram_echo):
            await side.flood(slices)
    ours, reference = stage.telegram.measured, stage.telegram_echo.measured
    both = ours.carried / ours.seconds, reference.carried / reference.seconds
    report.add(Row("maximum throughput", both[0], "messages/s", both[1], at_least(500.0)))
    report.add(milliseconds("CPU per message at the maximum", ours.each_at_full, reference.each_at_full))


async def _matches(stage: Stage, plan: Plan, report: Report) -> None:
    report.doing(f"Pairing {plan.encounters + plan.in_traffic} times two who search")
    ours = await _encounters(stage, plan.encounters)
    reference = await stage.telegram_echo.single(plan.encounters)
    for share, goal in ((0.5, None), (0.99, 50.0)):
        both = percentile(ours, share), percentile(reference, share)
        report.add(milliseconds(f"match notice, p{100 * share:g}", *both, goal))
    if not plan.in_traffic:
        return
    busy = await _in_traffic(stage, plan.in_traffic)
    for share in (0.5, 0.99):
        report.add(milliseconds(f"match notice beside {RATE:g}/s, p{100 * share:g}", percentile(busy, share)))


async def _encounters(stage: Stage, count: int) -> list[float]:
    """Seconds until both are told, for so many pairs one after another."""
    took = []
    for pair in itertools.islice(stage.pairs, count):
        took.append(await stage.people.meet(*pair))
        await stage.people.part(*pair)
    return took


async def _in_traffic(stage: Stage, count: int) -> list[float]:
    """Encounters while everybody else talks."""
    enough = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(at_rate(stage.telegram.traffic, RATE, enough.is_set, Random(SEED)), name="talk")
        took = await _encounters(stage, count)
        enough.set()
    return took


if __name__ == "__main__":
    sys.exit(main(measure, name="relay", title="Relay: latency, throughput, matches", reference="echo bot"))
