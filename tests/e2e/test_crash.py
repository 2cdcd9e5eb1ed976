"""Killed at any moment, Bauta goes on where it was: nothing lost, order kept, replies right, hardly a word twice."""

from pathlib import Path

import pytest

from tests.e2e.chaos import killed_settings, through_kills
from tests.e2e.processes import Spawner, deployment
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.telegram.remote import RemoteTelegram

KILLS = 25
ON_TELEGRAM = ("ann", "bob", "cleo", "gus", "a seeker", "another")
"""Whom a kill can cost a repeat."""


async def test_conversations_survive_kills_at_random_moments(
    telegram_process: RemoteTelegram,
    discord_process: RemoteDiscord,
    spawner: Spawner,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = killed_settings(telegram_process, discord_process)
    async with deployment(spawner, tmp_path, **settings) as deployed:
        outcome = await through_kills(telegram_process, discord_process, deployed, kills=KILLS, seed=3)
    with capsys.disabled():
        print(f"\n{outcome}.")  # noqa: T201 - how often something was said twice is to be seen
    assert outcome.messages > 20 * KILLS
    assert outcome.repeats <= KILLS * len(ON_TELEGRAM)
