"""What may stand in a relayed text: everything people read and write, nothing that only fools eyes or programs."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.content import Content, Poll, Span, Style
from bot.messages import Command, Pressed, Reacted, What
from bot.signs import INVISIBLE, unsigned

LIMIT = 4096
"""Code points of a text; the most Telegram takes in one message."""

MOST_SPANS = 200
"""Formats of one text; Telegram takes 100. Laying out many more would cost everybody time."""

LONGEST_SIGN = 64
"""Code points of an emoji: a family with all its skins takes ten, a name of Discord's 34."""

UNWANTED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, but for tab and line feed
    "\u2028\u2029"  # line and paragraph separators: shown as line feeds by some, not by others
    "\u202a-\u202e"  # embeddings and overrides of direction (UAX #9): they turn what follows around, also our words
    "\ufff9-\ufffb\ufdd0-\ufdef"  # interlinear marks, and noncharacters like the last two of each plane
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "\ud800-\udfff"  # half characters: no platform takes them
    "\U000e0001"  # the deprecated language tag; the tags of flag sequences stay
    "]"
)
READABLE = re.compile(rf"[^\s{INVISIBLE}]")
"""Anything but white space and characters that show nothing."""

BLOCKS = frozenset({Style.QUOTE, Style.PRE})
"""What stands on lines of its own wherever it is shown: a line begins with it, and another one behind it."""


def readable(content: Content) -> bool:
    """Whether anything is left to see."""
    return bool(content.media or content.poll) or READABLE.search(content.text) is not None


def typed(text: str) -> str:
    """What was written for the bot itself: a command's argument, words to a report."""
    return UNWANTED.sub("", text).strip()


ID = re.compile("[0-9]{1,20}")
"""A native id of a role or channel."""


def asked(what: What) -> What:
    """Commands and taps without the characters that no store and no terminal should have to bear."""
    match what:
        case Command():
            return Command(typed(what.name), typed(what.argument))
        case Pressed():
            form = None if what.form is None else typed(what.form)
            chosen = None if what.chosen is None else tuple(each for each in what.chosen if ID.fullmatch(each))
            return Pressed(typed(what.action), typed(what.token), form, chosen)
        case _:
            return what


def felt(what: Reacted) -> Reacted:
    """The same feelings, if they are signs that a message may bear: no longer than any emoji, or the name of one."""
    emoji, gone = (
        [sign for sign in map(typed, signs) if 0 < len(sign) <= LONGEST_SIGN] for signs in (what.emoji, what.gone)
    )
    return Reacted(tuple(emoji), tuple(gone))


def cleaned(content: Content) -> Content:
    """The same content without unwanted characters, and no line that poses as the bot. Spans move with their text."""
    text = content.text
    spans: Iterable[Span] = content.spans
    if UNWANTED.search(text):
        text, spans = _without(text, content.spans)
    kept = tuple(_plain(span) for span in spans if 0 <= span.start < span.end <= len(text))[:MOST_SPANS]
    text = unsigned(text, {edge for span in kept if span.style in BLOCKS for edge in (span.start, span.end)})
    if content.quote or content.poll:
        content = replace(content, quote=_bare(content.quote), poll=content.poll and _asked(content.poll))
    return replace(content, text=text, spans=kept)


def _plain(span: Span) -> Span:
    return replace(span, detail=UNWANTED.sub("", span.detail)) if UNWANTED.search(span.detail) else span


def _bare(text: str) -> str:
    return unsigned(UNWANTED.sub("", text))


def _asked(poll: Poll) -> Poll:
    return replace(poll, question=_bare(poll.question), options=tuple(map(_bare, poll.options)))


def _without(text: str, spans: Iterable[Span]) -> tuple[str, list[Span]]:
    kept_before, kept = [0], []
    for character in text:
        if not UNWANTED.match(character):
            kept.append(character)
        kept_before.append(len(kept))

    def moved(offset: int) -> int:
        return kept_before[max(0, min(offset, len(text)))]

    return "".join(kept), [Span(span.style, moved(span.start), moved(span.end), span.detail) for span in spans]
