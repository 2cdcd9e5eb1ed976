"""One account's gate: its lanes pass one by one, at the account's pace, fairly, and nobody waits in a herd."""

import asyncio
from collections.abc import Callable

import structlog

from bot.pace import Bucket
from bot.rota import Rank, Rota
from bot.throttle import Throttle

log = structlog.get_logger()


class AccountGate:
    """`rate`: messages per second of the account, 0 for no limit. `clock` is monotonic seconds.

    Who has to wait is let in by `run`, which belongs to whoever owns the gate.
    """

    def __init__(self, rate: float, clock: Callable[[], float], platform: str = "") -> None:
        self._clock = clock
        self._platform = platform
        self._throttle = Throttle(rate)
        self._bucket = Bucket(rate, 1, clock)
        self._paused_until = 0.0
        self._rota: Rota[asyncio.Future[None]] = Rota()
        self._somebody = asyncio.Event()

    def open(self) -> bool:
        """Whether nothing holds messages back: no pause, and no rate at all."""
        now = self._clock()
        return self._paused_until <= now and not self._throttle.rate(now) and not self._rota

    def pause(self, seconds: float) -> None:
        """The whole account waits; no burst follows."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)
        self._bucket.empty(self._paused_until)

    def refused(self, lane: str) -> None:
        """The platform said that a message of this lane came too fast."""
        now = self._clock()
        if self._throttle.refused(lane, now):
            self._bucket.rate = self._throttle.rate(now)
            self._bucket.empty(now)
            log.warning("gate.slowed", platform=self._platform, rate=round(self._throttle.rate(now), 1))

    def sent(self, lane: str, rank: Rank, messages: int = 1) -> None:
        """A message got through, in so many messages of the platform's."""
        now = self._clock()
        for _ in range(messages):
            self._throttle.sent(now)
        self._bucket.charge(messages - 1)
        self._rota.charge(lane, rank, messages - 1)

    async def enter(self, lane: str = "", rank: Rank = Rank.NOTICE) -> None:
        """Returns when one message of this lane may be sent."""
        if self.open():
            return
        entry: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._rota.add(lane, rank, entry)
        self._somebody.set()
        await entry

    async def run(self) -> None:
        """Let in whoever waits, until cancelled. Who it is to be is decided when the token has come in."""
        while True:
            if not self._rota:
                self._somebody.clear()
                await self._somebody.wait()
            await self._token()
            entry = self._rota.next() if self._rota else None
            while entry is not None and entry.done():  # cancelled meanwhile
                entry = self._rota.next() if self._rota else None
            if entry is not None:
                entry.set_result(None)

    async def _token(self) -> None:
        """Returns when a token has come in and no pause is on: one that begins meanwhile is waited out."""
        now = self._clock()
        self._bucket.rate = self._throttle.rate(now)
        wait = max(self._bucket.reserve(), self._paused_until - now)
        while wait > 0:
            await asyncio.sleep(wait)
            wait = self._paused_until - self._clock()
