"""The ground under every store: engine, table metadata, and the unit of work that is one transaction.

SQLite in WAL with synchronous=FULL: what is committed survives a power cut. One writer at a time (BEGIN IMMEDIATE);
reads see the last commit and wait for nobody.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import MetaData, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import StaticPool

from config.keys import KeyRing
from config.sqlite import connect

log = structlog.get_logger()

READERS = 4

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
"""All tables of all packages: each `schema.py` adds its own."""


def milliseconds(seconds: float) -> int:
    """Time as SQL keeps it."""
    return round(seconds * 1000)


def seconds(milliseconds: int) -> float:
    """Time as everything else keeps it."""
    return milliseconds / 1000


@dataclass(slots=True)
class UnitOfWork:
    """One open transaction. Stores write through it; what must wait for its outcome is left with it.

    `after_commit` and `after_rollback` run in order once the outcome is certain; a failure
    is logged.
    """

    connection: AsyncConnection
    keys: KeyRing
    after_commit: list[Callable[[], Awaitable[object]]] = field(default_factory=list)
    after_rollback: list[Callable[[], Awaitable[object]]] = field(default_factory=list)


class Database:
    """One connection that writes, `unit()`, and a few that look, `read()`: readers never keep the writer waiting."""

    def __init__(self, url: str, keys: KeyRing, *, busy_seconds: float = 5.0) -> None:
        self.keys = keys
        options = {"timeout": busy_seconds, "isolation_level": None}
        file = url.partition("///")[2]
        self.writing = create_async_engine(
            url, poolclass=StaticPool, async_creator=lambda: connect(file, busy_seconds), hide_parameters=True
        )
        self.reading = create_async_engine(
            url, pool_size=READERS, max_overflow=0, connect_args=options, hide_parameters=True
        )
        self._turn = asyncio.Lock()
        for engine, begin in ((self.writing, "BEGIN IMMEDIATE"), (self.reading, "BEGIN")):
            event.listen(engine.sync_engine, "connect", _prepare)
            event.listen(engine.sync_engine, "begin", _beginning(begin))

    @asynccontextmanager
    async def unit(self, *, shared: bool = False) -> AsyncIterator[UnitOfWork]:
        """A transaction that writes: commits at the end of the block, rolls back if it raises or is cancelled.

        Units of one process wait for each other; for another process `busy_seconds`, then OperationalError.
        """
        async with self._turn, self.writing.connect() as connection:
            unit = UnitOfWork(connection, self.keys)
            try:
                async with connection.begin():
                    yield unit
            except BaseException:
                await _each(unit.after_rollback)
                raise
            await _each(unit.after_commit)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        """A consistent look at the last commit. Nothing written through it stays."""
        async with self.reading.connect() as connection:
            yield UnitOfWork(connection, self.keys)
            await connection.rollback()

    async def close(self) -> None:
        await self.reading.dispose()
        await self.writing.dispose()


async def _each(hooks: Iterable[Callable[[], Awaitable[object]]]) -> None:
    """The outcome is certain by now: a hook that fails changes nothing about it and keeps no other from running."""
    for hook in hooks:
        try:
            await hook()
        except Exception as error:
            log.error("unit.hook_failed", exc_info=error)


def _prepare(dbapi_connection: Any, _: object) -> None:
    cursor = dbapi_connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "temp_store=MEMORY"):
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
