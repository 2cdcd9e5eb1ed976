"""Somebody who waits, and lists of those who do: lists that forget those who are gone when it is cheap to."""

from bisect import bisect_left
from typing import Final, Generic, TypeVar

from mypy_extensions import i64

from matching.appraisal import Appraised
from matching.briefs import MODEST, MODEST_AT
from matching.kinds import Kind
from matching.ticket import Match, Ticket

SHORT: Final = 24
"""Up to this length the gone are taken out at once; beyond, when they are half of the list."""


class Claim:
    """A match that is not settled, and those who are still in it."""

    __slots__ = ("held", "match")

    def __init__(self, match: Match, *held: "Waiting") -> None:
        self.match = match
        self.held = [*held]


GONE: Final = 1 << 60
"""The stamp of whoever waits no more: later than any search."""


class Waiting:
    """One ticket's stay in the line. Of those who began at the same moment, the lower `number` has waited longer.

    What a search asks for is copied from the ticket and its appraisal, because it is asked for so often. `stamp` is the
    number of the search that looked at it last, `alive` whether it waits: whoever is gone, and has `GONE` for a stamp,
    never comes back as the same object, since lists may still hold it. `paired`: by which interests it is also listed
    two at a time, in each tongue.
    """

    __slots__ = ("alive", "avoid", "brief", "claim", "due", "face", "kind", "length", "member", "modest",
                 "names", "number", "paired", "reserve", "signs", "since", "stamp", "taste", "ticket")  # fmt: skip

    def __init__(self, ticket: Ticket, number: int, figures: "Appraised | Waiting") -> None:
        # What a search asks about everybody comes first: compiled, it lies side by side in memory in this order.
        kind: Kind = figures.kind
        self.stamp = 0
        self.taste = kind.taste
        self.face = kind.face
        self.length: float = figures.length
        self.modest: int = figures.modest
        self.reserve: int = figures.reserve
        self.since = ticket.since
        self.names = ticket.interests
        self.number = number
        self.avoid = ticket.avoid
        self.member = ticket.member
        self.signs: i64 = figures.signs
        self.brief: i64 = kind.brief | min(figures.modest, MODEST) << MODEST_AT
        self.alive = False
        self.kind: Kind = kind
        self.ticket = ticket
        self.paired: tuple[tuple[str, ...], ...] = ()
        self.claim: Claim | None = None
        self.due: float | None = None

    @property
    def place(self) -> tuple[float, int]:
        return self.since, self.number

    def again(self, number: int) -> "Waiting":
        """The same ticket, come back: as long in the line as before, but behind those who began at the same moment."""
        return Waiting(self.ticket, number, self)


Key = TypeVar("Key")


class Lists(Generic[Key]):
    """Lists of those who wait, each by what they have in common. Lists may hold some who are gone: `alive` tells."""

    __slots__ = ("_gone", "lists")

    def __init__(self) -> None:
        self.lists: dict[Key, list[Waiting]] = {}
        self._gone: dict[Key, int] = {}  # of the longer lists, how many in it are gone

    def sort_in(self, one: Waiting, key: Key) -> None:
        """Add somebody where they belong by their wait, instead of behind those who came before."""
        items = self.lists.get(key)
        if items is None:
            self.lists[key] = [one]
        else:
            insert(items, one)

    def remove(self, one: Waiting, key: Key) -> None:
        """Take out somebody who is not `alive` any more."""
        lists = self.lists
        items = lists[key]
        if len(items) == 1:
            del lists[key]
        elif len(items) <= SHORT:
            items.remove(one)
        else:
            gone = self._gone[key] = self._gone.get(key, 0) + 1
            if 2 * gone > len(items):
                lists[key] = [each for each in items if each.alive]
                del self._gone[key]


def insert(items: list[Waiting], one: Waiting) -> None:
    """Put somebody where they belong by their wait; nearly always that is the end."""
    if not items or items[-1].since < one.since or items[-1].place < one.place:
        items.append(one)
    else:
        items.insert(bisect_left(items, one.place, key=_place), one)


def _place(one: Waiting) -> tuple[float, int]:
    return one.since, one.number
