"""Discord's rows of the relay benchmark: beside the barest discord.py bot, and within Discord's own limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.contestants import bauta
from benchmarks.ears import open_ears
from benchmarks.on_discord import DiscordAccount, discord
from benchmarks.people import People
from benchmarks.report import Report, Row, at_most
from benchmarks.rooms import SEED
from benchmarks.sides import Side, Slices, latencies, milliseconds
from benchmarks.stage import DISCORD_TOKENS, Stage, blameless, paired
from benchmarks.traffic import Traffic

GOAL: Final = 25.0
"""Milliseconds, p99."""
PACED_RATE: Final = 40.0
"""Messages per second within the limits: five in five seconds to each channel, fifty requests a second in all."""


async def unpaced(stage: Stage, rate: float, slices: Slices, report: Report) -> None:
    """What Bauta adds where no limit is kept, on Discord and from Telegram to Discord."""
    report.doing(f"Saying {rate:g} messages a second to Discord, {slices.count} times {slices.seconds:g} s")
    reference = stage.discord_echo
    for _ in range(slices.count):
        for side in (stage.discord, reference, stage.across):
            await side.steady(rate, slices)
    for way, side in (("Discord → Discord", stage.discord), ("Telegram → Discord", stage.across)):
        report.add(*latencies(f"{way} at {rate:g}/s", side, reference, p99=GOAL))
        report.add(milliseconds(f"{way}, CPU per message", side.measured.each, reference.measured.each))


@dataclass(frozen=True, slots=True)
class Paced:
    """A Bauta that keeps its usual pace, before a Discord that keeps its limits."""

    account: DiscordAccount
    side: Side


async def paced(directory: Path, people: int, slices: Slices, report: Report) -> None:
    """What becomes of so many people's messages within Discord's limits, with the pace that Bauta keeps by itself.

    Every refused request counts, also those of the time when people were admitted and paired.
    """
    report.doing(f"Admitting {people} people to Discord at Bauta's usual pace")
    async with _within_limits(directory, people) as stage:
        report.doing(f"Saying {PACED_RATE:g} messages a second to them for {slices.seconds:g} s")
        for _ in range(slices.count):
            await stage.side.steady(PACED_RATE, slices)
        refused = await stage.account.refused()
    what = f"Discord at {PACED_RATE:g}/s, usual pace"
    report.add(*latencies(what, stage.side))
    report.add(Row(f"{what}: 429", refused, "answers", goal=at_most(0)))
    report.add(Row(f"{what}: once and in order", len(stage.side.traffic.heard), "messages"))


@asynccontextmanager
async def _within_limits(directory: Path, count: int) -> AsyncIterator[Paced]:
    async with AsyncExitStack() as stack:
        messenger = await stack.enter_async_context(discord("real"))
        ears = await stack.enter_async_context(open_ears(messenger))
        account = await messenger.account(DISCORD_TOKENS[0])
        child = await stack.enter_async_context(bauta(directory, account, settings={}))
        people = People(ears)
        ways = await paired(people, await people.admitted(account, [f"Gamer {number}" for number in range(count)]))
        yield Paced(account, Side(child, Traffic(account, account, ears, ways), Random(SEED)))
        await blameless(messenger)
