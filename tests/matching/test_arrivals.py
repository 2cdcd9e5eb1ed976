"""The count of arrivals forgets in time, in memory and in numbers."""

from math import isfinite, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.arrivals import Arrivals
from matching.worth import NAT


def weight(arrivals: Arrivals, interest: str) -> float:
    """In nats."""
    return sqrt(arrivals.weigh(interest).square) / NAT


def test_the_rarer_an_interest_the_heavier() -> None:
    arrivals = Arrivals()
    for second in range(100):
        arrivals.note(("music",) if second % 10 else ("music", "go"), float(second))
    assert weight(arrivals, "go") > weight(arrivals, "music") > 0
    assert weight(arrivals, "unheard of") > weight(arrivals, "go")


def test_a_first_interest_weighs_ln_two() -> None:
    arrivals = Arrivals()
    arrivals.note(("go",), 1.7e9)
    assert weight(arrivals, "go") == pytest.approx(log(2), abs=1e-4)


def test_even_the_unheard_of_has_a_weight_before_anybody_came() -> None:
    assert weight(Arrivals(), "go") == pytest.approx(log(2), abs=1e-4)


def test_after_a_half_life_an_arrival_counts_half() -> None:
    arrivals = Arrivals(half_life=60.0)
    arrivals.note(("old",), 0.0)
    arrivals.note(("new",), 60.0)
    assert weight(arrivals, "new") == pytest.approx(log(1 + 1.5 / 1), abs=1e-4)
    assert weight(arrivals, "old") == pytest.approx(log(1 + 1.5 / 0.5), abs=1e-4)


def test_weights_stand_still_within_an_edition_and_move_with_the_next() -> None:
    arrivals = Arrivals()
    for _ in range(1000):
        arrivals.note(("music",), 0.0)
    before, edition = weight(arrivals, "go"), arrivals.edition
    arrivals.note(("go",), 0.0)
    assert (weight(arrivals, "go"), arrivals.edition) == (before, edition)
    for _ in range(250):
        arrivals.note(("go",), 0.0)
    assert arrivals.edition > edition
    assert weight(arrivals, "go") < before


def test_words_cannot_fill_the_memory_and_the_frequent_ones_stay() -> None:
    arrivals = Arrivals(most=100)
    for number in range(1000):
        arrivals.note(("music", f"noise {number}"), 0.0)
    assert len(arrivals._counts) <= 100
    assert weight(arrivals, "music") == pytest.approx(log(2), abs=0.1)


def test_what_is_long_gone_leaves_the_memory() -> None:
    arrivals = Arrivals(half_life=1.0)
    arrivals.note(("old",), 0.0)
    arrivals.note(("new",), 1e6)
    assert set(arrivals._counts) == {"new"}


def test_a_clock_that_steps_back_stands_still() -> None:
    arrivals = Arrivals(half_life=60.0)
    for now in (1e9, 0.0, 0.0, 0.0):
        arrivals.note(("tea",) if now else ("go",), now)
    assert weight(arrivals, "tea") == pytest.approx(log(1 + 4), abs=1e-4)
    assert weight(arrivals, "go") == pytest.approx(log(1 + 4 / 3), abs=1e-4)


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
            assert isfinite(weight(arrivals, interest))
            assert weight(arrivals, interest) > 0
