"""What may tell who somebody is waits until they say so; and the two in a room can agree to be asked no more.

held ──[Send]──▶ relayed       ──[Don't], deleted, the room ends, an hour passes──▶ gone
  └──edited so that it tells nothing any more──▶ relayed
"""

from dataclasses import replace

from bot.commands.base import Call, Handler, button
from bot.commands.search import partner_lost
from bot.content import Content, Place
from bot.guard import Tell, asks
from bot.held import Held
from bot.journal import Original
from bot.messages import Buttons, Edited, Notice, Outgoing, Relayed, Reworded
from bot.relay import passable
from bot.rooms import Seat
from bot.texts.keys import Text
from config.ids import MessageId, new_id

MOST = 20
"""Held messages of one member. Whoever has so many unanswered is asked to slow down."""


async def asked_first(call: Call, seat: Seat, content: Content, items: list[Outgoing]) -> list[Outgoing]:
    """What goes out for something said: `items`, or the question whether it should."""
    tell = await _tells(call, seat, content)
    going = next((item for item in items if isinstance(item, Relayed)), None)
    if tell is None or going is None:
        return items
    turn, member = call.turn, call.member.id
    if len(await turn.held.of(member)) >= MOST:
        return [call.about(Text.SLOW_DOWN)]
    notice = MessageId(new_id())
    await turn.held.put(Held(going.of, member, seat.room, going.content, going.reply_to, notice, turn.now))
    asking, args = (Text.SERVER_ASKS, {}) if tell is Tell.RULE else (Text.GUARD_ASKS, {"kind": tell.value})
    return [Notice(member, asking, args, _choices(going.of, seat, tell), notice, going.of)]


async def _tells(call: Call, seat: Seat, content: Content, *, guarded: bool | None = None) -> Tell | None:
    """What the author is asked about: what may tell who they are, else what their server asks its people not to write.

    The latter in every chat: the two can agree to be asked no more about themselves, not about their servers' rules.
    """
    tell = asks(content, guarded=seat.guarded if guarded is None else guarded)
    if tell is None and seat.origin is not None and await call.house.words.touched(call.turn, seat.origin, content):
        return Tell.RULE
    return tell


def _choices(message: MessageId, seat: Seat, tell: Tell) -> Buttons:
    answers = (button(Text.B_SEND, "send", message), button(Text.B_DONT, "dont", message))
    if tell in (Tell.PLACE, Tell.RULE):  # asked about in every chat
        return (answers,)
    return (answers, (button(Text.B_UNGUARD, "unguard", seat.tag),))


async def send(call: Call) -> list[Outgoing]:
    """It goes on as it would have gone at once."""
    held = await _held(call)
    if not isinstance(held, Held):
        return held
    sent = await _sent(call, held)
    return [*sent, call.show(Text.GUARD_SENT)] if any(isinstance(item, Relayed) for item in sent) else sent


async def dont(call: Call) -> list[Outgoing]:
    """Nobody gets it."""
    held = await _held(call)
    if not isinstance(held, Held):
        return held
    await call.turn.held.drop(held.message)
    return [call.show(Text.GUARD_NOT_SENT)]


async def _held(call: Call) -> Held | list[Outgoing]:
    """What a button stands for; or what is said where that is not held any more, or never was."""
    turn, lane, message = call.turn, call.member.lane, MessageId(call.argument)
    held = await turn.held.get(message, turn.now)
    if held is not None and held.member == call.member.id:
        return held
    natives = await turn.journal.natives(message, lane) if held is None and lane is not None else ()
    link = await turn.journal.authored(lane, natives[0]) if natives and lane is not None else None
    if link is None:
        return [call.say(Text.OLD_BUTTON)]
    return [call.show(Text.GUARD_TOO_LATE if link[1] is None else Text.GUARD_SENT)]


async def _sent(call: Call, held: Held) -> list[Outgoing]:
    """On its way, if somebody is there and has room for it; else it stays held, as long as its room is open."""
    turn, lane = call.turn, call.member.lane
    seat = await turn.rooms.seat(held.member)
    if seat is None or seat.room != held.room:
        await turn.held.drop(held.message)
        return [call.show(Text.GUARD_TOO_LATE)]
    partner = await turn.members.get(seat.partner)
    if partner is None or partner.lane is None:
        return await partner_lost(turn, held.member, seat)
    if call.house.crowded(partner.lane):
        return [Notice(held.member, Text.SLOW_DOWN, reply_to=held.message)]
    await turn.held.let_go(held.message)
    natives = await turn.journal.natives(held.message, lane) if lane is not None else ()
    if natives and lane is not None:  # from now on it is a message of the room, for replies, edits and deletions
        await turn.journal.link([Original(lane, natives[0], held.message, held.room)], turn.now)
    content, previews = held.content, not seat.guarded
    return [Relayed(seat.partner, content, held.message, held.room, held.member, held.reply_to, previews)]


async def edited(call: Call, native: str | None, what: Edited) -> list[Outgoing]:
    """A message that is held reads differently now. If it tells nothing any more, nothing is left to ask."""
    held, content = await _own(call, native), what.content
    seat = await call.turn.rooms.seat(call.member.id)
    if held is None or seat is None or content.place is not None:
        return []
    clean = passable(content, held.member, held.message, crowded=False, guarded=seat.guarded)
    if isinstance(clean, Notice):
        return [clean]
    media = clean.media if what.replaced else held.content.media
    changed = replace(held, content=replace(held.content, text=clean.text, spans=clean.spans, media=media))
    await call.turn.held.put(changed)
    if await _tells(call, seat, content, guarded=True) is not None:
        return []
    return await _answered(call, changed)


async def _answered(call: Call, held: Held) -> list[Outgoing]:
    sent = await _sent(call, held)
    if not any(isinstance(item, Relayed) for item in sent):
        return sent
    return [*sent, Reworded(held.member, held.notice, Text.GUARD_SENT)]


async def deleted(call: Call, native: str | None) -> list[Outgoing]:
    """A message that is held was deleted by its author: nobody gets it."""
    held = await _own(call, native)
    if held is None:
        return []
    await call.turn.held.drop(held.message)
    return [Reworded(held.member, held.notice, Text.GUARD_NOT_SENT)]


async def _own(call: Call, native: str | None) -> Held | None:
    """The held message that the member's chat shows there."""
    lane = call.member.lane
    link = None if native is None or lane is None else await call.turn.journal.authored(lane, native)
    held = None if link is None else await call.turn.held.get(link[0], call.turn.now)
    return held if held is not None and held.member == call.member.id else None


async def edit_stopped(call: Call, seat: Seat, content: Content, message: MessageId) -> list[Outgoing] | None:
    """What is said to a change that would be asked about as a message; None for one that may pass.

    A place that moves is nobody's business and says nothing at all.
    """
    tell = await _tells(call, seat, content)
    if tell is None:
        return None
    if isinstance(content.place, Place):
        return []
    if tell is Tell.RULE:
        return [Notice(call.member.id, Text.SERVER_EDIT, reply_to=message)]
    return [Notice(call.member.id, Text.GUARD_EDIT, {"kind": tell.value}, reply_to=message)]


async def unguard(call: Call) -> list[Outgoing]:
    """This side agrees to be asked no more; the other is asked once."""
    turn, member = call.turn, call.member.id
    before = await turn.rooms.seat(member)
    if before is None:
        return [call.say(Text.OLD_BUTTON)]
    await turn.rooms.unguard(member)
    seat = await turn.rooms.seat(member)
    if seat is not None and not seat.guarded:
        return [call.say(Text.GUARD_OFF), *([Notice(seat.partner, Text.GUARD_OFF)] if before.guarded else [])]
    others = await turn.rooms.seat(before.partner)
    if before.unguarded or others is None:
        return [call.say(Text.GUARD_WAITS)]
    agree = ((button(Text.B_UNGUARD_TOO, "unguard", others.tag),),)
    return [call.say(Text.GUARD_WAITS), Notice(before.partner, Text.GUARD_OFF_ASKED, {}, agree)]


TAPS: dict[str, Handler] = {"send": send, "dont": dont}
ROOM_TAPS: dict[str, Handler] = {"unguard": unguard}
