"""Who writes next where many want to: safety first, then fair shares between the lanes. Pure.

Deficit round robin (Shreedhar and Varghese 1995): those who wait stand in a ring; each visit gives a lane a quantum to
spend, and it is served when that covers what its message costs. A lane waits with one message at a time and comes back
with the next, so what it has saved is kept while anybody waits.
"""

from collections import deque
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

Entry = TypeVar("Entry")

QUANTUM = 1


class Rank(IntEnum):
    """What a message is, by what it costs a lane of its share: what people say passes twice for each change of it."""

    SAFETY = 0
    """About safety: before everything else."""
    NOTICE = 1
    CONTENT = 2
    CHANGE = 4
    """Of what is there already."""


@dataclass(slots=True)
class _Waiting(Generic[Entry]):
    lane: str
    rank: Rank
    entry: Entry


class Rota(Generic[Entry]):
    """Those who wait, and what their lanes have in store."""

    def __init__(self) -> None:
        self._first: deque[_Waiting[Entry]] = deque()
        self._ring: deque[_Waiting[Entry]] = deque()
        self._saved: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._first) + len(self._ring)

    def add(self, lane: str, rank: Rank, entry: Entry) -> None:
        """`entry` is what `next` gives back. A lane waits once at a time."""
        (self._first if rank is Rank.SAFETY else self._ring).append(_Waiting(lane, rank, entry))

    def next(self) -> Entry:
        """Whose turn it is. Raises IndexError when nobody waits."""
        if self._first:
            return self._first.popleft().entry
        while True:
            waiting = self._ring.popleft()
            saved = self._saved.get(waiting.lane, 0) + QUANTUM
            if saved >= waiting.rank:
                self._saved[waiting.lane] = saved - waiting.rank
                if not self._ring:
                    self._saved.clear()  # nobody is behind anybody any more
                return waiting.entry
            self._saved[waiting.lane] = saved
            self._ring.append(waiting)

    def charge(self, lane: str, rank: Rank, times: int) -> None:
        """A message took so many sends more than one: its lane pays for them before it is served again."""
        if self._ring and times > 0:
            self._saved[lane] = self._saved.get(lane, 0) - rank * times
