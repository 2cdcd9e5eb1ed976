"""The ground under every store: table metadata, and the unit of work that is one transaction.

The truth lies in SQLite (config/sqlite.py) or in PostgreSQL (config/postgres.py). In both, what is committed survives a
power cut; units that change who talks with whom run one after another; reads see the last commit and wait for nobody.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy import BigInteger, Column, MetaData, String, Table
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from config import postgres, sqlite
from config.failpoints import failpoint
from config.keys import KeyRing
from config.postgres_url import serves

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

commits = Table(
    "commits",
    metadata,
    Column("writer", String(24), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""In PostgreSQL: the latest unit of each process that was committed (config/postgres_link.py). In SQLite nothing."""


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
    is logged. `alone`: no other unit of this database runs beside it.
    """

    connection: AsyncConnection
    keys: KeyRing
    alone: bool = True
    after_commit: list[Callable[[], Awaitable[object]]] = field(default_factory=list)
    after_rollback: list[Callable[[], Awaitable[object]]] = field(default_factory=list)


class Database:
    """One connection that writes, `unit()`, and a few that look, `read()`: readers never keep the writer waiting.

    `url` is SQLAlchemy's for SQLite, a `postgresql://` one for PostgreSQL. `busy_seconds`: how long to wait for others.
    `statement_seconds`: how long one statement may take, None without an end (PostgreSQL only).
    """

    def __init__(
        self, url: str, keys: KeyRing, *, busy_seconds: float = 5.0, statement_seconds: float | None = 30.0
    ) -> None:
        self.keys = keys
        self._url = url
        self._busy_seconds = busy_seconds
        if serves(url):
            limits = postgres.Limits(busy_seconds, statement_seconds)
            self.writing, self.reading = postgres.engines(url, READERS, limits)
        else:
            self.writing, self.reading = sqlite.engines(url, READERS, busy_seconds)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def unit(self, *, shared: bool = False) -> AsyncIterator[UnitOfWork]:
        """A transaction that writes: commits at the end of the block, rolls back if it raises or is cancelled.

        Units of one process wait for each other. Those of several processes do too, for `busy_seconds`, then
        OperationalError; but `shared` ones of different processes run beside each other (PostgreSQL only).
        OperationalError also tells of a database that went away: the next unit works once it is back.
        """
        async with self._turn, self._begun(self.writing, shared) as connection:
            unit = UnitOfWork(connection, self.keys, alone=not shared)
            try:
                try:
                    yield unit
                    failpoint("unit.before_commit")
                    await connection.commit()
                except BaseException:
                    with suppress(DBAPIError):  # whoever lost the connection need not take anything back
                        await connection.rollback()
                    raise
            except BaseException:
                await _each(unit.after_rollback)
                raise
            failpoint("unit.after_commit")
            await _each(unit.after_commit)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        """A consistent look at the last commit. Nothing can be written through it that would stay."""
        async with self._begun(self.reading) as connection:
            yield UnitOfWork(connection, self.keys, alone=False)
            await connection.rollback()

    @asynccontextmanager
    async def _begun(self, engine: AsyncEngine, shared: bool = False) -> AsyncIterator[AsyncConnection]:
        """A connection with its transaction begun; one that was lost while nobody used it is replaced."""
        for others in range(READERS, -1, -1):
            async with engine.connect() as connection:
                if shared:
                    await connection.execution_options(shared=True)
                try:
                    await connection.begin()
                except OperationalError as error:
                    if others and error.connection_invalidated:
                        continue
                    raise
                yield connection
                return

    @asynccontextmanager
    async def patient(self) -> AsyncIterator["Database"]:
        """The same database, for work that takes long: in PostgreSQL statements have no end, others an hour's time."""
        url, busy = self._url, postgres.AN_HOUR if serves(self._url) else self._busy_seconds
        patient = Database(url, self.keys, busy_seconds=busy, statement_seconds=None)
        try:
            yield patient
        finally:
            await patient.close()

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
