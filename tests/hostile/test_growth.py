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
from bot.platforms.web import parse as frames
from bot.posts import Post
from bot.tracking import without_tracking
from matching.interests import parse_interests
from tests.bot.discord.strategies import NAMES
from tests.hostile.families import FAMILIES
from tests.hostile.marks import BAITS

SIZE = 400
LONG = 6
"""So often one after the other, a text takes more than one message of Discord's; twice as often, of Telegram's."""
MOST = 2.6
"""So many times the lines for twice the text: for what tries pairs of places it would be four."""
FEW = 2
"""Lines for each character that are few whatever they grow like: it may matter where a text is cut."""
FEW_MARKS = 30
"""Telegram's parts look at all marks each; of those there are never more than 200, whatever the text."""


def _marked(text: str) -> tuple[Span, ...]:
    """A mark at every tenth place: their number grows with the text, too."""
    styles = list(Style)
    return tuple(Span(styles[at // 10 % len(styles)], at, at + 15, "https://a.bc/") for at in range(0, len(text), 10))


WORK: dict[str, tuple[int, Callable[[str], object]]] = {
    "read from Discord": (1, lambda text: parse(text, NAMES)),
    "write for Discord": (5 * LONG, lambda text: parts(text, ())),
    "write marks for Discord": (LONG, lambda text: parts(text, _marked(text))),
    "write for Telegram": (2 * LONG, lambda text: telegram_parts(Post(text, _marked(text)[:FEW_MARKS]))),
    "read from Telegram": (1, lambda text: spans(text, entities(text, _marked(text)))),
    "read from a page": (1, frames.parse),
    "clean": (1, lambda text: cleaned(Content(text, _marked(text)))),
    "look for what tells": (1, lambda text: tells(Content(text))),
    "take trackers away": (1, lambda text: without_tracking(Content(text, _marked(text)))),
    "read interests": (1, parse_interests),
}
"""What is done, and how often a text is repeated for it."""


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
    times, work = WORK[name]
    for piece, last in long_ones(name):
        texts = [((piece * size)[: size - len(last)] + last) * times for size in (SIZE, 2 * SIZE)]
        once, twice = [lines(work, text) for text in texts]
        told = f"{piece!r} and {last!r}: {once} lines, and {twice} for twice the text"
        assert twice <= max(MOST * once, FEW * len(texts[1])), told


def test_work_that_grows_faster_is_noticed() -> None:
    def pairs(text: str) -> int:
        count = 0
        for one in text:
            for other in text:
                count += one == other
        return count

    assert lines(pairs, "a" * 200) > 3.5 * lines(pairs, "a" * 100)
