"""Why an update of Telegram's has no meaning for us."""

from enum import StrEnum


class Skip(StrEnum):
    """Told to the counter, never to people."""

    MALFORMED = "malformed"
    NOT_PRIVATE = "not-private"
    SERVICE = "service"
    UNASKED = "unasked"
    RETURNED = "returned"
