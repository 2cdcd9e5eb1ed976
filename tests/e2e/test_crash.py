"""Killed at any moment, Bauta goes on where it was: nothing lost, order kept, replies right, hardly a word twice."""

from pathlib import Path

import pytest

from tests.e2e.chaos import through_kills
from tests.e2e.living import TOKEN
from tests.e2e.processes import Spawner, deployment
from tests.emulators.telegram.remote import RemoteTelegram

KILLS = 25


async def test_conversations_survive_kills_at_random_moments(
    telegram_process: RemoteTelegram, spawner: Spawner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = {
        "BAUTA_TELEGRAM_TOKEN": TOKEN, "BAUTA_TELEGRAM_API_URL": telegram_process.url, "BAUTA_TELEGRAM_RATE": "0",
        "BAUTA_WEB_CHAT": "on",
    }  # fmt: skip
    async with deployment(spawner, tmp_path, **settings) as deployed:
        outcome = await through_kills(telegram_process, deployed, kills=KILLS, seed=3)
    with capsys.disabled():
        print(f"\n{outcome}.")  # noqa: T201 - how often something was said twice is to be seen
    assert outcome.messages > 20 * KILLS
    assert outcome.repeats <= KILLS * len(("ann", "bob", "cleo", "dan", "gus"))
