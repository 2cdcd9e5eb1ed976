"""Who named an interest, or two at once, in the order they came, with a brief of each of them side by side.

Whoever searches passes most people by on their brief: a hundred briefs in a row are read in the time in which one
person is fetched from somewhere in the memory.
"""

from collections.abc import Iterable
from typing import Final

from librt.vecs import append, vec
from mypy_extensions import i64

from matching.lines.waiting import SHORT, Waiting

Pair = tuple[str, str]

WIDTH: Final = 2
"""Numbers for one person in `briefs`: the signs of their interests (worth.py), and their brief (briefs.py)."""


FEW: Final = 8
"""So many people are looked at one by one; from one more on, there are briefs of them."""


class Posting:
    """`people`, some of whom may be gone, and how many (`count`). Of more than `FEW`, for each `WIDTH` numbers in
    `briefs`, and one by the length of their vector in `rates`; these may go on where nobody is any more."""

    __slots__ = ("briefs", "count", "gone", "people", "rates")

    def __init__(self, one: Waiting) -> None:
        self.people: list[Waiting] = [one]
        self.count: i64 = 1  # of them
        self.briefs: vec[i64] = vec[i64]()
        self.rates: vec[float] = vec[float]()
        self.gone = 0

    def add(self, one: Waiting) -> None:
        self.people.append(one)
        at = self.count
        self.count += 1
        if at < FEW:
            return
        if not self.rates:
            self._note()
        elif at < len(self.rates):  # where somebody was who has been taken out
            self.briefs[WIDTH * at] = one.signs
            self.briefs[WIDTH * at + 1] = one.brief
            self.rates[at] = 1 / one.length
        else:
            self.briefs = append(append(self.briefs, one.signs), one.brief)
            self.rates = append(self.rates, 1 / one.length)

    def _note(self) -> None:
        """Have briefs of everybody."""
        people = self.people
        briefs, rates = vec[i64](capacity=WIDTH * len(people) + 8), vec[float](capacity=len(people) + 4)
        for each in people:
            briefs = append(append(briefs, each.signs), each.brief)
            rates = append(rates, 1 / each.length)
        self.briefs, self.rates = briefs, rates

    def remove(self, one: Waiting) -> None:
        """Take out somebody who is not `alive` any more; of many, when half of them are gone."""
        people = self.people
        if self.count <= FEW:
            people.remove(one)
            self.count -= 1
            self.briefs, self.rates = vec[i64](), vec[float]()
        elif self.count <= SHORT:
            self._close_up(people.index(one))
        else:
            self.gone += 1
            if 2 * self.gone > self.count:
                self.people, self.gone = [each for each in people if each.alive], 0
                self.count = len(self.people)
                self.briefs, self.rates = vec[i64](), vec[float]()
                if self.count > FEW:
                    self._note()

    def _close_up(self, at: i64) -> None:
        people, briefs, rates = self.people, self.briefs, self.rates
        del people[at]
        self.count -= 1
        for place in range(at, self.count):
            rates[place] = rates[place + 1]
            briefs[WIDTH * place] = briefs[WIDTH * place + WIDTH]
            briefs[WIDTH * place + 1] = briefs[WIDTH * place + WIDTH + 1]

    def strike(self, at: i64) -> None:
        """Have somebody passed by who is gone: their brief says that nobody is welcome."""
        briefs = self.briefs
        briefs[WIDTH * at + 1] = 0


class Postings:
    """A posting for each interest, and for two at once."""

    __slots__ = ("of",)

    def __init__(self) -> None:
        self.of: dict[str | Pair, Posting] = {}

    def add(self, one: Waiting, names: Iterable[str | Pair]) -> None:
        postings = self.of
        for name in names:
            posting = postings.get(name)
            if posting is None:
                postings[name] = Posting(one)
            else:
                posting.add(one)

    def remove(self, one: Waiting, names: Iterable[str | Pair]) -> None:
        """Take out somebody who is not `alive` any more."""
        postings = self.of
        for name in names:
            posting = postings[name]
            if posting.count == 1:
                del postings[name]
            else:
                posting.remove(one)
