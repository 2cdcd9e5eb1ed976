"""Stops asking Discord long before it bans the address: who is refused 10,000 times in ten minutes is locked out. Pure.

Discord counts answers with status 401, 403 and 429 by the address they go to, so all bots of a process share one
breaker; limits that others use up too (scope `shared`) don't count.
Source: Discord's documentation, topics/rate-limits, "Invalid Request Limit".
"""

from collections import deque
from typing import Final

COUNTED: Final = frozenset({401, 403, 429})
LIMIT: Final = 2_000
"""A fifth of what Discord allows: other programs may share the address."""
WINDOW: Final = 600.0

_SLICE = 10.0  # refusals are counted by ten seconds


class Breaker:
    """All times are monotonic seconds."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._slices: deque[tuple[float, int]] = deque()  # when each began, and how many refusals came in it
        self._total = 0

    def count(self, status: int, now: float, *, shared: bool = False) -> bool:
        """Note an answer. True: with this one it opens."""
        if status not in COUNTED or shared:
            return False
        self._forget(now)
        began = now - now % _SLICE
        if self._slices and self._slices[-1][0] == began:
            self._slices[-1] = (began, self._slices[-1][1] + 1)
        else:
            self._slices.append((began, 1))
        self._total += 1
        return self._total == self._limit

    def pause(self, now: float) -> float:
        """Seconds until anything may be asked again."""
        self._forget(now)
        return 0.0 if self._total < self._limit else max(0.0, self._slices[0][0] + _SLICE + WINDOW - now)

    def _forget(self, now: float) -> None:
        while self._slices and self._slices[0][0] + _SLICE + WINDOW <= now:
            self._total -= self._slices.popleft()[1]
