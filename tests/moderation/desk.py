"""Moderation over a database, at a time that can be set."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from config.database import Database, UnitOfWork
from config.ids import MemberId, RoomId
from moderation.model import Reason, Report, Sanction, Tell
from moderation.service import Moderation

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN, BOB, EVE = MemberId("ann"), MemberId("bob"), MemberId("eve")


class Desk:
    """Moderation over a database, at a time that can be set."""

    def __init__(self, database: Database) -> None:
        self.now = NOW
        self._database = database
        self.moderation = Moderation(lambda: self.now.timestamp())

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        async with self._database.unit() as unit:
            yield unit

    async def report(
        self,
        reporter: MemberId = ANN,
        subject: MemberId = BOB,
        room: str = "room",
        reason: Reason = Reason.SPAM,
        words: str = "",
    ) -> str:
        async with self.unit() as unit:
            filed = await self.moderation.report(
                unit, reporter=reporter, subject=subject, room=RoomId(room), reason=reason, words=words
            )
            return filed.number

    async def reports(self, limit: int = 100) -> Sequence[Report]:
        async with self.unit() as unit:
            return await self.moderation.open_reports(unit, limit)

    async def ban(self, number: str, days: float | None = 7, reason: Reason | None = None) -> Sanction:
        async with self.unit() as unit:
            return await self.moderation.ban(unit, number, days, reason)

    async def unban(self, number: str) -> int:
        async with self.unit() as unit:
            return await self.moderation.unban(unit, number)

    async def sanction(self, member: MemberId = BOB) -> Sanction | None:
        async with self.unit() as unit:
            return await self.moderation.sanction(unit, member)

    async def consequences(self) -> Sequence[Tell]:
        async with self.unit() as unit:
            news = await self.moderation.has_news(unit)
            told = await self.moderation.consequences(unit)
        assert news or not told
        return told

    async def clean_up(self, most: int = 100) -> int:
        async with self.unit() as unit:
            outlived = await self.moderation.outlived(unit)
            gone = await self.moderation.clean_up(unit, most)
        assert outlived == bool(gone)
        return gone

    async def add_words(self, number: str, words: str, reporter: MemberId = ANN) -> None:
        async with self.unit() as unit:
            await self.moderation.add_words(unit, number, reporter, words)
