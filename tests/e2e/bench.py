"""The database of a deployment, from the inside: what people and moderators would do in the chat, by a shorter way."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from bot.messages import Sender
from bot.stores.members import SqlMembers
from config.database import Database, UnitOfWork
from config.ids import MemberId, RoomId, new_id
from config.keys import KeyRing, read_key_file
from moderation.books import Books
from moderation.cases import Case
from moderation.filing import Filed
from moderation.model import Measure, Reason, Report
from moderation.roles import Actor, Role
from moderation.service import Moderation
from moderation.verdicts import Decided
from tests.e2e.processes import Deployment

SENIOR: Final = Actor(MemberId("a senior"), frozenset({Role.SENIOR, Role.CHILD_SAFETY}))


@dataclass(slots=True)
class Inside:
    """One deployment's moderation. `unit` as the running Bauta has it."""

    database: Database
    moderation: Moderation

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        async with self.database.unit() as unit:
            yield unit

    async def meets(self, user: str, platform: str = "telegram") -> MemberId:
        """Somebody with this id at their platform writes to the bot."""
        async with self.unit() as unit:
            met = await SqlMembers(unit).meet(Sender(platform, "77", user, user, "en"), "en", time.time())
            return met.id

    async def reported(self, subject: MemberId, reason: Reason = Reason.HARASSMENT, words: str = "") -> Filed:
        async with self.unit() as unit:
            return await self.moderation.report(
                unit, reporter=MemberId(new_id()), subject=subject, room=RoomId(new_id()), reason=reason, words=words
            )

    async def reports(self) -> Sequence[Report]:
        """Those nobody has decided, the oldest first."""
        async with self.unit() as unit:
            return await Books(unit).reports.open(100)

    async def decides(self, case: str, measure: Measure, by: Actor = SENIOR) -> Decided:
        async with self.unit() as unit:
            taken = await self.moderation.cases.claim(unit, by, case)
            return await self.moderation.verdicts.decide(unit, by, case, taken.fence, measure)

    async def case(self, number: str) -> Case:
        async with self.unit() as unit:
            return await self.moderation.case_of(unit, number)


@asynccontextmanager
async def inside(deployed: Deployment, clock: Callable[[], float] = time.time) -> AsyncIterator[Inside]:
    """The database is made if there is none yet. `clock`: when what is done was done, in epoch seconds."""
    if not (deployed.data / "key").exists():
        assert (await deployed.does("migrate")).code == 0
    url = deployed.settings.get("BAUTA_DATABASE_URL") or f"sqlite+aiosqlite:///{deployed.data / 'bauta.db'}"
    database = Database(url, KeyRing(read_key_file(deployed.data / "key"), clock))
    try:
        yield Inside(database, Moderation(clock))
    finally:
        await database.close()
