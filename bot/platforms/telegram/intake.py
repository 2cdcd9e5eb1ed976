"""Updates of one bot that come side by side: in order within a chat, committed in groups across chats."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import structlog

from bot.platforms.base import Accept
from bot.platforms.telegram.reading import Read, Reader
from config.failpoints import failpoint
from config.trouble import in_trouble

log = structlog.get_logger()

LIMIT: Final = 500
"""Updates of one bot waiting for their commit; Telegram has far fewer on their way at once (see registration.py)."""
COMMIT_SECONDS: Final = 45.0
"""Longer none is waited for: Telegram gives up after 60 s."""
LAST_SECONDS: Final = 1.0
"""So long a stop waits for what has come to be committed."""


class NotCommitted(Exception):
    """It was not committed, or not in time: let it come again."""


class Intake:
    """Hands updates on as they come, each with a commit to wait for. `pressed` gets the ids of committed presses.

    Each is accepted at once, so that the writer finds them all and takes them in groups. Only what comes from the same
    chat waits for what came before it from there, and is not committed if that was not: nothing is overtaken.
    """

    def __init__(self, reader: Reader, accept: Accept, pressed: Callable[[str], None], bot: str) -> None:
        self._reader = reader
        self._accept = accept
        self._pressed = pressed
        self._latest: dict[str, asyncio.Task[None]] = {}  # by chat
        self._under_way: set[asyncio.Task[None]] = set()
        self._log = log.bind(bot=bot)

    async def take(self, raw: Any) -> None:
        """Returns when the update is committed, or says nothing that could be. Raises NotCommitted.

        Never blocks before its place in the order is taken.
        """
        found = self._reader.read(raw)
        if found is None:
            return
        if len(self._under_way) >= LIMIT:
            raise NotCommitted
        chat = found.incoming.sender.chat
        commit = asyncio.create_task(self._commit(found, self._latest.get(chat)), name="telegram.commit")
        self._latest[chat] = commit
        self._under_way.add(commit)
        commit.add_done_callback(lambda done: self._over(chat, done))
        await asyncio.wait((commit,))  # not the commit itself: whoever waits here may be gone before it is done
        if commit.cancelled() or commit.exception() is not None:
            raise NotCommitted

    async def close(self) -> None:
        """Wait a moment for what is under way, and give the rest up."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_SECONDS)
        left = list(self._under_way)
        for commit in left:
            commit.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _commit(self, found: Read, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait((before,))
            if before.cancelled() or before.exception() is not None:
                raise NotCommitted
        try:
            async with asyncio.timeout(COMMIT_SECONDS):
                failpoint("webhook.before_accept")
                await self._accept([found.incoming])
        except Exception as error:  # whatever it was, it may not be acknowledged
            if not in_trouble(error):  # that is told of by itself
                self._log.warning("telegram.not_accepted", error=type(error).__name__)
            raise NotCommitted from error
        if found.query is not None:
            self._pressed(found.query)

    def _over(self, chat: str, commit: asyncio.Task[None]) -> None:
        self._under_way.discard(commit)
        if self._latest.get(chat) is commit:
            del self._latest[chat]
        if not commit.cancelled():
            commit.exception()  # whoever waits is told; nobody need be
