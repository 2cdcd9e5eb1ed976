"""Addresses of the web in a text: where Discord sees one, which may be linked to, and how one is written in a link."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

_BARE: Final = re.compile(r"(?i:https?)://([^\s<]+)")
_TRAILING: Final = ".,:;\"']"

_OURS: Final = re.compile(r"https?://([^\s<>|`\\]+)")
"""Narrower than Discord's: an address of ours can be set in angle brackets, and holds nothing that hides or is code."""

_TARGET: Final = re.compile(
    r"""\(\s*+(?:
      <(?P<angled>https?://[^\s<>]++)>
    | (?P<plain>https?://(?:[^\s()<>\\]|\\[^\sA-Za-z0-9]|\([^\s()<>]*+\))++)
    )(?:\s++(?:"[^"\n]*+"|'[^'\n]*+'))?+\s*+\)""",
    re.VERBOSE | re.IGNORECASE,
)
_ESCAPE: Final = re.compile(r"\\([^\sA-Za-z0-9])")
_UNSAFE: Final = re.compile(r"[\s<>()\[\]{}|\\`\"'^\x00-\x1f\x7f-\x9f]")


def bare(text: str, at: int) -> int | None:
    """Where the address at `at` ends as the client links it: not with a punctuation mark, nor a bracket too many."""
    return _end(_BARE.match(text, at))


def target(text: str, at: int) -> tuple[str, int] | None:
    """What stands in the round brackets at `at` behind a link's label: the address, and where the brackets end.

    Only addresses of the web; the brackets may also hold angle brackets around it and a title, as in other markdown.
    """
    found = _TARGET.match(text, at)
    if found is None:
        return None
    address = found["angled"] or _ESCAPE.sub(r"\1", found["plain"])
    return address, found.end()


def ours(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The addresses in `text[start:end]` that are to stay links when it is written."""
    while found := _OURS.search(text, start, end):
        stop = _end(found)
        if stop is not None:
            yield found.start(), stop
        start = stop or found.end()


def encoded(address: str) -> str:
    """The same address for the inside of a link, where nothing in it can end it. "" for what is none of the web."""
    if not address.lower().startswith(("http://", "https://")):
        return ""
    scheme, rest = address.split("://", 1)
    safe = _UNSAFE.sub(lambda unsafe: quote(unsafe[0], safe="", errors="replace"), rest)
    return f"{scheme.lower()}://{safe}" if safe else ""


def _end(found: re.Match[str] | None) -> int | None:
    if found is None:
        return None
    rest = found[1].rstrip(_TRAILING)
    surplus = rest.count(")") - rest.count("(")
    while surplus > 0 and rest.endswith(")"):
        rest = rest[:-1].rstrip(_TRAILING)
        surplus -= 1
    return found.start(1) + len(rest) if len(rest) >= 2 else None
