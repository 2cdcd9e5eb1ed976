"""Cuts a text that is too long for one message into parts, where a reader would pause. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.content import Span
from bot.platforms.utf16 import Utf16
from bot.signs import unsigned

_PARAGRAPH: Final = re.compile(r"\n[^\S\n]*\n")
_LINE: Final = re.compile(r"\n")
_WORD: Final = re.compile(r"\s")
_LONGEST_CLUSTER: Final = 64
"""Code points to step back at most so as not to cut a character; what is longer is ornament (or an attack)."""


def split(text: str, spans: Sequence[Span], limit: int) -> list[tuple[str, tuple[Span, ...]]]:
    """The text in parts of at most `limit` UTF-16 units, each with its share of the formatting.

    Cuts at an empty line, else at a line's end, where that leaves the part at least half full; else between words, and
    only else within one. White space at a cut and at the ends is dropped, nothing else is, and what goes on
    never begins like a message of the bot's own. A text that fits is left as it is; one of white space alone that does
    not fit has no parts. Raises ValueError for a limit below 2.
    """
    if limit < 2:
        raise ValueError("one character may take two units")
    count = Utf16(text)
    if count.size <= limit:
        return [(text, tuple(spans))]
    parts: list[tuple[str, tuple[Span, ...]]] = []
    start = _skip_blank(text, 0)
    while start < len(text):
        reach = count.point(count.unit(start) + limit)
        end = reach if reach >= len(text) else cut(text, start, reach)
        part = text[start:end].rstrip()
        share = _share(spans, start, start + len(part))
        parts.append((unsigned(part) if parts else part, share))
        start = _skip_blank(text, end)
    return parts


def cut(text: str, start: int, reach: int) -> int:
    """Where to end a part that begins at `start` and may reach up to `reach`; always beyond `start`."""
    half = start + (reach - start) // 2
    for pattern in (_PARAGRAPH, _LINE):
        if pattern.match(text, reach):
            return reach
        if found := [match.start() for match in pattern.finditer(text, half, reach)]:
            return found[-1]
    if text[reach].isspace():
        return reach
    if found := [match.start() for match in _WORD.finditer(text, start + 1, reach)]:
        return found[-1]
    for end in range(reach, max(start, reach - _LONGEST_CLUSTER), -1):
        if _separate(text, end, start):
            return end
    return reach


def _separate(text: str, at: int, start: int) -> bool:
    """Whether what stands on either side of `at` are two characters to a reader: the main rules of Unicode's UAX #29.

    `start`: where the part begins, which is such a place.
    """
    before, after = text[at - 1], text[at]
    if _extends(after) or before == "\u200d" or (before, after) == ("\r", "\n"):
        return False
    if _is_flag(before) and _is_flag(after):
        run = at
        while run > start and _is_flag(text[run - 1]):
            run -= 1
        return (at - run) % 2 == 0
    # Korean syllables may come as their letters.
    return not ("\u1100" <= before <= "\u11ff" and "\u1160" <= after <= "\u11ff")


def _extends(char: str) -> bool:
    return (
        char in "\u200c\u200d"
        or unicodedata.category(char) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= char <= "\U000e007f"  # the tags flags of regions are spelled with
    )


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _skip_blank(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _share(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    return tuple(
        replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
        for span in spans
        if span.start < end and span.end > start
    )
