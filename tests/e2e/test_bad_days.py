"""Bad days of a real Bauta: it says what is wrong and what to do, loses nothing, and goes on once it is mended."""

import asyncio
import json
import os
import resource
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e.living import PATIENCE, TOKEN
from tests.e2e.processes import Deployment, Process, Spawner, deployment
from tests.e2e.strangers import Stranger, paired
from tests.emulators.telegram import BotAccount, TelegramEmulator


@pytest.fixture
async def deployed(
    spawner: Spawner, telegram: TelegramEmulator, bot: BotAccount, tmp_path: Path
) -> AsyncIterator[Deployment]:
    settings = {
        "BAUTA_TELEGRAM_TOKEN": TOKEN,
        "BAUTA_TELEGRAM_API_URL": telegram.url,
        "BAUTA_TELEGRAM_RATE": "0",
        "BAUTA_WEB_CHAT": "off",
    }
    async with deployment(spawner, tmp_path, **settings) as deployed:
        yield deployed


async def health(deployed: Deployment) -> tuple[int, dict[str, Any]]:
    url = f"http://127.0.0.1:{deployed.port}/health"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, json.loads(await answer.text())


async def until_health(deployed: Deployment, status: int) -> dict[str, Any]:
    """What it says once it has this status."""
    async with asyncio.timeout(PATIENCE):
        while (found := await health(deployed))[0] != status:  # noqa: ASYNC110 - as any monitor asks
            await asyncio.sleep(0.05)
    return found[1]


async def through(
    deployed: Deployment, process: Process, people: tuple[Stranger, Stranger], trouble: "Trouble"
) -> None:
    """While it lasts nothing is said; afterwards everything arrives, once and in order. The log tells of it twice."""
    ann, bob = people
    await ann.says("before")
    await bob.hears("before")
    begun = trouble.begin(deployed, process)
    for number in range(3):
        await ann.says(f"meanwhile {number}")
    told = await until_health(deployed, 503)
    assert told["status"] == "database"
    assert trouble.says in told["reason"]
    assert str(deployed.data / "bauta.db") in told["reason"]
    await bob.says("and one from me")
    trouble.end(process, begun)
    assert await until_health(deployed, 200) == {"status": "ok"}
    await bob.hears("meanwhile 2")
    await ann.hears("and one from me")
    await ann.says("afterwards")
    await bob.hears("afterwards")
    wanted = ["before", "meanwhile 0", "meanwhile 1", "meanwhile 2", "afterwards"]
    assert [text for text in bob.heard() if text in wanted] == wanted
    process.send(signal.SIGTERM)
    assert await process.ended() == 0
    lines = [line for line in process.err.splitlines() if "warning" in line or "error" in line or "critical" in line]
    assert len(lines) == 2, process.err
    assert "database.unwell" in lines[0]
    assert trouble.says in lines[0]
    assert "database.well" in lines[1]


class Trouble:
    """Something that happens to the database of a running process, and that can be mended."""

    says = ""

    def begin(self, deployed: Deployment, process: Process) -> Any:
        raise NotImplementedError

    def end(self, process: Process, begun: Any) -> None:
        raise NotImplementedError


class NoRoom(Trouble):
    """No file may grow beyond what the database's log has already: as a disk that is full."""

    says = "The disk fails under the database"

    def begin(self, deployed: Deployment, process: Process) -> Any:
        before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        with closing(sqlite3.connect(deployed.data / "bauta.db")) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, before[1]))
        return before

    def end(self, process: Process, begun: Any) -> None:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, begun)


class HeldByAnother(Trouble):
    """Another program writes, and takes its time."""

    says = "is locked by another program: stop that program, and Bauta goes on by itself."

    def begin(self, deployed: Deployment, process: Process) -> Any:
        other = sqlite3.connect(deployed.data / "bauta.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        return other

    def end(self, process: Process, begun: Any) -> None:
        begun.execute("ROLLBACK")
        begun.close()


@pytest.mark.parametrize("trouble", [NoRoom(), HeldByAnother()], ids=lambda trouble: type(trouble).__name__)
async def test_what_is_said_while_nothing_can_be_committed_arrives_afterwards(
    deployed: Deployment, telegram: TelegramEmulator, bot: BotAccount, trouble: Trouble
) -> None:
    process = await deployed.runs()
    ann, bob = Stranger(telegram, bot, "Ann"), Stranger(telegram, bot, "Bob")
    await paired(ann, bob)
    await through(deployed, process, (ann, bob), trouble)


async def test_a_process_that_may_open_no_more_files_goes_on_once_it_may(
    deployed: Deployment, telegram: TelegramEmulator, bot: BotAccount
) -> None:
    process = await deployed.runs()
    ann, bob = Stranger(telegram, bot, "Ann"), Stranger(telegram, bot, "Bob")
    await paired(ann, bob)
    before = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
    open_now = len(os.listdir(f"/proc/{process.pid}/fd"))
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (open_now, before[1]))
    for number in range(5):
        await ann.says(f"words {number}")
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, before)
    await bob.hears("words 4")
    wanted = [f"words {number}" for number in range(5)]
    assert [text for text in bob.heard() if text in wanted] == wanted
    assert await until_health(deployed, 200) == {"status": "ok"}
