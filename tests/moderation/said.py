"""What people say in the tests of evidence, and what it is franked with."""

from sqlalchemy import select

from config.database import UnitOfWork
from config.ids import MemberId, MessageId, RoomId
from moderation.franking import Frank, Medium, Tag, Utterance, slot_of
from moderation.stores.kept import tags
from moderation.stores.tags import SqlTags

FRANK = Frank(lambda day: b"the key of day %09d, of 32 bytes" % day)
ROOM, OTHER = RoomId("room"), RoomId("other room")
ANN, BOB = MemberId("ann"), MemberId("bob")
MINUTE = 28_333_333
PHOTO = Medium("photo", 1234, bytes(range(16)), "c2VhbGVk")


def says(
    text: str,
    *,
    who: MemberId = ANN,
    room: RoomId = ROOM,
    media: tuple[Medium, ...] = (),
    of: str = "",
    amended: bool = False,
) -> Utterance:
    """Ann, or Bob, to the other. `of`: the message's name, else made of its text."""
    other = BOB if who == ANN else ANN
    return Utterance(room, MessageId(of or f"of {text}"[:24]), slot_of(who, other), text, media, amended)


async def tags_of(unit: UnitOfWork, room: RoomId) -> list[Tag]:
    """Every tag of a room, in order."""
    named = await unit.connection.execute(select(tags.c.message).where(tags.c.room == room).distinct())
    return list(await SqlTags(unit).of(room, [MessageId(name) for name in named.scalars()]))
