"""What lies in the database between two steps, read past the code under test: sqlite3, and nothing else."""

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

TABLES: Final = (
    "cases",
    "reports",
    "decisions",
    "sanctions",
    "appeals",
    "approvals",
    "notes",
    "moderators",
    "invitations",
    "news",
)
"""All but the audit log."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All records at one moment, and the audit lines up to it. Times are milliseconds."""

    raw: dict[str, list[tuple[Any, ...]]]
    tables: dict[str, list[Row]]
    cases: dict[str, Row]
    sanctions: dict[str, Row]
    reports_of: dict[str, list[Row]]
    decisions_of: dict[str, list[Row]]
    last: int

    def reporters(self, case: str) -> set[str]:
        return {row["reporter"] for row in self.reports_of[case]}

    def roles(self, member: str) -> set[str]:
        return {row["role"] for row in self.tables["moderators"] if row["member"] == member}


class Reader:
    """Reads a SQLite file beside those who write it."""

    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(file, isolation_level=None)
        self._names: dict[str, list[str]] = {}

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._db.execute(query, values).fetchall()

    def ledger(self) -> Ledger:
        raw, tables = {}, {}
        for table in TABLES:
            # In the order in which they came, whatever random names they have: so that a life can be lived again.
            cursor = self._db.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608 - names of ours
            names = [column[0] for column in cursor.description]
            raw[table] = cursor.fetchall()
            tables[table] = [dict(zip(names, row, strict=True)) for row in raw[table]]
        reports, decisions = defaultdict[str, list[Row]](list), defaultdict[str, list[Row]](list)
        for row in tables["reports"]:
            reports[row["case"]].append(row)
        for row in tables["decisions"]:
            decisions[row["case"]].append(row)
        last = self._all("SELECT coalesce(max(seq), 0) FROM (SELECT seq FROM audit UNION SELECT seq FROM audit_tail)")
        return Ledger(
            raw,
            tables,
            {row["id"]: row for row in tables["cases"]},
            {row["id"]: row for row in tables["sanctions"]},
            reports,
            decisions,
            last[0][0],
        )

    def lines(self, after: int) -> list[Row]:
        """The audit lines since then, the oldest first."""
        names = ("seq", "at", "actor", "kind", "case", "before", "after", "note")
        quoted = ", ".join(f'"{name}"' for name in names)
        rows = self._all(f"SELECT {quoted} FROM audit WHERE seq > ? ORDER BY seq", after)  # noqa: S608
        return [dict(zip(names, row, strict=True)) for row in rows]

    def close(self) -> None:
        self._db.close()
