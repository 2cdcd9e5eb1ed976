"""The proof of the key: with another key nobody would be recognised, so the database is not even opened."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from rich.console import Console

from bot.checks import run_checks
from bot.opening import open_database, open_keys
from config.database import Database, metadata
from config.keys import KeyRing, Unsealable, create_key_file
from config.migrations import migrate
from config.proof import prove_key
from config.settings import Settings
from tests.ports import free_port


def opened(url: str, key: int) -> Database:
    return Database(url, KeyRing(bytes([key]) * 32, lambda: 0.0))


@pytest.fixture
async def begun(url: str) -> AsyncIterator[Database]:
    database = opened(url, 1)
    await migrate(database, metadata)
    await prove_key(database)
    yield database
    await database.close()


async def test_the_key_a_database_was_begun_with_is_recognised_for_ever(begun: Database) -> None:
    await prove_key(begun)
    await prove_key(begun)


async def test_another_key_is_refused_and_does_not_become_the_right_one(begun: Database, url: str) -> None:
    other = opened(url, 2)
    for _ in range(2):
        with pytest.raises(Unsealable):
            await prove_key(other)
    await other.close()
    await prove_key(begun)


async def test_the_check_command_tells_of_a_key_that_does_not_belong_to_the_database(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, web_port=free_port())  # type: ignore[call-arg]
    told = Console(file=io.StringIO(), width=200)
    await (await open_database(settings, await open_keys(settings))).close()
    assert await run_checks(settings, [], told)
    settings.key_path.unlink()
    create_key_file(settings.key_path)
    assert not await run_checks(settings, [], told)
    assert "does not belong to the database" in told.file.getvalue()  # type: ignore[attr-defined]
