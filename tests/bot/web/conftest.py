"""Houses for the web chat's tests. Tests that use them run in their file's own loop (`loop_scope="module"`)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from bot.platforms.web.limits import USUAL_LIMITS, USUAL_TIMES, Limits, Times
from tests.bot.web.town import House, Middle, Street

Build = Callable[..., Awaitable[House]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def street() -> AsyncIterator[Street]:
    """The server, on a free port of loopback."""
    street = Street()
    await street.server.open()
    serving = asyncio.create_task(street.server.run())
    yield street
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


@pytest.fixture
def middle() -> Middle:
    return Middle()


@pytest_asyncio.fixture(loop_scope="module")
async def build(middle: Middle, street: Street) -> AsyncIterator[Build]:
    """Builds a house with times and limits of one's own; it is torn down afterwards."""
    houses: list[House] = []

    async def build(
        times: Times = USUAL_TIMES, limits: Limits = USUAL_LIMITS, url: str = "", *, listening: bool = True
    ) -> House:
        house = House(middle, times, limits, url)
        houses.append(house)
        house.stand_in(street)
        if listening:
            await house.listen()
        return house

    yield build
    for house in houses:
        await house.close()


@pytest_asyncio.fixture(loop_scope="module")
async def house(build: Build) -> House:
    return await build()
