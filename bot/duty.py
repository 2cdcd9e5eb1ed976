"""What this process serves where several share a database, and how it gets on with the others."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.bell import Bell, NoBell
from bot.leases import AccountName
from bot.pace import Shared, of_its_own
from config.database import UnitOfWork

_SILENT = NoBell()


async def _at_once() -> None:
    pass


async def _unchecked(_: UnitOfWork) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Duty:
    """One process alone serves everything there is: so the defaults say.

    `accounts`: those whose lanes are sent from here; None for all. `sure` tells whether nobody else can have taken over
    yet, `surely` waits until that is so, `check` raises within a transaction if somebody has. `shared` makes buckets of
    tokens that outlive the process.
    """

    accounts: frozenset[AccountName] | None = None
    bell: Bell = _SILENT
    sure: Callable[[], bool] = lambda: True
    surely: Callable[[], Awaitable[None]] = _at_once
    check: Callable[[UnitOfWork], Awaitable[None]] = _unchecked
    shared: Shared = of_its_own

    def serves(self, account: AccountName) -> bool:
        return self.accounts is None or account in self.accounts


ALONE = Duty()
