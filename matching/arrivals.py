"""How often each interest was named lately, and so what sharing it is worth."""

from collections.abc import Callable, Iterable
from heapq import nlargest
from math import exp, log
from operator import itemgetter

from matching.worth import NAT, Worth, idf

_FARTHEST = 64.0
"""Counts are rebased when a new arrival counts e^64 times one at the landmark: far from where floats end."""

_EDITION = 1.05
"""Weights are worked out anew when the total has grown by this factor. Until then they lag behind the counts, and
everybody who waits is weighed by the same ones."""


class _Weights(dict[str, Worth]):
    """The weights of one edition, each worked out when it is first asked for."""

    def __init__(self, work_out: Callable[[str], Worth]) -> None:
        self._work_out = work_out

    def __missing__(self, interest: str) -> Worth:
        weight = self[interest] = self._work_out(interest)
        return weight


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
        self._counts: dict[str, float] = {}
        self._total = 0.0
        self._landmark: float | None = None
        self._latest = 0.0
        self._unit = 1.0  # what the latest arrival counted
        self._news: dict[str, float] = {}  # counted since the edition began: it is not weighed yet
        self._weights = _Weights(self._work_out)
        self.weigh: Callable[[str], Worth] = self._weights.__getitem__
        """What an interest weighs: its inverse document frequency in 1/`NAT` nats, above zero. One nobody named counts
        as if the latest seeker had."""
        self._printed_at = 0.0  # the total at which this edition of the weights began
        self._one = 1.0  # what an arrival counted then
        self.edition = 0
        """Changes when weights do: between two editions, no weight changes."""

    def note(self, interests: Iterable[str], now: float) -> None:
        """Count one seeker, who came at `now` (epoch seconds) and named these interests, each of them once."""
        if self._landmark is None:
            self._landmark = self._latest = now
        if now > self._latest:
            self._latest = now
            age = (now - self._landmark) * self._rate
            if age > _FARTHEST:
                self._rebase(exp(-age))
                age = 0.0
            self._unit = exp(age)
        news, unit = self._news, self._unit
        for interest in interests:
            news[interest] = news.get(interest, 0.0) + unit
        self._total += unit
        if self._total > self._printed_at * _EDITION or len(news) > self._most // 2:
            self._print()

    def _work_out(self, interest: str) -> Worth:
        frequency = self._counts.get(interest) or self._one
        total = max(self._printed_at, frequency)
        return -(round(NAT * idf(frequency, total)) ** 2), interest, frequency / total

    def _rebase(self, factor: float) -> None:
        """Move the landmark to the latest arrival; what has become too light to matter is forgotten."""
        self._landmark = self._latest
        self._unit = 1.0
        self._gather()
        self._total *= factor
        self._counts = {name: count * factor for name, count in self._counts.items() if count * factor > 1e-12}
        self._print()

    def _gather(self) -> None:
        counts = self._counts
        for interest, count in self._news.items():
            counts[interest] = counts.get(interest, 0.0) + count
        self._news = {}

    def _print(self) -> None:
        """Begin an edition. Its weights are worked out when somebody asks, all from what had been counted by now."""
        self.edition += 1
        self._gather()
        if len(self._counts) > self._most:
            self._counts = dict(nlargest(self._most // 2, self._counts.items(), key=itemgetter(1)))
        self._printed_at = self._total
        self._one = self._unit
        self._weights.clear()
