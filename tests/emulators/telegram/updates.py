"""One bot's updates: they wait in order until a higher offset or a webhook confirms them; one long poll at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.emulators.signals import Signal
from tests.emulators.telegram.errors import conflict

KINDS: Final = frozenset(
    {
        "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
        "business_message", "edited_business_message", "deleted_business_messages", "guest_message",
        "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query",
        "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member",
        "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot",
    }
)  # fmt: skip
NOT_BY_DEFAULT: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL: Final = 50  # seconds; Telegram cuts longer ones to this
LARGEST_BATCH: Final = 100


@dataclass(frozen=True, slots=True)
class Pending:
    """An update on its way. `raw`: made by a test on purpose, perhaps malformed, so not held against the schema."""

    id: int
    body: Any
    raw: bool


class Updates:
    """The queue of one bot.

    Which kinds are queued is settled when an update arises, by the `allowed_updates` that was sent last; an empty
    list means the default: all but chat_member and the reactions.
    """

    def __init__(self, first_id: int, stirred: asyncio.Event) -> None:
        self._next = first_id
        self._pending: deque[Pending] = deque()
        self._allowed = KINDS - NOT_BY_DEFAULT
        self._poller: asyncio.Future[None] | None = None
        self._changed = Signal()
        self._stirred = stirred

    def __len__(self) -> int:
        return len(self._pending)

    def put(self, kind: str, body: Any) -> int | None:
        """Queue an update of this kind; its update_id, or None when the bot did not ask for the kind."""
        if kind not in self._allowed:
            return None
        return self._append({"update_id": self._next, kind: body}, raw=False)

    def put_raw(self, body: Any, *, stamped: bool) -> int:
        """Queue anything. Stamped: an object that gets the update_id that is due; else it goes out exactly as it is."""
        return self._append({**body, "update_id": self._next} if stamped else body, raw=True)

    def allow(self, kinds: Sequence[str]) -> None:
        self._allowed = frozenset(kinds) if kinds else KINDS - NOT_BY_DEFAULT

    @property
    def allowed(self) -> frozenset[str]:
        return self._allowed

    @property
    def waiting(self) -> Sequence[Pending]:
        """What is not confirmed, oldest first."""
        return self._pending

    def taken(self, update: Pending) -> None:
        """A webhook took it."""
        if update in self._pending:
            self._pending.remove(update)
        self._changed.notify()

    def forget(self) -> None:
        self._pending.clear()

    def confirm(self, offset: int) -> None:
        """Forget what lies before `offset`. Negative: keep only the last -offset updates."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while self._pending and self._pending[0].id < offset:
            self._pending.popleft()
        self._changed.notify()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Pending]:
        """The oldest unconfirmed updates, at most `limit`; waits up to `timeout` seconds for the first.

        A poll that is already waiting is ended with 409: Telegram lets the newer one win.
        """
        self.interrupt("terminated by other getUpdates request; make sure that only one bot instance is running")
        self.confirm(offset)
        if not self._pending and timeout > 0:
            waiting = self._poller = asyncio.get_running_loop().create_future()
            self._changed.notify()
            try:
                async with asyncio.timeout(timeout):
                    await waiting
            except TimeoutError:
                pass
            finally:
                if self._poller is waiting:
                    self._poller = None
        limit = min(max(limit, 1), LARGEST_BATCH)
        return [update for update, _ in zip(self._pending, range(limit), strict=False)]

    def interrupt(self, reason: str) -> None:
        """End the waiting poll, if there is one, with 409 and this reason."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(conflict(reason))
        self._poller = None

    def release(self) -> None:
        """End the waiting poll, if there is one, with no updates."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    async def drained(self, timeout: float, *, posted: Callable[[], bool]) -> None:
        """Wait until every update is confirmed and the bot waits for more; where they are `posted`, it always does."""
        await self._changed.until(lambda: True if (posted() or self._poller) and not self._pending else None, timeout)

    def _append(self, body: Any, *, raw: bool) -> int:
        update_id = self._next
        self._next += 1
        self._pending.append(Pending(update_id, body, raw))
        self._stirred.set()
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
        return update_id
