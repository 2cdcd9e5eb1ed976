"""What people say in the tests of evidence, and what it is franked with."""

from config.ids import MemberId, MessageId, RoomId
from moderation.franking import Frank, Medium, Utterance, slot_of

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
