"""What people type, made into interests: canonical, bounded, and safe to show to a stranger."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category, normalize

from matching.lexicon import meant

MOST = 10  # interests of one person
LONGEST = 40  # code points of one interest, as it will be seen
LONGEST_TEXT = 4096  # code points of what is typed: a Telegram message holds no more

_SEPARATOR = re.compile(
    "[,;\n\r\v\f\x1c-\x1e\x85\u2028\u2029"  # Latin, and all that ends a line
    "\u037e\u060c\u061b\u3001\uff0c\uff1b\uff64"  # Greek, Arabic, CJK
    "\ufe10\ufe11\ufe14\ufe50\ufe51\ufe54]"  # small and vertical forms
)

_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
"""What is drawn as nothing though it is no format character: fillers, variation selectors, tags (Unicode's
Default_Ignorable_Code_Point), the empty braille cell. ❤ with and without a selector is one interest."""

_PICTOGRAPH = "[\u2194\u2195\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_JOINER = "\u200d"
_STRAY_JOINER = re.compile(f"(?<!{_PICTOGRAPH}){_JOINER}|{_JOINER}(?!{_PICTOGRAPH})")

_DROPPED = {"Cc", "Cf", "Cs", "Co"}  # control, format (bidi, zero-width), lone surrogates, private use
_MARKS = {"Mn", "Mc", "Me"}

_SPELLINGS = 40
"""Different names that are looked up: who means ten interests does not write more, and each may take a millisecond."""

_SHRINKS = 4
"""No more than so many code points are ever composed into one."""

_PASSES = 8
"""Folding and composing settle in two or three; the bound is for a Unicode to come."""


class Reason(StrEnum):
    EMPTY = "empty"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Interests:
    """What somebody is interested in: 1 to `MOST` distinct names in the order they were typed, each of 1 to `LONGEST`
    code points."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a text cannot be taken: `limit` is the number it goes beyond (0 for EMPTY), `which` the beginning of the name
    that is too long (empty where it is the whole text, longer than `LONGEST_TEXT`)."""

    reason: Reason
    limit: int = 0
    which: str = ""


def parse_interests(text: str, known: Callable[[str], str] = meant) -> Interests | Refused:
    """Interests from a list as people type it: separated by commas, semicolons (of any script) or new lines.

    Names are compared in NFKC with case folded, with single spaces, without leading # signs and without anything
    invisible; only within an emoji the joiner stays. `known` then says what a canonical name means (see lexicon.py):
    soccer and Fußball are one interest, football. What it does not know stays. Parsing the names again gives the names
    again. Whatever the text, the work is bounded: a name too long to become short enough isn't normalised at all, and
    nothing is read beyond the first name too many, nor beyond forty spellings of whatever they mean.
    """
    if len(text) > LONGEST_TEXT:
        return Refused(Reason.TOO_LONG, LONGEST_TEXT)
    read: set[str] = set()
    names: dict[str, None] = {}
    for piece in dict.fromkeys(_SEPARATOR.split(text)):
        visible = " ".join(_drop_invisible(piece).split())
        name = canonical(visible[: LONGEST * _SHRINKS])
        if len(name) > LONGEST or len(visible) > LONGEST * _SHRINKS:
            return Refused(Reason.TOO_LONG, LONGEST, name[:LONGEST])
        if name and name not in read:
            read.add(name)
            names[known(name)] = None
        if len(names) > MOST or len(read) > _SPELLINGS:
            return Refused(Reason.TOO_MANY, MOST)
    return Interests(tuple(names)) if names else Refused(Reason.EMPTY)


def canonical(name: str) -> str:
    """One name as `parse_interests` makes it; empty if nothing is left. Canonical names stay as they are."""
    for _ in range(_PASSES):
        before, name = name, _once(name)
        if name == before:
            break
    return name


def _once(name: str) -> str:
    """One pass. Each step may give the others something new to do: folding takes letters apart, composing makes fillers
    and commas, dropping what was between two signs lets them compose."""
    name = _drop_invisible(normalize("NFKC", normalize("NFKC", name).casefold()))
    name = " ".join(_SEPARATOR.sub(" ", name).split())
    start = 0
    while start < len(name) and (name[start] in "# " or category(name[start]) in _MARKS):
        start += 1  # a mark without a letter would sit on whatever stands before the name
    return name[start:]


def _drop_invisible(name: str) -> str:
    if name.isascii() and name.isprintable():
        return name
    kept = [char for char in name if char.isspace() or char == _JOINER or not _is_dropped(char)]
    return _STRAY_JOINER.sub("", _INVISIBLE.sub("", "".join(kept)))


def _is_dropped(char: str) -> bool:
    return category(char) in _DROPPED or (ord(char) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
