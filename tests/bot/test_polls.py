"""Polls: made as they are where the platform takes them, else in words that one can answer by number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Poll
from bot.polls import SIGN, Limits, in_words

LIMITS = Limits(question=10, options=3, option=5)


@pytest.mark.parametrize(
    ("poll", "fits"),
    [
        (Poll("Tea?", ("Yes", "No")), True),
        (Poll("Tea?", ("Yes", "No"), several=True), True),
        (Poll("q" * 10, ("o" * 5, "o" * 5, "o")), True),
        (Poll("😀" * 10, ("😀" * 5, "x")), True),
        (Poll("q" * 11, ("Yes", "No")), False),
        (Poll("", ("Yes", "No")), False),
        (Poll("Tea?", ("Yes",)), False),
        (Poll("Tea?", ()), False),
        (Poll("Tea?", ("1", "2", "3", "4")), False),
        (Poll("Tea?", ("Yes", "o" * 6)), False),
        (Poll("Tea?", ("Yes", "")), False),
    ],
)
def test_a_poll_fits_within_all_limits_or_not(poll: Poll, fits: bool) -> None:
    assert LIMITS.fits(poll) is fits


def test_in_words_the_options_have_numbers() -> None:
    assert in_words(Poll("Tea?", ("Yes", "No", "Later"))) == "📊 Tea?\n1. Yes\n2. No\n3. Later"
    assert in_words(Poll("Tea?", ())) == "📊 Tea?"


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=15))
def test_in_words_nothing_is_lost_and_the_numbers_count_up(question: str, options: list[str]) -> None:
    words = in_words(Poll(question, tuple(options)))
    assert words.startswith(f"{SIGN} {question}")
    rest = words.removeprefix(f"{SIGN} {question}")
    for number, option in enumerate(options, 1):
        assert rest.startswith(f"\n{number}. {option}")
        rest = rest.removeprefix(f"\n{number}. {option}")
    assert rest == ""


def test_no_poll_shows_what_it_asks() -> None:
    assert "secret" not in repr(Poll("a secret", ("secret", "no secret")))
