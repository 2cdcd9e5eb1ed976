"""Pairs that make the most of many edges: sound whatever the graph, and better than taking the heaviest first."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from matching.pairing import Edge, best_pairs
from matching.simulation.optimum import heaviest

Edges = dict[Edge, int]


def edges(most: int = 14) -> st.SearchStrategy[Edges]:
    """Few people and many ties, so that they get in each other's way."""
    ends = st.tuples(st.integers(0, most), st.integers(0, most)).filter(lambda pair: pair[0] < pair[1])
    return st.dictionaries(ends, st.integers(1, 9), max_size=40)


def result(graph: Edges) -> list[Edge]:
    return list(best_pairs(graph))[-1]


def weight(graph: Edges, pairs: list[Edge]) -> int:
    return sum(graph[pair] for pair in pairs)


def greedy(graph: Edges) -> list[Edge]:
    taken: set[int] = set()
    pairs = []
    for pair in sorted(graph, key=lambda pair: (-graph[pair], pair)):
        if taken.isdisjoint(pair):
            taken.update(pair)
            pairs.append(pair)
    return pairs


@given(edges())
def test_nobody_is_paired_twice_nor_without_an_edge_not_even_on_the_way(graph: Edges) -> None:
    for pairs in best_pairs(graph):
        everybody = [one for pair in pairs for one in pair]
        assert len(everybody) == len(set(everybody))
        assert set(pairs) <= set(graph)
        assert pairs == sorted(pairs, key=lambda pair: (-graph[pair], pair))


@given(edges())
def test_it_is_never_worse_than_the_heaviest_first_and_never_better_than_the_best(graph: Edges) -> None:
    most = heaviest((one, other, float(each)) for (one, other), each in graph.items())
    assert weight(graph, greedy(graph)) <= weight(graph, result(graph)) <= weight(graph, most)


@given(edges())
def test_more_steps_never_make_it_worse(graph: Edges) -> None:
    weights = [weight(graph, pairs) for pairs in best_pairs(graph)]
    assert weights == sorted(weights)


@given(edges(), st.randoms(use_true_random=False))
def test_the_order_in_which_edges_are_found_does_not_matter(graph: Edges, random: Random) -> None:
    """Several processes pair the same people, however they came to know them."""
    shuffled = list(graph.items())
    random.shuffle(shuffled)
    assert result(dict(shuffled)) == result(graph)


@given(edges())
def test_nobody_is_left_alone_beside_somebody_left_alone(graph: Edges) -> None:
    paired = {one for pair in result(graph) for one in pair}
    assert all(one in paired or other in paired for one, other in graph)


def test_somebody_gives_their_partner_up_where_all_gain() -> None:
    assert result({(1, 2): 6, (2, 3): 10, (3, 4): 6}) == [(1, 2), (3, 4)]
    assert result({(1, 2): 4, (2, 3): 10, (3, 4): 5}) == [(2, 3)], "4 and 5 are less than 10"


def test_a_partner_is_taken_from_a_pair_that_stays_together_no_longer() -> None:
    """One takes 2, whom 3 loses; 3 takes 4 from 5, who stays alone: 8 + 8 is more than 9 + 5."""
    assert result({(1, 2): 8, (2, 3): 9, (3, 4): 8, (4, 5): 5}) == [(1, 2), (3, 4)]


def test_nobody_makes_no_pairs() -> None:
    assert list(best_pairs({})) == [[]]


def test_it_pauses_so_that_others_may_have_their_turn() -> None:
    star = {(0, other): other for other in range(1, 100)}
    assert len(list(best_pairs(star))) > 5
    assert result(star) == [(0, 99)]
