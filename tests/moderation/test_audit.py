"""The audit log: whatever somebody does to it past Bauta is found at the very line."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from config.ids import MemberId
from moderation.audit import START, Line, code, follows, seal
from moderation.model import CaseId
from moderation.stores.audit import SqlAudit, Verdict
from moderation.stores.schema import APPEND_ONLY
from tests.moderation.desk import DAY, NOW, Desk

session = pytest.mark.asyncio(loop_scope="session")
KEY = bytes(32)
LINE = Line(7, NOW, MemberId("ann"), "claim", CaseId("2222"), "queued", "claimed", "note")
WORD = st.text(max_size=12)


@given(WORD, WORD, WORD, WORD)
def test_no_two_lines_have_one_code_wherever_their_fields_are_cut(actor: str, kind: str, other: str, note: str) -> None:
    one = Line(1, NOW, MemberId(actor), kind, None, None, None, note)
    two = Line(1, NOW, MemberId(other), kind, None, None, None, note)
    assert (code(KEY, one, START) == code(KEY, two, START)) == (actor == other)
    shifted = Line(1, NOW, MemberId(actor + kind), "", None, None, None, note)
    assert (code(KEY, one, START) == code(KEY, shifted, START)) == (kind == "")


@pytest.mark.parametrize(
    "changed",
    [
        {"seq": 8},
        {"at": NOW + timedelta(milliseconds=1)},
        {"actor": MemberId("bob")},
        {"kind": "decide"},
        {"case": CaseId("3333")},
        {"before": "new"},
        {"after": "decided"},
        {"note": "another"},
    ],
)
def test_every_field_counts(changed: dict[str, Any]) -> None:
    mac = code(KEY, LINE, START)
    assert follows(KEY, LINE, START, mac)
    assert not follows(KEY, replace(LINE, **changed), START, mac)
    assert not follows(KEY, LINE, bytes(31) + b"\x01", mac)
    assert not follows(bytes(31) + b"\x01", LINE, START, mac)
    assert seal(KEY, "head", 7, NOW, mac) != seal(KEY, "tail", 7, NOW, mac)


async def write(desk: Desk, lines: int) -> None:
    async with desk.unit() as unit:
        for number in range(lines):
            await SqlAudit(unit).append(desk.now, MemberId(f"m{number}"), "claim", CaseId("2222"), note=f"{number}")


async def verdict(desk: Desk) -> Verdict:
    async with desk.database.read() as unit:
        return await SqlAudit(unit).verify()


async def past(desk: Desk, *statements: str) -> None:
    """What somebody does who has the database, and takes its triggers away first."""
    dialect = desk.database.writing.dialect.name
    names = {"sqlite": ("audit_never_changes", "audit_keeps"), "postgresql": ("audit_keeps", "audit_stays")}[dialect]
    on = " ON audit" if dialect == "postgresql" else ""
    made = [each for each in APPEND_ONLY[dialect] if "TRIGGER" in each]
    async with desk.unit() as unit:
        for statement in (*(f"DROP TRIGGER {name}{on}" for name in names), *statements, *made):
            await unit.connection.execute(text(statement.replace(":", r"\:")))


ZEROS = "0" * 64


@session
@pytest.mark.parametrize(
    ("deed", "place"),
    [
        ("UPDATE audit SET note = 'x' WHERE seq = 4", 4),
        ("UPDATE audit SET actor = 'somebody' WHERE seq = 1", 1),
        ("UPDATE audit SET at = at + 1 WHERE seq = 9", 9),
        ("UPDATE audit SET mac = prev WHERE seq = 5", 5),
        ("UPDATE audit SET prev = mac WHERE seq = 5", 5),
        ("DELETE FROM audit WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 1", 1),
        ("DELETE FROM audit WHERE seq = 9", 9),
        ("DELETE FROM audit WHERE seq > 6", 7),
        ("DELETE FROM audit", 1),
        (
            'INSERT INTO audit SELECT 10, at, actor, kind, "case", before, after, note, mac, mac'
            " FROM audit WHERE seq = 9",
            10,
        ),
        ("DELETE FROM audit_tail", 10),
        ("UPDATE audit_tail SET seq = 10", 10),
        ("UPDATE audit_tail SET seal = mac", 10),
        ("INSERT INTO audit_heads SELECT seq, mac, at, mac FROM audit WHERE seq = 3", 1),
    ],
)
async def test_whatever_is_changed_is_found_at_that_line(desk: Desk, deed: str, place: int) -> None:
    await write(desk, 9)
    whole = await verdict(desk)
    assert (whole.lines, whole.first, whole.last, whole.broken_at) == (9, 1, 9, None)
    await past(desk, deed)
    assert (await verdict(desk)).broken_at == place


@session
async def test_lines_that_changed_places_are_found(desk: Desk) -> None:
    await write(desk, 5)
    await past(
        desk,
        "UPDATE audit SET seq = 99 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 4",
        "UPDATE audit SET seq = 4 WHERE seq = 99",
    )
    assert (await verdict(desk)).broken_at == 2


@session
async def test_a_tail_cut_off_is_found_also_after_more_was_written(desk: Desk) -> None:
    await write(desk, 5)
    await past(desk, "DELETE FROM audit WHERE seq >= 4")
    await write(desk, 3)
    assert (await verdict(desk)).broken_at == 4
    await past(desk, "DELETE FROM audit_tail")
    await write(desk, 3)
    assert (await verdict(desk)).broken_at is not None, "nobody puts it back"


@session
@pytest.mark.parametrize("deed", ["UPDATE audit SET note = 'x' WHERE seq = 1", "DELETE FROM audit WHERE seq = 3"])
async def test_the_database_itself_refuses_to_change_a_line(desk: Desk, deed: str) -> None:
    await write(desk, 3)
    with pytest.raises(DBAPIError, match="append-only"):
        async with desk.unit() as unit:
            await unit.connection.execute(text(deed))
    assert (await verdict(desk)).lines == 3


@session
async def test_postgresql_refuses_to_empty_the_log_at_once(desk: Desk) -> None:
    if desk.database.writing.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    await write(desk, 3)
    with pytest.raises(DBAPIError):
        async with desk.unit() as unit:
            await unit.connection.execute(text("TRUNCATE audit"))
    assert (await verdict(desk)).lines == 3


@session
async def test_what_is_past_its_time_goes_and_the_rest_still_holds_together(desk: Desk) -> None:
    await write(desk, 4)
    desk.now = NOW + 10 * DAY
    await write(desk, 3)
    async with desk.unit() as unit:
        log = SqlAudit(unit)
        assert await log.oldest() == NOW
        assert [await log.trim(NOW + DAY, 3, desk.now) for _ in range(3)] == [3, 1, 0]
        assert await log.oldest() == desk.now
    assert (await verdict(desk)).broken_at is None
    assert ((await verdict(desk)).first, (await verdict(desk)).lines) == (5, 3 + 2), "each time a line tells of it"
    await past(desk, "UPDATE audit SET note = 'x' WHERE seq = 5")
    assert (await verdict(desk)).broken_at == 5
    await past(desk, "UPDATE audit SET note = '0' WHERE seq = 5", "UPDATE audit_heads SET seq = 3")
    assert (await verdict(desk)).broken_at is not None


@session
async def test_a_log_of_which_all_is_past_its_time_goes_on_where_it_ended(desk: Desk) -> None:
    await write(desk, 4)
    async with desk.unit() as unit:
        assert await SqlAudit(unit).trim(NOW + DAY, 10, NOW + DAY) == 4
    assert ((await verdict(desk)).first, (await verdict(desk)).last) == (5, 5), "what is left tells of it"
    await write(desk, 1)
    assert ((await verdict(desk)).last, (await verdict(desk)).broken_at) == (6, None)
    await past(desk, "DELETE FROM audit", "DELETE FROM audit_heads")
    assert (await verdict(desk)).broken_at == 1


@session
async def test_a_unit_that_others_run_beside_writes_no_line(desk: Desk) -> None:
    async with desk.database.unit(shared=True) as unit:
        with pytest.raises(RuntimeError, match="alone"):
            await SqlAudit(unit).append(NOW, MemberId("ann"), "claim")
    assert (await verdict(desk)).lines == 0


@session
async def test_a_note_is_cut_and_the_latest_lines_come_first(desk: Desk) -> None:
    await write(desk, 3)
    async with desk.unit() as unit:
        log = SqlAudit(unit)
        await log.append(NOW, MemberId("ann"), "viewed", CaseId("3333"), note="x" * 500)
        lines = await log.lines()
        assert [line.seq for line in lines] == [4, 3, 2, 1]
        assert len(lines[0].note) == 200
        assert [line.seq for line in await log.lines(before=3, limit=1)] == [2]
        assert [line.seq for line in await log.lines(case=CaseId("3333"))] == [4]
        assert [line.kind for line in await log.done_by(MemberId("ann"))] == ["viewed"]
