"""SQLite: the writer's statements at once, waits in a thread of their own, and files that another program holds."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from config import sqlite
from config.database import Database
from config.sqlite import WriterConnection, connect
from tests.config.conftest import opened
from tests.config.test_database import names, put

IMPATIENT = 0.2


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[WriterConnection]:
    connection = await connect(str(tmp_path / "bauta.db"), IMPATIENT)
    assert isinstance(connection, WriterConnection)
    await connection.execute_fetchall("PRAGMA journal_mode=WAL")
    await connection.execute("CREATE TABLE words (word TEXT PRIMARY KEY)")
    yield connection
    await connection.close()


async def test_a_statement_runs_in_the_loops_thread_and_a_wait_in_another(writer: WriterConnection) -> None:
    threads: list[int] = []
    await writer.create_function("here", 0, lambda: threads.append(threading.get_ident()))
    await (await writer.execute("SELECT here()")).fetchall()
    await writer.execute_fetchall("SELECT here()")
    assert threads[0] == threading.get_ident()
    assert threads[1] != threading.get_ident()


async def test_what_is_committed_stays_and_what_is_rolled_back_does_not(writer: WriterConnection) -> None:
    for word, end in (("kept", writer.commit), ("gone", writer.rollback)):
        await writer.execute_fetchall("BEGIN IMMEDIATE")
        await writer.execute("INSERT INTO words VALUES (?)", (word,))
        await end()
    assert list(await writer.execute_fetchall("SELECT word FROM words")) == [("kept",)]


async def test_the_loop_goes_on_while_a_transaction_waits_for_another_program(
    writer: WriterConnection, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "bauta.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.ensure_future(writer.execute_fetchall("BEGIN IMMEDIATE"))
    turns = 0
    while not waiting.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert turns > 1
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await waiting
    other.execute("ROLLBACK")
    other.close()
    await writer.execute_fetchall("BEGIN IMMEDIATE")
    await writer.rollback()


async def test_a_mistake_is_told_as_sqlite_tells_it(writer: WriterConnection) -> None:
    await writer.execute("INSERT INTO words VALUES ('once')")
    with pytest.raises(sqlite3.IntegrityError):
        await writer.execute("INSERT INTO words VALUES ('once')")


# --- the database over it ---


def in_file(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'bauta.db'}"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = opened(in_file(tmp_path))
    async with database.unit() as unit:
        await unit.connection.execute(text("CREATE TABLE things (name TEXT PRIMARY KEY)"))
    yield database
    await database.close()


async def test_a_database_locked_by_another_program_is_an_error_after_a_while_and_works_later(
    database: Database, tmp_path: Path
) -> None:
    impatient = opened(in_file(tmp_path), busy_seconds=0.05)
    with closing(sqlite3.connect(tmp_path / "bauta.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            await put(impatient, "a")
        assert await names(impatient) == [], "reading goes on"
        other.execute("ROLLBACK")
        await put(impatient, "a")
    assert await names(impatient) == ["a"]
    await impatient.close()


async def test_a_database_that_another_program_keeps_for_itself_is_the_same_error(
    database: Database, tmp_path: Path
) -> None:
    impatient = opened(in_file(tmp_path), busy_seconds=0.05)
    await database.close()
    with closing(sqlite3.connect(tmp_path / "bauta.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OperationalError, match="locked"):
            await put(impatient, "a")
        with pytest.raises(OperationalError, match="locked"):
            await names(impatient)
    await put(impatient, "a")
    assert await names(impatient) == ["a"]
    await impatient.close()


async def test_what_is_committed_survives_a_power_cut_and_what_is_deleted_is_overwritten(database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "temp_store": 2}
    async with database.unit() as writing, database.read() as reading:
        for unit in (writing, reading):
            for name, value in wanted.items():
                found = (await unit.connection.execute(text(f"PRAGMA {name}"))).scalar_one()
                assert found == value, name


async def test_many_rows_can_be_put_at_once_on_the_writers_connection_and_on_no_other(database: Database) -> None:
    statement, rows = "INSERT INTO things (name) VALUES (?)", [("a",), ("b",)]
    async with database.unit() as unit:
        assert sqlite.put(unit.connection, statement, rows)
        with pytest.raises(IntegrityError):
            sqlite.put(unit.connection, statement, [("c",), ("a",)])
        assert sqlite.put(unit.connection, statement, [("d",)])
    assert await names(database) == ["a", "b", "c", "d"], "as a statement does that fails halfway"
    with suppress(Broken):
        async with database.unit() as unit:
            sqlite.put(unit.connection, statement, [("e",)])
            raise Broken
    async with database.read() as unit:
        assert not sqlite.put(unit.connection, statement, [("f",)])
    assert await names(database) == ["a", "b", "c", "d"]


class Broken(Exception):
    """On purpose."""
