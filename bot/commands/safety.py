"""/block and /report: the current partner, or one of the last 72 hours; both end the room and part the two for good."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot import plain
from bot.commands.base import REMEMBERED, Call, button, minutes
from bot.commands.pairing import seek
from bot.commands.search import FIND_NEW, end_room
from bot.members import Pending
from bot.messages import Arg, Button, Outgoing
from bot.rooms import Past
from bot.texts.keys import Text
from moderation.model import WORDS_LIMIT, Reason
from moderation.service import NoSuchReport

ANSWER_WITHIN = 600.0
"""Seconds in which words for a report are awaited."""

OFFERED = 6
"""So many past chats are offered when it isn't clear which one is meant."""

REASONS = {
    Reason.HARASSMENT: Text.REASON_HARASSMENT,
    Reason.SEXUAL: Text.REASON_SEXUAL,
    Reason.MINOR: Text.REASON_MINOR,
    Reason.THREATS: Text.REASON_THREATS,
    Reason.HATE: Text.REASON_HATE,
    Reason.SELF_HARM: Text.REASON_SELF_HARM,
    Reason.SPAM: Text.REASON_SPAM,
    Reason.PRIVATE_DATA: Text.REASON_PRIVATE_DATA,
    Reason.OTHER: Text.REASON_OTHER,
}


async def block(call: Call) -> list[Outgoing]:
    """/block: one tap, and they never meet again."""
    past = await _rooms(call)
    room = _meant(past)
    if room is not None:
        return await _block(call, room)
    if not past:
        return [call.say(Text.NOBODY_TO_BLOCK)]
    return [call.say(Text.BLOCK_WHOM, buttons=_choices(call, past, "block"))]


async def block_tapped(call: Call) -> list[Outgoing]:
    """A block button. One whose room is forgotten, or was never the member's, says so."""
    room = _named(await _rooms(call), call.argument)
    return [call.say(Text.OLD_BUTTON)] if room is None else await _block(call, room)


async def report(call: Call) -> list[Outgoing]:
    """/report [words]: ask for the reason; words written here are kept for the report."""
    words = call.argument.strip()
    if len(words) > WORDS_LIMIT:
        return [call.about(Text.REPORT_WORDS_TOO_LONG, {"limit": WORDS_LIMIT})]
    past = await _rooms(call)
    if not past:
        return [call.say(Text.NOBODY_TO_REPORT)]
    if words:
        pending = Pending("report", words=words, until=call.turn.now + ANSWER_WITHIN)
        call = await call.remember(replace(call.member, pending=pending))
    room = _pointed_at(call, past) or _meant(past)
    if room is None:
        return [call.say(Text.REPORT_WHOM, buttons=_choices(call, past, "report"))]
    return [_why(call, room)]


async def report_tapped(call: Call) -> list[Outgoing]:
    """`report:<room>` asks why; `report:<room>.<reason>` files it, and closes the room if it is open."""
    tag, _, reason = call.argument.partition(".")
    room = _named(await _rooms(call), tag)
    if room is None:
        return [call.say(Text.OLD_BUTTON)]
    if reason not in list(Reason):
        return [_why(call, room)]
    pending = call.member.pending
    words = pending.words if pending and pending.kind == "report" and call.turn.now < pending.until else ""
    filed = await call.house.moderation.report(
        call.turn.unit,
        reporter=call.member.id,
        subject=room.partner,
        room=room.room,
        reason=Reason(reason),
        words=words,
        server=room.server,
    )
    number = filed.number
    if words:
        call = await call.remember(replace(call.member, pending=None))  # they belong to no later one
    parted = await _part(call, room)
    buttons = ((button(Text.B_ADD_WORDS, "words", number),), *FIND_NEW) if not words else FIND_NEW
    return [call.say(Text.REPORTED, {"number": number}, buttons), *parted]


async def words_tapped(call: Call) -> list[Outgoing]:
    """The next message goes to the report, not to a partner."""
    pending = Pending("words", name=call.argument, until=call.turn.now + ANSWER_WITHIN)
    call = await call.remember(replace(call.member, pending=pending))
    return [call.say(Text.REPORT_WORDS, {"limit": WORDS_LIMIT}, ((button(Text.B_CLEAR, "keep", "words"),),))]


async def words_written(call: Call, number: str) -> list[Outgoing]:
    """Words that came in the button's own form."""
    return await words_said(call, Pending("words", name=number))


async def words_said(call: Call, pending: Pending) -> list[Outgoing]:
    """The words themselves."""
    if not plain.READABLE.search(call.argument):
        return [call.about(Text.NOTHING_LEFT)]
    if len(call.argument) > WORDS_LIMIT:
        return [call.about(Text.REPORT_WORDS_TOO_LONG, {"limit": WORDS_LIMIT})]
    await call.remember(replace(call.member, pending=None))
    try:
        await call.house.moderation.add_words(call.turn.unit, pending.name, call.member.id, call.argument)
    except NoSuchReport:
        return [call.say(Text.REPORT_WORDS_LATE)]
    return [call.say(Text.REPORT_WORDS_ADDED, {"number": pending.name}, FIND_NEW)]


async def _rooms(call: Call) -> Sequence[Past]:
    return await call.turn.rooms.past(call.member.id, call.turn.now - REMEMBERED)


def _named(past: Sequence[Past], tag: str) -> Past | None:
    """The room a button names."""
    return next((room for room in past if room.tag == tag), None)


def _meant(past: Sequence[Past]) -> Past | None:
    """The room a command means without naming one: the open one, or the latest if all were with the same person."""
    current = next((room for room in past if room.closed_at is None), None)
    return current or (past[0] if len({room.partner for room in past}) == 1 else None)


def _pointed_at(call: Call, past: Sequence[Past]) -> Past | None:
    """The room of the message that a report answers, or from whose menu it was chosen."""
    about = None if call.target is None else call.target[1]
    return None if about is None else next((room for room in past if room.room == about), None)


def _choices(call: Call, past: Sequence[Past], action: str) -> tuple[tuple[Button, ...], ...]:
    def ago(room: Past) -> Mapping[str, Arg]:
        passed = minutes(room.closed_at or call.turn.now, call.turn.now)
        return {"minutes": passed, "hours": passed // 60}

    return tuple((Button(Text.B_THAT_ROOM, action, room.tag, ago(room)),) for room in past[:OFFERED])


def _why(call: Call, room: Past) -> Outgoing:
    rows = tuple((button(label, "report", f"{room.tag}.{reason.value}"),) for reason, label in REASONS.items())
    return call.say(Text.REPORT_WHY, buttons=rows)


async def _block(call: Call, room: Past) -> list[Outgoing]:
    return [call.say(Text.BLOCKED, buttons=FIND_NEW), *await _part(call, room)]


async def _part(call: Call, room: Past) -> list[Outgoing]:
    """The two never meet again: a room they share ends both ways, a search that lasts avoids them from now on."""
    turn, member = call.turn, call.member.id
    await turn.members.block(member, room.partner, turn.now)
    await turn.journal.withdraw(room.room, [member, room.partner])  # also what a closed room still had on its way
    seat = await turn.rooms.seat(member)
    if seat is not None:
        if seat.partner != room.partner:
            return []
        return await end_room(turn, member, seat, partner_hears=Text.PARTNER_LEFT, both_ways=True)
    waiting = await turn.tickets.of(member)
    return [] if waiting is None else await seek(call, waiting, quiet=True)
