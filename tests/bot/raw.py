"""A town's database without anything of Bauta's: what really lies on the disk."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from tests.postgres import run_sql


class SqliteFile:
    names = "SELECT name FROM sqlite_master WHERE type = 'table'"

    def __init__(self, url: str) -> None:
        self.path = Path(url.partition("///")[2])

    def asks(self, question: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as raw:
            raw.row_factory = sqlite3.Row
            return [dict(row) for row in raw.execute(question)]


class PostgresDatabase:
    names = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"

    def __init__(self, url: str) -> None:
        self._url = url

    def asks(self, question: str) -> list[dict[str, Any]]:
        """In a thread with a loop of its own: whoever asks does not wait in theirs."""
        with ThreadPoolExecutor(1) as thread:
            return [dict(row) for row in thread.submit(asyncio.run, run_sql(self._url, question)).result()]


RAW: Final[dict[str, Callable[[str], SqliteFile | PostgresDatabase]]] = {
    "sqlite": SqliteFile,
    "postgresql": PostgresDatabase,
}
