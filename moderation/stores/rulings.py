"""Decisions, appeals against them, approvals by a second person, and notes, in SQL. What people wrote is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, insert, select, update

from config.database import UnitOfWork
from config.ids import MemberId, new_id
from moderation.model import Appeal, CaseId, Decision, Detail, Measure, Note, Reason, Ruling
from moderation.roles import SECOND_WITHIN
from moderation.stores.moments import moment, perhaps, sql
from moderation.stores.schema import appeals, approvals, cases, decisions, notes


@dataclass(frozen=True, slots=True)
class Approval:
    """Something that needs a second person. `granted`: None until one answered.

    `used_at`: when it was made use of, or came to nothing.
    """

    id: str
    case: CaseId
    action: str
    asked_by: MemberId
    note: str = field(repr=False)
    at: datetime
    answered_by: MemberId | None = None
    granted: bool | None = None
    used_at: datetime | None = None

    def waits(self, now: datetime) -> bool:
        """Whether a second person can answer it now."""
        return self.granted is None and self.used_at is None and now <= self.at + SECOND_WITHIN


class SqlRulings:
    """What was decided, within one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection
        self._keys = unit.keys

    def _seal(self, table: str, row: str, words: str) -> bytes | None:
        return self._keys.seal(table, row, words.encode()) if words else None

    def _open(self, table: str, row: str, sealed: bytes | None) -> str:
        return self._keys.open(table, row, sealed).decode() if sealed else ""

    async def decide(self, decision: Decision) -> None:
        await self._db.execute(
            insert(decisions).values(
                id=decision.id,
                case=decision.case,
                fence=decision.fence,
                actor=decision.actor,
                second=decision.second,
                reason=decision.reason.value,
                detail=None if decision.detail is None else decision.detail.value,
                measure=decision.measure.value,
                seconds=decision.seconds,
                note=self._seal("decisions.note", decision.id, decision.note),
                at=sql(decision.at),
            )
        )

    def _decision(self, row: Any) -> Decision:
        return Decision(
            row.id,
            CaseId(row.case),
            row.fence,
            MemberId(row.actor),
            Reason(row.reason),
            Measure(row.measure),
            moment(row.at),
            None if row.detail is None else Detail(row.detail),
            row.seconds,
            self._open("decisions.note", row.id, row.note),
            None if row.second is None else MemberId(row.second),
        )

    async def decisions_of(self, *cases: CaseId) -> Sequence[Decision]:
        """What was decided about these cases, the oldest first."""
        query = select(decisions).where(decisions.c.case.in_(cases)).order_by(decisions.c.at, decisions.c.fence)
        return [self._decision(row) for row in await self._db.execute(query)]

    async def decision(self, name: str) -> Decision | None:
        row = (await self._db.execute(select(decisions).where(decisions.c.id == name))).one_or_none()
        return None if row is None else self._decision(row)

    async def strip(self, *cases: CaseId) -> None:
        """Notes and appeals lose their words; what is coded stays."""
        await self._db.execute(update(decisions).where(decisions.c.case.in_(cases)).values(note=None))
        await self._db.execute(update(appeals).where(appeals.c.case.in_(cases)).values(words=None))
        await self._db.execute(update(approvals).where(approvals.c.case.in_(cases)).values(note=None))
        await self._db.execute(delete(notes).where(notes.c.case.in_(cases)))

    async def note(self, note: Note) -> None:
        name = new_id()
        await self._db.execute(
            insert(notes).values(
                id=name,
                case=note.case,
                actor=note.actor,
                about=note.about,
                words=self._keys.seal("notes.words", name, note.words.encode()),
                at=sql(note.at),
            )
        )

    async def notes_of(self, *cases: CaseId) -> Sequence[Note]:
        """What moderators wrote about these cases for each other, the oldest first."""
        rows = await self._db.execute(select(notes).where(notes.c.case.in_(cases)).order_by(notes.c.at, notes.c.id))
        return [
            Note(
                CaseId(row.case),
                MemberId(row.actor),
                row.about,
                self._open("notes.words", row.id, row.words),
                moment(row.at),
            )
            for row in rows
        ]

    async def remove(self, cases: Sequence[CaseId]) -> None:
        for table in (appeals, approvals, notes, decisions):
            await self._db.execute(delete(table).where(table.c.case.in_(cases)))

    # --- appeals ---

    async def appeal(self, appeal: Appeal, decided_by: MemberId) -> None:
        await self._db.execute(
            insert(appeals).values(
                id=appeal.id,
                sanction=appeal.sanction,
                case=appeal.case,
                member=appeal.member,
                words=self._seal("appeals.words", appeal.id, appeal.words),
                at=sql(appeal.at),
                decided_by=decided_by,
            )
        )

    def _appeal(self, row: Any) -> Appeal:
        return Appeal(
            row.id,
            row.sanction,
            CaseId(row.case),
            MemberId(row.member),
            self._open("appeals.words", row.id, row.words),
            moment(row.at),
            None if row.ruling is None else Ruling(row.ruling),
            None if row.ruled_by is None else MemberId(row.ruled_by),
            perhaps(row.ruled_at),
        )

    async def appeal_against(self, sanction: str) -> Appeal | None:
        row = (await self._db.execute(select(appeals).where(appeals.c.sanction == sanction))).one_or_none()
        return None if row is None else self._appeal(row)

    async def appeal_named(self, name: str) -> Appeal | None:
        row = (await self._db.execute(select(appeals).where(appeals.c.id == name))).one_or_none()
        return None if row is None else self._appeal(row)

    async def open_appeal(self, case: CaseId) -> tuple[Appeal, MemberId] | None:
        """The appeal nobody has ruled on, and who decided what it is against."""
        query = select(appeals).where(appeals.c.case == case, appeals.c.ruling.is_(None))
        row = (await self._db.execute(query)).one_or_none()
        return None if row is None else (self._appeal(row), MemberId(row.decided_by))

    async def appeals_by(self, member: MemberId) -> Sequence[Appeal]:
        query = select(appeals).where(appeals.c.member == member).order_by(appeals.c.at)
        return [self._appeal(row) for row in await self._db.execute(query)]

    async def rule(self, name: str, ruling: Ruling, actor: MemberId, now: datetime) -> None:
        values = {"ruling": ruling.value, "ruled_by": actor, "ruled_at": sql(now)}
        await self._db.execute(update(appeals).where(appeals.c.id == name).values(values))

    async def forget_appeals(self, member: MemberId) -> None:
        """What a member wrote to appeal goes with their account; that they appealed stays."""
        await self._db.execute(update(appeals).where(appeals.c.member == member).values(words=None))

    # --- a second person ---

    async def ask(self, approval: Approval) -> None:
        await self._db.execute(
            insert(approvals).values(
                id=approval.id,
                case=approval.case,
                action=approval.action,
                asked_by=approval.asked_by,
                note=self._seal("approvals.note", approval.id, approval.note),
                at=sql(approval.at),
            )
        )

    def _approval(self, row: Any) -> Approval:
        return Approval(
            row.id,
            CaseId(row.case),
            row.action,
            MemberId(row.asked_by),
            self._open("approvals.note", row.id, row.note),
            moment(row.at),
            None if row.answered_by is None else MemberId(row.answered_by),
            row.granted,
            perhaps(row.used_at),
        )

    async def approval(self, name: str) -> Approval | None:
        row = (await self._db.execute(select(approvals).where(approvals.c.id == name))).one_or_none()
        return None if row is None else self._approval(row)

    async def pending(self, since: datetime) -> Sequence[Approval]:
        """What was asked for since then and nobody has answered, the oldest first."""
        query = select(approvals).where(approvals.c.granted.is_(None), approvals.c.at > sql(since))
        return [self._approval(row) for row in await self._db.execute(query.order_by(approvals.c.at, approvals.c.id))]

    async def approvals_of(self, case: CaseId, action: str, since: datetime | None = None) -> Sequence[Approval]:
        """What was asked for (since then) and not made use of yet, the latest first."""
        query = select(approvals).where(
            approvals.c.case == case, approvals.c.action == action, approvals.c.used_at.is_(None)
        )
        if since is not None:
            query = query.where(approvals.c.at > sql(since))
        return [self._approval(row) for row in await self._db.execute(query.order_by(approvals.c.at.desc()))]

    async def asked_about(self, case: CaseId, since: datetime) -> Sequence[Approval]:
        """What was asked for about a case since then and nobody has answered, the oldest first."""
        query = select(approvals).where(
            approvals.c.case == case,
            approvals.c.granted.is_(None),
            approvals.c.used_at.is_(None),
            approvals.c.at >= sql(since),
        )
        return [self._approval(row) for row in await self._db.execute(query.order_by(approvals.c.at, approvals.c.id))]

    async def answer(self, name: str, actor: MemberId, now: datetime, *, granted: bool) -> None:
        values = {"answered_by": actor, "answered_at": sql(now), "granted": granted}
        await self._db.execute(update(approvals).where(approvals.c.id == name).values(values))

    async def use(self, name: str, now: datetime) -> None:
        await self._db.execute(update(approvals).where(approvals.c.id == name).values(used_at=sql(now)))

    async def asked_alone(self, member: MemberId, action: str, subject: MemberId) -> bool:
        """Whether somebody asked for this about this person before, in whatever case, and nobody agreed."""
        about = (cases.c.id == approvals.c.case) & (cases.c.subject == subject)
        alone = (approvals.c.asked_by == member) & (approvals.c.action == action) & approvals.c.granted.is_not(True)
        return bool((await self._db.execute(select(exists().where(about, alone)))).scalar_one())

    async def hand_over(self, case: CaseId, to: CaseId, now: datetime) -> None:
        """What was asked for about one case and nobody has answered is asked about the other.

        What was agreed to and not made use of comes to nothing: it was about less.
        """
        waiting = (approvals.c.case == case) & approvals.c.used_at.is_(None)
        asked = update(approvals).where(waiting, approvals.c.granted.is_(None))
        await self._db.execute(asked.values(case=to))
        await self._db.execute(update(approvals).where(waiting).values(used_at=sql(now)))

    async def withdraw(self, case: CaseId, action: str, now: datetime) -> None:
        """What was asked for about a case came to nothing."""
        asked = (approvals.c.case == case) & (approvals.c.action == action) & approvals.c.used_at.is_(None)
        await self._db.execute(update(approvals).where(asked).values(used_at=sql(now)))
