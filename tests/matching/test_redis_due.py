"""Those who are due are looked for together: a few in one call to Redis, fewer where it would be busy for long."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from redis.asyncio import Redis

from matching.lines.calls import Argument, Calls
from matching.lines.memory import MemoryLine
from matching.lines.redis import RedisLine
from matching.lines.requests import LOOK_TOGETHER
from matching.lines.sealing import in_the_open
from matching.policy import Policy
from matching.ticket import Gender, Ticket
from tests.contracts.lines import NOW, how_many, who
from tests.matching.tickets import ticket

POLICY = Policy(claim_expires=60.0)


class Looks(Calls):
    """Remembers for each call of a tick that looks for people how many it was asked for, and how many it answered."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.counts: list[tuple[int, int]] = []

    async def call(self, function: str, keys: Sequence[str], *args: Argument) -> Any:
        answer = await super().call(function, keys, *args)
        if function == "look_again":
            self.counts.append((len(args) // 6, len(answer)))
        return answer


@pytest.fixture
async def calls(redis: "Redis") -> Looks:
    return Looks(redis)


@pytest.fixture
async def line(calls: Looks) -> AsyncIterator[RedisLine]:
    line = RedisLine(calls, POLICY, in_the_open())
    yield line
    await line.close()


async def pairs_in_memory(tickets: Sequence[Ticket], now: float) -> list[tuple[str, str] | None]:
    line = MemoryLine(POLICY)
    await line.restore(tickets)
    return [who(match) for match in await line.tick(now)]


async def test_a_few_are_looked_for_in_each_call(line: RedisLine, calls: Looks) -> None:
    crowd = [ticket(f"m{at:02d}", f"hobby {at // 2}", since=NOW + at) for at in range(20)]
    await line.restore(crowd)
    pairs = [who(match) for match in await line.tick(NOW + 30)]
    assert calls.counts == [(LOOK_TOGETHER, LOOK_TOGETHER), (LOOK_TOGETHER, LOOK_TOGETHER), (4, 4)]
    assert pairs == [(f"m{at:02d}", f"m{at + 1:02d}") for at in range(0, 20, 2)]


async def test_where_many_share_something_each_call_looks_for_fewer(line: RedisLine, calls: Looks) -> None:
    """All are men who want to talk to women: nobody may meet, and each sees everybody."""
    crowd = [
        ticket(f"m{at:02d}", "chess", since=NOW + at, gender=Gender.MAN, wants=(Gender.WOMAN,)) for at in range(40)
    ]
    await line.restore(crowd)
    assert await line.tick(NOW + 60) == []
    assert {answered for _, answered in calls.counts} == {1}
    assert sum(answered for _, answered in calls.counts) == 40, "each was looked for once"
    assert await how_many(line) == 40


async def test_where_a_posting_is_long_each_is_looked_for_all_the_same(
    line: RedisLine, calls: Looks, redis: "Redis"
) -> None:
    """Who ticks here knows of no long posting: another process put everybody there."""
    crowd = [
        *[ticket(f"g{at:02d}", "go", f"hobby {at // 2}", since=NOW + at) for at in range(10)],
        *[ticket(f"m{at:02d}", "chess", f"sport {at // 2}", since=NOW + 20 + at) for at in range(70)],
    ]
    other = RedisLine(Calls(redis), POLICY, in_the_open())
    await other.restore(crowd)
    await other.close()
    line._pools.add(crowd[0].pool)
    pairs = [who(match) for match in await line.tick(NOW + 120)]
    assert len(pairs) == 40
    assert sorted(filter(None, pairs)) == sorted(filter(None, await pairs_in_memory(crowd, NOW + 120)))


async def test_whoever_left_meanwhile_is_not_looked_for(line: RedisLine, calls: Looks) -> None:
    crowd = [ticket(f"m{at:02d}", f"hobby {at}", since=NOW) for at in range(6)]
    await line.restore(crowd)
    for gone in crowd[1::2]:
        await line.leave(gone.member)
    assert len(await line.tick(NOW + 60)) == 1
    assert await how_many(line) == 1
