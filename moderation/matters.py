"""What waits to be carried out by itself: one matter at a time, so that one that fails keeps no other from its time."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum


class Waits(StrEnum):
    """What it is, the most pressing first."""

    SANCTIONS = "sanctions"  # of a member: what is new about them
    CLAIM = "claim"  # of a case: it is over
    LEFT = "left"  # a case, lying with the moderators of a server beyond its time
    NEWS = "news"  # somebody hears of something, or a card reads anew


@dataclass(frozen=True, slots=True)
class Matter:
    """`name`: of the member, the case, or the line of news."""

    waits: Waits
    name: str = field(repr=False)


def named(matters: Collection[Matter], waits: Waits) -> frozenset[str]:
    """The names of those of one kind."""
    return frozenset(each.name for each in matters if each.waits is waits)
