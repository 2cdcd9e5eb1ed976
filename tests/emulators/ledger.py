"""A ledger: every request a bot made, in the order they were decided, waiting for more, and what the requests said."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Final, Generic, Protocol, TypeVar

from tests.emulators.signals import Signal


class HasId(Protocol):
    @property
    def id(self) -> int: ...


class Numbered(Protocol):
    """An entry's place among all."""

    @property
    def number(self) -> int: ...


Entry = TypeVar("Entry", bound=Numbered)


class Request(Numbered, Protocol):
    """What a bot asked. `payload`: all it said, if that is kept."""

    @property
    def method(self) -> str: ...

    @property
    def accepted(self) -> bool: ...

    @property
    def payload(self) -> bytes | None: ...


Asking = TypeVar("Asking", bound=Request)
ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")
"""How a marker may stand in a file: plainly, or as some formats write their texts."""


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


class Requests(Entries[Asking]):
    """Entries that are requests of bots."""

    def payloads(self) -> list[bytes]:
        """Of each accepted request everything the bot said: names and values of fields, names and bytes of files.

        ValueError unless the emulator was made with `keep_payloads`.
        """
        return [payload for _, payload in self._said()]

    def leaks(self, *markers: str | bytes) -> list[str]:
        """Which accepted requests hold which of these markers, in any of the usual encodings, as sentences."""
        return [
            f"{entry.method} (number {entry.number}) holds {marker!r}"
            for entry, payload in self._said()
            for marker in markers
            if any(written in payload for written in _written(marker))
        ]

    def _said(self) -> list[tuple[Asking, bytes]]:
        accepted = [entry for entry in self if entry.accepted]
        said = [(entry, entry.payload) for entry in accepted if entry.payload is not None]
        if len(said) < len(accepted):
            raise ValueError("the emulator keeps no payloads: it was made without keep_payloads")
        return said


def _written(marker: str | bytes) -> list[bytes]:
    return [marker] if isinstance(marker, bytes) else [marker.encode(encoding) for encoding in ENCODINGS]


def id_of(of: HasId | int | None) -> int | None:
    return of if of is None or isinstance(of, int) else of.id
