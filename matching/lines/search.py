"""One search: whom of those who wait somebody may be paired with now, and when it is worth looking again.

Of those who share an interest, the rarest first, the briefs are read (postings.py); whoever may be better than the best
so far is looked at. Where nobody is found, and where that is allowed, whoever has waited longest is (longest.py).
"""

from collections.abc import Sequence
from itertools import combinations
from math import inf
from typing import Final

from librt.vecs import append, vec
from mypy_extensions import i64

from matching.appraisal import Appraised, Near
from matching.briefs import MODEST, MODEST_AT, agrees
from matching.lines.index import Tongue, frequent_of
from matching.lines.postings import FEW, WIDTH, Pair, Posting
from matching.lines.waiting import GONE, Waiting
from matching.policy import Policy
from matching.worth import PARTS, cosine

LOOKS: Final = 64
"""People that one search has a closer look at: those who, by their briefs, may be better than the best so far."""

LOOKS_IN_TICK: Final = 2 * LOOKS
"""The same of a search in a tick, which asks for several partners."""

BRIEFS: Final = 1_000
"""Briefs that one search reads, in some microseconds."""

OF_ONE: Final = 128
"""Briefs that it reads of one posting: whoever fits best is in several. With 256, those found are no better."""

SEARCHES_PER_TICK: Final = 1_000
"""After so many searches a tick leaves the rest to the next one."""

NOBODY: Final = -(1 << 40)
"""A rank below all others."""

Found = tuple[int, float, int, Waiting, int]
"""How somebody acceptable ranks (millionths, minus since, minus number: more is better), who it is, and the score."""


Sight = tuple[list[Found], float]
"""What a search saw: those acceptable now, and when the next of those it saw will be (inf: none)."""


class Search:
    """What one seeker looks for, and whom they found so far."""

    __slots__ = ("_appraised", "_best", "_brief", "_commit", "_fade", "_now", "_one", "_signs", "_stamp", "_unread",
                 "_worths", "due", "found", "looks", "several")  # fmt: skip

    def __init__(self, one: Waiting, appraised: Appraised, policy: Policy, now: float, stamp: int, looks: int) -> None:
        self._one = one
        self._appraised = appraised
        self._brief: i64 = one.brief
        self._now = now
        self._stamp = stamp
        self._fade = policy.fade
        self._commit = policy.commit_after
        self._best = float(NOBODY)
        self._unread: i64 = BRIEFS
        self.looks = looks
        self.several = looks > LOOKS
        self.found: list[Found] = []
        self.due = inf
        self._signs: vec[i64] = vec[i64]()  # of each step
        self._worths: vec[float] = vec[float]()  # what sharing it brings, in millionths by the other's length

    @property
    def best(self) -> float:
        return self._best

    def read(self, kept: Sequence[dict[str | Pair, Posting]], name: str | Pair, step: i64) -> None:
        """Meet whoever is in these postings, and may rank as high as the best so far: the most promising first. They
        share none of the steps before `step`, or were met there, or are beyond what is read of a posting."""
        for postings in kept:
            posting = postings.get(name)
            if posting is None:
                continue
            if not self._signs:
                self._prepare()
            until = posting.count
            if until <= FEW:
                for other in posting.people:
                    if other.stamp < self._stamp and self.looks and self._may(other, step):
                        self._meet(other)
                continue
            if until > OF_ONE:
                until = OF_ONE
            if until > self._unread:
                until = self._unread
            self._unread -= until
            at: i64 = 0
            if not self.several:
                at = self._next(posting, 0, until, step, True)
                while at < until and self._gone(posting, at):
                    at = self._next(posting, 0, until, step, True)
                if at < until:
                    if posting.people[at].stamp < self._stamp:
                        self._meet(posting.people[at])
                    at = 0
            while self.looks:
                at = self._next(posting, at, until, step, False)
                if at == until:
                    break
                if posting.people[at].stamp < self._stamp:
                    self._meet(posting.people[at])
                else:
                    self._gone(posting, at)
                at += 1

    def _prepare(self) -> None:
        appraised = self._appraised
        steps, share = len(appraised.search), PARTS / appraised.length
        signs, worths = vec[i64](capacity=steps), vec[float](capacity=steps)
        for each in appraised.search:
            signs = append(signs, each.sign)
            worths = append(worths, float(each.square) * share)
        self._signs, self._worths = signs, worths

    def _may(self, other: Waiting, step: i64) -> bool:
        """Whether somebody may rank as high as the best so far, as `_next` asks it of those with a brief."""
        if self._best < 0.0:
            return True
        signs, worths, theirs, rank = self._signs, self._worths, other.signs, 0.0
        for each in range(step, len(signs)):
            if theirs & signs[each] == signs[each]:
                rank += worths[each]
        return rank / other.length + 1.0 >= self._best

    def _gone(self, posting: Posting, at: i64) -> bool:
        """Whether somebody is gone; then they are passed by from now on."""
        if posting.people[at].stamp != GONE:
            return False
        posting.strike(at)
        return True

    def _next(self, posting: Posting, at: i64, until: i64, step: i64, top: bool) -> i64:
        """The next from place `at` on who may rank as high as the best so far, or, if `top`, who may rank highest;
        `until` for nobody. Whoever has a step's sign is taken to share it: nobody is thought less of than is right."""
        briefs, rates, mine, best = posting.briefs, posting.rates, self._brief, self._best - 1.0  # for rounding
        signs, worths = self._signs, self._worths
        steps: i64 = len(signs)
        found = until
        while at < until:
            brief = briefs[WIDTH * at + 1]
            if agrees(mine, brief):
                theirs = briefs[WIDTH * at]
                rank = 0.0
                for each in range(step, steps):
                    if theirs & signs[each] == signs[each]:
                        rank += worths[each]
                rank *= rates[at]
                if rank >= best:
                    rank -= float(brief >> MODEST_AT & MODEST)
                    if rank >= best:
                        if not top:
                            return at
                        best, found = rank + 1.0, at
            at += 1
        return found

    def _meet(self, other: Waiting) -> None:
        """Have a closer look at somebody."""
        one = self._one
        self.looks -= 1
        other.stamp = self._stamp
        if (one.taste is not None and not one.taste[other.face]) or (
            other.taste is not None and not other.taste[one.face]
        ):
            return
        appraised = self._appraised
        shared, squares = 0, appraised.squares
        for each in other.names:
            square = squares.get(each)
            if square is not None:
                shared += square
        if appraised.near is not None:
            shared += _close(appraised.near, other.names)
        parts = int(shared * PARTS / (appraised.length * other.length))  # worth.cosine, written out: asked so often
        if parts > PARTS:
            parts = PARTS
        rank = parts - other.modest
        if rank < self._best:
            return
        if (one.avoid and other.member in one.avoid) or (other.avoid and one.member in other.avoid):
            return
        reserve = one.reserve if one.reserve > other.reserve else other.reserve
        if parts < reserve:  # Policy.accepts, written out
            oldest = one.since if one.since < other.since else other.since
            wait = self._fade * (1 - parts / reserve)
            if self._now < oldest + (wait if wait < self._commit else self._commit):
                if wait < self._commit and oldest + wait < self.due:
                    self.due = oldest + wait
                return
        self.found.append((rank, -other.since, -other.number, other, parts))
        if rank > self._best and not self.several:
            self._best = float(rank)


def look(
    tongues: Sequence[Tongue],
    one: Waiting,
    appraised: Appraised,
    policy: Policy,
    now: float,
    stamp: int,
    looks: int = LOOKS,
    pairs: bool = False,
) -> Sight:
    """Those with an interest in common, as far as a search sees. That they become acceptable by their own patience is
    not foreseen: they look for themselves then.

    Ends where nobody further can rank higher than the best so far (MaxScore, Turtle and Flood 1995): whoever shares
    only interests from one on scores at most the root of their squared weights over our length, because their own
    length is at least that. `looks` of more than `LOOKS` ask for several, and do not end there. It also ends where
    whoever is as long a vector as ours would be accepted, with what they share, only when anyone is: two in three of
    those who share something share but what everybody likes. `pairs`: whoever shares two interests is looked for first.
    """
    every = appraised.every
    search = Search(one, appraised, policy, now, stamp, looks)
    one.stamp = stamp
    kept = [tongue.postings.of for tongue in tongues]
    for pair in _pairs(kept, appraised.squares) if pairs else ():
        search.read(kept, pair, 0)
    left = appraised.brings
    least = policy.hopeless(one.reserve) * every / PARTS if now < one.since + policy.commit_after else 0.0
    for step, worth in enumerate(appraised.search):
        best = search.best / PARTS
        if best > 0 and best * best * every > least:
            least = best * best * every
        if left < least or not search.looks:
            break
        search.read(kept, worth.name, step)
        left -= int(worth.square)  # what all after this one bring
    return search.found, search.due


def _pairs(kept: Sequence[dict[str | Pair, Posting]], squares: dict[str, int]) -> list[Pair]:
    """Two interests at once, the most valuable first."""
    found: set[tuple[int, Pair]] = set()
    for postings in kept:
        for pair in combinations(frequent_of(postings, squares), 2):
            if pair in postings:
                found.add((-squares[pair[0]] - squares[pair[1]], pair))
    return [pair for _, pair in sorted(found)]


def _close(near: Near, names: tuple[str, ...]) -> int:
    """What interests of the other count for that are close to own ones; those both named are counted already."""
    return sum([value for name in names if name in near for own, value in near[name] if own not in names])


def fits_by(appraised: Appraised, names: tuple[str, ...], length: float) -> int:
    """The score in millionths of somebody and another with these interests, by the weights of the first."""
    shared = sum([square for name, square in appraised.squares.items() if name in names])
    if appraised.near is not None:
        shared += _close(appraised.near, names)
    return cosine(shared, appraised.length, length)


def in_common(appraised: Appraised, names: Sequence[str]) -> tuple[str, ...]:
    """What both named, rarest first, then in the seeker's order."""
    return tuple([name for name in appraised.squares if name in names])


def close_by(appraised: Appraised, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(the seeker's, the other's) interests that are close to each other, of those they don't share."""
    if appraised.near is None:
        return ()
    return tuple((own, name) for name in names for own, _ in appraised.near.get(name, ()) if own not in names)
