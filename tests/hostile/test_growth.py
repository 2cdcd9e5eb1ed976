"""What reading, cleaning, asking and writing cost grows with a text, and no faster: counted in lines that are run."""

import sys
from collections.abc import Callable
from random import Random
from types import FrameType
from typing import Any

import pytest

from bot.content import Content, Span, Style
from bot.guard import tells
from bot.plain import cleaned
from bot.platforms.discord.markdown import parse, parts
from bot.platforms.telegram.entities import entities, spans
from bot.platforms.telegram.render import parts as telegram_parts
from bot.platforms.web.parse import parse as parse_frame
from bot.posts import Post
from bot.tracking import without_tracking
from matching.interests import parse_interests
from tests.bot.discord.strategies import NAMES
from tests.hostile.families import FAMILIES
from tests.hostile.marks import BAITS

SIZE = 400
LONG = 6
"""So often one after the other, a text takes several messages anyway."""
FEW_MARKS = 30
"""Telegram's parts look at all marks each; of those there are never more than 200, whatever the text."""
MOST = 2.6
FEW = 12_000
"""Lines that are few, however they grow: what is done once for any text, or for each of its messages, of which white
space alone makes fewer than their length tells. What grew with the square would be ten times as many."""


def _marked(text: str) -> tuple[Span, ...]:
    """A mark at every tenth place: their number grows with the text, too."""
    styles = list(Style)
    return tuple(Span(styles[at // 10 % len(styles)], at, at + 15, "https://a.bc/") for at in range(0, len(text), 10))


WORK: dict[str, Callable[[str], object]] = {
    "read from Discord": lambda text: parse(text, NAMES),
    "write for Discord": lambda text: parts(text * 5 * LONG, ()),
    "write marks for Discord": lambda text: parts(text * LONG, _marked(text * LONG)),
    "write for Telegram": lambda text: telegram_parts(Post(text * 6 * LONG, _marked(text)[:FEW_MARKS])),
    "read from Telegram": lambda text: spans(text, entities(text, _marked(text))),
    "read from a page": parse_frame,
    "clean": lambda text: cleaned(Content(text, _marked(text))),
    "look for what tells": lambda text: tells(Content(text)),
    "take trackers away": lambda text: without_tracking(Content(text, _marked(text))),
    "read interests": parse_interests,
}


def lines(work: Callable[[str], object], text: str) -> int:
    """How many lines of Python are run for it."""
    count = 0

    def trace(_: FrameType, event: str, __: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work(text)
    finally:
        sys.settrace(before)
    return count


def long_ones(name: str) -> list[tuple[str, str]]:
    """Pieces to repeat, with their ends: baits for expressions, and strings of some families."""
    random = Random(name)
    made = [(FAMILIES[family](random)[:40], "") for family in random.sample(list(FAMILIES), 10)]
    return [*random.sample(BAITS, 10), *made]


@pytest.mark.parametrize("name", WORK)
def test_twice_the_text_is_about_twice_the_work(name: str) -> None:
    for piece, last in long_ones(name):
        texts = [(piece * size)[: size - len(last)] + last for size in (SIZE, 2 * SIZE)]
        once, twice = [lines(WORK[name], text) for text in texts]
        assert twice <= max(MOST * once, FEW), f"{piece!r} and {last!r}: {once} lines, and {twice} for twice the text"


def test_work_that_grows_faster_is_noticed() -> None:
    def pairs(text: str) -> int:
        count = 0
        for one in text:
            for other in text:
                count += one == other
        return count

    assert lines(pairs, "a" * 200) > 3.5 * lines(pairs, "a" * 100)
