"""What the contract tests are given: each backend of a port in turn."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from matching.appraisal import Appraiser
from matching.line import Line
from matching.policy import Policy
from tests.contracts.lines import LINES, NOW, Open
from tests.contracts.stores import STORES, Ground
from tests.matching.tickets import busy


@pytest.fixture(params=list(LINES))
async def open_line(request: pytest.FixtureRequest) -> AsyncIterator[Open]:
    """Opens a line of each backend with a policy; closed after the test."""
    backend = LINES[request.param]
    async with AsyncExitStack() as stack:
        yield lambda policy, appraiser: stack.enter_async_context(backend(policy, appraiser))


@pytest.fixture
async def line(open_line: Open) -> Line:
    """A line in which anyone will do at once: hardly anybody comes in these tests."""
    return await open_line(Policy(), Appraiser(Policy()))


@pytest.fixture
async def choosy(open_line: Open) -> Line:
    """A line in a busy market: people are held for somebody who fits."""
    return await open_line(Policy(), busy(Policy(), NOW))


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=list(STORES))
async def stores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """The stores of each backend."""
    async with STORES[request.param](tmp_path_factory.mktemp("stores")) as ground:
        yield ground


@pytest_asyncio.fixture(loop_scope="session")
async def ground(stores: Ground) -> Ground:
    """The stores of each backend, empty. Tests that use them run in the session's loop."""
    await stores.empty()
    return stores
