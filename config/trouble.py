"""Which errors say that the database cannot be used just now, rather than that we asked for something wrong."""

from typing import Final

from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError

AGAIN_SECONDS: Final = 2.0
"""Whoever brings again what could not be committed waits no longer than this: it may work at any moment."""


def in_trouble(error: BaseException) -> bool:
    """Whether the same work may succeed later: nothing of it was written, and nobody has to be told of each such error.

    SQLite's damaged file comes as a bare DatabaseError, which no mistake of ours does.
    """
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError | InternalError) or type(error) is DatabaseError
