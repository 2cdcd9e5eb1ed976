"""Trouble with the database is told once when it begins and once when it is over, whatever happens in between."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from bot.jobs import Deed
from bot.troubles import BY_ITSELF, FILES, START_AGAIN, database_trouble, directory_trouble
from bot.wellbeing import Unwell, Wellbeing
from config.settings import Settings
from config.trouble import in_trouble
from tests.bot.town import until


def refused(code: int, text: str = "no", kind: type[sqlite3.Error] = sqlite3.OperationalError) -> DBAPIError:
    error = kind(text)
    error.sqlite_errorcode = code
    return DBAPIError.instance("INSERT", None, error, sqlite3.Error)  # type: ignore[return-value]


FULL = refused(sqlite3.SQLITE_FULL)


async def test_it_is_told_at_the_beginning_and_at_the_end() -> None:
    now = 100.0
    wellbeing = Wellbeing(lambda _: "a sentence", lambda: now)
    outcomes: list[Exception | None] = [FULL, None, None]
    looks: list[int] = []
    over = asyncio.Event()

    async def act(_: Deed) -> None:
        nonlocal now
        now += 10
        outcome = outcomes.pop(0)
        if outcome is not None:
            raise outcome

    async def look() -> None:
        """Writing may work before reading does."""
        looks.append(1)
        if len(looks) == 1:
            raise FULL
        over.set()

    with capture_logs() as logs:
        running = asyncio.create_task(wellbeing.run(act, look, every=0.0))
        for _ in range(3):
            assert wellbeing.failed(FULL)
        assert wellbeing.unwell == Unwell("database", "a sentence")
        await over.wait()
        await until(lambda: wellbeing.sentence is None)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    told = [(entry["event"], entry.get("seconds")) for entry in logs]
    assert told == [("database.unwell", None), ("database.well", 30.0)]


async def test_another_trouble_on_top_of_it_changes_the_sentence() -> None:
    wellbeing = Wellbeing(lambda error: str(getattr(error, "orig", "")), lambda: 0.0)
    with capture_logs() as logs:
        wellbeing.failed(refused(sqlite3.SQLITE_BUSY, "locked"))
        wellbeing.failed(refused(sqlite3.SQLITE_FULL, "full"))
    assert wellbeing.sentence == "full"
    assert len(logs) == 1


def test_a_mistake_of_ours_is_no_trouble_with_the_database() -> None:
    wellbeing = Wellbeing(str, lambda: 0.0)
    mistakes = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError)
    for error in (ValueError(), *(refused(0, kind=kind) for kind in mistakes)):
        assert not wellbeing.failed(error)
    assert wellbeing.unwell is None
    assert in_trouble(refused(sqlite3.SQLITE_CORRUPT, kind=sqlite3.DatabaseError))


@pytest.mark.parametrize("then", [START_AGAIN, BY_ITSELF])
@pytest.mark.parametrize("code", sorted(FILES))
def test_each_trouble_has_a_sentence_that_says_what_to_do(code: int, then: str) -> None:
    build: Callable[..., Settings] = Settings
    settings = build(_env_file=None, data_dir="/srv/bauta")
    extended = code | (3 << 8)
    told = database_trouble(settings, refused(extended), then)
    assert "/srv/bauta/bauta.db" in told
    assert told.count(". ") == 0
    assert told.endswith("start again." if "damaged" in told else f"{then}.")


@pytest.mark.parametrize(
    ("number", "says"), [(28, "has no room: make some"), (13, "cannot be written (Permission denied)")]
)
def test_a_directory_says_whether_it_is_full(number: int, says: str) -> None:
    assert says in directory_trouble(Path("/srv/bauta"), OSError(number, "Permission denied"))
