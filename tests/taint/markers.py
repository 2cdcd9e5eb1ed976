"""Markers: unique words and numbers that stand in people's messages, each known by the field it stands in.

    word("text via_bot.username")       a word; so are the markers in files (tests/bot/media/planting.py)
    number("text via_bot.id")           a number as Telegram's ids are; `snowflake` makes Discord's
    date(…), moment(…), degree(…)       seconds, an ISO moment, degrees on the earth
    said("text")                        what somebody wants to say: it has to arrive, and must be nowhere else

All of a family begin alike, so that a search for the few beginnings finds every marker there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import count
from typing import Final

from tests.bot.media import planting
from tests.bot.media.planting import mark as word

__all__ = [
    "FAMILIES", "SAID", "date", "degree", "markers", "moment", "named", "number", "numbers", "said", "snowflake",
    "spoken", "word",
]  # fmt: skip

NUMBER: Final = "73194600"
MOMENT: Final = "1997-03-19"
SAID: Final = "Kx3Vsaid"
FAMILIES: Final = (planting.CORE, NUMBER, MOMENT)
"""What the markers begin with that must appear nowhere."""

_numbers: dict[str, count[int]] = {}
_planted: dict[str, str] = {}
_spoken: dict[str, str] = {}
_WHOLE: Final = {
    planting.CORE: rf"{planting.CORE}[0-9a-f]{{4}}",
    NUMBER: rf"{NUMBER}\d{{2,10}}",
    MOMENT: rf"{MOMENT}T[\d:]+\.000000\+00:00",
    SAID: rf"{SAID}[0-9a-f]{{3}}",
}


def number(where: str) -> int:
    """13 digits: within the 52 bits that Telegram's ids have."""
    return int(_marked(where, 5))


def snowflake(where: str) -> str:
    """18 digits, as an id of Discord's from some years ago."""
    return _marked(where, 10)


def date(where: str) -> int:
    """Epoch seconds, of 11 digits: in some thousand years."""
    return int(_marked(where, 3))


def moment(where: str) -> str:
    if where not in _planted:
        second = _next("moment", 86_400)
        clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
        _planted[where] = f"{MOMENT}T{clock}.000000+00:00"
    return _planted[where]


def degree(where: str, whole: int) -> float:
    """A place exact to a millimetre; rounded to two decimals there is nothing left of the marker."""
    if where not in _planted:
        count = _next("degrees", 90)
        _planted[where] = f"{NUMBER}{count // 9}{count % 9 + 1}"  # no nought at the end: numbers lose it
    return float(f"{whole}.43{_planted[where]}")


def said(what: str) -> str:
    if what not in _spoken:
        _spoken[what] = f"{SAID}{_next('words', 0x1000):03x}"
    return _spoken[what]


def _marked(where: str, digits: int) -> str:
    if where not in _planted:
        _planted[where] = f"{NUMBER}{_next(f'{digits} digits', 10**digits):0{digits}d}"
    return _planted[where]


def _next(family: str, limit: int) -> int:
    found = next(_numbers.setdefault(family, count()))
    assert found < limit, f"no more markers of the family {family}"
    return found


def markers() -> dict[str, str]:
    """All that were planted, in files too, by where."""
    return planting.markers() | _planted


def spoken() -> dict[str, str]:
    """All that was to be said, by what it is."""
    return dict(_spoken)


def numbers() -> list[int]:
    """Those that could stand in a file as bytes: ids."""
    return [int(each) for each in _planted.values() if each.isdecimal() and len(each) > 12]


def named(text: str, families: Iterable[str] = FAMILIES) -> list[str]:
    """The fields whose markers of these families stand in a text; a marker that nobody planted as it is."""
    whole = [each[0] for core in families for each in re.finditer(_WHOLE[core], text, re.IGNORECASE)]
    where = _fields(len(planting.markers()) + len(_planted) + len(_spoken)) if whole else {}
    return sorted({where.get(each.lower(), each) for each in whole})


@lru_cache(maxsize=1)
def _fields(count: int) -> dict[str, str]:
    """By marker. `count`: how many there are; there may be more later."""
    return {marker.lower(): where for where, marker in (markers() | _spoken).items()}
