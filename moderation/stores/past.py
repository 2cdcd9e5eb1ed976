"""Cases that are past their time, in SQL: to be sealed, purged or removed, or kept for a shorter time than before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, case, delete, exists, or_, select, update

from config.database import UnitOfWork
from moderation.cases import State
from moderation.model import CaseId, Outcome
from moderation.stores.moments import sql
from moderation.stores.schema import cases, decisions, sanctions


@dataclass(frozen=True, slots=True)
class Terms:
    """How long what was decided is kept: free text until `appeals` is over, the rest of both kinds of decision.

    What is preserved for the authorities is none of it.
    """

    appeals: timedelta
    violation: timedelta
    no_violation: timedelta


def _at(acted: timedelta, other: timedelta) -> ColumnElement[int]:
    """So long after the decision, in milliseconds."""
    times = [round(each.total_seconds() * 1000) for each in (acted, other)]
    return cases.c.decided_at + case((cases.c.outcome == Outcome.ACTED.value, times[0]), else_=times[1])


def _later(terms: Terms) -> ColumnElement[bool]:
    settled = cases.c.state.in_([State.DECIDED.value, State.SEALED.value]) & cases.c.preserved_until.is_(None)
    sealed = cases.c.seal_at > _at(terms.appeals, min(terms.appeals, terms.no_violation))
    return settled & or_(sealed, cases.c.purge_at > _at(terms.violation, terms.no_violation))


class SqlPastCases:
    """Within one unit of work; only their numbers, so that one that cannot be read keeps no other."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection

    async def sealable(self, now: datetime, most: int, beside: Collection[str] = ()) -> Sequence[CaseId]:
        """Decided ones whose time to appeal is over, and that nobody holds for the authorities; not those `beside`."""
        return await self._past((State.DECIDED,), cases.c.seal_at, now, most, beside)

    async def purgeable(self, now: datetime, most: int, beside: Collection[str] = ()) -> Sequence[CaseId]:
        """Sealed or preserved ones that are past their time, and that nobody holds for the authorities; not those
        `beside`.

        Merged ones go with the case they went on in.
        """
        return await self._past((State.SEALED, State.LEGAL_HOLD), cases.c.purge_at, now, most, beside)

    async def _past(
        self, states: Sequence[State], at: Column[int], now: datetime, most: int, beside: Collection[str]
    ) -> Sequence[CaseId]:
        # Found by its time: the index by state would lead SQLite through all that was ever settled.
        state = cases.c.state + ""
        query = select(cases.c.id).where(
            state.in_([each.value for each in states]),
            at <= sql(now),
            cases.c.legal_hold.is_(False),
            cases.c.id.not_in(beside),
        )
        rows = await self._db.execute(query.order_by(at, cases.c.id).limit(most))
        return [CaseId(name) for name in rows.scalars()]

    async def too_late(self, terms: Terms) -> bool:
        """Whether `bring_forward` would find any."""
        return bool((await self._db.execute(select(exists().where(_later(terms))))).scalar_one())

    async def bring_forward(self, terms: Terms, after: CaseId, most: int) -> Sequence[CaseId]:
        """The operator keeps things for a shorter time than when these were decided: the next of them by their numbers,
        so many at most."""
        late = select(cases.c.id).where(cases.c.id > after, _later(terms)).order_by(cases.c.id).limit(most)
        names = [CaseId(name) for name in (await self._db.execute(late)).scalars()]
        sealed = _at(terms.appeals, min(terms.appeals, terms.no_violation))
        purged = _at(terms.violation, terms.no_violation)
        values = {
            "seal_at": case((cases.c.seal_at > sealed, sealed), else_=cases.c.seal_at),
            "purge_at": case((cases.c.purge_at > purged, purged), else_=cases.c.purge_at),
            "version": cases.c.version + 1,
        }
        if names:
            await self._db.execute(update(cases).where(cases.c.id.in_(names)).values(values))
        return names

    async def due_for_removal(self, before: datetime, limit: int) -> Sequence[CaseId]:
        """Purged ones that were decided before, and from which no sanction on record came (also where it is another
        case's by now)."""
        query = select(cases.c.id).where(
            cases.c.state == State.PURGED.value,
            ~exists().where(sanctions.c.case == cases.c.id),
            ~exists().where(sanctions.c.decision == decisions.c.id, decisions.c.case == cases.c.id),
            or_(cases.c.decided_at < sql(before), cases.c.decided_at.is_(None) & (cases.c.created_at < sql(before))),
        )
        return [CaseId(name) for name in (await self._db.execute(query.limit(limit))).scalars()]

    async def remove(self, names: Sequence[CaseId]) -> None:
        await self._db.execute(delete(cases).where(cases.c.id.in_(names)))
