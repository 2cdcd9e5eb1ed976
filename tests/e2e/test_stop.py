"""Ctrl-C and SIGTERM: what is on its way arrives, the rest waits for the next start, and it is over in seconds."""

import signal
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tests.e2e.living import PATIENCE, TOKEN
from tests.e2e.processes import Deployment, Process, Spawner, deployment
from tests.e2e.strangers import ALONE, PAIRED
from tests.emulators.telegram import faults
from tests.emulators.telegram.remote import RemoteBot, RemotePerson, RemoteTelegram

WITHIN = 5.0


@pytest.fixture
async def deployed(telegram_process: RemoteTelegram, spawner: Spawner, tmp_path: Path) -> AsyncIterator[Deployment]:
    settings = {
        "BAUTA_TELEGRAM_TOKEN": TOKEN, "BAUTA_TELEGRAM_API_URL": telegram_process.url, "BAUTA_TELEGRAM_RATE": "0",
    }  # fmt: skip
    async with deployment(spawner, tmp_path, **settings) as deployed:
        yield deployed


@pytest.fixture
async def bot(telegram_process: RemoteTelegram) -> RemoteBot:
    return await telegram_process.add_bot(TOKEN)


@pytest.fixture
async def pair(telegram_process: RemoteTelegram, bot: RemoteBot) -> tuple[RemotePerson, RemotePerson]:
    """Two who ask for a partner as soon as Bauta runs."""
    ann, bob = await telegram_process.person("Ann"), await telegram_process.person("Bob")
    for each in (ann, bob):
        await each.says(bot, "/find")
    return ann, bob


async def seated(bot: RemoteBot, pair: tuple[RemotePerson, RemotePerson]) -> None:
    for each, notice in zip(pair, (ALONE, PAIRED), strict=True):
        await each.presses(bot, await each.hears(bot, "18 or older", timeout=PATIENCE), "agree")
        await each.hears(bot, notice, timeout=PATIENCE)
    await pair[0].hears(bot, PAIRED, timeout=PATIENCE)


async def stopped(process: Process, number: signal.Signals) -> None:
    """It ends well, and soon."""
    began = time.monotonic()
    process.send(number)
    assert await process.ended() == 0, process.err
    assert time.monotonic() - began < WITHIN
    assert "Traceback" not in process.err


async def words(person: RemotePerson, bot: RemoteBot) -> Sequence[str]:
    return [text for text in await person.heard(bot) if not text.startswith("◆")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
async def test_what_is_in_flight_arrives_and_the_rest_comes_after_the_next_start(
    telegram_process: RemoteTelegram, deployed: Deployment, bot: RemoteBot,
    pair: tuple[RemotePerson, RemotePerson], number: signal.Signals,
) -> None:  # fmt: skip
    ann, bob = pair
    process = await deployed.runs()
    await seated(bot, pair)
    slow = await telegram_process.faults.add(kind=faults.delay(0.5), method="sendMessage", chat=bob)
    said = [f"number {count}" for count in range(40)]
    await telegram_process.feed(bot, [("Ann", text) for text in said])
    await slow.befell(timeout=PATIENCE)
    await stopped(process, number)
    assert (await words(bob, bot))[:1] == ["number 0"], "what was in flight has arrived"
    await ann.says(bot, "while nobody was there")
    process = await deployed.runs()
    await bob.hears(bot, "while nobody was there", timeout=PATIENCE)
    assert await words(bob, bot) == [*said, "while nobody was there"]
    await stopped(process, number)


async def test_it_does_not_wait_for_an_answer_that_does_not_come(
    telegram_process: RemoteTelegram, deployed: Deployment, bot: RemoteBot, pair: tuple[RemotePerson, RemotePerson]
) -> None:
    ann, bob = pair
    process = await deployed.runs()
    await seated(bot, pair)
    await telegram_process.faults.add(kind=faults.slow_answer(60), method="sendMessage", chat=bob)
    await ann.says(bot, "no receipt")
    await bob.hears(bot, "no receipt", timeout=PATIENCE)
    await stopped(process, signal.SIGTERM)
    process = await deployed.runs()
    await ann.says(bot, "after that")
    await bob.hears(bot, "after that", timeout=PATIENCE)
    assert await words(bob, bot) == ["no receipt", "no receipt", "after that"], "in doubt, so said once more"
    await stopped(process, signal.SIGTERM)


async def test_it_can_be_stopped_while_telegram_does_not_answer_at_the_start(
    telegram_process: RemoteTelegram, deployed: Deployment, bot: RemoteBot
) -> None:
    silence = await telegram_process.faults.add(kind=faults.delay(60), method="getMe", bot=bot, times=None)
    process = await deployed.start("run")
    await silence.befell(timeout=PATIENCE)
    await stopped(process, signal.SIGINT)
