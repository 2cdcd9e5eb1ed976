"""Those who wait, where a search finds them: the data structure under the line in memory.

    pool ─▶ shelf ─▶ tongue (a language) ─┬▶ interest ─▶ posting: who named it, in the order they came
                                          ├▶ two interests ─▶ posting, once the line is long
                                          └▶ queues: everybody, longest wait first

A posting holds people whether a seeker may meet them or not: that takes two look-ups.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import Final

from matching.kinds import Kind
from matching.lines.postings import Pair, Posting, Postings
from matching.lines.waiting import GONE, SHORT, Lists, Waiting, insert

PAIRS_FROM: Final = 20_000
"""From so many in a pool on, those who join are also found by two interests at once: then so many share one interest
with a seeker that few of those whose briefs are read share another. It costs a quarter of the rate; of 100,000 partners
fit 0.9 % better by it, of 20,000 0.2 %, of 10,000 no better."""

FREQUENT: Final = 1_024
"""Pairs are kept of interests that so many named; of others a search reads enough as it is."""

KINDS_FROM: Final = 512
"""From so many in a queue on, they are also kept by kind: then the longest waiting whom somebody may meet is found
without asking about thousands who are out of the question."""


class Queue:
    """Those of one language, longest wait first: all together and, where they are many, by kind."""

    __slots__ = ("_gone", "everybody", "kinds")

    def __init__(self) -> None:
        self.everybody: list[Waiting] = []
        self.kinds: Lists[Kind] | None = None
        self._gone = 0

    def add(self, one: Waiting) -> None:
        insert(self.everybody, one)
        if self.kinds is not None:
            self.kinds.sort_in(one, one.kind)
        elif len(self.everybody) >= KINDS_FROM:
            self.kinds = Lists()
            for each in self.everybody:
                if each.alive:
                    self.kinds.sort_in(each, each.kind)

    def remove(self, one: Waiting) -> None:
        items = self.everybody
        if len(items) <= SHORT:
            items.remove(one)
        else:
            self._gone += 1
            if 2 * self._gone > len(items):
                self.everybody = [each for each in items if each.alive]
                self._gone = 0
        if self.kinds is not None:
            self.kinds.remove(one, one.kind)
            if len(self.everybody) - self._gone < KINDS_FROM // 4:
                self.kinds = None


class Tongue:
    """Everyone in one pool who speaks one language. `easy` are those without a reserve, `choosy` all others."""

    __slots__ = ("choosy", "easy", "postings")

    def __init__(self) -> None:
        self.postings = Postings()
        self.easy = Queue()
        self.choosy = Queue()

    def __bool__(self) -> bool:
        return bool(self.easy.everybody or self.choosy.everybody)

    def add(self, one: Waiting) -> None:
        self.postings.add(one, one.names)
        queue = self.choosy if one.reserve else self.easy
        items = queue.everybody
        if items and len(items) < KINDS_FROM // 4 and items[-1].since < one.since:  # so it is nearly always
            items.append(one)
        else:
            queue.add(one)

    def add_pairs(self, one: Waiting) -> tuple[str, ...]:
        """List somebody by two interests at once; returns the interests that were frequent enough."""
        frequent = frequent_of(self.postings.of, one.names)
        self.postings.add(one, combinations(frequent, 2))
        return frequent

    def remove(self, one: Waiting) -> None:
        self.postings.remove(one, one.names)
        (self.choosy if one.reserve else self.easy).remove(one)

    def remove_pairs(self, one: Waiting, frequent: tuple[str, ...]) -> None:
        self.postings.remove(one, combinations(frequent, 2))


def frequent_of(postings: dict[str | Pair, Posting], names: Iterable[str]) -> tuple[str, ...]:
    """Which of these interests are frequent enough to be kept two at a time, sorted, as the two of a pair are."""
    frequent = list[str]()
    for name in names:
        posting = postings.get(name)
        if posting is not None and posting.count >= FREQUENT:
            frequent.append(name)
    return tuple(sorted(frequent))


class Shelf:
    """Everyone who waits in one pool."""

    __slots__ = ("count", "tongues")

    def __init__(self) -> None:
        self.count = 0
        self.tongues: dict[str, Tongue] = {}

    def add(self, one: Waiting) -> None:
        one.alive, one.stamp = True, 0
        self.count += 1
        for language in one.kind.tongues:
            tongue = self.tongues.get(language)
            if tongue is None:
                tongue = self.tongues[language] = Tongue()
            tongue.add(one)
            if self.count >= PAIRS_FROM:
                one.paired = (*one.paired, tongue.add_pairs(one))

    def remove(self, one: Waiting) -> None:
        one.alive, one.stamp = False, GONE
        self.count -= 1
        for at, language in enumerate(one.kind.tongues):
            tongue = self.tongues[language]
            tongue.remove(one)
            if one.paired:
                tongue.remove_pairs(one, one.paired[at])
            if not tongue:
                del self.tongues[language]

    def of(self, kind: Kind) -> list[Tongue]:
        """The tongues somebody of this kind can be talked to in."""
        tongues = self.tongues
        return [tongues[language] for language in kind.tongues if language in tongues]
