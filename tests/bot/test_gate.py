"""An account's gate: its pace over all lanes, pauses that no herd follows, and slowing down when it is too fast."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.gate import HEADROOM, AccountGate, store
from bot.rota import Rank
from tests.bot.timeline import Timeline


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Timeline:
    timeline = Timeline()
    timeline.rules("bot.gate", monkeypatch)
    return timeline


@asynccontextmanager
async def gate(rate: float, clock: Timeline) -> AsyncIterator[AccountGate]:
    opened = AccountGate(rate, clock)
    task = asyncio.create_task(opened.run())
    try:
        yield opened
    finally:
        task.cancel()


async def moments(opened: AccountGate, clock: Timeline, count: int) -> list[float]:
    """When so many lanes are let in that all want to write now."""
    entered = []

    async def write(number: int) -> None:
        await opened.enter(f"lane {number}", Rank.CONTENT)
        entered.append(clock.now)

    await asyncio.gather(*(write(number) for number in range(count)))
    return entered


async def test_an_account_keeps_its_rate_over_all_lanes(clock: Timeline) -> None:
    async with gate(10.0, clock) as opened:
        entered = await moments(opened, clock, 21)
    gaps = [later - earlier for earlier, later in itertools.pairwise(entered)]
    assert gaps == pytest.approx([0.1 / HEADROOM] * 20), "nothing is saved up at a start"


async def test_an_idle_account_saves_hardly_anything_up(clock: Timeline) -> None:
    async with gate(10.0, clock) as opened:
        clock.now += 1000
        entered = await moments(opened, clock, store(10.0) + 3)
    assert entered[-1] - entered[0] == pytest.approx(0.3 / HEADROOM)


async def test_after_a_pause_tokens_are_taken_anew(clock: Timeline) -> None:
    async with gate(1.0, clock) as opened:
        await opened.enter()
        opened.pause(5.0)
        opened.pause(2.0)
        began = clock.now
        entered = await moments(opened, clock, 4)
    assert entered[0] - began >= 5.0
    gaps = [later - earlier for earlier, later in itertools.pairwise(entered)]
    assert all(gap >= 0.99 for gap in gaps), "no herd"


async def test_a_pause_that_comes_while_one_waits_for_a_token_is_kept_too(clock: Timeline) -> None:
    async with gate(1.0, clock) as opened:
        await moments(opened, clock, store(1.0))
        began = clock.now
        waiting = asyncio.create_task(opened.enter())
        await asyncio.sleep(0)
        opened.pause(10.0)
        await waiting
    assert clock.now - began >= 10.0


async def test_without_rate_and_pause_nobody_waits(clock: Timeline) -> None:
    async with gate(0.0, clock) as opened:
        for _ in range(1000):
            await opened.enter()
        assert clock.slept == []
        assert opened.open()
        opened.pause(1.0)
        assert not opened.open()
        await opened.enter()
        assert clock.slept == [1.0]


async def test_three_refused_lanes_slow_even_an_account_without_a_limit(clock: Timeline) -> None:
    async with gate(0.0, clock) as opened:
        for number in range(100):
            clock.now += 0.01
            opened.sent(f"lane {number}", Rank.CONTENT)
        for lane in ("ann", "bob", "cleo"):
            opened.refused(lane)
        assert not opened.open()
        entered = await moments(opened, clock, 91)
        assert entered[-1] - entered[0] == pytest.approx(1.0, rel=0.1), "nine tenths of 100 a second"
        clock.now += 30.0
        assert opened.open()


async def test_who_gives_up_waiting_costs_nobody_a_turn(clock: Timeline) -> None:
    async with gate(1.0, clock) as opened:
        await moments(opened, clock, store(1.0))
        gone = asyncio.create_task(opened.enter("gone", Rank.SAFETY))
        await asyncio.sleep(0)
        gone.cancel()
        began = clock.now
        await opened.enter("there", Rank.CONTENT)
        assert clock.now - began == pytest.approx(1.0 / HEADROOM)


async def test_who_is_let_in_is_decided_when_the_token_has_come(clock: Timeline) -> None:
    entered: list[str] = []

    async def write(lane: str, rank: Rank) -> None:
        await opened.enter(lane, rank)
        entered.append(lane)

    async with gate(1.0, clock) as opened:
        await moments(opened, clock, store(1.0))
        said = asyncio.create_task(write("said", Rank.CONTENT))
        await asyncio.sleep(0)
        blocked = asyncio.create_task(write("blocked", Rank.SAFETY))
        await asyncio.gather(said, blocked)
    assert entered == ["blocked", "said"]


async def test_a_message_in_several_parts_counts_as_many(clock: Timeline) -> None:
    async with gate(1.0, clock) as opened:
        await moments(opened, clock, store(1.0))
        opened.sent("long", Rank.CONTENT, 5)
        began = clock.now
        await opened.enter("next", Rank.CONTENT)
        assert clock.now - began == pytest.approx(5.0 / HEADROOM)


async def test_however_unevenly_turns_are_used_no_second_sees_more_than_the_rate(clock: Timeline) -> None:
    async with gate(10.0, clock) as opened:
        begun = []
        for held_up in (0.0, 0.0, 1.0, 0.0, 0.5, 3.0):
            await moments(opened, clock, 10)
            clock.now += held_up  # the loop, by something else
            for _ in range(10):
                await opened.begin()
                begun.append(clock.now)
    assert most_in_a_second(begun) == 10


async def test_whoever_waits_to_begin_looks_again_before_it_does(clock: Timeline) -> None:
    async with gate(10.0, clock) as opened:
        begun: list[float] = []

        async def send() -> None:
            await opened.begin()
            begun.append(clock.now)

        await asyncio.gather(*(send() for _ in range(35)))
    assert most_in_a_second(begun) == 10
    assert begun[-1] - begun[0] == pytest.approx(3.0 / HEADROOM, rel=0.1), "and not less than it may"


def most_in_a_second(moments: list[float]) -> int:
    return max(sum(begin <= moment < begin + 1.0 for moment in moments) for begin in moments)
