"""Two processes on PostgreSQL and Redis: rows of the relay benchmark that wait for Bauta to take such a database."""

from __future__ import annotations

from benchmarks.report import Report
from config.settings import SettingsError, load


def processes(report: Report) -> None:
    """Says why there are no such rows."""
    if _takes_postgresql():
        report.note("Two processes on PostgreSQL and Redis: Bauta takes such a database, and nothing here measures it.")
    else:
        report.note("Two processes on PostgreSQL and Redis: left out, BAUTA_DATABASE_URL takes nothing but SQLite.")


def _takes_postgresql() -> bool:
    try:
        load({}, database_url="postgresql://bauta@127.0.0.1/bauta")
    except SettingsError as error:
        return not any("DATABASE_URL" in mistake for mistake in error.mistakes)
    return True
