"""What is decided while nobody says anything: messages that say what is no longer so, searches that end, sanctions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, assert_never

from bot import questions
from bot.commands import alerts, sanctions, search, server_desk, waiting
from bot.commands.base import Call, House
from bot.commands.pairing import seek
from bot.commands.pools import ADULTS, misplaced
from bot.commands.tickets import to_avoid
from bot.dealer import Dealer
from bot.messages import Notice, Outgoing, Withdrawn
from bot.rooms import Waiting
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId, MessageId, TicketId, new_id
from moderation.matters import Matter
from moderation.model import (
    KEEPS_OUT,
    Hold,
    Measure,
    Outcome,
    Ruling,
    Sanction,
    ShowCard,
    Tell,
    TellOutcome,
    TellRuling,
)
from moderation.questions import Consequence, ShowRequest, ShowReview

OUTCOMES: Final[Mapping[Outcome, Text]] = {
    Outcome.ACTED: Text.OUTCOME_ACTED,
    Outcome.NO_VIOLATION: Text.OUTCOME_NO_VIOLATION,
    Outcome.UNVERIFIED: Text.OUTCOME_UNVERIFIED,
}
RULINGS: Final[Mapping[Ruling, Text]] = {
    Ruling.UPHELD: Text.RULING_UPHELD,
    Ruling.OVERTURNED: Text.RULING_OVERTURNED,
    Ruling.MODIFIED: Text.RULING_MODIFIED,
}

LOOKS = 50
"""Searches whose message is compared with how things are, in one round."""

EDITS = 8
"""Messages reworded in one round: a quarter of what a messenger takes from one account in a second."""


async def outdated(house: House, due: Sequence[TicketId], turn: Turn) -> Sequence[TicketId]:
    """Those of the searches whose message says what is no longer so. Looks only.

    Where something is on its way to somebody, nothing is put behind it: what they wait for should not wait for that.
    """
    searches = await turn.tickets.named(due)
    changed: list[Waiting] = []
    for name in due:
        each = searches.get(name)
        if each is None or each.notice is None:
            house.bulletin.take_down(name)
            continue
        told = await waiting.tidings(turn, house, each)
        if told.says == house.bulletin.says(name):
            house.bulletin.post(each.ticket, told.says, turn.now, told.widens)
        elif len(changed) < EDITS:
            changed.append(each)
        else:
            house.bulletin.again(name, turn.now)
    if not changed:
        return ()
    busy = await turn.journal.awaiting([each.ticket.member for each in changed])
    return [each.ticket.id for each in changed if each.ticket.member not in busy]


async def refreshed(house: House, stale: Sequence[TicketId], turn: Turn) -> list[Outgoing]:
    """These searches' messages say how things are."""
    out: list[Outgoing] = []
    for each in (await turn.tickets.named(stale)).values():
        told = await waiting.tidings(turn, house, each)
        if told.widens is not None and not each.choosy:
            await waiting.put(turn, house, each, told)
        else:
            waiting.post(turn, house, each, told)
        out += waiting.reworded(each, told)
    return out


async def patience(house: House, turn: Turn) -> list[Outgoing]:
    """Those whose search is about to end are asked whether it should; searches that lasted too long end."""
    ask, over = await turn.tickets.due(turn.now + waiting.ASK_BEFORE, turn.now)
    out: list[Outgoing] = []
    for each in ask:
        asked = replace(each, asked=True)
        told = await waiting.tidings(turn, house, asked)
        await waiting.put(turn, house, asked, told)
        out += waiting.reworded(asked, told)
    for each in over:
        await waiting.leave_line(turn, house, each.ticket.member)
        out.append(Notice(each.ticket.member, Text.SEARCH_OVER, {}, waiting.OVER_BUTTONS))
        out += waiting.closed(each)
    return out


async def second_chances(house: House, turn: Turn) -> list[MemberId]:
    """Those who are to be searched for anew. Looks only.

    A ticket says whom to avoid, and in which pool, as it was when the search began: a cool-down may be over since.
    """
    stale = await displaced(house, turn)
    for each in await turn.tickets.all():
        member, avoid = each.ticket.member, each.ticket.avoid
        if avoid and member not in stale and avoid != await to_avoid(turn, member):
            stale.append(member)
    return stale


async def displaced(house: House, turn: Turn) -> list[MemberId]:
    """Those who wait in a pool that is not theirs any more: a limit may have ended, which nobody has to tell them.

    Looks only.
    """
    return [
        each.ticket.member
        for each in await turn.tickets.all()
        if (each.ticket.server is not None or each.ticket.pool != ADULTS) and await misplaced(turn, house, each.ticket)
    ]


async def moved(house: House, members: Sequence[MemberId], turn: Turn) -> list[Outgoing]:
    """Search for these anew, by what holds now; who was paired meanwhile, or gave up, is left alone."""
    out: list[Outgoing] = []
    for name in members:
        member, still = await turn.members.get(name), await turn.tickets.of(name)
        if member is not None and still is not None:
            call = Call(member, "", MessageId(new_id()), turn, house)
            out += await seek(call, still, quiet=True)
    return out


async def decided(house: House, matters: Sequence[Matter], turn: Turn) -> list[Outgoing]:
    """These matters of moderation, carried out, and told to those they are about."""
    out: list[Outgoing] = []
    dealer = Dealer(house, turn)
    for matter in matters:
        for told in await house.moderation.consequences(turn.unit, matter):
            out += await _carried_out(house, dealer, told, turn)
    return [*out, *await dealer.done()]


async def _carried_out(house: House, dealer: Dealer, told: Consequence, turn: Turn) -> list[Outgoing]:
    match told:
        case Tell(member, sanction):
            turn.after_commit(house.pools.stir)  # they may be kept out of a server's pool, or no more
            return await _told(house, member, sanction, turn)
        case Hold(sanction):
            return await _held(house, sanction, turn)
        case TellOutcome(member, report, outcome):
            return [Notice(member, OUTCOMES[outcome], {"number": report})]
        case TellRuling():
            return await _ruled(house, told, turn)
        case ShowCard(case):
            return await dealer.shown(case)
        case ShowRequest():
            return await questions.request_shown(house, told, turn)
        case ShowReview():
            return await questions.review_shown(house, told, turn)
        case _:
            assert_never(told)


async def handed_on(house: House, turn: Turn) -> list[Outgoing]:
    """What waits where nobody sees it goes on: also what somebody had in hand when the desk went."""
    await server_desk.hand_on(house, turn)
    return []


async def _told(house: House, member: MemberId, sanction: Sanction | None, turn: Turn) -> list[Outgoing]:
    if sanction is None:
        return [Notice(member, Text.SANCTION_OVER, {}, waiting.FIND_BUTTONS), *await _moved(house, member, turn)]
    return [await sanctions.notice(turn, house, sanction), *await _applied(house, sanction, turn)]


async def _held(house: House, sanction: Sanction, turn: Turn) -> list[Outgoing]:
    """Held by a report: whoever sees something end hears why; else they are told later."""
    member = sanction.member
    busy = await turn.rooms.seat(member) is not None or await turn.tickets.of(member) is not None
    told = [await sanctions.notice(turn, house, sanction)] if busy else []
    return [*told, *await _applied(house, sanction, turn)]


async def _ruled(house: House, told: TellRuling, turn: Turn) -> list[Outgoing]:
    """What came of an appeal, and what holds now: of that case, and else."""
    standing = await house.moderation.standing(turn.unit, told.member)
    now = told.sanction
    holds = next((each for each in standing.all if now is not None and each.id == now.id), None)
    others = len(standing.all) - (holds is not None)
    buttons = () if standing.out else waiting.FIND_BUTTONS
    out: list[Outgoing] = [Notice(told.member, RULINGS[told.ruling], {"others": others}, buttons)]
    if holds is not None:
        out += await _told(house, told.member, holds, turn)
    elif now is not None and now.measure is Measure.WARNING:
        out.append(await sanctions.notice(turn, house, now))
    return out if holds is not None else [*out, *await _moved(house, told.member, turn)]


async def _applied(house: House, sanction: Sanction, turn: Turn) -> list[Outgoing]:
    """What somebody does now ends, as far as they may not do it any more."""
    member = sanction.member
    if sanction.measure in KEEPS_OUT:
        left = await waiting.leave_line(turn, house, member)
        await turn.alerts.take(member)
        return [*await _room_ends(member, turn), *waiting.closed(left)]
    if sanction.measure is Measure.LIMIT:
        seat = await turn.rooms.seat(member)
        meets = seat is None or (await house.moderation.standing(turn.unit, seat.partner)).limited is not None
        return [*([] if meets else await _room_ends(member, turn)), *await _moved(house, member, turn)]
    return []


async def _room_ends(member: MemberId, turn: Turn) -> list[Outgoing]:
    seat = await turn.rooms.seat(member)
    return [] if seat is None else await search.end_room(turn, member, seat, Text.ROOM_CLOSED, both_ways=True)


async def _moved(house: House, member: MemberId, turn: Turn) -> list[Outgoing]:
    """A search, or the wish to be told, goes on among those with whom the member is matched from now on."""
    still, known = await turn.tickets.of(member), await turn.members.get(member)
    if known is None:
        return []
    call = Call(known, "", MessageId(new_id()), turn, house)
    await alerts.follow(call)
    if still is None or not await misplaced(turn, house, still.ticket):
        return []
    return await seek(call, still, quiet=True)


async def taken_away(turn: Turn) -> list[Outgoing]:
    """What was disclosed and has stood long enough goes."""
    out: list[Outgoing] = []
    for each in await turn.desks.due(turn.now):
        await turn.desks.leaving(each.message)
        out.append(Withdrawn(each.member, each.message, each.lane))
    return out
