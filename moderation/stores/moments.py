"""Times as SQL keeps them, and back."""

from datetime import UTC, datetime
from typing import overload

from config.database import milliseconds, seconds


@overload
def sql(moment: datetime) -> int: ...
@overload
def sql(moment: None) -> None: ...
@overload
def sql(moment: datetime | None) -> int | None: ...
def sql(moment: datetime | None) -> int | None:
    """Integer milliseconds since 1970; None stays None."""
    return None if moment is None else milliseconds(moment.timestamp())


def moment(value: int) -> datetime:
    """The time that `sql` wrote."""
    return datetime.fromtimestamp(seconds(value), UTC)


def perhaps(value: int | None) -> datetime | None:
    """The same for a column that may be empty."""
    return None if value is None else moment(value)
