"""This process's hold on its bot accounts: taken when nobody else is heard of, kept by renewing, watched before acting.

No clock needs to agree with another one. Whoever waits has to see the same renewal for `GIVEN_UP` seconds by its own
clock; a holder acts only for `SURE` seconds after it began its latest renewal, which is less. What it wrote into the
database meanwhile is fenced besides: `check` fails within the transaction if the account has changed hands.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.leases import AccountName, Lease, Leases
from bot.platforms.base import Fatal
from config.database import Database, UnitOfWork

log = structlog.get_logger()

GIVEN_UP = 8.0
"""Seconds without a sign of its holder after which an account may be taken."""
SURE = 6.0
"""Seconds after its latest renewal for which a holder may act."""
RENEW = 1.5
LATELY = 3600.0
"""Seconds after which an account nobody was heard of for is not served any more."""
LOOK = 1.0
"""Seconds between two renewals, and between two looks of somebody who waits."""

OpenLeases = Callable[[UnitOfWork], Leases]


class Deposed(Fatal):
    """The account has another holder: nothing may be committed for it here any more."""

    def __init__(self) -> None:
        super().__init__(
            "Another Bauta has taken over, because this one was not heard of for a while: start it again to stand by."
        )


class Tenure:
    """`holder`: a random name. `clock`: monotonic seconds; `wall_clock`: epoch seconds."""

    def __init__(
        self,
        database: Database,
        open_leases: OpenLeases,
        accounts: Sequence[AccountName],
        holder: str,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._open = open_leases
        self.accounts = tuple(accounts)
        self._holder = holder
        self._clock = clock
        self._wall_clock = wall_clock
        self._held: Mapping[AccountName, int] = {}
        self._sure_until = 0.0
        self._renewed = asyncio.Event()
        self._first_seen: dict[AccountName, tuple[Lease, float]] = {}

    @property
    def held(self) -> Mapping[AccountName, int]:
        """The accounts held, with their fencing tokens."""
        return self._held

    async def take(self) -> None:
        """Returns once all accounts are held. A database out of reach is waited for."""
        waits = False
        while not await self._tried():
            if not waits:
                log.info("tenure.standing_by", accounts=len(self.accounts))
                waits = True
            await asyncio.sleep(LOOK)
        log.info("tenure.taken", accounts=len(self.accounts))

    async def _tried(self) -> bool:
        began = self._clock()
        try:
            async with self._database.read() as unit:
                leases = await self._open(unit).all()
            free = [self._free(account, leases.get(account)) for account in self.accounts]  # each is looked at
            if not all(free):
                return False
            async with self._database.unit() as unit:
                taken = await self._open(unit).take(self.accounts, self._holder, leases, self._wall_clock())
        except SQLAlchemyError as error:
            log.warning("tenure.not_taken", error=type(error).__name__)
            return False
        if taken is None:
            return False
        self._held = taken
        self._confirm(began)
        return True

    def _free(self, account: AccountName, lease: Lease | None) -> bool:
        if lease is None or not lease.holder:
            return True
        seen, since = self._first_seen.get(account, (None, 0.0))
        if seen != lease:
            self._first_seen[account] = (lease, self._clock())
            return False
        return self._clock() - since >= GIVEN_UP

    async def keep(self) -> None:
        """Renew until cancelled. Raises Deposed when somebody else has taken over."""
        while True:
            await asyncio.sleep(RENEW)
            await self.renew()

    async def renew(self) -> None:
        """Be heard of, if the database can be reached. Raises Deposed when somebody else has taken over."""
        began = self._clock()
        try:
            async with self._database.unit(shared=True) as unit:
                still = await self._open(unit).renew(self._held, self._wall_clock())
        except SQLAlchemyError as error:
            log.warning("tenure.not_renewed", error=type(error).__name__)
            return
        if not still:
            raise Deposed
        self._confirm(began)

    def _confirm(self, began: float) -> None:
        self._sure_until = began + SURE
        self._renewed.set()

    def sure(self) -> bool:
        """Whether nobody else can have taken over yet."""
        return self._clock() < self._sure_until

    async def surely(self) -> None:
        """Returns once nobody else can have taken over."""
        while not self.sure():
            self._renewed.clear()
            await self._renewed.wait()

    async def check(self, unit: UnitOfWork) -> None:
        """Within a transaction. Raises Deposed."""
        if not await self._open(unit).holds(self._held):
            raise Deposed

    async def served(self) -> Collection[AccountName]:
        """All accounts that some process was heard of for lately, ours among them."""
        before = self._wall_clock() - LATELY
        async with self._database.read() as unit:
            return [account for account, lease in (await self._open(unit).all()).items() if lease.heard_at > before]

    async def others(self) -> bool:
        """Whether another process serves other accounts right now."""
        before = self._wall_clock() - 2 * GIVEN_UP
        async with self._database.read() as unit:
            leases = await self._open(unit).all()
        return any(lease.holder not in ("", self._holder) and lease.heard_at > before for lease in leases.values())

    async def give_up(self) -> None:
        """Whoever stands by may take over at once. Best effort: else they wait."""
        held, self._held = self._held, {}
        self._sure_until = 0.0
        if not held:
            return
        try:
            async with self._database.unit() as unit:
                await self._open(unit).give_up(held)
        except SQLAlchemyError as error:
            log.warning("tenure.not_given_up", error=type(error).__name__)
