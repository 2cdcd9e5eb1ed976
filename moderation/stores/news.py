"""What is still to be told, in SQL: to whom, about what, and not before when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, exists, func, insert, select

from config.database import UnitOfWork
from config.ids import MemberId, new_id
from moderation.stores.moments import sql
from moderation.stores.schema import news


class About(StrEnum):
    """What it is about."""

    OUTCOME = "outcome"  # of a report
    RULING = "ruling"  # of an appeal
    CARD = "card"  # of a case
    HOLD = "hold"  # that a report caused
    REQUEST = "request"  # what takes a second person: asked, answered, or nobody did in time
    REVIEW = "review"  # of a sanction without an end


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tell. `ref` names the report, the appeal, the case, the request or the sanction."""

    about: About
    ref: str
    member: MemberId | None


class SqlNews:
    """What is to be told, within one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection

    async def add(self, item: Item, due: datetime) -> None:
        """What is to be told about the same thing anyway is told once."""
        same = (news.c.kind == item.about.value) & (news.c.ref == item.ref)
        if (await self._db.execute(select(exists().where(same)))).scalar_one():
            return
        await self._db.execute(
            insert(news).values(id=new_id(), kind=item.about.value, member=item.member, ref=item.ref, due_at=sql(due))
        )

    async def withdraw(self, about: About, ref: str, due: datetime | None = None) -> bool:
        """It is not to be told any more, if it is due by then. Whether it was."""
        gone = delete(news).where(news.c.kind == about.value, news.c.ref == ref)
        if due is not None:
            gone = gone.where(news.c.due_at <= sql(due))
        return (await self._db.execute(gone)).rowcount > 0

    async def due(self, now: datetime, most: int, beside: Collection[str] = ()) -> Sequence[str]:
        """What is to be told now, the oldest first; not those `beside`."""
        query = select(news.c.id).where(news.c.due_at <= sql(now), news.c.id.not_in(beside))
        return list((await self._db.execute(query.order_by(news.c.due_at, news.c.id).limit(most))).scalars())

    async def take(self, name: str) -> Item | None:
        """One of it: it is told with this unit. None where it was told before."""
        taken = delete(news).where(news.c.id == name).returning(news.c.kind, news.c.ref, news.c.member)
        row = (await self._db.execute(taken)).one_or_none()
        return None if row is None else Item(About(row.kind), row.ref, row.member and MemberId(row.member))

    async def forget(self, member: MemberId) -> None:
        await self._db.execute(delete(news).where(news.c.member == member))

    async def waiting_for(self, member: MemberId) -> int:
        """How much is still to be told to somebody."""
        query = select(func.count()).select_from(news).where(news.c.member == member)
        return int((await self._db.execute(query)).scalar_one())
