"""One person's message becomes the other's: built anew from what may pass. Pure."""

from bot import plain
from bot.members import Seated
from bot.messages import Content, Notice, Outgoing, Relayed
from bot.texts.keys import Text
from config.ids import MessageId, RoomId

Link = tuple[MessageId, RoomId | None]
"""What a message stands for, and the room it belongs to."""


def relay(
    content: Content, seated: Seated, message: MessageId, answers: Link | None = None, crowded: bool = False
) -> list[Outgoing]:
    """What goes out when a seated member says something: to the partner, or back to the member with the reason.

    `crowded`: so much is on its way to the partner already that no more is taken.
    A reply points at its message only within the same room: in a later one it would tell the two that they met before.
    """
    if crowded:
        return [Notice(seated.member, Text.SLOW_DOWN, reply_to=message)]
    if len(content.text) > plain.LIMIT:
        return [Notice(seated.member, Text.TOO_LONG, {"limit": plain.LIMIT}, reply_to=message)]
    clean = plain.cleaned(content)
    if not plain.readable(clean):
        return [Notice(seated.member, Text.NOTHING_LEFT, reply_to=message)]
    target = answers[0] if answers is not None and answers[1] == seated.room else None
    return [Relayed(seated.partner, clean, of=message, room=seated.room, author=seated.member, reply_to=target)]
