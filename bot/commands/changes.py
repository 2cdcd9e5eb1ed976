"""What people do to messages that were passed on: change them, take them back, feel something about them.

Only within the room the two talk in: what belongs to an earlier one is nobody's business any more.
"""

from bot.commands import guard
from bot.commands.base import Call, Handler
from bot.messages import Deleted, Edited, Outgoing, Reacted, Reaction, Retracted
from bot.relay import Link, amend
from bot.rooms import Seat
from bot.texts.keys import Text


async def edited(call: Call, native: str | None, what: Edited) -> list[Outgoing]:
    """It reads differently on the other side, too."""
    found = await _in_room(call, native, own=True)
    if found is None:
        return await guard.edited(call, native, what)
    seat, message = found
    stopped = await guard.edit_stopped(call, seat, what.content, message[0])
    if stopped is not None:
        return stopped
    partner = await call.turn.members.get(seat.partner)
    crowded = partner is not None and partner.lane is not None and call.house.crowded(partner.lane)
    return amend(what, seat, call.member.id, message[0], crowded)


async def deleted(call: Call, native: str | None, what: Deleted) -> list[Outgoing]:
    """It goes on the other side, too, and in the own chat if it still stands there."""
    found = await _in_room(call, native, own=True)
    if found is None:
        held = await guard.deleted(call, native)
        return [call.say(Text.DELETE_WHAT)] if what.still_here and not held else held
    seat, (message, _) = found
    here = [Retracted(call.member.id, message, seat.room, call.member.id)] if what.still_here else []
    return [Retracted(seat.partner, message, seat.room, call.member.id), *here]


async def reacted(call: Call, native: str | None, what: Reacted) -> list[Outgoing]:
    """The other sees it at the same message, whoever wrote that."""
    found = await _in_room(call, native, own=False)
    if found is None:
        return []
    seat, (message, _) = found
    return [Reaction(seat.partner, message, seat.room, call.member.id, what.emoji, what.gone)]


async def how_to_delete(call: Call) -> list[Outgoing]:
    """/del that answers no message."""
    return [call.say(Text.DELETE_WHAT)]


async def _in_room(call: Call, native: str | None, *, own: bool) -> tuple[Seat, Link] | None:
    """The seat, and what the message stands for, if that is of this room. `own`: only if the member wrote it."""
    lane, journal = call.member.lane, call.turn.journal
    seat = await call.turn.rooms.seat(call.member.id)
    if seat is None or native is None or lane is None:
        return None
    link = await (journal.authored(lane, native) if own else journal.original(lane, native))
    return None if link is None or link[1] != seat.room else (seat, link)


UNLISTED: dict[str, Handler] = {"del": how_to_delete}
"""Not in the menus: only where a platform does not tell what people delete."""
