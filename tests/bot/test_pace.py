"""How fast a platform may be written to: tokens in time, bursts, pauses, and no herd after one."""

import asyncio

import pytest

from bot.pace import AccountGate, Bucket


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sleepers(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was slept; sleeping takes no time but the clock's."""
    slept: list[float] = []
    sleep = asyncio.sleep

    async def skip(seconds: float) -> None:
        slept.append(seconds)
        until = clock.now + seconds
        await sleep(0)
        clock.now = max(clock.now, until)

    monkeypatch.setattr("bot.pace.asyncio.sleep", skip)
    return slept


def test_a_bucket_gives_a_burst_and_then_one_token_per_interval(clock: Clock) -> None:
    bucket = Bucket(2.0, 3, clock)
    assert [bucket.reserve() for _ in range(6)] == [0, 0, 0, 0.5, 1.0, 1.5]
    clock.now += 2.0
    assert bucket.reserve() == 0
    assert bucket.reserve() == pytest.approx(0.5)


def test_a_bucket_never_holds_more_than_its_burst(clock: Clock) -> None:
    bucket = Bucket(1.0, 2, clock)
    clock.now += 1000
    assert [bucket.reserve() for _ in range(4)] == [0, 0, 1, 2]


def test_a_rate_of_zero_is_no_limit(clock: Clock) -> None:
    bucket = Bucket(0.0, 1, clock)
    assert [bucket.reserve() for _ in range(1000)] == [0.0] * 1000


def test_a_token_can_be_given_back(clock: Clock) -> None:
    bucket = Bucket(1.0, 1, clock)
    assert bucket.reserve() == 0
    assert bucket.reserve() == 1
    bucket.give_back()
    assert bucket.reserve() == 1
    Bucket(0.0, 1, clock).give_back()


def test_over_time_the_rate_is_kept(clock: Clock) -> None:
    bucket = Bucket(30.0, 3, clock)
    sent = []
    for _ in range(300):
        clock.now += bucket.reserve()
        sent.append(clock.now)
    for start in sent:
        assert sum(1 for moment in sent if start <= moment < start + 1.0) <= 30 + 3


async def test_an_account_keeps_its_rate_over_all_lanes(clock: Clock, sleepers: list[float]) -> None:
    gate = AccountGate(10.0, clock)
    began = clock.now
    for _ in range(21):
        await gate.enter()
    assert clock.now - began == pytest.approx(2.0)


async def test_after_a_pause_tokens_are_taken_anew(clock: Clock, sleepers: list[float]) -> None:
    gate = AccountGate(1.0, clock)
    await gate.enter()
    gate.pause(5.0)
    gate.pause(2.0)
    moments = []

    async def send() -> None:
        await gate.enter()
        moments.append(clock.now)

    began = clock.now
    await asyncio.gather(*(send() for _ in range(4)))
    assert min(moments) - began >= 5.0
    gaps = [later - earlier for earlier, later in zip(sorted(moments), sorted(moments)[1:], strict=False)]
    assert all(gap >= 0.99 for gap in gaps), "no herd"


async def test_a_pause_that_comes_while_one_waits_for_a_token_is_kept_too(clock: Clock, sleepers: list[float]) -> None:
    gate = AccountGate(1.0, clock)
    await gate.enter()
    waiting = asyncio.create_task(gate.enter())
    await asyncio.sleep(0)
    gate.pause(10.0)
    began = clock.now
    await waiting
    assert clock.now - began >= 9.0


async def test_without_rate_and_pause_nobody_waits(clock: Clock, sleepers: list[float]) -> None:
    gate = AccountGate(0.0, clock)
    for _ in range(1000):
        await gate.enter()
    assert sleepers == []
    assert gate.open()
    gate.pause(1.0)
    assert not gate.open()
    await gate.enter()
    assert sleepers == [1.0]
