"""What is proven at length: kills, races, no pair against the rules, hostile files and strings, moderation."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Generic

from bot.texts.catalogue import Catalogue
from config.failpoints import NAMES
from matching.appraisal import Appraiser
from matching.lines.calls import SHORT_LINE, Calls
from matching.lines.memory import MemoryLine
from matching.lines.redis import RedisLine
from matching.lines.sealing import in_the_open
from tests.bot.media import ordeal
from tests.bot.throng import Throng as TownThrong
from tests.bot.town import Town
from tests.chaos.chaos import mortal, through
from tests.chaos.deaths import anywhere
from tests.chaos.outcome import Outcome
from tests.chaos.weather import POLLING, webhook
from tests.compiled import compiled
from tests.contracts.stores import NOW, in_sqlite
from tests.e2e.processes import Spawner, deployment
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.telegram.remote import RemoteTelegram
from tests.hostile import proof as strings
from tests.matching import throng
from tests.matching.race import audit
from tests.matching.race.course import race, storm
from tests.matching.race.racer import SHORT_LINES, UPDATING
from tests.moderation import cast, forgery
from tests.moderation.lives import lives
from tests.moderation.race import course
from tests.postgres import PostgresServer, fresh_database, postgres_server
from tests.servers import RedisServer, client, redis_server
from tests.soak.tally import ROOT, O

KEPT = ROOT / ".soak"


@dataclass(frozen=True, slots=True)
class Proof(Generic[O]):
    """One of the proofs. `proven`: the files and folders it is about, a change of which begins anew.

    `run` is one slice by seed and size; it raises whatever is not as it should be.
    """

    name: str
    unit: str
    goal: int
    largest: int
    proven: tuple[str, ...]
    kind: type[O]
    count: Callable[[O], int]
    run: Callable[[int, int], O]


# --- kills


MESSAGES_OF_A_LIFE = 1000
PAIRS_OF_A_KIND = 3
IN_FLIGHT = 12
BY_WEBHOOK = 3
"""In one of so many slices Telegram calls, in the others it is asked."""


def through_kills(seed: int, kills: int) -> Outcome:
    """One conversation through so many kills, on emulators and in a directory of its own."""
    with Spawner(mortal=True) as spawner:
        return asyncio.run(_through_kills(spawner, seed, kills))


async def _through_kills(spawner: Spawner, seed: int, kills: int) -> Outcome:
    async with RemoteTelegram.spawned() as telegram, RemoteDiscord.spawned() as discord:
        with tempfile.TemporaryDirectory() as folder:
            async with deployment(spawner, Path(folder), **mortal(telegram, discord)) as deployed:
                receiving = webhook(deployed.port) if seed % BY_WEBHOOK == 0 else POLLING
                deaths = anywhere(seed, kills, MESSAGES_OF_A_LIFE, list(filter(receiving.passes, NAMES)))
                outcome = await through(
                    telegram,
                    discord,
                    deployed,
                    deaths,
                    seed=seed,
                    casts=PAIRS_OF_A_KIND,
                    in_flight=IN_FLIGHT,
                    receiving=receiving,
                )
        assert await telegram.violations() == []
        assert await discord.violations() == []
        assert await discord.unanswered() == []
    return outcome


# --- races


STORMY = 25_000
"""Finds in a storm at least: with fewer, as in a last slice that is small, all is over before the last outage."""


def through_races(seed: int, finds: int) -> audit.Outcome:
    """Nine tenths through kills of processes, one through outages of Redis; each second time by compiled processes,
    where there is a compiler. A race that fails leaves its ledgers."""
    again, kind = divmod(seed, len(SHORT_LINES))
    policy = sorted(SHORT_LINES)[kind]
    packages = compiled() if again % 2 and shutil.which("cc") else None
    stormy = max(finds // 10, STORMY)
    with _course() as (server, folder):
        raced = race(server, folder, max(finds - stormy, STORMY), policy=policy, seed=seed, kills=8, packages=packages)
    with _course() as (server, folder):
        policy = UPDATING if policy == "calm" else policy
        return raced + storm(server, folder, stormy, policy=policy, seed=seed, outages=6, packages=packages)


@contextmanager
def _course() -> Iterator[tuple[RedisServer, Path]]:
    folder = KEPT / "course"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with redis_server() as server:
        yield server, folder
    shutil.rmtree(folder)


# --- steps


def in_steps(seed: int, steps: int) -> throng.Outcome:
    """A fiftieth of the steps through turns and SQLite, a fifth on the line in Redis, the rest on the one in memory."""
    through_turns, in_redis = steps // 50, steps // 5
    return asyncio.run(_in_steps(seed, through_turns, in_redis, steps - through_turns - in_redis))


async def _in_steps(seed: int, through_turns: int, in_redis: int, in_memory: int) -> throng.Outcome:
    total = throng.Outcome()
    policies = list(throng.POLICIES.values())
    with redis_server() as server:
        for number, policy in enumerate(policies):
            random = Random(f"{seed} {number}")
            crowd = throng.Throng(MemoryLine(policy, Appraiser(policy)), random, NOW)
            await crowd.steps(_share(in_memory, number, len(policies)))
            total += crowd.outcome
            async with client(server.url) as redis:
                await redis.flushall()
                calls = Calls(redis, short_line=(SHORT_LINE, 0, 4)[number % 3])  # whom the server keeps in its memory
                line = RedisLine(calls, policy, in_the_open(), Appraiser(policy))
                crowd = throng.Throng(line, random, NOW)
                await crowd.steps(_share(in_redis, number, len(policies)))
                await line.close()
            total += crowd.outcome
    with tempfile.TemporaryDirectory() as folder:
        async with in_sqlite(Path(folder)) as ground, Town(ground.database, Catalogue.load()) as town:
            people = TownThrong(town, Random(seed))
            await people.steps(through_turns)
            total += people.outcome
    return total


# --- moderation


DEEDS_OF_A_LIFE = 200


def in_lives(seed: int, deeds: int) -> cast.Outcome:
    """What members and moderators do, and time, over SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        return lives(Path(folder), seed, deeds, DEEDS_OF_A_LIFE)


def in_disputes(seed: int, decisions: int) -> course.Outcome:
    """Twelve people over the same cases: half of them in SQLite, half in PostgreSQL."""
    half = decisions // 2
    with tempfile.TemporaryDirectory() as folder:
        total = course.race(f"sqlite+aiosqlite:///{folder}/bauta.db", half, seed)
    with postgres_server() as server:
        return total + asyncio.run(_in_postgresql(server, decisions - half, seed))


async def _in_postgresql(server: PostgresServer, decisions: int, seed: int) -> course.Outcome:
    async with fresh_database(server) as url:
        return await course.raced(url, decisions, seed)


def _share(whole: int, number: int, parts: int) -> int:
    """The whole divided: the parts add up to it."""
    return whole * (number + 1) // parts - whole * number // parts


STEPS = Proof(
    name="steps",
    unit="steps",
    goal=1_000_000,
    largest=50_000,
    proven=(
        *("bot", "matching", "moderation", "config"),
        *("tests/matching/society.py", "tests/matching/throng.py", "tests/bot/throng.py", "tests/bot/town.py"),
    ),
    kind=throng.Outcome,
    count=lambda outcome: outcome.steps,
    run=in_steps,
)

RACE = Proof(
    name="race",
    unit="finds",
    goal=10_000_000,
    largest=250_000,
    proven=("matching", "config/ids.py", "tests/matching/race", "tests/matching/tickets.py"),
    kind=audit.Outcome,
    count=lambda outcome: outcome.finds,
    run=through_races,
)

KILLS = Proof(
    name="kills",
    unit="kills",
    goal=1000,
    largest=25,
    proven=("bot", "matching", "moderation", "config", "tests/chaos", "tests/e2e", "tests/emulators"),
    kind=Outcome,
    count=lambda outcome: outcome.kills,
    run=through_kills,
)

MEDIA = Proof(
    name="media",
    unit="files",
    goal=2000,
    largest=500,
    proven=("bot/media", "bot/content.py", "bot/posts.py", "tests/bot/media"),
    kind=ordeal.Outcome,
    count=lambda outcome: outcome.files,
    run=ordeal.in_slices,
)

STRINGS = Proof(
    name="strings",
    unit="strings",
    goal=40_000,
    largest=2000,
    proven=("bot", "matching", "moderation", "config", "tests/hostile", "tests/bot/town.py", "tests/emulators"),
    kind=strings.Outcome,
    count=lambda outcome: outcome.strings,
    run=strings.hostile,
)

FORGERY = Proof(
    name="forgery",
    unit="transcripts",
    goal=100_000,
    largest=25_000,
    proven=("moderation/franking.py", "config/ids.py", "tests/moderation/forgery.py", "tests/moderation/ways.py"),
    kind=forgery.Outcome,
    count=lambda outcome: outcome.transcripts,
    run=forgery.forged,
)

LIVES = Proof(
    name="lives",
    unit="deeds",
    goal=100_000,
    largest=10_000,
    proven=(
        *(
            "moderation",
            "config",
            "tests/moderation/desk.py",
            "tests/moderation/rights.py",
            "tests/moderation/lives.py",
        ),
        *(f"tests/moderation/{name}.py" for name in ("cast", "house", "judge", "ledger", "life", "office", "oracle")),
    ),
    kind=cast.Outcome,
    count=lambda outcome: outcome.steps,
    run=in_lives,
)

DISPUTES = Proof(
    name="disputes",
    unit="decisions",
    goal=24_000,
    largest=2000,
    proven=("moderation", "config", "tests/moderation/race", "tests/moderation/desk.py"),
    kind=course.Outcome,
    count=lambda outcome: outcome.cases,
    run=in_disputes,
)
