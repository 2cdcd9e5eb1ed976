"""The writer's connection to SQLite: statements run at once, only what may wait goes to another thread.

A trip to aiosqlite's thread and back costs more than most statements take, and SQLAlchemy makes three or four for each
(measured: 366 µs for a constant SELECT, 63 µs without them). While a transaction is open in WAL mode no statement waits
for anybody. Beginning it may (another process may be writing), ending it may (the disk): these go to the thread.

Steps into aiosqlite where it is private (`_execute`, `_conn`, `_thread`): the version is pinned, a test holds it.
"""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

import aiosqlite


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
