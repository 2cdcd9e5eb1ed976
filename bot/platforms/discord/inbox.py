"""Updates in the order they came, committed in batches; those of a chat whose past is still being read wait for it."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NoReturn

import structlog

from bot.messages import Incoming
from bot.platforms.base import Accept

log = structlog.get_logger()

BATCH: Final = 100
LIMIT: Final = 5000
"""Updates held in memory; beyond that the gateway is not read until some are committed."""


class Inbox:
    """`put` never blocks; `run` commits. `retry`: how long to wait after so many failures in a row, in seconds."""

    def __init__(self, retry: Callable[[int], float]) -> None:
        self._retry = retry
        self._waiting: deque[Incoming] = deque()
        self._held: dict[str, list[Incoming]] = {}
        self._reading: set[str] | None = set()  # the chats that wait for their past; None: all of them
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    def put(self, *incoming: Incoming) -> None:
        """The next updates."""
        for each in incoming:
            chat = each.sender.chat
            if self._reading is None or chat in self._reading:
                self._held.setdefault(chat, []).append(each)
            else:
                self._waiting.append(each)
        self._changed()

    async def room(self) -> None:
        """Returns while there is room for more."""
        await self._room.wait()

    # --- while the past is being read ---

    def hold(self) -> None:
        """From now on everything waits for the past to be read."""
        self._reading = None

    def hold_only(self, chats: Iterable[str]) -> None:
        """These chats have a past to be read; what came from others meanwhile goes on."""
        self._reading = set(chats)
        for chat in [chat for chat in self._held if chat not in self._reading]:
            self._waiting.extend(self._held.pop(chat))
        self._changed()

    def resume(self, chat: str, missed: Sequence[Incoming]) -> None:
        """What was missed in a chat, and then what came from it since."""
        if self._reading is None:
            return  # it is all being read anew
        self._reading.discard(chat)
        known = {each.key for each in missed}
        self._waiting.extend(missed)
        self._waiting.extend(each for each in self._held.pop(chat, ()) if each.key not in known)
        self._changed()

    # --- committing ---

    async def run(self, accept: Accept) -> NoReturn:
        """Commit until cancelled. What could not be committed is tried again, and nothing overtakes it."""
        failures = 0
        while True:
            if not self._waiting:
                self._news.clear()
                await self._news.wait()
                continue
            batch = [self._waiting[place] for place in range(min(BATCH, len(self._waiting)))]
            try:
                await accept(batch)
            except Exception as error:
                failures += 1
                seconds = self._retry(failures)
                log.warning("discord.not_accepted", error=type(error).__name__, retry_in=seconds)
                await asyncio.sleep(seconds)
                continue
            failures = 0
            for _ in batch:
                self._waiting.popleft()
            self._changed()

    def _changed(self) -> None:
        if self._waiting:
            self._news.set()
        if len(self._waiting) + sum(map(len, self._held.values())) < LIMIT:
            self._room.set()
        else:
            self._room.clear()
