"""PostgreSQL under the unit of work: who waits for whom across processes, and which errors are trouble for now.

The first thing every unit does is to take one advisory lock, for itself or shared; it goes with the transaction. So
what SQLite's single writer promises holds across processes: READ COMMITTED after the lock sees all that was committed
before it. What a transaction needs is SET LOCAL in the trip that begins it, so that a pooler may hand sessions around.

Steps into SQLAlchemy's adapter where it is private (`_start_transaction`): a test holds it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from asyncpg import exceptions
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_

from config.postgres_link import LOCK, Link, Writer, connect, connect_writer
from config.postgres_url import address

LONGEST_PAUSE: Final = 30.0
"""Seconds after which the server ends a transaction whose process does nothing: it would keep all others waiting."""

AN_HOUR: Final = 3600.0

STATEMENTS: Final = 1000
"""How many are kept prepared on a connection. A list of values has its own for each length, up to a group of 64."""

PASSING: Final = ("08", "28", "3D", "40", "53", "55", "57", "58", "25006", "25P03", "25P04")
"""Classes and codes of errors that are about the server's state: what failed can be asked for again.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to wait for others' locks, and for one statement (None: without an end)."""

    busy: float
    statement: float | None

    def unit(self, lock: str) -> str:
        """What begins a unit: several statements, which the server is sent as one."""
        return f"BEGIN ISOLATION LEVEL READ COMMITTED; {self._local()}; SELECT {lock}({LOCK})"

    def look(self) -> str:
        return f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {self._local()}"

    def _local(self) -> str:
        limits = {
            "lock_timeout": self.busy,
            "statement_timeout": self.statement or 0,
            "idle_in_transaction_session_timeout": LONGEST_PAUSE if self.statement else 0,
        }
        return "; ".join(f"SET LOCAL {name} = {round(seconds * 1000)}" for name, seconds in limits.items())


def engines(url: str, readers: int, limits: Limits) -> tuple[AsyncEngine, AsyncEngine]:
    """One engine that writes, over one connection, and one that reads. The URL may say more, such as sslmode."""

    where = address(url)
    writer = Writer(where)

    def engine(
        size: int, opening: Callable[[Connection], str], connecting: Callable[[], Awaitable[Link]]
    ) -> AsyncEngine:
        made = create_async_engine(
            "postgresql+asyncpg://",
            pool_size=size,
            max_overflow=0,
            hide_parameters=True,
            connect_args={
                "async_creator_fn": connecting,
                "prepared_statement_cache_size": STATEMENTS,
            },
        )
        event.listen(made.sync_engine, "begin", _beginning(opening))
        event.listen(made.sync_engine, "handle_error", _as_trouble)
        return made

    look = limits.look()
    alone, beside = limits.unit("pg_advisory_xact_lock"), limits.unit("pg_advisory_xact_lock_shared")

    def unit(connection: Connection) -> str:
        return beside if connection.get_execution_options().get("shared") else alone

    return (
        engine(1, unit, lambda: connect_writer(writer, where, limits.statement)),
        engine(readers, lambda _: look, lambda: connect(where, limits.statement)),
    )


def _beginning(opening: Callable[[Connection], str]) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        adapter: Any = connection.connection.dbapi_connection
        adapter.driver_connection.opening = opening(connection)
        try:
            await_(adapter._start_transaction())
        except BaseException as error:
            trouble, lost = _trouble(error, adapter.driver_connection.is_closed())
            if lost:
                connection.invalidate(error)
            if trouble is None:
                raise
            raise trouble from error

    return begin


def _as_trouble(context: ExceptionContext) -> OperationalError | None:
    trouble, context.is_disconnect = _trouble(context.original_exception, context.is_disconnect)
    return trouble


def _trouble(error: BaseException, lost: bool) -> tuple[OperationalError | None, bool]:
    """What callers know as a database in trouble for now, if the error is that; and whether its connection is lost."""
    if isinstance(error, asyncio.CancelledError):
        return None, True
    if isinstance(error, TimeoutError):
        cause: BaseException = exceptions.QueryCanceledError("no answer in time")
        lost = True
    else:
        cause = error.__cause__ or error  # the adapter's own errors are only wrapped around the driver's
        passing = str(getattr(cause, "sqlstate", None)).startswith(PASSING)
        renewed = isinstance(cause, exceptions.InvalidCachedStatementError | exceptions.OutdatedSchemaCacheError)
        if not (lost or passing or renewed):
            return None, False
    return OperationalError(None, None, cause, hide_parameters=True, connection_invalidated=lost), lost
