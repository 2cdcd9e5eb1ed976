"""A town to tell stories in: real stores, turns and words over a fresh database, and platforms in memory.

Without an outbox each turn's messages are handed out as soon as it is committed: a story is what was decided. With one
they take the whole way through lanes and claims.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.commands.base import House
from bot.conversation import Conversation
from bot.courier import Courier
from bot.journal import Delivered, Queued
from bot.media import Photos
from bot.members import Profile
from bot.messages import Address, Incoming, Outgoing, Sender
from bot.metrics import Metrics
from bot.outbox import Outbox
from bot.pace import Pace
from bot.platforms.base import Platform, SendKey
from bot.rounds import Rounds
from bot.texts.catalogue import Catalogue
from bot.turn import OpenTurn, Turn
from bot.turns import Turns
from config.ids import MessageId, new_id
from matching.lines.memory import MemoryLine
from matching.matchmaker import Matchmaker
from matching.policy import Policy
from moderation.service import Moderation
from tests.bot.mailbox import Letterbox, Mailbox
from tests.bot.people import Person
from tests.contracts.stores import NOW, sql_turn, sqlite

PATIENCE = 10.0


class Clock:
    """Time stands still until it is told to pass."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def passes(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        self.now += seconds + 60 * minutes + 3600 * hours


class Town:
    """Everybody in it, and all the parts of Bauta that talk to them. `async with` it.

    `after`: the same town, before Bauta was started again.
    """

    def __init__(
        self,
        file: Path,
        catalogue: Catalogue,
        *,
        outbox: bool = False,
        clock: Clock | None = None,
        policy: Policy | None = None,
        after: "Town | None" = None,
        paces: dict[str, Pace] | None = None,
        open_turn: OpenTurn = sql_turn,
        busy_seconds: float = 5.0,
    ) -> None:
        self.file = file
        self.clock = clock or (after.clock if after else Clock())
        self.catalogue = catalogue
        self.database = sqlite(file, self.clock, busy_seconds)
        self.metrics = Metrics()
        self.policy = policy or Policy()
        self.matchmaker = Matchmaker(MemoryLine(self.policy), self.policy)
        self.moderation = Moderation(self.clock)
        house = House(self.matchmaker, self.policy, self.moderation, catalogue, self.metrics)
        self.conversation = Conversation(house)
        photos = Photos()
        self.open_turn = open_turn
        self.outbox = (
            Outbox(self.database, open_turn, paces or {}, self.metrics, self.clock, time.monotonic) if outbox else None
        )
        self.turns = Turns(
            self.database,
            open_turn,
            self.conversation,
            photos,
            self.metrics,
            self.clock,
            self._committed,
            self.outbox.free if self.outbox else lambda _: False,
        )
        self.mailbox: Mailbox = after.mailbox if after else Mailbox()
        self.platforms: dict[str, Platform] = {self.mailbox.name: self.mailbox}
        self.courier = Courier(
            self.platforms,
            self.database,
            open_turn,
            self.turns,
            self.conversation,
            self.moderation,
            catalogue,
            photos,
            self.clock,
        )
        self.rounds = Rounds(
            self.database,
            open_turn,
            self.turns,
            self.conversation,
            self.matchmaker,
            self.policy,
            self.moderation,
            self.metrics,
            self.clock,
        )
        self.committed: list[Queued] = []
        """All rows in the order of their turns."""
        self.people: dict[str, Person] = after.people if after else {}
        for person in self.people.values():
            person.town = self
        self._given_out = 0
        self._addresses: dict[str, Address] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Town":
        async with self.look() as turn:
            await self.matchmaker.restore([waiting.ticket for waiting in await turn.tickets.all()])
        self._tasks.append(asyncio.create_task(self.turns.run()))
        if self.outbox is not None:
            self._tasks.append(asyncio.create_task(self.outbox.run(self.turns, self.courier)))
            await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.database.close()
        broken = [error for error in ended if not isinstance(error, asyncio.CancelledError)]
        assert broken == [], "the turns and the outbox never end by themselves"

    # --- people ---

    async def person(
        self, name: str, *, language: str | None = "en", admitted: bool = True, platform: Letterbox | None = None
    ) -> Person:
        """Somebody with a chat of their own; they have agreed to the rules unless `admitted` is False."""
        mailbox = platform or self.mailbox
        number = 9_000_000_001 + 1_000_003 * len(self.people)
        person = Person(self, name, Sender(mailbox.name, "77", str(number), str(number), language), mailbox)
        self.people[name] = person
        if admitted:
            await self._admit(person, language or "en")
        return person

    async def _admit(self, person: Person, language: str) -> None:
        async with self.database.unit() as unit:
            turn = self.open_turn(unit, self.clock())
            met = await turn.members.meet(person.sender, self.catalogue.nearest(language), turn.now)
            await turn.members.save(replace(met, agreed_at=turn.now, profile=Profile(languages=(language,))))

    async def paired(self, first: str, second: str, interests: str = "") -> tuple[Person, Person]:
        """Two people who talk with each other and have heard of it."""
        one, other = [self.people.get(name) or await self.person(name) for name in (first, second)]
        for each in (one, other):
            await each.says(f"/find {interests}")
        for each in (one, other):
            each.hears()
            each.sees_changed()
        return one, other

    async def in_room(self, *people: Person) -> bool:
        """Whether these two talk with each other."""
        one, other = [await person.member() for person in people]
        async with self.look() as turn:
            seats = await turn.rooms.seat(one.id), await turn.rooms.seat(other.id)
        assert (seats[0] is not None and seats[0].partner == other.id) == (
            seats[1] is not None and seats[1].partner == one.id
        ), "a one-way pair"
        return seats[0] is not None and seats[0].partner == other.id

    # --- what goes in and out ---

    async def hand_in(self, *batch: Incoming) -> None:
        """A platform brings updates; returns when all that follows from them has arrived (without an outbox)."""
        await self.turns.accept(batch)
        await self.hand_out()

    async def decide(self, incoming: Incoming) -> list[Outgoing]:
        """What one update leads to, by the conversation alone; committed, but sent to nobody."""
        async with self.database.unit() as unit:
            return await self.conversation.handle(incoming, self.open_turn(unit, self.clock()), MessageId(new_id()))

    async def hand_out(self) -> None:
        """Deliver what was committed, if no outbox does; with one, leave it to the lanes."""
        if self.outbox is None:
            while self._given_out < len(self.committed):
                row = self.committed[self._given_out]
                self._given_out += 1
                if getattr(row.item, "reply_to", None):
                    await self.turns.drained()  # what it answers may have been delivered a moment ago
                receipt = await self.courier.deliver(row, await self._address(row.lane), SendKey(row.id))
                self.turns.finished(Delivered(row, receipt.ids))
            await self.turns.drained()

    async def _address(self, lane: str) -> Address:
        if lane not in self._addresses:
            async with self.look() as turn:
                found = await turn.members.address(lane)
            assert found is not None
            self._addresses[lane] = found[0]
        return self._addresses[lane]

    async def settled(self) -> None:
        """Until nothing is on its way any more."""
        async with asyncio.timeout(PATIENCE):
            while True:
                if self.outbox is not None:
                    await self.outbox.drained()
                await self.turns.drained()
                async with self.look() as turn:
                    if await turn.journal.depth() == 0:
                        return
                await asyncio.sleep(0)

    async def goes_round(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        """Let time pass, and then let happen what happens by itself."""
        self.clock.passes(seconds=seconds, minutes=minutes, hours=hours)
        await self.rounds.pair(self.clock())
        await self.rounds.look(self.clock())
        await self.hand_out()

    def _committed(self, rows: Sequence[Queued]) -> None:
        self.committed.extend(rows)
        if self.outbox is not None:
            self.outbox.put(rows)

    # --- looking behind the curtain ---

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Turn]:
        async with self.database.read() as unit:
            yield self.open_turn(unit, self.clock())

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A table as it lies in the file."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as raw:
            raw.row_factory = sqlite3.Row
            return [dict(row) for row in raw.execute(f"SELECT * FROM {table}")]  # noqa: S608 - a name of ours

    def tables(self) -> list[str]:
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as raw:
            named = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'alembic%'")
            return [name for (name,) in named]


async def until(condition: Any) -> None:
    """Wait, turn by turn of the loop, until something has become true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.001)
