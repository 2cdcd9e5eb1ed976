"""Conversations through kills: Bauta is killed again and again at random moments, and nobody may notice much.

Pairs talk all the while, one for each pairing of the platforms; at every kill somebody else is looking for a partner,
who comes before it or after it.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random

from tests.e2e.cast import PAIRS, SEEKERS, Cast
from tests.e2e.living import DISCORD_TOKEN, PATIENCE, TOKEN
from tests.e2e.processes import Deployment, Process
from tests.e2e.strangers import PAIRED
from tests.e2e.voices import OnTelegram
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.telegram.remote import RemoteTelegram

MOST_KILLS = len(list(combinations(range(SEEKERS), 2)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    `repeats`: messages that somebody on Telegram read twice. `resent`: what pages were sent again, and showed once.
    `recognised`: the same on Discord.
    """

    kills: int = 0
    messages: int = 0
    repeats: int = 0
    most_of_a_kill: int = 0
    resent: int = 0
    seconds: float = 0.0
    recognised: int = 0

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.kills + other.kills,
            self.messages + other.messages,
            self.repeats + other.repeats,
            max(self.most_of_a_kill, other.most_of_a_kill),
            self.resent + other.resent,
            round(self.seconds + other.seconds, 1),
            self.recognised + other.recognised,
        )

    def __str__(self) -> str:
        return (
            f"{self.kills} kills in {self.seconds:.0f} s, {self.messages} messages: none lost, order kept; on Telegram "
            f"{self.repeats} were read twice (at most {self.most_of_a_kill} after one kill, one in a chat), on Discord "
            f"none ({self.recognised} were sent again), on the web none ({self.resent} were sent again)"
        )


class Chaos:
    """One run: within `talking` the pairs talk, `kill` kills once, `outcome` ends and checks it.

    The first and the last life are started from the very beginning, those between from where imports are done.
    """

    def __init__(self, cast: Cast, deployment: Deployment, kills: int, seed: int) -> None:
        self._cast = cast
        self._deployment = deployment
        self._kills = kills
        self._random = Random(seed)
        self._over = asyncio.Event()
        self._encounters = list(combinations(range(SEEKERS), 2))
        self._random.shuffle(self._encounters)
        self._process: Process | None = None
        self._began = time.monotonic()

    @asynccontextmanager
    async def talking(self) -> AsyncIterator[None]:
        """Everybody has come and is paired; from now on they talk, until `outcome`."""
        cast = self._cast
        async with AsyncExitStack() as stack, cast.listening(), asyncio.TaskGroup() as group:
            await self._start()
            await cast.discord.connected(cast.discord_bot, timeout=PATIENCE)
            await cast.gather(stack, self._deployment.port)
            for direction in cast.directions:
                group.create_task(direction.flow(cast.changed, self._random, self._over))
            yield

    async def kill(self) -> None:
        """Kill at a random moment, start again, and see somebody find a partner across it."""
        seeker, comer = (self._cast.seekers[number] for number in self._encounters.pop())
        await seeker.asks("find")
        early = self._random.random() < 0.5
        if early:
            await comer.asks("find")
        await self._moment()
        assert self._process is not None
        assert self._process.code is None, f"it ended by itself: {self._process.err}"
        await self._process.kill()
        self._check_what_is_left()
        await self._start()
        if not early:
            await comer.asks("find")
        word = f"{seeker.name} meets {comer.name}"
        await seeker.says(word)
        await self._until_heard(comer, word)
        await comer.says(f"{word}, too")
        await self._until_heard(seeker, f"{word}, too")
        await comer.asks("stop")
        await self._cast.until(lambda: seeker.ears.notices[-1].startswith("◆ Your partner left the chat"))
        await self._cast.until(lambda: comer.ears.notices[-1].startswith("◆ You left the chat"))

    async def outcome(self) -> Outcome:
        """Let everything arrive, stop as an operator would, and check what everybody heard."""
        self._over.set()
        self._cast.changed.notify()
        await self._cast.until(lambda: all(direction.on_its_way() <= 0 for direction in self._cast.directions))
        assert self._process is not None
        self._process.send(signal.SIGTERM)
        assert await self._process.ended() == 0
        for direction in self._cast.directions:
            await direction.check()
        self._check_notices()
        self._check_database()
        self._check_logs()
        repeats = [life for voice in self._cast.by_chat.values() for life in voice.ears.repeats]
        return Outcome(
            kills=self._kills,
            messages=sum(len(direction.said) for direction in self._cast.directions),
            repeats=len(repeats),
            most_of_a_kill=max((repeats.count(life) for life in repeats), default=0),
            resent=sum(page.visitor.repeats for page in self._cast.pages),
            seconds=round(time.monotonic() - self._began, 1),
            recognised=self._cast.recognised,
        )

    # --- within --------------------------------------------------------------------------------------------------

    async def _start(self) -> None:
        cast = self._cast
        cast.life += 1
        cast.events = 0
        self._process = await self._deployment.start("run", fresh=cast.life in (1, self._kills + 1))

    async def _moment(self) -> None:
        """Some moment: after so many messages of this life, or so soon that it may not even have started."""
        random = self._random
        if random.random() < 0.25:
            await asyncio.sleep(random.uniform(0, 0.3))
            return
        wanted = self._cast.events + random.randrange(1, 60)
        await self._cast.until(lambda: self._cast.events >= wanted)
        await asyncio.sleep(random.uniform(0, 0.01))

    async def _until_heard(self, voice: OnTelegram, text: str) -> None:
        await self._cast.until(lambda: voice.ears.words[-1:] != [] and voice.ears.words[-1][0] == text)

    # --- seeing --------------------------------------------------------------------------------------------------

    def _check_notices(self) -> None:
        """Pairs heard of their room once; seekers at most once of each thing that happened to them."""
        for direction in self._cast.directions:
            told = [text for text in direction.listener.ears.notices if PAIRED in text]
            assert len(told) == 1
        for number, seeker in enumerate(self._cast.seekers):
            met = sum(number in pair for pair in combinations(range(SEEKERS), 2) if pair not in self._encounters)
            for text in (PAIRED, "You left the chat", "Your partner left the chat", "I'll keep looking for"):
                assert len([notice for notice in seeker.ears.notices if text in notice]) <= met

    def _check_what_is_left(self) -> None:
        """In a copy of the database, so that the next life finds what the last one left: at most one row in doubt."""
        doubtful = "SELECT count(*) FROM outbox WHERE state = 'sending' GROUP BY lane"
        with tempfile.TemporaryDirectory() as folder:
            for part in self._deployment.data.glob("bauta.db*"):
                if not part.name.endswith("-shm"):
                    shutil.copy(part, folder)
            with closing(sqlite3.connect(Path(folder) / "bauta.db")) as database:
                assert database.execute("PRAGMA quick_check").fetchall() == [("ok",)]
                assert max(database.execute(doubtful).fetchall(), default=(0,)) <= (1,), "two rows of a lane in doubt"

    def _check_database(self) -> None:
        """Nothing is left on its way; the pairs still sit together and nobody else does."""
        with closing(sqlite3.connect(self._deployment.data / "bauta.db")) as database:
            counts = {
                table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
                for table in ("outbox", "tickets", "seats", "files")
            }
        assert counts == {"outbox": 0, "tickets": 0, "seats": 2 * len(PAIRS), "files": 0}

    def _check_logs(self) -> None:
        """No life complained of itself, or told anything about anybody."""
        for process in self._deployment.processes:
            assert '"error"' not in process.err
            assert '"critical"' not in process.err
            assert "Traceback" not in process.err
            for word in self._cast.secrets:
                assert word not in process.err + process.out


async def through_kills(
    telegram: RemoteTelegram, discord: RemoteDiscord, deployment: Deployment, *, kills: int, seed: int
) -> Outcome:
    """At most MOST_KILLS kills. Raises AssertionError for whatever somebody noticed."""
    telegram_bot = await telegram.add_bot(deployment.settings["BAUTA_TELEGRAM_TOKEN"])
    discord_bot = await discord.add_bot(deployment.settings["BAUTA_DISCORD_TOKEN"])
    chaos = Chaos(Cast(telegram, telegram_bot, discord, discord_bot), deployment, kills, seed)
    async with chaos.talking():
        for _ in range(kills):
            await chaos.kill()
        return await chaos.outcome()


def killed_settings(telegram: RemoteTelegram, discord: RemoteDiscord) -> dict[str, str]:
    """The environment of a Bauta that is to be killed."""
    return {
        "BAUTA_TELEGRAM_TOKEN": TOKEN, "BAUTA_TELEGRAM_API_URL": telegram.url, "BAUTA_TELEGRAM_RATE": "0",
        "BAUTA_DISCORD_TOKEN": DISCORD_TOKEN, "BAUTA_DISCORD_API_URL": discord.api_url, "BAUTA_DISCORD_RATE": "0",
        "BAUTA_WEB_CHAT": "on",
    }  # fmt: skip
