"""What has to be in order before anything runs: the key, the database, and nobody else on the same data directory."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

import bot.stores.schema  # noqa: F401 - the tables of all packages join the metadata
import moderation.stores.schema  # noqa: F401
from bot.platforms.base import Fatal
from config.database import Database, metadata
from config.keys import KeyFileError, KeyRing, Unsealable, create_key_file, read_key_file
from config.migrations import NewerDatabase, migrate
from config.proof import prove_key
from config.settings import Settings

WRONG_KEY = "The key file {key} does not belong to the database {file}: put the right one back from your backup."


def open_keys(settings: Settings, clock: Callable[[], float] = time.time) -> KeyRing:
    """The key ring; a fresh key only where there is no database yet that would need an older one. Raises Fatal."""
    path = settings.key_path
    try:
        if not path.exists() and not database_file(settings).exists():
            create_key_file(path)
        return KeyRing(read_key_file(path), clock)
    except KeyFileError as error:
        raise Fatal(str(error)) from error
    except OSError as error:
        raise Fatal(
            f"The data directory {path.parent} cannot be written ({error.strerror}): set BAUTA_DATA_DIR."
        ) from error


def database_file(settings: Settings) -> Path:
    return Path(settings.database.partition("///")[2])


async def open_database(settings: Settings, keys: KeyRing) -> Database:
    """The database at its newest revision. Raises Fatal."""
    file = database_file(settings)
    database = Database(settings.database, keys)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))  # SQLite gives its side files the same rights
        await migrate(database, metadata)
        await prove_key(database)
    except Unsealable as error:
        await database.close()
        raise Fatal(WRONG_KEY.format(key=settings.key_path, file=file)) from error
    except NewerDatabase as error:
        await database.close()
        raise Fatal(f"The database {file} was written by a newer Bauta: update Bauta, or use a backup.") from error
    except (DBAPIError, OSError) as error:
        await database.close()
        raise Fatal(database_trouble(file, error)) from error
    return database


def database_trouble(file: Path, error: Exception) -> str:
    """What is wrong with the database, and what to do, in one sentence."""
    reason = str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error)
    if "locked" in reason:
        return f"The database {file} is locked by another program: stop that program and start again."
    return f"The database {file} cannot be used ({reason}): check BAUTA_DATA_DIR and the disk."


@contextmanager
def only_one(directory: Path) -> Iterator[None]:
    """Nobody else runs on this data directory meanwhile: two would hand out the same people twice. Raises Fatal."""
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(directory / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise Fatal(
            f"The data directory {directory} cannot be written ({error.strerror}): set BAUTA_DATA_DIR."
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise Fatal(f"Bauta already runs on {directory}: stop it first, or set another BAUTA_DATA_DIR.") from None
    try:
        yield
    finally:
        os.close(handle)
