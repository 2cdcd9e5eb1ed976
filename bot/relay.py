"""One person's message becomes the other's: built anew from what may pass. Pure."""

from bot import plain
from bot.coarse import coarse
from bot.content import Content
from bot.members import Seated
from bot.messages import Amended, Edited, Notice, Outgoing, Relayed
from bot.rooms import Seat
from bot.texts.keys import Text
from bot.tracking import without_tracking
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
    clean = passable(content, seated.member, message, crowded, guarded=seated.guarded)
    if isinstance(clean, Notice):
        return [clean]
    target = answers[0] if answers is not None and answers[1] == seated.room else None
    room, author, previews = seated.room, seated.member, not seated.guarded
    return [Relayed(seated.partner, clean, message, room, author, reply_to=target, previews=previews)]


def amend(edited: Edited, seat: Seat, member: MemberId, message: MessageId, crowded: bool = False) -> list[Outgoing]:
    """What goes out when a seated member changes a message that was passed on in their room."""
    clean = passable(edited.content, member, message, crowded, guarded=seat.guarded)
    if isinstance(clean, Notice):
        return [clean]
    room, previews = seat.room, not seat.guarded
    return [Amended(seat.partner, clean, message, room, member, replaced=edited.replaced, previews=previews)]


def passable(
    content: Content, member: MemberId, message: MessageId, crowded: bool, *, guarded: bool
) -> Content | Notice:
    """What may pass, or what its author is told instead. `guarded`: addresses lose what tracks people."""
    if crowded:
        return Notice(member, Text.SLOW_DOWN, reply_to=message)
    if len(content.text) > plain.LIMIT:
        return Notice(member, Text.TOO_LONG, {"limit": plain.LIMIT}, reply_to=message)
    clean = plain.cleaned(coarse(content))
    if guarded:
        clean = without_tracking(clean)
    return clean if plain.readable(clean) else Notice(member, Text.NOTHING_LEFT, reply_to=message)
