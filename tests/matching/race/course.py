"""A race from the start to the audit: processes search, some are killed and replaced, or their Redis is."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from subprocess import Popen

from tests.compiled import environment
from tests.matching.race.audit import Outcome, audit
from tests.matching.race.table import Table
from tests.servers import RedisServer, client

ROOT = Path(__file__).parents[3]
GLANCE = 0.02
"""Seconds between two looks at how far everybody is."""

PROCESSES = 3


class Course:
    """The processes of one race, each with its part of the finds. `packages`: the folder of the compiled package."""

    def __init__(
        self, server: RedisServer, folder: Path, finds: int, policy: str, seed: int, packages: Path | None = None
    ) -> None:
        self._server = server
        self._packages = packages
        self._folder = folder
        self._policy = policy
        self._seed = seed
        self._random = Random(seed)
        self._finds = finds
        self._parts: dict[str, int] = {}
        self._running: dict[str, Popen[bytes]] = {}
        Table.create(folder)
        self._table = Table(folder, "course")

    @contextmanager
    def running(self) -> Iterator[None]:
        """They run, and have done their part at the end of the block."""
        try:
            for number in range(PROCESSES):
                self._begin(f"p{number}", -(-self._finds // PROCESSES))
            yield
            for name, process in self._running.items():
                assert process.wait() == 0, f"{name} failed"
        finally:
            for process in self._running.values():
                process.kill()
                process.wait()
            self._table.close()

    def _begin(self, name: str, finds: int) -> None:
        given = [self._server.url, str(self._folder), name, self._policy, str(finds), str(self._seed)]
        python, env = [sys.executable], None
        if self._packages is not None:
            python, env = [sys.executable, "-P"], environment(self._packages)
            given.append("compiled")
        self._running[name] = Popen([*python, "-m", "tests.matching.race", *given], cwd=ROOT, env=env)
        self._parts[name] = finds

    def until(self, part: float) -> None:
        """Until this part of all finds was begun."""
        self._watch(lambda: sum(map(self._table.begun, self._parts)) >= part * self._finds)

    def goes_on(self) -> None:
        """Until a few hundred more people have met."""
        goal = self._seated() + 500
        self._watch(lambda: self._seated() >= goal)

    def _seated(self) -> int:
        ((seated,),) = self._table.ask("SELECT count(*) FROM tickets WHERE state = 'talks'")
        return int(seated)

    def _watch(self, reached: Callable[[], bool]) -> None:
        while not reached():
            ended = {name: process.poll() for name, process in self._running.items()}
            assert not any(ended.values()), f"a process failed: {ended}"
            assert None in ended.values(), "all have ended, and it was not reached"
            time.sleep(GLANCE)

    # --- trouble ---

    def kill(self) -> None:
        """One of the processes; somebody else does the rest of its part."""
        name = self._random.choice([name for name, process in self._running.items() if process.poll() is None])
        process = self._running.pop(name)
        process.kill()
        process.wait()
        left = self._parts[name] - self._table.begun(name)
        self._begin(f"{name}k", max(left, self._finds // 20))

    def empty(self) -> None:
        """Redis forgets everything."""

        async def flush() -> None:
            async with client(self._server.url) as redis:
                await redis.flushall()

        asyncio.run(flush())

    def restart(self) -> None:
        """Redis is killed and started again, empty."""
        self._server.kill()
        time.sleep(self._random.uniform(0, 2 * GLANCE))
        self._server.start()


def race(
    server: RedisServer,
    folder: Path,
    finds: int,
    *,
    policy: str,
    seed: int,
    kills: int = 4,
    packages: Path | None = None,
) -> Outcome:
    """Race through kills of the processes, and audit."""
    began, random = time.monotonic(), Random(seed)
    course = Course(server, folder, finds, policy, seed, packages)
    with course.running():
        for number in range(kills):
            course.until((number + random.random()) / (kills + 1))
            course.kill()
    outcome = asyncio.run(audit(server.url, folder, policy))
    outcome.kills = kills
    outcome.seconds = round(time.monotonic() - began, 1)
    return outcome


def storm(
    server: RedisServer,
    folder: Path,
    finds: int,
    *,
    policy: str,
    seed: int,
    outages: int = 4,
    packages: Path | None = None,
) -> Outcome:
    """Race while Redis forgets everything, and is killed, in turns; audit."""
    began = time.monotonic()
    course = Course(server, folder, finds, policy, seed, packages)
    with course.running():
        for outage in range(outages):
            course.until((outage + 0.5) / (outages + 2))  # some must be left to show that searches go on
            course.restart() if outage % 2 else course.empty()
            course.goes_on()
    outcome = asyncio.run(audit(server.url, folder, policy, forgetful=True))
    outcome.outages = outages
    outcome.seconds = round(time.monotonic() - began, 1)
    return outcome
