"""/block, and what it has in common with /report: the rooms that can be named, and how two people part for good."""

from collections.abc import Mapping, Sequence

from bot.commands.base import REMEMBERED, Call, minutes
from bot.commands.pairing import seek
from bot.commands.search import FIND_NEW, end_room
from bot.messages import Arg, Button, Buttons, Outgoing
from bot.rooms import Past
from bot.texts.keys import Text

OFFERED = 6
"""So many past chats are offered when it isn't clear which one is meant."""


async def block(call: Call) -> list[Outgoing]:
    """/block: one tap, and they never meet again."""
    past = await rooms(call)
    room = meant(past)
    if room is not None:
        return await _block(call, room)
    if not past:
        return [call.say(Text.NOBODY_TO_BLOCK)]
    return [call.say(Text.BLOCK_WHOM, buttons=choices(call, past, "block"))]


async def block_tapped(call: Call) -> list[Outgoing]:
    """A block button. One whose room is forgotten, or was never the member's, says so."""
    room = named(await rooms(call), call.argument)
    return call.refuse("block") if room is None else await _block(call, room)


async def rooms(call: Call) -> Sequence[Past]:
    """The rooms that the member can name now, the latest first."""
    return await call.turn.rooms.past(call.member.id, call.turn.now - REMEMBERED)


def named(past: Sequence[Past], tag: str) -> Past | None:
    """The room a button names."""
    return next((room for room in past if room.tag == tag), None)


def meant(past: Sequence[Past]) -> Past | None:
    """The room a command means without naming one: the open one, or the latest if all were with the same person."""
    current = next((room for room in past if room.closed_at is None), None)
    return current or (past[0] if len({room.partner for room in past}) == 1 else None)


def choices(call: Call, past: Sequence[Past], action: str) -> Buttons:
    """A button for each of the latest rooms."""

    def ago(room: Past) -> Mapping[str, Arg]:
        passed = minutes(room.closed_at or call.turn.now, call.turn.now)
        return {"minutes": passed, "hours": passed // 60}

    return tuple((Button(Text.B_THAT_ROOM, action, room.tag, ago(room)),) for room in past[:OFFERED])


async def part(call: Call, room: Past) -> list[Outgoing]:
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


async def _block(call: Call, room: Past) -> list[Outgoing]:
    return [call.say(Text.BLOCKED, buttons=FIND_NEW), *await part(call, room)]
