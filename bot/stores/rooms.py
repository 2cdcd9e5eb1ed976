"""Rooms, seats and tickets in SQL."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, func, insert, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from bot.leases import AccountName
from bot.rooms import NOWHERE, Offer, Origins, Past, Seat, SeatTaken, Waiting
from bot.stores.held import SqlHeld
from bot.stores.schema import addresses, held, members, rooms, seats, tickets
from config.database import UnitOfWork, milliseconds, seconds
from config.ids import MemberId, MessageId, RoomId, TicketId, new_id
from config.keys import KeyRing
from matching.ticket import Ticket

TICKET = TypeAdapter(Ticket)
INTERESTS = TypeAdapter(tuple[str, ...])
OFFER = TypeAdapter(Offer)

_OTHER = seats.alias("other")


def room_tag(keys: KeyRing, room: str, member: str) -> str:
    """What a room is called on a member's buttons: nothing that could be guessed, and not what the partner's say."""
    return keys.hash("room-tag", room, member).hex()[:16]


def origin_of(keys: KeyRing, room: str, member: str, sealed: bytes | None) -> str | None:
    """The server that a seated member came from."""
    return None if sealed is None else keys.open("seats.origin", f"{room} {member}", sealed).decode()


class SqlRooms:
    """`bot.rooms.Rooms` over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._db = unit.connection
        self._keys = unit.keys

    def _tag(self, room: str, member: str) -> str:
        return room_tag(self._keys, room, member)

    async def seat(self, member: MemberId) -> Seat | None:
        query = (
            select(seats.c.room, seats.c.partner, rooms.c.opened_at, rooms.c.shared, seats.c.unguarded)
            .add_columns(rooms.c.server, seats.c.origin)
            .add_columns(_OTHER.c.unguarded.label("others"))
            .join(rooms, rooms.c.id == seats.c.room)
            .join(_OTHER, _OTHER.c.member == seats.c.partner)
            .where(seats.c.member == member)
        )
        row = (await self._db.execute(query)).one_or_none()
        if row is None:
            return None
        shared = INTERESTS.validate_json(self._keys.open("rooms.shared", row.room, row.shared)) if row.shared else ()
        return Seat(
            RoomId(row.room),
            MemberId(row.partner),
            self._tag(row.room, member),
            seconds(row.opened_at),
            shared,
            unguarded=row.unguarded,
            guarded=not (row.unguarded and row.others),
            server=self._server(row.room, row.server),
            origin=origin_of(self._keys, row.room, member, row.origin),
        )

    def _server(self, room: str, sealed: bytes | None) -> str | None:
        return None if sealed is None else self._keys.open("rooms.server", room, sealed).decode()

    async def open(
        self, first: MemberId, second: MemberId, shared: tuple[str, ...], now: float, origins: Origins = NOWHERE
    ) -> tuple[Seat, Seat]:
        room = RoomId(new_id())
        sealed = self._keys.seal("rooms.shared", room, INTERESTS.dump_json(shared))
        server = origins[0] if origins[0] == origins[1] else None
        try:
            await self._db.execute(
                insert(rooms).values(
                    id=room,
                    first=first,
                    second=second,
                    shared=sealed,
                    opened_at=milliseconds(now),
                    server=None if server is None else self._keys.seal("rooms.server", room, server.encode()),
                )
            )
            both = [
                {"member": first, "room": room, "partner": second, "origin": self._origin(room, first, origins[0])},
                {"member": second, "room": room, "partner": first, "origin": self._origin(room, second, origins[1])},
            ]
            await self._db.execute(insert(seats), both)
        except IntegrityError:
            raise SeatTaken from None
        return (
            Seat(room, second, self._tag(room, first), now, shared, server=server, origin=origins[0]),
            Seat(room, first, self._tag(room, second), now, shared, server=server, origin=origins[1]),
        )

    def _origin(self, room: str, member: str, origin: str | None) -> bytes | None:
        return None if origin is None else self._keys.seal("seats.origin", f"{room} {member}", origin.encode())

    async def close(self, room: RoomId, now: float) -> None:
        await SqlHeld(self._unit).drop_all(held.c.room == room)
        await self._db.execute(delete(seats).where(seats.c.room == room))
        closing = update(rooms).where(rooms.c.id == room, rooms.c.closed_at.is_(None))
        await self._db.execute(closing.values(closed_at=milliseconds(now), shared=None))

    async def unguard(self, member: MemberId) -> None:
        await self._db.execute(update(seats).where(seats.c.member == member).values(unguarded=True))

    async def offer(self, member: MemberId, offer: Offer | None) -> None:
        room = (await self._db.execute(select(seats.c.room).where(seats.c.member == member))).scalar_one_or_none()
        place = f"{room} {member}"  # it belongs to no later seat of theirs
        sealed = None if offer is None else self._keys.seal("seats.reveal", place, OFFER.dump_json(offer))
        await self._db.execute(update(seats).where(seats.c.member == member).values(reveal=sealed))

    async def offers(self, room: RoomId) -> Mapping[MemberId, Offer]:
        query = select(seats.c.member, seats.c.reveal).where(seats.c.room == room, seats.c.reveal.is_not(None))
        return {
            MemberId(row.member): OFFER.validate_json(
                self._keys.open("seats.reveal", f"{room} {row.member}", row.reveal)
            )
            for row in await self._db.execute(query)
        }

    async def past(self, member: MemberId, since: float) -> Sequence[Past]:
        query = (
            select(rooms)
            .where(or_(rooms.c.first == member, rooms.c.second == member))
            .where(or_(rooms.c.closed_at.is_(None), rooms.c.closed_at > milliseconds(since)))
            .order_by(rooms.c.opened_at.desc(), rooms.c.id)
        )
        return [
            Past(
                RoomId(row.id),
                MemberId(row.second if row.first == member else row.first),
                self._tag(row.id, member),
                None if row.closed_at is None else seconds(row.closed_at),
                self._server(row.id, row.server),
            )
            for row in await self._db.execute(query)
        ]

    async def ends(self, names: Sequence[RoomId]) -> Mapping[RoomId, float | None]:
        rows = await self._db.execute(select(rooms.c.id, rooms.c.closed_at).where(rooms.c.id.in_(names)))
        return {RoomId(row.id): None if row.closed_at is None else seconds(row.closed_at) for row in rows}

    async def lately(self, since: float, most: int) -> Sequence[RoomId]:
        late = or_(rooms.c.closed_at.is_(None), rooms.c.closed_at > milliseconds(since))
        return [RoomId(name) for name in (await self._db.execute(select(rooms.c.id).where(late).limit(most))).scalars()]

    async def count(self) -> int:
        query = select(func.count()).select_from(rooms).where(rooms.c.closed_at.is_(None))
        return (await self._db.execute(query)).scalar_one()


class SqlTickets:
    """`bot.rooms.Tickets` over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection
        self._keys = unit.keys

    def _waiting(self, row: Mapping[Any, Any]) -> Waiting:
        wish = self._keys.open("tickets.wish", row["id"], row["wish"])
        notice = None if row["notice"] is None else MessageId(row["notice"])
        return Waiting(TICKET.validate_json(wish), notice, seconds(row["until"]), row["asked"], row["choosy"])

    async def put(self, waiting: Waiting) -> None:
        ticket = waiting.ticket
        await self._db.execute(delete(tickets).where(tickets.c.member == ticket.member))
        await self._db.execute(
            insert(tickets).values(
                id=ticket.id,
                member=ticket.member,
                wish=self._keys.seal("tickets.wish", ticket.id, TICKET.dump_json(ticket)),
                since=milliseconds(ticket.since),
                notice=waiting.notice,
                until=milliseconds(waiting.until),
                asked=waiting.asked,
                choosy=waiting.choosy,
            )
        )

    async def take(self, ticket: TicketId) -> Waiting | None:
        row = (await self._db.execute(select(tickets).where(tickets.c.id == ticket))).mappings().one_or_none()
        if row is None:
            return None
        await self._db.execute(delete(tickets).where(tickets.c.id == ticket))
        return self._waiting(row)

    async def named(self, names: Sequence[TicketId]) -> Mapping[TicketId, Waiting]:
        rows = await self._db.execute(select(tickets).where(tickets.c.id.in_(names)))
        return {TicketId(row["id"]): self._waiting(row) for row in rows.mappings()}

    async def of(self, member: MemberId) -> Waiting | None:
        row = (await self._db.execute(select(tickets).where(tickets.c.member == member))).mappings().one_or_none()
        return None if row is None else self._waiting(row)

    async def of_accounts(self, accounts: Collection[AccountName]) -> Sequence[Waiting]:
        query = (
            select(tickets)
            .join(members, members.c.id == tickets.c.member)
            .join(addresses, addresses.c.id == members.c.lane)
            .where(tuple_(addresses.c.platform, addresses.c.account).in_(list(accounts)))
        )
        rows = await self._db.execute(query.order_by(tickets.c.since, tickets.c.id))
        return [self._waiting(row) for row in rows.mappings()]

    async def all(self) -> Sequence[Waiting]:
        rows = await self._db.execute(select(tickets).order_by(tickets.c.since, tickets.c.id))
        return [self._waiting(row) for row in rows.mappings()]

    async def count(self) -> int:
        return (await self._db.execute(select(func.count()).select_from(tickets))).scalar_one()

    async def due(self, ask_before: float, over_before: float) -> tuple[Sequence[Waiting], Sequence[Waiting]]:
        old = select(tickets).where(tickets.c.until <= milliseconds(over_before))
        late = select(tickets).where(
            tickets.c.asked.is_(False),
            tickets.c.until <= milliseconds(ask_before),
            tickets.c.until > milliseconds(over_before),
        )
        over = [self._waiting(row) for row in (await self._db.execute(old.limit(50))).mappings()]
        ask = [self._waiting(row) for row in (await self._db.execute(late.limit(50))).mappings()]
        return ask, over
