"""Every backend of the stores, for the tests that hold for all of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import moderation.stores.schema  # noqa: F401 - adds its tables to the metadata, as the stores of bot do
from bot.messages import Sender
from bot.stores.alerts import SqlAlerts
from bot.stores.desks import SqlDesks
from bot.stores.held import SqlHeld
from bot.stores.journal import SqlJournal
from bot.stores.members import SqlMembers
from bot.stores.rooms import SqlRooms, SqlTickets
from bot.stores.servers import SqlServers
from bot.turn import Turn
from config.database import Database, UnitOfWork, metadata
from config.ids import MemberId
from config.keys import KeyRing
from config.migrations import migrate
from tests.laid_out import lay_out
from tests.postgres import fresh_database, shared_server

NOW = 1_700_000_000.0
MASTER = bytes(range(32))


def sql_turn(unit: UnitOfWork, now: float) -> Turn:
    """The SQL stores over one transaction."""
    members, rooms, tickets = SqlMembers(unit), SqlRooms(unit), SqlTickets(unit)
    rest = SqlAlerts(unit), SqlJournal(unit), SqlHeld(unit), SqlServers(unit), SqlDesks(unit)
    return Turn(now, unit, members, rooms, tickets, *rest)


class Ground:
    """One backend's stores, a turn at a time. Opening one and compiling its statements takes longer than most tests,
    so that one serves them all and is emptied in between."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def empty(self) -> None:
        # The audit log lets go only of what lies behind its head.
        head = "INSERT INTO audit_heads SELECT seq, mac, at, mac FROM audit ORDER BY seq DESC LIMIT 1"
        tables = [head, "DELETE FROM audit"]
        tables += [str(table.delete()) for table in reversed(metadata.sorted_tables)]
        async with driver(self.database) as connection:  # one trip instead of one for each table
            if self.database.writing.dialect.name == "sqlite":
                await connection.executescript("; ".join(("BEGIN IMMEDIATE", *tables, "COMMIT")))
            else:
                await connection.execute("; ".join(tables))

    @asynccontextmanager
    async def turn(self, now: float = NOW) -> AsyncIterator[Turn]:
        """A turn that commits at the end of the block, and leaves nothing behind if it raises."""
        async with self.database.unit() as unit:
            yield sql_turn(unit, now)

    async def breaks_off(self, deed: Callable[[Turn], Awaitable[object]]) -> None:
        """A turn that does something and then fails. Raises BrokenOff."""
        async with self.turn() as turn:
            await deed(turn)
            raise BrokenOff


class BrokenOff(Exception):
    """A turn that did not come to its end."""


def sender(name: str, *, account: str = "77", platform: str = "telegram", language: str | None = None) -> Sender:
    """Somebody by the name they are known by here."""
    return Sender(platform, account, f"user {name}", f"chat {name}", language)


async def people(ground: Ground, *names: str) -> list[MemberId]:
    """New members."""
    async with ground.turn() as turn:
        return [(await turn.members.meet(sender(name), "en", NOW)).id for name in names]


@asynccontextmanager
async def driver(database: Database) -> AsyncIterator[Any]:
    """The writing connection as the driver has it."""
    async with database.writing.connect() as connection:
        yield (await connection.get_raw_connection()).driver_connection


OpenGround = Callable[[Path], AbstractAsyncContextManager[Ground]]


@asynccontextmanager
async def in_sqlite(folder: Path, busy_seconds: float = 5.0) -> AsyncIterator[Ground]:
    """A fresh database in this folder. It does not wait for the disk: no power is cut in these tests."""
    keys = KeyRing(MASTER, lambda: NOW)
    await lay_out(folder / "bauta.db")
    database = Database(f"sqlite+aiosqlite:///{folder / 'bauta.db'}", keys, busy_seconds=busy_seconds)
    async with driver(database) as sqlite:
        await sqlite.execute("PRAGMA synchronous=OFF")
    yield Ground(database)
    await database.close()


@asynccontextmanager
async def empty_sqlite(folder: Path) -> AsyncIterator[str]:
    yield f"sqlite+aiosqlite:///{folder / 'bauta.db'}"


@asynccontextmanager
async def empty_postgresql(_: Path) -> AsyncIterator[str]:
    async with fresh_database(shared_server()) as url:
        yield url


EMPTY: dict[str, Callable[[Path], AbstractAsyncContextManager[str]]] = {
    "sqlite": empty_sqlite,
    "postgresql": empty_postgresql,
}
"""The URL of an empty database of each kind."""


@asynccontextmanager
async def in_postgresql(folder: Path, busy_seconds: float = 5.0) -> AsyncIterator[Ground]:
    """A fresh database on the server of this run."""
    async with fresh_database(shared_server()) as url:
        database = Database(url, KeyRing(MASTER, lambda: NOW), busy_seconds=busy_seconds)
        await migrate(database, metadata)
        yield Ground(database)
        await database.close()


STORES: dict[str, OpenGround] = {"sqlite": in_sqlite, "postgresql": in_postgresql}
"""A backend is added here, and nowhere else."""
