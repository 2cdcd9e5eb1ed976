"""`bauta run` with its line in a Redis that comes and goes: whoever searches is found, and hears of it once."""

import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from matching.ticket import Pool
from tests.e2e.processes import Deployment, Process, Spawner, deployment
from tests.e2e.strangers import ALONE, PAIRED
from tests.e2e.visitor import Visitor
from tests.servers import RedisServer, client, how_many_wait, redis_server

EVERYBODY = Pool("global", "18+")


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
async def deployed(spawner: Spawner, tmp_path: Path, server: RedisServer) -> AsyncIterator[Deployment]:
    async with deployment(spawner, tmp_path, BAUTA_REDIS_URL=server.url) as deployed:
        yield deployed


async def waiting(server: RedisServer) -> int:
    """How many Redis has in the line."""
    async with client(server.url) as redis:
        return await how_many_wait(redis, EVERYBODY)


async def searches(visitor: Visitor) -> None:
    await visitor.admitted("find")
    await visitor.hears(ALONE)


async def talk(one: Visitor, other: Visitor, words: str) -> None:
    await one.says(words)
    await other.hears(words)


async def ends_well(process: Process) -> None:
    """Stopped as an operator does; nothing that happened was a mistake of its own."""
    process.send(signal.SIGTERM)
    assert await process.ended() == 0
    assert '"error"' not in process.err
    assert "Traceback" not in process.err


async def test_whoever_waited_when_redis_forgot_everything_is_found_by_who_comes_next(
    deployed: Deployment, server: RedisServer
) -> None:
    process = await deployed.runs()
    async with Visitor(deployed.port) as ann, Visitor(deployed.port) as bob, Visitor(deployed.port) as cleo:
        await searches(ann)
        assert await waiting(server) == 1
        await bob.admitted("find")
        for each in (ann, bob):
            await each.hears(PAIRED)
        assert await waiting(server) == 0

        await searches(cleo)
        assert await waiting(server) == 1
        server.kill()
        await talk(ann, bob, "do you notice anything?")
        await talk(bob, ann, "nothing at all")
        server.start()
        async with Visitor(deployed.port) as dan:
            await dan.admitted("find")
            for each in (cleo, dan):
                await each.hears(PAIRED)
            await talk(dan, cleo, "there you are")
            assert await waiting(server) == 0
            for each in (ann, bob, cleo, dan):
                assert len([shown for shown in each.page if PAIRED in shown.text]) == 1
    await ends_well(process)


async def test_who_searches_while_there_is_no_redis_is_found_once_there_is(
    deployed: Deployment, server: RedisServer
) -> None:
    server.kill()
    process = await deployed.runs()
    async with Visitor(deployed.port) as ann, Visitor(deployed.port) as bob:
        await searches(ann)
        await searches(bob)
        server.start()
        for each in (ann, bob):
            await each.hears(PAIRED)
        await talk(ann, bob, "found")
    await ends_well(process)


async def test_a_search_and_bauta_itself_can_be_stopped_without_redis(
    deployed: Deployment, server: RedisServer
) -> None:
    process = await deployed.runs()
    async with Visitor(deployed.port) as ann:
        await searches(ann)
        server.kill()
        await ann.does("stop")
        await ann.hears("I stopped looking")
        await ann.hears("This search is over")
    await ends_well(process)
