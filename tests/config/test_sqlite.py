"""The writer's connection: statements at once, waits in a thread of their own."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.sqlite import WriterConnection, connect

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
