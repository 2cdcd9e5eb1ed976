"""The count of arrivals forgets in time, in memory and in numbers."""

from math import isfinite, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.arrivals import Arrivals


def test_the_rarer_an_interest_the_heavier() -> None:
    arrivals = Arrivals()
    for second in range(100):
        arrivals.note(("music",) if second % 10 else ("music", "go"), float(second))
    assert arrivals.weight("go") > arrivals.weight("music") > 0
    assert arrivals.weight("unheard of") > arrivals.weight("go")


def test_a_first_interest_weighs_ln_two() -> None:
    arrivals = Arrivals()
    arrivals.note(("go",), 1.7e9)
    assert arrivals.weight("go") == pytest.approx(log(2))


def test_even_the_unheard_of_has_a_weight_before_anybody_came() -> None:
    assert Arrivals().weight("go") == pytest.approx(log(2))


def test_after_a_half_life_an_arrival_counts_half() -> None:
    arrivals = Arrivals(half_life=60.0)
    arrivals.note(("old",), 0.0)
    arrivals.note(("new",), 60.0)
    assert arrivals.weight("new") == pytest.approx(log(1 + 1.5 / 1))
    assert arrivals.weight("old") == pytest.approx(log(1 + 1.5 / 0.5))


def test_weights_stand_still_within_an_edition_and_move_with_the_next() -> None:
    arrivals = Arrivals()
    for _ in range(1000):
        arrivals.note(("music",), 0.0)
    before, edition = arrivals.weight("go"), arrivals.edition
    arrivals.note(("go",), 0.0)
    assert (arrivals.weight("go"), arrivals.edition) == (before, edition)
    for _ in range(100):
        arrivals.note(("go",), 0.0)
    assert arrivals.edition > edition
    assert arrivals.weight("go") < before


def test_words_cannot_fill_the_memory_and_the_frequent_ones_stay() -> None:
    arrivals = Arrivals(most=100)
    for number in range(1000):
        arrivals.note(("music", f"noise {number}"), 0.0)
    assert len(arrivals._counts) <= 100
    assert arrivals.weight("music") == pytest.approx(log(2), abs=0.1)


def test_what_is_long_gone_leaves_the_memory() -> None:
    arrivals = Arrivals(half_life=1.0)
    arrivals.note(("old",), 0.0)
    arrivals.note(("new",), 1e6)
    assert set(arrivals._counts) == {"new"}


def test_a_clock_that_steps_back_stands_still() -> None:
    arrivals = Arrivals(half_life=60.0)
    for now in (1e9, 0.0, 0.0, 0.0):
        arrivals.note(("tea",) if now else ("go",), now)
    assert arrivals.weight("tea") == pytest.approx(log(1 + 4))
    assert arrivals.weight("go") == pytest.approx(log(1 + 4 / 3))


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from("abc"), unique=True),
            st.one_of(st.floats(0, 1e4), st.floats(-1e12, 1e12), st.just(1.7e9)),
        )
    )
)
def test_no_clock_however_wild_spoils_the_weights(seen: list[tuple[list[str], float]]) -> None:
    arrivals = Arrivals(half_life=60.0)
    for interests, now in seen:
        arrivals.note(interests, now)
        for interest in "abcd":
            assert isfinite(arrivals.weight(interest))
            assert arrivals.weight(interest) > 0
