"""One search: whom of those who wait somebody may be paired with now, and when it is worth looking again.

Those who share an interest are looked at first, the rarest interest first and then who came first, up to a number of
people; then, where that is allowed, whoever has waited longest.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import inf

from matching.appraisal import Appraised, Near, Step
from matching.lines.index import Pair, Queue, Tongue
from matching.lines.postings import Waiting
from matching.policy import Policy
from matching.rules import strangers
from matching.worth import PARTS, cosine, sign_of

LOOKS = 64
"""People with an interest in common that one search looks at. At 10,000 waiting such a limit costs a few percent of the
score and keeps the slowest search short."""

LOOKS_WHERE_MANY = 44
"""The same where thousands wait, and those who share two interests are looked at first. Each look costs more there, for
whoever is looked at lies somewhere else in memory; 64 would find partners who fit 3 to 5 % better."""

LOOKS_IN_TICK = 2 * LOOKS
"""The same of a search in a tick, which asks for several partners."""

SEARCHES_PER_TICK = 1_000
"""After so many searches a tick leaves the rest to the next one."""

ASKED = 64  # of a queue, before its kinds are asked

Found = tuple[int, float, int, Waiting, int]
"""How somebody acceptable ranks (millionths, minus since, minus number: more is better), who it is, and the score."""


Sight = tuple[list[Found], float]
"""What a search saw: those acceptable now, and when the next of those it saw will be (inf: none)."""


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
    squares, near, ours, every = appraised.squares, appraised.near, appraised.length, appraised.every
    face, taste, avoid, member = one.face, one.taste, one.avoid, one.member
    mine, since, fade, commit = one.reserve, one.since, policy.fade, policy.commit_after
    found: list[Found] = []
    due, best, several = inf, -PARTS, looks > LOOKS
    one.stamp = stamp
    lists = [tongue.postings.lists for tongue in tongues]
    plan: Sequence[Step] | list[tuple[int, str | Pair, float, int]] = appraised.search
    if pairs:
        plan = [*_pairs(lists, squares), *plan]
    told, ahead = near is None and appraised.apart, appraised.signs  # signs tell who shares nothing else
    left = appraised.brings
    least = policy.hopeless(mine) * every / PARTS if now < since + commit else 0.0
    for minus, name, _, sign in plan:
        if left < least:
            break
        rest = left  # what all from here on bring
        left += minus
        both = not isinstance(name, str)
        named = squares[name[0]] + squares[name[1]] if both else -minus
        more = ahead ^ sign if told else -1  # the signs of what they may share besides
        if not both:
            ahead = more  # whoever shares this is met here
        for kept in lists:
            if name not in kept:
                continue
            for other in kept[name]:
                if other.stamp >= stamp:
                    continue
                if not looks:
                    return found, due
                looks -= 1
                other.stamp = stamp
                if (taste is not None and not taste[other.face]) or (other.taste is not None and not other.taste[face]):
                    continue
                if rest * PARTS / (ours * other.length) - other.modest < best and not several:
                    continue  # not even by sharing all of it
                if not other.signs & more:
                    shared = named
                else:
                    shared = 0
                    for each in other.names:
                        square = squares.get(each)
                        if square is not None:
                            shared += square
                    if near is not None:
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
                if parts < reserve:  # Policy.accepts, written out
                    oldest = since if since < other.since else other.since
                    wait = fade * (1 - parts / reserve)
                    if now < oldest + (wait if wait < commit else commit):
                        if wait < commit and oldest + wait < due:
                            due = oldest + wait
                        continue
                found.append((rank, -other.since, -other.number, other, parts))
                if rank > best:
                    best = rank
        if best > 0 and not several:
            least = max(least, (best / PARTS) ** 2 * every)
    return found, due


def _pairs(
    lists: Sequence[dict[str | Pair, list[Waiting]]], squares: dict[str, int]
) -> list[tuple[int, str | Pair, float, int]]:
    """Two interests at once, the most valuable first. They lower no bound: whoever is met there is not met again."""
    found: set[tuple[int, Pair]] = set()
    names = sorted(squares)
    for kept in lists:
        for pair in combinations(names, 2):
            if pair in kept:
                found.add((-squares[pair[0]] - squares[pair[1]], pair))
    return [(0, pair, 0.0, sign_of(pair[0]) | sign_of(pair[1])) for _, pair in sorted(found)]


def _close(near: Near, names: tuple[str, ...]) -> int:
    """What interests of the other count for that are close to own ones; those both named are counted already."""
    return sum([value for name in names if name in near for own, value in near[name] if own not in names])


def longest(tongues: Sequence[Tongue], one: Waiting, now: float, choosy: float, easy: float) -> Waiting | None:
    """The longest waiting whom somebody may meet, of those who have waited at least so many seconds: `choosy` where
    they have a reserve, `easy` where not."""
    oldest: Waiting | None = None
    for tongue in tongues:
        items = tongue.choosy.everybody
        if items and items[0].since + choosy <= now:
            oldest = _older(oldest, _first(tongue.choosy, one, now, choosy))
        items = tongue.easy.everybody
        if items and items[0].since + easy <= now:
            oldest = _older(oldest, _first(tongue.easy, one, now, easy))
    return oldest


def _older(one: Waiting | None, other: Waiting | None) -> Waiting | None:
    if one is None or other is None:
        return one or other
    return other if other.place < one.place else one


def _first(queue: Queue, one: Waiting, now: float, wait: float) -> Waiting | None:
    items = queue.everybody
    if queue.kinds is None:
        return _first_of(items, one, now, wait)
    found = _first_of(items[:ASKED], one, now, wait)
    if found is not None or items[min(ASKED, len(items)) - 1].since + wait > now:
        return found
    meets = one.kind.may_meet
    firsts = [_first_of(kept, one, now, wait) for kind, kept in queue.kinds.lists.items() if meets(kind)]
    return min((each for each in firsts if each is not None), key=lambda each: each.place, default=None)


def _first_of(items: Iterable[Waiting], one: Waiting, now: float, wait: float) -> Waiting | None:
    face, taste, ticket = one.face, one.taste, one.ticket
    for other in items:
        if other.since + wait > now:
            return None
        if (
            other.alive
            and (taste is None or taste[other.face])
            and (other.taste is None or other.taste[face])
            and other is not one
            and strangers(ticket, other.ticket)
        ):
            return other
    return None


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
