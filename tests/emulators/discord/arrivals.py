"""A record of who identified and resumed at the gateway, and whether they came too fast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.emulators.signals import Signal

if TYPE_CHECKING:
    from tests.emulators.discord.world import BotAccount

IDENTIFY_EVERY: Final = 5.0  # seconds, for each of max_concurrency buckets


@dataclass(frozen=True, slots=True)
class Arrival:
    """One IDENTIFY or RESUME. `at`: monotonic seconds. `hasty`: within 5 s of the one before in its bucket."""

    at: float
    kind: str  # "identify" or "resume"
    bot: int
    shard: tuple[int, int] | None
    intents: int | None = None
    after: int | None = None  # the sequence resumed from
    accepted: bool = True
    hasty: bool = False


class Arrivals:
    """Arrivals in order. `limited`: hasty identifies are turned away with opcode 9, as the real gateway does."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last: dict[tuple[int, int], float] = {}
        self._changed = Signal()
        self.all: list[Arrival] = []
        self.limited = False

    def identified(self, bot: BotAccount, shard: tuple[int, int] | None, intents: int, concurrency: int) -> bool:
        """Note it; whether it must be turned away."""
        now = self._clock()
        bucket = bot.id, (shard[0] if shard else 0) % concurrency
        hasty = now - self._last.get(bucket, float("-inf")) < IDENTIFY_EVERY
        refused = hasty and self.limited
        if not refused:
            self._last[bucket] = now
            bot.identifies += 1
        self._note(Arrival(now, "identify", bot.id, shard, intents, accepted=not refused, hasty=hasty))
        return refused

    def resumed(self, bot: BotAccount, shard: tuple[int, int] | None, after: int, *, accepted: bool) -> None:
        self._note(Arrival(self._clock(), "resume", bot.id, shard, after=after, accepted=accepted))

    def _note(self, arrival: Arrival) -> None:
        self.all.append(arrival)
        self._changed.notify()

    def of(self, kind: str) -> list[Arrival]:
        return [arrival for arrival in self.all if arrival.kind == kind]

    async def reach(self, count: int, kind: str, *, timeout: float = 5.0) -> list[Arrival]:
        """Wait until there are `count` of this kind; AssertionError after `timeout` seconds."""
        try:
            return await self._changed.until(lambda: found if len(found := self.of(kind)) >= count else None, timeout)
        except TimeoutError:
            raise AssertionError(f"{len(self.of(kind))} of {count} {kind} within {timeout} s") from None
