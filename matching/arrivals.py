"""How often each interest was named lately, and so what sharing it is worth."""

from collections import Counter
from collections.abc import Callable, Collection
from heapq import nlargest
from math import exp, log
from operator import itemgetter
from typing import Final

from matching.remembered import Remembered
from matching.worth import NAT, Worth, idf, sign_of

_FARTHEST: Final = 64.0
"""Counts are rebased when a new arrival counts e^64 times one at the landmark: far from where floats end."""

_STEP: Final = 0.02
"""What an arrival counts is worked out anew when it has grown by this share; until then all count the same."""

_EDITION: Final = 1.2
"""Weights are worked out anew when the total has grown by this factor. Until then they lag behind the counts, and
everybody who waits is weighed by the same ones."""

_UNCOUNTED: Final = 20_000
"""Names that are taken down before they are counted: many at once cost a fraction of one by one."""


class Arrivals:
    """A decayed count of seekers by interest: one that came `half_life` seconds ago counts half.

    Forward decay (Cormode et al. 2009): an arrival counts e^(age of the landmark), so nothing has to be decayed later,
    and a weight, being a ratio of counts, doesn't change by the mere passing of time. Remembers at most `most`
    interests; beyond that the lighter half is forgotten, so that nobody can fill the memory with words. Time that runs
    backwards is taken to stand still.
    """

    def __init__(self, half_life: float = 3600.0, most: int = 50_000) -> None:
        self._rate = log(2) / half_life
        self._most = most
        self._enough = min(_UNCOUNTED, most // 2)
        self._counts: dict[str, float] = {}
        self._total = 0.0
        self._landmark: float | None = None
        self._latest = 0.0  # by a clock that never steps back
        self._unit = 1.0  # what an arrival counts now
        self._until = 0.0  # and goes on to count until then
        self._news: list[str] = []  # named since, and not counted yet
        self._weights = Remembered[str, Worth](self._work_out)
        self.weigh: Callable[[str], Worth] = self._weights.__getitem__
        """What an interest weighs: its inverse document frequency in 1/`NAT` nats, above zero. One nobody named counts
        as if the latest seeker had."""
        self._printed_at = 0.0  # the total at which this edition of the weights began
        self._one = 1.0  # what an arrival counted then
        self.edition = 0
        """Changes when weights do: between two editions, no weight changes."""

    def note(self, interests: Collection[str], now: float) -> None:
        """Count one seeker, who came at `now` (epoch seconds) and named these interests, each of them once."""
        if now > self._until or self._landmark is None:
            self._move_to(now)
        self._news += interests
        self._total += self._unit
        if self._total > self._printed_at * _EDITION:
            self._print()
        elif len(self._news) > self._enough:
            if len(self._weights) > self._most:
                self._print()
            else:
                self._gather()

    def _move_to(self, now: float) -> None:
        """Work out what an arrival counts from now on."""
        self._gather()
        if self._landmark is None:
            self._landmark = self._latest = now
        self._latest = max(self._latest, now)
        age = (self._latest - self._landmark) * self._rate
        if age > _FARTHEST:
            self._rebase(exp(-age))
            age = 0.0
        self._unit = exp(age)
        self._until = self._latest + _STEP / self._rate

    def _work_out(self, interest: str) -> Worth:
        frequency = self._counts.get(interest) or self._one
        total = max(self._printed_at, frequency)
        return Worth(round(NAT * idf(frequency, total)) ** 2, interest, frequency / total, sign_of(interest))

    def _rebase(self, factor: float) -> None:
        """Move the landmark to the latest arrival; what has become too light to matter is forgotten."""
        self._landmark = self._latest
        self._unit = 1.0
        self._total *= factor
        self._counts = {name: count * factor for name, count in self._counts.items() if count * factor > 1e-12}
        self._print()

    def _gather(self) -> None:
        counts, unit = self._counts, self._unit
        for interest, times in Counter(self._news).items():
            counts[interest] = counts.get(interest, 0.0) + times * unit
        self._news = []
        if len(counts) > self._most:
            self._counts = dict(nlargest(self._most // 2, counts.items(), key=itemgetter(1)))

    def _print(self) -> None:
        """Begin an edition. Its weights are worked out when somebody asks, all from what had been counted by now."""
        self.edition += 1
        self._gather()
        self._printed_at = self._total
        self._one = self._unit
        self._weights.clear()
