"""How choosy to be: which pairs are acceptable, after how long, in how busy a market. Pure; times are in seconds.

Somebody who searches has a *reserve*: the score they may expect of the best partner who comes within `horizon` seconds,
worked out when they join from how often each of their interests is named and how many eligible people arrive. A pair is
acceptable when its score reaches the higher reserve of the two, which fades linearly as the longer of them waits; after
`commit_after` anyone eligible will do. In a thin market nobody better may come, so the reserve is zero: match at once.

The figures are those the simulation found best; docs/matching.md shows the curves (`bauta simulate` draws them).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import exp, isfinite
from typing import Final

from matching.worth import PARTS, Worth

_HARDLY: Final = 1e-7
"""What is less likely than this counts for nothing."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The figures of a deployment. Raises ValueError for one that is negative or no number."""

    horizon: float = 20.0  # arrivals of so many seconds are what a seeker may hope for
    commit_after: float = 9.5  # then anyone eligible will do: nine in ten have a better partner by then
    fade: float = 12.0  # a reserve would have faded to nothing by then
    thin: float = 0.15  # eligible arrivals per second below which everybody is matched at once
    modesty: float = 0.6  # how much of a partner's reserve counts against them: leave the easy ones to others
    near: float = 0.5  # what related interests count for, the same one being 1
    overdue: float = 30.0  # whoever waited so long is met before anybody who fits better
    claim_expires: float = 10.0  # a match whose room is not open by then is undone
    search_expires: float = 1800.0  # then the search ends and the person is told

    def __post_init__(self) -> None:
        figures = [getattr(self, field.name) for field in fields(self)]
        if not all(isfinite(figure) and figure >= 0 for figure in figures):
            raise ValueError("a policy's figures are numbers from zero up")
        if min(self.fade, self.overdue) < self.commit_after:
            raise ValueError("commit_after comes first: raise fade and overdue")

    def reserve(self, hopes: Sequence[Worth], rate: float) -> int:
        """What a seeker asks for at first, in millionths: the expected score of their best partner within `horizon`.

        `hopes`: their interests, the rarest first. `rate`: eligible arrivals per second. Whoever shares just the k-th
        interest, and is as long a vector, scores its part of all squared weights. Arrivals being Poisson, that is the
        best who comes with probability exp(-M of the rarer ones) - exp(-M with the k-th), where M counts the expected
        arrivals who name them. The value of one more horizon of search, as a reservation wage is (McCall 1970).
        """
        if rate < self.thin or not hopes:
            return 0
        arrivals = rate * self.horizon
        expected, come, nobody, every = 0.0, 0.0, 1.0, 0
        for hope in hopes:
            square = int(hope.square)
            every += square
            if nobody > _HARDLY:
                come += arrivals * hope.share
                none_yet = exp(-come)
                expected += square * (nobody - none_yet)
                nobody = none_yet
        return int(expected * PARTS / every)

    def modest(self, reserve: int) -> int:
        """How many millionths somebody with this reserve ranks lower among possible partners."""
        return int(self.modesty * reserve)

    def accepts(self, parts: int, reserve: int, oldest: float, now: float) -> bool:
        """Whether two who may meet and fit by `parts` are paired now.

        `reserve` is the higher one of the two, `oldest` when the longer of the two began (epoch seconds). One patient
        side is enough, so that nobody starves. Waiting never undoes it; a clock that stepped back counts as no wait.
        """
        return parts >= reserve or now >= self.acceptable_at(parts, reserve, oldest)

    def acceptable_at(self, parts: int, reserve: int, oldest: float) -> float:
        """When such a pair becomes acceptable, in epoch seconds."""
        if parts >= reserve:
            return oldest
        return oldest + min(self.commit_after, self.fade * (1 - parts / reserve))

    def hopeless(self, reserve: int) -> float:
        """A score below which, in millionths, nobody with this reserve accepts a pair before they take anyone."""
        return reserve * (1 - self.commit_after / self.fade) if self.fade else 0.0

    def commits_at(self, since: float) -> float:
        """When a search that began at `since` takes anyone eligible."""
        return since + self.commit_after
