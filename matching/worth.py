"""What interests weigh and how well people fit, in whole numbers: the same for every process, and for Redis."""

from math import log

PARTS = 1_000_000
"""Scores and reserves are counted in millionths."""

NAT = 10_000
"""A weight of one nat, as it is counted."""

Worth = tuple[int, str, float, int]
"""Minus the squared weight of an interest (so that the rarest sort first), its name, the share (0 to 1) of recent
seekers who named it, and its sign."""


SIGNS = 60
"""Each interest has one of so many signs: whoever lacks the sign did not name the interest. A bit of a number that is
compiled to a machine word."""


def sign_of(name: str) -> int:
    """The sign of an interest, in this process: a number with one bit set."""
    return 1 << hash(name) % SIGNS


def idf(frequency: float, total: float) -> float:
    """Weight of an interest that `frequency` of `total` recent seekers named: ln(1 + total / frequency), in nats.

    Raises ValueError where either is zero or less. Spärck Jones 1972.
    """
    if frequency <= 0 or total <= 0:
        raise ValueError("a weight needs somebody who named the interest")
    return log(1 + total / frequency)


def cosine(shared: float, ours: float, theirs: float) -> int:
    """How well two people fit, in millionths: from 0 (no interest in common) to `PARTS` (the same interests).

    The cosine of their interests as vectors of weights: the sum of the squared weights of what they share, over the
    product of both lengths (Salton, Wong and Yang 1975). So a rare interest in common counts for more, and naming many
    interests does not help. The order of the operations is part of the promise: Redis does them too.
    """
    return min(PARTS, int(shared * PARTS / (ours * theirs))) if shared else 0
