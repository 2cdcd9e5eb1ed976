"""`bauta retention`: what is kept and for how long; it says so, and names what should be gone."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from moderation.model import Measure
from tests.e2e.bench import inside
from tests.e2e.processes import Deployment, Spawner, deployment
from tests.e2e.test_cli_mod_cases import cells
from tests.postgres import fresh_database, shared_server

DAY = 86_400.0


@pytest.fixture(params=["sqlite", "postgresql"])
async def deployed(request: pytest.FixtureRequest, spawner: Spawner, tmp_path: Path) -> AsyncIterator[Deployment]:
    if request.param == "sqlite":
        async with deployment(spawner, tmp_path) as deployed:
            yield deployed
        return
    async with (
        fresh_database(shared_server()) as url,
        deployment(spawner, tmp_path, BAUTA_DATABASE_URL=url) as deployed,
    ):
        yield deployed


async def test_it_says_what_is_kept_names_what_is_past_its_time_and_changes_nothing(deployed: Deployment) -> None:
    nothing = await deployed.does("retention")
    assert nothing.code == 69
    begun = time.time() - 100 * DAY
    async with inside(deployed, lambda: begun) as bench:
        filed = await bench.reported(await bench.meets("4711"), words="he shouts")
        await bench.decides(filed.case, Measure.WARNING)
    looked = await deployed.does("retention")
    rows = {row[0]: row for row in cells(looked)}
    assert rows["words in reports"][3] == "1"
    assert rows["cases with a violation, their reports and evidence"][1:4] == [
        "90 days after the decision",
        "shredded",
        "1",
    ]
    checked = await deployed.does("retention", "--check")
    assert checked.code == 1
    named = [line for line in checked.out.splitlines() if " past their time: " in line]
    assert named == [
        "1 row past their time: cases with a violation, their reports and evidence (kept: 90 days after the decision).",
        "1 row past their time: words in reports (kept: 30 days after the decision).",
        *[line for line in named if "what is to be told of moderation" in line],
    ]
    assert len(named) == 3, "and nobody has told the reporter yet"
    assert (await deployed.does("retention", "--check")).out == checked.out, "looking changes nothing"


async def test_a_running_bauta_mends_it(deployed: Deployment) -> None:
    begun = time.time() - 500 * DAY
    async with inside(deployed, lambda: begun) as bench:
        filed = await bench.reported(await bench.meets("4711"), words="he shouts")
        await bench.decides(filed.case, Measure.WARNING)
    assert (await deployed.does("retention", "--check")).code == 1
    process = await deployed.runs()
    for _ in range(100):
        if '"event": "audit.head"' in process.err:
            break
        await asyncio.sleep(0.5)  # it goes round every ten seconds
    for _ in range(20):
        meanwhile = await deployed.does("retention", "--check")
        if meanwhile.code == 0:
            break
        await asyncio.sleep(1.0)
    assert (meanwhile.code, meanwhile.out) == (0, "Nothing is past its time.\n")
    assert '"event": "audit.head"' in process.err
    await process.kill()


async def test_keys_of_no_evidence_that_stay_are_counted(deployed: Deployment) -> None:
    async with inside(deployed):
        assert (await deployed.does("retention", "--check")).code == 0
    folder = deployed.data / "case-keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    for case, hours in (("7K2F", 2.1), ("8888", 1.9)):
        (folder / f"{case}.key").touch()
        then = time.time() - hours * 3600
        os.utime(folder / f"{case}.key", (then, then))
    checked = await deployed.does("retention", "--check")
    assert checked.code == 1
    assert checked.out.startswith("1 key past their time: keys of cases without evidence (kept: not at all).\n")
    assert len(list(folder.iterdir())) == 2, "looking changes nothing"
