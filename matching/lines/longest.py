"""Who has waited longest of those whom somebody may meet: of the queues, where they share nothing."""

from collections.abc import Iterable, Sequence
from typing import Final

from matching.lines.index import Queue, Tongue
from matching.lines.waiting import Waiting
from matching.rules import strangers

ASKED: Final = 64  # of a queue, before its kinds are asked


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
