"""Which process serves which bot account: a lease for each, with a fencing token. The port.

One account is served by one process at a time: Telegram has one poller for a token, Discord sends all direct messages
to one shard. Leases need no clocks that agree: a holder renews its lease, and whoever waits for it counts it as given
up once it has seen the same renewal for long enough by its own clock (bot/tenure.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

AccountName = tuple[str, str]
"""Platform and account."""


@dataclass(frozen=True, slots=True)
class Lease:
    """`fence` grows each time the account changes hands, `renewals` each time its holder is heard of.

    `holder` is a random name of a process; empty when it gave the account up. `heard_at`: when it was heard of last,
    in epoch seconds of its own clock; only ever compared with long times.
    """

    holder: str
    fence: int
    renewals: int
    heard_at: float


class Leases(Protocol):
    """Within one turn."""

    async def all(self) -> Mapping[AccountName, Lease]:
        """Of every account that was ever served."""

    async def take(
        self, accounts: Sequence[AccountName], holder: str, seen: Mapping[AccountName, Lease], now: float
    ) -> Mapping[AccountName, int] | None:
        """All of the accounts, with their fencing tokens; or None and nothing, if one of them is not as it was `seen`.

        An account that is missing in `seen` was never served.
        """

    async def announce(self, now: float) -> None:
        """All accounts that people wrote to count as heard of: whoever serves them is about to start."""

    async def renew(self, held: Mapping[AccountName, int], now: float) -> bool:
        """Be heard of. False: at least one has another holder by now."""

    async def holds(self, held: Mapping[AccountName, int]) -> bool:
        """Whether all of these are still held."""

    async def give_up(self, held: Mapping[AccountName, int]) -> None:
        """Whoever waits for these need wait no longer. What has another holder stays as it is."""
