"""PostgreSQL: transactions that begin in one trip and keep out of each other's way, and connections that come back.

The first thing every unit does is to take one advisory lock, for itself or shared; it goes with the transaction. So
what SQLite's single writer promises holds across processes: READ COMMITTED after the lock sees all that was committed
before it. Everything a session needs is SET LOCAL in that same trip, so that a pooler between may hand sessions around.

Steps into asyncpg (`_transport`) and SQLAlchemy's adapter (`_start_transaction`) where they are private: a test holds
it.
"""

import asyncio
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import asyncpg
from asyncpg import exceptions
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_

OLDEST: Final = 14
"""The oldest major version that its makers still mended when this was written."""

SCHEME: Final = re.compile(r"postgres(ql)?(\+asyncpg)?://")

LOCK: Final = int.from_bytes(b"bauta")
"""What all units of a database lock. Every database of a server has locks of its own."""

CONNECTS_WITHIN: Final = 5.0
LONGEST_PAUSE: Final = 30.0
"""Seconds after which the server ends a transaction whose process does nothing: it would keep all others waiting."""

SLACK: Final = 5.0
"""Seconds that the server is given to end what took too long, before the connection is given up."""

AN_HOUR: Final = 3600.0

STATEMENTS: Final = 1000
"""How many are kept prepared on a connection. A list of values has its own for each length, up to a group of 64."""

PASSING: Final = ("08", "28", "40", "53", "55", "57", "58", "25006", "25P03", "25P04", "3D")
"""Classes and codes of errors that are about the server's state: what failed can be asked for again.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to wait for others' locks, and for one statement (None: without an end)."""

    busy: float
    statement: float | None

    def open(self, begin: str, lock: str = "") -> str:
        """What begins a transaction: several statements, which the server is sent as one."""
        parts = [
            begin,
            _local("lock_timeout", self.busy),
            _local("statement_timeout", self.statement or 0),
            _local("idle_in_transaction_session_timeout", LONGEST_PAUSE),
        ]
        return "; ".join([*parts, f"SELECT {lock}({LOCK})"] if lock else parts)


def _local(name: str, seconds: float) -> str:
    return f"SET LOCAL {name} = {round(seconds * 1000)}"


class TooOld(Exception):
    """The server is older than OLDEST. Its text is the version."""


class Link(asyncpg.Connection):  # type: ignore[misc]
    """A connection whose transactions begin as `opening` says, all in one trip."""

    opening = "BEGIN"

    def transaction(self, **_: object) -> Any:
        return Begun(self)


class Begun:
    """A transaction as SQLAlchemy's adapter has it."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def start(self) -> None:
        try:
            await self._link.execute(self._link.opening)
        except exceptions.PostgresError:
            if not self._link.is_closed():
                await self.rollback()
            raise

    async def commit(self) -> None:
        # COMMIT after an error that somebody kept to themselves is no error to PostgreSQL, but it keeps nothing.
        if await self._link.execute("COMMIT") != "COMMIT":
            raise exceptions.InFailedSQLTransactionError("nothing was committed: a statement had failed before")

    async def rollback(self) -> None:
        await self._link.execute("ROLLBACK")


def serves(url: str) -> bool:
    """Whether the URL is one of PostgreSQL."""
    return SCHEME.match(url) is not None


def passwords(url: str) -> list[str]:
    """The password in the URL, as it is written there and as it is meant."""
    try:
        parts = urlsplit(url)
        written = [parts.password, *re.findall(r"(?:^|&)password=([^&]*)", parts.query)]
    except ValueError:
        return []
    return [each for word in written if word for each in dict.fromkeys((word, unquote(word)))]


def place(url: str) -> tuple[str, str]:
    """The name of the database, and where it is. Raises ValueError for what is no such URL."""
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    asked = dict(parse_qsl(parts.query))
    host, port = parts.hostname or asked.get("host", ""), parts.port or asked.get("port", "5432")
    if not serves(url) or not name or "/" in name or not host or parts.fragment:
        raise ValueError
    return name, f"{host}:{port}"


def engines(url: str, readers: int, limits: Limits) -> tuple[AsyncEngine, AsyncEngine]:
    """One engine that writes, over one connection, and one that reads. The URL is asyncpg's: with sslmode and so on."""
    address = SCHEME.sub("postgresql://", url)

    def engine(size: int, opening: Callable[[Connection], str]) -> AsyncEngine:
        options = {
            "async_creator_fn": lambda: connect(address, limits.statement),
            "prepared_statement_cache_size": STATEMENTS,
        }
        made = create_async_engine(
            "postgresql+asyncpg://",
            pool_size=size,
            max_overflow=0,
            connect_args=options,
            hide_parameters=True,
        )
        event.listen(made.sync_engine, "begin", _beginning(opening))
        event.listen(made.sync_engine, "handle_error", _as_trouble)
        return made

    look = limits.open("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    alone = limits.open("BEGIN ISOLATION LEVEL READ COMMITTED", "pg_advisory_xact_lock")
    beside = limits.open("BEGIN ISOLATION LEVEL READ COMMITTED", "pg_advisory_xact_lock_shared")
    return (
        engine(1, lambda connection: beside if connection.get_execution_options().get("shared") else alone),
        engine(readers, lambda _: look),
    )


async def connect(address: str, statement_seconds: float | None) -> Link:
    """A connection that notices when the other side is gone. Raises TooOld, and PostgresError for all that may pass."""
    try:
        link: Link = await asyncpg.connect(
            address,
            timeout=CONNECTS_WITHIN,
            command_timeout=None if statement_seconds is None else statement_seconds + SLACK,
            max_cached_statement_lifetime=0,
            connection_class=Link,
        )
    except TimeoutError as error:
        raise exceptions.CannotConnectNowError(f"no answer within {CONNECTS_WITHIN:g} seconds") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise exceptions.CannotConnectNowError(reason) from error
    _keep_alive(link._transport.get_extra_info("socket"))
    version = link.get_server_version()
    if version.major < OLDEST:
        link.terminate()
        raise TooOld(f"{version.major}.{version.minor}")
    return link


def _keep_alive(sock: socket.socket) -> None:
    """A peer that is gone without a word is noticed within a minute."""
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("IDLE", 30), ("INTVL", 10), ("CNT", 3)):
        if hasattr(socket, f"TCP_KEEP{name}"):  # macOS has no TCP_KEEPIDLE
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, f"TCP_KEEP{name}"), value)


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
    """What callers know as "the database is in trouble for now", if it is that; and whether the connection is of no
    more use."""
    if isinstance(error, TimeoutError):
        cause: BaseException = exceptions.QueryCanceledError("no answer in time")
        lost = True
    elif isinstance(error, asyncio.CancelledError):
        return None, True
    else:
        cause = error.__cause__ or error  # the adapter's own errors are only wrapped around the driver's
        passing = str(getattr(cause, "sqlstate", None)).startswith(PASSING)
        renewed = isinstance(cause, exceptions.InvalidCachedStatementError | exceptions.OutdatedSchemaCacheError)
        if not (lost or passing or renewed):
            return None, False
    return OperationalError(None, None, cause, hide_parameters=True, connection_invalidated=lost), lost
