"""Two offices on one PostgreSQL, each with connections of its own, as two processes have them; and what is done in both
at the same moment.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from bot.duty import Duty
from bot.journal import Queued
from bot.leases import AccountName
from bot.texts.catalogue import Catalogue
from bot.turn import Turn
from bot.witness import Witness
from config.database import Database
from config.keys import KeyRing
from tests.bot.moderators.office import Office
from tests.bot.test_processes import Belfry
from tests.config.processes import PATIENCE, waiting
from tests.contracts.stores import MASTER, NOW, Ground

HERE: AccountName = ("telegram", "77")
THERE: AccountName = ("telegram", "88")


class Gate:
    """Looks on as the witness does, and holds the first turn it sees open, just before that is committed."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self.reached = asyncio.Event()
        self.open = asyncio.Event()

    async def saw(self, turn: Turn, rows: Sequence[Queued]) -> None:
        await self._witness.saw(turn, rows)
        self.reached.set()
        await self.open.wait()


class Twins:
    """Everybody and all desks are on the account that the first serves; moderators may be heard by either."""

    def __init__(self, one: Office, other: Office) -> None:
        self.one = one
        self.other = other
        self.both = (one, other)

    async def at_once(self, first: Callable[[], Awaitable[object]], then: Callable[[], Awaitable[object]]) -> None:
        """What begins in the second process while a turn of the first is not committed yet; both are over on return.

        `first` takes at least one turn in the first, and `then` one in the second.
        """
        witness = self.one.turns._witness
        gate = self.one.turns._witness = Gate(witness)
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            group.create_task(_as_task(first))
            await gate.reached.wait()
            group.create_task(_as_task(then))
            await waiting(self.one.database._url)
            self.one.turns._witness = witness
            gate.open.set()
        await self.settled()

    async def settled(self) -> None:
        """Nothing is on its way any more."""
        for each in self.both:
            await each.settled()


async def _as_task(deed: Callable[[], Awaitable[object]]) -> None:
    await deed()


@asynccontextmanager
async def opened(ground: Ground, catalogue: Catalogue) -> AsyncIterator[Twins]:
    """`ground`: PostgreSQL's."""
    second = Database(ground.database._url, KeyRing(MASTER, lambda: NOW))
    belfry = Belfry()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(second.close)
        one = Office(ground.database, catalogue, outbox=True, duty=Duty(frozenset({HERE}), belfry))
        one.furnish()
        other = Office(second, catalogue, outbox=True, duty=Duty(frozenset({THERE}), belfry), after=one)
        other.furnish()
        other.mailbox = other.platforms[one.mailbox.name] = one.mailbox
        for each in (one, other):
            await stack.enter_async_context(each)
        yield Twins(one, other)
