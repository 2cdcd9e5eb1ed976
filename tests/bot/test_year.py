"""A year of traffic leaves no more behind than a month: every table stays bounded, and so does the file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.texts.catalogue import Catalogue
from tests.bot.mailbox import Mailbox
from tests.bot.town import Town
from tests.bot.year import MOST, STEP, Seen, Year
from tests.contracts.stores import in_sqlite

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOG = 8_000_000
"""Bytes: twice the thousand pages after which SQLite copies its log into the file and begins it anew."""

MONTH, ALL, LOOK_EVERY = 30 // STEP, 400 // STEP, 5


def tables(file: Path) -> set[str]:
    """All there are, but for the one that says which revision this is."""
    with closing(sqlite3.connect(file)) as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name for (name,) in found if not name.startswith(("alembic", "sqlite"))}


async def test_a_year_of_traffic_leaves_no_more_behind_than_a_month(tmp_path: Path, catalogue: Catalogue) -> None:
    seen: list[Seen] = []
    async with in_sqlite(tmp_path) as ground, Town(ground.database, catalogue) as town:
        assert set(MOST) == tables(town.file), "a new table: what bounds it?"
        town.platforms["web"] = Mailbox("web")
        year = Year(town)
        for day in range(ALL):
            await year.pass_by()
            if day % LOOK_EVERY == 0:
                seen.append(await year.seen())
    for table, most in MOST.items():
        assert max(each.rows[table] for each in seen) <= most, table
    month = max(each.size for each in seen[: MONTH // LOOK_EVERY])
    assert max(each.size for each in seen) <= month * 1.2
    assert max(each.log for each in seen) < LOG
