"""What a table that tells of people has to say for itself: how it is shown, how it is erased, and what each column is.

Every package lists its own tables; a test walks the metadata and fails for a table that is not listed. The times are
config/retention.py's.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Column, LargeBinary, String, Table

from config.ids import MemberId

S = TypeVar("S")


class What(StrEnum):
    """What a column tells of."""

    MEMBER = "member"  # a member's id
    PLACE = "place"  # an address: where somebody is written to
    ROOM = "room"  # who talked with whom
    HASH = "hash"  # a fingerprint of an id of a platform's
    SEALED = "sealed"  # words, or something else of a person's, encrypted
    THING = "thing"  # a message, a case, a decision: it leads to a person through other rows only
    CODED = "coded"  # one of a few values, or a number for machines


@dataclass(frozen=True, slots=True)
class Withheld:
    """Not in the export, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Within:
    """In the export with another table: under which of its keys, and which of that one's."""

    under: str
    key: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Erased with something else: with what. Within 60 seconds."""

    how: str


@dataclass(frozen=True, slots=True)
class Stays:
    """Rows outlast /delete, and why. `without`: the columns that are emptied all the same."""

    why: str
    without: tuple[str, ...] = ()


Shows = Callable[[S, MemberId], Awaitable[Mapping[str, object]]]
"""What the export tells of it, under its own names, as plain JSON values; times are epoch seconds."""

Forgets = Callable[[S, MemberId], Awaitable[object]]
"""Erases what has to go, in the unit of work of /delete."""


@dataclass(frozen=True, slots=True)
class Personal(Generic[S]):
    """One table with something of people in it. `S`: what its functions work on.

    `columns`: what each column tells of; those that can only be codes or numbers may be left out. Rows go with
    `forgets` where nothing is said of how they are erased; beside `Stays` it empties what need not stay.
    """

    table: Table
    columns: Mapping[str, What]
    shows: Shows[S] | Within | Withheld
    erased: Gone | Stays | None = None
    forgets: Forgets[S] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return self.table.name

    def of(self, *kinds: What) -> tuple[str, ...]:
        """The columns of these kinds."""
        return tuple(name for name, what in self.columns.items() if what in kinds)


CODES: Final = 16
"""Characters: what is shorter holds a code, a case's number or a language. Names of members and rooms take 24."""


def telling(column: Column[Any]) -> bool:
    """Whether a column could tell of a person, so that somebody has to say what it tells."""
    kind = column.type
    if isinstance(kind, LargeBinary):
        return True
    return isinstance(kind, String) and (kind.length is None or kind.length > CODES)
