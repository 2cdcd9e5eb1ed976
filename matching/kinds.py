"""People on equal terms are of one kind: interchangeable to everybody else, so whether two kinds meet is asked once."""

from collections.abc import Callable
from weakref import WeakSet

from matching.rules import agree, terms
from matching.ticket import Ticket

MOST = 20_000
"""Kinds that are remembered. Beyond that all are forgotten; those still in use go on, and are asked about anew."""

ANSWERS = 300_000
"""Answers that are remembered, of all kinds together: some 30 MB. A few thousand kinds could be asked about millions of
times otherwise."""


class _Meets(dict["Kind", bool]):
    """Whether a kind may meet another, found out when it is first asked for."""

    __slots__ = ("_kind", "_on_answer")

    def __init__(self, kind: "Kind", on_answer: Callable[[], None]) -> None:
        self._kind = kind
        self._on_answer = on_answer

    def __missing__(self, other: "Kind") -> bool:
        self._on_answer()
        answer = self[other] = agree(self._kind.terms, other.terms)
        return answer


class Kind:
    """The terms that many tickets may share. Hashed by identity."""

    __slots__ = ("__weakref__", "may_meet", "meets", "terms", "tongues")

    def __init__(self, ticket: Ticket, on_answer: Callable[[], None]) -> None:
        self.terms = terms(ticket)
        self.tongues = tuple(sorted(ticket.languages))
        self.meets: dict[Kind, bool] = _Meets(self, on_answer)
        self.may_meet: Callable[[Kind], bool] = self.meets.__getitem__


class Kinds:
    """One Kind for all tickets on equal terms."""

    def __init__(self) -> None:
        self._known: dict[object, Kind] = {}
        self._living: WeakSet[Kind] = WeakSet()  # also those that are forgotten, and still in use
        self._answers = 0

    def of(self, ticket: Ticket) -> Kind:
        key = (ticket.languages, ticket.gender, ticket.age, ticket.wishes, ticket.platform, ticket.server)
        kind = self._known.get(key)
        if kind is None:
            if len(self._known) >= MOST:
                self._forget()
                self._known.clear()
            kind = self._known[key] = Kind(ticket, self._answered)
            self._living.add(kind)
        return kind

    def _answered(self) -> None:
        self._answers += 1
        if self._answers > ANSWERS:
            self._forget()

    def _forget(self) -> None:
        for kind in list(self._living):
            kind.meets.clear()
        self._answers = 0
