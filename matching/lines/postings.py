"""Who named an interest, in order of waiting: a list that forgets those who are gone when it is cheap to."""

from bisect import bisect_left
from collections.abc import Iterator

from matching.kinds import Kind
from matching.ticket import Ticket

SHORT = 24
"""Up to this length the gone are taken out at once; beyond, when they are half of the list."""


class Waiting:
    """One ticket's stay in the line. Of those who began at the same moment, the lower `number` has waited longer.

    What a search asks for is copied from the ticket and its appraisal, because it is asked for so often. `stamp` is the
    number of the search that looked at it last, `alive` whether it waits: whoever is gone never comes back as the same
    object, since lists may still hold it.
    """

    __slots__ = ("alive", "avoid", "due", "kind", "length", "member", "modest", "names", "number", "pairs", "reserve",
                 "since", "stamp", "ticket")  # fmt: skip

    def __init__(self, ticket: Ticket, number: int, kind: Kind, length: float, reserve: int, modest: int) -> None:
        self.ticket = ticket
        self.number = number
        self.kind = kind
        self.length = length
        self.reserve = reserve
        self.modest = modest
        self.member = ticket.member
        self.since = ticket.since
        self.avoid = ticket.avoid
        self.names = ticket.interests
        self.alive = False
        self.pairs: tuple[Posting, ...] = ()
        self.due: float | None = None
        self.stamp = 0

    @property
    def place(self) -> tuple[float, int]:
        return self.since, self.number

    def again(self) -> "Waiting":
        """The same ticket, come back: as long in the line as before."""
        return Waiting(self.ticket, self.number, self.kind, self.length, self.reserve, self.modest)


class Posting:
    """Those who wait and have something in common. Iterating may meet some who are gone: `alive` tells."""

    __slots__ = ("_gone", "items")

    def __init__(self, *first: Waiting) -> None:
        self.items = [*first]
        self._gone = 0

    def __len__(self) -> int:
        return len(self.items) - self._gone

    def __iter__(self) -> Iterator[Waiting]:
        return iter(self.items)

    def add(self, one: Waiting) -> None:
        items = self.items
        if not items or items[-1].since < one.since or items[-1].place < one.place:
            items.append(one)
        else:
            items.insert(bisect_left(items, one.place, key=_place), one)

    def remove(self, one: Waiting) -> None:
        """Take out somebody who is not `alive` any more."""
        items = self.items
        if len(items) <= SHORT:
            items.remove(one)
            return
        self._gone += 1
        if 2 * self._gone > len(items):
            self.items = [each for each in items if each.alive]
            self._gone = 0


Pair = tuple[str, str]


class PairPosting(Posting):
    """Those who named the same two interests. Knows where it is kept, so that it can go with the last of them."""

    __slots__ = ("_home", "_pair")

    def __init__(self, first: Waiting, home: "dict[str | Pair, Posting]", pair: Pair) -> None:
        super().__init__(first)
        self._home = home
        self._pair = pair

    def remove(self, one: Waiting) -> None:
        super().remove(one)
        if not self.items:
            del self._home[self._pair]


def _place(one: Waiting) -> tuple[float, int]:
    return one.since, one.number
