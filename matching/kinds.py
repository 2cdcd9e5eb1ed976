"""People on equal terms are of one kind: interchangeable to everybody else, so whether two kinds meet is asked once."""

from collections.abc import Callable

from matching.rules import agree, terms
from matching.ticket import Ticket

MOST = 20_000
"""Kinds that are remembered. Beyond that all are forgotten; those still in use go on, and are asked about anew."""


class _Meets(dict["Kind", bool]):
    """Whether a kind may meet another, found out when it is first asked for."""

    __slots__ = ("_kind",)

    def __init__(self, kind: "Kind") -> None:
        self._kind = kind

    def __missing__(self, other: "Kind") -> bool:
        if len(self) >= MOST:
            self.clear()
        answer = self[other] = agree(self._kind.terms, other.terms)
        return answer


class Kind:
    """The terms that many tickets may share. Hashed by identity."""

    __slots__ = ("may_meet", "meets", "terms", "tongues")

    def __init__(self, ticket: Ticket) -> None:
        self.terms = terms(ticket)
        self.tongues = tuple(sorted(ticket.languages))
        self.meets: dict[Kind, bool] = _Meets(self)
        self.may_meet: Callable[[Kind], bool] = self.meets.__getitem__


class Kinds:
    """One Kind for all tickets on equal terms."""

    def __init__(self) -> None:
        self._known: dict[object, Kind] = {}

    def of(self, ticket: Ticket) -> Kind:
        key = (ticket.languages, ticket.gender, ticket.age, ticket.wishes, ticket.platform, ticket.server)
        kind = self._known.get(key)
        if kind is None:
            if len(self._known) >= MOST:
                self._known.clear()
            kind = self._known[key] = Kind(ticket)
        return kind
