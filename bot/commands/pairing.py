"""From a search to a room. The line is only an index: before a room opens, the database is asked whether it may."""

from collections.abc import Sequence
from dataclasses import replace

from bot.commands import sanctions
from bot.commands.alerts import announce
from bot.commands.base import Call, House, button
from bot.commands.pools import LIMITED, shut, turned_away
from bot.commands.tickets import kept_apart, may_talk, ticket_of
from bot.commands.waiting import closed, leave_line, put, reworded, tidings
from bot.messages import Buttons, Notice, Outgoing, Reworded, Topics
from bot.rooms import NOWHERE, Origins, Seat, Waiting
from bot.texts.keys import Text
from bot.turn import Turn
from config.failpoints import failpoint
from config.ids import MemberId
from matching.ticket import Match, Ticket
from moderation.model import Measure


def room_buttons(seat: Seat) -> Buttons:
    return (
        (
            button(Text.B_NEXT, "next", seat.tag),
            button(Text.B_STOP, "stop", seat.tag),
            button(Text.B_REPORT, "report", seat.tag),
        ),
    )


async def seek(call: Call, waiting: Waiting | None, quiet: bool = False) -> list[Outgoing]:
    """Search with the member's profile as it is now. `waiting` is the search that this one changes, if there is one.

    `quiet`: say nothing unless somebody was found.
    """
    turn, house, matchmaker, member = call.turn, call.house, call.house.matchmaker, call.member.id
    turn.after_rollback(lambda: _as_before(house, member, waiting))
    if not await may_talk(turn, house, member):  # a sanction that is not carried out yet
        return await _shut_out(turn, house, await leave_line(turn, house, member))
    if (why := await shut(turn, house, member, call.member.profile.server)) is not None:
        return [turned_away(call.member, why), *closed(await leave_line(turn, house, member))]
    await turn.alerts.take(member)
    ticket = await ticket_of(turn, house, call.member, waiting.ticket if waiting else None)
    out = [] if quiet or waiting is not None else await _among_whom(turn, house, ticket)
    while (match := await matchmaker.find(ticket, turn.now)) is not None:
        failpoint("find.claimed")
        partner = (await turn.tickets.named([match.partner.id])).get(match.partner.id)
        if partner is None:
            await matchmaker.settle(match)  # their row is gone: they left meanwhile, and their claim goes with it
        elif not await may_talk(turn, house, match.partner.member):
            out += await _dropped(turn, house, match, partner)
        elif await kept_apart(turn, house, ticket, partner.ticket):
            ticket = replace(ticket, avoid=ticket.avoid | {partner.ticket.member})  # or they would be found again
            await matchmaker.release(match)
        else:
            both = [partner, *([waiting] if waiting else ())]
            return [*out, *await open_room(turn, house, match, both, (ticket.server, partner.ticket.server))]
    return [*out, *await _waits(turn, house, ticket, waiting, quiet)]


async def _among_whom(turn: Turn, house: House, ticket: Ticket) -> list[Outgoing]:
    """Whoever's matching is limited is told so whenever they begin to search."""
    limited = (await house.moderation.standing(turn.unit, ticket.member)).limited
    if limited is None or ticket.pool != LIMITED:
        return []
    until = 0 if limited.until is None else int(limited.until.timestamp())
    return [Notice(ticket.member, Text.SEARCH_LIMITED, {"until": until, "left": int(until - turn.now) if until else 0})]


async def _waits(turn: Turn, house: House, ticket: Ticket, before: Waiting | None, quiet: bool) -> list[Outgoing]:
    """Nobody was found: the search goes on, and those who wanted to be told are."""
    told = await announce(turn, house, ticket)
    if before is not None and quiet:
        moved = replace(before, ticket=ticket)
        if ticket.pool == before.ticket.pool:
            await turn.tickets.put(moved)
            return told
        says = await tidings(turn, house, moved)
        await put(turn, house, moved, says)
        return [*reworded(moved, says), *told]
    search = Waiting(ticket, None, turn.now + house.policy.search_expires)
    says = await tidings(turn, house, search)
    notice = says.notice(ticket.member)
    await put(turn, house, replace(search, notice=notice.id), says)
    return [notice, *closed(before), *told]


async def _as_before(house: House, member: MemberId, waiting: Waiting | None) -> None:
    """A turn failed: the line has the member as the database does."""
    await house.matchmaker.leave(member)
    if waiting is not None:
        await house.matchmaker.requeue([waiting.ticket])


async def _dropped(turn: Turn, house: House, match: Match, partner: Waiting) -> list[Outgoing]:
    """The partner's search ends, because they may not talk; the seeker is out of the line until they search again."""
    await turn.tickets.take(partner.ticket.id)
    turn.after_rollback(lambda: house.matchmaker.requeue([partner.ticket]))
    await house.matchmaker.settle(match)
    return await _shut_out(turn, house, partner)


async def _shut_out(turn: Turn, house: House, ended: Waiting | None) -> list[Outgoing]:
    """The search of somebody who may not talk has ended. Of a hold they hear now, for they see it end; of all else they
    hear when it is carried out."""
    sanction = None if ended is None else await house.moderation.sanction(turn.unit, ended.ticket.member)
    if sanction is None or sanction.measure is not Measure.HOLD:
        return closed(ended)
    return [await sanctions.notice(turn, house, sanction), *closed(ended)]


async def matched(house: House, match: Match, turn: Turn) -> list[Outgoing]:
    """A pair that the line found by itself becomes a room, if both still want one and the database lets them."""
    turn.after_rollback(lambda: house.matchmaker.release(match))
    out: list[Outgoing] = []
    ready: list[Waiting] = []
    for each in (await turn.tickets.named([ticket.id for ticket in match.tickets])).values():
        if await may_talk(turn, house, each.ticket.member):
            ready.append(each)
        else:
            out += await _shut_out(turn, house, await leave_line(turn, house, each.ticket.member))
    if len(ready) == 2:
        if not await kept_apart(turn, house, ready[0].ticket, ready[1].ticket):
            return [*out, *await open_room(turn, house, _as_named(match, ready), ready, _origins(match, ready))]
        await _part(turn, house, *ready)
        turn.after_commit(lambda: house.matchmaker.release(match))  # who was moved is out of the claim by then
    else:
        turn.after_commit(lambda: _without_the_gone(house, match, ready))
    return out


async def _without_the_gone(house: House, match: Match, ready: Sequence[Waiting]) -> None:
    """Tickets without a row go, also where the line did not hear of it; whoever has one waits on."""
    await house.matchmaker.settle(match)
    await house.matchmaker.requeue([each.ticket for each in ready])


def _as_named(match: Match, searches: Sequence[Waiting]) -> Match:
    """Only what both still name: interests may have changed since the claim."""
    named = {each.ticket.member: frozenset(each.ticket.interests) for each in searches}
    ours, theirs = named[match.seeker.member], named[match.partner.member]
    shared = tuple(each for each in match.shared if each in ours & theirs)
    near = tuple((own, other) for own, other in match.near if own in ours and other in theirs)
    return match._replace(shared=shared, near=near)


async def _part(turn: Turn, house: House, one: Waiting, other: Waiting) -> None:
    """Both go on searching; one of them avoids the other from now on, or the line would find the same two again."""
    ticket = replace(one.ticket, avoid=one.ticket.avoid | {other.ticket.member})
    await turn.tickets.put(replace(one, ticket=ticket))
    turn.after_commit(lambda: house.matchmaker.leave(ticket.member))
    turn.after_commit(lambda: house.matchmaker.requeue([ticket]))


def _origins(match: Match, searches: Sequence[Waiting]) -> Origins:
    """The servers that the two came from, as they are now: they may have moved since the claim."""
    servers = {each.ticket.member: each.ticket.server for each in searches}
    return servers[match.seeker.member], servers[match.partner.member]


async def open_room(
    turn: Turn, house: House, match: Match, searches: Sequence[Waiting], origins: Origins = NOWHERE
) -> list[Outgoing]:
    """A match becomes a room; both hear of it, and their notices about searching say that it is over.

    `origins`: the servers that seeker and partner came from.
    """
    turn.after_rollback(lambda: house.matchmaker.release(match))
    for each in searches:
        await turn.tickets.take(each.ticket.id)
    members = match.seeker.member, match.partner.member
    seats = await turn.rooms.open(*members, match.shared, turn.now, origins)
    await turn.members.answered(members)
    turn.after_commit(lambda: _opened(house, match))
    widened = {each.ticket.member for each in searches if await _has_widened(turn, house, each)}
    told: list[Outgoing] = [
        _paired(ticket, seat, [pair[side] for pair in match.near], ticket.member in widened)
        for side, (ticket, seat) in enumerate(zip(match.tickets, seats, strict=True))
    ]
    done = [Reworded(each.ticket.member, each.notice, Text.SEARCH_DONE) for each in searches if each.notice]
    failpoint("room.before_commit")
    return [*told, *done]


async def _opened(house: House, match: Match) -> None:
    failpoint("room.before_settled")
    await house.matchmaker.settle(match)
    house.metrics.matches.inc()
    for waited in match.waits:
        house.metrics.wait.observe(waited)


async def _has_widened(turn: Turn, house: House, waiting: Waiting) -> bool:
    """Whether a search that began choosy takes anyone by now."""
    if not waiting.choosy:
        return False
    stats = await house.matchmaker.stats(waiting.ticket)
    return house.matchmaker.widens_in(waiting.ticket, stats, turn.now) is None


def _paired(ticket: Ticket, seat: Seat, near: Sequence[str], widened: bool) -> Notice:
    """What the two share. Of interests that are only close each hears of their own: the other's is not to be told."""
    member, buttons = ticket.member, room_buttons(seat)
    if seat.shared:
        return Notice(member, Text.PAIRED, {"interests": Topics(seat.shared)}, buttons)
    if near:
        return Notice(member, Text.PAIRED_NEAR, {"interests": Topics(tuple(dict.fromkeys(near))[:3])}, buttons)
    if widened and ticket.interests:
        return Notice(member, Text.PAIRED_WIDENED, {}, buttons)
    return Notice(member, Text.PAIRED_NOTHING_SHARED, {}, buttons)
