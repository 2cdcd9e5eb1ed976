"""What a message says in plain words: the same words however a platform showed it and was read again. Pure.

Bold and the like are gone, where links lead is spelled out, polls are lists, and ids of Discord's are words, as they
are to whoever reads there. Characters that one of the platforms drops are dropped.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bot import polls
from bot.content import Content, Span, Style
from bot.platforms.discord.markdown import Names, parse
from bot.platforms.discord.markdown.canon import canonical
from bot.platforms.discord.markdown.parts import LIMIT
from bot.platforms.discord.markdown.write import written

DROPPED: Final = str.maketrans(
    dict.fromkeys(
        "\u200b"  # keeps marks apart where our renderer for Discord needs that
        "\ufeff"  # white space to Discord, nothing to Telegram
        "\u0333\u033f\u030a"  # lines and rings that Telegram removes from letters
    )
)
NAMES: Final = Names("@user", "@role", "#channel", "(message)", "(file)")

_CHANGES_WORDS: Final = frozenset({Style.LINK, Style.QUOTE, Style.PRE})
"""Styles that put more than signs around words: an address, or a line feed."""

_OF_DISCORD: Final = re.compile(r"<[@#:/a-z]|://[\w.-]*discord", re.IGNORECASE)


def spelled(content: Content) -> str:
    """All its words."""
    text = content.text
    if content.poll is not None:
        text = f"{text}\n{polls.in_words(content.poll)}"
    if _OF_DISCORD.search(text) or any(span.style in _CHANGES_WORDS for span in content.spans):
        text = _as_discord_tells(text, content.spans)
    return text if text.isascii() else text.translate(DROPPED)


def _as_discord_tells(text: str, spans: Iterable[Span]) -> str:
    """Once there and back: what Discord cannot show it has by then in words."""
    text, back = parse(written(canonical(text, spans, LIMIT // 4)), NAMES)
    return canonical(text, back, longest_link=0).text


def joined(parts: Sequence[Content]) -> Content:
    """What was too long for one message of a platform, put together again; white space stood where it was cut."""
    text, spans = "", list[Span]()
    for part in parts:
        text += "\n" if text else ""
        spans += [Span(each.style, each.start + len(text), each.end + len(text), each.detail) for each in part.spans]
        text += part.text
    return Content(text, tuple(spans), tuple(file for part in parts for file in part.media))


def presented(content: Content, heads: Iterable[str]) -> tuple[str, ...]:
    """The words of a copy as the reader's chat shows it, and how else they may be meant.

    `heads`: what may stand above a message that was passed on, in any language. On Discord the part that is answered
    stands above the answer as well. What was relayed is without them.
    """
    bare = [content, *(_without(content, len(head)) for head in heads if content.text.startswith(head))]
    answers = [_without(each, quote.end) for each in bare for quote in each.spans[:1] if _leads(quote)]
    return tuple(dict.fromkeys(spelled(each) for each in (*bare, *answers)))


def _leads(span: Span) -> bool:
    return span.style is Style.QUOTE and span.start == 0


def _without(content: Content, size: int) -> Content:
    """What stands behind so many characters."""
    kept = [span for span in content.spans if span.end > size]
    moved = tuple(Span(each.style, max(0, each.start - size), each.end - size, each.detail) for each in kept)
    return Content(content.text[size:], moved, content.media, content.poll)
