"""The office in front of a fresh database: what is decided arrives at once, or goes through lanes and claims."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.texts.catalogue import Catalogue
from tests.bot.moderators.office import Office
from tests.contracts.stores import Ground


@pytest_asyncio.fixture(loop_scope="session")
async def office(ground: Ground, catalogue: Catalogue) -> AsyncIterator[Office]:
    """What is decided arrives at once."""
    office = Office(ground.database, catalogue)
    office.furnish()
    async with office:
        yield office


@pytest_asyncio.fixture(loop_scope="session")
async def bureau(ground: Ground, catalogue: Catalogue) -> AsyncIterator[Office]:
    """The same with lanes and claims."""
    bureau = Office(ground.database, catalogue, outbox=True)
    bureau.furnish()
    async with bureau:
        yield bureau
