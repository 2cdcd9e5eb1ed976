"""/find, /next, /stop: into the waiting line, into a room, and out of both."""

from bot.commands import alerts, pools
from bot.commands.base import REMEMBERED, Call, button
from bot.commands.pairing import seek
from bot.commands.profile import take_interests
from bot.commands.waiting import FIND_BUTTONS, SEARCH_BUTTONS, closed, keep_looking, leave_line
from bot.members import Near
from bot.messages import Buttons, Notice, Outgoing, Reworded
from bot.rooms import Seat, Waiting
from bot.texts.keys import Text
from bot.turn import Turn
from config.failpoints import failpoint
from config.ids import MemberId

FIND_NEW: Buttons = ((button(Text.B_FIND_NEW, "find"),),)


def after_room_buttons(tag: str) -> Buttons:
    return (
        (button(Text.B_FIND_NEW, "find"),),
        (button(Text.B_BLOCK, "block", tag), button(Text.B_REPORT, "report", tag)),
    )


async def find(call: Call) -> list[Outgoing]:
    """/find [interests]: search at once; with interests, set them first."""
    if await call.turn.rooms.seat(call.member.id) is not None:
        return [call.say(Text.ALREADY_TALKING)]
    if call.argument:
        taken = await take_interests(call)
        if not isinstance(taken, Call):
            return [taken]
        call = taken
    waiting = await call.turn.tickets.of(call.member.id)
    if waiting is not None and not call.argument:
        if waiting.asked:
            return await keep_looking(call)
        stats = await call.house.matchmaker.stats(waiting.ticket)
        return [call.say(Text.ALREADY_SEARCHING, {"waiting": stats.waiting}, SEARCH_BUTTONS)]
    return await _begin(call, waiting)


async def _begin(call: Call, waiting: Waiting | None) -> list[Outgoing]:
    profile = call.member.profile
    if waiting is None and profile.near is Near.SERVER and profile.server is None:
        return [call.say(Text.NO_SERVER, buttons=((button(Text.B_NEAR, "set", "near"),),))]
    return await seek(call, waiting)


async def everyone(call: Call) -> list[Outgoing]:
    """[Meet everyone]: out of the pool of the server one came from, and search among everyone."""
    call = await pools.forgets_server(call)
    await alerts.follow(call)
    if await call.turn.rooms.seat(call.member.id) is not None:
        return [call.say(Text.ALREADY_TALKING)]
    waiting = await call.turn.tickets.of(call.member.id)
    return await seek(call, waiting, quiet=waiting is not None)


async def next_partner(call: Call) -> list[Outgoing]:
    """/next: end the chat and search, in one step."""
    seat = await call.turn.rooms.seat(call.member.id)
    if seat is None:
        return await find(call)
    ended = await end_room(call.turn, call.member.id, seat, partner_hears=Text.PARTNER_WENT_ON)
    return [call.say(Text.YOU_WENT_ON), *ended, *await _begin(call, None)]


async def stop(call: Call) -> list[Outgoing]:
    """/stop: end the chat, the search, or the wish to be told when somebody comes."""
    member = call.member.id
    seat = await call.turn.rooms.seat(member)
    if seat is not None:
        ended = await end_room(call.turn, member, seat, partner_hears=Text.PARTNER_LEFT)
        return [call.say(Text.YOU_LEFT, buttons=after_room_buttons(seat.tag)), *ended]
    waiting = await leave_line(call.turn, call.house, member)
    if waiting is not None:
        if waiting.notice is not None and waiting.notice == call.bearer:
            return [Reworded(member, waiting.notice, Text.SEARCH_STOPPED, {}, FIND_BUTTONS)]
        return [call.say(Text.SEARCH_STOPPED, buttons=FIND_BUTTONS), *closed(waiting)]
    if await call.turn.alerts.take(member) is not None:
        return [call.show(Text.ALERT_FORGOTTEN, buttons=FIND_BUTTONS)]
    return [call.say(Text.NOTHING_TO_STOP, buttons=FIND_BUTTONS)]


async def partner_lost(turn: Turn, member: MemberId, seat: Seat) -> list[Outgoing]:
    """The partner can't be written to any more: the room ends, and the one who is left hears why."""
    ended = await end_room(turn, seat.partner, seat, partner_hears=None)
    return [*ended, Notice(member, Text.PARTNER_UNREACHABLE, {}, after_room_buttons(seat.tag))]


async def end_room(
    turn: Turn, leaver: MemberId, seat: Seat, partner_hears: Text | None, both_ways: bool = False
) -> list[Outgoing]:
    """Close the room. What the leaver wrote before is still delivered, then the partner's notice.

    Nothing more reaches the leaver. `both_ways`: nothing on its way arrives on either side (block, report, sanction).
    """
    await turn.rooms.close(seat.room, turn.now)
    await turn.journal.withdraw(seat.room, [leaver, seat.partner] if both_ways else [leaver])
    failpoint("end.before_commit")
    if partner_hears is None:
        return []
    past = await turn.rooms.past(seat.partner, turn.now - REMEMBERED)
    tag = next((room.tag for room in past if room.room == seat.room), "")
    return [Notice(seat.partner, partner_hears, {}, after_room_buttons(tag))]
