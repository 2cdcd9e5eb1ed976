"""What has to be in order before anything runs: the key, the database, and nobody else on the same data directory."""

import fcntl
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from sqlalchemy.exc import DBAPIError

import bot.stores.schema  # noqa: F401 - the tables of all packages join the metadata
import moderation.stores.schema  # noqa: F401
from bot.kept import only_tags
from bot.platforms.base import Fatal
from bot.stores.members import SqlMembers
from bot.troubles import NEWER, WRONG_KEY, database_trouble, directory_trouble
from config import helplines
from config.database import Database, UnitOfWork, metadata
from config.helplines import BrokenHelp, Helplines
from config.ids import MemberId
from config.keys import KeyFileError, KeyRing, Unsealable, create_key_file, read_key_file
from config.migrations import NewerDatabase, migrate, revisions
from config.postgres_link import TooOld
from config.proof import begun, prove_key, proven
from config.settings import Settings
from moderation.evidence import Evidence
from moderation.policy import FILE, BrokenPolicy, Policy, read
from moderation.service import Moderation


async def open_keys(settings: Settings, clock: Callable[[], float] = time.time) -> KeyRing:
    """The key ring; a fresh key only where there is no database yet that would need an older one. Raises Fatal."""
    path = settings.key_path
    try:
        if not path.exists() and not await database_begun(settings):
            with suppress(FileExistsError):  # another process was faster
                create_key_file(path)
        return KeyRing(read_key_file(path), clock)
    except KeyFileError as error:
        raise Fatal(str(error)) from error
    except OSError as error:
        raise Fatal(directory_trouble(path.parent, error)) from error


def read_help(settings: Settings) -> Helplines:
    """Whom people in danger can call: as the operator has it, else as it comes with Bauta. Raises Fatal."""
    try:
        return helplines.read(settings.data_dir)
    except BrokenHelp as error:
        raise Fatal(f"{helplines.FILE} in the data directory can't be used. {error}") from error


async def database_begun(settings: Settings) -> bool:
    """Whether there is a database that was begun with some key. Raises Fatal if that can't be told."""
    if settings.database_file is not None:
        return settings.database_file.exists()
    database = Database(settings.database, KeyRing(bytes(32), lambda: 0.0))
    try:
        async with database.read() as unit:
            return await begun(unit)
    except (DBAPIError, TooOld) as error:
        raise Fatal(database_trouble(settings, error)) from error
    finally:
        await database.close()


async def open_database(settings: Settings, keys: KeyRing) -> Database:
    """The database at its newest revision. Raises Fatal."""
    database = Database(settings.database, keys)
    try:
        if (file := settings.database_file) is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))  # SQLite gives its side files the same rights
        await migrate(database, metadata)
        await prove_key(database)
    except Unsealable as error:
        await database.close()
        raise Fatal(WRONG_KEY.format(key=settings.key_path, name=settings.database_name)) from error
    except NewerDatabase as error:
        await database.close()
        raise Fatal(NEWER.format(name=settings.database_name)) from error
    except (DBAPIError, OSError, TooOld) as error:
        await database.close()
        raise Fatal(database_trouble(settings, error)) from error
    return database


@asynccontextmanager
async def looking(settings: Settings) -> AsyncIterator[Database]:
    """The database as it is, for a look: nothing is made, moved to a newer revision, or changed. Raises Fatal."""
    if settings.database_file is not None and not settings.database_file.exists():
        raise Fatal(f"There is no database {settings.database_name} yet: start Bauta first.")
    try:
        keys = KeyRing(read_key_file(settings.key_path), time.time)
    except KeyFileError as error:
        raise Fatal(str(error)) from error
    database = Database(settings.database, keys)
    try:
        try:
            async with database.read() as unit:
                current, newest = await unit.connection.run_sync(revisions)
                if current != newest:
                    raise Fatal(f"The database {settings.database_name} is older than this Bauta: run `bauta migrate`.")
                await proven(unit)
        except Unsealable as error:
            raise Fatal(WRONG_KEY.format(key=settings.key_path, name=settings.database_name)) from error
        except NewerDatabase as error:
            raise Fatal(NEWER.format(name=settings.database_name)) from error
        except (DBAPIError, OSError, TooOld) as error:
            raise Fatal(database_trouble(settings, error)) from error
        yield database
    finally:
        await database.close()


def open_policy(settings: Settings) -> Policy:
    """The policy of moderation: the operator's own, where there is one. Raises Fatal."""
    try:
        return read(settings.data_dir)
    except BrokenPolicy as error:
        path = settings.data_dir / FILE
        raise Fatal(f"{path} can't be used. {' '.join(str(error).splitlines())}") from error


def open_moderation(
    settings: Settings, clock: Callable[[], float] = time.time, evidence: Evidence | None = None
) -> Moderation:
    """Moderation by this deployment's policy. `evidence`: what is kept of what was said; else only its tags.

    Raises Fatal.
    """
    return Moderation(clock, open_policy(settings), evidence or only_tags(settings, clock), kept_apart)


async def kept_apart(unit: UnitOfWork, member: MemberId) -> frozenset[MemberId]:
    """Whom a member blocked, and who blocked them."""
    return await SqlMembers(unit).kept_apart(member)


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Nobody else runs on this data directory meanwhile: two would hand out the same people twice. Raises Fatal.

    Processes on PostgreSQL look after each other by themselves (bot/tenure.py).
    """
    directory = settings.data_dir
    if settings.database_file is None:
        yield
        return
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(directory / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise Fatal(directory_trouble(directory, error)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise Fatal(f"Bauta already runs on {directory}: stop it first, or set another BAUTA_DATA_DIR.") from None
    try:
        yield
    finally:
        os.close(handle)
