"""The gate of an account: its lanes pass one by one, at the account's pace, fairly, and nobody waits in a herd."""

import asyncio
from collections.abc import Callable, Mapping

import structlog

from bot.leases import AccountName
from bot.pace import Bucket, Pace, Shared, Tokens, Window, of_its_own
from bot.rota import Rank, Rota
from bot.throttle import Throttle

log = structlog.get_logger()

HEADROOM = 0.98
"""The share of an account's rate that is used: what is sent evenly arrives a little unevenly."""
CAUGHT_UP = 1 / 3
"""Seconds' worth of tokens in store: a process that was held up for a moment makes up for it."""


def store(rate: float) -> int:
    """The most tokens an account of this rate may save up."""
    return max(2, round(CAUGHT_UP * rate))


class AccountGate:
    """`rate`: messages per second of the account, 0 for no limit. `clock` is monotonic seconds.

    Who has to wait is let in by `run`, which belongs to whoever owns the gate.
    """

    def __init__(
        self, rate: float, clock: Callable[[], float], name: AccountName = ("", ""), shared: Shared = of_its_own
    ) -> None:
        self._clock = clock
        self._name = name
        self._throttle = Throttle(rate)
        self._bucket = shared(":".join(("account", *name)), Bucket(HEADROOM * rate, store(rate), clock))
        self._window = Window(max(1, round(rate)), max(1, round(rate)) / (HEADROOM * rate), clock) if rate else None
        self._bucket.pause(0.0)  # nothing is saved up at a start: whoever was here before may just have written
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
        self._bucket.pause(seconds)

    def refused(self, lane: str) -> None:
        """The platform said that a message of this lane came too fast."""
        now = self._clock()
        if self._throttle.refused(lane, now):
            self._bucket.rate = HEADROOM * self._throttle.rate(now)
            self._bucket.pause(0.0)
            log.warning("gate.slowed", platform=self._name[0], rate=round(self._throttle.rate(now), 1))

    def sent(self, lane: str, rank: Rank, messages: int = 1) -> None:
        """A message got through, in so many messages of the platform's."""
        now = self._clock()
        for _ in range(messages):
            self._throttle.sent(now)
        self._bucket.charge(messages - 1)
        self._rota.charge(lane, rank, messages - 1)

    async def enter(self, lane: str = "", rank: Rank = Rank.NOTICE) -> None:
        """Returns when it is this lane's turn to send one message; `begin` comes right before it is sent."""
        if self.open():
            return
        entry: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._rota.add(lane, rank, entry)
        self._somebody.set()
        await entry

    async def begin(self) -> None:
        """Returns when a request may leave. Whatever held it up since its turn, no second sees more than the rate."""
        if self._window is None:
            return
        while (wait := self._window.wait()) > 0:  # noqa: ASYNC110 - another one may have begun meanwhile
            await asyncio.sleep(wait)
        self._window.begin()

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
        self._bucket.rate = HEADROOM * self._throttle.rate(now)
        wait = max(await self._bucket.wait(), self._paused_until - now)
        while wait > 0:
            await asyncio.sleep(wait)
            wait = self._paused_until - self._clock()


class Gates:
    """The gates of all accounts, and the buckets of their lanes. `paces`: by platform; others have no limit."""

    def __init__(self, paces: Mapping[str, Pace], clock: Callable[[], float], shared: Shared = of_its_own) -> None:
        self._paces = paces
        self._clock = clock
        self._shared = shared
        self._gates: dict[AccountName, AccountGate] = {}
        self._group: asyncio.TaskGroup | None = None

    def start(self, group: asyncio.TaskGroup) -> None:
        """From now on whoever waits is let in, by tasks of this group."""
        self._group = group
        for gate in self._gates.values():
            group.create_task(gate.run(), name="gate")

    def of(self, account: AccountName) -> AccountGate:
        """One account's gate, always the same."""
        found = self._gates.get(account)
        if found is None:
            pace = self._paces.get(account[0], Pace())
            found = self._gates[account] = AccountGate(pace.account, self._clock, account, self._shared)
            if self._group is not None:
                self._group.create_task(found.run(), name="gate")
        return found

    def bucket(self, platform: str, lane: str) -> Tokens:
        """A lane's own tokens."""
        pace = self._paces.get(platform, Pace())
        bucket = Bucket(pace.lane, pace.lane_burst, self._clock)
        return bucket if bucket.unlimited else self._shared(f"lane:{lane}", bucket)
