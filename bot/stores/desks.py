"""Desks, cards and what was disclosed, in SQL."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Select, delete, exists, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite understands it, too

from bot.desks import DELETABLE_FOR, DISCLOSED_FOR, GLOBAL, Card, Desk, Due
from bot.messages import Sender
from bot.stores.journal import SqlJournal
from bot.stores.schema import addresses, cards, desks, fleeting, links, members
from config.database import UnitOfWork, milliseconds, seconds
from config.ids import MemberId, MessageId, new_id

SLACK: Final = 60.0
"""Seconds by which the clocks of machines may differ."""

_PUT = upsert(cards)
PUT = _PUT.on_conflict_do_update(
    index_elements=[cards.c.case, cards.c.desk],
    set_={name: _PUT.excluded[name] for name in ("message", "says", "at")},
)


class SqlDesks:
    """`bot.desks.Desks` over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._db = unit.connection
        self._keys = unit.keys

    def _place(self, platform: str, account: str, chat: str) -> bytes:
        return self._keys.hash("address", platform, account, chat)

    async def set_up(self, sender: Sender, scope: str, language: str, by: MemberId, now: float) -> Desk:
        member = by if sender.place is None else await self._nobody(sender, language, now)
        private = sender.place is None
        values = {"scope": scope, "private": private, "set_by": by, "at": milliseconds(now)}
        made = upsert(desks).values(member=member, **values)
        await self._db.execute(made.on_conflict_do_update(index_elements=[desks.c.member], set_=values))
        found = await self.of(member)
        if found is None:
            raise RuntimeError("a desk was set up and is not there")
        return found

    async def _nobody(self, sender: Sender, language: str, now: float) -> MemberId:
        """Who stands for a channel or group: reached there, and known by nothing else."""
        desk = await self.at(sender)
        if desk is not None:
            await self._db.execute(update(members).where(members.c.id == desk.member).values(language=language))
            return desk.member
        member, lane, chat = MemberId(new_id()), new_id(), str(sender.place)
        await self._db.execute(
            insert(members).values(id=member, created_at=milliseconds(now), language=language, locked=False, lane=lane)
        )
        await self._db.execute(
            insert(addresses).values(
                id=lane,
                member=member,
                platform=sender.platform,
                account=sender.account,
                hash=self._place(sender.platform, sender.account, chat),
                chat=self._keys.seal("addresses.chat", lane, chat.encode()),
            )
        )
        return member

    async def at(self, sender: Sender) -> Desk | None:
        if sender.place is None:
            return None
        place = self._place(sender.platform, sender.account, sender.place)
        return await self._one(
            select(desks).join(addresses, addresses.c.member == desks.c.member).where(addresses.c.hash == place)
        )

    async def of(self, member: MemberId) -> Desk | None:
        return await self._one(select(desks).where(desks.c.member == member))

    async def _one(self, query: Select[Any]) -> Desk | None:
        row = (await self._db.execute(query)).one_or_none()
        return None if row is None else _desk(row)

    async def where(self, desk: MemberId) -> str | None:
        query = select(addresses.c.id, addresses.c.chat)
        query = query.join(members, members.c.lane == addresses.c.id).where(members.c.id == desk)
        row = (await self._db.execute(query)).one_or_none()
        return None if row is None else self._keys.open("addresses.chat", row.id, row.chat).decode()

    async def all(self, scope: str) -> Sequence[Desk]:
        query = select(desks).where(desks.c.scope == scope).order_by(desks.c.at, desks.c.member)
        return [_desk(row) for row in await self._db.execute(query)]

    async def among(self, scopes: Collection[str]) -> frozenset[str]:
        found = await self._db.execute(select(desks.c.scope).where(desks.c.scope.in_(scopes)).distinct())
        return frozenset(found.scalars())

    async def remove(self, desk: MemberId) -> None:
        found = await self.of(desk)
        if found is None:
            return
        await self._db.execute(delete(cards).where(cards.c.desk == desk))
        await self._db.execute(delete(desks).where(desks.c.member == desk))
        if found.private:
            return
        lanes = (await self._db.execute(select(addresses.c.id).where(addresses.c.member == desk))).scalars().all()
        for lane in lanes:
            await SqlJournal(self._unit).empty(lane)
        await self._db.execute(delete(links).where(links.c.lane.in_(lanes)))
        await self._db.execute(delete(addresses).where(addresses.c.member == desk))
        await self._db.execute(delete(members).where(members.c.id == desk))

    async def moved(self, sender: Sender, to: str) -> bool:
        if sender.place is None:
            return False
        place = self._place(sender.platform, sender.account, sender.place)
        lane = (await self._db.execute(select(addresses.c.id).where(addresses.c.hash == place))).scalar_one_or_none()
        if lane is not None:
            await self.led(lane, to)
        return lane is not None

    async def led(self, lane: str, to: str) -> None:
        row = (await self._db.execute(select(addresses).where(addresses.c.id == lane))).one_or_none()
        if row is None:
            return
        place = self._place(row.platform, row.account, to)
        there = select(addresses.c.member).where(addresses.c.hash == place, addresses.c.id != lane)
        if (await self._db.execute(there)).scalar_one_or_none() is not None:
            await self.remove(MemberId(row.member))
            return
        sealed = self._keys.seal("addresses.chat", lane, to.encode())
        await self._db.execute(update(addresses).where(addresses.c.id == lane).values(hash=place, chat=sealed))

    async def digested(self, desk: MemberId, message: MessageId | None) -> None:
        await self._db.execute(update(desks).where(desks.c.member == desk).values(digest=message))

    # --- cards ---

    async def cards(self, case: str) -> Sequence[Card]:
        return [_card(row) for row in await self._db.execute(select(cards).where(cards.c.case == case))]

    async def standing(self, desks: Sequence[MemberId]) -> Mapping[MemberId, frozenset[str]]:
        rows = (await self._db.execute(select(cards.c.desk, cards.c.case).where(cards.c.desk.in_(desks)))).all()
        return {each: frozenset(row.case for row in rows if row.desk == each) for each in desks}

    async def put(self, cards: Sequence[Card]) -> None:
        if cards:
            await self._db.execute(PUT, [_row(each) for each in cards])

    async def drop(self, case: str, desks: Sequence[MemberId]) -> None:
        if desks:
            await self._db.execute(delete(cards).where(cards.c.case == case, cards.c.desk.in_(desks)))

    # --- what was disclosed ---

    async def note(self, member: MemberId, message: MessageId, lane: str, native: str, until: float) -> None:
        name = new_id()
        await self._db.execute(
            insert(fleeting).values(
                id=name,
                message=message,
                member=member,
                lane=lane,
                native=self._keys.seal("fleeting.native", name, native.encode()),
                until=milliseconds(until),
                leaving=False,
            )
        )

    async def shown(self, message: MessageId) -> Sequence[str]:
        rows = await self._db.execute(select(fleeting).where(fleeting.c.message == message))
        return [self._keys.open("fleeting.native", row.id, row.native).decode() for row in rows]

    async def due(self, now: float) -> Sequence[Due]:
        later = fleeting.c.until > milliseconds(now + DISCLOSED_FOR + SLACK)  # the clock was set back
        return await self._due(or_(fleeting.c.until <= milliseconds(now), later), fleeting.c.leaving.is_(False))

    async def shown_to(self, member: MemberId) -> Sequence[Due]:
        return await self._due(fleeting.c.member == member, fleeting.c.leaving.is_(False))

    async def _due(self, *where: Any) -> Sequence[Due]:
        query = select(fleeting.c.member, fleeting.c.message, fleeting.c.lane).where(*where).distinct()
        return [Due(MemberId(row.member), MessageId(row.message), row.lane) for row in await self._db.execute(query)]

    async def leaving(self, message: MessageId) -> None:
        await self._db.execute(update(fleeting).where(fleeting.c.message == message).values(leaving=True))

    async def gone(self, message: MessageId) -> None:
        await self._db.execute(delete(fleeting).where(fleeting.c.message == message))

    async def any_over(self, now: float) -> bool:
        over = exists().where(fleeting.c.until < milliseconds(now - DELETABLE_FOR))
        return bool((await self._db.execute(select(over))).scalar_one())

    async def clean_up(self, now: float, most: int) -> int:
        old = select(fleeting.c.id).where(fleeting.c.until < milliseconds(now - DELETABLE_FOR)).limit(most)
        return (await self._db.execute(delete(fleeting).where(fleeting.c.id.in_(old)))).rowcount

    # --- people ---

    async def erase(self, member: MemberId) -> None:
        desk = await self.of(member)
        if desk is not None and desk.private:
            await self.remove(member)
        await self._db.execute(update(desks).where(desks.c.set_by == member).values(set_by=None))

    async def set_up_by(self, member: MemberId) -> Sequence[Mapping[str, object]]:
        rows = (await self._db.execute(select(desks).where(desks.c.set_by == member))).all()
        return [
            {"at": seconds(row.at), "in_your_own_chat": row.private, "for_one_server": row.scope != GLOBAL}
            for row in rows
        ]


def _desk(row: Any) -> Desk:
    set_by = None if row.set_by is None else MemberId(row.set_by)
    digest = None if row.digest is None else MessageId(row.digest)
    return Desk(MemberId(row.member), row.scope, row.private, set_by, digest)


def _card(row: Any) -> Card:
    return Card(row.case, MemberId(row.desk), MessageId(row.message), row.says, seconds(row.at))


def _row(card: Card) -> dict[str, Any]:
    return {
        "case": card.case,
        "desk": card.desk,
        "message": card.message,
        "says": card.says,
        "at": milliseconds(card.at),
    }
