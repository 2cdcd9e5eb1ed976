"""Databases of each kind for the tests of the ground floor."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.database import Database
from config.keys import KeyRing
from tests.contracts.stores import EMPTY


@pytest.fixture(params=list(EMPTY))
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of each kind."""
    async with EMPTY[request.param](tmp_path) as url:
        yield url


def opened(url: str, busy_seconds: float = 5.0, statement_seconds: float = 30.0) -> Database:
    """To be closed by whoever opened it."""
    return Database(
        url, KeyRing(bytes(32), lambda: 0.0), busy_seconds=busy_seconds, statement_seconds=statement_seconds
    )
