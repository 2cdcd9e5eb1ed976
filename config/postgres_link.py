"""One connection to PostgreSQL: begins in one trip, never takes a lost answer for a lost commit, notices who is gone.

Steps into asyncpg where it is private (`_transport`): the version is pinned, a test holds it.
"""

import asyncio
import re
import socket
from typing import Any, Final

import asyncpg
import structlog
from asyncpg import exceptions

log = structlog.get_logger()

OLDEST: Final = 14
"""The oldest major version that its makers still mended when this was written."""

CONNECTS_WITHIN: Final = 5.0
SLACK: Final = 5.0
"""Seconds that the server is given to end what took too long, before the connection is given up."""

DOUBT_LASTS: Final = 60.0
"""Seconds for which it is asked what became of a COMMIT that was not answered."""

NAMED: Final = "SELECT set_config('application_name', 'bauta ' || pg_current_xact_id(), true)"
"""Names the transaction where the server tells of it without being asked: this setting comes with its next answer."""


class TooOld(Exception):
    """The server is older than OLDEST; its text is the server's version."""


class Link(asyncpg.Connection):  # type: ignore[misc]
    """A connection whose transactions begin as `opening` says, all in one trip."""

    address = ""
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
        if self._link.is_closed():
            raise exceptions.ConnectionDoesNotExistError("the connection was lost before the COMMIT")
        named = re.fullmatch("bauta ([0-9]+)", str(self._link.get_settings().application_name))
        try:
            outcome = await self._link.execute("COMMIT")
        except (OSError, exceptions.InterfaceError, exceptions.PostgresError) as error:  # TimeoutError among them
            if self._refused(error):
                raise
            self._link.terminate()
            if named is not None and await _carried_out(self._link.address, named[1]):
                return
            raise
        # COMMIT after an error that somebody kept to themselves is no error to PostgreSQL, but it keeps nothing.
        if outcome != "COMMIT":
            raise exceptions.InFailedSQLTransactionError("nothing was committed: a statement had failed before")

    def _refused(self, error: Exception) -> bool:
        """Whether the server said no and goes on; everything else leaves open what became of it."""
        code = str(error.sqlstate) if isinstance(error, exceptions.PostgresError) else "08"
        return not self._link.is_closed() and not code.startswith(("08", "57P"))

    async def rollback(self) -> None:
        await self._link.execute("ROLLBACK")


async def _carried_out(address: str, transaction: str) -> bool:
    """Whether a transaction was committed although its COMMIT was not answered; waits until the server is back."""
    try:
        async with asyncio.timeout(DOUBT_LASTS):
            while True:
                try:
                    outcome = await _outcome(address, transaction)
                except (OSError, exceptions.InterfaceError, exceptions.PostgresError):
                    outcome = None
                if outcome not in (None, "in progress"):
                    return outcome == "committed"
                await asyncio.sleep(0.2)
    except TimeoutError:
        log.error("database.commit_in_doubt")  # the next start finds out: it reads what is there
        return False


async def _outcome(address: str, transaction: str) -> str | None:
    link = await connect(address, CONNECTS_WITHIN)
    try:
        found: str | None = await link.fetchval("SELECT pg_xact_status($1::text::xid8)", transaction)
        return found
    finally:
        link.terminate()


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
    link.address = address
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
