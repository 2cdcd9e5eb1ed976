"""A call whose answer was lost on its way is made again: whoever searches is in the line once, or in one match."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from redis.asyncio import Redis

from matching.lines import requests
from matching.lines.calls import SHORT_LINE, Argument, Calls
from matching.lines.profiles import BRIEF, NUMBER, tag_of
from matching.lines.redis import RedisLine
from matching.lines.sealing import in_the_open
from matching.policy import Policy
from matching.ticket import Ticket
from tests.contracts.lines import NOW, how_many, who
from tests.matching.tickets import TOWN, ticket

PATIENT = Policy(commit_after=1e6, fade=1e6, overdue=1e6, claim_expires=5.0)


class Twice(Calls):
    """Each search is made twice: the first answer never came."""

    def __init__(self, redis: Redis, short_line: int = SHORT_LINE) -> None:
        super().__init__(redis, short_line)
        self.first: list[Any] = []

    async def call(self, function: str, keys: Sequence[str], *args: Argument) -> Any:
        if function == "find":
            self.first.append(await super().call(function, keys, *args))
        return await super().call(function, keys, *args)


@pytest.fixture
async def line(redis: "Redis") -> AsyncIterator[RedisLine]:
    line = RedisLine(Twice(redis), PATIENT, in_the_open())
    yield line
    await line.close()


def somebody(name: str, *interests: str, since: float = NOW) -> Ticket:
    return ticket(name, *interests, since=since)


async def test_who_waits_and_searches_again_is_posted_once(redis: "Redis") -> None:
    line = RedisLine(Twice(redis, short_line=0), PATIENT, in_the_open())
    await _waits_once(line)
    named = await redis.hgetall(tag_of(TOWN) + "named:en")
    assert [len(numbers) for field, numbers in named.items() if field[:1] == b"\0"] == [NUMBER + BRIEF]
    await line.close()


async def test_who_waits_and_searches_again_waits_once(line: RedisLine) -> None:
    await _waits_once(line)


async def _waits_once(line: RedisLine) -> None:
    assert await line.find(somebody("ann", "chess"), NOW) is None
    assert await how_many(line) == 1
    stats = await line.stats(somebody("onlooker", "chess"))
    assert (stats.waiting, stats.sharing) == (1, 1)


async def test_who_waits_and_searches_again_is_met_by_the_next_once(redis: "Redis", line: RedisLine) -> None:
    await line.find(somebody("ann", "chess"), NOW)
    other = RedisLine(Calls(redis), PATIENT, in_the_open())
    assert who(await other.find(somebody("bob", "chess"), NOW)) == ("bob", "ann")
    assert await other.find(somebody("cleo", "chess"), NOW) is None
    assert await how_many(other) == 1
    await other.close()


async def test_who_was_matched_and_searches_again_meets_the_next(redis: "Redis", line: RedisLine) -> None:
    await line.restore([somebody("ann", "chess"), somebody("bob", "chess", since=NOW + 1)])
    match = await line.find(somebody("cleo", "chess", since=NOW + 2), NOW + 2)
    assert who(match) == ("cleo", "bob"), "of the match with ann nobody knows"
    assert await how_many(line) == 0
    await line.tick(NOW + 2 + 2 * PATIENT.claim_expires)
    assert await how_many(line) >= 1, "ann's claim went stale: she waits again"
    assert await line.leave(somebody("ann").member) is True


async def test_no_number_is_given_twice(monkeypatch: pytest.MonkeyPatch, redis: "Redis") -> None:
    monkeypatch.setattr(requests, "GIVEN", 3)
    one, other = [requests.Requests(Calls(redis), PATIENT, in_the_open()) for _ in range(2)]
    ours, theirs = [one._number() for _ in range(50)], [other._number() for _ in range(50)]
    assert len({*ours, *theirs}) == 100
    assert all(len(number.to_bytes(NUMBER)) == NUMBER for number in ours + theirs)
    assert ours[:3] == sorted(ours[:3])
    assert all(not number.to_bytes(NUMBER)[0] for number in ours)


async def test_of_two_who_came_at_the_same_moment_the_first_is_met_first(redis: "Redis") -> None:
    """However many came before: numbers are bytes, which the locale of a server may sort in another way."""
    line = RedisLine(Calls(redis), PATIENT, in_the_open())
    for given in (0, 126, 127, 253, 254, 255, 65_534, 65_535):
        line._requests._given, line._requests._name = given, 1
        await line.restore([somebody("ann", "chess"), somebody("bob", "chess")])
        assert who(await line.find(somebody("cleo", "chess"), NOW)) == ("cleo", "ann")
        for each in ("ann", "bob", "cleo"):
            await line.leave(somebody(each).member)
    await line.close()
