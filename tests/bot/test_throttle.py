"""An account that several chats find too fast slows down to what gets through, and recovers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.throttle import EASED, RECOVERY, SLOWEST, Throttle


def busy(throttle: Throttle, rate: float, until: float, seconds: float = 2.0) -> None:
    """So many messages a second got through before this moment."""
    for number in range(round(rate * seconds)):
        throttle.sent(until - seconds + number / rate)


def test_one_chat_that_is_refused_slows_nobody_else_down() -> None:
    throttle = Throttle(30.0)
    busy(throttle, 20.0, 100.0)
    assert not any(throttle.refused("ann", 100.0 + moment / 10) for moment in range(50))
    assert throttle.rate(101.0) == 30.0


def test_three_chats_within_a_second_slow_the_account_to_nine_tenths_of_what_got_through() -> None:
    throttle = Throttle(30.0)
    busy(throttle, 20.0, 100.0)
    assert [throttle.refused(lane, 100.0) for lane in ("ann", "bob", "cleo")] == [False, False, True]
    assert throttle.rate(100.0) == pytest.approx(EASED * 20.0, rel=0.1)


def test_three_chats_over_a_longer_time_do_not() -> None:
    throttle = Throttle(30.0)
    busy(throttle, 20.0, 100.0)
    assert not any(throttle.refused(lane, 100.0 + number) for number, lane in enumerate(("ann", "bob", "cleo")))
    assert throttle.rate(103.0) == 30.0


def test_it_is_back_at_its_setting_after_half_a_minute_and_never_above() -> None:
    throttle = Throttle(30.0)
    busy(throttle, 20.0, 100.0)
    for lane in ("ann", "bob", "cleo"):
        throttle.refused(lane, 100.0)
    rates = [throttle.rate(100.0 + tenth / 10) for tenth in range(400)]
    assert rates == sorted(rates)
    assert rates[299] < 30.0
    assert set(rates[300:]) == {30.0}


def test_without_a_limit_it_grows_beyond_all_bounds_and_there_is_none_again() -> None:
    throttle = Throttle(0.0)
    busy(throttle, 500.0, 100.0)
    for lane in ("ann", "bob", "cleo"):
        throttle.refused(lane, 100.0)
    assert throttle.rate(100.0) == pytest.approx(EASED * 500, rel=0.1)
    assert throttle.rate(100.0 + 0.9 * RECOVERY) == pytest.approx(EASED * 5000, rel=0.1)
    assert throttle.rate(100.0 + RECOVERY) == 0


def test_it_never_stops_altogether() -> None:
    throttle = Throttle(30.0)
    for lane in ("ann", "bob", "cleo"):
        throttle.refused(lane, 100.0)
    assert throttle.rate(100.0) == SLOWEST


def test_refused_again_on_its_way_back_it_slows_down_again() -> None:
    throttle = Throttle(30.0)
    busy(throttle, 28.0, 100.0)
    for lane in ("ann", "bob", "cleo"):
        throttle.refused(lane, 100.0)
    before = throttle.rate(101.0)
    busy(throttle, 20.0, 101.0, seconds=0.9)
    for lane in ("dora", "emil", "fay"):
        throttle.refused(lane, 101.0)
    assert throttle.rate(101.0) < before


def test_a_clock_that_jumps_back_leaves_it_at_its_setting() -> None:
    throttle = Throttle(30.0)
    for lane in ("ann", "bob", "cleo"):
        throttle.refused(lane, 100.0)
    assert throttle.rate(50.0) == 30.0


@given(
    limit=st.sampled_from([0.0, 1.0, 30.0, 500.0]),
    happens=st.lists(st.tuples(st.floats(0, 3), st.sampled_from(["sent", "a", "b", "c", "d"])), max_size=200),
)
def test_whatever_happens_the_rate_is_between_the_slowest_and_the_setting(
    limit: float, happens: list[tuple[float, str]]
) -> None:
    throttle, now = Throttle(limit), 100.0
    for passes, what in happens:
        now += passes
        throttle.sent(now) if what == "sent" else throttle.refused(what, now)
        rate = throttle.rate(now)
        assert rate == limit or SLOWEST <= rate <= (limit or float("inf"))
    assert throttle.rate(now + RECOVERY) == limit
