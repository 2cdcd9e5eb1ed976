"""The bell between processes: something was put into a lane that another one serves. The port.

It only saves time: whoever misses a ring finds the row at the next look (bot/outbox.py).
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.leases import AccountName


class Bell(Protocol):
    """Neither method blocks or fails for what happens on the network."""

    def ring(self, account: AccountName, lane: str) -> None:
        """Tell whoever serves the account. May get lost."""

    async def listen(self, accounts: Sequence[AccountName], heard: Callable[[str], None]) -> None:
        """Until cancelled: `heard` is told the lanes that were rung for."""


class NoBell:
    """Where there is one process, everything is put into its own lanes."""

    def ring(self, account: AccountName, lane: str) -> None:
        pass

    async def listen(self, accounts: Sequence[AccountName], heard: Callable[[str], None]) -> None:
        pass
