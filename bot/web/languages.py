"""In which language a page is shown: the one asked for, or the best the browser prefers; and which way it runs."""

import re
from collections.abc import Sequence

WEIGHT = r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?"
RANGE = re.compile(rf"\s*([A-Za-z]{{1,8}}(?:-[A-Za-z0-9]{{1,8}})*)\s*(?:;\s*q\s*=\s*({WEIGHT})\s*)?")
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
MOST = 32
"""Ranges of an Accept-Language header that are looked at."""


def choose(ours: Sequence[str], asked: str | None, accepted: str | None, default: str) -> str:
    """One of `ours`, or `default`. `asked`: a tag out of the address; `accepted`: an Accept-Language header.

    As in RFC 9110 §12.5.4, but `*` says nothing. `de-AT` is served by `de` where there is no `de-AT`.
    """
    by_tag = {tag.lower(): tag for tag in ours}
    for wanted in ([asked] if asked else []) + _by_preference(accepted or ""):
        found = by_tag.get(wanted.lower()) or by_tag.get(wanted.lower().partition("-")[0])
        if found:
            return found
    return default


def direction(language: str) -> str:
    """`rtl` for languages written from the right, else `ltr`."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def _by_preference(header: str) -> list[str]:
    ranges = [match for part in header.split(",")[:MOST] if (match := RANGE.fullmatch(part))]
    weighed = [(float(match[2] or 1), match[1]) for match in ranges]
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]
