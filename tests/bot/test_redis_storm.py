"""People search and talk all the while their Redis is emptied, killed and started again: none is lost or told twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from random import Random

import pytest
import pytest_asyncio

from bot.lines import secrets_of
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from config.keys import KeyRing
from matching.lines.calls import Calls
from matching.lines.redis import RedisLine
from matching.policy import Policy
from matching.ticket import Pool
from tests.bot.people import Person
from tests.bot.town import Town, until
from tests.contracts.stores import Ground
from tests.servers import RedisServer, client, how_many_wait, redis_server

pytestmark = pytest.mark.asyncio(loop_scope="session")

PEOPLE = 30
LANGUAGES = ("it", "pt", "ru", "tr", "uk")
EVERYBODY = Pool("global", "18+")
FOUND = {Text.PAIRED, Text.PAIRED_NOTHING_SHARED, Text.PAIRED_WIDENED}


class Storm:
    """A town whose line lies in a Redis of its own."""

    def __init__(self, town: Town, server: RedisServer) -> None:
        self._town = town
        self._server = server
        self._random = Random(1)
        self._over = asyncio.Event()

    async def blows(self, outages: int) -> list[Person]:
        """Everybody searches, talks and goes on, through so many outages."""
        people = [await self._town.person(f"{number}") for number in range(PEOPLE)]
        async with asyncio.TaskGroup() as group:
            group.create_task(self._rounds())
            for person in people:
                group.create_task(self._lives(person))
            for outage in range(outages):
                await self._rooms_open()
                await (self._restarts() if outage % 2 else self._is_emptied())
            await self._rooms_open()
            self._over.set()
        return people

    async def _lives(self, person: Person) -> None:
        while not self._over.is_set():
            await person.says(self._random.choice(("/find", "/find chess", "/next", "/stop")))

    async def _rounds(self) -> None:
        while not self._over.is_set():
            await self._town.goes_round(seconds=5)

    async def clears(self, waiting: int) -> None:
        """Rounds go on until so many wait in Redis again: it is not asked for a while after a call failed."""
        async with client(self._server.url) as redis, asyncio.timeout(10):
            while await how_many_wait(redis, EVERYBODY) < waiting:
                await self._town.goes_round(seconds=1)
                await asyncio.sleep(0.02)
        await self._town.goes_round(seconds=1)

    async def _rooms_open(self) -> None:
        """Searches go on: some more people meet."""
        before = len(self._town.rows("rooms"))
        await until(lambda: len(self._town.rows("rooms")) >= before + 8)

    async def _is_emptied(self) -> None:
        async with client(self._server.url) as redis:
            await redis.flushall()

    async def _restarts(self) -> None:
        self._server.kill()
        await asyncio.sleep(0.01)
        self._server.start()


@pytest_asyncio.fixture(loop_scope="session")
async def storm(ground: Ground, catalogue: Catalogue) -> AsyncIterator[tuple[Town, Storm]]:
    with redis_server() as server:
        async with client(server.url, timeout=1.0) as redis:
            line = RedisLine(Calls(redis), Policy(), secrets_of(KeyRing(bytes(32), lambda: 1.7e9)))
            async with Town(ground.database, catalogue, line=line) as town:
                yield town, Storm(town, server)
            await line.close()


async def searching(town: Town, name: str, language: str) -> Person:
    """Somebody who chats in one language only, and searches."""
    person = await town.person(name)
    await person.says(f"/settings languages {language}")
    await person.says("/find")
    return person


async def test_nobody_is_lost_and_nobody_is_told_twice(storm: tuple[Town, Storm]) -> None:
    town, weather = storm
    patient = {language: await searching(town, f"from {language}", language) for language in LANGUAGES}
    people = await weather.blows(outages=6)
    await weather.clears(len(patient))
    for language, waiting in patient.items():
        assert await town.in_room(waiting, await searching(town, f"to {language}", language))
    for person in people:
        await person.says("/stop")
    town.clock.passes(minutes=11)  # the cool-downs are over
    for person in people:
        await person.says("/find chess")
    for _ in range(4):
        await town.goes_round(seconds=30)
    assert town.rows("tickets") == []
    rooms = Counter(row[side] for row in town.rows("rooms") for side in ("first", "second"))
    everybody = town.people.values()
    told = {(await person.member()).id: sum(heard in FOUND for heard in person.hears()) for person in everybody}
    assert told == rooms
