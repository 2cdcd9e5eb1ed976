"""Who searches in the benchmarks of matching: drawn from a seed, so that every line meets the same people.

Five interests of 5,000, each named as often as Zipf's law says (the k-th most frequent by 1/k); one language of four;
everybody states gender and age, and one in five has a wish about either. Names are shared between tickets.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from random import Random
from typing import Final

from config.ids import MemberId, TicketId
from matching.ticket import ANY_GENDER, Gender, Pool, Ticket, Wishes

POOL: Final = Pool("global", "18+")
START: Final = 1_700_000_000.0
RATE: Final = 20.0
"""People per second of the line's clock."""

_NAMES: Final = tuple(f"interest {rank}" for rank in range(1, 5001))
_NAMED: Final = list(accumulate(1 / rank for rank in range(1, len(_NAMES) + 1)))
_EACH: Final = 5
_LANGUAGES: Final = (*(frozenset({code}) for code in ("en", "es", "de", "fr")),)
_SPOKEN: Final = (0.70, 0.85, 0.95, 1.0)
_GENDERS: Final = (Gender.MAN, Gender.WOMAN)
_NOBODY: Final = frozenset[MemberId]()
_RECENT: Final = 200
"""Whom somebody avoids is among so many who came before."""


class Crowd:
    """People without end. Who comes is told by the seed and by how many came before."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._seed = seed
        self._count = 0

    def ticket(self, since: float) -> Ticket:
        """The next one, who begins to search at `since` (epoch seconds)."""
        chance = self._random.random
        self._count = number = self._count + 1
        named = dict.fromkeys(self._interest() for _ in range(_EACH))
        while len(named) < _EACH:
            named[self._interest()] = None
        language = _LANGUAGES[bisect_left(_SPOKEN, chance())]
        age = 18 + min(60, int(self._random.expovariate(1 / 9)))
        genders = frozenset({_GENDERS[chance() < 0.5]}) if chance() < 0.2 else ANY_GENDER
        ages = None
        if chance() < 0.2:
            years = self._random.randint(5, 10)
            ages = max(18, age - years), age + years
        avoid = _NOBODY
        if chance() < 0.1:
            before = (max(0, number - self._random.randint(1, _RECENT)) for _ in range(3))
            avoid = frozenset(self._member(each) for each in before)
        return Ticket(
            id=TicketId(f"t{self._seed:03d}-{number:011d}"),
            member=self._member(number),
            pool=POOL,
            interests=tuple(named),
            languages=language,
            gender=_GENDERS[chance() >= 0.7],
            age=age,
            wishes=Wishes(genders, ages),
            avoid=avoid,
            since=since,
        )

    def arrivals(self, count: int, since: float, rate: float = RATE) -> Iterator[Ticket]:
        """So many, one after another, as a Poisson process from `since` on."""
        for _ in range(count):
            since += self._random.expovariate(rate)
            yield self.ticket(since)

    def waiting(self, count: int, until: float, seconds: float) -> list[Ticket]:
        """So many who came in the last `seconds` before `until`, in this order."""
        moments = sorted(until - seconds * self._random.random() for _ in range(count))
        return [self.ticket(moment) for moment in moments]

    def _interest(self) -> str:
        return _NAMES[bisect_left(_NAMED, self._random.random() * _NAMED[-1])]

    def _member(self, number: int) -> MemberId:
        return MemberId(f"m{self._seed:03d}-{number:011d}")
