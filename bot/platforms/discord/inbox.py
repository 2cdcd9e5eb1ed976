"""Updates in the order they came, committed in batches; those of a chat whose past is still being read wait for it."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NoReturn

import structlog

from bot.messages import Incoming
from bot.platforms.base import Accept
from bot.platforms.discord.parse import place
from config.failpoints import failpoint
from config.trouble import AGAIN_SECONDS, in_trouble

log = structlog.get_logger()

BATCH: Final = 100
LAST_SECONDS: Final = 1.0
"""So long a stop waits for what has come to be committed."""
LIMIT: Final = 5000
"""Updates held in memory; beyond that the gateway is not read until some are committed."""


@dataclass(slots=True, eq=False)
class Slot:
    """The place of an update that is not ready yet. `incoming` stays None if it never comes.

    `chat` is None until it is known where `user` writes from.
    """

    chat: str | None = field(repr=False)
    user: str = field(repr=False)
    place: int = field(repr=False)
    incoming: Incoming | None = None


class Inbox:
    """`put` never blocks; `run` commits. `retry`: how long to wait after so many failures in a row, in seconds."""

    def __init__(self, retry: Callable[[int], float]) -> None:
        self._retry = retry
        self._waiting: deque[Incoming] = deque()
        self._held: dict[str, list[Incoming | Slot]] = {}
        self._slots: Counter[str] = Counter()  # by chat: places kept and not filled yet
        self._placeless: dict[str, list[Slot]] = {}  # by user: those whose chat is not known yet
        self._reading: set[str] | None = set()  # the chats that wait for their past; None: all of them
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    def put(self, *incoming: Incoming) -> None:
        """The next updates."""
        failpoint("discord.received")
        for each in incoming:
            chat = each.sender.chat
            self._settle(each.sender.user, chat)
            if self._waits(chat):
                self._held.setdefault(chat, []).append(each)
            else:
                self._waiting.append(each)
        self._changed()

    def keep_place(self, chat: str | None, user: str, native: str) -> Slot:
        """For an update that takes a moment: what comes from its chat meanwhile waits until it is filled.

        Without a `chat`, what comes from the user: that tells which chat it is.
        """
        slot = Slot(None, user, int(native))
        self._placeless.setdefault(user, []).append(slot)
        if chat is not None:
            self._settle(user, chat)
        return slot

    def fill(self, slot: Slot, incoming: Incoming | None) -> None:
        """It is ready, or will never be."""
        slot.incoming = incoming
        if incoming is not None:
            self._settle(slot.user, incoming.sender.chat)
        if slot.chat is not None:
            self._slots[slot.chat] -= 1
            self._let_go(slot.chat)
            return
        left = self._placeless[slot.user]
        left.remove(slot)
        if not left:
            del self._placeless[slot.user]

    def _settle(self, user: str, chat: str) -> None:
        """It is known where a user writes from: their places are there."""
        for slot in self._placeless.pop(user, ()):
            slot.chat = chat
            self._slots[chat] += 1
            self._held.setdefault(chat, []).append(slot)

    def holds(self, chat: str) -> bool:
        """Whether something from this chat waits for its past."""
        return bool(self._held.get(chat))

    def _waits(self, chat: str) -> bool:
        return self._reading is None or chat in self._reading or self._slots[chat] > 0

    def _let_go(self, chat: str) -> None:
        if not self._waits(chat):
            for each in self._held.pop(chat, ()):
                if isinstance(each, Incoming):
                    self._waiting.append(each)
                elif each.incoming is not None:
                    self._waiting.append(each.incoming)
            del self._slots[chat]
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
        for chat in list(self._held):
            self._let_go(chat)

    def resume(self, chat: str, missed: Sequence[Incoming]) -> None:
        """What was missed in a chat, and what came from it since, in the order it was made.

        A command that came is not among what was missed, but what was written after it may be.
        """
        if self._reading is None:
            return  # it is all being read anew
        self._reading.discard(chat)
        known = {each.key for each in missed}
        since = [each for each in self._held.get(chat, ()) if isinstance(each, Slot) or each.key not in known]
        self._held[chat] = sorted([*missed, *since], key=_place)
        self._let_go(chat)

    # --- committing ---

    async def run(self, accept: Accept) -> NoReturn:
        """Commit until cancelled, and then what has come already.

        What could not be committed is tried again, and nothing overtakes it.
        """
        try:
            await self._run(accept)
        finally:
            # Commands have been acknowledged, and never come again; messages would be read after the next start.
            with suppress(Exception):
                async with asyncio.timeout(LAST_SECONDS):
                    if self._waiting:
                        await accept(list(self._waiting))

    async def _run(self, accept: Accept) -> NoReturn:
        failures = 0
        while True:
            if not self._waiting:
                self._news.clear()
                await self._news.wait()
                continue
            batch = [self._waiting[place] for place in range(min(BATCH, len(self._waiting)))]
            try:
                failpoint("discord.before_accept")
                await accept(batch)
                failpoint("discord.accepted")
            except Exception as error:
                failures += 1
                seconds = self._retry(failures)
                if in_trouble(error):  # that is told of by itself, and may be over at any moment
                    seconds = min(seconds, AGAIN_SECONDS)
                else:
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


def _place(each: Incoming | Slot) -> int:
    return each.place if isinstance(each, Slot) else place(each.key)
