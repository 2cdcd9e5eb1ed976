"""Tags in SQL: one statement for all that a group of turns says, and the latest tag of a room found in one step."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, Dialect, bindparam, delete, insert, select, text, tuple_

from config.database import UnitOfWork, milliseconds, seconds
from config.ids import MessageId, RoomId
from config.sqlite import put
from moderation.franking import Tag
from moderation.stores.kept import tags

LAST: Final = 72 * 3600.0
"""Seconds for which a tag is kept: as long as somebody may be reported for what it tells."""

# Built once: building and hashing a statement anew costs more than SQLite takes to carry it out.
APPEND: Final = insert(tags)
_LATEST: Final = """
SELECT wanted.room, tags.seq, tags.tag FROM {wanted} JOIN tags ON tags.room = wanted.room
AND tags.seq = (SELECT max(latest.seq) FROM tags AS latest WHERE latest.room = wanted.room)
"""
LATEST: Final = {
    "sqlite": text(_LATEST.format(wanted="(SELECT value AS room FROM json_each(:rooms)) AS wanted")),
    "postgresql": text(_LATEST.format(wanted="(SELECT room FROM unnest(CAST(:rooms AS varchar[])) AS room) AS wanted")),
}
"""Rooms come as a list, so that each is one look into the index however much was said there."""

_PLAIN: Final[dict[str, tuple[str, Sequence[str]]]] = {}

LOCK: Final = text("SELECT pg_advisory_xact_lock(name) FROM unnest(CAST(:names AS bigint[])) AS name")
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
OF: Final = select(tags).where(tags.c.room == bindparam("room"), tags.c.message.in_(_SOME)).order_by(tags.c.seq)


class SqlTags:
    """The tags of all rooms, over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection
        self._dialect = unit.connection.dialect.name

    async def alone_with(self, rooms: Collection[RoomId]) -> None:
        """Until the unit ends nobody else adds tags to these rooms; what others added before is there to be read.

        Units that run beside each other (PostgreSQL's shared ones) take rooms in one order, so that none waits for
        another that waits for it. SQLite has one writer.
        """
        if self._dialect == "postgresql":
            await self._db.execute(LOCK, {"names": sorted({_lock(room) for room in rooms})})

    async def latest(self, rooms: Collection[RoomId]) -> Mapping[RoomId, tuple[int, bytes]]:
        """The number and the tag of what was said last in each of these rooms; silent ones are missing."""
        named = list(rooms) if self._dialect == "postgresql" else json.dumps(list(rooms))
        found = await self._db.execute(LATEST[self._dialect], {"rooms": named})
        return {RoomId(row.room): (row.seq, bytes(row.tag)) for row in found}

    async def append(self, made: Sequence[Tag]) -> None:
        """Raises IntegrityError where somebody else has said something at the same place of a room."""
        if made:
            statement, order = _plainly(self._db.dialect)
            rows = [tuple(map(_row(each).__getitem__, order)) for each in made]
            if not put(self._db, statement, rows):
                await self._db.exec_driver_sql(statement, rows)

    async def of(self, room: RoomId, messages: Collection[MessageId]) -> Sequence[Tag]:
        """All tags of these messages, in their order: what each said first, and what it said later."""
        found = await self._db.execute(OF, {"room": room, "some": list(messages)})
        return [_tag(row) for row in found]

    async def outlived(self, now: float) -> float | None:
        """For how many seconds the oldest tag has been past its time; None if none is."""
        oldest = (await self._db.execute(select(tags.c.at).order_by(tags.c.at).limit(1))).scalar_one_or_none()
        late = None if oldest is None else now - LAST - seconds(oldest)
        return late if late is not None and late > 0 else None

    async def clean_up(self, now: float, most: int) -> int:
        """Remove what is past its time, the oldest first, no more than so many. How many went."""
        old = select(tags.c.room, tags.c.seq).where(tags.c.at < milliseconds(now - LAST)).order_by(tags.c.at)
        gone = delete(tags).where(tuple_(tags.c.room, tags.c.seq).in_(old.limit(most)))
        return (await self._db.execute(gone)).rowcount


def _plainly(dialect: Dialect) -> tuple[str, Sequence[str]]:
    """The statement as the driver takes it, and the order of its values.

    Nothing in a row needs SQLAlchemy's help, which would be most of what a message costs in a turn of its own.
    """
    if dialect.name not in _PLAIN:
        compiled = APPEND.compile(dialect=dialect)
        _PLAIN[dialect.name] = str(compiled), list(compiled.positiontup or ())
    return _PLAIN[dialect.name]


def _lock(room: RoomId) -> int:
    """The number that PostgreSQL locks for a room. Two rooms that share one only wait for each other."""
    return int.from_bytes(hashlib.sha256(f"tags {room}".encode()).digest()[:8], "big", signed=True)


def _row(made: Tag) -> dict[str, Any]:
    return {
        "room": made.room,
        "seq": made.seq,
        "message": made.message,
        "slot": made.slot,
        "amended": made.amended,
        "files": made.files,
        "media": made.media,
        "previous": made.previous,
        "tag": made.tag,
        "at": made.minute * 60_000,
    }


def _tag(row: Any) -> Tag:
    return Tag(
        RoomId(row.room),
        row.seq,
        MessageId(row.message),
        row.slot,
        row.at // 60_000,
        row.amended,
        row.files,
        bytes(row.media),
        bytes(row.previous),
        bytes(row.tag),
    )
