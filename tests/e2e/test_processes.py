"""Several real processes on one PostgreSQL and one Redis: one for each bot, and one that stands by for each."""

from __future__ import annotations

import asyncio
import json
import signal
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e.living import OTHER_TOKEN, PATIENCE, TOKEN
from tests.e2e.processes import Deployment, Process, Spawner, deployment
from tests.e2e.strangers import ALONE, PAIRED, Stranger
from tests.emulators.telegram import BotAccount, TelegramEmulator
from tests.ports import free_port
from tests.postgres import fresh_database, run_sql
from tests.postgres import shared_server as postgres
from tests.servers import RedisServer, redis_server

TAKEN_OVER_WITHIN = 15.0
"""Seconds after a kill; what is promised."""


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@dataclass(slots=True)
class Fleet:
    """Processes that share what they stand on."""

    deployed: Deployment
    url: str
    ports: dict[int, int] = field(default_factory=dict)  # by pid

    async def start(self, token: str, **more: str) -> Process:
        """A process for one bot, not waited for."""
        port = free_port()
        settings = {"BAUTA_TELEGRAM_TOKEN": token, "BAUTA_WEB_PORT": str(port), "BAUTA_WEB_CHAT": "off", **more}
        process = await self.deployed.start("run", settings=settings)
        self.ports[process.pid] = port
        return process

    async def serves(self, process: Process) -> None:
        """Wait until a process works."""
        await process.tells("Ctrl-C")

    async def health(self, process: Process) -> str:
        """What a process says of itself; empty while it doesn't answer."""

        def ask() -> str:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[process.pid]}/health", timeout=5) as answer:
                    return str(json.load(answer)["status"])
            except urllib.error.HTTPError as error:
                return str(json.load(error)["status"])
            except OSError:
                return ""

        return await asyncio.to_thread(ask)

    async def stands_by(self, process: Process) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self.health(process) != "standing by":  # noqa: ASYNC110 - it is in another process
                await asyncio.sleep(0.05)

    def blameless(self) -> None:
        """No process complained of itself."""
        for process in self.deployed.processes:
            assert '"error"' not in process.err, process.err
            assert "Traceback" not in process.err, process.err


@pytest.fixture
async def fleet(
    spawner: Spawner, tmp_path: Path, telegram: TelegramEmulator, redis: RedisServer
) -> AsyncIterator[Fleet]:
    async with (
        fresh_database(postgres()) as url,
        deployment(
            spawner,
            tmp_path,
            BAUTA_TELEGRAM_API_URL=telegram.url,
            BAUTA_TELEGRAM_RATE="0",
            BAUTA_DATABASE_URL=url,
            BAUTA_REDIS_URL=redis.url,
        ) as deployed,
    ):
        yield Fleet(deployed, url)


@pytest.fixture
def bots(telegram: TelegramEmulator) -> tuple[BotAccount, BotAccount]:
    return telegram.add_bot(TOKEN), telegram.add_bot(OTHER_TOKEN)


async def paired(telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount]) -> tuple[Stranger, Stranger]:
    """Ann at the one bot, Bob at the other, talking."""
    ann, bob = Stranger(telegram, bots[0], "Ann"), Stranger(telegram, bots[1], "Bob")
    await ann.admitted("/find")
    await ann.hears(ALONE)
    await bob.admitted("/find")
    for each in (ann, bob):
        await each.hears(PAIRED)
    return ann, bob


async def test_people_of_bots_in_different_processes_talk_to_each_other(
    fleet: Fleet, telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount]
) -> None:
    processes = [await fleet.start(token) for token in (TOKEN, OTHER_TOKEN)]
    for process in processes:
        await fleet.serves(process)
    ann, bob = await paired(telegram, bots)
    for number in range(20):
        await ann.says(f"ann {number}")
        await bob.says(f"bob {number}")
    await bob.hears("ann 19")
    await ann.hears("bob 19")
    assert [text for text in bob.heard() if text.startswith("ann ")] == [f"ann {number}" for number in range(20)]
    assert [text for text in ann.heard() if text.startswith("bob ")] == [f"bob {number}" for number in range(20)]
    await ann.says("/stop")
    await bob.hears("Your partner left the chat")
    for process in processes:
        process.send(signal.SIGTERM)
        assert await process.ended() == 0
    fleet.blameless()


async def test_who_stands_by_takes_over_within_seconds_of_a_kill_and_nothing_is_lost(
    fleet: Fleet, telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount]
) -> None:
    first, other = [await fleet.start(token) for token in (TOKEN, OTHER_TOKEN)]
    for process in (first, other):
        await fleet.serves(process)
    standby = await fleet.start(TOKEN)
    await fleet.stands_by(standby)
    ann, bob = await paired(telegram, bots)
    await bob.says("before")
    await ann.hears("before")
    await first.kill()
    killed = time.monotonic()
    await ann.says("are you there?")
    await bob.says("meanwhile")
    await fleet.serves(standby)
    assert time.monotonic() - killed < TAKEN_OVER_WITHIN
    await bob.hears("are you there?")
    await ann.hears("meanwhile")
    assert bob.heard().count("are you there?") == 1
    assert await fleet.health(standby) == "ok"
    fleet.blameless()


async def test_a_rolling_restart_loses_nothing_and_waits_for_nobody(
    fleet: Fleet, telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount]
) -> None:
    serving = {token: await fleet.start(token) for token in (TOKEN, OTHER_TOKEN)}
    for process in serving.values():
        await fleet.serves(process)
    ann, bob = await paired(telegram, bots)
    said = 0
    for token in (TOKEN, OTHER_TOKEN):
        following = await fleet.start(token)
        await fleet.stands_by(following)
        serving[token].send(signal.SIGTERM)
        for _ in range(5):
            await ann.says(f"ann {said}")
            await bob.says(f"bob {said}")
            said += 1
        assert await serving[token].ended() == 0
        ended = time.monotonic()
        await fleet.serves(following)
        assert time.monotonic() - ended < TAKEN_OVER_WITHIN / 2, "it was given up, not waited for"
    await bob.hears(f"ann {said - 1}")
    await ann.hears(f"bob {said - 1}")
    assert [text for text in bob.heard() if text.startswith("ann ")] == [f"ann {number}" for number in range(said)]
    assert [text for text in ann.heard() if text.startswith("bob ")] == [f"bob {number}" for number in range(said)]
    fleet.blameless()


async def test_a_process_that_was_stopped_too_long_ends_when_it_wakes(
    fleet: Fleet, telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount]
) -> None:
    frozen = await fleet.start(TOKEN)
    await fleet.serves(frozen)
    standby = await fleet.start(TOKEN)
    await fleet.stands_by(standby)
    frozen.send(signal.SIGSTOP)
    await fleet.serves(standby)
    frozen.send(signal.SIGCONT)
    assert await frozen.ended() == 69
    assert "Another Bauta has taken over" in frozen.err + frozen.out
    ann = Stranger(telegram, bots[0], "Ann")
    await ann.admitted("/find")
    await ann.hears(ALONE)
    assert await fleet.health(standby) == "ok"


async def test_whoever_stands_by_can_be_stopped(
    fleet: Fleet, telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount]
) -> None:
    await fleet.serves(await fleet.start(TOKEN))
    standby = await fleet.start(TOKEN)
    await fleet.stands_by(standby)
    standby.send(signal.SIGTERM)
    assert await standby.ended() == 0
    fleet.blameless()


async def test_a_second_process_without_redis_is_refused(
    fleet: Fleet, telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount]
) -> None:
    await fleet.serves(await fleet.start(TOKEN))
    second = await fleet.start(OTHER_TOKEN, BAUTA_REDIS_URL="")
    assert await second.ended() == 69
    assert "set BAUTA_REDIS_URL" in second.err + second.out


async def test_people_of_a_bot_that_is_just_being_restarted_are_not_taken_for_stranded(
    fleet: Fleet, telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount]
) -> None:
    first, other = [await fleet.start(token) for token in (TOKEN, OTHER_TOKEN)]
    for process in (first, other):
        await fleet.serves(process)
    ann, bob = await paired(telegram, bots)
    for process in (first, other):
        process.send(signal.SIGTERM)
        assert await process.ended() == 0
    await fleet.serves(await fleet.start(OTHER_TOKEN))
    seats = await run_sql(fleet.url, "SELECT count(*) FROM seats")
    assert seats[0][0] == 2
    await fleet.serves(await fleet.start(TOKEN))
    await ann.says("still there?")
    await bob.hears("still there?")
    fleet.blameless()
