"""How fast an account may write right now: as its setting says, or slower after several chats were refused. Pure.

One chat that is refused has been written to too fast; three within a second mean that the account has. Then it goes on
at 90 % of the rate that was getting through, and is back at its setting after half a minute, never above it.
"""

from collections import deque

LANES = 3
"""So many different lanes refused"""
WITHIN = 1.0
"""in so many seconds are a limit on the account."""
EASED = 0.9
"""The share of the observed rate an account goes on with."""
RECOVERY = 30.0
"""Seconds until it is back at its setting."""
OBSERVED = 1.0
"""Seconds over which the rate that gets through is measured."""
SLOWEST = 1.0

_SLICE = 0.1  # sends are counted by tenths of a second: at a thousand a second a list of moments would cost more


class Throttle:
    """`limit`: messages per second, 0 for none. All times are monotonic seconds."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._sent: deque[tuple[int, int]] = deque()  # by slice: how many got through
        self._refused: dict[str, float] = {}  # by lane: when it was refused last
        self._slowed_at: float | None = None
        self._slowed_to = 0.0

    def sent(self, now: float) -> None:
        """A message got through."""
        current = int(now / _SLICE)
        if self._sent and self._sent[-1][0] == current:
            self._sent[-1] = (current, self._sent[-1][1] + 1)
            return
        self._sent.append((current, 1))
        while self._sent[0][0] < current - OBSERVED / _SLICE:
            self._sent.popleft()

    def refused(self, lane: str, now: float) -> bool:
        """The platform said that this came too fast. True: the account is slowed down by it."""
        self._refused = {each: at for each, at in self._refused.items() if now - at < WITHIN} | {lane: now}
        if len(self._refused) < LANES:
            return False
        self._refused.clear()
        self._slowed_to = max(SLOWEST, EASED * min(self._observed(now), self.rate(now) or float("inf")))
        self._slowed_at = now
        return True

    def rate(self, now: float) -> float:
        """Messages per second; 0 for no limit."""
        if self._slowed_at is None:
            return self._limit
        share = (now - self._slowed_at) / RECOVERY
        if not 0 <= share < 1 - 1e-9:
            self._slowed_at = None
            return self._limit
        if not self._limit:
            return self._slowed_to / (1 - share)  # no limit is a rate beyond all bounds
        return min(self._limit, self._slowed_to + (self._limit - self._slowed_to) * share)

    def _observed(self, now: float) -> float:
        """Messages per second over the last `OBSERVED`; of the slice it begins in, the part that lies within."""
        current, oldest = int(now / _SLICE), int(now / _SLICE - OBSERVED / _SLICE)
        within = 1 - (now / _SLICE) % 1
        counts = ((within if at == oldest else 1.0) * count for at, count in self._sent if oldest <= at <= current)
        return sum(counts) / OBSERVED
