"""The ledger: every request a bot made, what was answered, and when."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Protocol

from tests.emulators.telegram.signals import Signal


class HasId(Protocol):
    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. `at`: monotonic seconds (comparable between processes on Linux) when it was carried out or refused.

    `status` is the HTTP status, 0 when a fault dropped the request; `answer` the result or the error's description.
    """

    number: int
    at: float
    bot: int
    method: str
    chat: int | None
    parameters: Mapping[str, Any]
    status: int
    answer: Any
    fault: str | None = None  # the fault that befell it, if any

    @property
    def accepted(self) -> bool:
        """Whether it was carried out, even when the answer was lost."""
        return self.status == 200

    @property
    def message_id(self) -> int | None:
        """The id of the message it made or changed."""
        if isinstance(self.answer, dict):
            return self.answer.get("message_id")
        return self.parameters.get("message_id")


class Ledger:
    """Entries in the order they were decided. `keep`: how many of the latest are held; all are counted."""

    def __init__(self, keep: int | None = None) -> None:
        self._entries: deque[Entry] = deque(maxlen=keep)
        self._changed = Signal()
        self._followers: set[asyncio.Queue[Entry]] = set()
        self.counts: Counter[str] = Counter()  # by method, refused ones included
        self.total = 0

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def record(
        self, *, at: float, bot: int, method: str, chat: int | None, parameters: Mapping[str, Any], status: int,
        answer: Any, fault: str | None = None,
    ) -> None:  # fmt: skip
        entry = Entry(self.total, at, bot, method, chat, parameters, status, answer, fault)
        self.total += 1
        self.counts[method] += 1
        self._entries.append(entry)
        for follower in self._followers:
            follower.put_nowait(entry)
        self._changed.notify()

    def calls(
        self, method: str | None = None, *, chat: HasId | int | None = None, bot: HasId | int | None = None
    ) -> list[Entry]:
        """The requests of this method, to this chat, by this bot; refused and dropped ones too."""
        return [entry for entry in self._entries if _fits(entry, method, id_of(chat), id_of(bot))]

    def accepted(
        self, method: str | None = None, *, chat: HasId | int | None = None, bot: HasId | int | None = None
    ) -> list[Entry]:
        """Those that were carried out."""
        return [entry for entry in self.calls(method, chat=chat, bot=bot) if entry.accepted]

    async def reaches(
        self, count: int, method: str, *, chat: HasId | int | None = None, bot: HasId | int | None = None,
        timeout: float = 5.0,
    ) -> list[Entry]:  # fmt: skip
        """Wait until there are `count` such requests; AssertionError after `timeout` seconds."""
        found: list[Entry] = []
        looked = -1

        def look() -> list[Entry] | None:
            nonlocal looked
            news = list(takewhile(lambda entry: entry.number > looked, reversed(self._entries)))
            found.extend(entry for entry in reversed(news) if _fits(entry, method, id_of(chat), id_of(bot)))
            looked = self.total - 1
            return found if len(found) >= count else None

        try:
            return await self._changed.until(look, timeout)
        except TimeoutError:
            raise AssertionError(f"{len(found)} of {count} {method} requests within {timeout} s") from None

    def follow(self) -> tuple[asyncio.Queue[Entry], Callable[[], None]]:
        """A queue that gets every entry from now on, and what ends it."""
        queue: asyncio.Queue[Entry] = asyncio.Queue()
        self._followers.add(queue)
        return queue, lambda: self._followers.discard(queue)


def _fits(entry: Entry, method: str | None, chat: int | None, bot: int | None) -> bool:
    return (
        (method is None or entry.method == method)
        and (chat is None or entry.chat == chat)
        and (bot is None or entry.bot == bot)
    )


def id_of(of: HasId | int | None) -> int | None:
    return of if of is None or isinstance(of, int) else of.id
