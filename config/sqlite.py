"""SQLite in WAL with synchronous=FULL: what is committed survives a power cut. One writer at a time (BEGIN IMMEDIATE).

On the writer's connection statements run at once, only what may wait goes to another thread: a trip to aiosqlite's
thread and back costs more than most statements take, and SQLAlchemy makes three or four for each (measured: 366 µs for
a constant SELECT, 63 µs without them). While a transaction is open in WAL mode no statement waits for anybody.
Beginning it may (another process may be writing), ending it may (the disk): these go to the thread.

Steps into aiosqlite where it is private (`_execute`, `_conn`, `_thread`): the version is pinned, a test holds it.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

LOG_LIMIT = 64 * 1024 * 1024
"""Bytes to which SQLite cuts its log (-wal) when it begins anew, should a long look have let it grow."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    f"journal_size_limit={LOG_LIMIT}",
)


class WriterConnection(aiosqlite.Connection):
    """aiosqlite's connection, with trips to its thread only for `execute_fetchall`, `commit` and `rollback`.

    One task at a time may use it, and await what it returns; SQLite itself must be built to be shared by threads
    (`sqlite3.threadsafety` 3).
    """

    def __init__(self, path: str, busy_seconds: float) -> None:
        def connect() -> sqlite3.Connection:
            return sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)

        super().__init__(connect, iter_chunk_size=64)
        self._thread.daemon = True  # as SQLAlchemy's own connections: a forgotten one keeps no process alive

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)

    async def _in_thread(self, fn: Callable[..., Any], *args: Any) -> Any:
        return await super()._execute(fn, *args)  # type: ignore[no-untyped-call]

    async def execute_fetchall(  # type: ignore[override]
        self, sql: str, parameters: Iterable[Any] | None = None
    ) -> Iterable[sqlite3.Row]:
        rows: Iterable[sqlite3.Row] = await self._in_thread(self._execute_fetchall, sql, parameters or [])
        return rows

    async def commit(self) -> None:
        await self._in_thread(self._conn.commit)

    async def rollback(self) -> None:
        await self._in_thread(self._conn.rollback)


async def connect(path: str, busy_seconds: float) -> aiosqlite.Connection:
    """A writer's connection; plain aiosqlite where SQLite is not built to be shared by threads."""
    if sqlite3.threadsafety < 3:
        return await aiosqlite.connect(path, timeout=busy_seconds, isolation_level=None)
    return await WriterConnection(path, busy_seconds)


def put(connection: AsyncConnection, statement: str, rows: Sequence[Sequence[Any]]) -> bool:
    """Run a statement for each of the rows, at once, in the transaction that is open: 3 µs where SQLAlchemy takes 50.

    False, and nothing is done, where that is not the writer's connection. Raises as SQLAlchemy does.
    """
    there = connection.sync_connection
    driver: object = None if there is None else there.connection.driver_connection
    if not isinstance(driver, WriterConnection):
        return False
    with _as_sqlalchemy_says(statement):
        driver._conn.executemany(statement, rows)
    return True


def engines(url: str, readers: int, busy_seconds: float) -> tuple[AsyncEngine, AsyncEngine]:
    """One engine that writes, over one connection, and one that reads."""
    options = {"timeout": busy_seconds, "isolation_level": None}
    file = url.partition("///")[2]
    writing = create_async_engine(
        url, poolclass=StaticPool, async_creator=lambda: connect(file, busy_seconds), hide_parameters=True
    )
    reading = create_async_engine(url, pool_size=readers, max_overflow=0, connect_args=options, hide_parameters=True)
    for engine, begin in ((writing, "BEGIN IMMEDIATE"), (reading, "BEGIN")):
        event.listen(engine.sync_engine, "connect", _prepare)
        event.listen(engine.sync_engine, "begin", _beginning(begin))
    return writing, reading


def _prepare(dbapi_connection: Any, _: object) -> None:
    cursor = dbapi_connection.cursor()
    for pragma in PRAGMAS:
        with _as_sqlalchemy_says(f"PRAGMA {pragma}"):
            cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _beginning(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        with _as_sqlalchemy_says(statement):
            driver.run_async(lambda sqlite: sqlite.execute_fetchall(statement))  # one trip to its thread, not four

    return begin


@contextmanager
def _as_sqlalchemy_says(statement: str) -> Iterator[None]:
    """In its events SQLAlchemy lets the driver's own errors through; everybody else knows only its DBAPIError."""
    try:
        yield
    except sqlite3.Error as error:
        raise DBAPIError.instance(statement, None, error, sqlite3.Error) from error
