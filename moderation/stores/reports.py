"""Reports in SQL. What people wrote is sealed."""

from collections.abc import Mapping, Sequence
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

    async def outcome(self, number: str) -> tuple[MemberId, Outcome] | None:
        """Who filed a report, and what came of it; None where nothing has."""
        query = select(reports.c.reporter, reports.c.outcome).where(reports.c.number == number)
        row = (await self._db.execute(query)).one_or_none()
        return None if row is None or row.outcome is None else (MemberId(row.reporter), Outcome(row.outcome))

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

    async def reporters(self, case: CaseId) -> Sequence[MemberId]:
        """Who reported in a case, each once, those first who did so first."""
        query = select(reports.c.reporter).where(reports.c.case == case).group_by(reports.c.reporter)
        rows = await self._db.execute(query.order_by(func.min(reports.c.at), func.min(reports.c.number)))
        return [MemberId(name) for name in rows.scalars()]

    async def details(self, case: CaseId) -> Mapping[Detail | None, int]:
        """How often each detail was reported in a case, the most frequent first, then what was first; None: without
        one."""
        query = select(reports.c.detail, func.count()).where(reports.c.case == case).group_by(reports.c.detail)
        rows = await self._db.execute(query.order_by(func.count().desc(), func.min(reports.c.at)))
        return {None if detail is None else Detail(detail): count for detail, count in rows}

    async def close(self, case: CaseId, outcome: Outcome, now: datetime) -> Sequence[tuple[str, MemberId]]:
        """A case is decided: what came of its reports. Number and reporter of those that were open until now."""
        ours = reports.c.case == case
        query = select(reports.c.number, reports.c.reporter).where(ours, reports.c.closed_at.is_(None))
        rows = (await self._db.execute(query.order_by(reports.c.at, reports.c.number))).all()
        values = {"closed_at": sql(now), "outcome": outcome.value}
        await self._db.execute(update(reports).where(ours).values(values))
        return [(row.number, MemberId(row.reporter)) for row in rows]

    async def reopen(self, case: CaseId) -> None:
        await self._db.execute(update(reports).where(reports.c.case == case).values(closed_at=None, outcome=None))

    async def hand_over(self, case: CaseId, to: CaseId) -> None:
        """The reports of one case belong to another now."""
        await self._db.execute(update(reports).where(reports.c.case == case).values(case=to))

    async def reliability(self, reporters: Sequence[MemberId]) -> Mapping[MemberId, tuple[int, int]]:
        """How many of the latest decided reports of each of these were agreed with, and how many not."""
        if not reporters:
            return {}
        rank = func.row_number().over(partition_by=reports.c.reporter, order_by=reports.c.closed_at.desc())
        decided = select(reports.c.reporter, reports.c.outcome, rank.label("rank")).where(
            reports.c.reporter.in_(reporters), reports.c.outcome.is_not(None)
        )
        latest = decided.subquery()
        query = select(latest.c.reporter, latest.c.outcome, func.count()).where(latest.c.rank <= WINDOW)
        rows = await self._db.execute(query.group_by(latest.c.reporter, latest.c.outcome))
        counts = {(reporter, outcome): int(count) for reporter, outcome, count in rows}
        acted, none = Outcome.ACTED.value, Outcome.NO_VIOLATION.value
        return {each: (counts.get((each, acted), 0), counts.get((each, none), 0)) for each in reporters}

    async def voices(self, subject: MemberId, since: datetime) -> Sequence[tuple[MemberId, RoomId]]:
        """Who reported a member since then and from which chat, whatever the case, the earliest first: not what was
        found to be no violation, nor that they are in danger."""
        query = select(reports.c.reporter, reports.c.room).where(
            reports.c.subject == subject,
            reports.c.at > sql(since),
            reports.c.outcome.is_distinct_from(Outcome.NO_VIOLATION.value),
            reports.c.detail.is_distinct_from(Detail.IN_DANGER.value),
        )
        rows = await self._db.execute(query.order_by(reports.c.at))
        return [(MemberId(reporter), RoomId(room)) for reporter, room in rows]

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
