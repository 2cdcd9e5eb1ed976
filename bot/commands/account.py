"""The account: first contact, /start, /status, /export, /delete, and what a locked one is told."""

from dataclasses import replace

from bot.commands import sanctions
from bot.commands.alerts import ALERT_BUTTONS, hours
from bot.commands.base import Call, button, listed, minutes
from bot.commands.languages import known
from bot.commands.pairing import room_buttons
from bot.commands.search import end_room
from bot.commands.waiting import FIND_BUTTONS, SEARCH_BUTTONS, leave_line
from bot.members import Pending
from bot.messages import Arg, Buttons, Command, Export, Notice, Outgoing, Withdrawn
from bot.texts.keys import Text
from moderation.model import Measure

FAREWELL = 60.0
"""Seconds after /delete by which the address is gone, farewell delivered or not."""

RULES_BUTTONS: Buttons = ((button(Text.B_AGREE, "agree"), button(Text.B_DECLINE, "decline")),)
WELCOME_BUTTONS: Buttons = ((button(Text.B_FIND, "find"), button(Text.B_HELP, "help")),)


async def ask_rules(call: Call, command: Command | None) -> list[Outgoing]:
    """The rules and the age question; the command that prompted them waits for the answer."""
    if command is not None and command.name != "start":
        pending = Pending("command", name=command.name, words=command.argument)
        call = await call.remember(replace(call.member, pending=pending))
    return [call.say(Text.RULES_ASK, buttons=RULES_BUTTONS)]


async def agree(call: Call) -> tuple[Call, Command | None]:
    """Of age, and takes the rules: the changed call, and the command that waited."""
    pending = call.member.pending
    waiting = pending.command if pending and pending.kind == "command" else None
    profile = call.member.profile
    if not profile.languages:
        spoken = (call.client_language or "").replace("_", "-").split("-")[0].casefold()
        profile = replace(profile, languages=(spoken if known(spoken) else call.member.language,))
    member = replace(call.member, agreed_at=call.turn.now, profile=profile, pending=None)
    return await call.remember(member), waiting


async def decline(call: Call) -> list[Outgoing]:
    """Not of age, or does not take the rules: the door closes and stays closed."""
    left = replace(call.member, locked=True, pending=None, profile=replace(call.member.profile, server=None))
    call = await call.remember(left)
    return [call.show(Text.DECLINED)]


async def start(call: Call) -> list[Outgoing]:
    """/start for somebody who has agreed."""
    return [call.say(Text.WELCOME_BACK, buttons=WELCOME_BUTTONS)]


def welcome(call: Call) -> list[Outgoing]:
    """After the rules, when no command waited."""
    return [call.show(Text.WELCOME, buttons=WELCOME_BUTTONS)]


async def status(call: Call) -> list[Outgoing]:
    """/status: what holds against somebody; and talking, waiting, to be told when somebody comes, or idle."""
    held = await _holding(call)
    standing = await call.house.moderation.standing(call.turn.unit, call.member.id)
    return list(held) if standing.out is not None else [*held, await _doing(call)]


async def _holding(call: Call) -> list[Notice]:
    """What holds, the hardest last, and a warning that can still be appealed."""
    turn, house = call.turn, call.house
    found = list((await house.moderation.standing(turn.unit, call.member.id)).all)
    appealable = await house.moderation.appeals.appealable(turn.unit, call.member.id)
    if appealable is not None and appealable.measure is Measure.WARNING:
        found.insert(0, appealable)
    return [await sanctions.notice(turn, house, each) for each in found]


async def _doing(call: Call) -> Notice:
    turn, member = call.turn, call.member
    seat = await turn.rooms.seat(member.id)
    if seat is not None:
        told: dict[str, Arg] = {"minutes": minutes(seat.opened_at, turn.now), "interests": listed(seat.shared)}
        return call.say(Text.STATUS_TALKING, told, room_buttons(seat))
    waiting = await turn.tickets.of(member.id)
    if waiting is not None:
        stats = await call.house.matchmaker.stats(waiting.ticket)
        since = waiting.ticket.since
        told = {"minutes": minutes(since, turn.now), "waiting": stats.waiting}
        return call.say(Text.STATUS_WAITING, told, SEARCH_BUTTONS)
    alert = await turn.alerts.of(member.id, turn.now)
    if alert is not None:
        return call.say(Text.STATUS_ALERT, {"hours": hours(alert.until - turn.now)}, ALERT_BUTTONS)
    return call.say(Text.STATUS_IDLE, {"interests": listed(member.profile.interests)}, FIND_BUTTONS)


async def export(call: Call) -> list[Outgoing]:
    """/export: gathered when it is sent, so that it is never stored."""
    return [Export(call.member.id)]


async def ask_delete(call: Call) -> list[Outgoing]:
    """/delete asks once."""
    return [call.say(Text.DELETE_ASK, buttons=((button(Text.B_DELETE, "delete", "yes"), button(Text.B_KEEP, "keep")),))]


async def delete_tapped(call: Call) -> list[Outgoing]:
    """Erase: profile, interests and links now, the address once the farewell is out."""
    if call.argument != "yes":
        return await ask_delete(call)
    turn, member = call.turn, call.member.id
    seat = await turn.rooms.seat(member)
    ended = [] if seat is None else await end_room(turn, member, seat, partner_hears=Text.PARTNER_LEFT)
    await leave_line(turn, call.house, member)
    await turn.alerts.take(member)
    await call.house.moderation.erase(turn.unit, member)
    shown = await turn.desks.shown_to(member)
    for each in shown:
        await turn.desks.leaving(each.message)
    await turn.desks.erase(member)
    await turn.members.erase(member, turn.now + FAREWELL)
    withdrawn = [Withdrawn(member, each.message, each.lane) for each in shown]
    return [*withdrawn, call.say(Text.DELETED), *ended]


async def keep(call: Call) -> list[Outgoing]:
    """Changed their mind: about erasing, about words for a report or an appeal, or about what to show."""
    if call.argument not in ("words", "reveal", "appeal"):
        return [call.show(Text.DELETE_KEPT)]
    if call.member.pending and call.member.pending.kind == call.argument:
        call = await call.remember(replace(call.member, pending=None))
    return await status(call)
