"""What failed by a mistake of ours is left alone for a while, so that it keeps nothing else from its time.

In memory only: who starts Bauta anew, perhaps with the mistake mended, need not wait.
"""

from collections.abc import Hashable
from typing import Final, Generic, TypeVar

T = TypeVar("T", bound=Hashable)

AGAIN: Final = 600.0
"""Seconds until what failed is tried again."""

MOST: Final = 1000
"""So much is left alone at a time; of more, that for which it is longest is tried again."""


class PutOff(Generic[T]):
    """`now` is epoch seconds."""

    def __init__(self) -> None:
        self._since: dict[T, float] = {}

    def add(self, what: T, now: float) -> None:
        """It failed just now."""
        self._since.pop(what, None)
        self._since[what] = now
        if len(self._since) > MOST:
            del self._since[next(iter(self._since))]

    @property
    def full(self) -> bool:
        """Whether the next one ends the time of another."""
        return len(self._since) >= MOST

    def beside(self, now: float) -> frozenset[T]:
        """What is left alone now. A clock that was set back keeps nothing for longer."""
        self._since = {what: since for what, since in self._since.items() if 0 <= now - since < AGAIN}
        return frozenset(self._since)
