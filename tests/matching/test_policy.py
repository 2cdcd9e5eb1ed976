"""Choosy where many come, for a while; never otherwise."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.policy import Policy
from matching.worth import PARTS, Worth

POLICY = Policy()
parts = st.integers(0, PARTS)
moments = st.floats(0, 2e9)


def interest(square: int, share: float) -> Worth:
    return Worth(square, "some interest", share, 1)


def test_the_figures_a_deployment_starts_with() -> None:
    assert (POLICY.commit_after, POLICY.claim_expires, POLICY.search_expires) == (9.5, 10.0, 1800.0)


def test_where_hardly_anybody_comes_anyone_will_do_at_once() -> None:
    assert POLICY.reserve([interest(9, 0.5)], rate=0.14) == 0
    assert POLICY.reserve([interest(9, 0.5)], rate=0.16) > 0
    assert POLICY.accepts(0, 0, oldest=100, now=100)


def test_without_interests_there_is_nothing_to_hold_out_for() -> None:
    assert POLICY.reserve([], rate=1000.0) == 0


def test_a_reserve_by_hand() -> None:
    """A hundred eligible people come within the horizon. One in a hundred shares the rare half of the interests, so one
    of them is expected: with 1 - 1/e somebody does; else it is somebody who shares the common half."""
    asked = Policy(horizon=20.0).reserve([interest(50, 0.01), interest(50, 1.0)], rate=5.0)
    assert asked == pytest.approx(PARTS / 2, abs=2)
    alone = Policy(horizon=20.0).reserve([interest(50, 0.01)], rate=5.0)
    assert alone == pytest.approx(PARTS * (1 - 0.36788), abs=20)


@given(st.lists(st.tuples(st.integers(1, 10**9), st.floats(0, 1)), min_size=1, max_size=10), st.floats(0, 1e6))
def test_nobody_asks_for_more_than_there_is_nor_for_less_where_more_come(
    named: list[tuple[int, float]], rate: float
) -> None:
    hopes = [interest(*each) for each in sorted(named, key=lambda each: -each[0])]
    asked = POLICY.reserve(hopes, rate)
    assert 0 <= asked <= PARTS
    assert asked <= POLICY.reserve(hopes, rate * 2) + 1


@given(parts, parts, moments, moments, st.floats(0, 1e4))
def test_waiting_never_undoes_what_is_acceptable(
    score: int, reserve: int, oldest: float, now: float, more: float
) -> None:
    if POLICY.accepts(score, reserve, oldest, now):
        assert POLICY.accepts(score, reserve, oldest, now + more)


@given(parts, parts, moments)
def test_whatever_is_asked_for_anyone_will_do_in_the_end(score: int, reserve: int, oldest: float) -> None:
    """Also where the sum and the difference round differently."""
    assert POLICY.accepts(score, reserve, oldest, now=POLICY.commits_at(oldest))


@given(parts, parts, st.floats(1e9, 2e9))
def test_a_pair_becomes_acceptable_when_it_is_foreseen(score: int, reserve: int, oldest: float) -> None:
    due = POLICY.acceptable_at(score, reserve, oldest)
    assert oldest <= due <= POLICY.commits_at(oldest)
    assert POLICY.accepts(score, reserve, oldest, now=due + 1e-3)
    assert due - 1e-3 < oldest or not POLICY.accepts(score, reserve, oldest, now=due - 1e-3)


@given(parts, st.integers(1, PARTS), st.floats(1e9, 2e9))
def test_below_what_is_hopeless_nobody_is_accepted_before_anyone_is(score: int, reserve: int, oldest: float) -> None:
    due = POLICY.acceptable_at(score, reserve, oldest)
    if score < POLICY.hopeless(reserve) - 1:
        assert due == POLICY.commits_at(oldest)
    if score > POLICY.hopeless(reserve) + 1:
        assert due < POLICY.commits_at(oldest)


def test_a_clock_that_steps_back_only_makes_people_wait() -> None:
    assert not POLICY.accepts(99, 100, oldest=1000.0, now=0.0)
    assert POLICY.accepts(100, 100, oldest=1000.0, now=0.0)


@pytest.mark.parametrize("figure", ["horizon", "commit_after", "thin", "claim_expires", "search_expires", "near"])
@pytest.mark.parametrize("value", [-1, nan, inf])
def test_figures_that_are_none_are_refused(figure: str, value: float) -> None:
    with pytest.raises(ValueError, match="figures"):
        Policy(**{figure: value})


def test_anyone_will_do_before_a_reserve_has_faded_and_before_anybody_is_overdue() -> None:
    for figures in ({"fade": 9.0}, {"overdue": 9.0}):
        with pytest.raises(ValueError, match="fade and overdue"):
            Policy(commit_after=10.0, **figures)
