"""Nothing that a person says begins a line, or a message, like the bot's own words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import plain
from bot.content import Content, Span, Style
from bot.platforms.discord.markdown import parts
from bot.platforms.split import split
from bot.signs import INVISIBLE, LOOK_ALIKES, unsigned
from bot.texts.catalogue import SIGN

HIDDEN = [
    "",
    " ",
    "\t",
    "\u00a0",
    "\u3000",
    "\u200b",
    "\u2800",
    "\U000e0020",
    "\U0001bca0",
    "\u0301",
    "\U0001d159",
    "\u0489",
]
TEXTS = st.text(st.sampled_from([*LOOK_ALIKES, *HIDDEN[1:], "♦", "\ufe0f", "a", "\n"]), max_size=30)


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("sign", [*LOOK_ALIKES, "♦"])
def test_no_line_begins_like_the_bots_whatever_is_hidden_before(sign: str, hidden: str) -> None:
    hollow = "♢" if sign == "♦" else "◇"
    assert unsigned(f"a\n{hidden * 3}{sign} You left") == f"a\n{hidden * 3}{hollow} You left"
    assert unsigned(f"{hidden}{sign}") == f"{hidden}{hollow}"


def test_a_sign_within_a_line_and_a_red_diamond_stay() -> None:
    assert unsigned("a ◆ b, \u2060c◆") == "a ◆ b, \u2060c◆"
    assert unsigned("♦\ufe0f ace of ♦") == "♦\ufe0f ace of ♦"


@given(TEXTS)
def test_all_else_stays_and_nothing_is_left_to_replace(text: str) -> None:
    clean = unsigned(text)
    assert len(clean) == len(text)
    assert all(
        one == other or (one in LOOK_ALIKES + "♦" and other in "◇♢") for one, other in zip(text, clean, strict=True)
    )
    assert unsigned(clean) == clean


def test_the_bots_own_sign_is_the_first_of_them() -> None:
    assert SIGN.strip() == LOOK_ALIKES[0]


def test_what_is_invisible_is_all_that_unicode_calls_ignorable() -> None:
    ignorable = plain.READABLE
    for start, end in (0x1BCA0, 0x1BCA3), (0xFE00, 0xFE0F), (0x2060, 0x206F), (0xE0000, 0xE0FFF), (0x1D173, 0x1D17A):
        assert not any(ignorable.search(chr(point)) for point in range(start, end + 1))
    assert all(not char.isalnum() or unicodedata.name(char).endswith("FILLER") for char in "\u115f\u1160\u3164\uffa0")
    assert INVISIBLE


@pytest.mark.parametrize("style", [Style.QUOTE, Style.PRE])
def test_what_a_block_breaks_into_lines_poses_no_more_than_a_line(style: Style) -> None:
    """Both are shown on lines of their own, though no line feed stands before or behind them."""
    within = plain.cleaned(Content("hi ◆ You left", (Span(style, 3, 13),)))
    behind = plain.cleaned(Content("hi ◆ You left", (Span(style, 0, 2),)))
    assert within.text == behind.text == "hi ◇ You left"
    assert plain.cleaned(Content("hi ◆ You left", (Span(Style.BOLD, 3, 13),))).text == "hi ◆ You left"


@pytest.mark.parametrize("style", [None, Style.BOLD, Style.SPOILER, Style.CODE])
def test_a_text_that_is_cut_never_goes_on_as_the_bot_would_begin(style: Style | None) -> None:
    """Somebody may reckon where it will be cut: what follows would stand there as a message of its own."""
    text = f"{'a' * 90} \u200b◆{'x' * 60} ◆ b"
    spans = () if style is None else (Span(style, 0, len(text)),)
    assert split(text, spans, 100)[1][0].endswith(f"◇{'x' * 60} ◆ b")
    first, *others = parts(text, spans, 100)
    assert "◆" not in first
    assert f"◇{'x' * 60} ◆ b" in "".join(others)
