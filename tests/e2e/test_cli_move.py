"""`bauta move`: whoever had a room on SQLite still has it on PostgreSQL, and nothing is lost on the way."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.living import TOKEN
from tests.e2e.processes import Deployment, Spawner, deployment
from tests.e2e.strangers import Stranger, paired
from tests.emulators.telegram import BotAccount, TelegramEmulator
from tests.postgres import fresh_database, run_sql
from tests.postgres import shared_server as postgres


@pytest.fixture
async def deployed(spawner: Spawner, tmp_path: Path, telegram: TelegramEmulator) -> AsyncIterator[Deployment]:
    settings = {"BAUTA_TELEGRAM_TOKEN": TOKEN, "BAUTA_TELEGRAM_API_URL": telegram.url, "BAUTA_TELEGRAM_RATE": "0"}
    async with deployment(spawner, tmp_path, **settings) as deployed:
        yield deployed


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with fresh_database(postgres()) as url:
        yield url


async def stopped(deployed: Deployment) -> None:
    deployed.processes[-1].send(signal.SIGTERM)
    assert await deployed.processes[-1].ended() == 0


async def test_people_go_on_talking_in_the_new_database(
    deployed: Deployment, url: str, telegram: TelegramEmulator, bot: BotAccount
) -> None:
    await deployed.runs()
    ann, bob = Stranger(telegram, bot, "Ann"), Stranger(telegram, bot, "Bob")
    await paired(ann, bob)
    heard = await ann.says("on the old one")
    await bob.hears("on the old one")
    await stopped(deployed)
    there = {"BAUTA_DATABASE_URL": url}
    moved = await deployed.does("move", settings=there)
    assert (moved.code, moved.err) == (0, "")
    assert "Everything went over" in moved.out
    assert "secret" not in moved.out
    await ann.says("in between", reply_to=heard)
    await deployed.runs(there)
    between = await bob.hears("in between")
    assert bob.answered(between) == "on the old one", "links came along, too"
    await bob.says("hello from the new one")
    await ann.hears("hello from the new one")
    await stopped(deployed)
    assert (await run_sql(url, "SELECT count(*) FROM outbox"))[0][0] == 0
    again = await deployed.does("move", settings=there)
    assert again.code == 1
    assert "is in use already" in again.err


async def test_what_cannot_be_moved_is_told_in_a_sentence(deployed: Deployment, url: str) -> None:
    nowhere = await deployed.does("move")
    assert (nowhere.code, nowhere.err.count("\n")) == (1, 1)
    assert "Set BAUTA_DATABASE_URL" in nowhere.err
    nothing = await deployed.does("move", settings={"BAUTA_DATABASE_URL": url})
    assert (nothing.code, nothing.err.count("\n")) == (1, 1)
    assert "There is no database" in nothing.err
