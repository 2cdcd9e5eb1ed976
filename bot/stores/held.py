"""Held messages in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite understands it, too

from bot.content import Content
from bot.held import LASTS, Held
from bot.stores.schema import files, held
from config.database import UnitOfWork, milliseconds, seconds
from config.ids import MemberId, MessageId, RoomId


@dataclass(frozen=True, slots=True)
class Body:
    """What is sealed."""

    content: Content
    reply_to: MessageId | None
    notice: MessageId


BODY = TypeAdapter(Body)


class SqlHeld:
    """`bot.held.Holds` over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection
        self._keys = unit.keys

    def _held(self, row: Any) -> Held:
        body = BODY.validate_json(self._keys.open("held.body", row.id, row.body))
        return Held(
            MessageId(row.id),
            MemberId(row.member),
            RoomId(row.room),
            body.content,
            body.reply_to,
            body.notice,
            seconds(row.at),
        )

    async def put(self, one: Held) -> None:
        body = BODY.dump_json(Body(one.content, one.reply_to, one.notice))
        sealed = self._keys.seal("held.body", one.message, body)
        inserting = upsert(held).values(
            id=one.message, member=one.member, room=one.room, body=sealed, at=milliseconds(one.at)
        )
        await self._db.execute(inserting.on_conflict_do_update(index_elements=[held.c.id], set_={"body": sealed}))

    async def get(self, message: MessageId, now: float) -> Held | None:
        query = select(held).where(held.c.id == message, held.c.at > milliseconds(now - LASTS))
        row = (await self._db.execute(query)).one_or_none()
        return None if row is None else self._held(row)

    async def let_go(self, message: MessageId) -> bool:
        return (await self._db.execute(delete(held).where(held.c.id == message))).rowcount > 0

    async def drop(self, message: MessageId) -> bool:
        return await self.drop_all(held.c.id == message) > 0

    async def drop_all(self, which: ColumnElement[bool], most: int | None = None) -> int:
        """Rows and their files. How many rows went."""
        query = select(held).where(which).order_by(held.c.at).limit(most)
        going = [self._held(row) for row in await self._db.execute(query)]
        if not going:
            return 0
        await self._db.execute(delete(held).where(held.c.id.in_([one.message for one in going])))
        ours = [each.file.id for one in going for each in one.content.media if each.file.platform == "bauta"]
        if ours:
            await self._db.execute(delete(files).where(files.c.id.in_(ours)))
        return len(going)

    async def of(self, member: MemberId) -> Sequence[Held]:
        query = select(held).where(held.c.member == member).order_by(held.c.at, held.c.id)
        return [self._held(row) for row in await self._db.execute(query)]

    async def any_over(self, now: float) -> bool:
        over = select(exists().where(held.c.at <= milliseconds(now - LASTS)))
        return bool((await self._db.execute(over)).scalar_one())

    async def clean_up(self, now: float, most: int) -> int:
        return await self.drop_all(held.c.at <= milliseconds(now - LASTS), most)
