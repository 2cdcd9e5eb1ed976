"""What others do, to compare with: each is a choice among those who wait. Pure but for the list of who waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from math import inf

from config.ids import MemberId
from matching.simulation.world import Person, value
from matching.ticket import Match, Ticket

PATIENT = 10.0
"""Seconds for which `common_interest` insists on one."""

Choice = Callable[[Person, Sequence[Person], float], Person | None]
"""(who searches, those they may meet and who wait, the longest wait first, now) → a partner, or None: wait."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Someone else's rule. `looks_again`: after so many seconds of waiting it would take somebody it left waiting."""

    name: str
    choose: Choice
    looks_again: float = inf


def first_come(one: Person, there: Sequence[Person], now: float) -> Person | None:
    """Whoever has waited longest."""
    return there[0] if there else None


def best_now(one: Person, there: Sequence[Person], now: float) -> Person | None:
    """Whoever fits best, at once; among equals, who has waited longest."""
    return max(there, key=lambda other: value(one, other), default=None)


def common_interest(one: Person, there: Sequence[Person], now: float) -> Person | None:
    """The longest waiting with any interest in common; anyone once one of the two has waited `PATIENT` seconds."""
    for other in there:
        if not one.squares.keys().isdisjoint(other.squares):
            return other
    for other in there:
        if now >= min(one.comes, other.comes) + PATIENT:
            return other
    return None


RIVALS = (
    Rival("FIFO", first_come),
    Rival("any common tag, else 10 s", common_interest, looks_again=PATIENT),
    Rival("greedy: best at once", best_now),
)


class RivalLine:
    """A line that goes by a rival's rule: as much of a Line as the simulation uses."""

    def __init__(self, rival: Rival, people: Sequence[Person]) -> None:
        self._rival = rival
        self._people = {person.ticket.member: person for person in people}
        self._waiting: dict[MemberId, Person] = {}  # in the order they came
        self._numbers = count(1)

    async def find(self, seeker: Ticket, now: float) -> Match | None:
        one = self._people[seeker.member]
        match = self._look(one, now)
        if match is None:
            self._waiting[seeker.member] = one
        return match

    async def leave(self, member: MemberId) -> bool:
        return self._waiting.pop(member, None) is not None

    async def settle(self, match: Match) -> None:
        """Nothing to do: whoever is matched has left the line."""

    async def tick(self, now: float) -> list[Match]:
        matches: list[Match] = []
        for member, one in list(self._waiting.items()):
            if now < one.comes + self._rival.looks_again:
                break  # all others came later
            if member in self._waiting:
                match = self._look(one, now)
                if match is not None:
                    matches.append(match)
        return matches

    def _look(self, one: Person, now: float) -> Match | None:
        there = [other for other in self._waiting.values() if one.may_meet(other)]
        partner = self._rival.choose(one, there, now)
        if partner is None:
            return None
        for side in (one, partner):
            self._waiting.pop(side.ticket.member, None)
        shared = tuple([name for name in one.squares if name in partner.squares])
        return Match(str(next(self._numbers)), one.ticket, partner.ticket, shared, value(one, partner), now)
