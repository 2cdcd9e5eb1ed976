"""Redis forgets everything in the midst of what a process does there: nobody is paired wrongly, and nobody is lost."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import pytest
from redis.asyncio import Redis

from matching.lines.calls import Argument, Calls
from matching.lines.profiles import tag_of
from matching.lines.redis import RedisLine
from matching.lines.sealing import in_the_open
from matching.policy import Policy
from tests.contracts.lines import NOW, how_many
from tests.matching.tickets import TOWN, ticket

ANN, BOB = ticket("ann", "chess", since=NOW), ticket("bob", "chess", since=NOW)
CLEO, DAN = ticket("cleo", languages=("de",), since=NOW), ticket("dan", languages=("fr",), since=NOW)


class Interrupted(Calls):
    """Something happens just before one of the functions is called, once."""

    def __init__(self, redis: Redis, before: str, happens: Callable[[], Awaitable[object]]) -> None:
        super().__init__(redis)
        self._before = before
        self._happens = happens

    async def call(self, function: str, keys: Sequence[str], *args: Argument) -> Any:
        if function == self._before:
            self._before = ""
            await self._happens()
        return await super().call(function, keys, *args)


@pytest.fixture
async def other(redis: "Redis") -> AsyncIterator[RedisLine]:
    """The line as another process has it."""
    line = RedisLine(Calls(redis), Policy(), in_the_open())
    yield line
    await line.close()


async def test_a_tick_claims_nobody_who_came_after_redis_was_emptied(redis: "Redis", other: RedisLine) -> None:
    async def emptied() -> None:
        await redis.flushall()
        await other.restore([CLEO, DAN])

    line = RedisLine(Interrupted(redis, "claim_pairs", emptied), Policy(), in_the_open())
    await line.restore([ANN, BOB])
    assert await line.tick(NOW) == []
    await line.close()
    assert await how_many(other) == 2


async def test_a_line_that_was_emptied_while_it_was_restored_is_lost_still(redis: "Redis") -> None:
    line = RedisLine(Interrupted(redis, "here", redis.flushall), Policy(), in_the_open())
    lost: list[bool] = []
    for _ in range(3):
        await line.tick(NOW)
        lost.append(line.lost)
        await line.restore([ANN])
    assert lost == [True, True, False]
    assert await how_many(line) == 1
    await line.close()


@pytest.mark.parametrize("key", ["people", "claims", "due"])
async def test_a_line_of_which_redis_evicted_something_while_it_was_restored_is_lost_still(
    redis: "Redis", key: str
) -> None:
    async def evicted() -> None:
        assert await redis.delete(tag_of(TOWN) + key) == 1

    line = RedisLine(Interrupted(redis, "here", evicted), Policy(), in_the_open())
    await line.restore([ANN, CLEO])
    assert await _is_lost(line) is True
    await line.restore([ANN, CLEO])
    assert await _is_lost(line) is False
    assert await how_many(line) == 2
    await line.close()


async def test_who_is_put_back_does_not_make_an_emptied_line_whole(redis: "Redis", other: RedisLine) -> None:
    line = RedisLine(Calls(redis), Policy(), in_the_open())
    await line.restore([ANN, BOB, CLEO])
    assert await _is_lost(line) is False
    await redis.flushall()
    await line.requeue([ANN])
    assert await how_many(line) == 1
    assert await _is_lost(line) is True
    await line.restore([ANN, BOB, CLEO])
    assert await _is_lost(line) is False
    await line.close()


async def test_who_puts_somebody_back_still_misses_what_it_missed(redis: "Redis", other: RedisLine) -> None:
    """A call failed, and another process has made the line whole before the next tick: without this one's newest."""
    line = RedisLine(Calls(redis), Policy(), in_the_open())
    await line.restore([ANN])
    await redis.config_set("maxmemory", 1)
    await line.find(CLEO, NOW)
    await redis.config_set("maxmemory", 0)
    await other.restore([ANN])
    await line.requeue([BOB])
    assert await _is_lost(line) is True
    await line.close()


async def test_tickets_that_were_asked_for_before_others_came_and_redis_was_emptied_are_not_all(
    redis: "Redis", other: RedisLine
) -> None:
    line = RedisLine(Calls(redis), Policy(), in_the_open())
    await line.restore([ANN])
    await redis.flushall()
    assert await _is_lost(line) is True
    tickets = [ANN]
    await other.find(CLEO, NOW)
    await redis.flushall()
    await line.restore(tickets)
    assert await _is_lost(line) is True
    await line.restore([ANN, CLEO])
    assert await _is_lost(line) is False
    assert await how_many(line) == 2
    await line.close()


async def _is_lost(line: RedisLine) -> bool:
    await line.tick(NOW)
    return line.lost


@pytest.mark.parametrize("key", ["meta", "people"])
async def test_a_key_that_redis_evicts_is_missed_and_nobody_is_lost(redis: "Redis", key: str) -> None:
    """A Redis may be set to drop keys, any of them, when its memory is full."""
    rows = {one.member: one for one in (ANN, CLEO, DAN)}  # as the database has them
    line = RedisLine(Calls(redis), Policy(thin=1e9), in_the_open())
    await line.restore(list(rows.values()))
    await line.tick(NOW)
    for name in await redis.keys(f"*:{key}"):
        await redis.delete(name)
    rows[BOB.member] = BOB
    matches = [await line.find(BOB, NOW)]
    for at in range(1, 4):
        matches += await line.tick(NOW + at)
        while matches:
            match = matches.pop()
            if match is not None:
                await line.settle(match)
                rows = {member: one for member, one in rows.items() if one not in match.tickets}
        if line.lost:
            await line.restore(list(rows.values()))
    assert set(rows) == {"cleo", "dan"}
    assert not line.lost
    assert [await line.leave(one.member) for one in (ANN, BOB, CLEO, DAN)] == [False, False, True, True]
    await line.close()


@pytest.mark.parametrize("key", ["claims", "due"])
async def test_a_line_without_its_claims_or_due_begins_anew(redis: "Redis", key: str) -> None:
    line = RedisLine(Calls(redis), Policy(), in_the_open())
    await line.restore([CLEO])
    await line.tick(NOW)
    await line.restore([ANN, CLEO])
    assert await line.find(BOB, NOW) is not None, "a claim, and the process that has it dies"
    await redis.delete(tag_of(TOWN) + key)
    await line.tick(NOW + 1)
    assert line.lost
    await line.restore([ANN, BOB, CLEO])
    assert len(await line.tick(NOW + 2)) == 1
    assert [line.lost] == [False]
    await line.close()


async def test_a_queue_that_is_emptied_by_a_search_gets_its_life_again(redis: "Redis") -> None:
    line = RedisLine(Calls(redis, short_line=0), Policy(thin=1e9), in_the_open())
    await line.find(CLEO, NOW)
    await line.leave(CLEO.member)
    await line.find(ticket("fay", languages=("de",), since=NOW + 100), NOW + 100)
    lives = [await redis.ttl(key) for key in await redis.keys("*:easy:*")]
    assert lives
    assert min(lives) > 0
    await line.close()


async def test_tickets_are_not_remembered_for_long(redis: "Redis") -> None:
    line = RedisLine(Calls(redis), Policy(), in_the_open())
    await line.find(ANN, NOW)
    sealing = line._requests._sealing
    assert list(sealing._opened.values()) == [ANN]
    await line.leave(ANN.member)
    for minute in range(3):
        await line.tick(NOW + 61 * minute)
    assert not sealing._opened
    assert not sealing._opened_before
    await line.close()
