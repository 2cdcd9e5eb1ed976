"""[Tell me when somebody comes]: a search ends, a wish to be told stands for a day, and is worth one notice."""

from dataclasses import replace
from math import ceil

from bot.alerts import Alert
from bot.commands.base import Call, House, button
from bot.commands.pools import LIMITED, misplaced
from bot.commands.tickets import may_talk, ticket_of
from bot.commands.waiting import FIND_BUTTONS, closed, leave_line
from bot.messages import Buttons, Notice, Outgoing
from bot.texts.keys import Text
from bot.turn import Turn
from matching.rules import may_meet
from matching.ticket import Ticket

LASTS = 24 * 3600.0
"""Seconds for which somebody is told when somebody comes."""

TOLD_AT_ONCE = 3
"""So many hear of one newcomer: who comes first may be paired, and the others should find somebody too."""

ALERT_BUTTONS: Buttons = ((button(Text.B_FIND, "find"), button(Text.B_FORGET, "stop")),)


async def tell(call: Call) -> list[Outgoing]:
    """Remember that somebody wants to be told; a search that lasts ends with that."""
    turn, member = call.turn, call.member
    if call.argument:  # no button of ours says more than that
        return [call.say(Text.OLD_BUTTON)]
    if await turn.rooms.seat(member.id) is not None:
        return [call.say(Text.ALREADY_TALKING)]
    waiting = await leave_line(turn, call.house, member.id)
    await turn.alerts.put(Alert(_wish(await ticket_of(turn, call.house, member)), turn.now, turn.now + LASTS))
    told = call.show(Text.ALERT_SET, {"hours": hours(LASTS)}, ALERT_BUTTONS)
    return [told, *closed(waiting, but=call.bearer)]


async def follow(call: Call) -> None:
    """A wish to be told follows the profile of the member, who has just changed it."""
    alert = await call.turn.alerts.of(call.member.id, call.turn.now)
    if alert is not None:
        await call.turn.alerts.put(replace(alert, ticket=_wish(await ticket_of(call.turn, call.house, call.member))))


async def announce(turn: Turn, house: House, newcomer: Ticket) -> list[Outgoing]:
    """Somebody waits, on a ticket written in this turn: who wanted to be told and may meet them hears of it, once.

    Whom the newcomer must not meet now, their ticket avoids, on behalf of both sides.
    """
    told: list[Outgoing] = []
    async for alert in turn.alerts.standing(turn.now):
        limited = alert.ticket.pool == LIMITED  # until when, nobody noted there: by now it may be over
        if not may_meet(newcomer, replace(alert.ticket, pool=newcomer.pool) if limited else alert.ticket):
            continue
        member = await turn.members.get(alert.ticket.member)
        if member is None or not await may_talk(turn, house, member.id):
            await turn.alerts.take(alert.ticket.member)
            continue
        wish = _wish(await ticket_of(turn, house, member))
        if not may_meet(newcomer, wish) or await misplaced(turn, house, wish):  # they were in another server since
            continue
        await turn.alerts.take(member.id)
        told.append(Notice(member.id, Text.ALERT_NOW, {}, FIND_BUTTONS))
        if len(told) == TOLD_AT_ONCE:
            break
    return told


def hours(seconds: float) -> int:
    """Whole hours, begun ones included."""
    return max(1, ceil(seconds / 3600))


def _wish(ticket: Ticket) -> Ticket:
    """Without those to avoid: by the time somebody comes these may be others."""
    return replace(ticket, avoid=frozenset())
