"""One lane held by a 429 of a minute: what the others notice of it, beside a Bauta with no lane held at the same time.

Two Bautas, each with as many rooms, are talked through at the same moments; then they change places. So both the held
and the free meet the same noise, and are the same processes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.contestants import UNPACED, bauta, data
from benchmarks.ears import Ears, open_ears
from benchmarks.furnished import furnish
from benchmarks.harness import Wrong, percentile
from benchmarks.messengers import Person
from benchmarks.on_telegram import TelegramAccount, telegram
from benchmarks.report import Report, Row
from benchmarks.rooms import SEED, TOKENS, names, places, ways
from benchmarks.sides import Measured, Side, Slices, milliseconds
from benchmarks.stage import blameless
from benchmarks.traffic import Traffic, Way

HELD: Final = 60
"""Seconds of the pause that is asked for."""
UNCHANGED: Final = 1.2
"""How much worse than with no lane held still counts as the same."""
BEHIND: Final = 20
"""Messages that wait in the held lane."""


@dataclass(frozen=True, slots=True)
class House:
    """A Bauta, the traffic of its other rooms, and the lane that is held: one way of one more room."""

    account: TelegramAccount
    others: Side
    lane: Traffic
    reader: Person
    held: Measured = field(default_factory=Measured)
    free: Measured = field(default_factory=Measured)


async def held(directory: Path, rooms: int, rate: float, slices: Slices, report: Report) -> None:
    """A lane of each of the two is held once, for longer than the slices last; `rate`: both together."""
    report.doing(f"Holding one lane for {HELD} s, twice, while the others talk")
    async with _houses(directory, rooms) as (first, second):
        for holding, other in ((first, second), (second, first)):
            await _hold(holding, other, rate, slices)
    both = Measured(), Measured()
    for house in (first, second):
        for whole, part in zip(both, (house.held, house.free), strict=True):
            whole.latencies += part.latencies
            whole.cpu += part.cpu
    held, free = both
    what = f"{rate:g}/s in {rooms} rooms, one lane held"
    for share in (0.5, 0.99):
        ours, beside = (percentile(each.latencies, share) for each in both)
        goal = round(1000 * UNCHANGED * beside, 1) if share == 0.99 else None
        report.add(milliseconds(f"{what}: others' p{100 * share:g}", ours, beside, goal))
    report.add(milliseconds(f"{what}: CPU per message", held.each, free.each))
    arrived = [sum(len(traffic.heard) for traffic in (house.others.traffic, house.lane)) for house in (first, second)]
    report.add(Row(f"{what}: once and in order", sum(arrived), "messages"))


async def _hold(holding: House, other: House, rate: float, slices: Slices) -> None:
    """Hold the lane of one, and let both take turns meanwhile."""
    fault = await holding.account.hold(holding.reader, HELD)
    first, *_ = await holding.lane.say([*holding.lane.ways] * BEHIND)
    await fault.befell(timeout=5.0)
    for _ in range(slices.count):
        async with asyncio.TaskGroup() as group:
            for house, measured in ((holding, holding.held), (other, other.free)):
                side = replace(house.others, measured=measured)
                group.create_task(side.steady(rate / 2, slices), name="talk")
    if first.heard:
        raise Wrong("the lane was not held as long as others were measured")
    await holding.lane.settled(patience=2.0 * HELD)
    if first.latency < HELD:
        raise Wrong(f"the held lane was written to after {first.latency:.1f} s")


@asynccontextmanager
async def _houses(directory: Path, rooms: int) -> AsyncIterator[tuple[House, House]]:
    async with AsyncExitStack() as stack:
        messenger = await stack.enter_async_context(telegram())
        ears = await stack.enter_async_context(open_ears(messenger))
        built = []
        for number, token in enumerate(TOKENS):
            account = await messenger.account(token)
            built.append(await stack.enter_async_context(_house(directory / str(number), account, ears, rooms)))
        yield built[0], built[1]
        await blameless(messenger)


@asynccontextmanager
async def _house(directory: Path, account: TelegramAccount, ears: Ears, rooms: int) -> AsyncIterator[House]:
    people = await account.acquainted(names("Talker", 2 * rooms + 2))
    *others, writer, reader = people
    await furnish(data(directory), places(account, people))
    async with bauta(directory, account, settings=UNPACED) as child:
        traffic = Traffic(account, account, ears, ways(others))
        lane = Traffic(account, account, ears, [Way(writer.name, reader.chat)])
        yield House(account, Side(child, traffic, Random(SEED)), lane, reader)
