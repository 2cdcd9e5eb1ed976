"""Which case comes first: 0 to 100, with the terms it is made of, so that a moderator sees why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Final

HIGHEST: Final = 100.0
STRIKES_COUNT: Final = 5.0
STRIKES_MOST: Final = 15.0
AGE_MOST: Final = 15.0
REPORTERS_COUNT: Final = 8.0

DECIDED_LEAST: Final = 5
"""So many decided reports before somebody's word can count for less than half."""

COUNTED: Final = 50
"""So many reporters of a case count, the latest: it is at its top by then."""

WINDOW: Final = 100
"""So many of a reporter's latest decided reports count."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a priority is made of. Points."""

    base: float
    reporters: float
    strikes: float
    age: float = 0.0

    @property
    def total(self) -> float:
        return min(HIGHEST, self.base + self.reporters + self.strikes + self.age)


def reporter_weight(agreed: int, disagreed: int) -> float:
    """How much a member's word counts, 0 to 2: 1 for somebody new.

    The mean of a Beta(2, 2) prior updated with what was decided about their reports, times two. Below half only after
    `DECIDED_LEAST` decisions.
    """
    weight = (agreed + 2) / (agreed + disagreed + 4) * 2
    return weight if agreed + disagreed >= DECIDED_LEAST else max(0.5, weight)


def terms(base: float, weights: Sequence[float], active_strikes: int) -> Terms:
    """The terms that do not grow with time. `weights`: one for each reporter."""
    strikes = min(STRIKES_MOST, STRIKES_COUNT * active_strikes)
    return Terms(base, REPORTERS_COUNT * log(1 + sum(weights)), strikes)


def age_bonus(created: datetime, due: datetime, now: datetime) -> float:
    """A point for each hour beyond half the time a case may wait, 15 at the most."""
    half = created + (due - created) / 2
    return max(0.0, min(AGE_MOST, (now - half).total_seconds() / 3600))
