"""What processes share through Redis: the bell for each other's lanes, and the buckets that keep an account's pace."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from bot.pace import Bucket
from bot.stores.bell import RedisBell
from bot.stores.tokens import SharedBucket
from tests.bot.timeline import Timeline
from tests.bot.town import until
from tests.servers import client, redis_server, shared_server

ANN, BOB = ("telegram", "1"), ("discord", "2")


@pytest.fixture
async def redis() -> AsyncIterator["Redis"]:
    async with client(shared_server().url) as redis:
        await redis.flushall()
        yield redis


@asynccontextmanager
async def at_work(*work: object) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(each) for each in work]  # type: ignore[call-overload]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(error, asyncio.CancelledError) for error in ended), "they never end by themselves"


async def subscribed(redis: Redis, channels: int) -> None:
    async with asyncio.timeout(10):
        while len(await redis.pubsub_channels("bauta:bell:*")) < channels:  # noqa: ASYNC110 - Redis tells nobody
            await asyncio.sleep(0.01)


# --- the bell ---


async def test_who_serves_an_account_hears_which_lanes_were_rung_for(redis: Redis) -> None:
    heard: list[str] = []
    here, there = RedisBell(redis), RedisBell(redis)
    async with at_work(here.run(), there.run(), there.listen([BOB], heard.append)):
        await subscribed(redis, 1)
        for lane in ("one", "two", "one"):
            here.ring(BOB, lane)
        here.ring(ANN, "for somebody else")
        await until(lambda: len(heard) >= 2)
        here.ring(BOB, "one")
        await until(lambda: len(heard) == 3)
    assert heard == ["one", "two", "one"]


async def test_the_bell_is_heard_again_after_redis_was_away() -> None:
    with redis_server() as server:
        heard: list[str] = []
        async with client(server.url) as redis:
            here, there = RedisBell(redis), RedisBell(redis)
            async with at_work(here.run(), there.listen([BOB], heard.append)):
                await subscribed(redis, 1)
                server.kill()
                here.ring(BOB, "lost")
                server.start()
                async with client(server.url) as fresh:
                    await subscribed(fresh, 1)
                async with asyncio.timeout(20):
                    while "found" not in heard:
                        here.ring(BOB, "found")
                        await asyncio.sleep(0.05)


# --- the buckets ---


def bucket(redis: Redis, rate: float, burst: int, name: str = "account") -> SharedBucket:
    return SharedBucket(redis, name, Bucket(rate, burst, Timeline()))


async def test_processes_share_one_rate(redis: Redis) -> None:
    one, two = bucket(redis, 0.1, 2), bucket(redis, 0.1, 2)
    waits = [await each.wait() for each in (one, two, one, two)]
    assert waits[:2] == [0, 0], "the burst is there once"
    assert waits[2] == pytest.approx(10, abs=1)
    assert waits[3] == pytest.approx(20, abs=1)


async def test_who_takes_over_waits_as_long_as_the_one_before_had_to(redis: Redis) -> None:
    before = bucket(redis, 0.1, 1)
    await before.wait()
    before.charge(2)
    before.pause(0.0)
    await before.wait()
    assert await bucket(redis, 0.1, 1).wait() == pytest.approx(40, abs=1)


async def test_after_a_pause_no_burst_follows(redis: Redis) -> None:
    held = bucket(redis, 0.1, 5)
    held.pause(100.0)
    waits = [await held.wait() for _ in range(3)]
    assert waits == pytest.approx([100, 110, 120], abs=1)


async def test_a_pause_that_is_over_is_not_waited_for_again(redis: Redis) -> None:
    clock = Timeline()
    held = SharedBucket(redis, "account", Bucket(0.1, 5, clock))
    held.pause(100.0)
    clock.now += 100.0
    waits = [await held.wait() for _ in range(2)]
    assert waits == pytest.approx([0, 10], abs=1)


async def test_without_a_limit_redis_is_not_asked(redis: Redis) -> None:
    free = bucket(redis, 0.0, 1)
    assert free.unlimited
    assert [await free.wait() for _ in range(3)] == [0, 0, 0]
    assert await redis.keys("bauta:pace:*") == []


async def test_a_rate_that_changes_holds_from_the_next_token_on(redis: Redis) -> None:
    slowed = bucket(redis, 0.1, 1)
    await slowed.wait()
    slowed.rate = 0.01
    assert await slowed.wait() == pytest.approx(100, abs=1)


async def test_without_redis_each_process_keeps_the_pace_by_itself() -> None:
    with redis_server() as server:
        async with client(server.url, timeout=1.0) as redis:
            alone = bucket(redis, 1.0, 1)
            server.kill()
            assert [await alone.wait() for _ in range(3)] == [0, 1, 2]


async def test_what_nobody_uses_is_forgotten(redis: Redis) -> None:
    await bucket(redis, 1.0, 3, "lane:ann").wait()
    assert 0 < await redis.pttl("bauta:pace:lane:ann") <= 70_000
