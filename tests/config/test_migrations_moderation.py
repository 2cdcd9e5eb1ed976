"""The step to cases: a database with reports and sanctions of before loses none of them, and all can be worked with."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from alembic.command import upgrade
from sqlalchemy import text

import bot.app  # noqa: F401 - the composition root knows all tables
from config.database import Database, metadata
from config.ids import MemberId
from config.migrations import migrate
from moderation.books import Books
from moderation.cases import State
from moderation.model import Measure, Outcome, Queue, Tell
from moderation.service import Moderation
from tests.config.conftest import opened
from tests.config.test_migrations import differences
from tests.moderation.desk import carried_out, swept

DAY = 86_400_000
THEN = 1_700_000_000_000
"""Milliseconds."""

REPORTS = (
    # number, reporter, subject, reason, at, closed_at
    ("R-2222", "ann", "bob", "spam", THEN, None),
    ("R-3333", "eve", "bob", "spam", THEN - 5, None),  # the same thing about the same member: one case
    ("R-4444", "ann", "max", "minor", THEN, None),
    ("R-5555", "eve", "max", "threats", THEN, None),
    ("R-6666", "bob", "ann", "hate", THEN - 9 * DAY, THEN - 8 * DAY),
    ("R-7777", "bob", "eve", "spam", THEN - 9 * DAY, THEN - 8 * DAY),
    ("R-8888", "max", "eve", "spam", THEN - 9 * DAY, THEN - 7 * DAY),
    ("R-9999", "max", "bob", "spam", THEN - 9 * DAY, THEN - 6 * DAY),
)
SANCTIONS = (
    # id, member, reason, report, since, until, lifted_at, told_at
    ("paused", "ann", "hate", "R-6666", THEN - 8 * DAY, THEN + DAY, None, THEN),
    ("banned", "eve", "spam", "R-7777", THEN - 8 * DAY, None, None, None),
    ("lifted", "eve", "spam", "R-8888", THEN - 7 * DAY, None, THEN - DAY, THEN),
    ("of-old", "max", "spam", None, THEN - 300 * DAY, THEN - 290 * DAY, None, THEN),  # its report is gone
)


@pytest.fixture
async def before(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A database at 0006 in which people have reported each other; the next `migrate` brings it up to date."""
    database = opened(url)
    with monkeypatch.context() as patched:
        patched.setattr("config.migrations.command.upgrade", lambda config, _: upgrade(config, "0006"))
        await migrate(database, metadata)
    async with database.unit() as unit:
        for number, reporter, subject, reason, at, closed in REPORTS:
            await unit.connection.execute(
                text("INSERT INTO reports VALUES (:number, :reporter, :subject, :room, :reason, :words, :at, :closed)"),
                {
                    "number": number,
                    "reporter": reporter,
                    "subject": subject,
                    "room": f"room of {number}",
                    "reason": reason,
                    "words": database.keys.seal("reports.words", number, f"words of {number}".encode()),
                    "at": at,
                    "closed": closed,
                },
            )
        for row in SANCTIONS:
            columns = ("id", "member", "reason", "report", "since", "until", "lifted_at", "told_at")
            await unit.connection.execute(
                text(f"INSERT INTO sanctions ({', '.join(columns)}) VALUES (:{', :'.join(columns)})"),  # noqa: S608
                dict(zip(columns, row, strict=True)),
            )
    yield database
    await database.close()


async def rows(database: Database, query: str) -> list[dict[str, Any]]:
    async with database.read() as unit:
        return [dict(row) for row in (await unit.connection.execute(text(query))).mappings()]


async def test_every_report_of_before_belongs_to_a_case_and_none_is_lost(before: Database) -> None:
    await migrate(before, metadata)
    async with before.read() as unit:
        assert await unit.connection.run_sync(differences) == []
    kept = await rows(before, "SELECT * FROM reports ORDER BY number")
    assert [
        tuple(row[name] for name in ("number", "reporter", "subject", "reason", "at", "closed_at")) for row in kept
    ] == sorted(REPORTS)
    assert {row["number"]: row["case"] for row in kept} == {
        "R-2222": "2222",
        "R-3333": "2222",
        **{f"R-{digit * 4}": digit * 4 for digit in "456789"},
    }
    moderation = Moderation(lambda: THEN / 1000)
    async with before.read() as unit:
        reports = await Books(unit).reports.open(100)
        assert {report.number: report.words for report in reports} == {
            number: f"words of {number}" for number in ("R-2222", "R-3333", "R-4444", "R-5555")
        }
        cases = {number[2:]: await moderation.case_of(unit, number) for number, *_ in REPORTS}
    assert {name: (case.state, case.queue, case.outcome, case.reporters) for name, case in cases.items()} == {
        "2222": (State.QUEUED, Queue.STANDARD, None, 2),
        "3333": (State.QUEUED, Queue.STANDARD, None, 2),
        "4444": (State.QUARANTINED, Queue.CHILD_SAFETY, None, 1),
        "5555": (State.QUEUED, Queue.URGENT, None, 1),
        "6666": (State.DECIDED, Queue.STANDARD, Outcome.ACTED, 1),
        "7777": (State.DECIDED, Queue.STANDARD, Outcome.ACTED, 1),
        "8888": (State.DECIDED, Queue.STANDARD, Outcome.ACTED, 1),
        "9999": (State.DECIDED, Queue.STANDARD, Outcome.NO_VIOLATION, 1),
    }
    assert cases["2222"].created_at.timestamp() * 1000 == THEN - 5
    assert {row["number"]: row["outcome"] for row in kept if row["closed_at"]} == {
        "R-6666": "acted",
        "R-7777": "acted",
        "R-8888": "acted",
        "R-9999": "no-violation",
    }


async def test_what_held_before_holds_on_a_ban_where_it_had_no_end(before: Database) -> None:
    await migrate(before, metadata)
    kept = {row["id"]: row for row in await rows(before, "SELECT * FROM sanctions")}
    for row in SANCTIONS:
        found = kept[row[0]]
        names = ("id", "member", "reason", "report", "since", "until", "lifted_at", "told_at")
        assert tuple(found[name] for name in names) == row
        assert (found["strikes"], bool(found["overturned"]), found["decision"]) == (0, False, None)
    assert {name: (row["measure"], row["case"]) for name, row in kept.items()} == {
        "paused": ("pause", "6666"),
        "banned": ("ban", "7777"),
        "lifted": ("ban", "8888"),
        "of-old": ("pause", None),
    }
    assert kept["banned"]["review_at"] == THEN - 8 * DAY + 365 * DAY
    moderation = Moderation(lambda: THEN / 1000)
    async with before.read() as unit:
        assert await moderation.sanction(unit, MemberId("bob")) is None
        held = {name: await moderation.sanction(unit, MemberId(name)) for name in ("ann", "eve")}
    assert {name: each and (each.measure, each.id) for name, each in held.items()} == {
        "ann": (Measure.PAUSE, "paused"),
        "eve": (Measure.BAN, "banned"),
    }


async def test_what_came_from_before_is_decided_appealed_and_purged_like_all_else(before: Database) -> None:
    await migrate(before, metadata)
    now = [THEN / 1000]
    moderation = Moderation(lambda: now[0])
    async with before.unit() as unit:
        assert (await moderation.settle(unit, "R-3333", Measure.WARNING)).sanction is not None
        appeal = await moderation.appeals.file(unit, MemberId("ann"), "paused", "it was a quotation")
        assert appeal.case == "6666"
        assert {told.member for told in await carried_out(moderation, unit) if isinstance(told, Tell)} == {
            "bob",
            "eve",
        }, "what was not told yet"
    async with before.unit() as unit:
        now[0] += 95 * 86400
        assert await swept(moderation, unit) > 0
        assert (await moderation.case_of(unit, "9999")).state is State.PURGED
        assert (await moderation.case_of(unit, "6666")).state is State.APPEALED, "until somebody has ruled"
        assert (await moderation.team.verify_log(unit)).broken_at is None
