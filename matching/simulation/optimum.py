"""The most anybody could have made of a crowd, knowing the future: a maximum weight matching. Needs rustworkx."""

from collections.abc import Iterable
from types import ModuleType

from matching.simulation.world import World, value
from matching.worth import PARTS

INSTALL = "pip install 'bauta[simulate]', or in a clone: make setup"


class Missing(Exception):
    """Something the simulation needs is not installed. The text says what, and how to install it."""


def best(world: World) -> list[tuple[int, int]]:
    """The pairs, by number, of those who may meet and whose stays overlap, that are worth the most together."""
    return heaviest((one.number, other.number, value(one, other)) for one, other in world.pairs())


def heaviest(edges: Iterable[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """A maximum weight matching of (one, other, weight), exact to a millionth of a weight (Edmonds 1965, Galil 1986).

    Raises Missing.
    """
    rustworkx = solver()
    graph = rustworkx.PyGraph(multigraph=False)
    # An edge to a number nobody had before adds it.
    graph.extend_from_weighted_edge_list([(one, other, round(weight * PARTS)) for one, other, weight in edges])
    pairs = rustworkx.max_weight_matching(graph, max_cardinality=False, weight_fn=int)
    return sorted((min(pair), max(pair)) for pair in pairs)


def solver() -> ModuleType:
    """rustworkx, which only the simulation needs. Raises Missing."""
    try:
        import rustworkx
    except ImportError:
        raise Missing(f"The offline optimum needs rustworkx, which is not installed: {INSTALL}") from None
    return rustworkx
