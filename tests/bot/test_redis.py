"""People who search find each other whatever happens to the Redis that the line lies in, and hear of it once."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from bot.lines import secrets_of
from bot.stores.rooms import SqlTickets
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from config.keys import KeyRing
from matching.lines.calls import Calls
from matching.lines.redis import RedisLine
from matching.policy import Policy
from tests.bot.town import Town
from tests.contracts.stores import Ground
from tests.matching.tickets import ticket
from tests.servers import RedisServer, client, redis_server

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRETS = secrets_of(KeyRing(bytes(32), lambda: 1.7e9))


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def shared(ground: Ground, catalogue: Catalogue, server: RedisServer) -> AsyncIterator[Town]:
    """A town whose line lies in Redis."""
    async with client(server.url, timeout=1.0) as redis:
        line = RedisLine(Calls(redis), Policy(), SECRETS)
        async with Town(ground.database, catalogue, line=line) as town:
            yield town
        await line.close()


async def comes_back(server: RedisServer, town: Town) -> None:
    """Redis starts again; the rounds notice within a second."""
    server.start()
    async with client(server.url) as redis:
        while not await redis.exists("bauta:pools"):
            await town.goes_round(seconds=0.5)


async def test_two_who_search_are_paired(shared: Town) -> None:
    ann, bob = await shared.person("ann"), await shared.person("bob")
    await ann.says("/find chess, tea")
    await bob.says("/find tea, go")
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.PAIRED]
    assert await shared.in_room(ann, bob)


async def test_redis_can_read_neither_interests_nor_tickets(shared: Town, server: RedisServer) -> None:
    ann = await shared.person("ann")
    await ann.says("/find beekeeping")
    async with client(server.url) as redis:
        posted = RedisLine(Calls(redis, short_line=0), Policy(), SECRETS)
        await posted.restore([ticket("bob", "beekeeping", "tea")])
        await posted.close()
        held = [f"{key!r} {await redis.dump(key)!r}" for key in await redis.keys("*")]
    assert len(held) > 4, "people, who is due, two queues, postings"
    assert not any(word in each for each in held for word in ("beekeeping", "tea", "interests"))


async def test_an_emptied_redis_is_filled_again_from_the_database(shared: Town, server: RedisServer) -> None:
    ann, bob = await shared.person("ann"), await shared.person("bob")
    await ann.says("/find chess")
    await shared.goes_round(seconds=1)
    async with client(server.url) as redis:
        await redis.flushall()
    await shared.goes_round(seconds=1)
    await shared.goes_round(seconds=1)
    await bob.says("/find chess")
    assert await shared.in_room(ann, bob)
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.PAIRED]


async def test_whoever_searches_while_redis_is_gone_is_found_when_it_is_back(shared: Town, server: RedisServer) -> None:
    ann, bob, cleo = [await shared.person(name) for name in ("ann", "bob", "cleo")]
    await ann.says("/find chess")
    server.kill()
    await bob.says("/find chess")
    await cleo.says("/find go")
    await cleo.says("/stop")
    assert len(shared.rows("tickets")) == 2
    await shared.goes_round(seconds=1)
    await comes_back(server, shared)
    await shared.goes_round(seconds=1)
    await shared.goes_round(seconds=1)
    assert await shared.in_room(ann, bob)
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.PAIRED]
    assert bob.hears() == [Text.SEARCHING_ALONE, Text.PAIRED]
    assert Text.PAIRED not in cleo.hears()


async def test_the_log_tells_once_that_redis_is_gone_and_back(shared: Town, server: RedisServer) -> None:
    ann = await shared.person("ann")
    with capture_logs() as logs:
        server.kill()
        await ann.says("/find chess")
        await shared.goes_round(seconds=1)
        await comes_back(server, shared)
        await shared.goes_round(seconds=1)
    told = [entry for entry in logs if entry["event"].startswith(("line.", "rounds.line"))]
    assert [entry["event"] for entry in told] == ["line.out_of_reach", "line.back", "rounds.line_restored"]
    assert told[-1]["waiting"] == 1


async def test_while_redis_is_gone_rounds_ask_nothing_of_the_database(
    shared: Town, server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To restore the line all searches are read, in a turn that others wait for: only once somebody can take them."""
    await (await shared.person("ann")).says("/find chess")
    await shared.goes_round(seconds=1)
    server.kill()
    read = []
    monkeypatch.setattr(SqlTickets, "all", lambda _: read.append(1))
    for _ in range(3):
        await shared.rounds.pair(shared.clock())
    assert not read


async def test_whoever_leaves_unheard_is_met_by_nobody(shared: Town, server: RedisServer) -> None:
    """Redis did not hear that Ann left: the database did, and Bob goes on searching until Cleo comes."""
    ann, bob, cleo = [await shared.person(name) for name in ("ann", "bob", "cleo")]
    await ann.says("/find chess")
    async with client(server.url) as redis:
        kept = {key: await redis.dump(key) for key in await redis.keys("*")}
        await ann.says("/stop")
        for key, value in kept.items():
            assert value is not None
            await redis.restore(key, 0, value, replace=True)
    await bob.says("/find chess")
    await shared.goes_round(seconds=1)
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.SEARCH_STOPPED]
    await cleo.says("/find chess")
    assert await shared.in_room(bob, cleo)
