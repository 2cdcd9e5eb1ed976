"""Many who may be paired at once: which pairs make the most of it. Pure.

A maximum weight matching of a sparse graph, approximately: the heaviest edges first, then whoever is left over looks
for an alternating path (they take somebody's partner, who takes somebody else's…) along which everybody together
gains (Drake and Hougardy 2003 use such short augmentations). On a line of a thousand with five interests each it
reaches 95 % of the blossom optimum, though a search sees only some of its edges (benchmarks.quality).
"""

from collections.abc import Iterator, Mapping
from typing import Final

Edge = tuple[int, int]
"""Two people by number, the lower one first."""

BREADTH: Final = 24
"""Edges of one person that are considered, the heaviest ones."""

PAIRED: Final = 100_000
"""What being paired at all is worth beside a score, in millionths."""

STEP: Final = 16  # people between two pauses

ROUNDS: Final = 2  # of the second one have something those whose partner was taken from them in the first


def edge_weight(parts: int, modest: int, other_modest: int) -> int:
    """What a pair is worth: its score, less what the two could easily find elsewhere."""
    return max(1, PAIRED + parts - modest - other_modest)


def best_pairs(edges: Mapping[Edge, int]) -> Iterator[list[Edge]]:
    """Pairs in which nobody appears twice, by falling weight. Yields what it has so far between its steps, so that
    whoever calls may do something else meanwhile; the last yield is the result."""
    mates: dict[int, int] = {}
    near: dict[int, list[tuple[int, int]]] = {}
    for (a, b), weight in edges.items():
        near.setdefault(a, []).append((-weight, b))
        near.setdefault(b, []).append((-weight, a))
    for (a, b), _ in sorted(edges.items(), key=lambda each: (-each[1], each[0])):
        if a not in mates and b not in mates:
            mates[a], mates[b] = b, a
    graph = _Graph(edges, {one: sorted(others)[:BREADTH] for one, others in near.items()}, mates)
    for _ in range(ROUNDS):
        for step, one in enumerate(sorted(one for one in near if one not in mates)):
            if step % STEP == STEP - 1:
                yield graph.pairs()
            if one not in mates:
                graph.augment(one)
    yield graph.pairs()


class _Graph:
    def __init__(
        self, edges: Mapping[Edge, int], near: Mapping[int, list[tuple[int, int]]], mates: dict[int, int]
    ) -> None:
        self._edges = edges
        self._near = near
        self._mates = mates

    def pairs(self) -> list[Edge]:
        found = [(a, b) for a, b in self._mates.items() if a < b]
        return sorted(found, key=lambda pair: (-self._edges[pair], pair))

    def augment(self, one: int) -> None:
        """Let somebody alone take a partner if that makes the whole heavier; at most two others change theirs."""
        gain, path = self._best(one, one, one, 2)
        if gain <= 0:
            return
        for a, b in path:
            for each in (a, b):
                mate = self._mates.pop(each, None)
                if mate is not None:
                    del self._mates[mate]
        for a, b in path:
            self._mates[a], self._mates[b] = b, a

    def _best(self, alone: int, taken: int, first: int, depth: int) -> tuple[int, list[Edge]]:
        """What can be gained from `alone` taking somebody; `taken` was just taken from them, in favour of `first`."""
        most, path = 0, list[Edge]()
        for minus, other in self._near[alone]:
            if other in (taken, first):
                continue
            weight = -minus
            if weight <= most and depth == 1:
                break  # whoever follows is lighter, and nothing is gained further on
            left = self._mates.get(other)
            if left is None:
                if weight > most:
                    most, path = weight, [(alone, other)]
                continue
            gain = weight - self._edges[min(other, left), max(other, left)]
            if depth == 1:
                if gain > most:
                    most, path = gain, [(alone, other)]
                continue
            further, rest = self._best(left, other, first, depth - 1)
            if gain + further > most:
                most, path = gain + further, [(alone, other), *rest]
        return most, path
