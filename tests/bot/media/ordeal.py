"""Hostile files through real workers: each ends in a clean file or a refusal, soon, and within its memory."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from bot.media.cleaner import GOALS, Cleaner, NotClean, Spool
from bot.posts import Attachment, Bytes
from tests.bot.media.hostile import Hostile, bombs, damaged, polyglots
from tests.bot.media.samples import content, traces

SECONDS = 2.0
MEGABYTES = 256
GLANCE = 0.004

COPIED = frozenset({"video/mp4", "video/webm", "audio/mpeg", "audio/mp4"})
"""Streams of these may be copied: what damage has put into the place of pictures or sound stays there unseen."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of so many files. `slowest` in seconds, `largest` in megabytes of one process."""

    files: int = 0
    cleaned: int = 0
    refused: int = 0
    deaths: int = 0
    slowest: float = 0.0
    largest: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.files + other.files,
            self.cleaned + other.cleaned,
            self.refused + other.refused,
            self.deaths + other.deaths,
            max(self.slowest, other.slowest),
            max(self.largest, other.largest),
        )

    def __str__(self) -> str:
        return (
            f"{self.files:,} hostile files: {self.cleaned:,} cleaned, {self.refused:,} refused, "
            f"{self.deaths} deaths of workers; slowest {self.slowest:.2f} s, largest process {self.largest} MB"
        )


@dataclass(slots=True)
class Watch:
    """The most memory that any worker, or a program it started, ever had."""

    cleaner: Cleaner
    largest: int = 0

    async def keep(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(GLANCE)

    def look(self) -> None:
        for worker in self.cleaner.pids:
            for pid in (worker, *_children(worker)):
                self.largest = max(self.largest, _most(pid) // 1024)


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _most(pid: int) -> int:
    """The most kilobytes that a process had in memory so far."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1])
    return 0


@asynccontextmanager
async def watched(cleaner: Cleaner) -> AsyncIterator[Watch]:
    watch = Watch(cleaner)
    task = asyncio.create_task(watch.keep())
    try:
        yield watch
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def of_bombs() -> list[Hostile]:
    return [*bombs(), *(Hostile(two.name, kind, two.data) for two in polyglots() for kind in two.kinds)]


def of_damage(seed: int, count: int) -> list[Hostile]:
    return list(islice(damaged(Random(seed)), count))


async def through(files: Iterable[Hostile]) -> Outcome:
    """Clean them one after another, for each platform in turn. Raises AssertionError for what must not be."""
    outcome = Outcome()
    made: Attachment | None = None
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder), 100_000_000)
        async with Cleaner(spool) as cleaner, watched(cleaner) as watch:
            for number, (file, goal) in enumerate(zip(files, _in_turn(), strict=False)):
                died = cleaner.deaths
                begun = time.perf_counter()
                refused = 0
                try:
                    made = await cleaner.clean(Bytes(file.data), file.kind, GOALS[goal])
                except NotClean:
                    refused = 1
                else:
                    assert not file.bomb, f"{file.name} passed"
                    left = traces(content(made.blob))
                    assert left == [] or made.mime in COPIED, f"{file.name}: {left}"
                seconds = time.perf_counter() - begun
                watch.look()
                outcome += Outcome(1, 1 - refused, refused, cleaner.deaths - died, seconds, watch.largest)
                assert seconds <= SECONDS, f"number {number}, {file.name}: {seconds:.1f} s"
                assert watch.largest <= MEGABYTES, f"number {number}, {file.name}: {watch.largest} MB"
        made = None
        assert spool.used == 0, "nothing is kept of them"
    return outcome


def _in_turn() -> Iterable[str]:
    while True:
        yield from GOALS


def in_slices(seed: int, files: int) -> Outcome:
    """A slice of the long proof: every bomb, and damaged files for the rest."""
    known = of_bombs()[:files]
    return asyncio.run(through([*known, *of_damage(seed, files - len(known))]))
