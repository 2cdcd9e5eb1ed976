"""How fast a platform may be written to: token buckets for an account and for each lane, and nobody waits in a herd.

Rates are messages per second; 0 means no limit. Facts behind the figures: one message per second to a chat with short
bursts, about 30 per second for a bot in all (Telegram's FAQ for bots).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """The rates of one platform's accounts. `account_burst` 0: a tenth of a second's worth."""

    account: float = 0.0
    account_burst: int = 0
    lane: float = 0.0
    lane_burst: int = 1


class Bucket:
    """Tokens that come at `rate` per second, at most `burst` in store. `clock` is monotonic seconds.

    Tokens are handed out in the order they were asked for.
    """

    def __init__(self, rate: float, burst: int, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._burst = burst / rate if rate else 0.0
        self._free_at = 0.0  # when the last token handed out will have come in (a bucket as one number: GCRA)

    def reserve(self) -> float:
        """Take a token; the seconds to wait until it has come in."""
        if not self._rate:
            return 0.0
        now = self._clock()
        self._free_at = max(self._free_at, now - self._burst) + 1 / self._rate
        return max(0.0, self._free_at - now)

    @property
    def unlimited(self) -> bool:
        return not self._rate

    def give_back(self) -> None:
        """The token was not used after all."""
        if self._rate:
            self._free_at -= 1 / self._rate


class AccountGate:
    """One account's bucket, and the pause all its lanes keep when the platform asks for one."""

    def __init__(self, rate: float, clock: Callable[[], float], burst: int = 0) -> None:
        self._bucket = Bucket(rate, burst or max(1, round(rate / 10)), clock)
        self._clock = clock
        self._paused_until = 0.0

    def open(self) -> bool:
        """Whether nothing holds messages back: no pause, and no rate at all."""
        return self._paused_until <= self._clock() and self._bucket.unlimited

    def pause(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    async def enter(self) -> None:
        """Returns when one message may be sent. After a pause tokens are taken anew, so that no burst follows it."""
        while (left := self._paused_until - self._clock()) > 0:  # noqa: ASYNC110 - the pause may have grown meanwhile
            await asyncio.sleep(left)
        wait = self._bucket.reserve()
        if wait:
            await asyncio.sleep(wait)
        if self._paused_until > self._clock():
            self._bucket.give_back()
            await self.enter()
