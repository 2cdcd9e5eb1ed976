"""Those who wait, found by what they have in common: the data structure under the line in memory.

    pool ─▶ shelf ─┬▶ queue of all
                   ├▶ groups:   terms    ─▶ queue of those who wait on these terms
                   └▶ postings: interest ─▶ groups ─▶ queue of those in it who named the interest

A queue is sorted by the beginning of the search. Whether a seeker may meet the people of a group is asked once per
group, not per person, so thousands who are out of the question cost as little as one.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import chain
from math import sqrt

from matching.arrivals import Arrivals
from matching.line import LineStats
from matching.rules import Terms, agree, cosine, length, strangers, terms
from matching.ticket import Pool, Ticket

LOOKED_AT = 256
"""Candidates with an interest in common that are weighed per search, rarest interest and longest wait first. At 10,000
waiting such a limit costs 0.3 to 3 % of the score and keeps the slowest search short."""

_PARTS = 1_000_000
"""Scores are compared in millionths, so that equals are equal whatever the rounding."""

_FRONT = 16  # asked one by one before the groups are

_NONE = ""  # posting of those without interests; never an interest, which is not empty


class Waiting:
    """One ticket in the line. Of those who began at the same moment, the lower `number` has waited longer."""

    __slots__ = ("edition", "interests", "length", "number", "terms", "ticket")

    def __init__(self, ticket: Ticket, number: int) -> None:
        self.ticket = ticket
        self.number = number
        self.terms = terms(ticket)
        self.interests = frozenset(ticket.interests)
        self.length = 0.0
        self.edition = -1  # of the weights by which the length was taken


Queue = list[tuple[float, int, Waiting]]


class Group:
    """Those in a pool who wait on equal terms. Hashed by identity."""

    __slots__ = ("by_interest", "queue", "terms")

    def __init__(self, shared: Terms) -> None:
        self.terms = shared
        self.queue: Queue = []
        self.by_interest: dict[str, Queue] = {}


class Shelf:
    """Everyone who waits in one pool."""

    __slots__ = ("groups", "postings", "queue")

    def __init__(self) -> None:
        self.queue: Queue = []
        self.groups: dict[Terms, Group] = {}
        self.postings: dict[str, dict[Group, None]] = {}  # an ordered set: no search depends on addresses

    def add(self, one: Waiting) -> None:
        group = self.groups.get(one.terms)
        if group is None:
            group = self.groups[one.terms] = Group(one.terms)
        place = (one.ticket.since, one.number, one)
        insort(self.queue, place)
        insort(group.queue, place)
        for interest in one.interests or (_NONE,):
            queue = group.by_interest.get(interest)
            if queue is None:
                group.by_interest[interest] = [place]
                self.postings.setdefault(interest, {})[group] = None
            else:
                insort(queue, place)

    def remove(self, one: Waiting) -> None:
        group = self.groups[one.terms]
        place = (one.ticket.since, one.number)
        del self.queue[bisect_left(self.queue, place)]
        del group.queue[bisect_left(group.queue, place)]
        for interest in one.interests or (_NONE,):
            queue = group.by_interest[interest]
            del queue[bisect_left(queue, place)]
            if not queue:
                del group.by_interest[interest]
                groups = self.postings[interest]
                del groups[group]
                if not groups:
                    del self.postings[interest]
        if not group.queue:
            del self.groups[one.terms]


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a search has found."""

    who: Waiting
    score: float
    shared: tuple[str, ...]  # rarest first


class Index:
    """Everyone who waits, in all pools."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._arrivals = arrivals
        self._shelves: dict[Pool, Shelf] = {}
        self.looks = 0
        """Groups and people looked at since the beginning: what the searches have cost, whatever the machine."""

    def add(self, one: Waiting) -> None:
        shelf = self._shelves.get(one.ticket.pool)
        if shelf is None:
            shelf = self._shelves[one.ticket.pool] = Shelf()
        shelf.add(one)

    def remove(self, one: Waiting) -> None:
        shelf = self._shelves[one.ticket.pool]
        shelf.remove(one)
        if not shelf.queue:
            del self._shelves[one.ticket.pool]

    def count(self, pool: Pool) -> int:
        shelf = self._shelves.get(pool)
        return 0 if shelf is None else len(shelf.queue)

    def in_pool(self, pool: Pool) -> list[Waiting]:
        shelf = self._shelves.get(pool)
        return [] if shelf is None else [one for _, _, one in shelf.queue]

    def best(self, seeker: Waiting, accepts: Callable[[Ticket, float], bool]) -> Found | None:
        """The one who fits best among those the seeker may meet and `accepts(their ticket, score)`; of equals the
        longest waiting. Without anyone acceptable who shares an interest: the longest waiting, if acceptable.
        """
        shelf = self._shelves.get(seeker.ticket.pool)
        if shelf is None:
            return None
        return self._sharing(shelf, seeker, accepts) or self._longest(shelf, seeker, accepts)

    def _sharing(self, shelf: Shelf, seeker: Waiting, accepts: Callable[[Ticket, float], bool]) -> Found | None:
        """MaxScore (Turtle and Flood 1995): the rarest interests first, until nobody new can be better.

        Whoever shares only interests from here on, `left` of the squared weights, scores at most √left / our length:
        their own length is at least that of what is shared.
        """
        weight, postings = self._arrivals.weight, shelf.postings
        squares = {interest: weight(interest) ** 2 for interest in seeker.ticket.interests if interest in postings}
        left = sum(squares.values())
        best: tuple[int, float, int] | None = None  # parts, minus since, minus number: more is better
        found: Waiting | None = None
        seen: set[int] = set()
        for interest in sorted(squares, key=squares.__getitem__, reverse=True):
            if best is not None and best[0] > self._most(seeker, left):
                break
            queues = self._agreeing(shelf, interest, seeker.terms)
            ours, most = (self._length(seeker), self._most(seeker, left)) if queues else (0.0, 0)
            left -= squares[interest]
            for since, number, other in _longest_first(queues):
                if len(seen) >= LOOKED_AT or (best is not None and best > (most, -since, -number)):
                    break  # whoever follows has waited less
                self.looks += 1
                if number in seen or not strangers(seeker.ticket, other.ticket):
                    continue
                seen.add(number)
                shared = [squares[name] for name in seeker.interests & other.interests]
                score = cosine(shared, ours, self._length(other))
                rank = (round(score * _PARTS), -since, -number)
                if (best is None or rank > best) and accepts(other.ticket, score):
                    best, found = rank, other
        return None if found is None else self._found(seeker, found)

    def _longest(self, shelf: Shelf, seeker: Waiting, accepts: Callable[[Ticket, float], bool]) -> Found | None:
        """Anyone: the one longest waiting. Else, for a seeker without interests, the longest waiting of their like.

        Patience only grows: where the very first in the pool has too little of it, nobody has enough.
        """
        if accepts(shelf.queue[0][2].ticket, 0.0):
            found = self._acceptable(seeker, self._first(shelf, seeker), accepts)
            if found is not None:
                return found
        if seeker.interests:
            return None
        alike = self._agreeing(shelf, _NONE, seeker.terms)
        return self._acceptable(seeker, _oldest(alike, seeker.ticket), accepts)

    def _acceptable(
        self, seeker: Waiting, other: Waiting | None, accepts: Callable[[Ticket, float], bool]
    ) -> Found | None:
        if other is None:
            return None
        found = self._found(seeker, other)
        return found if accepts(other.ticket, found.score) else None

    def stats(self, seeker: Ticket) -> LineStats:
        """Counts person by person: linear in those who wait in the pool on terms that agree. For a seeker who waits,
        `waiting` counts them as well."""
        shelf = self._shelves.get(seeker.pool)
        if shelf is None:
            return LineStats(waiting=0, fit=0, sharing=0)
        fit = 0
        named: Counter[str] = Counter()
        sharing: set[int] = set()
        ours = terms(seeker)
        for group in shelf.groups.values():
            if not agree(ours, group.terms):
                continue
            fit += sum(strangers(seeker, other.ticket) for _, _, other in group.queue)
            for interest in dict.fromkeys(seeker.interests):
                numbers = [n for _, n, other in group.by_interest.get(interest, ()) if strangers(seeker, other.ticket)]
                named[interest] += len(numbers)
                sharing.update(numbers)
        shared = tuple(name for name, times in named.most_common() if times)
        return LineStats(len(shelf.queue), fit, len(sharing), shared)

    def _first(self, shelf: Shelf, seeker: Waiting) -> Waiting | None:
        """The longest waiting in the pool whom the seeker may meet: near the front as a rule, else group by group."""
        for _, _, other in shelf.queue[:_FRONT]:
            if agree(seeker.terms, other.terms) and strangers(seeker.ticket, other.ticket):
                return other
        if len(shelf.queue) <= _FRONT:
            return None
        self.looks += len(shelf.groups)
        queues = [group.queue for group in shelf.groups.values() if agree(seeker.terms, group.terms)]
        return _oldest(queues, seeker.ticket)

    def _agreeing(self, shelf: Shelf, interest: str, ours: Terms) -> list[Queue]:
        """The queues of those who named an interest and wait on terms that agree with ours."""
        groups = shelf.postings.get(interest, {})
        self.looks += len(groups)
        return [group.by_interest[interest] for group in groups if agree(ours, group.terms)]

    def _found(self, seeker: Waiting, other: Waiting) -> Found:
        if seeker.interests.isdisjoint(other.interests):
            return Found(other, 0.0, ())
        weights = {name: self._arrivals.weight(name) for name in seeker.ticket.interests if name in other.interests}
        score = cosine([weight**2 for weight in weights.values()], self._length(seeker), self._length(other))
        return Found(other, score, tuple(sorted(weights, key=weights.__getitem__, reverse=True)))

    def _most(self, seeker: Waiting, squares: float) -> int:
        """The most parts that interests of so much squared weight can bring a seeker."""
        return round(sqrt(max(squares, 0.0)) / self._length(seeker) * _PARTS)

    def _length(self, one: Waiting) -> float:
        if one.edition != self._arrivals.edition:
            one.edition = self._arrivals.edition
            one.length = length(one.interests, self._arrivals.weight)
        return one.length


def _longest_first(queues: list[Queue]) -> Iterator[tuple[float, int, Waiting]]:
    """All in these queues, in order of waiting."""
    if len(queues) == 1:
        return iter(queues[0])
    if sum(map(len, queues)) <= LOOKED_AT:
        return iter(sorted(chain.from_iterable(queues)))
    return merge(*queues)


def _oldest(queues: list[Queue], seeker: Ticket) -> Waiting | None:
    """The longest waiting of these whom the seeker may meet."""
    oldest: tuple[float, int, Waiting] | None = None
    for queue in queues:
        for place in queue:
            if oldest is not None and place > oldest:
                break
            if strangers(seeker, place[2].ticket):
                oldest = place
                break
    return None if oldest is None else oldest[2]
