"""Killed anywhere, in any weather, Bauta goes on where it was: nothing lost, order kept, hardly a word twice."""

from pathlib import Path
from random import Random

import pytest

from config.failpoints import NAMES
from tests.chaos.chaos import mortal, through
from tests.chaos.deaths import everywhere
from tests.chaos.weather import POLLING, webhook
from tests.e2e.processes import Spawner, deployment
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.telegram.remote import RemoteTelegram
from tests.telling import Tell

OUTSIDE = 6
SEED = 3
BY_WEBHOOK = [name for name in NAMES if not POLLING.passes(name)] + ["group.before_commit", "turn.after_commit"]
"""Where it dies there: the failpoints of nothing else, and around a commit. The rest is as where Telegram is asked."""


@pytest.mark.parametrize("called", [False, True], ids=["Telegram is asked", "Telegram calls"])
async def test_conversations_survive_a_death_at_each_failpoint_and_at_random_moments(
    telegram_process: RemoteTelegram,
    discord_process: RemoteDiscord,
    mortals: Spawner,
    tmp_path: Path,
    tell: Tell,
    called: bool,
) -> None:
    async with deployment(mortals, tmp_path, **mortal(telegram_process, discord_process)) as deployed:
        receiving = webhook(deployed.port) if called else POLLING
        names = BY_WEBHOOK if called else list(filter(POLLING.passes, NAMES))
        deaths = everywhere(Random(SEED), OUTSIDE, after=20, names=names)
        outcome = await through(telegram_process, discord_process, deployed, deaths, seed=SEED, receiving=receiving)
    tell(f"{'Telegram calls' if called else 'Telegram is asked'}: {outcome}.")
    assert outcome.kills == len(names) + OUTSIDE
    assert called or outcome.kills >= 30
    assert {**outcome.deaths, "outside": 0} == {**dict.fromkeys(names, 1), "outside": 0}
    assert outcome.messages > 20 * outcome.kills
