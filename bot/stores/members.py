"""Members, identities, addresses and blocks in SQL."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import CompoundSelect, Select, bindparam, insert, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import insert as insert_unless  # SQLite understands it, too

from bot.members import Member, Pending, Profile, Seated, Talk
from bot.messages import Sender
from bot.posts import Address
from bot.servers import fingerprint
from bot.stores.leaving import SqlLeaving
from bot.stores.rooms import origin_of, room_tag
from bot.stores.schema import addresses, alerts, blocks, identities, members, rooms, seats, tickets
from config.database import UnitOfWork, milliseconds, seconds
from config.ids import MemberId, RoomId, new_id

PROFILE = TypeAdapter(Profile)
PENDING = TypeAdapter(Pending)

_PARTNER = members.alias("partner")
_REACHED = addresses.alias("reached")
_OTHER = seats.alias("other")
SEATED = (
    select(
        identities.c.hash,
        members.c.id,
        members.c.lane,
        addresses.c.hash.label("place"),
        seats.c.room,
        seats.c.partner,
        seats.c.origin,
        (seats.c.unguarded & _OTHER.c.unguarded).label("unguarded"),
        _PARTNER.c.lane.label("partner_lane"),
        _REACHED.c.platform,
        _REACHED.c.account,
        _REACHED.c.chat,
    )
    .join(members, members.c.id == identities.c.member)
    .join(seats, seats.c.member == members.c.id)
    .join(_OTHER, _OTHER.c.member == seats.c.partner)
    .join(_PARTNER, _PARTNER.c.id == seats.c.partner)
    .join(addresses, addresses.c.id == members.c.lane)
    .join(_REACHED, _REACHED.c.id == _PARTNER.c.lane)
    .where(identities.c.hash.in_(bindparam("some", expanding=True)), members.c.pending.is_(None))
)


class SqlMembers(SqlLeaving):
    """`bot.members.Members` over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        super().__init__(unit)
        self._keys = unit.keys

    def _identity(self, sender: Sender) -> bytes:
        return self._keys.hash("identity", sender.platform, sender.user)

    def _place(self, sender: Sender) -> bytes:
        return self._keys.hash("address", sender.platform, sender.account, sender.chat)

    async def meet(self, sender: Sender, language: str, now: float) -> Member:
        identity = self._identity(sender)
        row = await self._row(identity)
        if row is None:
            member = Member(MemberId(new_id()), language, lane=None)
            await self._db.execute(
                insert(members).values(id=member.id, created_at=milliseconds(now), language=language, locked=False)
            )
            await self._db.execute(insert(identities).values(hash=identity, member=member.id))
        else:
            member = self._member(row)
            if row["forget_at"] is not None:
                await self._db.execute(update(members).where(members.c.id == member.id).values(forget_at=None))
        member = replace(member, lane=await self._arrive(member, sender))
        if sender.server is not None and not member.locked:
            server = fingerprint(self._keys, sender.platform, sender.server)
            if server != member.profile.server:
                await self.save(member := replace(member, profile=replace(member.profile, server=server)))
        return member

    async def _row(self, identity: bytes) -> Mapping[Any, Any] | None:
        query = select(members).join(identities, identities.c.member == members.c.id)
        return (await self._db.execute(query.where(identities.c.hash == identity))).mappings().one_or_none()

    async def known(self, sender: Sender) -> Member | None:
        row = await self._row(self._identity(sender))
        return None if row is None else self._member(row)

    async def answered(self, answering: Sequence[MemberId]) -> None:
        await self._db.execute(update(members).where(members.c.id.in_(answering)).values(pending=None))

    async def lapsed(self, now: float, after: str, most: int) -> Sequence[MemberId]:
        page = select(members.c.id).where(members.c.id > after).order_by(members.c.id).limit(most).subquery()
        return await self._lapsed(now, select(members.c.id, members.c.pending).join(page, page.c.id == members.c.id))

    async def lapse(self, names: Sequence[MemberId], now: float) -> int:
        await self.answered(late := await self._lapsed(now, select(members).where(members.c.id.in_(names))))
        return len(late)

    async def _lapsed(self, now: float, query: Select[Any]) -> Sequence[MemberId]:
        rows = await self._db.execute(query.where(members.c.pending.is_not(None)))
        asked = {row.id: PENDING.validate_json(self._keys.open("members.pending", row.id, row.pending)) for row in rows}
        return [MemberId(name) for name, pending in asked.items() if 0 < pending.until <= now]

    async def _arrive(self, member: Member, sender: Sender) -> str:
        lane = await self.lane(sender)
        if lane is None:
            lane = new_id()
            await self._db.execute(
                insert(addresses).values(
                    id=lane,
                    member=member.id,
                    platform=sender.platform,
                    account=sender.account,
                    hash=self._place(sender),
                    chat=self._keys.seal("addresses.chat", lane, sender.chat.encode()),
                )
            )
        if lane != member.lane:
            await self._db.execute(update(members).where(members.c.id == member.id).values(lane=lane))
        return lane

    def _member(self, row: Mapping[Any, Any]) -> Member:
        name = MemberId(row["id"])

        def opened(column: str) -> bytes | None:
            return None if row[column] is None else self._keys.open(f"members.{column}", name, row[column])

        profile, pending = opened("profile"), opened("pending")
        return Member(
            id=name,
            language=row["language"],
            lane=row["lane"],
            agreed_at=None if row["agreed_at"] is None else seconds(row["agreed_at"]),
            locked=row["locked"],
            profile=PROFILE.validate_json(profile) if profile else Profile(),
            pending=PENDING.validate_json(pending) if pending else None,
        )

    async def get(self, member: MemberId) -> Member | None:
        row = (await self._db.execute(select(members).where(members.c.id == member))).mappings().one_or_none()
        return None if row is None else self._member(row)

    async def save(self, member: Member) -> None:
        pending = None if member.pending is None else PENDING.dump_json(member.pending)
        await self._db.execute(
            update(members)
            .where(members.c.id == member.id)
            .values(
                language=member.language,
                agreed_at=None if member.agreed_at is None else milliseconds(member.agreed_at),
                locked=member.locked,
                profile=self._keys.seal("members.profile", member.id, PROFILE.dump_json(member.profile)),
                pending=None if pending is None else self._keys.seal("members.pending", member.id, pending),
            )
        )

    async def seated(self, senders: Sequence[Sender]) -> Mapping[Sender, Seated]:
        wanted = {self._identity(sender): sender for sender in senders}
        found: dict[Sender, Seated] = {}
        for row in await self._db.execute(SEATED, {"some": list(wanted)}):
            sender = wanted[row.hash]
            if row.place == self._place(sender):
                found[sender] = Seated(
                    MemberId(row.id),
                    row.lane,
                    RoomId(row.room),
                    MemberId(row.partner),
                    row.partner_lane,
                    room_tag(self._keys, row.room, row.id),
                    partial(self._reached, row.partner_lane, row.platform, row.account, row.chat),
                    guarded=not row.unguarded,
                    origin=origin_of(self._keys, row.room, row.id, row.origin),
                )
        return found

    def _reached(self, lane: str, platform: str, account: str, chat: bytes) -> Address:
        return Address(lane, platform, account, self._keys.open("addresses.chat", lane, chat).decode())

    def _address(self, row: Any) -> Address:
        return self._reached(row.id, row.platform, row.account, row.chat)

    async def addresses(self, lanes: Sequence[str]) -> Sequence[tuple[Address, MemberId]]:
        rows = await self._db.execute(select(addresses).where(addresses.c.id.in_(lanes)))
        return [(self._address(row), MemberId(row.member)) for row in rows]

    async def address(self, lane: str) -> tuple[Address, MemberId] | None:
        row = (await self._db.execute(select(addresses).where(addresses.c.id == lane))).one_or_none()
        return None if row is None else (self._address(row), MemberId(row.member))

    async def places(self, member: MemberId) -> Sequence[Address]:
        """All addresses of a member: for whoever has a right to know who it is."""
        rows = await self._db.execute(select(addresses).where(addresses.c.member == member).order_by(addresses.c.id))
        return [self._address(row) for row in rows]

    async def lane(self, sender: Sender) -> str | None:
        query = select(addresses.c.id).where(addresses.c.hash == self._place(sender))
        return (await self._db.execute(query)).scalar_one_or_none()

    async def living_at(self, sender: Sender) -> Member | None:
        query = select(addresses.c.member).where(addresses.c.hash == self._place(sender))
        found = (await self._db.execute(query)).scalar_one_or_none()
        return None if found is None else await self.get(MemberId(found))

    async def chat(self, sender: Sender) -> str | None:
        query = (
            select(addresses)
            .join(identities, identities.c.member == addresses.c.member)
            .where(identities.c.hash == self._identity(sender))
            .where(addresses.c.platform == sender.platform, addresses.c.account == sender.account)
        )
        row = (await self._db.execute(query.limit(1))).one_or_none()
        return None if row is None else self._address(row).chat

    async def reachable(self, platform: str) -> Sequence[tuple[MemberId, Address]]:
        query = (
            select(addresses)
            .join(members, members.c.lane == addresses.c.id)
            .where(addresses.c.platform == platform, members.c.id.in_(_busy()))
        )
        return [(MemberId(row.member), self._address(row)) for row in await self._db.execute(query)]

    async def talking(self, platform: str, account: str, since: float) -> Sequence[Talk]:
        query = (
            select(addresses, rooms.c.id.label("room"), rooms.c.opened_at)
            .join(members, members.c.lane == addresses.c.id)
            .join(rooms, or_(rooms.c.first == members.c.id, rooms.c.second == members.c.id))
            .where(addresses.c.platform == platform, addresses.c.account == account)
            .where(or_(rooms.c.closed_at.is_(None), rooms.c.closed_at > milliseconds(since)))
            .order_by(rooms.c.opened_at.desc())
        )
        return [
            Talk(
                self._address(row),
                RoomId(row.room),
                seconds(row.opened_at),
                room_tag(self._keys, row.room, row.member),
            )
            for row in await self._db.execute(query)
        ]

    async def stranded(self, running: Collection[tuple[str, str]]) -> Sequence[tuple[MemberId, str]]:
        rows = await self._db.execute(
            select(addresses.c.id, addresses.c.member)
            .join(members, members.c.lane == addresses.c.id)
            .where(members.c.id.in_(_busy()))
            .where(*(or_(addresses.c.platform != each, addresses.c.account != bot) for each, bot in running))
        )
        return [(MemberId(row.member), row.id) for row in rows]

    async def block(self, member: MemberId, blocked: MemberId, now: float) -> None:
        values = insert_unless(blocks).values(member=member, blocked=blocked, at=milliseconds(now))
        await self._db.execute(values.on_conflict_do_nothing())

    async def kept_apart(self, member: MemberId) -> frozenset[MemberId]:
        rows = await self._db.execute(select(blocks).where(or_(blocks.c.member == member, blocks.c.blocked == member)))
        return frozenset(MemberId(row.blocked if row.member == member else row.member) for row in rows)

    async def stored(self, member: MemberId) -> Mapping[str, object]:
        row = (await self._db.execute(select(members).where(members.c.id == member))).mappings().one()
        known = self._member(row)
        places = [
            self._address(each)
            for each in await self._db.execute(select(addresses).where(addresses.c.member == member))
        ]
        pending = known.pending
        blocked = (await self._db.execute(select(blocks.c.at).where(blocks.c.member == member))).scalars()
        return {
            "first_seen": seconds(row["created_at"]),
            "interface_language": known.language,
            "rules_accepted": known.agreed_at,
            "age_locked": known.locked,
            "profile": _told(known.profile),
            "pending_answer": None if pending is None else json.loads(PENDING.dump_json(pending, exclude_none=True)),
            "addresses": [_readable(place) for place in places],
            "people_blocked_at": [seconds(at) for at in blocked],
        }


def _told(profile: Profile) -> dict[str, object]:
    told: dict[str, object] = json.loads(PROFILE.dump_json(profile))
    told["fingerprint_of_the_server_of_your_last_command"] = told.pop("server")
    return told


def _readable(place: Address) -> dict[str, str]:
    """An address for its owner's eyes. On the web it is the key to the visitor's session: that stays in their tab."""
    chat = {} if place.platform == "web" else {"chat": place.chat}
    return {"platform": place.platform, "bot": place.account, **chat}


def _busy() -> CompoundSelect[Any]:
    """Everybody who talks, waits, or wants to be told when somebody comes."""
    return union_all(select(seats.c.member), select(tickets.c.member), select(alerts.c.member))
