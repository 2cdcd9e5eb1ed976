"""One connection to PostgreSQL: begins in one trip, never takes a lost answer for a lost commit, notices who is gone.

Steps into asyncpg where it is private (`_transport`): the version is pinned, a test holds it.
"""

import asyncio
import socket
from contextlib import suppress
from typing import Any, Final

import asyncpg
import structlog
from asyncpg import exceptions

from config.ids import new_id

log = structlog.get_logger()

OLDEST: Final = 14
"""The oldest major version that its makers still mended when this was written."""

CONNECTS_WITHIN: Final = 5.0
SLACK: Final = 5.0
"""Seconds that the server is given to end what took too long, before the connection is given up."""

DOUBT_LASTS: Final = 60.0
"""Seconds for which it is asked what became of a COMMIT that was not answered."""

LOCK: Final = int.from_bytes(b"bauta")
"""What all units of a database lock. Every database of a server has locks of its own."""

KNOWS_COMMITS: Final = "SELECT to_regclass('commits') IS NOT NULL"
NOW: Final = "(extract(epoch FROM now()) * 1000)::bigint"
FORGET: Final = f"DELETE FROM commits WHERE at < {NOW} - 86400000"  # noqa: S608 - constants
COMMIT: Final = (
    f"INSERT INTO commits (writer, number, at) VALUES ('{{writer}}', {{number}}, {NOW})"  # noqa: S608 - names of ours
    " ON CONFLICT (writer) DO UPDATE SET number = excluded.number, at = excluded.at; COMMIT"
)
"""In the trip that commits. The transaction's own number would not do: after a crash PostgreSQL may give it again."""


class TooOld(Exception):
    """The server is older than OLDEST; its text is the server's version."""


class Writer:
    """Who writes, over however many connections one after another: numbers its units, so that they can be looked up."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._name = new_id()
        self._number = 0

    def commit(self) -> str:
        """The statements that commit the next unit."""
        self._number += 1
        return COMMIT.format(writer=self._name, number=self._number)

    async def carried_out(self) -> bool:
        """Whether the latest unit was committed although that was not answered; waits until the server is back."""
        try:
            async with asyncio.timeout(DOUBT_LASTS):
                while True:
                    with suppress(OSError, exceptions.InterfaceError, exceptions.PostgresError):
                        return await self._latest() == self._number
                    await asyncio.sleep(0.2)
        except TimeoutError:
            log.error("database.commit_in_doubt")  # the next start finds out: it reads what is there
            return False

    async def _latest(self) -> int | None:
        link = await connect(self._address, CONNECTS_WITHIN)
        try:
            async with asyncpg.transaction.Transaction(link, None, False, False):
                await link.execute(f"SELECT pg_advisory_xact_lock({LOCK})")  # until the unit itself is over
                found: int | None = await link.fetchval("SELECT number FROM commits WHERE writer = $1", self._name)
            return found
        finally:
            link.terminate()


class Link(asyncpg.Connection):  # type: ignore[misc]
    """A connection whose transactions begin as `opening` says, all in one trip. `writer`: who numbers its commits."""

    opening = "BEGIN"
    writer: Writer | None = None

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
            await self._taken_back()
            raise

    async def commit(self) -> None:
        link = self._link
        if link.is_closed():
            raise exceptions.ConnectionDoesNotExistError("the connection was lost before the COMMIT")
        try:
            outcome = await link.execute(link.writer.commit() if link.writer else "COMMIT")
        except (OSError, exceptions.InterfaceError, exceptions.PostgresError) as error:  # TimeoutError among them
            if self._refused(error):
                await self._taken_back()
                raise
            link.terminate()
            if link.writer and await link.writer.carried_out():
                return
            raise
        # COMMIT after an error that somebody kept to themselves is no error to PostgreSQL, but it keeps nothing.
        if outcome != "COMMIT":
            raise exceptions.InFailedSQLTransactionError("nothing was committed: a statement had failed before")

    def _refused(self, error: Exception) -> bool:
        """Whether the server said no and goes on; everything else leaves open what became of it."""
        code = str(error.sqlstate) if isinstance(error, exceptions.PostgresError) else "08"
        return not self._link.is_closed() and not code.startswith(("08", "57P"))

    async def _taken_back(self) -> None:
        if not self._link.is_closed() and self._link.is_in_transaction():
            await self.rollback()

    async def rollback(self) -> None:
        await self._link.execute("ROLLBACK")


async def connect_writer(writer: Writer, address: str, statement_seconds: float | None) -> Link:
    """As `connect`; its commits are numbered, once the database has the table for it."""
    link = await connect(address, statement_seconds)
    if await link.fetchval(KNOWS_COMMITS):
        await link.execute(FORGET)
        link.writer = writer
    return link


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
        raise exceptions.CannotConnectNowError(error.strerror or str(error)) from error
    _keep_alive(link._transport.get_extra_info("socket"))
    version = link.get_server_version().major
    if version < OLDEST:
        link.terminate()
        raise TooOld(version)
    return link


def _keep_alive(sock: socket.socket) -> None:
    """A peer that is gone without a word is noticed within a minute."""
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("IDLE", 30), ("INTVL", 10), ("CNT", 3)):
        if hasattr(socket, f"TCP_KEEP{name}"):  # macOS has no TCP_KEEPIDLE
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, f"TCP_KEEP{name}"), value)
