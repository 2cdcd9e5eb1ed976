"""`python -m benchmarks.moderation_queue`: a page of the moderators' queue while 10,000 cases are open.

Whole pages as the service gives them, their line in the audit log included, beside the same twenty cases selected by
their numbers: what the database itself takes for rows it need not look for.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from sqlalchemy import insert, select

from benchmarks.report import Report, Row, at_most
from config.ids import MemberId
from moderation.model import Queue, Reason
from moderation.roles import Actor, Role
from moderation.service import Moderation
from moderation.stores.moments import sql
from moderation.stores.schema import cases
from tests.contracts.stores import STORES, Ground
from tests.moderation.desk import NOW

OPEN: Final = 10_000
DECIDED: Final = 20_000
"""Cases of before lie in the table, too."""

LOOKS: Final = 100
PAGE: Final = 20
GOAL: Final = 50.0
"""Milliseconds."""

SENIOR: Final = Actor(MemberId("senior"), frozenset({Role.SENIOR}))
PLACES: Final = (
    (Queue.STANDARD, "queued"),
    (Queue.STANDARD, "queued"),
    (Queue.URGENT, "queued"),
    (Queue.SERVER, "queued"),
    (Queue.SENIOR, "escalated"),
    (Queue.APPEALS, "appealed"),
)


async def fill(ground: Ground, count: int = OPEN) -> None:
    """So many open cases of the last two days in all queues a senior sees, and twice as many decided ones."""
    random = Random(1)
    rows = []
    for number in range(count + DECIDED * count // OPEN):
        queue, state = PLACES[number % len(PLACES)]
        begun = NOW - timedelta(seconds=random.uniform(0, 2 * 86400))
        rows.append(
            {
                "id": f"{number}",
                "subject": f"m{number}",
                "reason": random.choice(list(Reason)).value,
                "server": "f" * 32 if queue is Queue.SERVER else "",
                "state": state if number < count else "decided",
                "queue": queue.value,
                "rank": random.uniform(20, 100),
                "due_at": sql(begun + timedelta(days=1)),
                "created_at": sql(begun),
                "version": 3,
                "fence": 1,
                "reporters": random.randint(1, 5),
            }
        )
    async with ground.database.unit() as unit:
        for first in range(0, len(rows), 1000):
            await unit.connection.execute(insert(cases), rows[first : first + 1000])


async def pages(ground: Ground, offset: int) -> tuple[float, float]:
    """Milliseconds: the median of whole pages from there on, and of the same cases by their numbers."""
    service = Moderation(NOW.timestamp)
    took, reference = list[float](), list[float]()
    for _ in range(LOOKS):
        async with ground.database.unit() as unit:
            began = time.perf_counter()
            page = await service.cases.queue(unit, SENIOR, PAGE, offset)
            took.append(time.perf_counter() - began)
            assert len(page) == PAGE
            began = time.perf_counter()
            found = await unit.connection.execute(select(cases).where(cases.c.id.in_([case.id for case in page])))
            assert len(found.all()) == PAGE
            reference.append(time.perf_counter() - began)
    return median(took) * 1000, median(reference) * 1000


async def rows(kinds: Sequence[str] = tuple(STORES), count: int = OPEN) -> list[Row]:
    """The first page and one from the middle, in each kind of database."""
    made = []
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            async with STORES[kind](Path(folder)) as ground:
                await fill(ground, count)
                for what, offset in (("the first page", 0), ("a page from the middle", count // 2)):
                    value, reference = await pages(ground, offset)
                    told = f"{what} of the queue, {count:,} open cases, {kind}"
                    made.append(Row(told, value, "ms", reference, at_most(GOAL)))
    return made


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.moderation_queue", description=__doc__)
    parser.add_argument("--cases", type=int, default=OPEN, help=f"how many are open ({OPEN:,})")
    parser.add_argument("--json", action="store_true", help="one row per line, for programs")
    given = parser.parse_args()
    report = Report("The moderators' queue", "by number", as_json=given.json)
    found = asyncio.run(rows(count=given.cases))
    report.add(*found)
    report.show()
    return 1 if any(row.ok is False for row in found) else 0


if __name__ == "__main__":
    sys.exit(main())
