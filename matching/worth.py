"""What interests weigh and how well people fit, in whole numbers: the same for every process, and for Redis."""

from math import log
from typing import Final

from mypy_extensions import i64

PARTS: Final = 1_000_000
"""Scores and reserves are counted in millionths."""

NAT: Final = 10_000
"""A weight of one nat, as it is counted."""


class Worth:
    """What sharing an interest brings: its squared weight. `share` (0 to 1) of recent seekers named it; `sign`: see
    `sign_of`."""

    __slots__ = ("name", "share", "sign", "square")

    def __init__(self, square: int, name: str, share: float, sign: int) -> None:
        self.square: i64 = square
        self.name = name
        self.share = share
        self.sign: i64 = sign


SIGNS: Final = 60
"""An interest's sign is some of so many bits, as in a Bloom filter (1970): whoever lacks one of them did not name the
interest. They are compiled to a machine word."""


def sign_of(name: str) -> int:
    """The sign of an interest, in this process: of all who name five others, one in fifty has the whole of it."""
    drawn = hash(name)
    return 1 << drawn % SIGNS | 1 << (drawn >> 16) % SIGNS | 1 << (drawn >> 32) % SIGNS


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
