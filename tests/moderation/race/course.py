"""A race from the start to the look at what is on record: cases, people in processes, and who decided what."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Final

from sqlalchemy import func, insert, select, text

from config.database import Database, metadata
from config.ids import MemberId
from config.migrations import migrate
from moderation.model import Queue
from moderation.roles import Role
from moderation.stores.audit import SqlAudit
from moderation.stores.moments import sql
from moderation.stores.schema import audit, cases, decisions, reports
from moderation.stores.team import SqlTeam
from tests.moderation.desk import NOW
from tests.moderation.race.racer import Tally, connected

ROOT: Final = Path(__file__).parents[3]
PEOPLE: Final = 12
PROCESSES: Final = 3


@dataclass(slots=True)
class Outcome:
    """What races added up to. `late`: decisions after a lease was over; `again`: second taps; both refused."""

    cases: int = 0
    claims: int = 0
    taken: int = 0
    late: int = 0
    again: int = 0
    doubles: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.cases + other.cases,
            self.claims + other.claims,
            self.taken + other.taken,
            self.late + other.late,
            self.again + other.again,
            self.doubles + other.doubles,
            self.seconds + other.seconds,
        )

    def __str__(self) -> str:
        return (
            f"{self.cases:,} cases decided once each in {self.seconds:.0f} s by {PEOPLE} people, "
            f"{self.claims:,} claims, {self.taken:,} refused as taken, {self.late:,} decisions under a claim that was "
            f"over and {self.again:,} "
            f"second taps refused; {self.doubles} double decisions"
        )


async def _placed(database: Database, number: int) -> None:
    """Cases that wait, each with a report, and people who moderate."""
    await migrate(database, metadata)
    due, at = sql(NOW + timedelta(days=1)), sql(NOW)
    async with database.unit() as unit:
        waiting = [
            {
                "id": f"c{each}", "subject": f"s{each}", "reason": "spam", "server": "", "state": "queued",
                "queue": Queue.STANDARD.value, "rank": 20.0, "due_at": due, "created_at": at, "version": 1, "fence": 0,
                "reporters": 1,
            }
            for each in range(number)
        ]  # fmt: skip
        filed = [
            {
                "number": f"R-{each}", "reporter": f"r{each}", "subject": f"s{each}", "room": f"room{each}",
                "reason": "spam", "at": at, "case": f"c{each}",
            }
            for each in range(number)
        ]  # fmt: skip
        await unit.connection.execute(insert(cases), waiting)
        await unit.connection.execute(insert(reports), filed)
        for each in range(PEOPLE):
            await SqlTeam(unit).grant(MemberId(f"w{each}"), Role.MODERATOR, MemberId("cli"), NOW)


def race(url: str, number: int, seed: int) -> Outcome:
    """So many cases. Raises AssertionError where one is decided twice, or not at all, or the log does not say so."""
    return asyncio.run(raced(url, number, seed))


async def raced(url: str, number: int, seed: int) -> Outcome:
    async with connected(url) as database:
        await _placed(database, number)
        began = time.time()
        each = PEOPLE // PROCESSES
        given = [(str(first), str(first + each)) for first in range(0, PEOPLE, each)]
        running = [_process(url, str(began), *some, str(seed)) for some in given]
        try:
            told = await asyncio.gather(*(asyncio.to_thread(process.communicate) for process in running))
        finally:
            for process in running:
                process.kill()
                process.wait()
        seconds = time.time() - began
        assert all(process.returncode == 0 for process in running), "a process failed"
        tally = sum((Tally(**json.loads(out)) for out, _ in told), Tally())
        await _look(database, number, tally)
    return Outcome(number, tally.claims, tally.taken, tally.late, tally.again, tally.doubles, seconds)


def _process(*given: str) -> "Popen[bytes]":
    return Popen([sys.executable, "-m", "tests.moderation.race", *given], cwd=ROOT, stdout=PIPE)


async def _look(database: Database, number: int, tally: Tally) -> None:
    """What is on record is what the people were told."""
    async with database.read() as unit:

        async def count(query: str) -> int:
            return int((await unit.connection.execute(text(query))).scalar_one())

        assert tally.doubles == 0, "a second tap decided again"
        assert tally.decided == number, "what people were told they decided"
        assert await count("SELECT count(*) FROM cases WHERE state = 'decided'") == number
        assert await count("SELECT count(*) FROM decisions") == number
        once = select(func.count(decisions.c.case.distinct()))
        assert (await unit.connection.execute(once)).scalar_one() == number, "a case was decided twice"
        assert await count("SELECT sum(fence) FROM cases") == tally.claims, "each claim has a fence of its own"
        lines = (await unit.connection.execute(select(audit.c.kind, func.count()).group_by(audit.c.kind))).all()
        kinds = {row[0]: row[1] for row in lines}
        assert (kinds["claim"], kinds["decide"]) == (tally.claims, number)
        assert kinds.get("expire", 0) == tally.claims - number, "a claim ends in a decision or runs out"
        under = 'SELECT count(*) FROM decisions d JOIN cases c ON c.id = d."case" WHERE d.fence <> c.fence'
        assert await count(under) == 0, "the last claim decided"
        assert (await SqlAudit(unit).verify()).broken_at is None
