"""`bauta audit`: the log tells when anybody has touched it, also where lines are missing at its beginning or end."""

import re
import sqlite3
import time
from contextlib import closing

import pytest

from moderation.model import Measure
from tests.e2e.bench import Inside, inside
from tests.e2e.processes import Deployment
from tests.e2e.test_cli_mod_cases import cells, refused
from tests.moderation.desk import swept

DAY = 86_400.0


async def some_lines(bench: Inside, user: str = "4711") -> None:
    filed = await bench.reported(await bench.meets(user))
    await bench.decides(filed.case, Measure.WARNING)


def by_hand(deployed: Deployment, *statements: str) -> None:
    """Somebody with the database, and without the key."""
    with closing(sqlite3.connect(deployed.data / "bauta.db")) as database:
        for name in ("audit_never_changes", "audit_keeps"):
            database.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            database.execute(statement)
        database.commit()


async def head(deployed: Deployment) -> str:
    process = await deployed.does("audit", "verify")
    assert process.code == 0, process.out
    (found,) = re.findall(r"(?m)^Head (\d+:[0-9a-f]{64})$", process.out)
    return str(found)


async def test_a_whole_log_says_from_when_to_when_and_what_to_keep_elsewhere(deployed: Deployment) -> None:
    nothing = await deployed.does("audit", "verify")
    assert (nothing.code, nothing.err.startswith("There is no database")) == (69, True)
    async with inside(deployed) as bench:
        assert (await deployed.does("audit", "verify")).out == "The log is whole: it has no line yet.\n"
        await some_lines(bench)
        told = await deployed.does("audit", "verify")
        found = re.match(
            r"The log is whole: (\d+) lines, 1 to (\d+), (\d{4}-\d\d-\d\d \d\d:\d\d) to \S+ \S+ UTC\.\nHead ", told.out
        )
        assert found is not None, told.out
        assert found[1] == found[2]
        kept = await head(deployed)
        await some_lines(bench, "4712")
        later = await deployed.does("audit", "verify", "--head", kept)
    assert (later.code, later.out.splitlines()[-1]) == (
        0, f"Line {kept.partition(':')[0]} is the one whose head was kept.",
    )  # fmt: skip
    for wrong in ("7", "7:zz", f"x:{'0' * 64}"):
        assert (await deployed.does("audit", "verify", "--head", wrong)).code == 2


@pytest.mark.parametrize(
    ("tampering", "line"),
    [
        ("UPDATE audit SET note = 'ban' WHERE seq = 4", 4),
        ("UPDATE audit SET at = at - 1 WHERE seq = 4", 4),
        ("UPDATE audit SET actor = 'cli' WHERE seq = 4", 4),
        ("UPDATE audit SET mac = zeroblob(32) WHERE seq = 4", 4),
        ("UPDATE audit SET prev = zeroblob(32) WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 3", 3),
    ],
)
async def test_a_line_that_is_changed_or_missing_is_found(deployed: Deployment, tampering: str, line: int) -> None:
    async with inside(deployed) as bench:
        await some_lines(bench)
    by_hand(deployed, tampering)
    told = await deployed.does("audit", "verify")
    assert told.code == 1
    assert told.out.startswith(f"The log is broken at line {line}. It is not what Bauta wrote")


async def test_a_tail_that_was_cut_off_is_found(deployed: Deployment) -> None:
    async with inside(deployed) as bench:
        await some_lines(bench)
    by_hand(deployed, "DELETE FROM audit WHERE seq > 4")
    told = await deployed.does("audit", "verify")
    assert told.code == 1
    assert told.out.startswith("The log is broken at line 5. It was there and is not there now")


async def test_an_older_copy_that_was_put_back_is_found_by_a_head_kept_elsewhere(deployed: Deployment) -> None:
    """All seals of the older copy are in order: only what was kept outside of it tells."""
    async with inside(deployed) as bench:
        await some_lines(bench)
    with closing(sqlite3.connect(deployed.data / "bauta.db")) as database:
        database.execute(f"VACUUM INTO '{deployed.directory / 'older.db'}'")
    older = (await head(deployed)).partition(":")[0]
    async with inside(deployed) as bench:
        await some_lines(bench, "4712")
        kept = await head(deployed)
    for side in ("bauta.db-wal", "bauta.db-shm"):
        (deployed.data / side).unlink(missing_ok=True)
    (deployed.directory / "older.db").replace(deployed.data / "bauta.db")
    assert (await deployed.does("audit", "verify")).code == 0, "by itself it looks whole"
    told = await deployed.does("audit", "verify", "--head", kept)
    assert told.code == 1
    assert told.out.startswith(f"The log is broken at line {int(older) + 1}. It was there and is not there now")
    async with inside(deployed) as bench:
        await some_lines(bench, "4713")
    rewritten = await deployed.does("audit", "verify", "--head", kept)
    assert rewritten.code == 1
    assert "It is not the line whose head was kept" in rewritten.out


async def test_a_beginning_that_was_cut_off_before_its_time_is_found(deployed: Deployment) -> None:
    async with inside(deployed) as bench:
        await some_lines(bench)
    by_hand(
        deployed,
        "INSERT INTO audit_heads (seq, mac, at, seal) SELECT seq, mac, at, zeroblob(32) FROM audit WHERE seq = 3",
        "DELETE FROM audit WHERE seq <= 3",
    )
    told = await deployed.does("audit", "verify")
    assert told.code == 1
    assert "Lines before it were taken out before their time" in told.out


async def test_lines_that_had_their_time_leave_a_whole_log(deployed: Deployment) -> None:
    begun = time.time() - 400 * DAY
    async with inside(deployed, lambda: begun) as bench:
        await some_lines(bench)
        kept = await head(deployed)
    async with inside(deployed) as bench:
        await some_lines(bench, "4712")
        async with bench.unit() as unit:
            while await swept(bench.moderation, unit, 5):
                pass
        told = await deployed.does("audit", "verify", "--head", kept)
        assert told.code == 0
        assert told.out.splitlines()[-1].endswith("has had its time and is gone: keep this head instead.")
        again = await deployed.does("audit", "verify", "--head", await head(deployed))
    assert again.out.splitlines()[-1].endswith("is the one whose head was kept.")


async def test_reading_is_a_line_too_and_goes_back_page_by_page(deployed: Deployment) -> None:
    async with inside(deployed) as bench:
        for number in range(11):
            await some_lines(bench, f"{number}")
    first = await deployed.does("audit", "show")
    rows = cells(first)
    assert len(rows) == 50
    assert first.out.splitlines()[-1] == f"Earlier ones: bauta audit show --before {rows[-1][0]}"
    second = cells(await deployed.does("audit", "show", "--before", rows[-1][0]))
    assert int(second[0][0]) == int(rows[-1][0]) - 1
    latest = cells(await deployed.does("audit", "show"))
    assert [row[2:4] for row in latest[:2]] == [["operator", "audit-read"]] * 2
    assert refused(await deployed.does("audit", "show", "--case", "XXXX")).startswith("There is no such case.")
