"""Two processes on one PostgreSQL and Redis, each with a bot of its own: people of one talk with people of the other.

What one of them takes in the other sends. Beside them stands the bot that copies, in one process.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.contestants import bauta, data
from benchmarks.ears import open_ears
from benchmarks.furnished import furnish
from benchmarks.on_telegram import telegram
from benchmarks.relay_postgres import Plan, servers
from benchmarks.report import Report, Row
from benchmarks.rooms import SEED, TOKENS, copied, names
from benchmarks.sides import Measured, Side, latencies, milliseconds
from benchmarks.stage import blameless
from benchmarks.traffic import Traffic, Way

COPYING: Final = "100003:" + "C" * 35


@dataclass(frozen=True, slots=True)
class Both:
    """The two directions, measured as one, and the reference."""

    directions: Sequence[Side]
    measured: Measured
    reference: Side


async def processes(directory: Path, plan: Plan, rate: float, report: Report) -> None:
    """Latency and the maximum, as they are measured of one process. `rate`: both together."""
    report.doing("Starting PostgreSQL, Redis and two processes")
    async with _both(directory, plan.rooms) as both:
        for _ in range(plan.steady.count):
            await _at_once(side.steady(rate / 2, plan.steady) for side in both.directions)
            await both.reference.steady(rate, plan.steady)
        for _ in range(plan.flood.count):
            await _at_once(side.flood(plan.flood) for side in both.directions)
            await both.reference.flood(plan.flood)
    ours, beside = both.measured, both.reference.measured
    what = f"{plan.rooms} rooms of two processes"
    report.add(*latencies(f"added latency at {rate:g}/s in {what}", both.directions[0], both.reference))
    report.add(milliseconds(f"CPU per message at {rate:g}/s in {what}", ours.each, beside.each))
    # Each direction has added its seconds, which were the same ones.
    carried = len(both.directions) * ours.carried / ours.seconds
    report.add(Row(f"maximum in {what}", carried, "messages/s", beside.carried / beside.seconds))
    report.add(milliseconds(f"CPU per message at the maximum in {what}", ours.each_at_full, beside.each_at_full))


async def _at_once(works: Iterable[Coroutine[None, None, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(work, name="talk")


@asynccontextmanager
async def _both(directory: Path, rooms: int) -> AsyncIterator[Both]:
    async with AsyncExitStack() as stack:
        url, settings = await stack.enter_async_context(servers())
        messenger = await stack.enter_async_context(telegram())
        ears = await stack.enter_async_context(open_ears(messenger))
        here, there = [await messenger.account(token) for token in TOKENS]
        near, far = await here.acquainted(names("Near", rooms)), await there.acquainted(names("Far", rooms))
        pairs = list(zip(near, far, strict=True))
        first, second = directory / "first", directory / "second"
        await furnish(data(first), (), url)
        second.mkdir()
        settings = {**settings, "BAUTA_KEY_FILE": str(data(first) / "key")}
        children = [
            await stack.enter_async_context(bauta(own, account, settings=settings))
            for own, account in ((first, here), (second, there))
        ]
        # Only now: a process that starts alone ends the rooms of bots that nobody serves.
        await furnish(data(first), [(here.place(one), there.place(other)) for one, other in pairs], url)
        copying = await messenger.account(COPYING)
        (reference,) = await stack.enter_async_context(copied(directory, copying, ears, [names("Talker", 2 * rooms)]))
        measured = Measured()
        directions = [
            Side(child, Traffic(origin, target, ears, along), Random(SEED), measured)
            for child, origin, target, along in (
                (children[0], here, there, [Way(one.name, other.chat) for one, other in pairs]),
                (children[1], there, here, [Way(other.name, one.chat) for one, other in pairs]),
            )
        ]
        yield Both(directions, measured, reference)
        await blameless(messenger)
