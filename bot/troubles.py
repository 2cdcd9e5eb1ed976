"""What is wrong with the database, and what to do, in one sentence."""

import errno
import sqlite3
from pathlib import Path
from typing import Final

from config.postgres_link import OLDEST, TooOld
from config.postgres_url import place
from config.settings import Settings

WRONG_KEY: Final = "The key file {key} does not belong to the database {name}: put the right one back from your backup."
NEWER: Final = "The database {name} was written by a newer Bauta: update Bauta, or use a backup."

SENTENCES: Final = {
    "28": "PostgreSQL at {where} refuses the user or the password: correct BAUTA_DATABASE_URL.",
    "3D": "PostgreSQL at {where} has no database {name}: create it, or correct BAUTA_DATABASE_URL.",
    "42501": "The user in BAUTA_DATABASE_URL may not make tables in the database {name}: make it the owner of it.",
    "53300": "PostgreSQL at {where} takes no more connections: raise its max_connections, or stop another program.",
    "55P03": "The database {name} is locked by another program: stop that program and start again.",
    "25006": "PostgreSQL at {where} is read-only: let BAUTA_DATABASE_URL name the primary server.",
    "57P03": "PostgreSQL at {where} does not answer ({reason}): start it, or correct BAUTA_DATABASE_URL.",
}
"""By the class or code of PostgreSQL's error."""

FILES: Final = {
    sqlite3.SQLITE_BUSY: "The database {name} is locked by another program: stop that program{then}.",
    sqlite3.SQLITE_LOCKED: "The database {name} is locked by another program: stop that program{then}.",
    sqlite3.SQLITE_FULL: "The disk is full, and the database {name} has no room: make some{then}.",
    sqlite3.SQLITE_IOERR: "The disk fails under the database {name}: look whether it is full or broken, mend it{then}.",
    sqlite3.SQLITE_READONLY: "The database {name} cannot be written: give the user who runs Bauta the right to{then}.",
    sqlite3.SQLITE_CANTOPEN: "The database {name} cannot be opened: look who may read and write there, and how many "
    "files may be open at once{then}.",
    sqlite3.SQLITE_CORRUPT: "The database {name} is damaged: stop Bauta, put back a backup and start again.",
    sqlite3.SQLITE_NOTADB: "The database {name} is damaged: stop Bauta, put back a backup and start again.",
}
"""By the primary code of SQLite's error."""

SYSTEM: Final = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
    errno.EIO: sqlite3.SQLITE_IOERR,
    errno.EACCES: sqlite3.SQLITE_READONLY,
    errno.EPERM: sqlite3.SQLITE_READONLY,
    errno.EROFS: sqlite3.SQLITE_READONLY,
    errno.EMFILE: sqlite3.SQLITE_CANTOPEN,
    errno.ENFILE: sqlite3.SQLITE_CANTOPEN,
}
"""What the system says when a file is opened, as SQLite would."""

START_AGAIN: Final = " and start again"
BY_ITSELF: Final = ", and Bauta goes on by itself"


def database_trouble(settings: Settings, error: Exception, then: str = START_AGAIN) -> str:
    """`then`: what comes after it is mended."""
    cause = getattr(error, "orig", None) or error
    reason = str(getattr(cause, "strerror", None) or cause).partition("\n")[0]
    if settings.database_file is None:
        return _postgres(*place(settings.database), cause, reason)
    if (code := _code(cause)) in FILES:
        return FILES[code].format(name=settings.database_name, then=then)
    return f"The database {settings.database_name} cannot be used ({reason}): check BAUTA_DATA_DIR and the disk."


def _code(cause: BaseException) -> int:
    """SQLite's primary code, also for what the system says when the file is opened; 0 for anything else."""
    if isinstance(cause, OSError):
        return SYSTEM.get(cause.errno or 0, 0)
    return int(getattr(cause, "sqlite_errorcode", 0)) & 0xFF


def directory_trouble(directory: Path, error: OSError) -> str:
    """Why nothing can be written there, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full, and the data directory {directory} has no room: make some and start again."
    return f"The data directory {directory} cannot be written ({error.strerror}): set BAUTA_DATA_DIR."


def _postgres(name: str, where: str, cause: BaseException, reason: str) -> str:
    if isinstance(cause, TooOld):
        return f"PostgreSQL {cause} at {where} is too old: Bauta needs {OLDEST} or newer."
    code = str(getattr(cause, "sqlstate", ""))
    for beginning, sentence in SENTENCES.items():
        if code.startswith(beginning):
            return sentence.format(name=name, where=where, reason=reason)
    return f"The database {name} at {where} cannot be used ({reason}): check BAUTA_DATABASE_URL, or the server's log."
