"""One process of a race: people of its own search and leave, and whomever it ticks into a match it looks after.

It does as the turns of the bot do: a match becomes a room only if both rows are in the table, and a line that was lost
is restored from it.
"""

import asyncio
import time
from collections.abc import Iterator
from math import inf
from pathlib import Path
from random import Random

from redis.asyncio import Redis

from matching.line import Line
from matching.lines.calls import SHORT_LINE, Calls
from matching.lines.redis import RedisLine
from matching.lines.sealing import in_the_open
from matching.policy import Policy
from matching.rules import may_meet
from matching.ticket import Match, Ticket
from tests.matching.race.ledger import Ledger
from tests.matching.race.order import Order
from tests.matching.race.table import Table
from tests.matching.tickets import ticket
from tests.servers import client

AT_ONCE = 64
TICK = 0.1
EXPIRES = 3.0

POLICIES = {
    "calm": Policy(thin=1e9, claim_expires=EXPIRES),
    "choosy": Policy(thin=0.0, horizon=100.0, commit_after=2.0, fade=3.0, overdue=6.0, claim_expires=EXPIRES),
}
"""Anyone will do at once; or many wait for two seconds, and ticks pair them."""

SHORT_LINES = {"calm": SHORT_LINE, "choosy": 40}
"""People whom the server keeps in its memory. Of many who wait it is to be some, and the others posted."""

UPDATING = "updating"
"""Instead of a policy: calm, and some processes have another version of what Redis is asked. A line in which some are
kept by one of them begins anew, as one that was emptied."""
POLICIES[UPDATING] = POLICIES["calm"]


def calls_of(redis: Redis, policy: str, name: str) -> Calls:
    """How a process asks Redis."""
    short_line = SHORT_LINES.get(policy, SHORT_LINE)
    return Calls(redis, short_line - 1 if policy == UPDATING and "1" in name else short_line)


CROWD = 500
"""So many people of one process may wait, or a tenth of all it brings, before others stay away: nobody is found while
Redis is gone."""

LANGUAGES = (("en",), ("en",), ("de",), ("de", "en"))

RELEASED, FORGOTTEN, LEAVES = 0.05, 0.03, 0.05
"""Of all matches so many are released, and so many are left until they go stale; so many of those who wait leave."""


class Racer:
    """One process. Every ticket is of a person nobody else has."""

    def __init__(self, name: str, line: Line, table: Table, order: Order, ledger: Ledger, random: Random) -> None:
        self._name = name
        self._line = line
        self._table = table
        self._order = order
        self._ledger = ledger
        self._random = random
        self._waiting: list[Ticket] = []
        self._most = CROWD
        self._crowd = 0  # who waits, or did when they were last counted
        self._room = asyncio.Event()
        self._clock = time.monotonic

    async def run(self, finds: int) -> None:
        """So many finds, `AT_ONCE` under way."""
        await self._table.take_over()
        self._most = max(CROWD, finds // 10)
        over = asyncio.Event()
        numbers = iter(range(finds))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._ticks(over))
            async with asyncio.TaskGroup() as searches:
                for _ in range(AT_ONCE):
                    searches.create_task(self._searches(numbers))
            over.set()

    async def _searches(self, numbers: Iterator[int]) -> None:
        for number in numbers:
            await self._room.wait()
            async with self._order.searching():
                await self._search(self._somebody(number))
            if self._waiting and self._random.random() < LEAVES:
                await self._leaves(self._waiting.pop(self._random.randrange(len(self._waiting))))

    def _somebody(self, number: int) -> Ticket:
        named = {f"i{self._random.randrange(1000)}" for _ in range(self._random.randrange(2, 5))}
        return ticket(
            f"{self._name}-{number:07}",
            *sorted(named),
            languages=self._random.choice(LANGUAGES),
            since=self._clock(),
        )

    async def _search(self, seeker: Ticket) -> None:
        await self._table.put(seeker)
        while (match := await self._line.find(seeker, self._clock())) is not None:
            assert match.seeker == seeker
            if await self._goes_on(match, "find"):
                break
        else:
            self._count(self._crowd + 1)
        await self._table.waits(seeker.member)
        self._waiting.append(seeker)

    def _count(self, crowd: int) -> None:
        self._crowd = crowd
        if crowd < self._most:
            self._room.set()
        else:
            self._room.clear()

    async def _leaves(self, one: Ticket) -> None:
        if await self._table.leave(one.member):
            await self._line.leave(one.member)

    async def _goes_on(self, match: Match, by: str) -> bool:
        """What becomes of a match. False: its seeker has to search again."""
        self._ledger.given(match, by)
        assert may_meet(*match.tickets)
        chance = self._random.random()
        if chance < FORGOTTEN:
            return True
        if chance < FORGOTTEN + RELEASED:
            self._ledger.let_go(match, "released")
            await self._line.release(match)
            return True
        there = await self._table.open(match)
        if len(there) == 2:
            await self._line.settle(match)
            return True
        self._ledger.let_go(match, "dropped")
        if by == "find" and there == [match.seeker]:
            await self._line.settle(match)
            return False
        async with self._table.alone():
            await self._line.settle(match)
            await self._line.requeue(self._table.still_there(match))
        return True

    async def _ticks(self, over: asyncio.Event) -> None:
        """Until all searches are over, and as long as the last claims that were left need to go stale. Where anyone
        will do, who comes takes nearly all who are back: ticks are sure to pair some only once nobody comes."""
        ends = inf
        while self._clock() < ends:
            matches = await self._line.tick(self._clock())
            if self._line.lost:
                async with self._order.restoring(), self._table.alone():
                    await self._line.restore(self._table.waiting())
            await asyncio.gather(*[self._goes_on(match, "tick") for match in matches])
            self._count(self._table.crowd())
            if over.is_set():
                ends = min(ends, self._clock() + EXPIRES + 3 * TICK)
                await asyncio.sleep(TICK)
                continue
            try:
                async with asyncio.timeout(TICK):
                    await over.wait()
            except TimeoutError:
                continue


async def run(url: str, folder: Path, name: str, policy: str, finds: int, seed: int) -> None:
    """A process's part from its beginning to its end."""
    table, order, ledger = Table(folder, name), Order(folder), Ledger(folder, name, time.monotonic)
    async with client(url, timeout=30.0) as redis:
        line = RedisLine(calls_of(redis, policy, name), POLICIES[policy], in_the_open())
        await Racer(name, line, table, order, ledger, Random(f"{name} {seed}")).run(finds)
        await line.close()
    table.close()
    order.close()
    ledger.close()
