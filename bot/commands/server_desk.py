"""The channel that a server's admins chose for its cases is a desk; the one they chose before is none any more."""

from dataclasses import replace

from bot import cards
from bot.commands.base import Call
from bot.commands.moderators.places import FIRST
from bot.messages import Notice, Outgoing, Sender
from bot.servers import Server
from bot.texts.keys import Text


async def follow(call: Call, before: str | None, server: Server) -> list[Outgoing]:
    """What follows from another channel than `before`: the cases that wait are shown there."""
    turn, house, sender, chosen = call.turn, call.house, call.sender, server.settings.channel
    if sender is None or chosen == before:
        return []
    if before is not None and (old := await turn.desks.at(_in(sender, before))) and old.scope == server.id:
        await turn.desks.remove(old.member)
    if chosen is None:
        return []
    there = await turn.desks.at(_in(sender, chosen))
    if there is not None and there.scope != server.id:  # everybody's cases are shown there, by those who may do that
        return []
    language = server.settings.language or house.catalogue.nearest(sender.server_language)
    desk = await turn.desks.set_up(_in(sender, chosen), server.id, language, call.member.id, turn.now)
    waiting = await house.moderation.cases.open_ones(turn.unit, server.id, FIRST)
    return [Notice(desk.member, Text.MOD_DESK_HERE), *await cards.opened(house, desk, waiting, turn)]


def _in(sender: Sender, channel: str) -> Sender:
    return replace(sender, place=channel)
