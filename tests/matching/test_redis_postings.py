"""Whoever named an interest is found in Redis however many named it, and what nobody names any more doesn't pile up."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from config.ids import MemberId
from matching.lines.calls import Calls
from matching.lines.profiles import BRIEF, LEFT_BEHIND, NUMBER, tag_of
from matching.lines.redis import LONG, LOOKS_IN_LONG_LINE, RedisLine
from matching.lines.sealing import in_the_open
from matching.policy import Policy
from tests.contracts.lines import NOW, how_many, who
from tests.matching.tickets import TOWN, ticket

BEGINS = 64  # entries that the beginning of a posting holds, see postings.lua
MANY = 150
NAMED = tag_of(TOWN) + "named:en"
LIST = tag_of(TOWN) + "en:*"
PATIENT = Policy(commit_after=1e6, fade=1e6, overdue=1e6)


@pytest.fixture
async def line(redis: "Redis") -> AsyncIterator[RedisLine]:
    line = RedisLine(Calls(redis, short_line=0), PATIENT, in_the_open())
    yield line
    await line.close()


async def test_all_who_named_an_interest_are_met_in_the_order_they_came(line: RedisLine, redis: "Redis") -> None:
    await line.restore([ticket(f"m{at:03d}", "chess", since=NOW + at) for at in range(MANY)])
    assert [await redis.llen(key) for key in await redis.keys(LIST)] == [MANY - BEGINS]
    met = [who(await line.find(ticket(f"s{at:03d}", "chess", since=NOW + 200), NOW + 200)) for at in range(MANY)]
    assert met == [(f"s{at:03d}", f"m{at:03d}") for at in range(MANY)]
    assert await how_many(line) == 0


async def test_whoever_comes_after_a_crowd_left_is_met_by_the_next(line: RedisLine, redis: "Redis") -> None:
    crowd = [ticket(f"m{at:03d}", "chess", since=NOW) for at in range(3 * MANY)]
    await line.restore(crowd)
    for gone in crowd:
        await line.leave(gone.member)
    assert await line.find(ticket("ann", "chess", "go", since=NOW + 1), NOW + 1) is None
    assert who(await line.find(ticket("bob", "chess", since=NOW + 2), NOW + 2)) == ("bob", "ann")


@pytest.mark.parametrize(("others", "met"), [(LONG - 40, "best"), (LONG - 20, "first")])
async def test_where_thousands_wait_a_search_looks_at_fewer(line: RedisLine, others: int, met: str) -> None:
    crowd = [ticket(f"o{at:04d}", "jazz", since=NOW) for at in range(others)]
    fitting = [
        ticket(name, "chess", f"and {name}", since=NOW) for name in ["first", *map(str, range(LOOKS_IN_LONG_LINE - 1))]
    ]
    await line.restore([*crowd, *fitting, ticket("best", "chess", since=NOW + 1)])
    assert who(await line.find(ticket("ann", "chess", since=NOW + 2), NOW + 2)) == ("ann", met)


@pytest.mark.parametrize("named", [40, 50, 63, 64, 80])
async def test_whoever_comes_after_those_a_search_asks_for_at_once_stays(line: RedisLine, named: int) -> None:
    """Where thousands wait a search asks for about as many as it looks at, and goes on after those who are gone."""
    crowd = [ticket(f"o{at:04d}", "jazz", since=NOW) for at in range(2_000)]
    players = [ticket(f"m{at:02d}", "chess", since=NOW + at) for at in range(named)]
    await line.restore([*crowd, *players])
    for gone in players[:10]:
        await line.leave(gone.member)
    met = [who(await line.find(ticket(f"s{at:02d}", "chess", since=NOW + 90), NOW + 90)) for at in range(10, named)]
    assert met == [(f"s{at:02d}", f"m{at:02d}") for at in range(10, named)]


async def test_those_who_are_left_of_a_crowd_move_up(line: RedisLine, redis: "Redis") -> None:
    crowd = [ticket(f"m{at:03d}", "chess", since=NOW) for at in range(MANY)]
    await line.restore(crowd)
    for gone in crowd[:130]:
        await line.leave(gone.member)
    await line.find(ticket("ann", "chess", since=NOW + 1), NOW + 1)
    assert await redis.keys(LIST) == []
    met = {who(await line.find(ticket(f"s{at}", "chess", since=NOW + 2), NOW + 2)) for at in range(19)}
    assert met == {(f"s{at}", f"m{131 + at:03d}") for at in range(19)}


async def test_whom_a_search_finds_gone_is_taken_out_at_once(line: RedisLine, redis: "Redis") -> None:
    """Though the one who searches is paired, and so writes no postings of their own."""
    await line.restore([ticket(name, "chess", since=NOW) for name in ("ann", "bob", "cleo", "dan")])
    for name in ("ann", "cleo"):
        await line.leave(MemberId(name))
    assert who(await line.find(ticket("eve", "chess", since=NOW), NOW)) == ("eve", "bob")
    entry = NUMBER + BRIEF
    assert [len(text) for field, text in (await redis.hgetall(NAMED)).items() if field[:1] == b"\0"] == [2 * entry]
    assert who(await line.find(ticket("fay", "chess", since=NOW), NOW)) == ("fay", "dan")


async def test_of_thousands_who_named_an_interest_a_few_are_asked_for(line: RedisLine, redis: "Redis") -> None:
    await line.restore([ticket(f"m{at:03d}", "chess", since=NOW) for at in range(BEGINS + 1)])
    (named,) = await redis.keys(LIST)
    await redis.rpush(named, *[bytes(NUMBER + BRIEF)] * 9_000)
    stats = await line.stats(ticket("onlooker", "chess"))
    assert (stats.waiting, stats.fit, stats.sharing) == (BEGINS + 1, BEGINS + 1, 9_000 + BEGINS + 1)


async def test_interests_that_nobody_names_again_do_not_pile_up(line: RedisLine, redis: "Redis") -> None:
    most = 0
    for at in range(0, 4_000, 8):
        people = [ticket(f"m{each}", f"{each} one", f"{each} two", since=NOW) for each in range(at, at + 8)]
        await line.restore(people)
        for one in people:
            await line.leave(one.member)
        most = max(most, await redis.hlen(NAMED))
    assert 1_000 < most < 1_500
    await line.restore([ticket("ann", "chess", since=NOW)])
    for at in range(200):
        await line.restore([ticket("bob", f"bobs {at}", since=NOW + at, number=at)])
    match = await line.find(ticket("cleo", "chess", since=NOW), NOW)
    assert who(match) == ("cleo", "ann"), "who waits is not swept away"


async def test_postings_that_redis_drops_are_missed(line: RedisLine, redis: "Redis") -> None:
    rows = [ticket("ann", "chess", since=NOW), ticket("bob", "tea", since=NOW)]
    await line.restore(rows)
    await redis.delete(NAMED)
    cleo = ticket("cleo", "go", since=NOW)
    await line.restore([cleo])
    await line.tick(NOW)
    assert line.lost
    await line.restore([*rows, cleo])
    assert who(await line.find(ticket("dan", "chess", since=NOW), NOW)) == ("dan", "ann")
    assert not line.lost


@pytest.mark.parametrize("earlier", LEFT_BEHIND)
async def test_a_line_of_an_earlier_layout_is_none_and_is_given_up(
    line: RedisLine, redis: "Redis", earlier: str
) -> None:
    await redis.hset(f"bauta:{{global/18+}}:{earlier}members", "ann", "1 t1")
    await redis.hset(f"bauta:{{global/18+}}:{earlier}meta", "here", "1")
    await redis.sadd("bauta:pools", '["global", "18+"]')
    await line.tick(NOW)
    assert line.lost
    await line.restore([ticket("ann", "chess", since=NOW)])
    assert await how_many(line) == 1
    assert await redis.ttl(f"bauta:{{global/18+}}:{earlier}members") > 0
    assert await redis.ttl(tag_of(TOWN) + "people") == -1


async def test_the_keys_of_a_language_are_given_up_after_a_day(line: RedisLine, redis: "Redis") -> None:
    await line.find(ticket("ann", "chess", since=NOW), NOW)
    await line.restore([ticket("bob", "tea", since=NOW)])
    await line.find(ticket("cleo", *[f"some {at}" for at in range(40)], since=NOW + 9_000), NOW + 9_000)
    lives = {key: await redis.ttl(key) for key in await redis.keys("*:en*")}
    assert len(lives) >= 2
    assert min(lives.values()) > 86_000
