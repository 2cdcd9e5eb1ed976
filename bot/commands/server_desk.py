"""Where the moderators of a server see its cases: in one channel, as long as it is there; and who sees them else.

The desk that exists is what counts. The channel in the settings says which one was chosen, and goes with the desk.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from bot import dealer
from bot.commands.base import House
from bot.desks import GLOBAL, Desk
from bot.messages import Notice, Outgoing, Sender
from bot.servers import Server
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId

FIRST: Final = 20
"""Cases shown at once where a desk was set up."""


async def attended(turn: Turn, servers: Collection[str]) -> frozenset[str]:
    """Those of the servers (fingerprints) where somebody sees their cases: Bauta is there, switched on, and has a desk.

    One of which nothing else was set is there and switched on, as long as its desk can be reached.
    """
    desks = await turn.desks.among(servers)
    off = {each.id for each in await turn.servers.some(desks) if not each.settings.on or each.left_at is not None}
    return desks - off


async def recipient(turn: Turn, server: str | None) -> str | None:
    """The server whose moderators get a report: the one where the chat began, if somebody sees it there."""
    return server if server is not None and await attended(turn, [server]) else None


async def channel(turn: Turn, server: Server) -> str | None:
    """The native id of the channel in which its cases are shown."""
    desks = await turn.desks.all(server.id)
    return await turn.desks.where(desks[0].member) if desks else None


async def elsewhere(turn: Turn, sender: Sender, scope: str) -> Desk | None:
    """The desk for cases of another scope than this, if the channel where the sender is has one."""
    there = await turn.desks.at(sender)
    return None if there is None or there.scope == scope else there


async def follow(house: House, turn: Turn, server: Server, sender: Sender, by: MemberId) -> list[Outgoing]:
    """The desk is in the chosen channel from now on, where what waits is shown; or there is none. Again: the same."""
    chosen, there = server.settings.channel, None
    for desk in await turn.desks.all(server.id):
        if chosen is not None and await turn.desks.where(desk.member) == chosen:
            there = desk
        else:
            await turn.desks.remove(desk.member)
    if chosen is None:
        await hand_on(house, turn)
        return []
    greeting: list[Outgoing] = []
    if there is None:
        language = server.settings.language or house.catalogue.nearest(sender.server_language)
        there = await turn.desks.set_up(replace(sender, place=chosen), server.id, language, by, turn.now)
        greeting.append(Notice(there.member, Text.MOD_DESK_HERE))
    waiting = await house.moderation.cases.open_ones(turn.unit, server.id, FIRST)
    return [*greeting, *await dealer.opened(house, there, waiting, turn)]


async def ended(house: House, turn: Turn, desk: Desk) -> None:
    """A desk goes. If it was a server's, the channel is no longer chosen, and what waited there goes on at once."""
    await turn.desks.remove(desk.member)
    if desk.scope == GLOBAL:
        return
    left = {await turn.desks.where(each.member) for each in await turn.desks.all(desk.scope)}
    server = await turn.servers.get(desk.scope)
    if server is not None and server.settings.channel not in left:
        await turn.servers.adjust(replace(server, settings=replace(server.settings, channel=None)))
    await hand_on(house, turn)


async def unseen(house: House, turn: Turn) -> frozenset[str]:
    """The servers (fingerprints) where something waits for the moderators and nobody sees it. Looks only."""
    awaited = frozenset(await house.moderation.handover.awaited(turn.unit))
    return awaited - await attended(turn, awaited) if awaited else awaited


async def hand_on(house: House, turn: Turn) -> None:
    """What waits for the moderators of a server where nobody sees it goes to everybody's queue.

    So much of it at once as one turn bears; the rest follows in the rounds, which new cards call for.
    """
    blind = await unseen(house, turn)
    if blind:
        await house.moderation.handover.unattended(turn.unit, blind)
