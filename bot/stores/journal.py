"""The journal in SQL, written so that a group of turns costs one statement for each table."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from sqlalchemy import BindParameter, Column, bindparam, delete, func, insert, or_, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite understands it, too
from sqlalchemy.sql.elements import ColumnElement

from bot.journal import Delivered, Kept, Original, Queued
from bot.leases import AccountName
from bot.messages import Amended, Disclosed, Outgoing, Reaction, Relayed, Retracted, Reworded, Withdrawn
from bot.stores.older import renewed
from bot.stores.schema import addresses, events, files, fleeting, links, members, outbox, rooms
from config.database import UnitOfWork, milliseconds, seconds
from config.ids import MemberId, MessageId, RoomId, new_id

ITEM: TypeAdapter[Outgoing] = TypeAdapter(Annotated[Outgoing, Field(discriminator="kind")])

EVENTS_LAST = 48 * 3600  # platforms repeat an update for 24 h at most
LINKS_LAST = 72 * 3600
KEPT: Mapping[Kept, tuple[Column[Any], Column[Any], float]] = {
    Kept.EVENTS: (events.c.key, events.c.at, EVENTS_LAST),
    Kept.LINKS: (links.c.hash, links.c.at, LINKS_LAST),
    Kept.FILES: (files.c.id, files.c.at, LINKS_LAST),
    Kept.ROOMS: (rooms.c.id, rooms.c.closed_at, LINKS_LAST),
}
"""For each the key, the moment from which its time runs (indexed), and how long it is kept, in seconds."""

# Built once: building and hashing a statement anew costs more than SQLite takes to carry it out.
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
SEEN = select(events.c.key).where(events.c.key.in_(_SOME))
CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(_SOME), outbox.c.state != "sending")
    .values(state="sending", attempt=outbox.c.attempt + 1)
    .returning(outbox.c.id)
)
DELETE = delete(outbox).where(outbox.c.id.in_(_SOME))
MEMBERS_LANES = select(members.c.id, members.c.lane).where(members.c.id.in_(_SOME))
REMEMBER = insert(events)
APPEND = insert(outbox)
_LINK = upsert(links)
LINK = _LINK.on_conflict_do_update(
    index_elements=[links.c.hash], set_={column.name: column for column in _LINK.excluded if column.name != "hash"}
)


class SqlJournal:
    """`bot.journal.Journal` over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection
        self._keys = unit.keys

    def _event(self, key: str) -> bytes:
        return self._keys.hash("event", key)

    def _native(self, lane: str, native: str) -> bytes:
        return self._keys.hash("message", lane, native)

    async def seen(self, keys: Sequence[str]) -> frozenset[str]:
        wanted = {self._event(key): key for key in keys}
        found = await self._db.execute(SEEN, {"some": list(wanted)})
        return frozenset(wanted[key] for key in found.scalars())

    async def remember(self, keys: Sequence[str], now: float) -> None:
        if keys:
            await self._db.execute(REMEMBER, [{"key": self._event(key), "at": milliseconds(now)} for key in keys])

    async def append(
        self,
        items: Sequence[Outgoing],
        now: float,
        lanes: Mapping[MemberId, str] | None = None,
        free: Callable[[str], bool] = lambda lane: False,
    ) -> list[Queued]:
        if not items:
            return []
        known = lanes if lanes is not None else await self._lanes({item.to for item in items})
        begun: set[str] = set()
        queued = []
        for item in items:
            lane = item.lane if isinstance(item, Withdrawn) else known.get(item.to)
            if lane is None:
                continue
            # A file has to be fetched first, and may be withdrawn meanwhile.
            ready = isinstance(item, Relayed) and not item.content.media
            claimed = ready and lane not in begun and free(lane)
            begun.add(lane)
            queued.append(Queued(new_id(), lane, item, now, claimed))
        if queued:
            await self._db.execute(APPEND, [self._row(each) for each in queued])
        return queued

    async def _lanes(self, readers: set[MemberId]) -> Mapping[MemberId, str]:
        rows = await self._db.execute(MEMBERS_LANES, {"some": list(readers)})
        return {MemberId(row.id): row.lane for row in rows if row.lane is not None}

    def _row(self, queued: Queued) -> dict[str, Any]:
        return {
            "id": queued.id,
            "lane": queued.lane,
            "room": queued.item.room if isinstance(queued.item, Relayed | Amended | Retracted | Reaction) else None,
            "body": self._keys.seal("outbox.body", queued.id, ITEM.dump_json(queued.item)),
            "state": "sending" if queued.claimed else "ready",
            "attempt": int(queued.claimed),
            "created_at": milliseconds(queued.created_at),
        }

    def _queued(self, row: Any) -> Queued:
        body = renewed(self._keys.open("outbox.body", row.id, row.body))
        doubts = int(row.state != "ready")
        return Queued(
            row.id, row.lane, ITEM.validate_json(body), seconds(row.created_at), attempt=row.attempt, doubts=doubts
        )

    async def withdraw(self, room: RoomId, readers: Sequence[MemberId]) -> list[Queued]:
        rows = [self._queued(row) for row in await self._db.execute(select(outbox).where(outbox.c.room == room))]
        kept = Retracted  # whoever took something back has done so, whatever became of the room
        back = [row for row in rows if row.item.to in readers and not isinstance(row.item, kept)]
        await self._delete(back)
        return back

    async def empty(self, lane: str) -> None:
        left = await self._db.execute(select(outbox).where(outbox.c.lane == lane))
        await self._delete([self._queued(row) for row in left])

    async def claim(self, rows: Sequence[str]) -> frozenset[str]:
        return frozenset((await self._db.execute(CLAIM, {"some": list(rows)})).scalars())

    async def put_back(self, rows: Mapping[str, bool]) -> None:
        for state, doubtful in (("ready", False), ("unsure", True)):
            names = [row for row, doubt in rows.items() if doubt is doubtful]
            if names:
                await self._db.execute(update(outbox).where(outbox.c.id.in_(names)).values(state=state))

    async def done(self, deliveries: Sequence[Delivered], now: float) -> None:
        await self._delete([delivery.row for delivery in deliveries])
        for each in deliveries:
            item = each.row.item
            if isinstance(item, Retracted) or (isinstance(item, Amended) and each.natives):  # other parts now, or none
                old = delete(links).where(links.c.message == item.of, links.c.lane == each.row.lane)
                await self._db.execute(old)
            if isinstance(item, Withdrawn):
                await self._db.execute(delete(fleeting).where(fleeting.c.message == item.of))
        copies = [
            self._link(Original(each.row.lane, native, message, room), part, now)
            for each in deliveries
            for message, room in self._stands_for(each.row.item)
            for part, native in enumerate(each.natives)
        ]
        await self._insert_links(copies)

    @staticmethod
    def _stands_for(item: Outgoing) -> list[tuple[MessageId, RoomId | None]]:
        if isinstance(item, Relayed | Amended):
            return [(item.of, item.room)]
        if isinstance(item, Reworded | Retracted | Reaction | Disclosed | Withdrawn):
            return []  # the link of the first wording still stands; what is disclosed is nothing to point at
        name = getattr(item, "id", None)
        return [(name, None)] if name else []

    async def _delete(self, rows: Sequence[Queued]) -> None:
        if not rows:
            return
        await self._db.execute(DELETE, {"some": [row.id for row in rows]})
        carried = [each.file for row in rows if isinstance(row.item, Relayed) for each in row.item.content.media]
        held = [file.id for file in carried if file.platform == "bauta"]
        if held:
            await self._db.execute(delete(files).where(files.c.id.in_(held)))

    async def interrupted(self, accounts: Collection[AccountName] | None = None) -> Sequence[str]:
        ours = true() if accounts is None else or_(_lane_of(accounts), outbox.c.lane.not_in(select(addresses.c.id)))
        await self._db.execute(update(outbox).where(outbox.c.state == "sending", ours).values(state="unsure"))
        return list((await self._db.execute(select(outbox.c.lane).where(ours).distinct())).scalars())

    async def unsent(self, accounts: Collection[AccountName]) -> Sequence[str]:
        query = select(outbox.c.lane).where(outbox.c.state == "ready", _lane_of(accounts)).distinct()
        return list((await self._db.execute(query)).scalars())

    async def crowds(self, lanes: Sequence[str]) -> Mapping[str, int]:
        query = select(outbox.c.lane, func.count()).where(outbox.c.lane.in_(lanes)).group_by(outbox.c.lane)
        return {row[0]: row[1] for row in await self._db.execute(query)}

    async def rows(self, lane: str, limit: int) -> Sequence[Queued]:
        query = select(outbox).where(outbox.c.lane == lane, outbox.c.state != "sending")
        return [self._queued(row) for row in await self._db.execute(query.order_by(outbox.c.seq).limit(limit))]

    async def first(self, lanes: Sequence[str], limit: int) -> dict[str, list[Queued]]:
        counts = await self.crowds(lanes)
        few = [lane for lane in lanes if counts.get(lane, 0) <= limit]
        found: dict[str, list[Queued]] = {lane: [] for lane in few}
        query = select(outbox).where(outbox.c.lane.in_(few), outbox.c.state != "sending")
        for row in await self._db.execute(query.order_by(outbox.c.seq)):
            found[row.lane].append(self._queued(row))
        return found

    def _link(self, original: Original, part: int, now: float, own: bool = False) -> dict[str, Any]:
        key = self._native(original.lane, original.native)
        return {
            "hash": key,
            "message": original.message,
            "lane": original.lane,
            "part": part,
            "native": self._keys.seal("links.native", key.hex(), original.native.encode()),
            "room": original.room,
            "at": milliseconds(now),
            "own": own,
        }

    async def _insert_links(self, rows: list[dict[str, Any]]) -> None:
        if rows:
            await self._db.execute(LINK, rows)

    async def link(self, originals: Sequence[Original], now: float) -> None:
        await self._insert_links([self._link(original, 0, now, own=True) for original in originals])

    async def originals(
        self, refs: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], tuple[MessageId, RoomId | None]]:
        wanted = {self._native(lane, native): (lane, native) for lane, native in refs}
        query = select(links.c.hash, links.c.message, links.c.room).where(links.c.hash.in_(wanted))
        return {
            wanted[row.hash]: (MessageId(row.message), None if row.room is None else RoomId(row.room))
            for row in await self._db.execute(query)
        }

    async def original(self, lane: str, native: str) -> tuple[MessageId, RoomId | None] | None:
        return (await self.originals([(lane, native)])).get((lane, native))

    async def authored(self, lane: str, native: str) -> tuple[MessageId, RoomId | None] | None:
        hashed = self._native(lane, native)
        query = select(links.c.message, links.c.room).where(links.c.hash == hashed, links.c.own)
        row = (await self._db.execute(query)).one_or_none()
        return None if row is None else (MessageId(row.message), None if row.room is None else RoomId(row.room))

    async def natives(self, message: MessageId, lane: str) -> tuple[str, ...]:
        query = select(links.c.hash, links.c.native).where(links.c.message == message, links.c.lane == lane)
        rows = await self._db.execute(query.order_by(links.c.part))
        return tuple(self._keys.open("links.native", row.hash.hex(), row.native).decode() for row in rows)

    async def delivered(self, messages: Mapping[MemberId, MessageId]) -> Mapping[MemberId, float]:
        if not messages:
            return {}
        query = select(members.c.id, links.c.message, func.min(links.c.at).label("at"))
        query = query.join(links, links.c.lane == members.c.lane).where(
            members.c.id.in_(messages), links.c.message.in_(messages.values())
        )
        rows = await self._db.execute(query.group_by(members.c.id, links.c.message))
        return {MemberId(row.id): seconds(row.at) for row in rows if messages[row.id] == row.message}

    async def last_said(self, lane: str, room: RoomId) -> str | None:
        query = select(links.c.hash, links.c.native).where(links.c.lane == lane, links.c.room == room, links.c.own)
        row = (await self._db.execute(query.order_by(links.c.at.desc()).limit(1))).one_or_none()
        return None if row is None else self._keys.open("links.native", row.hash.hex(), row.native).decode()

    async def keep_file(self, data: bytes, now: float) -> str:
        name = new_id()
        sealed = self._keys.seal("files.data", name, data)
        await self._db.execute(insert(files).values(id=name, data=sealed, at=milliseconds(now)))
        return name

    async def drop_file(self, name: str) -> None:
        await self._db.execute(delete(files).where(files.c.id == name))

    async def file(self, name: str) -> bytes | None:
        data = (await self._db.execute(select(files.c.data).where(files.c.id == name))).scalar_one_or_none()
        return None if data is None else self._keys.open("files.data", name, data)

    async def awaiting(self, readers: Sequence[MemberId]) -> frozenset[MemberId]:
        query = select(members.c.id).join(outbox, outbox.c.lane == members.c.lane).where(members.c.id.in_(readers))
        return frozenset(MemberId(name) for name in (await self._db.execute(query)).scalars())

    async def waits(self, row: str) -> bool:
        return (await self._db.execute(select(outbox.c.seq).where(outbox.c.id == row))).one_or_none() is not None

    async def depth(self) -> int:
        return (await self._db.execute(select(func.count()).select_from(outbox))).scalar_one()

    async def overdue(self, now: float) -> Mapping[Kept, float]:
        found: dict[Kept, float] = {}
        for what, (_, at, last) in KEPT.items():
            oldest = (await self._db.execute(select(func.min(at)))).scalar_one()
            if oldest is not None and oldest < milliseconds(now - last):
                found[what] = now - last - seconds(oldest)
        return found

    async def clean_up(self, what: Kept, now: float, most: int) -> int:
        key, at, last = KEPT[what]
        old = select(key).where(at < milliseconds(now - last)).order_by(at).limit(most)
        return (await self._db.execute(delete(at.table).where(key.in_(old)))).rowcount


def _lane_of(accounts: Collection[AccountName]) -> ColumnElement[bool]:
    """Whether a row of the outbox goes to somebody whom one of these accounts writes to."""
    served = tuple_(addresses.c.platform, addresses.c.account).in_(list(accounts))
    return outbox.c.lane.in_(select(addresses.c.id).where(served))
