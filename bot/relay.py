"""One person's message becomes the other's: built anew from what may pass. Pure."""

from bot import plain
from bot.content import Content
from bot.members import Seated
from bot.messages import Amended, Edited, Notice, Outgoing, Relayed
from bot.rooms import Seat
from bot.texts.keys import Text
from config.ids import MemberId, MessageId, RoomId

Link = tuple[MessageId, RoomId | None]
"""What a message stands for, and the room it belongs to."""


def relay(
    content: Content, seated: Seated, message: MessageId, answers: Link | None = None, crowded: bool = False
) -> list[Outgoing]:
    """What goes out when a seated member says something: to the partner, or back to the member with the reason.

    `crowded`: so much is on its way to the partner already that no more is taken.
    A reply points at its message only within the same room: in a later one it would tell the two that they met before.
    """
    clean = _passable(content, seated.member, message, crowded)
    if isinstance(clean, Notice):
        return [clean]
    target = answers[0] if answers is not None and answers[1] == seated.room else None
    return [Relayed(seated.partner, clean, of=message, room=seated.room, author=seated.member, reply_to=target)]


def amend(edited: Edited, seat: Seat, member: MemberId, message: MessageId, crowded: bool = False) -> list[Outgoing]:
    """What goes out when a seated member changes a message that was passed on in their room."""
    clean = _passable(edited.content, member, message, crowded)
    if isinstance(clean, Notice):
        return [clean]
    return [Amended(seat.partner, clean, of=message, room=seat.room, author=member, replaced=edited.replaced)]


def _passable(content: Content, member: MemberId, message: MessageId, crowded: bool) -> Content | Notice:
    """What may pass, or what its author is told instead."""
    if crowded:
        return Notice(member, Text.SLOW_DOWN, reply_to=message)
    if len(content.text) > plain.LIMIT:
        return Notice(member, Text.TOO_LONG, {"limit": plain.LIMIT}, reply_to=message)
    clean = plain.cleaned(content)
    return clean if plain.readable(clean) else Notice(member, Text.NOTHING_LEFT, reply_to=message)
