"""Towns: one where decisions arrive at once, one where they go through the outbox."""

import io
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import redirect_stderr

import pytest
import pytest_asyncio
import structlog
from PIL import Image

from bot.texts.catalogue import Catalogue
from config import logs
from tests.bot.counter import Counter
from tests.bot.people import Person
from tests.bot.town import Town
from tests.contracts.stores import STORES, Ground


@pytest.fixture(autouse=True, scope="session")
def brief_logs() -> None:
    """What a test breaks on purpose is logged briefly: a traceback with all its variables takes a second."""
    brief = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, brief])


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged, as it is in a deployment, down to the least of levels."""
    stream, root = io.StringIO(), logging.getLogger()
    before, level, configured = root.handlers[:], root.level, structlog.get_config()
    with redirect_stderr(stream):
        logs.setup("debug")
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.configure(**configured)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stores(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """In SQLite, or where BAUTA_TEST_DATABASE=postgresql asks for it, in PostgreSQL."""
    async with STORES[os.environ.get("BAUTA_TEST_DATABASE") or "sqlite"](tmp_path_factory.mktemp("stores")) as ground:
        yield ground


@pytest_asyncio.fixture(loop_scope="session")
async def ground(stores: Ground) -> Ground:
    """The database of all towns, empty. Tests that use it run in the session's loop."""
    await stores.empty()
    return stores


@pytest_asyncio.fixture(loop_scope="session")
async def town(ground: Ground, catalogue: Catalogue) -> AsyncIterator[Town]:
    """What is decided arrives at once."""
    async with Town(ground.database, catalogue) as town:
        yield town


@pytest_asyncio.fixture(loop_scope="session")
async def city(ground: Ground, catalogue: Catalogue) -> AsyncIterator[Town]:
    """What is decided takes the whole way: outbox, lanes, claims."""
    async with Town(ground.database, catalogue, outbox=True) as city:
        yield city


@pytest_asyncio.fixture(loop_scope="session")
async def talking(city: Town) -> tuple[Person, Person]:
    """Two who have heard everything that was sent to them so far."""
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    for each in (ann, bob):
        each.hears()
        each.sees_changed()
    return ann, bob


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest_asyncio.fixture(loop_scope="session")
async def shop(ground: Ground, catalogue: Catalogue, counter: Counter) -> AsyncIterator[Town]:
    """A town with an outbox, whose messenger waits for answers."""
    async with Town(ground.database, catalogue, outbox=True) as shop:
        shop.platforms[counter.name] = counter
        yield shop


@pytest.fixture(scope="session")
def picture() -> bytes:
    """A small JPEG with a comment in it that says MARKER."""
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(out, "JPEG", comment=b"MARKER")
    return out.getvalue()
