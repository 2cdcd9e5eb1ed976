"""Telegram's flood control: how many messages a chat takes, and how many a bot may send in all."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

from tests.emulators.telegram.errors import Refused, too_many_requests


class FloodControl:
    """What exceeds a limit is refused with 429 until there is room. No limit holds until it is set.

    `clock`: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._chats: ChatLimit | None = None
        self._accounts: AccountLimit | None = None

    def limit_chats(self, per_second: float, burst: int) -> None:
        self._chats = ChatLimit(per_second, burst)

    def limit_accounts(self, per_second: int) -> None:
        self._accounts = AccountLimit(per_second)

    def check(self, bot: int, chat: int, messages: int = 1) -> None:
        """Count so many messages; raises Refused (429), and counts nothing, when a limit does not let them pass."""
        now = self._clock()
        waits = [limit.wait(bot, chat, now, messages) for limit in (self._chats, self._accounts) if limit is not None]
        if longest := max(waits, default=0.0):
            raise refusal(longest)
        for limit in (self._chats, self._accounts):
            if limit is not None:
                limit.count(bot, chat, now, messages)


class ChatLimit:
    """At most `per_second` messages to a chat in the long run, `burst` at once."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._per_second = per_second
        self._burst = burst
        self._chats: dict[tuple[int, int], tuple[float, float]] = {}  # by bot and chat: tokens, and when

    def wait(self, bot: int, chat: int, now: float, messages: int) -> float:
        """Seconds until there is room; 0 now. More than the burst need the whole of it, and are owed."""
        return max(0.0, (min(messages, self._burst) - self._tokens(bot, chat, now)) / self._per_second)

    def count(self, bot: int, chat: int, now: float, messages: int) -> None:
        self._chats[bot, chat] = self._tokens(bot, chat, now) - messages, now

    def _tokens(self, bot: int, chat: int, now: float) -> float:
        tokens, then = self._chats.get((bot, chat), (float(self._burst), now))
        return min(self._burst, tokens + (now - then) * self._per_second)


class AccountLimit:
    """At most `per_second` messages of a bot within any one second, whenever it begins: no burst hides in a mean."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._sent: dict[int, deque[float]] = {}  # by bot: when its latest messages passed

    def wait(self, bot: int, _: int, now: float, messages: int) -> float:
        """Seconds until there is room; 0 now."""
        sent = self._sent.get(bot, ())
        over = len(sent) + min(messages, self._per_second) - self._per_second
        if over <= 0:
            return 0.0
        return max(0.0, sent[over - 1] + 1.0 - now)  # so many of the oldest have to lie a whole second back

    def count(self, bot: int, _: int, now: float, messages: int) -> None:
        self._sent.setdefault(bot, deque(maxlen=self._per_second)).extend([now] * messages)


def refusal(seconds: float) -> Refused:
    """429; Telegram names whole seconds, at least one."""
    return too_many_requests(max(1, math.ceil(seconds)))
