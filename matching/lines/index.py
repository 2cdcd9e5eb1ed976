"""Those who wait, where a search finds them: the data structure under the line in memory.

    pool ─▶ shelf ─▶ tongue (a language) ─┬▶ interest ─▶ posting: who named it, longest wait first
                                          ├▶ two interests ─▶ posting, once the line is long
                                          └▶ queues: everybody, longest wait first

A posting holds people whether a seeker may meet them or not: that is asked for each two kinds of people once.
"""

from itertools import combinations

from matching.kinds import Kind
from matching.lines.postings import Pair, PairPosting, Posting, Waiting

LONG = 2_000
"""From so many in a pool on, those who join are also found by two interests at once: then so many share one interest
with a seeker that those looked at would rarely share another."""

FREQUENT = 128
"""Pairs are kept of interests that so many named; of others everybody is looked at soon enough."""

KINDS_FROM = 512
"""From so many in a queue on, they are also kept by kind: then the longest waiting whom somebody may meet is found
without asking about thousands who are out of the question."""


class Queue:
    """Those of one language, longest wait first: all together and, where they are many, by kind."""

    __slots__ = ("everybody", "kinds")

    def __init__(self) -> None:
        self.everybody = Posting()
        self.kinds: dict[Kind, Posting] | None = None

    def add(self, one: Waiting) -> None:
        self.everybody.add(one)
        if self.kinds is not None:
            self._sort_in(self.kinds, one)
        elif len(self.everybody.items) >= KINDS_FROM:
            self.kinds = {}
            for each in self.everybody:
                if each.alive:
                    self._sort_in(self.kinds, each)

    def remove(self, one: Waiting) -> None:
        self.everybody.remove(one)
        if self.kinds is None:
            return
        kind = self.kinds[one.kind]
        kind.remove(one)
        if not kind.items:
            del self.kinds[one.kind]
        if len(self.everybody) < KINDS_FROM // 4:
            self.kinds = None

    @staticmethod
    def _sort_in(kinds: dict[Kind, Posting], one: Waiting) -> None:
        posting = kinds.get(one.kind)
        if posting is None:
            kinds[one.kind] = Posting(one)
        else:
            posting.add(one)


class Tongue:
    """Everyone in one pool who speaks one language. `easy` are those without a reserve, `choosy` all others."""

    __slots__ = ("choosy", "easy", "postings")

    def __init__(self) -> None:
        self.postings: dict[str | Pair, Posting] = {}
        self.easy = Queue()
        self.choosy = Queue()

    def __bool__(self) -> bool:
        return bool(self.easy.everybody.items or self.choosy.everybody.items)

    def add(self, one: Waiting) -> None:
        postings, since = self.postings, one.since
        for name in one.names:
            posting = postings.get(name)
            if posting is None:
                postings[name] = Posting(one)
            elif posting.items[-1].since < since:
                posting.items.append(one)
            else:
                posting.add(one)
        (self.choosy if one.reserve else self.easy).add(one)

    def add_pairs(self, one: Waiting) -> None:
        frequent = [name for name in one.names if len(self.postings[name].items) >= FREQUENT]
        added: list[Posting] = []
        for pair in combinations(sorted(frequent), 2):
            posting = self.postings.get(pair)
            if posting is None:
                posting = self.postings[pair] = PairPosting(one, self.postings, pair)
            else:
                posting.add(one)
            added.append(posting)
        one.pairs = (*one.pairs, *added)

    def remove(self, one: Waiting) -> None:
        postings = self.postings
        for name in one.names:
            posting = postings[name]
            posting.remove(one)
            if not posting.items:
                del postings[name]
        (self.choosy if one.reserve else self.easy).remove(one)


class Shelf:
    """Everyone who waits in one pool."""

    __slots__ = ("count", "tongues")

    def __init__(self) -> None:
        self.count = 0
        self.tongues: dict[str, Tongue] = {}

    def add(self, one: Waiting) -> None:
        one.alive = True
        self.count += 1
        for language in one.kind.tongues:
            tongue = self.tongues.get(language)
            if tongue is None:
                tongue = self.tongues[language] = Tongue()
            tongue.add(one)
            if self.count >= LONG:
                tongue.add_pairs(one)

    def remove(self, one: Waiting) -> None:
        one.alive = False
        self.count -= 1
        for language in one.kind.tongues:
            tongue = self.tongues[language]
            tongue.remove(one)
            if not tongue:
                del self.tongues[language]
        for posting in one.pairs:
            posting.remove(one)
