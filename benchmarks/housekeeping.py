"""`python -m benchmarks.housekeeping`: what sweeping costs those who talk meanwhile, on a database of real size.

Two days of a busy bot lie in the database (`--messages`, 100 a second being 17 million), and people go on writing 100
messages a second. Their turns are timed with nothing to sweep, and while a quarter of all rows is past its time.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Final

import structlog

from benchmarks.report import Report, Row, at_least, at_most
from bot.content import Content
from bot.housekeeping import Housekeeping
from bot.journal import Delivered, Kept
from bot.messages import Incoming, Said
from bot.stores.journal import SqlJournal
from bot.texts.catalogue import Catalogue
from tests.bot.town import Town
from tests.contracts.stores import NOW, driver, in_sqlite

MESSAGES, QUICK = 2_000_000, 150_000
RATE: Final = 100.0
PAIRS: Final = 50
LANES: Final = 20_000
SPREAD: Final = 48 * 3600 * 1000
"""Milliseconds over which the rows are spread."""


def events(count: int) -> Iterator[tuple[bytes, int]]:
    for number in range(count):
        yield secrets.token_bytes(16), int(NOW * 1000) + number * SPREAD // count


def links(count: int, random: Random) -> Iterator[tuple[object, ...]]:
    """Two for each message: the author's own, and the copy."""
    lanes = [secrets.token_hex(12) for _ in range(LANES)]
    for number in range(count):
        at = int(NOW * 1000) + number * SPREAD // count - 24 * 3600 * 1000  # past its time when its event is
        message, room = secrets.token_hex(12), secrets.token_hex(12)
        for own in (0, 1):
            yield secrets.token_bytes(16), message, random.choice(lanes), 0, secrets.token_bytes(60), room, at, own


@asynccontextmanager
async def old_town(messages: int) -> AsyncIterator[Town]:
    """A town in which so many messages were written, and which waits for the disk as it would in earnest."""
    with tempfile.TemporaryDirectory() as folder:
        async with in_sqlite(Path(folder)) as ground:
            async with driver(ground.database) as sqlite:
                plain = sqlite._conn
                for statement in ("PRAGMA secure_delete=OFF", "BEGIN"):
                    plain.execute(statement)
                plain.executemany("INSERT INTO events VALUES (?, ?)", events(messages))
                plain.executemany("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?)", links(messages, Random(1)))
                for statement in ("COMMIT", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA secure_delete=ON"):
                    plain.execute(statement)
                await sqlite.execute("PRAGMA synchronous=FULL")
            async with Town(ground.database, Catalogue.load()) as town:
                yield town


class Talk:
    """People who write at a steady rate, whatever happens; how long each message's turn took, in seconds."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._senders = [person.sender for person in town.people.values()]
        self._number = 0
        self.took: list[float] = []

    async def _one(self) -> None:
        self._number += 1
        sender = self._senders[self._number % len(self._senders)]
        written = Incoming(f"m{self._number}", sender, Said(Content("words")), str(self._number))
        begun = time.perf_counter()
        await self._town.turns.accept([written])
        self.took.append(time.perf_counter() - begun)
        for row in self._town.committed:
            self._town.turns.finished(Delivered(row, (f"d{self._number}",)))
        self._town.committed.clear()

    async def goes_on(self, over: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            next_at = time.perf_counter()
            while not over.is_set():
                group.create_task(self._one())
                next_at += 1 / RATE
                await asyncio.sleep(max(0.0, next_at - time.perf_counter()))


class Shares:
    """What each share of the sweep took, in seconds: its statements, and until its turn was over."""

    def __init__(self, town: Town) -> None:
        self.statements: list[float] = []
        self.whole: list[float] = []
        self.rows = 0
        self.log = 0
        self._wal = Path(f"{town.file}-wal")
        self._began = 0.0

    async def removed(self, journal: SqlJournal, what: Kept, now: float, most: int) -> int:
        self._began = time.perf_counter()
        gone = await PLAINLY(journal, what, now, most)
        self.statements.append(time.perf_counter() - self._began)
        self.rows += gone
        return gone

    async def rest(self, seconds: float) -> None:
        """Housekeeping rests after each share, in proportion to what it took."""
        self.whole.append(time.perf_counter() - self._began)
        self.log = max(self.log, self._wal.stat().st_size)
        await asyncio.sleep(seconds)


PLAINLY = SqlJournal.clean_up


def at(values: list[float], share: float) -> float:
    """Milliseconds below which this share of the values lies."""
    return 1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))]


async def measured(report: Report, messages: int, seconds: float) -> None:
    report.doing(f"Writing {messages:,} old messages")
    async with old_town(messages) as town:
        for number in range(PAIRS):
            await town.paired(f"a{number}", f"b{number}")
        town.committed.clear()
        size = town.file.stat().st_size
        alone, beside, shares = Talk(town), Talk(town), Shares(town)
        over = asyncio.Event()
        report.doing("Talking with nothing to sweep")
        asyncio.get_running_loop().call_later(seconds, over.set)
        await alone.goes_on(over)
        over.clear()
        SqlJournal.clean_up = lambda *given: shares.removed(*given)  # type: ignore[method-assign]
        house = Housekeeping(
            town.database, town.open_turn, town.turns, town.moderation, town.evidence, town.metrics, town.clock,
            time.monotonic, shares.rest,
        )  # fmt: skip
        town.clock.passes(hours=48 + 12)  # a quarter of it is past its time
        report.doing("Talking while a quarter is swept")
        talking = asyncio.create_task(beside.goes_on(over))
        begun = time.perf_counter()
        with suppress(TimeoutError):
            async with asyncio.timeout(3 * seconds):
                await house.clean()
        took = time.perf_counter() - begun
        over.set()
        await talking
        grown = town.file.stat().st_size - size
    report.add(
        Row("statements of a share, p99", at(shares.statements, 0.99), "ms", goal=at_most(10)),
        Row("a share with its commit, p50", at(shares.whole, 0.5), "ms"),
        Row("a share with its commit, p99", at(shares.whole, 0.99), "ms", goal=at_most(50)),
        Row("swept beside 100 messages/s", shares.rows / took, "rows/s", goal=at_least(3 * RATE)),
        Row("a message's turn, p50", at(beside.took, 0.5), "ms", at(alone.took, 0.5)),
        Row("a message's turn, p99", at(beside.took, 0.99), "ms", at(alone.took, 0.99), at_most(50)),
        Row("the database", size / 2**20, "MiB"),
        Row("by how much it grew", grown / 2**20, "MiB", goal=at_most(16)),
        Row("its log at most", shares.log / 2**20, "MiB", goal=at_most(64)),
    )
    report.note(f"{shares.rows:,} of {3 * messages:,} rows in {len(shares.whole):,} shares, in {took:.0f} s.")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.housekeeping", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"with {QUICK:,} messages, within 45 s")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--messages", type=int, help=f"how many were written in two days ({MESSAGES:,})")
    given = parser.parse_args()
    messages = given.messages or (QUICK if given.quick else MESSAGES)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    report = Report("Housekeeping", "nothing to sweep", as_json=given.json)
    asyncio.run(measured(report, messages, 5.0 if given.quick else 20.0))
    report.show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
