"""Long texts become messages that fit, and nothing but white space at the cuts is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Span, Style
from bot.platforms.discord.markdown import parse, parts
from bot.platforms.discord.markdown.canon import canonical
from bot.platforms.utf16 import Utf16
from tests.bot.discord.strategies import NAMES, marked_texts, overlapping, sight

long_texts = st.lists(marked_texts, max_size=12).map(" ".join)
linked = overlapping(long_texts)


@given(linked, st.integers(100, 400))
def test_every_part_fits(case: tuple[str, tuple[Span, ...]], limit: int) -> None:
    for part in parts(*case, limit):
        assert part.strip() == part != ""
        assert Utf16(part).size <= limit


words = st.lists(st.sampled_from(["a", "word", "*b*", "`c`", "😀", "é", "x" * 30, "-", "\n", "\n\n"]), max_size=80).map(
    " ".join
)


@given(overlapping(words), st.integers(240, 400))
def test_the_parts_together_show_what_the_whole_would(case: tuple[str, tuple[Span, ...]], limit: int) -> None:
    text, formatting = case
    canon = canonical(text, formatting)
    shown = [seen for part in parts(text, formatting, limit) for seen in sight(*parse(part, NAMES))]
    assert shown == sight(canon.text, canon.spans())


@given(linked, st.integers(100, 300))
def test_no_character_is_lost(case: tuple[str, tuple[Span, ...]], limit: int) -> None:
    text, formatting = case
    shown = iter("".join(parse(part, NAMES)[0] for part in parts(text, formatting, limit)))
    canon = canonical(text, formatting, limit // 4)
    assert all(char in shown for char in canon.text if not char.isspace() and char != "\ufeff")


def test_a_text_that_fits_is_one_part() -> None:
    assert parts("a *b*", [Span(Style.BOLD, 0, 1)]) == ["**a** \\*b\\*"]


@pytest.mark.parametrize("text", ["", " ", "\n\n \t", " " * 5000])
def test_white_space_has_no_parts(text: str) -> None:
    assert parts(text, [Span(Style.BOLD, 0, len(text))]) == []


def test_code_is_opened_again_in_the_next_part() -> None:
    lines = "\n".join(f"    line {number}" for number in range(30))
    first, *others = parts(lines, [Span(Style.PRE, 0, len(lines), "py")], 200)
    assert first.startswith("```py\n    line 0\n")
    assert all(part.startswith("```py\n    line") and part.endswith("\n```") for part in [first, *others])


def test_a_paragraph_is_a_better_place_to_cut_than_a_word() -> None:
    text = "a" * 60 + " b\n\n" + "c " * 60
    assert parts(text, (), 100)[0] == "a" * 60 + " b"


def test_parts_are_filled_though_escapes_take_room() -> None:
    found = parts("*" * 10_000, [Span(Style.BOLD, 0, 10_000)])
    assert [len(part) for part in found[:-1]] == [2000] * 10


@pytest.mark.parametrize(
    "tower", ["a" + "\u0301" * 3000, "👨\u200d" * 1500, "`" * 3000, "\\" * 3000, "https://a.bc/" + "x" * 4000]
)
@pytest.mark.parametrize("style", Style)
def test_what_has_no_place_to_be_cut_is_cut_anyway(tower: str, style: Style) -> None:
    found = parts(tower, [Span(style, 0, len(tower), "https://a.bc/")])
    assert all(Utf16(part).size <= 2000 for part in found)
    assert len(found) < 10
    seen = "".join(parse(part, NAMES)[0] for part in found).replace("\u200b", "").replace("\n", "")
    assert seen.startswith(tower)


def test_an_address_too_long_to_link_to_from_every_part_is_spelled_out_once() -> None:
    address = "https://a.bc/" + "x" * 600
    found = parts("word " * 600, [Span(Style.LINK, 0, 3000, address)])
    assert "".join(found).count("a.bc") == 1


def test_a_limit_that_marks_alone_could_exceed_is_refused() -> None:
    with pytest.raises(ValueError, match="hundred"):
        parts("a", (), 99)


def test_many_spans_over_a_long_text_are_no_burden() -> None:
    """A span costs its share once, however many parts there are; a quadratic cutter would not come back here."""
    text = "word *x** " * 1000
    formatting = [Span(style, at, at + 1, "https://a.bc/") for at in range(0, len(text), 4) for style in Style]
    found = parts(text, formatting)
    assert all(Utf16(part).size <= 2000 for part in found)
