"""How fast a platform may be written to: the rates of its accounts and chats, and the bucket of tokens that keeps one.

Rates are messages per second; 0 means no limit. Facts behind the figures: one message per second to a chat with short
bursts, about 30 per second for a bot in all (Telegram's FAQ for bots).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pace:
    """The rates of one platform's accounts, which write evenly. A lane may write `lane_burst` messages at once."""

    account: float = 0.0
    lane: float = 0.0
    lane_burst: int = 1


class Tokens(Protocol):
    """What lanes and accounts take their tokens from: a Bucket, or one that is shared between processes."""

    rate: float

    @property
    def unlimited(self) -> bool: ...

    async def wait(self) -> float:
        """Take a token; the seconds to wait until it has come in."""

    def charge(self, tokens: int) -> None:
        """So many more were used than were taken."""

    def pause(self, seconds: float) -> None:
        """The next token comes in after so long."""


Shared = Callable[[str, "Bucket"], Tokens]
"""Makes a bucket of this name one that all processes share."""


def of_its_own(name: str, bucket: "Bucket") -> Tokens:
    """Where there is one process."""
    return bucket


class Bucket:
    """Tokens that come at `rate` per second, at most `burst` in store. `clock` is monotonic seconds.

    Kept as one number (the generic cell rate algorithm): when the last token handed out will have come in. `rate` may
    change at any time. Tokens are handed out in the order they were asked for.
    """

    def __init__(self, rate: float, burst: int, clock: Callable[[], float]) -> None:
        self.rate = rate
        self.burst = burst
        self.clock = clock
        self._free_at = 0.0

    @property
    def unlimited(self) -> bool:
        return not self.rate

    def reserve(self) -> float:
        """Take a token; the seconds to wait until it has come in."""
        if not self.rate:
            return 0.0
        now = self.clock()
        self._free_at = max(self._free_at, now - self.burst / self.rate) + 1 / self.rate
        return max(0.0, self._free_at - now)

    def take(self) -> bool:
        """Take a token if one is in store."""
        if self.rate and max(self._free_at, (now := self.clock()) - self.burst / self.rate) + 1 / self.rate > now:
            return False
        self.reserve()
        return True

    def charge(self, tokens: int) -> None:
        """So many more were used than were taken: what comes next waits the longer."""
        if self.rate and tokens > 0:
            self._free_at = max(self._free_at, self.clock() - self.burst / self.rate) + tokens / self.rate

    def pause(self, seconds: float) -> None:
        """The next token comes in after so long, the others after it at the bucket's rate: no burst follows."""
        if self.rate:
            self._free_at = max(self._free_at, self.clock() + seconds - 1 / self.rate)

    async def wait(self) -> float:
        """As `reserve`; for whoever may be given a bucket that is shared with others."""
        return self.reserve()


class Window:
    """At most `count` in any `seconds`, however unevenly they come. `clock` is monotonic seconds."""

    def __init__(self, count: int, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._begun: deque[float] = deque(maxlen=count)

    def wait(self) -> float:
        """Seconds until one more may begin."""
        if len(self._begun) < (self._begun.maxlen or 0):
            return 0.0
        return max(0.0, self._begun[0] + self._seconds - self._clock())

    def begin(self) -> None:
        self._begun.append(self._clock())
