"""The bucket that keeps a rate: tokens in time, bursts, and none after a pause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pace import Bucket, Window
from tests.bot.timeline import Timeline


@pytest.fixture
def clock() -> Timeline:
    return Timeline()


def test_a_bucket_gives_a_burst_and_then_one_token_per_interval(clock: Timeline) -> None:
    bucket = Bucket(2.0, 3, clock)
    assert [bucket.reserve() for _ in range(6)] == [0, 0, 0, 0.5, 1.0, 1.5]
    clock.now += 2.0
    assert bucket.reserve() == 0
    assert bucket.reserve() == pytest.approx(0.5)


def test_a_bucket_never_holds_more_than_its_burst(clock: Timeline) -> None:
    bucket = Bucket(1.0, 2, clock)
    clock.now += 1000
    assert [bucket.reserve() for _ in range(4)] == [0, 0, 1, 2]


def test_a_rate_of_zero_is_no_limit(clock: Timeline) -> None:
    bucket = Bucket(0.0, 1, clock)
    assert [bucket.reserve() for _ in range(1000)] == [0.0] * 1000
    bucket.charge(5)
    bucket.pause(100.0)
    assert bucket.reserve() == 0
    assert bucket.take()


def test_a_token_is_taken_only_if_there_is_one(clock: Timeline) -> None:
    bucket = Bucket(1.0, 2, clock)
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    clock.now += 0.999
    assert not bucket.take()
    clock.now += 0.001
    assert bucket.take()


def test_what_took_more_than_one_message_is_paid_for_afterwards(clock: Timeline) -> None:
    bucket = Bucket(1.0, 1, clock)
    assert bucket.reserve() == 0
    bucket.charge(3)
    assert bucket.reserve() == 4


def test_after_a_pause_tokens_come_one_by_one(clock: Timeline) -> None:
    bucket = Bucket(1.0, 3, clock)
    clock.now += 1000
    bucket.pause(10.0)
    assert [bucket.reserve() for _ in range(3)] == [10, 11, 12]


def test_a_rate_that_changes_holds_from_the_next_token_on(clock: Timeline) -> None:
    bucket = Bucket(10.0, 1, clock)
    bucket.reserve()
    bucket.rate = 2.0
    assert bucket.reserve() == pytest.approx(0.5)


@given(
    rate=st.floats(0.1, 1000),
    burst=st.integers(1, 10),
    asked=st.lists(st.floats(0, 5), min_size=1, max_size=100),
    pauses=st.dictionaries(st.integers(0, 99), st.floats(0, 30), max_size=3),
)
def test_over_any_time_the_rate_is_kept(rate: float, burst: int, asked: list[float], pauses: dict[int, float]) -> None:
    clock = Timeline()
    bucket = Bucket(rate, burst, clock)
    sent: list[float] = []
    for number, passes in enumerate(asked):
        clock.now += passes
        if number in pauses:
            bucket.pause(pauses[number])
        sent.append(clock.now + bucket.reserve())
    for first, began in enumerate(sent):
        for last in range(first, len(sent)):
            assert last - first + 1 <= burst + rate * (sent[last] - began) + 1e-6 * rate + 1e-6


@given(st.integers(1, 20), st.lists(st.floats(0, 2), min_size=1, max_size=80))
def test_no_window_ever_sees_more_than_its_count(count: int, passes: list[float]) -> None:
    clock = Timeline()
    window = Window(count, 1.0, clock)
    begun: list[float] = []
    for seconds in passes:
        clock.now += seconds
        clock.now += window.wait()
        assert window.wait() == pytest.approx(0, abs=1e-9)
        window.begin()
        begun.append(clock.now)
    for first in begun:
        assert sum(first <= moment < first + 1.0 - 1e-9 for moment in begun) <= count
