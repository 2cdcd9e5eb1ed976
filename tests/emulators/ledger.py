"""A ledger: every request a bot made, in the order they were decided, and waiting for more."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Generic, Protocol, TypeVar

from tests.emulators.signals import Signal


class HasId(Protocol):
    @property
    def id(self) -> int: ...


class Numbered(Protocol):
    """An entry's place among all."""

    @property
    def number(self) -> int: ...


Entry = TypeVar("Entry", bound=Numbered)


class Entries(Generic[Entry]):
    """`keep`: how many of the latest entries are held; all are counted."""

    def __init__(self, keep: int | None = None) -> None:
        self._entries: deque[Entry] = deque(maxlen=keep)
        self._changed = Signal()
        self._followers: set[asyncio.Queue[Entry]] = set()
        self.counts: Counter[str] = Counter()  # by what was asked, refused ones included
        self.total = 0

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def note(self, entry: Entry, asked: str) -> None:
        self.total += 1
        self.counts[asked] += 1
        self._entries.append(entry)
        for follower in self._followers:
            follower.put_nowait(entry)
        self._changed.notify()

    async def gathers(self, count: int, fits: Callable[[Entry], bool], what: str, timeout: float) -> list[Entry]:
        """Wait until `count` entries fit; AssertionError after `timeout` seconds."""
        found: list[Entry] = []
        looked = -1

        def look() -> list[Entry] | None:
            nonlocal looked
            news = list(takewhile(lambda entry: entry.number > looked, reversed(self._entries)))
            found.extend(entry for entry in reversed(news) if fits(entry))
            looked = self.total - 1
            return found if len(found) >= count else None

        try:
            return await self._changed.until(look, timeout)
        except TimeoutError:
            raise AssertionError(f"{len(found)} of {count} {what} requests within {timeout} s") from None

    def follow(self) -> tuple[asyncio.Queue[Entry], Callable[[], None]]:
        """A queue that gets every entry from now on, and what ends it."""
        queue: asyncio.Queue[Entry] = asyncio.Queue()
        self._followers.add(queue)
        return queue, lambda: self._followers.discard(queue)


def id_of(of: HasId | int | None) -> int | None:
    return of if of is None or isinstance(of, int) else of.id
