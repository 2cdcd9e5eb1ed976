"""A thousand who wait at once and may all meet: how well the line pairs them, beside the best that is possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from config.ids import MemberId, TicketId
from matching.appraisal import Appraiser
from matching.arrivals import Arrivals
from matching.lines.memory import MemoryLine
from matching.policy import Policy
from matching.simulation.optimum import heaviest
from matching.simulation.world import BEGIN, POOL, Conditions, World
from matching.ticket import Ticket
from matching.worth import NAT, PARTS, Worth, cosine, sign_of

MANY: Final = 1_000
Edge = tuple[int, int, float]
Pairs = Sequence[tuple[int, int]]
Fit = Callable[[int, int], float]


def alike() -> Arrivals:
    """Every interest counts the same, whoever names it."""
    arrivals = Arrivals()
    arrivals.weigh = lambda name: Worth(NAT**2, name, 0.0, sign_of(name))
    return arrivals


@dataclass(frozen=True, slots=True)
class Shares:
    """What was reached of the optimum, and interests in common per pair."""

    by_count: float
    by_count_greedy: float
    by_count_in_turn: float
    overlap: float
    overlap_greedy: float
    by_idf: float
    by_idf_greedy: float
    overlap_by_idf: float
    overlap_by_idf_greedy: float


async def paired(seed: int) -> Shares:
    """Pair the crowd of this seed both ways."""
    tickets = _crowd(seed)
    named = [frozenset(ticket.interests) for ticket in tickets]

    def overlap(one: int, other: int) -> float:
        return len(named[one] & named[other])

    arrivals = Arrivals()
    for ticket in tickets:
        arrivals.note(ticket.interests, ticket.since)
    squares = {name: int(arrivals.weigh(name).square) for each in named for name in each}
    lengths = [sqrt(sum(squares[name] for name in each)) for each in named]

    def fit(one: int, other: int) -> float:
        return cosine(sum(squares[name] for name in named[one] & named[other]), lengths[one], lengths[other]) / PARTS

    sharing = [(one, other) for one in range(MANY) for other in range(one + 1, MANY) if named[one] & named[other]]
    count, idf = await _by_line(tickets, alike()), await _by_line(tickets, Arrivals())
    most_count, greedy_count = _best_and_greedy(sharing, overlap)
    most_idf, greedy_idf = _best_and_greedy(sharing, fit)
    most, most_fit = _total(most_count, overlap), _total(most_idf, fit)
    return Shares(
        by_count=_total(count, overlap) / most,
        by_count_greedy=_total(greedy_count, overlap) / most,
        by_count_in_turn=_total(in_turn(named), overlap) / most,
        overlap=_total(count, overlap) / (MANY / 2),
        overlap_greedy=_total(greedy_count, overlap) / (MANY / 2),
        by_idf=_total(idf, fit) / most_fit,
        by_idf_greedy=_total(greedy_idf, fit) / most_fit,
        overlap_by_idf=_total(idf, overlap) / (MANY / 2),
        overlap_by_idf_greedy=_total(greedy_idf, overlap) / (MANY / 2),
    )


def in_turn(named: Sequence[frozenset[str]]) -> Pairs:
    """Each takes whoever of those left has most in common with them; among equals the first."""
    left = dict(enumerate(named))
    pairs = []
    while len(left) > 1:
        one, interests = next(iter(left.items()))
        del left[one]
        other = max(left, key=lambda number: len(interests & left[number]))
        del left[other]
        pairs.append((one, other))
    return pairs


def greedy(edges: Sequence[Edge]) -> Pairs:
    """The heaviest edge of all first; among equals in the order they are given."""
    taken: set[int] = set()
    pairs = []
    for one, other, _ in sorted(edges, key=lambda edge: -edge[2]):
        if one not in taken and other not in taken:
            taken |= {one, other}
            pairs.append((one, other))
    return pairs


def _crowd(seed: int) -> list[Ticket]:
    """The interests of a town's people, and nothing that keeps them from meeting."""
    people = World(Conditions(rate=2.0 * MANY, seconds=1.0, seed=seed, warm_up=0.0)).people[:MANY]
    return [
        Ticket(
            TicketId(str(number)), MemberId(str(number)), POOL, person.ticket.interests, frozenset({"en"}), since=BEGIN
        )
        for number, person in enumerate(people)
    ]


async def _by_line(tickets: Sequence[Ticket], arrivals: Arrivals) -> Pairs:
    """All of them are there at once; the line has them meet."""
    policy = Policy()
    line = MemoryLine(policy, Appraiser(policy, arrivals))
    await line.restore(tickets)
    pairs: list[tuple[int, int]] = []
    now = BEGIN + policy.commit_after
    while matches := await line.tick(now):
        for match in matches:
            await line.settle(match)
            pairs.append((int(match.seeker.member), int(match.partner.member)))
        now += 0.5
    return pairs


def _best_and_greedy(sharing: Pairs, fit: Fit) -> tuple[Pairs, Pairs]:
    """Of those who share something: the pairs that make the most of it, and the greedy ones."""
    edges = [(one, other, fit(one, other)) for one, other in sharing]
    return heaviest(edges), greedy(edges)


def _total(pairs: Pairs, fit: Fit) -> float:
    return sum(fit(one, other) for one, other in pairs)
