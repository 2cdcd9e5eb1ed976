"""Where each server has a pool of its own, nobody who searches has to ask them all."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from matching.lines.calls import Calls
from matching.lines.redis import RedisLine
from matching.lines.sealing import in_the_open
from matching.policy import Policy
from matching.ticket import GLOBAL, Pool, Ticket
from tests.matching.tickets import ticket
from tests.servers import client, shared_server

NOW = 1_700_000_000.0
EVERYONE = Pool(GLOBAL, "18+")
SERVERS = [Pool(f"server:{number}", "18+") for number in range(40)]


class Counted(Calls):
    """Counts what Redis is asked."""

    def __init__(self, redis: Any) -> None:
        super().__init__(redis)
        self.asked = 0

    async def command(self, *command: Any) -> Any:
        self.asked += 1
        return await super().command(*command)


@pytest.fixture
async def calls() -> AsyncIterator[Counted]:
    async with client(shared_server().url) as redis:
        await redis.flushall()
        yield Counted(redis)


@pytest.fixture
async def line(calls: Counted) -> AsyncIterator[RedisLine]:
    line = RedisLine(calls, Policy(), in_the_open())
    await line.restore([waiting(f"{pool.scope}", pool) for pool in (EVERYONE, *SERVERS)])
    yield line
    await line.close()


def waiting(name: str, pool: Pool) -> Ticket:
    return replace(ticket(name, since=NOW), pool=pool)


async def where(line: RedisLine, name: str) -> list[str]:
    """The pools in which somebody waits: beside whoever is there alone they make two."""
    pools = (EVERYONE, *SERVERS[:3])
    counts = [(await line.stats(waiting(f"onlooker {name}", pool))).waiting for pool in pools]
    return [pool.scope for pool, count in zip(pools, counts, strict=True) if count == 2]


async def test_whoever_moves_between_pools_is_in_one_only(line: RedisLine) -> None:
    ann = replace(ticket("ann", since=NOW), languages=frozenset({"tlh"}))  # and so fits nobody
    for pool in (SERVERS[0], SERVERS[1], EVERYONE, SERVERS[2], EVERYONE, EVERYONE, SERVERS[0]):
        assert await line.find(replace(ann, pool=pool), NOW) is None
        assert await where(line, "ann") == [pool.scope]
    assert await line.leave(ann.member)
    assert await where(line, "ann") == []
    assert not await line.leave(ann.member)


async def test_a_process_that_begins_later_finds_them_where_they_are(line: RedisLine, calls: Counted) -> None:
    ann = replace(ticket("ann", since=NOW), languages=frozenset({"tlh"}))
    await line.find(replace(ann, pool=SERVERS[0]), NOW)
    other = RedisLine(calls, Policy(), in_the_open())
    await other.tick(NOW)
    await other.find(replace(ann, pool=SERVERS[1]), NOW)
    assert await where(line, "ann") == [SERVERS[1].scope]
    assert await line.leave(ann.member)
    assert await where(line, "ann") == []


async def test_nobody_asks_all_the_pools_there_are(line: RedisLine, calls: Counted) -> None:
    ann = replace(ticket("ann", since=NOW), languages=frozenset({"tlh"}))
    for pool in (EVERYONE, SERVERS[0], SERVERS[1], EVERYONE):
        calls.asked = 0
        await line.find(replace(ann, pool=pool), NOW)
        assert calls.asked <= 3, "noted, left, found"
    calls.asked = 0
    await line.leave(ann.member)
    assert calls.asked == 2
