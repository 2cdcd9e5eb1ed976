"""Cases in SQL. A case is saved only as what follows the version that was read."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    case,
    cast,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.cases import CLAIMED, OPEN, Case, Stale, State
from moderation.model import CaseId, Outcome, Queue, Reason
from moderation.priority import AGE_MOST
from moderation.stores.moments import perhaps, sql
from moderation.stores.schema import cases

_MOMENTS: Final = frozenset(
    {
        *("due_at", "created_at", "claimed_at", "lease_until"),
        *("decided_at", "seal_at", "purge_at", "preserved_until"),
    }
)
_NAMES: Final = tuple(each.name for each in fields(Case))


class NumberTaken(Exception):
    """The number is in use: draw another."""


def _values(of: Case) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(of, name) for name in _NAMES}
    values |= {name: sql(getattr(of, name)) for name in _MOMENTS}
    return (
        values
        | {"server": of.server or "", "reason": of.reason.value, "state": of.state.value}
        | {
            "queue": of.queue.value,
            "outcome": None if of.outcome is None else of.outcome.value,
        }
    )


def _case(row: Any) -> Case:
    values: dict[str, Any] = {name: getattr(row, name) for name in _NAMES}
    values |= {name: perhaps(values[name]) for name in _MOMENTS}
    values |= {
        "server": row.server or None,
        "reason": Reason(row.reason),
        "state": State(row.state),
        "queue": Queue(row.queue),
        "outcome": None if row.outcome is None else Outcome(row.outcome),
    }
    return Case(**values)


def _rank(now: datetime) -> ColumnElement[float]:
    """The priority with its bonus for age, as moderation/priority.py has it, but for its top: what is above 100 still
    comes before what is at 100."""
    half = cases.c.created_at + (cases.c.due_at - cases.c.created_at) / 2.0
    hours = cast(sql(now) - half, Float) / 3_600_000.0
    bonus = case((hours < 0, 0.0), (hours > AGE_MOST, AGE_MOST), else_=hours)
    return cases.c.rank + bonus


def _order(now: datetime) -> tuple[ColumnElement[Any], ...]:
    return _rank(now).desc(), cases.c.created_at, cases.c.id


def _first(
    now: datetime, states: Collection[State], queues: Collection[Queue], there: Collection[Queue], server: str | None
) -> Select[Any]:
    """The numbers of cases in these states, the most pressing first."""
    seen: ColumnElement[bool] = cases.c.queue.in_([each.value for each in queues])
    if there and server is not None:
        seen |= cases.c.queue.in_([each.value for each in there]) & (cases.c.server == server)
    return select(cases.c.id).where(cases.c.state.in_([each.value for each in states]), seen).order_by(*_order(now))


def _outside(now: datetime, latest: datetime) -> ColumnElement[bool]:
    return or_(cases.c.lease_until <= sql(now), cases.c.lease_until > sql(latest))


_AT_SERVERS: Final = (cases.c.state == State.QUEUED.value) & (cases.c.queue == Queue.SERVER.value)


class SqlCases:
    """Cases within one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection

    async def add(self, new: Case) -> None:
        """Raises NumberTaken."""
        taken = (await self._db.execute(select(exists().where(cases.c.id == new.id)))).scalar_one()
        if taken:
            raise NumberTaken
        await self._db.execute(insert(cases).values(**_values(new)))

    async def get(self, name: CaseId) -> Case | None:
        row = (await self._db.execute(select(cases).where(cases.c.id == name))).one_or_none()
        return None if row is None else _case(row)

    async def save(self, changed: Case, version: int) -> None:
        """Write what follows `version`. Raises Stale if the case has changed since."""
        writing = update(cases).where(cases.c.id == changed.id, cases.c.version == version)
        if (await self._db.execute(writing.values(**_values(changed)))).rowcount != 1:
            raise Stale

    async def open_about(self, subject: MemberId, reason: Reason, server: str | None) -> Case | None:
        """The open case that another report of this kind joins."""
        query = select(cases).where(
            cases.c.subject == subject,
            cases.c.reason == reason.value,
            cases.c.server == (server or ""),
            cases.c.state.in_([state.value for state in OPEN]),
        )
        row = (await self._db.execute(query)).one_or_none()
        return None if row is None else _case(row)

    async def open_of(self, subject: MemberId) -> Sequence[Case]:
        """All open cases about a member, the most pressing first."""
        query = select(cases).where(cases.c.subject == subject, cases.c.state.in_([state.value for state in OPEN]))
        return [_case(row) for row in await self._db.execute(query.order_by(cases.c.rank.desc(), cases.c.created_at))]

    async def page(
        self,
        now: datetime,
        states: Collection[State],
        queues: Collection[Queue],
        *,
        there: Collection[Queue] = (),
        server: str | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> Sequence[Case]:
        """Cases in these states, the most pressing first: those in `queues`, and those in `there` begun on `server`."""
        page = _first(now, states, queues, there, server).limit(limit).offset(offset).subquery()
        query = select(cases).where(cases.c.id.in_(select(page.c.id))).order_by(*_order(now))
        return [_case(row) for row in await self._db.execute(query)]

    async def first(
        self,
        now: datetime,
        states: Collection[State],
        queues: Collection[Queue],
        *,
        there: Collection[Queue] = (),
        server: str | None = None,
        limit: int = 20,
    ) -> Sequence[CaseId]:
        """Only the numbers of the same."""
        rows = await self._db.execute(_first(now, states, queues, there, server).limit(limit))
        return [CaseId(name) for name in rows.scalars()]

    async def counts(self, states: Collection[State], server: str | None = None) -> dict[Queue, int]:
        """How many cases of these states are in each queue. `server`: only those that began there."""
        query = select(cases.c.queue, func.count()).where(cases.c.state.in_([each.value for each in states]))
        if server is not None:
            query = query.where(cases.c.server == server)
        return {Queue(queue): count for queue, count in await self._db.execute(query.group_by(cases.c.queue))}

    async def held(self, holder: MemberId) -> Sequence[Case]:
        """What somebody has in hand."""
        query = select(cases).where(cases.c.holder == holder).order_by(cases.c.claimed_at)
        return [_case(row) for row in await self._db.execute(query)]

    async def lapsed(
        self, now: datetime, latest: datetime, most: int, beside: Collection[str] = ()
    ) -> Sequence[CaseId]:
        """Claims whose lease is over, or ends after `latest`, the longest first; not those `beside`."""
        query = select(cases.c.id).where(_outside(now, latest), cases.c.id.not_in(beside))
        rows = await self._db.execute(query.order_by(cases.c.lease_until, cases.c.id).limit(most))
        return [CaseId(name) for name in rows.scalars()]

    async def overdue(self, now: datetime, queue: Queue, most: int, beside: Collection[str] = ()) -> Sequence[CaseId]:
        """What has waited in a queue beyond its time; not those `beside`."""
        query = select(cases.c.id).where(
            cases.c.state == State.QUEUED.value,
            cases.c.queue == queue.value,
            cases.c.due_at <= sql(now),
            cases.c.id.not_in(beside),
        )
        return [CaseId(name) for name in (await self._db.execute(query.limit(most))).scalars()]

    async def awaited(self) -> Sequence[str]:
        """The servers whose moderators have something waiting."""
        query = select(cases.c.server).where(_AT_SERVERS).distinct().order_by(cases.c.server)
        return (await self._db.execute(query)).scalars().all()

    async def at_servers(self, servers: Collection[str], limit: int) -> Sequence[Case]:
        """What waits for the moderators of these, the oldest first."""
        query = select(cases).where(_AT_SERVERS, cases.c.server.in_(servers))
        query = query.order_by(cases.c.created_at, cases.c.id).limit(limit)
        return [_case(row) for row in await self._db.execute(query)]

    async def merged_into(self, target: CaseId) -> Sequence[Case]:
        """Cases that went on in another."""
        query = select(cases).where(cases.c.merged_into == target, cases.c.state == State.MERGED.value)
        return [_case(row) for row in await self._db.execute(query)]

    async def with_merged(self, name: str) -> Sequence[CaseId]:
        """The number itself, whatever it is, and those of all cases that went on in that one, by however many steps."""
        whole = select(cases.c.id, cases.c.subject).where(cases.c.id == name).cte("whole", recursive=True)
        # Cases are merged about one member only, and by that they are found without a look at all others.
        into = (cases.c.subject == whole.c.subject) & (cases.c.merged_into == whole.c.id)
        whole = whole.union(select(cases.c.id, cases.c.subject).where(into))
        found = await self._db.execute(select(whole.c.id).where(whole.c.id != name).order_by(whole.c.id))
        return [CaseId(name), *map(CaseId, found.scalars())]

    async def subjects(self, members: Sequence[MemberId]) -> frozenset[MemberId]:
        """Those of the members whom an open or appealed case is about, or one that is kept for the authorities."""
        undecided = cases.c.state.in_([each.value for each in (*OPEN, *CLAIMED, State.APPEALED)])
        kept = undecided | cases.c.legal_hold.is_(True)
        query = select(cases.c.subject).where(cases.c.subject.in_(members), kept).distinct()
        return frozenset(MemberId(name) for name in (await self._db.execute(query)).scalars() if name is not None)
