"""What else is to happen when something happens to a server: places where moderation is hooked in.

Each does nothing, or knows nobody, until somebody gives another one to the House.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

from bot.servers import ServerChange
from bot.turn import Turn
from config.ids import MemberId
from moderation.service import Moderation

Excluded = Callable[[Turn, MemberId, Collection[str]], Awaitable[frozenset[str]]]
"""Those of the servers (fingerprints) whose moderators keep a member out of their pool."""
Changed = Callable[[Turn, ServerChange], Awaitable[None]]
"""An admin changed something, in this turn: to be written into the audit log, and for the desk of the server."""
Removed = Callable[[Turn, Sequence[str]], Awaitable[None]]
"""All about these servers has just gone, in this turn: 30 days after the last bot left them."""


async def nobody(_: Turn, __: MemberId, ___: Collection[str]) -> frozenset[str]:
    """No moderator keeps anybody out."""
    return frozenset()


async def unheard(_: Turn, __: object) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class ServerHooks:
    """See the types. All run in the turn they are about."""

    excluded: Excluded = nobody
    changed: Changed = unheard
    removed: Removed = unheard


def moderated(moderation: Moderation) -> ServerHooks:
    """As moderation has it: its exclusions keep people out, its audit log tells who set what, its desks go."""

    async def excluded(turn: Turn, member: MemberId, servers: Collection[str]) -> frozenset[str]:
        return (await moderation.standing(turn.unit, member)).excluded & frozenset(servers)

    async def changed(turn: Turn, change: ServerChange) -> None:
        await moderation.server_set(turn.unit, change.by, change.server.id, change.what)

    async def removed(turn: Turn, servers: Sequence[str]) -> None:
        for server in servers:
            for desk in await turn.desks.all(server):
                await turn.desks.remove(desk.member)
        await moderation.handover.unattended(turn.unit, servers)

    return ServerHooks(excluded, changed, removed)


class Stir:
    """Something changed who may be paired with whom, and those who wait are to be searched for anew, soon.

    In memory only: what is forgotten with the process is found by the round that looks at all searches once a minute,
    and no room opens meanwhile that should not (`pools.misplaced`).
    """

    def __init__(self) -> None:
        self._stirred = False

    async def stir(self) -> None:
        """To be called once it is committed."""
        self._stirred = True

    def taken(self) -> bool:
        """Whether there was something since this was asked last."""
        stirred, self._stirred = self._stirred, False
        return stirred
