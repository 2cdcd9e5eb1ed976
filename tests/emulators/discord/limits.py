"""Rate limits: a bucket for each route and major parameter, and one over everything a bot asks."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from tests.emulators.discord.routes.base import Route

EVERYWHERE: Final = (50, 1.0)  # requests per second of one bot
GENEROUS: Final = 10_000  # what the headers say while nothing is limited


Key = TypeVar("Key")


@dataclass(slots=True)
class _Window:
    """A fixed window: it begins with its first request."""

    until: float
    used: int = 0


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A request too many. `seconds` until there is room again."""

    seconds: float
    everywhere: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What an answer says of its bucket."""

    limit: int
    remaining: int
    reset_after: float
    bucket: str

    def headers(self, now: float) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{now + self.reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
            "X-RateLimit-Bucket": self.bucket,
        }


class Limits:
    """`enforced` None: headers with room for everything; True: real limits; False: no headers and no limits.

    `clock`: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float], enforced: bool | None) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str, int | None], _Window] = {}
        self._everywhere: dict[int, _Window] = {}
        self._buckets: dict[str, str] = {}
        self.enforced = enforced

    def take(self, route: Route, major: str, bot: int | None) -> tuple[Exceeded | None, Standing | None]:
        """Count one request: whether it is one too many, and what the answer's headers say."""
        if self.enforced is False:
            return None, None
        if self.enforced is None:
            return None, Standing(GENEROUS, GENEROUS - 1, 1.0, self._bucket(route))
        now = self._clock()
        if bot is not None and not route.exempt:
            overall = _window(self._everywhere, bot, EVERYWHERE[1], now)
            if overall.used >= EVERYWHERE[0]:
                return Exceeded(_ceil(overall.until - now), everywhere=True), None
            overall.used += 1
        if route.limit is None:
            return None, None
        limit, per = route.limit
        window = _window(self._windows, (route.name, major, bot), per, now)
        if window.used >= limit:
            left = _ceil(window.until - now)
            return Exceeded(left, everywhere=False), Standing(limit, 0, left, self._bucket(route))
        window.used += 1
        return None, Standing(limit, limit - window.used, _ceil(window.until - now), self._bucket(route))

    def _bucket(self, route: Route) -> str:
        if route.name not in self._buckets:
            self._buckets[route.name] = hashlib.blake2s(route.name.encode(), digest_size=16).hexdigest()
        return self._buckets[route.name]


def _window(windows: dict[Key, _Window], key: Key, per: float, now: float) -> _Window:
    """The window that runs, or a new one."""
    window = windows.get(key)
    if window is None or window.until <= now:
        window = windows[key] = _Window(now + per)
    return window


def _ceil(seconds: float) -> float:
    """To the millisecond, and never early."""
    return math.ceil(seconds * 1000) / 1000
