"""What Redis answers, as values: see find.lua and claims.lua."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from matching.lines.profiles import modest_of, since_of
from matching.ticket import Ticket


class Place(NamedTuple):
    """Somebody's place in the line, as the line in Redis knows them."""

    number: int
    ticket: Ticket
    profile: bytes

    @property
    def order(self) -> tuple[float, int]:
        return since_of(self.profile), self.number

    @property
    def modest(self) -> int:
        return modest_of(self.profile)


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody was claimed for the seeker. `parts`: how well they fit, by the seeker's weights."""

    partner: Ticket
    number: int
    parts: int


@dataclass(frozen=True, slots=True)
class Waits:
    """The seeker waits. Where more people wait than one call may ask, `places`: where to go on in each queue, and
    `due`: when to look again, should nobody there do."""

    number: int
    due: float = inf
    places: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """Whom somebody who waits may be paired with: (number, score, modest); and when the next becomes acceptable."""

    edges: Sequence[tuple[int, int, int]]
    due: float


@dataclass(frozen=True, slots=True)
class Round:
    """What a tick begins with: who is due, whose claim is stale, how many ever came, whether the line is whole, how
    many wait, and whether more may be due."""

    due: Sequence[Place]
    stale: Sequence[tuple[str, Sequence[Ticket]]]
    arrivals: int
    whole: bool
    waiting: int
    more: bool
