"""/mod here and /mod away: where cards go; and what becomes of a place that is gone."""

from collections.abc import Sequence
from dataclasses import replace

from bot import dealer
from bot.commands import server_desk
from bot.commands.base import House
from bot.commands.moderators.shift import Shift
from bot.commands.server_desk import FIRST
from bot.desks import GLOBAL, Desk
from bot.messages import Notice, Outgoing
from bot.servers import Server, ServerChange, manages
from bot.staff import fingerprint
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId
from moderation.model import Queue
from moderation.roles import Role
from moderation.team import OPERATOR

SETTERS = frozenset({Role.ADMIN, Role.SENIOR})
"""Who may let everybody's cards be shown in a channel or group, where others see them."""

SERVER = "server"
"""What is said behind `here` by somebody who could mean either."""


def _scope(shift: Shift, wanted: str) -> str | None:
    """What may be shown here at the wish of this person; None where nothing may."""
    if shift.sender.place is None:
        return GLOBAL if any(queue is not Queue.SERVER for queue in shift.actor.sees()) else None
    if wanted != SERVER and shift.actor.roles & SETTERS:
        return GLOBAL
    return fingerprint(shift.call.turn, shift.sender) if manages(shift.sender.permissions) else None


async def here(shift: Shift, wanted: str) -> list[Outgoing]:
    """Cards go to this channel, group or chat from now on."""
    scope = _scope(shift, wanted)
    if scope is None:
        return [shift.call.say(Text.MOD_DESK_NOT_YOU)]
    other = await server_desk.elsewhere(shift.call.turn, shift.sender, scope)
    if other is not None:
        return [shift.call.say(Text.MOD_DESK_OTHER, {"scope": _word(other.scope)})]
    if scope != GLOBAL:
        return await _of_server(shift, scope)
    turn, house, member = shift.call.turn, shift.call.house, shift.call.member
    desk = await turn.desks.set_up(shift.sender, scope, member.language, member.id, turn.now)
    await house.moderation.team.placed(turn.unit, shift.actor, _coded("here", desk))
    either = shift.sender.place is not None and manages(shift.sender.permissions)
    done = shift.call.say(Text.MOD_DESK_SET, {"scope": "either" if either else "global"})
    greeting = [] if desk.private else [Notice(desk.member, Text.MOD_DESK_HERE)]
    waiting = await dealer.waiting(house, desk, FIRST, turn)
    return [done, *greeting, *await dealer.opened(house, desk, waiting, turn)]


async def _of_server(shift: Shift, name: str) -> list[Outgoing]:
    """The same as choosing this channel with /bauta."""
    turn, house, by, sender = shift.call.turn, shift.call.house, shift.call.member.id, shift.sender
    server = await turn.servers.get(name) or Server(name, sender.server or "")
    server = replace(server, settings=replace(server.settings, channel=sender.place))
    await turn.servers.save(server, sender.account)
    await house.hooks.changed(turn, ServerChange(server, by, "channel"))
    items = await server_desk.follow(house, turn, server, sender, by)
    await house.moderation.team.placed(turn.unit, shift.actor, "here server shared")
    return [shift.call.say(Text.MOD_DESK_SET, {"scope": "server"}), *items]


async def away(shift: Shift) -> list[Outgoing]:
    """No more cards here."""
    turn = shift.call.turn
    desk = await (turn.desks.of(shift.call.member.id) if shift.sender.place is None else turn.desks.at(shift.sender))
    if desk is None or (shift.sender.place is None and not desk.private):
        return [shift.call.say(Text.MOD_DESK_NONE)]
    if not desk.private and _scope(shift, SERVER if desk.scope != GLOBAL else "") != desk.scope:
        return [shift.call.say(Text.MOD_DESK_NOT_YOU)]
    await server_desk.ended(shift.call.house, turn, desk)
    await shift.call.house.moderation.team.placed(turn.unit, shift.actor, _coded("away", desk))
    return [shift.call.say(Text.MOD_DESK_AWAY, {"scope": _word(desk.scope)})]


def _word(scope: str) -> str:
    return "global" if scope == GLOBAL else "server"


def _coded(what: str, desk: Desk) -> str:
    """For the audit log, without a name of anything."""
    return f"{what} {_word(desk.scope)} {'private' if desk.private else 'shared'}"


async def lost(house: House, desk: Desk, turn: Turn) -> list[Outgoing]:
    """A channel or group is gone, or the bot may not write there any more: it is no desk, and its moderators hear."""
    await server_desk.ended(house, turn, desk)
    told: set[MemberId] = {desk.set_by} if desk.set_by is not None else set()
    if desk.scope == GLOBAL:
        team = await house.moderation.team.members(turn.unit, OPERATOR)
        told |= {member for member, role in team if role is Role.ADMIN}
    told.discard(desk.member)
    return [Notice(member, Text.MOD_DESK_LOST, {"scope": _word(desk.scope)}) for member in sorted(told)]


async def left(house: House, turn: Turn, servers: Sequence[str]) -> list[Outgoing]:
    """No bot is in these servers any more: nobody sees their cases there, should one come back or not."""
    out: list[Outgoing] = []
    for server in servers:
        for desk in await turn.desks.all(server):
            out += await lost(house, desk, turn)
    if servers:
        await server_desk.hand_on(house, turn)
    return out
