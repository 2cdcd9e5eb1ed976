"""`bauta run` and what may keep it from running: one sentence for each mistake, an exit code, and never a traceback."""

import asyncio
import hashlib
import socket
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.living import PATIENCE, TOKEN, fetched
from tests.e2e.processes import Deployment, Process, Spawner, deployment
from tests.emulators.telegram import TelegramEmulator

UNAVAILABLE, CONFIG = 69, 78
SECRET = "hunter2"


@pytest.fixture
async def deployed(spawner: Spawner, tmp_path: Path) -> AsyncIterator[Deployment]:
    """Nothing set but where to work: no token, so the web chat alone."""
    async with deployment(spawner, tmp_path) as deployed:
        yield deployed


def sentence(process: Process, code: int) -> str:
    """The one line it ended with."""
    assert (process.code, process.err.count("\n")) == (code, 1), process.err
    assert process.err[0].isupper()
    assert process.err.endswith((".\n", "?\n"))
    return process.err.strip()


async def test_without_a_token_it_says_so_and_serves_the_web_chat(deployed: Deployment) -> None:
    told = await deployed.does("version", fresh=True)
    assert (told.code, told.out, told.err) == (0, f"Bauta {version('bauta')}\n", "")
    process = await deployed.runs(fresh=True)
    assert process.out.splitlines() == [
        "No token is set, so Bauta serves the web chat only.",
        f"Web page  http://127.0.0.1:{deployed.port}",
        "Bots      none yet (BAUTA_TELEGRAM_TOKEN, BAUTA_DISCORD_TOKEN)",
        f"Data      {deployed.data}",
        "Stop      Ctrl-C",
    ]
    assert "<title>" in await fetched(deployed.port, "/")
    assert await fetched(deployed.port, "/health") == '{"status":"ok"}'
    metrics = await fetched(deployed.port, "/metrics")
    for kind, name in (
        ("gauge", "waiting"), ("gauge", "rooms"), ("counter", "matches_total"), ("histogram", "wait_seconds"),
        ("counter", "relayed_total"), ("counter", "undelivered_total"), ("gauge", "lane_depth"),
    ):  # fmt: skip
        assert f"# TYPE bauta_{name} {kind}\n" in metrics
    modes = {name: stat.S_IMODE((deployed.data / name).stat().st_mode) for name in ("key", "bauta.db", "lock", ".")}
    assert modes == {"key": 0o600, "bauta.db": 0o600, "lock": 0o600, ".": 0o700}

    assert sentence(await deployed.does("run"), UNAVAILABLE).startswith(f"Bauta already runs on {deployed.data}:")
    assert sentence(await deployed.does("migrate"), UNAVAILABLE).startswith("Bauta already runs on ")


async def test_every_mistake_in_the_settings_is_told_on_a_line_of_its_own_and_no_secret(deployed: Deployment) -> None:
    mistakes = {
        "BAUTA_TELEGRAM_TOKEN": f"123456:{'A' * 30},{SECRET}",
        "BAUTA_TELEGRAM_API_URL": "telegram.example",
        "BAUTA_TELEGRAM_RATE": "-1",
        "BAUTA_DATABASE_URL": f"postgresql://bauta:{SECRET}@localhost",
        "BAUTA_REDIS_URL": f"http://:{SECRET}@localhost",
        "BAUTA_WEB_PORT": "eighty",
        "BAUTA_WEB_CHAT": "perhaps",
        "BAUTA_WEB_URL": "javascript:alert(1)",
        "BAUTA_LOG_LEVEL": "loud",
        "BAUTA_WEBPORT": "8080",
    }
    commands = [["run"], ["migrate"], ["mod", "reports"]]
    for process in await asyncio.gather(*(deployed.does(*command, settings=mistakes) for command in commands)):
        assert (process.code, process.out) == (CONFIG, "")
        lines = process.err.splitlines()
        assert sorted(line.partition(":")[0] for line in lines) == sorted(mistakes)
        assert all(line.endswith((".", "?")) for line in lines), lines
        assert SECRET not in process.err
    assert not deployed.data.exists(), "nothing was made"

    (deployed.directory / ".env").write_bytes(b"BAUTA_WEB_PORT=\xff\xfe")
    assert sentence(await deployed.does("run"), CONFIG).startswith("The file .env cannot be read")
    (deployed.directory / ".env").write_text(f"BAUTA_LOG_LEVEL=debug\nBAUTA_TOKEN={SECRET}\n")
    assert sentence(await deployed.does("run"), CONFIG).startswith("BAUTA_TOKEN: is not a setting")


async def test_nobody_could_talk(deployed: Deployment) -> None:
    told = sentence(await deployed.does("run", settings={"BAUTA_WEB_CHAT": "off"}), CONFIG)
    assert told.startswith("BAUTA_WEB_CHAT: ")


async def test_a_wrong_token(deployed: Deployment, telegram: TelegramEmulator) -> None:
    settings = {"BAUTA_TELEGRAM_TOKEN": TOKEN, "BAUTA_TELEGRAM_API_URL": telegram.url}
    process = await deployed.does("run", settings=settings)
    assert sentence(process, UNAVAILABLE).startswith("The Telegram token of bot 123456 is wrong or was revoked")
    assert TOKEN not in process.err + process.out


async def test_somebody_else_polls_with_the_same_token(deployed: Deployment, telegram: TelegramEmulator) -> None:
    telegram.add_bot(TOKEN)
    settings = {"BAUTA_TELEGRAM_TOKEN": TOKEN, "BAUTA_TELEGRAM_API_URL": telegram.url, "BAUTA_LOG_LEVEL": "error"}
    process = await deployed.runs(settings)
    async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
        while process.code is None:
            async with session.get(f"{telegram.url}/bot{TOKEN}/getUpdates", params={"timeout": 1}) as response:
                await response.read()
    assert sentence(process, UNAVAILABLE).startswith(
        "Another program receives the messages of Telegram bot 123456 with the same token"
    )


async def test_the_port_is_taken(deployed: Deployment) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", deployed.port))
        other.listen()
        told = sentence(await deployed.does("run"), UNAVAILABLE)
    assert told.startswith(f"Another program already listens on port {deployed.port} of 127.0.0.1")


async def test_a_database_that_cannot_be_used(deployed: Deployment) -> None:
    made = await deployed.does("migrate")
    assert (made.code, made.err) == (0, "")
    again = await deployed.does("migrate")
    assert again.out == made.out == "The database is at revision 0011.\n"
    path = deployed.data / "bauta.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        told = sentence(await deployed.does("run"), UNAVAILABLE)
        assert told.startswith(f"The database {path} is locked by another program")
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        other.execute("COMMIT")
    told = sentence(await deployed.does("run"), UNAVAILABLE)
    assert told.startswith(f"The database {path} was written by a newer Bauta")
    path.write_bytes(b"this is no database, and it is longer than a header" * 100)
    for rest in deployed.data.glob("bauta.db-*"):
        rest.unlink()
    assert sentence(await deployed.does("run"), UNAVAILABLE).startswith(
        f"The database {path} is damaged: stop Bauta, put back"
    )


async def test_a_missing_or_broken_key_is_never_replaced(deployed: Deployment) -> None:
    await deployed.does("migrate")
    key, path = deployed.data / "key", deployed.data / "bauta.db"
    good = key.read_bytes()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    key.unlink()
    for command in ("run", "migrate"):
        told = sentence(await deployed.does(command), UNAVAILABLE)
        assert told.startswith(f"The key file {key} is missing. Put it back from your backup")
        assert not key.exists()
    key.write_bytes(b"not a key\n")
    assert "does not hold a key" in sentence(await deployed.does("run"), UNAVAILABLE)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    key.write_bytes(good)
    await deployed.runs()


async def test_a_data_directory_that_cannot_be_one(deployed: Deployment) -> None:
    file = deployed.directory / "file"
    file.write_text("in the way")
    for place in (file, file / "below", Path("/proc/bauta")):
        told = sentence(await deployed.does("run", settings={"BAUTA_DATA_DIR": str(place)}), UNAVAILABLE)
        assert str(place) in told
        assert "BAUTA_DATA_DIR" in told
    assert file.read_text() == "in the way"
