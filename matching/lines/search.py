"""One search: whom of those who wait somebody may be paired with now, and when it is worth looking again.

Those who share an interest are looked at first, the rarest interest and the longest wait first, up to a number of
people; then, where that is allowed, whoever has waited longest.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import inf, sqrt
from typing import NamedTuple

from matching.appraisal import Appraised
from matching.lines.index import LONG, Queue, Shelf, Tongue
from matching.lines.postings import Pair, Waiting
from matching.policy import Policy
from matching.rules import strangers
from matching.worth import PARTS, cosine

LOOKS = 64
"""People with an interest in common that one search looks at. At 10,000 waiting such a limit costs a few percent of the
score and keeps the slowest search short."""

LOOKS_IN_TICK = 2 * LOOKS
"""The same of a search in a tick, which asks for several partners."""

SEARCHES_PER_TICK = 1_000
"""After so many searches a tick leaves the rest to the next one."""

ASKED = 64  # of a queue, before its kinds are asked

Found = tuple[int, float, int, Waiting, int]
"""How somebody acceptable ranks (millionths, minus since, minus number: more is better), who it is, and the score."""


class Sight(NamedTuple):
    """What a search saw: those acceptable now, and when the next of those it saw will be (inf: none)."""

    found: list[Found]
    due: float


def look(
    shelf: Shelf, one: Waiting, appraised: Appraised, policy: Policy, now: float, stamp: int, looks: int = LOOKS
) -> Sight:
    """Those with an interest in common, as far as a search sees. That they become acceptable by their own patience is
    not foreseen: they look for themselves then.

    Ends where nobody further can rank higher than the best so far (MaxScore, Turtle and Flood 1995): whoever shares
    only interests from one on scores at most the root of their squared weights over our length, because their own
    length is at least that. `looks` of more than `LOOKS` ask for several, and do not end there.
    """
    squares, near, ours = appraised.squares, appraised.near, appraised.length
    meets, avoid, member = one.kind.meets, one.avoid, one.member
    mine, since, fade, commit = one.reserve, one.since, policy.fade, policy.commit_after
    found: list[Found] = []
    due, best, several = inf, -PARTS, looks > LOOKS
    one.stamp = stamp
    tongues = tongues_of(shelf, one)
    plan: Sequence[tuple[int, str | Pair, float]] = appraised.search
    if shelf.count >= LONG:
        plan = [*_pairs(tongues, squares), *plan]
    left, close = appraised.every, appraised.close
    for minus, name, extra in plan:
        if found and not several and best * ours > (sqrt(left) + close) * PARTS:
            break
        left += minus
        if near:
            close -= extra
        for tongue in tongues:
            posting = tongue.postings.get(name)
            if posting is None:
                continue
            for other in posting.items:
                if other.stamp == stamp or not other.alive:
                    continue
                if not looks:
                    return Sight(found, due)
                looks -= 1
                other.stamp = stamp
                if not meets[other.kind]:
                    continue
                shared = 0
                for each in other.names:
                    if each in squares:
                        shared += squares[each]
                if near:
                    shared += _close(near, other.names)
                parts = int(shared * PARTS / (ours * other.length))  # worth.cosine, written out: asked so often
                if parts > PARTS:
                    parts = PARTS
                rank = parts - other.modest
                if rank < best and not several:
                    continue
                if (avoid and other.member in avoid) or (other.avoid and member in other.avoid):
                    continue
                reserve = mine if mine > other.reserve else other.reserve
                oldest = since if since < other.since else other.since
                if (
                    parts >= reserve
                    or parts * fade >= reserve * (fade - (now - oldest if now > oldest else 0.0))
                    or now >= oldest + commit
                ):
                    found.append((rank, -other.since, -other.number, other, parts))
                    if rank > best:
                        best = rank
                else:
                    soon = oldest + fade * (1 - parts / reserve)
                    if soon < due:
                        due = soon
    return Sight(found, due)


def _pairs(tongues: list[Tongue], squares: dict[str, int]) -> list[tuple[int, str | Pair, float]]:
    """Two interests at once, the most valuable first. They lower no bound: whoever is met there is not met again."""
    pairs = [
        (-squares[a] - squares[b], (a, b))
        for a, b in combinations(sorted(squares), 2)
        if any((a, b) in tongue.postings for tongue in tongues)
    ]
    return [(0, pair, 0.0) for _, pair in sorted(pairs)]


def tongues_of(shelf: Shelf, one: Waiting) -> list[Tongue]:
    tongues = [shelf.tongues.get(language) for language in one.kind.tongues]
    return [tongue for tongue in tongues if tongue is not None]


def _close(near: dict[str, list[tuple[str, int]]], names: tuple[str, ...]) -> int:
    """What interests of the other count for that are close to own ones; those both named are counted already."""
    return sum([value for name in names if name in near for own, value in near[name] if own not in names])


def longest(shelf: Shelf, one: Waiting, now: float, *, choosy: float, easy: float) -> Waiting | None:
    """The longest waiting whom somebody may meet, of those who have waited at least so many seconds: `choosy` where
    they have a reserve, `easy` where not."""
    oldest: Waiting | None = None
    for tongue in tongues_of(shelf, one):
        for queue, wait in ((tongue.choosy, choosy), (tongue.easy, easy)):
            items = queue.everybody.items
            if items and items[0].since + wait <= now:
                other = _first(queue, one, now, wait)
                if other is not None and (oldest is None or other.place < oldest.place):
                    oldest = other
    return oldest


def _first(queue: Queue, one: Waiting, now: float, wait: float) -> Waiting | None:
    items = queue.everybody.items
    if queue.kinds is None:
        return _first_of(items, one, now, wait)
    found = _first_of(items[:ASKED], one, now, wait)
    if found is not None or items[min(ASKED, len(items)) - 1].since + wait > now:
        return found
    meets = one.kind.meets
    firsts = [_first_of(posting.items, one, now, wait) for kind, posting in queue.kinds.items() if meets[kind]]
    return min((each for each in firsts if each is not None), key=lambda each: each.place, default=None)


def _first_of(items: Iterable[Waiting], one: Waiting, now: float, wait: float) -> Waiting | None:
    meets = one.kind.meets
    for other in items:
        if other.since + wait > now:
            return None
        if other.alive and other is not one and meets[other.kind] and strangers(one.ticket, other.ticket):
            return other
    return None


def fits_by(appraised: Appraised, names: tuple[str, ...], length: float) -> int:
    """The score in millionths of somebody and another with these interests, by the weights of the first."""
    shared = sum([appraised.squares.get(name, 0) for name in names]) + _close(appraised.near, names)
    return cosine(shared, appraised.length, length)


def in_common(appraised: Appraised, names: Sequence[str]) -> tuple[str, ...]:
    """What both named, rarest first, then in the seeker's order."""
    return tuple([name for name in appraised.squares if name in names])


def close_by(appraised: Appraised, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(the seeker's, the other's) interests that are close to each other, of those they don't share."""
    return tuple((own, name) for name in names for own, _ in appraised.near.get(name, ()) if own not in names)
