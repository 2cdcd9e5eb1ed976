"""Reports in SQL. What people wrote is sealed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, update

from config.database import UnitOfWork
from config.ids import MemberId, RoomId
from moderation.model import CaseId, Detail, Outcome, Reason, Report
from moderation.priority import WINDOW
from moderation.stores.moments import moment, sql
from moderation.stores.schema import reports


class ReportNumberTaken(Exception):
    """The receipt number is in use: draw another."""


class SqlReports:
    """Reports within one unit of work."""

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
            moment(row.at),
            row.closed_at is not None,
            None if row.detail is None else Detail(row.detail),
            CaseId(row.case),
            None if row.outcome is None else Outcome(row.outcome),
        )

    async def file(self, report: Report) -> None:
        """Raises ReportNumberTaken."""
        taken = select(exists().where(reports.c.number == report.number))
        if (await self._db.execute(taken)).scalar_one():
            raise ReportNumberTaken
        await self._db.execute(
            insert(reports).values(
                number=report.number,
                reporter=report.reporter,
                subject=report.subject,
                room=report.room,
                reason=report.reason.value,
                detail=None if report.detail is None else report.detail.value,
                words=self._keys.seal("reports.words", report.number, report.words.encode()) if report.words else None,
                case=report.case,
                at=sql(report.at),
            )
        )

    async def get(self, number: str) -> Report | None:
        row = (await self._db.execute(select(reports).where(reports.c.number == number))).one_or_none()
        return None if row is None else self._report(row)

    async def filed(self, reporter: MemberId, room: RoomId, reason: Reason) -> Report | None:
        """What the same person reported before about the same chat for the same reason."""
        query = select(reports).where(
            reports.c.reporter == reporter, reports.c.room == room, reports.c.reason == reason.value
        )
        row = (await self._db.execute(query)).one_or_none()
        return None if row is None else self._report(row)

    async def times(self, reporter: MemberId, since: datetime) -> Sequence[datetime]:
        """When somebody filed reports lately."""
        query = select(reports.c.at).where(reports.c.reporter == reporter, reports.c.at > sql(since))
        return [moment(at) for at in (await self._db.execute(query)).scalars()]

    async def add_words(self, number: str, words: str) -> None:
        sealed = self._keys.seal("reports.words", number, words.encode())
        await self._db.execute(update(reports).where(reports.c.number == number).values(words=sealed))

    async def open(self, limit: int) -> Sequence[Report]:
        """Those nobody has decided, the oldest first."""
        query = select(reports).where(reports.c.closed_at.is_(None)).order_by(reports.c.at).limit(limit)
        return [self._report(row) for row in await self._db.execute(query)]

    async def of(self, case: CaseId) -> Sequence[Report]:
        """The reports of a case, the oldest first."""
        query = select(reports).where(reports.c.case == case).order_by(reports.c.at, reports.c.number)
        return [self._report(row) for row in await self._db.execute(query)]

    async def close(self, case: CaseId, outcome: Outcome, now: datetime) -> Sequence[Report]:
        """A case is decided: what came of its reports. Those that were open until now."""
        open_ones = [each for each in await self.of(case) if not each.closed]
        values = {"closed_at": sql(now), "outcome": outcome.value}
        await self._db.execute(update(reports).where(reports.c.case == case).values(values))
        return open_ones

    async def reopen(self, case: CaseId) -> None:
        await self._db.execute(update(reports).where(reports.c.case == case).values(closed_at=None, outcome=None))

    async def hand_over(self, case: CaseId, to: CaseId) -> None:
        """The reports of one case belong to another now."""
        await self._db.execute(update(reports).where(reports.c.case == case).values(case=to))

    async def reliability(self, reporter: MemberId) -> tuple[int, int]:
        """How many of somebody's latest decided reports were agreed with, and how many not."""
        latest = (
            select(reports.c.outcome)
            .where(reports.c.reporter == reporter, reports.c.outcome.is_not(None))
            .order_by(reports.c.closed_at.desc())
            .limit(WINDOW)
            .subquery()
        )
        rows = await self._db.execute(select(latest.c.outcome, func.count()).group_by(latest.c.outcome))
        counts = Counter({row[0]: int(row[1]) for row in rows})
        return counts[Outcome.ACTED.value], counts[Outcome.NO_VIOLATION.value]

    async def lately_about(self, subject: MemberId, since: datetime) -> Sequence[Report]:
        """What was reported about a member since then, whatever the case."""
        query = select(reports).where(reports.c.subject == subject, reports.c.at > sql(since)).order_by(reports.c.at)
        return [self._report(row) for row in await self._db.execute(query)]

    async def made_by(self, member: MemberId) -> Sequence[Report]:
        rows = await self._db.execute(select(reports).where(reports.c.reporter == member).order_by(reports.c.at))
        return [self._report(row) for row in rows]

    async def forget_words(self, member: MemberId) -> None:
        """The free text a member wrote in reports goes with their account; the report itself stays."""
        await self._db.execute(update(reports).where(reports.c.reporter == member).values(words=None))

    async def strip(self, case: CaseId) -> None:
        """The free text of a case's reports goes; what is coded stays."""
        await self._db.execute(update(reports).where(reports.c.case == case).values(words=None))

    async def remove(self, case: CaseId) -> None:
        """The reports of a case go."""
        await self._db.execute(delete(reports).where(reports.c.case == case))
