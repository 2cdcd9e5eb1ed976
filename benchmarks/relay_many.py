"""A hundred thousand open rooms: how soon Bauta starts, what it holds in memory, and whether relaying costs more.

Beside it a Bauta with a few rooms, in slices that alternate: once as few of the many talk, again and again, and once so
many that hardly anybody says a second thing. Most rooms are silent; those that talk lie anywhere among them.
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

from benchmarks.children import Child, free_port
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
UNCHANGED: Final = 1.2
"""How much dearer than with a few rooms still counts as the same."""


@dataclass(frozen=True, slots=True)
class Started:
    """A Bauta, crowds of its rooms that talk, and the seconds until it said that it was in order."""

    child: Child
    crowds: Sequence[Side]
    seconds: float


@dataclass(frozen=True, slots=True)
class Rooms:
    """How many are open; how many of them talk, seldom and often, and how many there are beside them."""

    open: int
    seldom: int
    few: int


async def many(directory: Path, rooms: Rooms, rate: float, slices: Slices, report: Report) -> None:
    """Raises Wrong when it does not start."""
    report.doing(f"Furnishing {rooms.open:,} rooms")
    async with AsyncExitStack() as stack:
        messenger = await stack.enter_async_context(telegram())
        ears = await stack.enter_async_context(open_ears(messenger))
        accounts = [await messenger.account(token) for token in TOKENS]
        ours = await stack.enter_async_context(
            _started(directory / "many", accounts[0], ears, rooms.open, (rooms.few, rooms.seldom))
        )
        reference = await stack.enter_async_context(
            _started(directory / "few", accounts[1], ears, rooms.few, (rooms.few,))
        )
        both = ours.child, reference.child
        what = f"{rooms.open:,} open rooms"
        report.add(Row(f"{what}: start until healthy", ours.seconds, "s", reference.seconds, at_most(20.0)))
        sizes = [child.memory()[0] / MEGABYTE for child in both]
        report.add(Row(f"{what}: resident memory", sizes[0], "MB", sizes[1], at_most(600.0)))
        report.doing(f"Saying {rate:g} messages a second to each, {slices.count} times {slices.seconds:g} s")
        for _ in range(slices.count):
            for side in (*ours.crowds, *reference.crowds):
                await side.steady(rate, slices)
        most = [child.memory()[1] / MEGABYTE for child in both]
        report.add(Row(f"{what}: most that was resident", most[0], "MB", most[1], at_most(600.0)))
        (beside,) = reference.crowds
        for crowd, count in zip(ours.crowds, (rooms.few, rooms.seldom), strict=True):
            about = f"{rate:g}/s in {count:,} of {rooms.open:,}"
            cost, usual = crowd.measured.each, beside.measured.each
            report.add(*latencies(f"added latency at {about}", crowd, beside))
            report.add(milliseconds(f"CPU per message at {about}", cost, usual, round(1000 * UNCHANGED * usual, 2)))
        await blameless(messenger)


@asynccontextmanager
async def _started(
    directory: Path, account: TelegramAccount, ears: Ears, rooms: int, crowds: Sequence[int]
) -> AsyncIterator[Started]:
    talkers = [await account.acquainted(names(f"Talker of {count}", 2 * count)) for count in crowds]
    talking = [pair for people in talkers for pair in places(account, people)]
    silent = strangers("telegram", account.number, rooms - len(talking))
    await furnish(data(directory), _scattered(talking, silent, rooms))
    port = free_port()
    began = time.monotonic()
    serving = asyncio.create_task(_served(port))
    try:
        async with bauta(directory, account, settings=UNPACED, port=port, patience=PATIENCE) as child:
            sides = [Side(child, Traffic(account, account, ears, ways(people)), Random(SEED)) for people in talkers]
            yield Started(child, sides, await serving - began)
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
