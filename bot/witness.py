"""Port: whoever sees all that goes out in a turn, so that it can be told later what was said."""

from collections.abc import Sequence
from typing import Protocol

from bot.journal import Queued
from bot.turn import Turn


class Witness(Protocol):
    """Looks on, within the turn: what it writes is committed with it."""

    async def saw(self, turn: Turn, rows: Sequence[Queued]) -> None:
        """These go out, in this order. Raises only what the database raises; nothing else keeps a message back."""


class Nobody:
    """Nobody looks on, where nothing can be reported."""

    async def saw(self, turn: Turn, rows: Sequence[Queued]) -> None:
        """Nothing comes of it."""
