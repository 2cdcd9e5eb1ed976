"""`bauta check`: a table with ✓ and ✗, for each ✗ the sentence that mends it, and nothing is changed by looking."""

import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.living import OTHER_TOKEN, TOKEN
from tests.e2e.processes import Deployment, Process, Spawner, deployment
from tests.emulators.discord import DiscordEmulator, token
from tests.emulators.telegram import TelegramEmulator
from tests.servers import client, redis_server

SECRET = "hunter2"
DISCORD_TOKEN = token()


@pytest.fixture
async def deployed(spawner: Spawner, tmp_path: Path) -> AsyncIterator[Deployment]:
    async with deployment(spawner, tmp_path) as deployed:
        yield deployed


def table(process: Process) -> dict[str, tuple[str, str]]:
    """Of each row: ✓ or ✗, and what was found."""
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in process.out.splitlines() if "│" in line]
    assert rows, process.out + process.err
    return {what: (mark, found) for mark, what, found in rows}


def mended(process: Process) -> list[str]:
    """What is wrong, each with the sentence that mends it."""
    return [line.removeprefix("✗ ") for line in process.out.splitlines() if line.startswith("✗ ")]


async def test_all_is_well_before_the_first_start_while_it_runs_and_afterwards(
    deployed: Deployment, telegram: TelegramEmulator, discord: DiscordEmulator
) -> None:
    telegram.add_bot(TOKEN, username="bauta_test_bot")
    discord.add_bot(DISCORD_TOKEN, name="Mask")
    settings = {
        "BAUTA_TELEGRAM_TOKEN": TOKEN, "BAUTA_TELEGRAM_API_URL": telegram.url,
        "BAUTA_DISCORD_TOKEN": DISCORD_TOKEN, "BAUTA_DISCORD_API_URL": discord.api_url,
    }  # fmt: skip
    before = await deployed.does("check", settings=settings)
    assert (before.code, mended(before), before.err) == (0, [], "")
    rows = table(before)
    assert {mark for mark, _ in rows.values()} == {"✓"}
    assert rows["Telegram"] == ("✓", "@bauta_test_bot")
    assert rows["Discord"] == ("✓", "@Mask")
    bot = discord.add_bot(DISCORD_TOKEN).id
    link = f"https://discord.com/oauth2/authorize?client_id={bot}"
    assert [line for line in before.out.splitlines() if "authorize" in line] == [
        f"Add @Mask to a server: {link}&integration_type=0&scope=bot+applications.commands&permissions=0",
        f"Add @Mask to your account: {link}&integration_type=1&scope=applications.commands",
    ]
    assert rows["Database"] == ("✓", f"{deployed.data / 'bauta.db'} (made at the first start)")
    assert rows["Case keys"] == ("✓", f"{deployed.data / 'case-keys'} (made with the first case)")
    assert not deployed.data.exists(), "looking made nothing"

    running = await deployed.runs(settings)
    meanwhile = await deployed.does("check", settings=settings)
    assert (meanwhile.code, mended(meanwhile)) == (0, [])
    assert table(meanwhile)["Web"][1].endswith("Bauta is running")
    assert "revision 0011" in table(meanwhile)["Database"][1]
    assert running.code is None
    await running.kill()
    afterwards = await deployed.does("check", settings=settings)
    assert (afterwards.code, mended(afterwards)) == (0, [])
    assert not [token for token in (TOKEN, DISCORD_TOKEN) if token in before.out + meanwhile.out + afterwards.out]


async def test_whatever_is_wrong_is_marked_and_can_be_mended(
    deployed: Deployment, telegram: TelegramEmulator, discord: DiscordEmulator
) -> None:
    telegram.add_bot(TOKEN)
    await deployed.does("migrate")
    (deployed.data / "key").chmod(0o644)
    (deployed.data / "policy.toml").write_text("version = 1\n\n[appeals]\ndays = 0\n")
    (deployed.data / "help.toml").write_text("version = 2")
    with closing(sqlite3.connect(deployed.data / "bauta.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with socket.socket() as other:
        other.bind(("127.0.0.1", deployed.port))
        other.listen()
        settings = {
            "BAUTA_TELEGRAM_TOKEN": f"{TOKEN},{OTHER_TOKEN}", "BAUTA_TELEGRAM_API_URL": telegram.url,
            "BAUTA_DISCORD_TOKEN": DISCORD_TOKEN, "BAUTA_DISCORD_API_URL": discord.api_url,
            "BAUTA_CASE_KEYS": str(deployed.data / "key"),
        }  # fmt: skip
        process = await deployed.does("check", settings=settings)
    assert process.code == 1
    assert {what: mark for what, (mark, _) in table(process).items() if what != "Telegram"} == {
        "Settings": "✓", "Data directory": "✓", "Key file": "✗", "Database": "✗", "Case keys": "✗", "Moderation": "✗",
        "Discord": "✗", "Web": "✗", "ffmpeg": "✓", "rlottie": "✓", "Lines that help in danger": "✗",
    }  # fmt: skip
    assert list(dict.fromkeys(line.partition(":")[0] for line in mended(process))) == [
        "Key file",
        "Database",
        "Case keys",
        "Moderation",
        "Telegram",
        "Discord",
        "Web",
        "Lines that help in danger",
    ]
    told = "\n".join(mended(process))
    assert f"chmod 600 {deployed.data / 'key'}" in told
    assert "Update Bauta" in told
    assert f"write to {deployed.data / 'key'}, or set BAUTA_CASE_KEYS" in told
    assert "appeals.days: Input should be greater than 0." in told
    assert "retention: Field required." in told
    assert "The Telegram token of bot 654321 is wrong or was revoked" in told
    assert "The Discord token of bot 1180000000000000001 is wrong or was reset" in told
    assert "BAUTA_WEB_PORT" in told
    assert "everywhere: Field required" in told
    assert not [token for token in (OTHER_TOKEN, DISCORD_TOKEN) if token in process.out + process.err]


async def test_messengers_that_cannot_be_reached(deployed: Deployment) -> None:
    nobody = f"http://127.0.0.1:{deployed.port}"
    settings = {
        "BAUTA_TELEGRAM_TOKEN": TOKEN, "BAUTA_TELEGRAM_API_URL": nobody,
        "BAUTA_DISCORD_TOKEN": DISCORD_TOKEN, "BAUTA_DISCORD_API_URL": nobody,
    }  # fmt: skip
    process = await deployed.does("check", settings=settings)
    assert process.code == 1
    assert table(process)["Telegram"] == ("✗", "bot 123456")
    assert mended(process)[0].startswith("Telegram: Telegram cannot be reached at 127.0.0.1")
    assert mended(process)[1].startswith("Discord: Discord cannot be reached at 127.0.0.1")


async def test_redis_has_a_row_where_it_is_set_and_says_so_when_it_is_gone(deployed: Deployment) -> None:
    with redis_server() as server:
        settings = {"BAUTA_REDIS_URL": server.url}
        there = await deployed.does("check", settings=settings)
        server.kill()
        gone = await deployed.does("check", settings=settings)
    address = f"127.0.0.1:{server.port}"
    assert (there.code, mended(there), table(there)["Redis"]) == (0, [], ("✓", address))
    assert (gone.code, table(gone)["Redis"]) == (1, ("✗", address))
    assert mended(gone) == ["Redis: Redis does not answer (ConnectionError): start it, or correct BAUTA_REDIS_URL."]
    assert "Redis" not in table(await deployed.does("check"))


async def test_a_redis_that_may_drop_people_is_told(deployed: Deployment) -> None:
    with redis_server() as server:
        async with client(server.url) as redis:
            await redis.config_set("maxmemory-policy", "allkeys-lru")
            harmless = await deployed.does("check", settings={"BAUTA_REDIS_URL": server.url})
            await redis.config_set("maxmemory", "100mb")
            harmful = await deployed.does("check", settings={"BAUTA_REDIS_URL": server.url})
    assert (harmless.code, mended(harmless)) == (0, []), "its memory has no limit"
    assert harmful.code == 1
    assert mended(harmful) == [
        "Redis: Redis may drop people from the line when its memory is full (allkeys-lru): set "
        "maxmemory-policy noeviction."
    ]


async def test_a_password_that_redis_refuses_is_told_and_not_shown(deployed: Deployment) -> None:
    with redis_server() as server:
        async with client(server.url) as redis:
            await redis.config_set("requirepass", "s3same")
        told = []
        for password in ("s3same", SECRET, ""):
            address = f"redis://:{password}@127.0.0.1:{server.port}/0"
            process = await deployed.does("check", settings={"BAUTA_REDIS_URL": address})
            assert table(process)["Redis"][1] == f"127.0.0.1:{server.port}"
            assert not [word for word in ("s3same", SECRET) if word in process.out + process.err]
            told.append(mended(process))
    refused = [
        "Redis: Redis asks for another user or password: correct BAUTA_REDIS_URL (redis://user:password@host/0)."
    ]
    assert told == [[], refused, refused]


async def test_mistakes_in_the_settings_stand_in_the_table_too(deployed: Deployment) -> None:
    mistakes = {
        "BAUTA_WEB_PORT": "eighty", "BAUTA_REDIS_URL": f"http://:{SECRET}@localhost", "BAUTA_TELEGRAM_TOKEN": SECRET,
    }  # fmt: skip
    process = await deployed.does("check", settings=mistakes)
    assert process.code == 1
    assert table(process) == {"Settings": ("✗", "wrong")}
    assert len(mended(process)) == 3
    assert all(line.startswith("Settings: BAUTA_") for line in mended(process))
    assert SECRET not in process.out + process.err


async def test_a_damaged_database_and_a_missing_key(deployed: Deployment) -> None:
    await deployed.does("migrate")
    (deployed.data / "key").unlink()
    path = deployed.data / "bauta.db"
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 5000)
    process = await deployed.does("check")
    assert process.code == 1
    assert [line.partition(":")[0] for line in mended(process)] == ["Key file", "Database"]
    assert "Put it back from your backup" in mended(process)[0]
