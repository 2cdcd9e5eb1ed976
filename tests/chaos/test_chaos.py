"""Killed anywhere, in any weather, Bauta goes on where it was: nothing lost, order kept, hardly a word twice."""

from pathlib import Path
from random import Random

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


async def test_conversations_survive_a_death_at_each_failpoint_and_at_random_moments(
    telegram_process: RemoteTelegram,
    discord_process: RemoteDiscord,
    mortals: Spawner,
    tmp_path: Path,
    tell: Tell,
) -> None:
    names = list(filter(POLLING.passes, NAMES))
    deaths = everywhere(Random(SEED), OUTSIDE, after=20, names=names)
    async with deployment(mortals, tmp_path, **mortal(telegram_process, discord_process)) as deployed:
        outcome = await through(telegram_process, discord_process, deployed, deaths, seed=SEED)
    tell(f"{outcome}.")
    assert outcome.kills == len(names) + OUTSIDE >= 30
    assert {**outcome.deaths, "outside": 0} == {**dict.fromkeys(names, 1), "outside": 0}
    assert outcome.messages > 20 * outcome.kills


async def test_they_survive_them_where_telegram_calls_too(
    telegram_process: RemoteTelegram,
    discord_process: RemoteDiscord,
    mortals: Spawner,
    tmp_path: Path,
    tell: Tell,
) -> None:
    async with deployment(mortals, tmp_path, **mortal(telegram_process, discord_process)) as deployed:
        receiving = webhook(deployed.port)
        names = [name for name in NAMES if not POLLING.passes(name)] + ["group.before_commit", "turn.after_commit"]
        deaths = everywhere(Random(SEED), OUTSIDE, after=20, names=names)
        outcome = await through(telegram_process, discord_process, deployed, deaths, seed=SEED, receiving=receiving)
    tell(f"By webhooks: {outcome}.")
    assert outcome.kills == len(names) + OUTSIDE
    assert {**outcome.deaths, "outside": 0} == {**dict.fromkeys(names, 1), "outside": 0}
    assert outcome.messages > 20 * outcome.kills
