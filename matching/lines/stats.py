"""How a line looks from one ticket: how many wait, fit, and share what."""

from collections import Counter

from matching.kinds import Kind
from matching.line import LineStats
from matching.lines.index import Shelf
from matching.lines.waiting import Waiting
from matching.rules import strangers
from matching.ticket import Ticket

COUNTED = 2_000
"""In longer lists people are not asked one by one: so many of them tell how many there are in all."""


def stats_of(shelf: Shelf | None, seeker: Ticket, kind: Kind) -> LineStats:
    """Counts person by person, up to `COUNTED` of each list; `waiting` are all in the pool, the seeker too."""
    if shelf is None:
        return LineStats(waiting=0, fit=0, sharing=0)
    fit = 0
    named = Counter(dict.fromkeys(seeker.interests, 0))
    sharing: set[int] = set()
    for tongue in shelf.of(kind):
        for queue in (tongue.easy, tongue.choosy):
            fit += _count(queue.everybody, seeker, kind)[0]
        for name in named:
            posting = tongue.postings.of.get(name)
            if posting is not None:
                many, numbers = _count(posting.people, seeker, kind)
                named[name] += many
                sharing |= numbers
    shared = tuple(name for name, times in named.most_common() if times)
    return LineStats(shelf.count, fit, max(len(sharing), max(named.values(), default=0)), shared)


def _count(items: list[Waiting], seeker: Ticket, kind: Kind) -> tuple[int, set[int]]:
    """How many of a list the seeker may meet, and the numbers of those asked."""
    meets, asked = kind.may_meet, items[:COUNTED]
    numbers = {other.number for other in asked if other.alive and meets(other.kind) and strangers(seeker, other.ticket)}
    return len(numbers) * len(items) // len(asked) if asked else 0, numbers
