"""How busy a pool is for somebody: how many arrive, and which of them one may meet."""

from collections import deque

from matching.kinds import Kind

WINDOW = 60.0
"""Seconds of one counting window. An arrival counts fully in its own window and fades linearly during the next."""

SAMPLE = 24
"""So many of the latest arrivals tell which share of them somebody may meet: a rough figure, which is enough because
what is made of it grows with its logarithm."""


class Market:
    """Arrivals in one pool, as one process sees them.

    `share` is the part of all arrivals this process sees, for lines that several processes feed.
    """

    def __init__(self) -> None:
        self.share = 1.0
        self.came = 0
        """All who came so far."""
        self._began = 0.0
        self._before = 0
        self._now = 0
        self._latest: deque[Kind] = deque(maxlen=SAMPLE)

    def note(self, kind: Kind, now: float) -> None:
        """Somebody of this kind began to search at `now` (epoch seconds)."""
        self._turn(now)
        self._now += 1
        self.came += 1
        self._latest.append(kind)

    def rate(self, now: float) -> float:
        """Arrivals per second. A clock that steps back is taken to stand still."""
        self._turn(now)
        passed = min(1.0, max(0.0, (now - self._began) / WINDOW))
        return (self._before * (1.0 - passed) + self._now) / (WINDOW * self.share)

    def eligible(self, kind: Kind, now: float) -> float:
        """Arrivals per second whom somebody of this kind may meet."""
        latest = self._latest
        if not latest:
            return 0.0
        return self.rate(now) * sum(map(kind.may_meet, latest)) / len(latest)

    def _turn(self, now: float) -> None:
        passed = now - self._began
        if passed < WINDOW:
            return
        self._before = self._now if passed < 2 * WINDOW else 0
        self._now = 0
        self._began = now if passed >= 2 * WINDOW else self._began + WINDOW
