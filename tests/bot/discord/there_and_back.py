"""A text on its way from Telegram to Discord and back, and the other way round, through the very functions that run."""

from collections.abc import Iterable, Sequence
from typing import Any

from telegram import MessageEntity

from bot.content import Content, Span
from bot.messages import Notice
from bot.platforms.discord import render as discord
from bot.platforms.discord.markdown import parse
from bot.platforms.discord.markdown.canon import is_white
from bot.platforms.telegram import render as telegram
from bot.platforms.telegram.entities import entities, spans
from bot.platforms.utf16 import Utf16
from bot.posts import Post
from bot.relay import passable
from config.ids import MemberId, MessageId
from tests.bot.discord.returning import APART, Sign, page, words
from tests.bot.discord.strategies import NAMES
from tests.emulators.telegram.texts import formatted


def relayed(text: str, marks: Iterable[Span]) -> Content | None:
    """What the relay passes on; None where it says that nothing is left."""
    clean = passable(Content(text, tuple(marks)), MemberId("ann"), MessageId("one"), crowded=False, guarded=False)
    return None if isinstance(clean, Notice) else clean


def to_discord(content: Content) -> list[str]:
    """The messages' markdown, as Discord takes it."""
    shown = [message.content for message in discord.messages(Post(content.text, content.spans), "1")]
    assert all(part.strip() == part and Utf16(part).size <= 2000 for part in shown)
    return shown


def from_discord(part: str) -> list[Sign]:
    """What a reader on Telegram sees when somebody on Discord types what one message there reads."""
    content = relayed(*parse(part, NAMES))
    return [] if content is None else [sign for each in to_telegram(content) for sign in page(*each)]


def to_telegram(content: Content) -> list[tuple[str, tuple[Span, ...]]]:
    """The messages as our renderer makes them, read by their entities."""
    made = telegram.parts(Post(content.text, content.spans))
    return [(part.text, spans(part.text, part.entities)) for part in made]


def kept_by_telegram(text: str, marks: Iterable[Span]) -> tuple[str, tuple[Span, ...]]:
    """A message as Telegram's servers store it: tabs are spaces there, and white space at its ends is gone."""
    given: list[dict[str, Any]] = [each.to_dict() for each in entities(text, marks)]
    text, stored = formatted(text, given)
    return text, spans(text, MessageEntity.de_list(stored, None))


def same(wanted: Sequence[Sign], parts: Iterable[Sequence[Sign]]) -> None:
    """Whether the parts, one after the other, show what is wanted, white space at their ends aside. Else it fails."""
    wanted = [sign for sign in wanted if sign.char != APART]
    at = _past_white(wanted, 0)
    for part in parts:
        part = _stripped([sign for sign in part if sign.char != APART])
        at = _past_white(wanted, at)
        for here, sign in enumerate(part):
            assert at < len(wanted), f"{words(part[here:])!r} is too much"
            white = is_white(sign.char)
            if sign.char != wanted[at].char or (not white and sign.look != wanted[at].look):
                raise AssertionError(f"{sign} instead of {wanted[at]} in {words(wanted)!r}, shown as {words(part)!r}")
            at += 1
    at = _past_white(wanted, at)
    assert at == len(wanted), f"{words(wanted[at:])!r} is missing"


def _past_white(signs: Sequence[Sign], at: int) -> int:
    while at < len(signs) and is_white(signs[at].char):
        at += 1
    return at


def _stripped(signs: Sequence[Sign]) -> Sequence[Sign]:
    first, last = _past_white(signs, 0), len(signs)
    while last > first and is_white(signs[last - 1].char):
        last -= 1
    return signs[first:last]
