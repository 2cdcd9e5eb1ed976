"""Long texts are cut where a reader would pause, and nothing but white space at the cuts is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Span, Style
from bot.platforms.split import split
from bot.platforms.utf16 import Utf16
from tests.bot.telegram.strategies import texts, texts_with_spans

LIMITS = st.integers(2, 60)


def places(text: str, parts: list[str]) -> list[int]:
    """Where each part stands in the text; between and around them there may only be white space."""
    found, at = [], 0
    for part in parts:
        start = at
        while not text.startswith(part, start) or (
            start < len(text) and text[start].isspace() and part[:1] != text[start]
        ):
            assert text[start].isspace(), "something other than white space was lost"
            start += 1
        found.append(start)
        at = start + len(part)
    assert text[at:].strip() == ""
    return found


@given(texts, LIMITS)
def test_every_part_fits_and_only_white_space_at_the_cuts_is_lost(text: str, limit: int) -> None:
    parts = [part for part, _ in split(text, (), limit)]
    assert all(Utf16(part).size <= limit for part in parts)
    if len(parts) != 1:
        assert all(part and part == part.strip() for part in parts)
    places(text, parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(texts_with_spans(), LIMITS)
def test_formatting_covers_the_same_characters(case: tuple[str, tuple[Span, ...]], limit: int) -> None:
    text, spans = case
    parts = split(text, spans, limit)
    for start, (part, shares) in zip(places(text, [part for part, _ in parts]), parts, strict=True):
        for at in range(len(part)):
            before = {(s.style, s.detail) for s in spans if s.start <= start + at < s.end}
            after = {(s.style, s.detail) for s in shares if s.start <= at < s.end}
            assert after == before
        assert all(0 <= share.start < share.end <= len(part) for share in shares)


def test_a_text_that_fits_is_left_as_it_is() -> None:
    text, spans = "  two words \n", (Span(Style.BOLD, 2, 5),)
    assert split(text, spans, 13) == [(text, spans)]


def test_a_paragraph_is_a_better_place_to_cut_than_a_line_or_a_word() -> None:
    text = "First words.\n\nSecond words\nand more of them"
    assert [part for part, _ in split(text, (), 22)] == ["First words.", "Second words", "and more of them"]


def test_a_cut_that_would_leave_a_part_half_empty_is_not_taken_for_a_paragraphs_sake() -> None:
    assert [part for part, _ in split("Hi.\n\nthis goes on and on", (), 16)] == ["Hi.\n\nthis goes", "on and on"]


def test_a_word_is_cut_only_if_it_does_not_fit_at_all() -> None:
    assert [part for part, _ in split("see https://example.org/path", (), 24)] == ["see", "https://example.org/path"]
    assert [part for part, _ in split("x" * 25, (), 10)] == ["x" * 10, "x" * 10, "x" * 5]


@pytest.mark.parametrize(
    "character", ["😀", "e\u0301", "👨‍👩‍👧", "👍🏽", "🇩🇪", "❤\ufe0f", "\u1112\u1161\u11ab", "🏴\U000e0067\U000e007f"]
)
def test_a_character_of_several_code_points_is_not_cut(character: str) -> None:
    text = character * 40
    for limit in range(Utf16(character).size, 30):
        parts = [part for part, _ in split(text, (), limit)]
        assert all(part == character * (len(part) // len(character)) for part in parts), limit


def test_a_tower_of_combining_marks_is_cut_rather_than_refused() -> None:
    tower = "a" + "\u0301" * 300
    parts = [part for part, _ in split(tower, (), 100)]
    assert "".join(parts) == tower
    assert len(parts) == 4


def test_a_long_text_of_the_widest_ligature_is_only_as_long_as_it_is() -> None:
    assert [len(part) for part, _ in split("ﷺ" * 5000, (), 4096)] == [4096, 904]


def test_white_space_alone_has_no_parts() -> None:
    assert split(" \n" * 50, (), 10) == []


def test_a_limit_too_small_for_one_character_is_refused() -> None:
    with pytest.raises(ValueError, match="two units"):
        split("a", (), 1)
