"""People on equal terms are of one kind: interchangeable to everybody else.

There are thousands of kinds, and millions of two of them. But far fewer *faces* (what others may ask about somebody)
and *tastes* (what somebody asks of others): whether a taste takes in a face is asked once, and two look-ups tell
whether two may meet.
"""

from typing import Final
from weakref import WeakSet

from mypy_extensions import i64

from matching.briefs import brief_of
from matching.remembered import Remembered
from matching.rules import Terms, terms, welcomes, wishes_nothing
from matching.ticket import Ticket

MOST: Final = 20_000
"""Kinds that are remembered. Beyond that all are forgotten; those still in use go on, and are asked about anew."""

ANSWERS: Final = 300_000
"""Answers that are remembered, of all tastes together: some 30 MB."""


class Face:
    """What others may ask about somebody, their languages apart. Hashed by identity."""

    __slots__ = ("terms",)

    def __init__(self, terms: Terms) -> None:
        self.terms = terms


Taste = Remembered[Face, bool]
"""Whether a face is what somebody wishes for, found out when it is first asked for."""


class Kind:
    """The terms that many tickets may share: their `tongues` (sorted), their face, and their taste (None: they welcome
    everybody). Two people with a tongue in common may meet if each one's taste takes in the other's face. `brief`: what
    their terms say in a brief (briefs.py)."""

    __slots__ = ("brief", "face", "taste", "terms", "tongues")

    def __init__(self, terms: Terms, face: Face, taste: Taste | None) -> None:
        self.terms = terms
        self.tongues = tuple(sorted(terms.languages))
        self.face = face
        self.taste = taste
        self.brief: i64 = brief_of(terms)

    def may_meet(self, other: "Kind") -> bool:
        return (
            (self.taste is None or self.taste[other.face])
            and (other.taste is None or other.taste[self.face])
            and not self.terms.languages.isdisjoint(other.terms.languages)
        )


class Kinds:
    """One Kind for all tickets on equal terms."""

    def __init__(self) -> None:
        self._known: dict[object, Kind] = {}
        self._faces: dict[object, Face] = {}
        self._tastes: dict[object, Taste] = {}
        self._living: WeakSet[Taste] = WeakSet()  # also those that are forgotten, and still in use
        self._answers = 0

    def of(self, ticket: Ticket) -> Kind:
        wishes = ticket.wishes
        key = (
            ticket.languages, ticket.gender, ticket.age, ticket.platform, ticket.server,
            wishes.genders, wishes.ages, wishes.same_platform, wishes.same_server,
        )  # fmt: skip
        return self._known.get(key) or self._learn(key, terms(ticket))

    def _learn(self, key: object, terms: Terms) -> Kind:
        if len(self._known) >= MOST:
            for known in (self._known, self._faces, self._tastes):
                known.clear()
            self._forget()
        seen = (terms.gender, terms.age, terms.platform, terms.server)
        face = self._faces.get(seen)
        if face is None:
            face = self._faces[seen] = Face(terms)
        kind = self._known[key] = Kind(terms, face, None if wishes_nothing(terms) else self._taste(terms))
        return kind

    def _taste(self, terms: Terms) -> Taste:
        asked = (
            terms.genders, terms.youngest, terms.oldest,
            terms.same_platform, terms.same_platform and terms.platform,
            terms.same_server, terms.same_server and terms.server,
        )  # fmt: skip
        taste = self._tastes.get(asked)
        if taste is None:

            def found_out(face: Face) -> bool:
                self._answered()
                return welcomes(terms, face.terms)

            taste = self._tastes[asked] = Remembered(found_out)
            self._living.add(taste)
        return taste

    def _answered(self) -> None:
        self._answers += 1
        if self._answers > ANSWERS:
            self._forget()

    def _forget(self) -> None:
        for taste in list(self._living):
            taste.clear()
        self._answers = 0
