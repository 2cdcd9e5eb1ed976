"""Tables of the command line: whole words on a narrow screen, one line for each row in a pipe, and pages that exist."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from moderation.model import Measure, Reason
from moderation.roles import Role
from moderation.team import OPERATOR
from tests.e2e.bench import SENIOR, Inside
from tests.e2e.processes import Deployment, Spawner, deployment
from tests.e2e.test_cli_mod_cases import cells

NARROW = {"COLUMNS": "80"}
PIPE = {"COLUMNS": ""}


@pytest.fixture
async def deployed(spawner: Spawner, tmp_path: Path) -> AsyncIterator[Deployment]:
    async with deployment(spawner, tmp_path) as deployed:
        yield deployed


async def busy(bench: Inside) -> str:
    """Long words in every column: a ban about a minor's safety is asked for. The case."""
    await bench.reported(await bench.meets("4712"), Reason.PRIVATE_DATA)
    filed = await bench.reported(await bench.meets("4711"), Reason.MINOR)
    async with bench.unit() as unit:
        await bench.moderation.team.grant(unit, OPERATOR, SENIOR.member, Role.CHILD_SAFETY)
        await bench.moderation.handover.hold(unit, OPERATOR, filed.case, on=True)
    assert (await bench.decides(filed.case, Measure.BAN)).waits
    return filed.case


@pytest.mark.parametrize("command", [("audit", "show"), ("mod", "cases")])
async def test_on_80_columns_everything_can_be_read(
    deployed: Deployment, bench: Inside, command: tuple[str, str]
) -> None:
    await busy(bench)
    told = await deployed.does(*command, settings=NARROW, fresh=True)
    lines = [line for line in told.out.splitlines() if "│" in line]
    assert max(map(len, lines)) <= 80
    assert "…" not in told.out
    words = {word for line in lines for cell in line.split("│")[1:-1] for word in cell.split()}
    whole = {
        "audit": {"approval-asked", "sanctioned", "quarantined", "child-safety", "operator"},
        "mod": {"child-safety", "private-data"},
    }
    assert whole[command[0]] <= words
    if command[0] == "audit":
        begun = [line for line in lines if re.match(r"│ \d", line)]
        assert begun
        assert all(re.search(r"│ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d │", line) for line in begun), "a moment in one line"


async def test_in_a_pipe_each_row_is_a_line_however_long(deployed: Deployment, bench: Inside) -> None:
    case = await busy(bench)
    words = "he shouts, and shouts, and does not stop. " * 10
    await bench.reported(await bench.meets("4713"), Reason.HATE, words)
    told = await deployed.does("mod", "reports", settings=PIPE, fresh=True)
    assert len(cells(told)) == 3
    assert words.strip() in told.out
    log = await deployed.does("audit", "show", "--case", case, settings=PIPE, fresh=True)
    assert "claimed → quarantined, ban" in log.out
    assert [row[-1] for row in cells(log) if row[3] == "claim"] == ["quarantined → claimed"]


async def test_an_earlier_page_is_offered_where_there_is_one_and_of_the_same_case(
    deployed: Deployment, bench: Inside
) -> None:
    case = await busy(bench)
    assert "Earlier" not in (await deployed.does("audit", "show", "--case", case)).out, "though the log has more"
    async with bench.unit() as unit:
        for _ in range(50):
            await bench.moderation.team.read_log(unit, OPERATOR, case=case)
    first = await deployed.does("audit", "show", "--case", case)
    assert len(cells(first)) == 50
    (offered,) = re.findall(r"(?m)^Earlier ones: bauta (.+)$", first.out)
    assert offered.startswith(f"audit show --case {case} --before ")
    second = await deployed.does(*offered.split())
    numbers = [int(row[0]) for row in (*cells(first), *cells(second))]
    assert numbers == sorted(set(numbers), reverse=True)
    assert [row[3] for row in cells(second)][-1] == "route", "to where the case began"
    assert "Earlier" not in second.out
