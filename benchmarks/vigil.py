"""Watches a line for anybody who is kept waiting though somebody they may meet waits beside them."""

from __future__ import annotations

from collections.abc import Collection

from matching.simulation.world import Person


class Vigil:
    """What is seen around each tick. `left` are the numbers of those of whom two were left waiting beside each other
    after a tick, one of them for longer than `commit_after`; `longest` is the longest wait, in seconds, of somebody
    beside whom a possible partner waited at any of these moments."""

    def __init__(self, commit_after: float) -> None:
        self.left: set[int] = set()
        self.longest = 0.0
        self._commit_after = commit_after
        self._moment = -1.0

    def __call__(self, now: float, waiting: Collection[Person]) -> None:
        after, self._moment = now == self._moment, now
        oldest = sorted(waiting, key=lambda person: person.comes)
        for one in oldest:
            if any(map(one.may_meet, oldest)):
                self.longest = max(self.longest, now - one.comes)
                break
        if not after:
            return
        for one in oldest:
            if now < one.comes + self._commit_after:
                break
            partners = [other.number for other in oldest if one.may_meet(other)]
            if partners:
                self.left |= {one.number, *partners}
