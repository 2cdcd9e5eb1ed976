"""One process of a race: some moderators who claim, think too long now and then, and decide."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Final

from sqlalchemy import func, or_, select

from config.database import Database
from config.ids import MemberId
from config.keys import KeyRing
from moderation.cases import Refused, Stale
from moderation.model import CaseId, Measure
from moderation.roles import Actor, Role
from moderation.service import Moderation
from moderation.stores.schema import cases
from tests.contracts.stores import MASTER, driver
from tests.moderation.desk import NOW

SPEED: Final = 1000.0
"""Seconds of moderation in one of ours: a lease of ten minutes lasts 0.6 s."""

LEASE: Final = 600 / SPEED
OVERRUNS: Final = 0.3
"""So many think for longer than their claim holds."""

TWICE: Final = 0.2
"""So many tap twice."""

PATIENCE: Final = 60.0
MEASURES: Final = (Measure.NOTHING, Measure.WARNING, Measure.PAUSE)


@dataclass(slots=True)
class Tally:
    """What one process did. `late`: decisions under a claim that was over; `again`: second taps. Both were refused."""

    claims: int = 0
    taken: int = 0
    decided: int = 0
    late: int = 0
    again: int = 0
    doubles: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.claims + other.claims,
            self.taken + other.taken,
            self.decided + other.decided,
            self.late + other.late,
            self.again + other.again,
            self.doubles + other.doubles,
        )


def clock(began: float) -> Callable[[], float]:
    """The same time in every process, and a fast one."""
    return lambda: NOW.timestamp() + (time.time() - began) * SPEED


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Database]:
    """A connection of one's own. No power is cut: SQLite does not wait for the disk."""
    database = Database(url, KeyRing(MASTER, lambda: 0.0), busy_seconds=PATIENCE)
    if database.writing.dialect.name == "sqlite":
        async with driver(database) as sqlite:
            await sqlite.execute("PRAGMA synchronous=OFF")
    yield database
    await database.close()


async def run(url: str, began: float, people: Iterable[int], seed: int) -> Tally:
    """All of this process's people, at once."""
    return sum(await asyncio.gather(*(_moderates(url, began, each, seed) for each in people)), Tally())


async def _moderates(url: str, began: float, number: int, seed: int) -> Tally:
    """One of the people, until nothing is left to decide."""
    random = Random(f"{seed} {number}")
    async with connected(url) as database:
        desk = Desk(database, Moderation(clock(began)), Actor(MemberId(f"w{number}"), frozenset({Role.MODERATOR})))
        while (name := await _somewhere(database, clock(began), random)) is not None:
            if name:
                await desk.takes(CaseId(name), random)
            else:
                await asyncio.sleep(LEASE / 4)  # all that is left is in somebody's hands
    return desk.tally


@dataclass(slots=True)
class Desk:
    """Where one of them works."""

    database: Database
    service: Moderation
    actor: Actor
    tally: Tally = field(default_factory=Tally)

    async def takes(self, case: CaseId, random: Random) -> None:
        """Claim a case, think, and decide: sometimes too late, sometimes twice."""
        async with self.database.unit() as unit:
            try:
                fence = (await self.service.cases.claim(unit, self.actor, case)).fence
            except Refused:
                self.tally.taken += 1
                return
        self.tally.claims += 1
        if random.random() < OVERRUNS:
            await asyncio.sleep(LEASE * random.uniform(1.0, 2.0))
        measure = random.choice(MEASURES)
        if await self.decides(case, fence, measure):
            self.tally.decided += 1
        else:
            self.tally.late += 1
        if random.random() < TWICE:
            if await self.decides(case, fence, measure):
                self.tally.doubles += 1
            else:
                self.tally.again += 1

    async def decides(self, case: CaseId, fence: int, measure: Measure) -> bool:
        """Whether it counted. A claim that is over refuses it, and nothing else does."""
        seconds = 60 if measure is Measure.PAUSE else None
        async with self.database.unit() as unit:
            try:
                await self.service.verdicts.decide(unit, self.actor, case, fence, measure, seconds=seconds)
            except Stale:
                return False
        return True


async def _somewhere(database: Database, now: Callable[[], float], random: Random) -> str | None:
    """A case that looks free; "" if none does now, None if all are decided."""
    milliseconds = round(now() * 1000)
    free = or_(cases.c.state == "queued", cases.c.lease_until <= milliseconds)
    async with database.read() as unit:
        found = list((await unit.connection.execute(select(cases.c.id).where(free).limit(30))).scalars())
        if found:
            return str(random.choice(found))
        left = select(func.count()).select_from(cases).where(cases.c.state != "decided")
        return "" if (await unit.connection.execute(left)).scalar_one() else None
