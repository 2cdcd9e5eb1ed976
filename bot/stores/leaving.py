"""How members leave in SQL: those who ask for it, and those on whom nothing depends any more."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update

from bot.stores.held import SqlHeld
from bot.stores.journal import LINKS_LAST, SqlJournal
from bot.stores.schema import addresses, alerts, blocks, held, links, members, outbox, rooms, seats, tickets
from config.database import UnitOfWork, milliseconds
from config.ids import MemberId

REFERRED_LAST = 30 * 24 * 3600
"""Seconds that a visitor of the page stays known to whom a lock or a block refers: a tab lasts no longer."""


class SqlLeaving:
    """That part of `bot.members.Members` over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._db = unit.connection

    async def erase(self, member: MemberId, forget_at: float) -> None:
        await self._db.execute(
            update(members)
            .where(members.c.id == member)
            .values(profile=None, pending=None, agreed_at=None, forget_at=milliseconds(forget_at))
        )
        await SqlHeld(self._unit).drop_all(held.c.member == member)
        own = select(addresses.c.id).where(addresses.c.member == member)
        await self._db.execute(delete(links).where(links.c.lane.in_(own)))

    def _finished(self, now: float) -> ColumnElement[bool]:
        farewell = exists().where(outbox.c.lane == addresses.c.id, addresses.c.member == members.c.id)
        return members.c.forget_at.is_not(None) & ((members.c.forget_at <= milliseconds(now)) | ~farewell)

    async def erased(self, now: float) -> Sequence[MemberId]:
        query = select(members.c.id).where(self._finished(now)).limit(50)
        return [MemberId(name) for name in (await self._db.execute(query)).scalars()]

    async def forget(self, now: float, kept: frozenset[MemberId]) -> int:
        gone = await self.erased(now)
        for member in gone:
            own = select(addresses.c.id).where(addresses.c.member == member)
            for lane in (await self._db.execute(own)).scalars().all():
                await SqlJournal(self._unit).empty(lane)
            await self._db.execute(delete(links).where(links.c.lane.in_(own)))
            await self._db.execute(delete(addresses).where(addresses.c.member == member))
            referred = exists().where(or_(blocks.c.member == member, blocks.c.blocked == member))
            talked = exists().where(or_(rooms.c.first == member, rooms.c.second == member))
            if member not in kept:
                unneeded = members.c.locked.is_(False) & ~referred & ~talked
                await self._db.execute(delete(members).where(members.c.id == member, unneeded))
            await self._db.execute(update(members).where(members.c.id == member).values(lane=None, forget_at=None))
        return len(gone)

    async def faded(self, now: float, after: str, most: int) -> tuple[Sequence[MemberId], str]:
        page = select(members.c.id).where(members.c.id > after).order_by(members.c.id)
        last = (await self._db.execute(page.limit(1).offset(most - 1))).scalar_one_or_none()
        query = select(members.c.id).where(members.c.id > after, idle(now)).order_by(members.c.id)
        if last is not None:
            query = query.where(members.c.id <= last)
        return [MemberId(name) for name in (await self._db.execute(query)).scalars()], last or ""

    async def drop(self, names: Sequence[MemberId], now: float, kept: Collection[MemberId]) -> int:
        still = select(members.c.id).where(members.c.id.in_(set(names) - set(kept)), idle(now))
        leaving = list((await self._db.execute(still)).scalars())
        if leaving:
            await self._db.execute(
                delete(blocks).where(or_(blocks.c.member.in_(leaving), blocks.c.blocked.in_(leaving)))
            )
            await self._db.execute(delete(members).where(members.c.id.in_(leaving)))
        return len(leaving)


def idle(now: float) -> ColumnElement[bool]:
    """Whether a row of `members` could go: see `faded`.

    Everything said to somebody leaves a link for 72 h; so who has none left has been silent for as long.
    """
    member = members.c.id
    anywhere = exists().where(addresses.c.member == member)
    reached = exists().where(
        addresses.c.member == member,
        or_(
            addresses.c.platform != "web",
            exists().where(links.c.lane == addresses.c.id),
            exists().where(outbox.c.lane == addresses.c.id),
        ),
    )
    busy = or_(
        exists().where(seats.c.member == member),
        exists().where(tickets.c.member == member),
        exists().where(alerts.c.member == member),
        exists().where(rooms.c.first == member),
        exists().where(rooms.c.second == member),
    )
    referred = or_(
        members.c.locked.is_(True),
        exists().where(blocks.c.member == member),
        exists().where(blocks.c.blocked == member),
    )
    outlived = and_(anywhere, members.c.created_at < milliseconds(now - REFERRED_LAST))
    known = members.c.created_at < milliseconds(now - LINKS_LAST)
    return and_(known, ~reached, ~busy, or_(~referred, outlived))
