"""/find, /next, /stop: into the waiting line, into a room, and out of both."""

from collections.abc import Sequence

from bot.commands.base import REMEMBERED, Call, House, button
from bot.commands.profile import take_interests
from bot.members import Member
from bot.messages import Arg, Buttons, Notice, Outgoing, Reworded, Topics
from bot.rooms import Seat, Waiting
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId, MessageId, TicketId, new_id
from matching.ticket import Match, Pool, Ticket, Wishes

ADULTS = Pool(scope="global", age_band="18+")
"""The only pool so far."""

COOL_DOWN = 600.0
"""Seconds after a chat in which the same two are not paired again."""

SEARCH_BUTTONS: Buttons = ((button(Text.B_STOP, "stop"), button(Text.B_INTERESTS, "interests")),)
FIND_BUTTONS: Buttons = ((button(Text.B_FIND, "find"),),)
FIND_NEW: Buttons = ((button(Text.B_FIND_NEW, "find"),),)


def room_buttons(seat: Seat) -> Buttons:
    return (
        (
            button(Text.B_NEXT, "next", seat.tag),
            button(Text.B_STOP, "stop", seat.tag),
            button(Text.B_REPORT, "report", seat.tag),
        ),
    )


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
        stats = await call.house.matchmaker.stats(waiting.ticket)
        return [call.say(Text.ALREADY_SEARCHING, {"waiting": stats.waiting}, SEARCH_BUTTONS)]
    return await seek(call, waiting)


async def next_partner(call: Call) -> list[Outgoing]:
    """/next: end the chat and search, in one step."""
    seat = await call.turn.rooms.seat(call.member.id)
    if seat is None:
        return await find(call)
    ended = await end_room(call.turn, call.member.id, seat, partner_hears=Text.PARTNER_WENT_ON)
    return [call.say(Text.YOU_WENT_ON), *ended, *await seek(call, None)]


async def stop(call: Call) -> list[Outgoing]:
    """/stop: end the chat, or the search."""
    seat = await call.turn.rooms.seat(call.member.id)
    if seat is not None:
        ended = await end_room(call.turn, call.member.id, seat, partner_hears=Text.PARTNER_LEFT)
        return [call.say(Text.YOU_LEFT, buttons=after_room_buttons(seat.tag)), *ended]
    waiting = await leave_line(call.turn, call.house, call.member.id)
    if waiting is None:
        return [call.say(Text.NOTHING_TO_STOP, buttons=FIND_BUTTONS)]
    if waiting.notice is not None and waiting.notice == call.bearer:
        return [Reworded(call.member.id, waiting.notice, Text.SEARCH_STOPPED, {}, FIND_BUTTONS)]
    return [call.say(Text.SEARCH_STOPPED, buttons=FIND_BUTTONS)]


async def end_room(
    turn: Turn, leaver: MemberId, seat: Seat, partner_hears: Text | None, both_ways: bool = False
) -> list[Outgoing]:
    """Close the room. What the leaver wrote before is still delivered, then the partner's notice.

    Nothing more reaches the leaver. `both_ways`: nothing on its way arrives on either side (block, report, sanction).
    """
    await turn.rooms.close(seat.room, turn.now)
    await turn.journal.withdraw(seat.room, [leaver, seat.partner] if both_ways else [leaver])
    if partner_hears is None:
        return []
    past = await turn.rooms.past(seat.partner, turn.now - REMEMBERED)
    tag = next((room.tag for room in past if room.room == seat.room), "")
    return [Notice(seat.partner, partner_hears, {}, after_room_buttons(tag))]


async def leave_line(turn: Turn, house: House, member: MemberId) -> Waiting | None:
    """Take somebody out of the line for good. What they were waiting with, None if they were not."""
    waiting = await turn.tickets.of(member)
    if waiting is None:
        return None
    await turn.tickets.take(waiting.ticket.id)
    turn.after_commit(lambda: house.matchmaker.leave(member))
    return waiting


async def seek(call: Call, waiting: Waiting | None, quiet: bool = False) -> list[Outgoing]:
    """Search with the member's profile as it is now. `waiting` is the search that this one changes, if there is one.

    `quiet`: say nothing unless somebody was found.
    """
    turn, house, matchmaker = call.turn, call.house, call.house.matchmaker
    ticket = await _ticket(turn, call.member, waiting)
    if waiting is None:
        turn.after_rollback(lambda: matchmaker.leave(ticket.member))
    while (match := await matchmaker.find(ticket, turn.now)) is not None:
        partner = await turn.tickets.take(match.partner.id)
        if partner is not None:
            own = [] if waiting is None else [waiting]
            for each in own:
                await turn.tickets.take(each.ticket.id)
            return await open_room(turn, house, match, [partner, *own])
        await matchmaker.settle(match)  # their row is gone: they left meanwhile, and their claim goes with it
    if waiting is not None and quiet:
        await turn.tickets.put(Waiting(ticket, waiting.notice, waiting.widened))
        return []
    notice = await searching(turn, house, ticket)
    await turn.tickets.put(Waiting(ticket, notice.id))
    return [notice]


async def _ticket(turn: Turn, member: Member, waiting: Waiting | None) -> Ticket:
    profile = member.profile
    return Ticket(
        id=waiting.ticket.id if waiting else TicketId(new_id()),
        member=member.id,
        pool=ADULTS,
        interests=profile.interests,
        languages=frozenset(profile.languages or (member.language,)),
        gender=profile.gender,
        age=profile.age,
        wishes=Wishes(profile.wish_genders, profile.wish_ages),
        avoid=await to_avoid(turn, member.id),
        since=waiting.ticket.since if waiting else turn.now,
    )


async def to_avoid(turn: Turn, member: MemberId) -> frozenset[MemberId]:
    """Whom somebody must not be paired with right now: the blocked, on either side, and whom they just talked with."""
    recent = await turn.rooms.past(member, turn.now - COOL_DOWN)
    return await turn.members.kept_apart(member) | {room.partner for room in recent}


async def open_room(turn: Turn, house: House, match: Match, searches: Sequence[Waiting]) -> list[Outgoing]:
    """A match becomes a room; both hear of it, and their notices about searching say that it is over."""
    turn.after_rollback(lambda: house.matchmaker.release(match))
    members = match.seeker.member, match.partner.member
    seats = await turn.rooms.open(*members, match.shared, turn.now)
    await turn.members.answered(members)
    turn.after_commit(lambda: _opened(house, match))
    told: list[Outgoing] = [_paired(member, seat) for member, seat in zip(members, seats, strict=True)]
    done = [Reworded(each.ticket.member, each.notice, Text.SEARCH_DONE) for each in searches if each.notice]
    return [*told, *done]


async def _opened(house: House, match: Match) -> None:
    await house.matchmaker.settle(match)
    house.metrics.matches.inc()
    for waited in match.waits:
        house.metrics.wait.observe(waited)


def _paired(member: MemberId, seat: Seat) -> Notice:
    if not seat.shared:
        return Notice(member, Text.PAIRED_NOTHING_SHARED, {}, room_buttons(seat))
    return Notice(member, Text.PAIRED, {"interests": Topics(seat.shared)}, room_buttons(seat))


async def searching(turn: Turn, house: House, ticket: Ticket) -> Notice:
    """What a search begins with, or says once it has widened: how many wait, how many fit, and what comes next."""
    stats = await house.matchmaker.stats(ticket)
    notice = MessageId(new_id())
    if stats.fit == 0:
        until = max(1, round(house.matchmaker.ends_in(ticket, turn.now) / 60))
        return Notice(ticket.member, Text.SEARCHING_ALONE, {"minutes": until}, SEARCH_BUTTONS, notice)
    widens = house.matchmaker.widens_in(ticket, stats, turn.now)
    if widens is None:
        return Notice(ticket.member, Text.SEARCHING_WIDE, {"waiting": stats.waiting}, SEARCH_BUTTONS, notice)
    left = max(1, round(widens))
    if stats.sharing == 0:
        args = {"waiting": stats.waiting, "seconds": left}
        return Notice(ticket.member, Text.SEARCHING, args, SEARCH_BUTTONS, notice)
    shared: dict[str, Arg] = {
        "waiting": stats.waiting,
        "sharing": stats.sharing,
        "interests": Topics(stats.shared[:3]),
        "seconds": left,
    }
    return Notice(ticket.member, Text.SEARCHING_SHARED, shared, SEARCH_BUTTONS, notice)
