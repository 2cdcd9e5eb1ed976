"""An empty database at the newest revision, made once in a process: to migrate takes longer than most tests."""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import bot.stores.schema  # noqa: F401 - the tables of all packages join the metadata
import moderation.stores.schema  # noqa: F401
from config.database import Database, metadata
from config.keys import KeyRing
from config.migrations import migrate

_made: list[bytes] = []


async def lay_out(file: Path) -> None:
    """Put one there, if there is nothing. Who opens it finds it at the newest revision, and no key proven yet."""
    if not _made:
        _made.append(await _new())
    _put(_made[0], file)


async def _new() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "bauta.db"
        database = Database(f"sqlite+aiosqlite:///{file}", KeyRing(bytes(32), time.time))
        await migrate(database, metadata)
        await database.close()
        return file.read_bytes()


def _put(made: bytes, file: Path) -> None:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as empty:
            empty.write(made)
