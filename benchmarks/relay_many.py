"""A hundred thousand open rooms: how soon Bauta starts, what it holds in memory, and whether relaying costs more.

Beside it a Bauta with as few rooms as talk here and there, in slices that alternate. Most rooms are silent; those that
talk lie anywhere among them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import aiohttp

from benchmarks.children import free_port
from benchmarks.contestants import UNPACED, bauta, data
from benchmarks.ears import Ears, open_ears
from benchmarks.furnished import Two, furnish, strangers
from benchmarks.harness import Wrong
from benchmarks.on_telegram import TelegramAccount, telegram
from benchmarks.report import Report, Row, at_most
from benchmarks.rooms import SEED, TOKENS, names, places, ways
from benchmarks.sides import Side, Slices, latencies, milliseconds
from benchmarks.stage import blameless
from benchmarks.traffic import Traffic

PATIENCE: Final = 300.0
"""Seconds until it must serve."""
LOOK: Final = 0.02
"""Seconds between two looks whether it does."""
MEGABYTE: Final = 1e6


@dataclass(frozen=True, slots=True)
class Started:
    """A Bauta, the traffic of those of its rooms that talk, and the seconds until it said that it was in order."""

    side: Side
    seconds: float


async def many(directory: Path, rooms: int, few: int, rate: float, slices: Slices, report: Report) -> None:
    """So many rooms beside a few; as many talk in both."""
    report.doing(f"Furnishing {rooms:,} rooms")
    async with AsyncExitStack() as stack:
        messenger = await stack.enter_async_context(telegram())
        ears = await stack.enter_async_context(open_ears(messenger))
        both = []
        for count, token in zip((rooms, few), TOKENS, strict=True):
            account = await messenger.account(token)
            both.append(await stack.enter_async_context(_started(directory / str(count), account, ears, count, few)))
        ours, reference = both
        memory = [each.side.child.memory() for each in both]
        what = f"{rooms:,} open rooms"
        report.add(Row(f"{what}: start until healthy", ours.seconds, "s", reference.seconds, at_most(20.0)))
        sizes = [now / MEGABYTE for now, _ in memory]
        report.add(Row(f"{what}: resident memory", sizes[0], "MB", sizes[1], at_most(600.0)))
        report.doing(f"Saying {rate:g} messages a second to each, {slices.count} times {slices.seconds:g} s")
        for _ in range(slices.count):
            for each in both:
                await each.side.steady(rate, slices)
        most = [each.side.child.memory()[1] / MEGABYTE for each in both]
        report.add(Row(f"{what}: most resident so far", most[0], "MB", most[1], at_most(600.0)))
        sides = ours.side, reference.side
        report.add(*latencies(f"{what}: {few} of them talk, {rate:g}/s", *sides))
        cost = [side.measured.each for side in sides]
        report.add(milliseconds(f"{what}: CPU per message", cost[0], cost[1], round(1200 * cost[1], 2)))
        await blameless(messenger)


@asynccontextmanager
async def _started(
    directory: Path, account: TelegramAccount, ears: Ears, rooms: int, talking: int
) -> AsyncIterator[Started]:
    people = await account.acquainted(names("Talker", 2 * talking))
    silent = strangers("telegram", account.number, rooms - talking)
    await furnish(data(directory), _scattered(list(places(account, people)), silent, rooms))
    port = free_port()
    began = time.monotonic()
    serving = asyncio.create_task(_served(port))
    try:
        async with bauta(directory, account, pace=UNPACED, port=port, patience=PATIENCE) as child:
            side = Side(child, Traffic(account, account, ears, ways(people)), Random(SEED))
            yield Started(side, await serving - began)
    finally:
        serving.cancel()


def _scattered(talkers: Sequence[Two], silent: Iterator[Two], rooms: int) -> Iterator[Two]:
    """Those who talk, at random places among the silent."""
    at = dict(zip(Random(SEED).sample(range(rooms), len(talkers)), talkers, strict=True))
    for number in range(rooms):
        yield at.get(number) or next(silent)


async def _served(port: int) -> float:
    """When /health said that all is in order, by our clock."""
    until = time.monotonic() + PATIENCE
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < until:
            try:
                async with session.get(f"http://127.0.0.1:{port}/health") as response:
                    if response.status == 200:
                        return time.monotonic()
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(LOOK)
    raise Wrong(f"Bauta was not in order within {PATIENCE:g} s")
