"""Every backend of the stores, for the tests that hold for all of them."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import moderation.stores.schema  # noqa: F401 - adds its tables to the metadata, as the stores of bot do
from bot.messages import Sender
from bot.stores.journal import SqlJournal
from bot.stores.members import SqlMembers
from bot.stores.rooms import SqlRooms, SqlTickets
from bot.turn import Turn
from config.database import Database, UnitOfWork, metadata
from config.ids import MemberId
from config.keys import KeyRing
from config.migrations import migrate

NOW = 1_700_000_000.0
MASTER = bytes(range(32))


def sql_turn(unit: UnitOfWork, now: float) -> Turn:
    """The SQL stores over one transaction."""
    return Turn(now, unit, SqlMembers(unit), SqlRooms(unit), SqlTickets(unit), SqlJournal(unit))


def sqlite(file: Path, clock: Callable[[], float] = lambda: NOW, busy_seconds: float = 5.0) -> Database:
    return Database(f"sqlite+aiosqlite:///{file}", KeyRing(MASTER, clock), busy_seconds=busy_seconds)


def make_template(file: Path) -> Path:
    """An empty database at the newest revision, to be copied: a copy takes a tenth of the time of the migrations."""

    async def make() -> None:
        database = sqlite(file)
        await migrate(database, metadata)
        await database.close()

    asyncio.run(make())
    return file


class Ground:
    """One backend's stores, a turn at a time."""

    def __init__(self, database: Database) -> None:
        self.database = database

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


OpenGround = Callable[[Path, Path], AbstractAsyncContextManager[Ground]]


@asynccontextmanager
async def in_sqlite(template: Path, folder: Path) -> AsyncIterator[Ground]:
    database = sqlite(Path(shutil.copy(template, folder / "bauta.db")))
    yield Ground(database)
    await database.close()


STORES: dict[str, OpenGround] = {"sqlite": in_sqlite}
"""A backend is added here, and nowhere else."""
