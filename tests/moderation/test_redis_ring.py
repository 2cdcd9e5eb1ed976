"""The ring in Redis: shared by processes, nothing to be read in it, gone by itself, and no matter when it is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from config.keys import KeyRing
from moderation.franking import Entry
from moderation.ring import LASTS, RingAway
from moderation.stores.redis_ring import WAITING, RedisRing
from tests.contracts.rings import KEYS
from tests.contracts.stores import NOW
from tests.moderation.said import BOB, MINUTE, OTHER, PHOTO, ROOM, says
from tests.servers import RedisServer, client, redis_server, shared_server

CANARY = "Kanarienvogel ßecret"


@pytest.fixture
async def redis() -> AsyncIterator["Redis"]:
    async with client(shared_server().url) as redis:
        await redis.flushall()
        yield redis


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RedisServer]:
    with redis_server() as server:
        yield server


def entry(seq: int, text: str = "word") -> Entry:
    return Entry(seq, MINUTE, says(f"{text} {seq}", media=(PHOTO,)))


async def texts(ring: RedisRing, now: float = NOW) -> list[str]:
    return [each.said.text for each in await ring.read(ROOM, now) if isinstance(each, Entry)]


async def until_there(redis: "Redis") -> None:
    """Until something lies in Redis, which may be away meanwhile."""
    async with asyncio.timeout(10):
        while True:
            with suppress(RedisError):
                if await redis.dbsize():
                    return
            await asyncio.sleep(0.01)


async def ended(running: "asyncio.Task[None]") -> None:
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def lifetimes(redis: "Redis") -> list[int]:
    """Of all keys, in milliseconds; -1 for one that stays."""
    return [await redis.pttl(name) for name in await redis.keys()]


async def test_two_processes_keep_one_ring_in_the_order_of_what_was_said(redis: "Redis") -> None:
    one, other = RedisRing(redis, KEYS), RedisRing(redis, KEYS)
    for seq in range(6):
        (one, other)[seq % 2].add(ROOM, [entry(seq)], NOW)
        await (one, other)[seq % 2].read(ROOM, NOW)
    assert await texts(one) == await texts(other) == [f"word {seq}" for seq in range(6)]
    assert await texts(RedisRing(redis, KEYS)) == await texts(one), "one that has just started reads it, too"


async def test_it_is_brought_there_without_being_asked_for(redis: "Redis") -> None:
    ring = RedisRing(redis, KEYS)
    running = asyncio.create_task(ring.run())
    ring.add(ROOM, [entry(0)], NOW)
    await until_there(redis)
    await ended(running)


async def test_nothing_in_redis_tells_who_said_what_to_whom(redis: "Redis") -> None:
    ring = RedisRing(redis, KEYS)
    ring.add(ROOM, [entry(0, CANARY), Entry(1, MINUTE, says(CANARY, who=BOB, amended=True))], NOW)
    await ring.read(ROOM, NOW)
    lying = b""
    keys: Any = await redis.keys()
    for key in keys:
        dumped: Any = await redis.dump(key)
        values: Any = await redis.hgetall(key) if b":keys" in key else await redis.lrange(key, 0, -1)
        lying += key + dumped + repr(values).encode()
    assert len(lying) > 500, "there is something to look at"
    for told in (CANARY, "Kanarien", ROOM, "ann", "bob", PHOTO.ref, PHOTO.digest.hex(), "photo"):
        assert told.encode() not in lying
    stranger = KeyRing(bytes(32), lambda: NOW)
    assert await texts(RedisRing(redis, stranger)) == []


async def test_the_master_key_alone_opens_nothing_once_the_rooms_key_is_gone(redis: "Redis") -> None:
    ring = RedisRing(redis, KEYS)
    ring.add(ROOM, [entry(0)], NOW)
    assert await texts(ring) == ["word 0"]
    for key in await redis.keys("*:keys"):
        held = await redis.hgetall(key)
        await redis.hdel(key, *(name for name in held if name != b"until"))
    assert await texts(ring) == []


async def test_all_of_it_goes_by_itself(redis: "Redis") -> None:
    ring = RedisRing(redis, KEYS)
    ring.add(ROOM, [entry(0), Entry(1, MINUTE, says("changed", amended=True))], NOW)
    await ring.read(ROOM, NOW)
    lasting = await lifetimes(redis)
    assert len(lasting) == 3
    assert all(0 < each <= LASTS * 1000 for each in lasting)
    await ring.until({ROOM: NOW + 60}, NOW)
    assert all(0 < each <= 60_000 for each in await lifetimes(redis))
    await ring.until({ROOM: NOW + 60}, NOW + 60)
    assert await redis.keys() == []


async def test_what_redis_forgot_is_lost_and_nothing_else(redis: "Redis") -> None:
    ring = RedisRing(redis, KEYS)
    ring.add(ROOM, [entry(0)], NOW)
    assert await texts(ring) == ["word 0"]
    await redis.flushall()
    ring.add(ROOM, [entry(1)], NOW)
    assert await texts(ring) == ["word 1"]


async def test_what_somebody_changed_there_is_not_read(redis: "Redis") -> None:
    ring = RedisRing(redis, KEYS)
    ring.add(ROOM, [entry(0), entry(1)], NOW)
    await ring.read(ROOM, NOW)
    (name,) = await redis.keys("*:first")
    plain: Any = redis
    first = await plain.lindex(name, 0)
    await plain.lset(name, 0, first[:-1] + bytes([first[-1] ^ 1]))
    await redis.rpush(name, b"", b"x" * 100)
    assert await texts(ring) == ["word 1"]


async def test_a_redis_that_is_away_is_waited_for_by_nobody_and_caught_up_with(server: RedisServer) -> None:
    async with client(server.url, timeout=0.5) as redis:
        ring = RedisRing(redis, KEYS, rests=0.01)
        lost: list[int] = []
        ring.on_lost = lost.append
        server.kill()
        ring.add(ROOM, [entry(0)], NOW)
        with pytest.raises(RingAway):
            await ring.read(ROOM, NOW)
        await ring.until({ROOM: NOW}, NOW)
        ring.add(ROOM, [entry(seq) for seq in range(1, WAITING + 11)], NOW)
        assert sum(lost) == 11, "what waits has a bound, and what goes beyond it is counted"
        server.start()
        await asyncio.sleep(0.02)
        assert (await texts(ring))[-1] == f"word {WAITING + 10}"


async def test_what_waits_for_a_redis_that_is_away_is_there_for_a_report(server: RedisServer) -> None:
    """Redis goes in the middle of a chat: what was brought before is out of reach, what was said since is not."""
    async with client(server.url, timeout=0.5) as redis:
        ring = RedisRing(redis, KEYS, rests=0.01)
        ring.add(ROOM, [entry(0)], NOW)
        assert await texts(ring) == ["word 0"]
        server.kill()
        ring.add(ROOM, [entry(1), Entry(2, MINUTE, says("changed", amended=True))], NOW)
        ring.add(OTHER, [Entry(3, MINUTE, says("elsewhere", room=OTHER))], NOW)
        for now, here in ((NOW, ["word 1", "changed"]), (NOW + LASTS, [])):
            with pytest.raises(RingAway) as away:
                await ring.read(ROOM, now)
            assert [each.said.text for each in away.value.here if isinstance(each, Entry)] == here


async def test_a_running_ring_tries_again_by_itself(server: RedisServer) -> None:
    async with client(server.url, timeout=0.5) as redis:
        ring = RedisRing(redis, KEYS, rests=0.01)
        server.kill()
        running = asyncio.create_task(ring.run())
        ring.add(ROOM, [entry(0)], NOW)
        await asyncio.sleep(0.05)
        server.start()
        await until_there(redis)
        await ended(running)


async def test_a_redis_that_hangs_is_away_and_nothing_is_lost_for_the_next_who_reads(server: RedisServer) -> None:
    async with client(server.url) as redis, client(server.url) as other:
        ring = RedisRing(redis, KEYS)
        ring.add(ROOM, [entry(0)], NOW)
        assert await texts(ring) == ["word 0"]
        ring.add(ROOM, [entry(1)], NOW)
        await other.client_pause(500)
        with pytest.raises(RingAway) as away:
            await ring.read(ROOM, NOW)
        assert [each.said.text for each in away.value.here if isinstance(each, Entry)] == ["word 1"]
        await redis.ping()  # answered when Redis goes on
        assert await texts(ring) == ["word 0", "word 1"]
