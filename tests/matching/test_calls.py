"""What is asked of Redis is answered, whatever it answers, and nobody waits for ever."""

import asyncio

import pytest
from redis.asyncio import Redis

from matching.lines.calls import Calls, Unreachable
from matching.lines.profiles import FIXED


async def test_a_command_that_cannot_be_packed_fails_alone(redis: "Redis") -> None:
    calls = Calls(redis)
    others = asyncio.gather(calls.command("PING"), calls.command("PING"))
    with pytest.raises(UnicodeEncodeError):
        await calls.command("GET", "\ud800")
    assert list(await others) == [b"PONG", b"PONG"]
    await calls.close()


async def test_a_redis_that_is_full_is_out_of_reach_but_lets_people_go(redis: "Redis") -> None:
    calls = Calls(redis)
    keys = [f"bauta:{{full}}:{name}" for name in FIXED]
    await calls.call("leave", keys, "@ann")
    await redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(Unreachable):
            await calls.call("here", keys, "some")
        assert await calls.call("leave", keys, "@ann") == 0
        assert await calls.call("settle", keys, "claim", "@ann", "t1", "@bob", "t2") == 1
    finally:
        await redis.config_set("maxmemory", 0)
        await calls.close()


async def test_a_replica_is_out_of_reach(redis: "Redis") -> None:
    calls = Calls(redis)
    await calls.call("leave", ["a"] * len(FIXED), "@ann")
    await redis.replicaof("127.0.0.1", "1")
    try:
        with pytest.raises(Unreachable):
            await calls.command("SET", "some", "thing")
    finally:
        await redis.replicaof("NO", "ONE")
        await calls.close()


async def test_an_error_of_ours_is_raised_where_it_was_made(redis: "Redis") -> None:
    calls = Calls(redis)
    with pytest.raises(Exception, match="wrong number of arguments"):
        await calls.command("GET")
    assert await calls.command("PING") == b"PONG"
    await calls.close()
