"""A database of each kind for moderation's tests."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.contracts.stores import STORES, Ground
from tests.moderation.desk import Desk


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=list(STORES))
async def stores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    async with STORES[request.param](tmp_path_factory.mktemp("stores")) as ground:
        yield ground


@pytest_asyncio.fixture(loop_scope="session")
async def desk(stores: Ground) -> Desk:
    """Nothing has been reported yet. Tests that use it run in the session's loop."""
    await stores.empty()
    return Desk(stores.database)
