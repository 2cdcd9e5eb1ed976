"""Where a command is used: whether Bauta may be used in that server, by this member, in this channel.

What keeps people safe is never out of reach: /stop, /block, /report, /privacy, /delete and the like work everywhere.
"""

from dataclasses import dataclass, replace
from typing import Final

from bot.answers import OPEN_CHAT
from bot.commands.base import Call, House
from bot.commands.waiting import closed, leave_line
from bot.messages import Notice, Outgoing, Sender
from bot.servers import EVERYWHERE, Server
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId

BEGINS: Final = frozenset(
    {"find", "next", "start", "interests", "settings", "reveal", "agree", "keep-looking", "tell", "set", "everyone"}
)
"""Commands and buttons that a server may keep from its members; all others work wherever the bot is."""


@dataclass(frozen=True, slots=True)
class Place:
    """A server somebody writes from, if anything was set there. `refused`: why Bauta may not be used there by them."""

    server: Server | None = None
    refused: Text | None = None

    def sender(self, sender: Sender) -> Sender:
        """Who wrote, as coming from there only if they may use Bauta there."""
        return replace(sender, server=None) if self.refused is not None else sender

    def refusal(self, member: MemberId, name: str) -> Notice | None:
        """What is said to a command or tap of this name that may not be used there."""
        if self.refused is None or name not in BEGINS:
            return None
        return Notice(member, self.refused, {}, OPEN_CHAT)


async def place_of(turn: Turn, house: House, sender: Sender) -> Place:
    """The place of somebody who writes from a server, or from none."""
    if sender.server is None:
        return Place()
    server = await turn.servers.get(turn.servers.fingerprint(sender.server))
    return Place() if server is None else Place(server, await _refused(turn, house, sender, server))


async def _refused(turn: Turn, house: House, sender: Sender, server: Server) -> Text | None:
    settings = server.settings
    if not settings.on:
        return Text.SERVER_IS_OFF
    if settings.roles and not set(settings.roles) & set(sender.roles):
        return Text.SERVER_NEEDS_ROLE
    known = await turn.members.known(sender)
    if known is not None and await house.hooks.excluded(turn, known.id, (server.id,)):
        return Text.SERVER_EXCLUDES
    return Text.SERVER_NEEDS_CHANNEL if settings.restricted and not sender.restricted else None


async def no_longer_from(call: Call, place: Place) -> list[Outgoing]:
    """Somebody lacks the role that the server they came from asks for: they have lost it, and come from there no more.

    A search in its pool ends; nobody is led into a wider one by that.
    """
    server, member = place.server, call.member
    lost = server is not None and place.refused is Text.SERVER_NEEDS_ROLE and member.profile.server == server.id
    if server is None or not lost or server.scope == EVERYWHERE:
        return []
    await call.remember(replace(member, profile=replace(member.profile, server=None)))
    return closed(await leave_line(call.turn, call.house, member.id))


def language_at(house: House, sender: Sender, place: Place) -> str:
    """The language for somebody who is new: their own, else that of the server they write from, else English."""
    chosen = None if place.server is None else place.server.settings.language
    tags = (sender.language, chosen, sender.server_language)
    return next((tag for each in tags if (tag := house.catalogue.speaks(each))), house.catalogue.nearest(None))
