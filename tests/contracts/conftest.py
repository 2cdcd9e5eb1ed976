"""What the contract tests are given: each backend of a port in turn."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from matching.line import Line
from matching.policy import Policy
from tests.contracts.lines import LINES, Open
from tests.contracts.stores import STORES, Ground, make_template


@pytest.fixture(params=list(LINES))
async def open_line(request: pytest.FixtureRequest) -> AsyncIterator[Open]:
    """Opens a line of each backend with a policy; closed after the test."""
    backend = LINES[request.param]
    async with AsyncExitStack() as stack:
        yield lambda policy: stack.enter_async_context(backend(policy))


@pytest.fixture
async def line(open_line: Open) -> Line:
    """A line in which anyone will do at once: fewer than twenty wait in these tests."""
    return await open_line(Policy())


@pytest.fixture
async def choosy(open_line: Open) -> Line:
    """A line in which one other is a crowd."""
    return await open_line(Policy(crowd=1))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at the newest revision."""
    return make_template(tmp_path_factory.mktemp("template") / "bauta.db")


@pytest.fixture(params=list(STORES))
async def ground(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> AsyncIterator[Ground]:
    """The stores of each backend, empty."""
    async with STORES[request.param](template, tmp_path) as ground:
        yield ground
