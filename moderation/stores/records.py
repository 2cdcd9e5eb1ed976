"""Reports and sanctions in SQL, within one unit of work."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select, update

from config.database import UnitOfWork, milliseconds, seconds
from config.ids import MemberId, RoomId
from moderation.model import Reason, Report, Sanction
from moderation.stores.schema import reports, sanctions

REPORTS_LAST = timedelta(days=90)
"""A closed report is kept so long, and while a sanction that came from it is on record."""

SANCTIONS_LAST = timedelta(days=365)
"""A sanction is kept so long after its end."""


def _sql(moment: datetime) -> int:
    return milliseconds(moment.timestamp())


def _moment(value: int) -> datetime:
    return datetime.fromtimestamp(seconds(value), UTC)


def _past(now: datetime) -> ColumnElement[bool]:
    """Sanctions that ended so long ago, by themselves or lifted; one that has no end stays."""
    before = _sql(now - SANCTIONS_LAST)
    return sanctions.c.told_at.is_not(None) & or_(sanctions.c.until < before, sanctions.c.lifted_at < before)


def _dismissed(now: datetime) -> ColumnElement[bool]:
    """Reports closed so long ago from which no sanction on record came: that is lifted by the report's number."""
    led = select(sanctions.c.report).where(sanctions.c.report.is_not(None))
    return (reports.c.closed_at < _sql(now - REPORTS_LAST)) & reports.c.number.not_in(led)


class NumberTaken(Exception):
    """The receipt number is in use: draw another."""


class SqlRecords:
    """What moderation remembers, over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection
        self._keys = unit.keys

    def _report(self, row: Any) -> Report:
        words = self._keys.open("reports.words", row.number, row.words).decode() if row.words else ""
        return Report(
            row.number,
            MemberId(row.reporter),
            MemberId(row.subject),
            RoomId(row.room),
            Reason(row.reason),
            words,
            _moment(row.at),
            row.closed_at is not None,
        )

    async def file(self, report: Report) -> None:
        """Raises NumberTaken."""
        savable = insert(reports).values(
            number=report.number,
            reporter=report.reporter,
            subject=report.subject,
            room=report.room,
            reason=report.reason.value,
            words=self._keys.seal("reports.words", report.number, report.words.encode()) if report.words else None,
            at=_sql(report.at),
        )
        if await self.report(report.number) is not None:
            raise NumberTaken
        await self._db.execute(savable)

    async def report(self, number: str) -> Report | None:
        row = (await self._db.execute(select(reports).where(reports.c.number == number))).one_or_none()
        return None if row is None else self._report(row)

    async def filed(self, reporter: MemberId, room: RoomId) -> Report | None:
        query = select(reports).where(reports.c.reporter == reporter, reports.c.room == room)
        row = (await self._db.execute(query)).one_or_none()
        return None if row is None else self._report(row)

    async def add_words(self, number: str, words: str) -> None:
        sealed = self._keys.seal("reports.words", number, words.encode())
        await self._db.execute(update(reports).where(reports.c.number == number).values(words=sealed))

    async def open_reports(self, limit: int) -> Sequence[Report]:
        query = select(reports).where(reports.c.closed_at.is_(None)).order_by(reports.c.at).limit(limit)
        return [self._report(row) for row in await self._db.execute(query)]

    async def close(self, number: str, now: datetime) -> None:
        await self._db.execute(update(reports).where(reports.c.number == number).values(closed_at=_sql(now)))

    async def made_by(self, member: MemberId) -> Sequence[Report]:
        rows = await self._db.execute(select(reports).where(reports.c.reporter == member).order_by(reports.c.at))
        return [self._report(row) for row in rows]

    def _sanction(self, row: Any) -> Sanction:
        until = None if row.until is None else _moment(row.until)
        return Sanction(row.id, MemberId(row.member), Reason(row.reason), _moment(row.since), until, row.report)

    async def impose(self, sanction: Sanction) -> None:
        await self._db.execute(
            insert(sanctions).values(
                id=sanction.id,
                member=sanction.member,
                reason=sanction.reason.value,
                report=sanction.report,
                since=_sql(sanction.since),
                until=None if sanction.until is None else _sql(sanction.until),
            )
        )

    async def holding(self, members: Sequence[MemberId], now: datetime) -> Sequence[Sanction]:
        """Sanctions in force on any of the members, the longest last."""
        query = (
            select(sanctions)
            .where(sanctions.c.member.in_(members), sanctions.c.lifted_at.is_(None))
            .where(or_(sanctions.c.until.is_(None), sanctions.c.until > _sql(now)))
            .order_by(sanctions.c.until.is_(None), sanctions.c.until)
        )
        return [self._sanction(row) for row in await self._db.execute(query)]

    async def lift(self, member: MemberId, now: datetime) -> int:
        """How many sanctions ended."""
        ending = update(sanctions).where(sanctions.c.member == member, sanctions.c.lifted_at.is_(None))
        ending = ending.where(or_(sanctions.c.until.is_(None), sanctions.c.until > _sql(now)))
        return (await self._db.execute(ending.values(lifted_at=_sql(now), told_at=None))).rowcount

    async def untold(self) -> Sequence[tuple[Sanction, bool]]:
        """What the running bot has not carried out yet: the sanction, and whether it has been lifted. At most 50."""
        rows = await self._db.execute(
            select(sanctions).where(sanctions.c.told_at.is_(None)).order_by(sanctions.c.since).limit(50)
        )
        return [(self._sanction(row), row.lifted_at is not None) for row in rows]

    async def told(self, sanction: str, now: datetime) -> None:
        await self._db.execute(update(sanctions).where(sanctions.c.id == sanction).values(told_at=_sql(now)))

    async def referring(self, members: Sequence[MemberId], now: datetime) -> frozenset[MemberId]:
        """Those of the members whom an open report or a sanction in force names: their ids must outlast an erasure."""
        named = select(reports.c.subject).where(reports.c.subject.in_(members), reports.c.closed_at.is_(None))
        subjects = (await self._db.execute(named)).scalars()
        held = [sanction.member for sanction in await self.holding(members, now)]
        return frozenset([*map(MemberId, subjects), *held])

    async def outlived(self, now: datetime) -> bool:
        """Whether there is anything that `clean_up` would remove."""
        found = select(exists().where(_dismissed(now)) | exists().where(_past(now)))
        return bool((await self._db.execute(found)).scalar_one())

    async def clean_up(self, now: datetime, most: int) -> int:
        """Remove sanctions and closed reports that have outlived their use, so many of each at most. How many went."""
        gone = 0
        for column, condition in ((sanctions.c.id, _past(now)), (reports.c.number, _dismissed(now))):
            old = select(column).where(condition).limit(most)
            gone += (await self._db.execute(delete(column.table).where(column.in_(old)))).rowcount
        return gone

    async def forget_words(self, member: MemberId) -> None:
        """The free text a member wrote in reports goes with their account; the report itself stays."""
        await self._db.execute(update(reports).where(reports.c.reporter == member).values(words=None))
