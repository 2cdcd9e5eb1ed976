"""What the writer is asked: every statement of a stretch of a story, to be counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from config.database import Database


class Statements(list[str]):
    """In their order, as they were sent."""

    def of(self, kind: str) -> int:
        """How many begin so, e.g. SELECT."""
        return sum(each.lstrip().upper().startswith(kind) for each in self)


@contextmanager
def written(database: Database) -> Iterator[Statements]:
    """What the one connection that writes is asked meanwhile."""
    asked, engine = Statements(), database.writing.sync_engine

    def hears(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", hears)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hears)
