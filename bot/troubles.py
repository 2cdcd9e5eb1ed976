"""What is wrong with the database, and what to do, in one sentence."""

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


def database_trouble(settings: Settings, error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    reason = str(getattr(cause, "strerror", None) or cause).partition("\n")[0]
    if settings.database_file is None:
        return _postgres(*place(settings.database), cause, reason)
    if "locked" in reason:
        return f"The database {settings.database_name} is locked by another program: stop that program and start again."
    return f"The database {settings.database_name} cannot be used ({reason}): check BAUTA_DATA_DIR and the disk."


def _postgres(name: str, where: str, cause: BaseException, reason: str) -> str:
    if isinstance(cause, TooOld):
        return f"PostgreSQL {cause} at {where} is too old: Bauta needs {OLDEST} or newer."
    code = str(getattr(cause, "sqlstate", ""))
    for beginning, sentence in SENTENCES.items():
        if code.startswith(beginning):
            return sentence.format(name=name, where=where, reason=reason)
    return f"The database {name} at {where} cannot be used ({reason}): check BAUTA_DATABASE_URL, or the server's log."
