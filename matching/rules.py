"""Who may talk to whom. Pure functions: no clock, no I/O."""

from math import inf
from typing import Final, NamedTuple

from matching.ticket import ANY_GENDER, Gender, Ticket

_UNSTATED: Final = 1 << len(Gender)
_BIT: Final = {gender: 1 << place for place, gender in enumerate(Gender)}


class Terms(NamedTuple):
    """What decides, apart from who they are, whether two people of a pool may meet.

    People with equal terms are interchangeable to everybody else, which is how a line of thousands is searched by the
    group. Wishes fail closed by construction: an unstated gender has a bit and an unstated age a value that only the
    absence of a wish takes in.
    """

    languages: frozenset[str]
    gender: int  # one bit
    age: float  # -1: unstated
    genders: int  # the bits that are welcome
    youngest: float
    oldest: float
    platform: str | None
    server: str | None
    same_platform: bool
    same_server: bool


_ANY: Final = 2 * _UNSTATED - 1


def terms(ticket: Ticket) -> Terms:
    """The terms a ticket brings along."""
    wishes = ticket.wishes
    genders = _ANY if wishes.genders == ANY_GENDER else sum([_BIT[gender] for gender in wishes.genders])
    youngest, oldest = (-inf, inf) if wishes.ages is None else wishes.ages
    gender = _UNSTATED if ticket.gender is None else _BIT[ticket.gender]
    return Terms(
        ticket.languages,
        gender,
        -1 if ticket.age is None else ticket.age,
        genders,
        youngest,
        oldest,
        ticket.platform,
        ticket.server,
        wishes.same_platform,
        wishes.same_server,
    )


def welcomes(a: Terms, b: Terms) -> bool:
    """Whether somebody on the terms `b` is what `a` wishes for. Languages are no wish."""
    return (
        a.genders & b.gender != 0
        and a.youngest <= b.age <= a.oldest
        and (not a.same_platform or (a.platform is not None and a.platform == b.platform))
        and (not a.same_server or (a.server is not None and a.server == b.server))
    )


def wishes_nothing(a: Terms) -> bool:
    """Whether anybody is welcome to somebody on these terms."""
    return a.genders == _ANY and (a.youngest, a.oldest) == (-inf, inf) and not (a.same_platform or a.same_server)


def agree(a: Terms, b: Terms) -> bool:
    """Whether two people on these terms share a language and each has what the other wishes. Symmetric."""
    return not a.languages.isdisjoint(b.languages) and welcomes(a, b) and welcomes(b, a)


def strangers(a: Ticket, b: Ticket) -> bool:
    """Whether these are two different members of whom neither avoids the other. Symmetric."""
    return a.member != b.member and b.member not in a.avoid and a.member not in b.avoid


def may_meet(a: Ticket, b: Ticket) -> bool:
    """The hard rules, never relaxed: one pool, strangers to each other, terms that agree. Symmetric."""
    return a.pool == b.pool and strangers(a, b) and agree(terms(a), terms(b))
