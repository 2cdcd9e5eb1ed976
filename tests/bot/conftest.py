"""Towns: one where decisions arrive at once, one where they go through the outbox."""

import io
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from PIL import Image

from bot.texts.catalogue import Catalogue
from tests.bot.town import Town
from tests.contracts.stores import make_template

Build = Callable[..., Any]


@pytest.fixture(autouse=True, scope="session")
def brief_logs() -> None:
    """What a test breaks on purpose is logged briefly: a traceback with all its variables takes a second."""
    brief = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, brief])


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at the newest revision."""
    return make_template(tmp_path_factory.mktemp("template") / "bauta.db")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture
def file(tmp_path: Path, template: Path) -> Path:
    """A fresh database of the test's own."""
    return Path(shutil.copy(template, tmp_path / "bauta.db"))


@pytest.fixture
async def town(file: Path, catalogue: Catalogue) -> AsyncIterator[Town]:
    """What is decided arrives at once."""
    async with Town(file, catalogue) as town:
        yield town


@pytest.fixture
async def city(file: Path, catalogue: Catalogue) -> AsyncIterator[Town]:
    """What is decided takes the whole way: outbox, lanes, claims."""
    async with Town(file, catalogue, outbox=True) as city:
        yield city


@pytest.fixture(scope="session")
def picture() -> bytes:
    """A small JPEG with a comment in it that says MARKER."""
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(out, "JPEG", comment=b"MARKER")
    return out.getvalue()
