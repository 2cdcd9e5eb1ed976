"""Sanctions in SQL."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, func, insert, or_, select, update

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.cases import State
from moderation.model import REVIEWED, CaseId, Detail, Measure, Reason, Sanction
from moderation.stores.moments import moment, perhaps, sql
from moderation.stores.schema import appeals, cases, sanctions


def holds(now: datetime) -> ColumnElement[bool]:
    """A warning holds nothing back: it was said."""
    ends = or_(sanctions.c.until.is_(None), sanctions.c.until > sql(now))
    return sanctions.c.lifted_at.is_(None) & ends & (sanctions.c.measure != Measure.WARNING.value)


_STANDS: Final = sanctions.c.lifted_at.is_(None) & sanctions.c.until.is_(None)
"""As the index of reviews has it."""


def _to_review(now: datetime) -> ColumnElement[bool]:
    endless = sanctions.c.measure.in_([each.value for each in REVIEWED])
    return _STANDS & (sanctions.c.review_at <= sql(now)) & endless


def _over(before: datetime) -> ColumnElement[bool]:
    """What ended so long ago, by itself or lifted; not what has no end, nor what is appealed and not ruled on."""
    said = (sanctions.c.measure == Measure.WARNING.value) & (sanctions.c.since < sql(before))
    ended = or_(sanctions.c.until < sql(before), sanctions.c.lifted_at < sql(before), said)
    appealed = exists().where(appeals.c.sanction == sanctions.c.id, appeals.c.ruling.is_(None))
    return sanctions.c.told_at.is_not(None) & ended & ~appealed


def _sanction(row: Any) -> Sanction:
    return Sanction(
        row.id,
        MemberId(row.member),
        Reason(row.reason),
        moment(row.since),
        perhaps(row.until),
        row.report,
        Measure(row.measure),
        None if row.detail is None else Detail(row.detail),
        None if row.case is None else CaseId(row.case),
        row.server,
        row.strikes,
        perhaps(row.review_at),
    )


@dataclass(frozen=True, slots=True)
class Review:
    """A sanction to be looked at again. `asked_at`: since when moderators are asked, None if they are not."""

    sanction: Sanction
    asked_at: datetime | None
    lifted: bool


def _review(row: Any) -> Review:
    return Review(_sanction(row), perhaps(row.review_asked_at), row.lifted_at is not None)


class SqlSanctions:
    """Sanctions within one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection

    async def impose(self, sanction: Sanction, decision: str | None = None) -> None:
        await self._db.execute(
            insert(sanctions).values(
                id=sanction.id,
                member=sanction.member,
                measure=sanction.measure.value,
                reason=sanction.reason.value,
                detail=None if sanction.detail is None else sanction.detail.value,
                report=sanction.report,
                case=sanction.case,
                decision=decision,
                server=sanction.server,
                strikes=sanction.strikes,
                since=sql(sanction.since),
                until=sql(sanction.until),
                review_at=sql(sanction.review_at),
            )
        )

    async def get(self, name: str) -> Sanction | None:
        row = (await self._db.execute(select(sanctions).where(sanctions.c.id == name))).one_or_none()
        return None if row is None else _sanction(row)

    async def decision_of(self, name: str) -> str | None:
        """The decision a sanction came from; None for those without, and unknown ones."""
        query = select(sanctions.c.decision).where(sanctions.c.id == name)
        return (await self._db.execute(query)).scalar_one_or_none()

    async def holding(self, members: Sequence[MemberId], now: datetime) -> Sequence[Sanction]:
        """Sanctions in force on any of the members, the longest last."""
        query = select(sanctions).where(sanctions.c.member.in_(members), holds(now))
        query = query.order_by(sanctions.c.until.is_(None), sanctions.c.until, sanctions.c.id)
        return [_sanction(row) for row in await self._db.execute(query)]

    async def on_record(self, member: MemberId) -> Sequence[tuple[Sanction, datetime | None]]:
        """All that is stored about a member, the latest first, and when it was lifted if it was."""
        query = select(sanctions).where(sanctions.c.member == member).order_by(sanctions.c.since.desc())
        return [(_sanction(row), perhaps(row.lifted_at)) for row in await self._db.execute(query)]

    async def appealable(self, member: MemberId, measures: Collection[Measure], since: datetime) -> Sequence[Sanction]:
        """What was imposed since then and can still be appealed: neither lifted nor appealed, its case decided."""
        decided = (cases.c.id == sanctions.c.case) & (cases.c.state == State.DECIDED.value)
        query = select(sanctions).where(
            sanctions.c.member == member,
            sanctions.c.since >= sql(since),
            sanctions.c.measure.in_([each.value for each in measures]),
            sanctions.c.lifted_at.is_(None),
            sanctions.c.overturned.is_(False),
            exists().where(decided),
            ~exists().where(appeals.c.sanction == sanctions.c.id),
        )
        return [_sanction(row) for row in await self._db.execute(query)]

    async def counting(self, member: MemberId) -> Sequence[tuple[Sanction, datetime | None]]:
        """All on record without what was overturned, and without holds, which are no decisions."""
        query = select(sanctions).where(
            sanctions.c.member == member,
            sanctions.c.overturned.is_(False),
            sanctions.c.measure != Measure.HOLD.value,
        )
        rows = await self._db.execute(query.order_by(sanctions.c.since.desc()))
        return [(_sanction(row), perhaps(row.lifted_at)) for row in rows]

    async def of_case(self, case: CaseId) -> Sequence[Sanction]:
        """What a case led to and is neither lifted nor overturned."""
        query = select(sanctions).where(
            sanctions.c.case == case, sanctions.c.lifted_at.is_(None), sanctions.c.overturned.is_(False)
        )
        return [_sanction(row) for row in await self._db.execute(query.order_by(sanctions.c.since))]

    async def counted_of(self, case: CaseId) -> Sequence[Sanction]:
        """What a case led to and is not overturned, also where it is over or was lifted."""
        query = select(sanctions).where(sanctions.c.case == case, sanctions.c.overturned.is_(False))
        return [_sanction(row) for row in await self._db.execute(query.order_by(sanctions.c.since))]

    async def hand_over(self, case: CaseId, to: CaseId) -> None:
        """What one case led to counts as the other's from now on."""
        await self._db.execute(update(sanctions).where(sanctions.c.case == case).values(case=to))

    async def strikes(self, member: MemberId, now: datetime, window: timedelta, *, beside: CaseId | None = None) -> int:
        """The strikes of a member that count now; those that came of the case `beside` not among them."""
        query = select(func.coalesce(func.sum(sanctions.c.strikes), 0)).where(
            sanctions.c.member == member, sanctions.c.since > sql(now - window), sanctions.c.overturned.is_(False)
        )
        if beside is not None:
            query = query.where(or_(sanctions.c.case.is_(None), sanctions.c.case != beside))
        return int((await self._db.execute(query)).scalar_one())

    async def held_by_numbers(self, member: MemberId, since: datetime) -> bool:
        """Whether a hold that numbers caused began since then: one that is looked at when it ends, not before."""
        query = exists().where(
            sanctions.c.member == member,
            sanctions.c.measure == Measure.HOLD.value,
            sanctions.c.until == sanctions.c.review_at,
            sanctions.c.since > sql(since),
        )
        return bool((await self._db.execute(select(query))).scalar_one())

    async def lift(self, names: Sequence[str], now: datetime, *, overturned: bool = False) -> int:
        """End sanctions that hold. How many did. `overturned`: their strikes never counted, nor did warnings."""
        if not names:
            return 0
        ending = update(sanctions).where(sanctions.c.id.in_(names), sanctions.c.lifted_at.is_(None))
        ended = (await self._db.execute(ending.where(holds(now)).values(lifted_at=sql(now), told_at=None))).rowcount
        if overturned:
            await self._db.execute(ending.values(lifted_at=sql(now)))
            await self._db.execute(update(sanctions).where(sanctions.c.id.in_(names)).values(overturned=True))
        return ended

    async def replace(self, names: Sequence[str], now: datetime) -> None:
        """End sanctions in whose place another comes at once, so that nobody is told of an end."""
        ending = update(sanctions).where(sanctions.c.id.in_(names), sanctions.c.lifted_at.is_(None))
        await self._db.execute(ending.values(lifted_at=sql(now), told_at=sql(now)))

    async def untold(self, most: int, beside: Collection[str] = ()) -> Sequence[MemberId]:
        """About whom there is something the running bot has not carried out yet, the longest first; not those
        `beside`."""
        query = select(sanctions.c.member).where(sanctions.c.told_at.is_(None), sanctions.c.member.not_in(beside))
        query = query.group_by(sanctions.c.member).order_by(func.min(sanctions.c.since), sanctions.c.member)
        return [MemberId(name) for name in (await self._db.execute(query.limit(most))).scalars()]

    async def untold_of(self, member: MemberId) -> Sequence[tuple[Sanction, bool]]:
        """That of one member: the sanctions, the earliest first, and whether each has been lifted."""
        query = select(sanctions).where(sanctions.c.member == member, sanctions.c.told_at.is_(None))
        rows = await self._db.execute(query.order_by(sanctions.c.since))
        return [(_sanction(row), row.lifted_at is not None) for row in rows]

    async def told(self, name: str, now: datetime) -> None:
        await self._db.execute(update(sanctions).where(sanctions.c.id == name).values(told_at=sql(now)))

    # --- looking again at what has no end ---

    async def any_review(self, now: datetime) -> bool:
        return bool((await self._db.execute(select(exists().where(_to_review(now))))).scalar_one())

    async def reviews(self, now: datetime, limit: int) -> Sequence[Sanction]:
        """Those whose time has come, the earliest first. Holds are none: they wait for a decision."""
        query = select(sanctions).where(_to_review(now)).order_by(sanctions.c.review_at, sanctions.c.id).limit(limit)
        return [_sanction(row) for row in await self._db.execute(query)]

    async def asked(self) -> Sequence[Review]:
        """Those of which moderators are asked whether they stand, the earliest first."""
        query = select(sanctions).where(_STANDS, sanctions.c.review_asked_at.is_not(None))
        query = query.order_by(sanctions.c.review_asked_at, sanctions.c.id)
        return [_review(row) for row in await self._db.execute(query)]

    async def asked_since(self, since: datetime) -> int:
        """Of how many moderators were asked since then and still are."""
        query = select(func.count()).where(_STANDS, sanctions.c.review_asked_at > sql(since))
        return int((await self._db.execute(query)).scalar_one())

    async def review(self, name: str) -> Review | None:
        row = (await self._db.execute(select(sanctions).where(sanctions.c.id == name))).one_or_none()
        return None if row is None else _review(row)

    async def review_again(self, name: str, at: datetime, asked_at: datetime | None) -> None:
        """When it is looked at next; whether moderators are asked meanwhile."""
        values = {"review_at": sql(at), "review_asked_at": sql(asked_at)}
        await self._db.execute(update(sanctions).where(sanctions.c.id == name).values(values))

    async def no_question(self, names: Sequence[str]) -> Sequence[str]:
        """Of those that are lifted moderators are asked no more. About which they were."""
        ended = (
            sanctions.c.id.in_(names),
            sanctions.c.lifted_at.is_not(None),
            sanctions.c.review_asked_at.is_not(None),
        )
        found = (await self._db.execute(select(sanctions.c.id).where(*ended))).scalars().all()
        if found:
            await self._db.execute(update(sanctions).where(sanctions.c.id.in_(found)).values(review_asked_at=None))
        return found

    # --- forgetting ---

    async def any_over(self, before: datetime) -> bool:
        return bool((await self._db.execute(select(exists().where(_over(before))))).scalar_one())

    async def remove(self, before: datetime, most: int) -> int:
        """Remove what ended before, at most so many. How many went."""
        old = select(sanctions.c.id).where(_over(before)).limit(most)
        return (await self._db.execute(delete(sanctions).where(sanctions.c.id.in_(old)))).rowcount
