"""How long things are kept, as one table in code; and what is past its time. It only looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, func, null, select, true

from config.database import UnitOfWork, milliseconds, seconds

GRACE: Final = timedelta(hours=1)
"""What is past its time goes in shares, behind everybody else; so long it may take."""


NEVER: Final = "not at all"
"""Of rows that nothing should leave behind."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the schedule. `keep`, `then`, `by`: how long, what happens then, and what sees to it, in words.

    `rows`: those of the table that it is about (None: all). `since`: the moment from which time runs, in milliseconds;
    NULL: it has not begun. `lasts`: so long from then on; None: as long as `keep` says, which no clock tells.
    `passing`: nothing tells since when these rows have had their time, so that they are over the moment they are seen;
    the next look of housekeeping takes them.
    """

    what: str
    keep: str
    then: str
    by: str
    table: Table
    rows: ColumnElement[bool] | None = None
    since: ColumnElement[Any] | None = None
    lasts: timedelta | None = None
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """How it looks. `oldest`: of all rows, the moment from which time has run longest; `over`: rows past their time."""

    kept: Kept
    rows: int
    oldest: datetime | None
    over: int


async def look(unit: UnitOfWork, schedule: Sequence[Kept], now: float, *, strict: bool = False) -> list[Seen]:
    """Every line of the schedule as it stands at `now` (epoch seconds). `strict`: passing rows count as over, too."""
    return [await _seen(unit, kept, now, strict) for kept in schedule]


async def _seen(unit: UnitOfWork, kept: Kept, now: float, strict: bool) -> Seen:
    about = true() if kept.rows is None else kept.rows
    begun = null() if kept.since is None else func.min(kept.since)
    seen = select(func.count(), begun).select_from(kept.table).where(about)
    rows, oldest = (await unit.connection.execute(seen)).one()
    over = 0
    if kept.passing:
        over = int(rows) if strict else 0
    elif kept.since is not None and kept.lasts is not None:
        limit = milliseconds(now - (kept.lasts + GRACE).total_seconds())
        if oldest is not None and int(oldest) < limit:
            past = select(func.count()).select_from(kept.table).where(and_(about, kept.since < limit))
            over = int((await unit.connection.execute(past)).scalar_one())
    moment = None if oldest is None else datetime.fromtimestamp(seconds(int(oldest)), UTC)
    return Seen(kept, int(rows), moment, over)
