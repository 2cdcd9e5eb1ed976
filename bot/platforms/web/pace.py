"""A token bucket: so much at once, then so much per second."""

from bot.platforms.web.limits import Rate


class Bucket:
    """Starts full. `now` is any clock in seconds that never goes back."""

    __slots__ = ("_level", "_rate", "_since")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._level = float(rate.burst)
        self._since = now

    def take(self, now: float) -> bool:
        """Take one token; False, and nothing is taken, if there is none."""
        self._level = min(self._rate.burst, self._level + (now - self._since) * self._rate.per_second)
        self._since = now
        if self._level < 1:
            return False
        self._level -= 1
        return True
