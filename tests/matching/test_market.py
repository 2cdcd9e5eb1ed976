"""How busy a pool is follows who comes, forgets them in time, and asks only about those one may meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.kinds import Kinds
from matching.market import SAMPLE, WINDOW, Market
from tests.matching.tickets import ticket

KINDS = Kinds()
ENGLISH, GERMAN = KINDS.of(ticket("ann")), KINDS.of(ticket("eve", languages=("de",)))
THIRTY, PICKY = KINDS.of(ticket("bob", age=30)), KINDS.of(ticket("cleo", ages=(20, 40)))
NOON = 1.7e9


def busy(market: Market, rate: float, seconds: float, begin: float = NOON) -> float:
    """Let so many English speakers come per second; when that is over."""
    for number in range(int(rate * seconds)):
        market.arrival(ENGLISH, begin + number / rate)
    return begin + seconds


def test_where_nobody_came_nothing_is_expected() -> None:
    market = Market()
    assert market.eligible(ENGLISH, NOON) == 0.0
    assert market.eligible(ENGLISH, NOON) == 0.0


@pytest.mark.parametrize("rate", [0.5, 5.0])
def test_a_steady_stream_is_measured(rate: float) -> None:
    market = Market()
    now = busy(market, rate, 300.0)
    for later in (0.0, 1.0, 20.0):
        now = busy(market, rate, later, now)
        assert market.eligible(ENGLISH, now) == pytest.approx(rate, rel=0.05)


def test_a_minute_after_the_start_it_is_known_how_busy_it_is_and_two_minutes_after_the_end_nothing() -> None:
    market = Market()
    now = busy(market, 2.0, WINDOW)
    assert market.eligible(ENGLISH, now - 0.1) == pytest.approx(2.0, rel=0.05)
    assert market.eligible(ENGLISH, now + WINDOW / 2) == pytest.approx(1.0, rel=0.1)
    assert market.eligible(ENGLISH, now + 2 * WINDOW) == 0.0


def test_only_those_one_may_meet_count_and_only_the_latest_tell_which_they_are() -> None:
    market = Market()
    for number in range(60):
        market.arrival((THIRTY, ENGLISH, ENGLISH)[number % 3], NOON + number)
    now = NOON + 60
    assert market.eligible(THIRTY, now) == pytest.approx(1.0)
    assert market.eligible(PICKY, now) == pytest.approx(market.eligible(THIRTY, now) / 3)
    for _ in range(SAMPLE):
        market.arrival(ENGLISH, now)
    assert market.eligible(PICKY, now) == 0.0


def test_languages_are_counted_apart_and_who_speaks_two_has_the_busier_one() -> None:
    market, both = Market(), KINDS.of(ticket("fay", languages=("de", "en")))
    for number in range(60):
        market.arrival((ENGLISH, GERMAN, GERMAN)[number % 3], NOON + number)
    now = NOON + 60
    assert market.eligible(ENGLISH, now) == pytest.approx(1 / 3)
    assert market.eligible(GERMAN, now) == pytest.approx(2 / 3)
    assert market.eligible(both, now) == market.eligible(GERMAN, now)


def test_a_process_that_sees_a_part_of_those_who_come_reckons_with_all_of_them() -> None:
    alone, half = Market(), Market()
    half.share = 0.5
    for number in range(240):
        alone.arrival(ENGLISH, NOON + number / 2)
        if number % 2:
            half.arrival(ENGLISH, NOON + number / 2)
    assert half.eligible(ENGLISH, NOON + 120) == pytest.approx(alone.eligible(ENGLISH, NOON + 120), rel=0.05)


@given(st.lists(st.one_of(st.floats(-1e9, 4e9), st.floats(NOON, NOON + 300)), max_size=40), st.floats(-1e9, 4e9))
def test_no_clock_however_wild_makes_a_rate_negative_or_more_than_all_who_came(
    moments: list[float], now: float
) -> None:
    market = Market()
    for moment in moments:
        market.arrival(ENGLISH, moment)
    assert 0.0 <= market.eligible(ENGLISH, now) <= len(moments) / WINDOW
    assert 0.0 <= market.eligible(ENGLISH, now) <= len(moments) / WINDOW + 1e-9


def test_a_clock_that_steps_back_stands_still() -> None:
    market = Market()
    now = busy(market, 1.0, WINDOW)
    before = market.eligible(ENGLISH, now)
    assert market.eligible(ENGLISH, now - 1000.0) >= before
    assert market.eligible(ENGLISH, now) == before
