"""400 days of traffic and of moderation: nothing is ever past its time, all tables stay bounded, and so does the file.

But for the records of moderation a year leaves no more behind than a month.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.retention import schedule
from bot.texts.catalogue import Catalogue
from config.retention import NEVER
from tests.bot.mailbox import Mailbox
from tests.bot.town import Town
from tests.bot.year import MOST, STEP, Seen, Year
from tests.contracts.stores import in_sqlite

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOG = 8_000_000
"""Bytes: twice the thousand pages after which SQLite copies its log into the file and begins it anew."""

RECORD = 300
"""Bytes of one row of moderation's records, with its places in the indexes."""

AT_NIGHT = {
    "people who used /delete", "searches", "wishes to be told when somebody comes", "invitations to moderate",
    "messages whose authors are asked whether they are to go on", "messages of people on their way",
    "codes for an alliance",
}  # fmt: skip
"""Of which nothing is left at the end of any of these days: what has a time lasts less than that."""

MONTH, ALL, LOOK_EVERY = 30 // STEP, 400 // STEP, 5


def tables(file: Path) -> set[str]:
    """All there are, but for the one that says which revision this is."""
    with closing(sqlite3.connect(file)) as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name for (name,) in found if not name.startswith(("alembic", "sqlite"))}


async def test_in_400_days_nothing_is_ever_past_its_time_and_all_stays_bounded(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    seen: list[Seen] = []
    async with in_sqlite(tmp_path) as ground, Town(ground.database, catalogue) as town:
        assert set(MOST) == tables(town.file), "a new table: what bounds it?"
        town.platforms["web"] = Mailbox("web")
        year = Year(town)
        for day in range(ALL):
            await year.pass_by()
            assert await year.over() == []
            if day % LOOK_EVERY == 0:
                seen.append(await year.seen())
        lines = schedule(0.0, town.moderation.policy)
        keys = {path.stem for path in (tmp_path / "case-keys").iterdir()}
        assert keys == {row["case"] for row in town.rows("evidence")}, "a key for what is there, and none else"
    dated = {each.what for each in lines if each.lasts is not None and each.keep != NEVER}
    assert dated - AT_NIGHT <= year.found, "of all that has its time there was something"
    for table, most in MOST.items():
        assert max(each.rows[table] for each in seen) <= most, table
    month = max(each.size for each in seen[: MONTH // LOOK_EVERY])
    records = RECORD * sum(
        MOST[table] for table in ("audit", "cases", "decisions", "sanctions", "appeals", "approvals")
    )
    assert max(each.size for each in seen) <= month * 1.2 + records
    assert max(each.log for each in seen) < LOG
