"""Among whom somebody is paired: as the server they came from has it; and how they leave its pool.

A server's setting binds who came from there, wherever they search, until they say that they would rather meet everyone:
then the server they came from is forgotten. So nobody is ever paired with people they were not told of.
"""

from dataclasses import replace
from typing import Final

from bot.commands.base import Call, House, button
from bot.members import Member, Near
from bot.messages import Arg, Buttons, Notice, Word
from bot.servers import EVERYWHERE, Server
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId
from matching.ticket import Pool, Ticket

ADULTS: Final = Pool(scope=EVERYWHERE, age_band="18+")
"""Everyone whom no server's setting binds."""

LIMITED: Final = Pool(scope="limited", age_band=ADULTS.age_band)
"""Those whose matching is limited meet each other, wherever they came from, and nobody else ever meets them."""

EVERYONE_BUTTONS: Final[Buttons] = ((button(Text.B_EVERYONE, "everyone"),),)


async def pool_of(turn: Turn, house: House, member: MemberId, server: str | None) -> Pool:
    """The pool of a member who came from this server (None: from none), as it is now."""
    if (await house.moderation.standing(turn.unit, member)).limited is not None:
        return LIMITED
    found = None if server is None else await turn.servers.get(server)
    return ADULTS if found is None else ADULTS._replace(scope=found.scope)


async def shut(turn: Turn, house: House, member: MemberId, server: str | None) -> Text | None:
    """Why a member can't be paired in the pool of this server; None if they can. Everybody's pool is shut to nobody."""
    found = None if server is None else await turn.servers.get(server)
    if found is None or found.scope == EVERYWHERE:
        return None
    if not found.settings.on:
        return Text.POOL_OFF
    return Text.POOL_EXCLUDED if await house.hooks.excluded(turn, member, await _pooled(turn, found)) else None


async def _pooled(turn: Turn, server: Server) -> tuple[str, ...]:
    """The servers whose moderators have a say in this one's pool."""
    if server.alliance is None or server.scope == f"server:{server.id}":
        return (server.id,)
    return tuple(await turn.servers.allies(server.alliance))


async def misplaced(turn: Turn, house: House, ticket: Ticket) -> bool:
    """Whether somebody waits in a pool that is not theirs, or not any more: settings or moderators have changed it."""
    if ticket.pool != await pool_of(turn, house, ticket.member, ticket.server):
        return True
    return await shut(turn, house, ticket.member, ticket.server) is not None


def turned_away(member: Member, why: Text) -> Notice:
    """What somebody hears whose pool is shut, with the way out of it."""
    return Notice(member.id, why, {}, EVERYONE_BUTTONS)


def among(pool: Pool) -> Arg:
    """Among whom one searches, as it stands at the end of what is said about a search; nothing where it is everyone."""
    kind = pool.scope.partition(":")[0]
    return Word(Text.AMONG, {"pool": kind})


def way_out(pool: Pool) -> Buttons:
    """The button that leads out of a server's or an alliance's pool."""
    return () if pool in (ADULTS, LIMITED) else EVERYONE_BUTTONS


def of_nowhere(member: Member) -> Member:
    """The member without the server they came from, and without the wish for people from there."""
    profile = member.profile
    near = None if profile.near is Near.SERVER else profile.near
    return replace(member, profile=replace(profile, server=None, near=near))


async def forgets_server(call: Call) -> Call:
    """[Meet everyone]: from now on the member comes from nowhere in particular."""
    return await call.remember(of_nowhere(call.member))
