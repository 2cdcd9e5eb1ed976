"""Cuts a long text into messages, each of which fits when it is written as markdown."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

from bot.content import Span, Style
from bot.platforms.discord.markdown.canon import Canon, canonical, visible
from bot.platforms.discord.markdown.write import written
from bot.platforms.split import cut
from bot.platforms.utf16 import Utf16
from bot.signs import unsigned

LIMIT: Final = 2000
"""Characters of a message."""
SMALLEST: Final = 100
"""Enough for any one character with all its marks."""
_COSTLY: Final = frozenset("\\*_~|`[]<>#-+:@.\n")
"""Characters that may take one more when they are written."""
_COST: Final = {Style.ITALIC: 1, Style.LINK: 3, Style.PRE: 4}
"""What a style's mark takes on each side, in units, if it is not two."""


def parts(text: str, spans: Iterable[Span], limit: int = LIMIT) -> list[str]:
    """The messages' markdown, each at most `limit` UTF-16 units; none for a text of white space alone.

    Cut where split.py cuts; formatting goes on in the next part. White space at the cuts is dropped, nothing else is.
    An address too long to be linked to from every part is spelled out. Raises ValueError for a limit below 100.
    """
    if limit < SMALLEST:
        raise ValueError("the marks alone may take a hundred units")
    canon = canonical(text, spans, limit // 4)
    count = Utf16(canon.text)
    start = _skip_blank(canon, 0)
    if count.size <= limit:  # nearly always: then there is nothing to weigh
        message, end = _part(canon, start, len(canon.text), limit)
        if end == len(canon.text):
            return [message] if message else []
    weights = _weights(canon)
    found = []
    while start < len(canon.text):
        reach = min(
            count.point(count.unit(start) + limit),
            bisect_right(weights, weights[start] + limit, lo=start + 1) - 1,
        )
        message, end = _part(canon, start, max(reach, start + 1), limit)
        if message:
            found.append(message)
        start = _skip_blank(canon, end)
    return found


def _part(canon: Canon, start: int, reach: int, limit: int) -> tuple[str, int]:
    """The message that begins at `start` and may reach up to `reach`, and where it ends: as much as fits."""
    while True:
        end = reach if reach >= len(canon.text) else cut(canon.text, start, reach)
        shown = canon.part(start, visible(canon.text, start, end)[1])
        if start > 0:  # what goes on never begins like a message of the bot's own
            shown = shown._replace(text=unsigned(shown.text))
        message = written(shown).strip()
        size = Utf16(message).size
        if size <= limit or end - start == 1:
            return message, end
        reach = start + max(1, (end - start) * limit // size)


def _skip_blank(canon: Canon, at: int) -> int:
    """Past the white space at a cut, but for what indents code."""
    while at < len(canon.text) and canon.text[at].isspace():
        if Style.PRE in canon.looks[at].styles and canon.text[at] != "\n":
            break
        at += 1
    return at


def _weights(canon: Canon) -> list[int]:
    """About how many units of markdown the text takes up to each place; what is written in fact decides."""
    costs = [1 + (char > "\uffff") + (char in _COSTLY) for char in canon.text]
    for span in canon.spans():
        costs[span.start] += _COST.get(span.style, 2) + len(span.detail)
        costs[span.end - 1] += _COST.get(span.style, 2)
    for at, look in enumerate(canon.looks):
        costs[at] += 2 * (canon.text[at] == "\n" and Style.QUOTE in look.styles)
    return list(accumulate(costs, initial=0))
