"""Telegram's message entities and our spans: an allow-list in both directions; what is not on it stays plain text."""

from collections.abc import Iterable, Sequence
from typing import Final

from telegram import MessageEntity

from bot.content import Span, Style
from bot.platforms.utf16 import Utf16, well_formed

_STYLES: Final = {
    MessageEntity.BOLD: Style.BOLD,
    MessageEntity.ITALIC: Style.ITALIC,
    MessageEntity.UNDERLINE: Style.UNDERLINE,
    MessageEntity.STRIKETHROUGH: Style.STRIKE,
    MessageEntity.SPOILER: Style.SPOILER,
    MessageEntity.CODE: Style.CODE,
    MessageEntity.PRE: Style.PRE,
    MessageEntity.BLOCKQUOTE: Style.QUOTE,
    MessageEntity.EXPANDABLE_BLOCKQUOTE: Style.QUOTE,
    MessageEntity.TEXT_LINK: Style.LINK,
}
# The plain form of a style comes first above, so a quote is sent as a blockquote, not as an expandable one.
_TYPES: Final = {style: kind for kind, style in reversed(_STYLES.items())}


def spans(text: str, entities: Sequence[MessageEntity]) -> tuple[Span, ...]:
    """The formatting that may pass, counted in code points and clipped to `text`.

    A mention of an account by its id (`text_mention`, `tg://user`), a custom emoji (its set can tell who made it) and
    what Telegram marks by itself (@names, #tags, addresses, numbers) keep their words and lose their mark.
    """
    if not entities:
        return ()
    count = Utf16(text)
    found = []
    for entity in entities:
        style = _STYLES.get(entity.type)
        if style is None or (style is Style.LINK and not _passes(entity.url or "")):
            continue
        start = count.point(max(entity.offset, 0))
        end = count.point(min(entity.offset + entity.length, count.size))
        if start < end:
            detail = entity.url if style is Style.LINK else entity.language if style is Style.PRE else None
            found.append(Span(style, start, end, well_formed(detail or "")))
    return tuple(found)


def entities(text: str, spans: Iterable[Span]) -> list[MessageEntity]:
    """The spans as entities of `text`, counted in UTF-16 units and clipped to it. They may nest and overlap."""
    count = Utf16(text)
    found = []
    for span in spans:
        start, end = max(span.start, 0), min(span.end, len(text))
        if start >= end or (span.style is Style.LINK and not _passes(span.detail)):
            continue
        offset, detail = count.unit(start), well_formed(span.detail)
        found.append(
            MessageEntity(
                _TYPES[span.style],
                offset,
                count.unit(end) - offset,
                url=detail if span.style is Style.LINK else None,
                language=(detail or None) if span.style is Style.PRE else None,
            )
        )
    return found


def _passes(url: str) -> bool:
    # tg:// addresses can open an account by its id; only addresses of the web go through.
    return url.lower().startswith(("http://", "https://"))
