"""A town to tell stories in: real stores, turns and words over a fresh database, and platforms in memory.

Without an outbox each turn's messages are handed out as soon as it is committed: a story is what was decided. With one
they take the whole way through lanes and claims.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest

from bot.baggage import Baggage
from bot.commands.base import House
from bot.commands.pairing import open_room
from bot.commands.pools import ADULTS
from bot.conversation import Conversation
from bot.courier import Courier
from bot.duty import ALONE, Duty
from bot.hooks import ServerHooks, moderated
from bot.journal import Delivered, Queued
from bot.media.cleaner import InProcess, Spool
from bot.members import Profile
from bot.messages import Incoming, Outgoing, Sender
from bot.metrics import Metrics
from bot.opening import kept_apart
from bot.outbox import Outbox
from bot.pace import Pace
from bot.platforms.base import Platform, SendKey
from bot.posts import Address
from bot.rounds import Rounds
from bot.texts.catalogue import Catalogue
from bot.turn import OpenTurn, Turn
from bot.turns import Turns
from bot.vigil import Vigil
from config.database import Database
from config.ids import MemberId, MessageId, TicketId, new_id
from config.interests import related
from matching.appraisal import Appraiser
from matching.line import Line
from matching.lines.memory import MemoryLine
from matching.matchmaker import Matchmaker
from matching.policy import Policy
from matching.ticket import Match, Ticket
from moderation.service import Moderation
from tests.bot.archive import archive
from tests.bot.mailbox import Letterbox, Mailbox
from tests.bot.people import Person
from tests.bot.raw import RAW, SqliteFile
from tests.bot.timeline import Clock
from tests.contracts.stores import sql_turn
from tests.matching.tickets import bustle

PATIENCE = 10.0


class Town:
    """Everybody in it, and all the parts of Bauta that talk to them. `async with` it.

    `busy`: so many search that whoever shares no interest waits for somebody who does.
    `after`: the same town, before Bauta was started again.
    """

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        *,
        outbox: bool = False,
        busy: bool = False,
        policy: Policy | None = None,
        line: Line | None = None,
        after: "Town | None" = None,
        paces: dict[str, Pace] | None = None,
        duty: Duty = ALONE,
        hooks: ServerHooks | None = None,
    ) -> None:
        self.raw = RAW[database.writing.dialect.name](database._url)
        self.clock: Clock = after.clock if after else Clock()
        self.catalogue = catalogue
        self.database = database
        self.metrics = Metrics()
        self.policy = policy or Policy()
        self.appraiser = Appraiser(self.policy, related=related)
        if busy:
            self.bustle()
        self.matchmaker = Matchmaker(line or MemoryLine(self.policy, self.appraiser), self.policy)
        self.evidence, self.notary = archive(self.database, self.clock, self.metrics, duty)
        self.moderation = Moderation(self.clock, evidence=self.evidence, apart=kept_apart)
        self.open_turn: OpenTurn = sql_turn
        around = self.metrics, self.clock, time.monotonic, duty
        self.outbox = Outbox(self.database, sql_turn, paces or {}, *around) if outbox else None
        services = self.matchmaker, self.policy, self.moderation, catalogue, self.metrics
        self.house = House(*services, crowded=self.crowded, hooks=hooks or moderated(self.moderation))
        self.conversation = Conversation(self.house)
        cleaner = InProcess(spool := Spool(Path(gettempdir()), 100_000_000))
        outward = (self.metrics, self.clock, self, duty)
        self.turns = Turns(self.database, sql_turn, self.conversation, cleaner, *outward, witness=self.notary)
        self.vigil = Vigil(self.notary, self.evidence, self.database, sql_turn, self.turns.act, self.clock)
        self.mailbox: Mailbox = after.mailbox if after else Mailbox()
        self.platforms: dict[str, Platform] = {self.mailbox.name: self.mailbox}
        baggage = Baggage(self.platforms, self.database, sql_turn, spool, cleaner, self.clock)
        parts = (self.turns, self.conversation, self.moderation, catalogue, baggage, self.clock)
        self.courier = Courier(self.platforms, self.database, sql_turn, *parts)
        self.rounds = Rounds(self.database, sql_turn, self.turns, self.house, self.clock)
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
            searches = await turn.tickets.all()
            await self.matchmaker.restore([search.ticket for search in searches])
            for search in searches:
                self.house.bulletin.post(search.ticket, None, turn.now)
        self._tasks.append(asyncio.create_task(self.turns.run()))
        if self.outbox is not None:
            self._tasks.append(asyncio.create_task(self.outbox.run(self.turns, self.courier)))
            await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        broken = [error for error in ended if not isinstance(error, asyncio.CancelledError)]
        assert broken == [], "the turns and the outbox never end by themselves"

    # --- people ---

    async def person(
        self, name: str, *, language: str | None = "en", admitted: bool = True, platform: Letterbox | None = None
    ) -> Person:
        """Somebody with a chat of their own; they have agreed to the rules unless `admitted` is False."""
        person = self._newcomer(name, language, platform or self.mailbox)
        if admitted:
            async with self.database.unit() as unit:
                await self._admit(person, self.open_turn(unit, self.clock()))
        return person

    def _newcomer(self, name: str, language: str | None, mailbox: Letterbox) -> Person:
        number = 9_000_000_001 + 1_000_003 * len(self.people)
        person = Person(self, name, Sender(mailbox.name, "77", str(number), str(number), language), mailbox)
        self.people[name] = person
        return person

    async def _admit(self, person: Person, turn: Turn, interests: tuple[str, ...] = ()) -> MemberId:
        language = person.sender.language or "en"
        met = await turn.members.meet(person.sender, self.catalogue.nearest(language), turn.now)
        profile = Profile(interests, met.profile.languages or (language,))
        await turn.members.save(replace(met, agreed_at=turn.now, profile=profile))
        return met.id

    async def paired(self, first: str, second: str, interest: str = "") -> tuple[Person, Person]:
        """Two people who talk with each other and have heard of it, by a shorter way than asking them to search."""
        one, other = [self.people.get(name) or self._newcomer(name, "en", self.mailbox) for name in (first, second)]
        shared = (interest,) if interest else ()

        async def meet(turn: Turn) -> list[Outgoing]:
            both = [await self._admit(person, turn, shared) for person in (one, other)]
            seeking = [Ticket(TicketId(member), member, ADULTS, shared) for member in both]
            return await open_room(turn, self.house, Match("met", seeking[0], seeking[1], shared, 1.0, turn.now), ())

        await self.turns.act(meet)
        await self.hand_out()
        for each in (one, other):
            each.hears()
            each.sees_changed()
        return one, other

    async def in_room(self, one: Person, other: Person) -> bool:
        """Whether these two talk with each other."""
        async with self.look() as turn:
            members = [await turn.members.known(each.sender) for each in (one, other)]
            seats = [await turn.rooms.seat(each.id) if each else None for each in members]
        partners = [seat.partner if seat else None for seat in seats]
        together = [
            each is not None and each.id == partner for each, partner in zip(members[::-1], partners, strict=True)
        ]
        assert together[0] == together[1], "a one-way pair"
        return together[0]

    def bustle(self) -> None:
        """Many have come to search in the last minute."""
        bustle(self.appraiser, self.clock(), ADULTS)

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
                to = await self._address(row.lane)
                files = await self.courier.fetched(row, to)
                receipt = await self.courier.deliver(row, to, SendKey(row.id), files)
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
        go = self.rounds
        for step in (go.pair, go.watch, go.patience, go.news, go.decisions, go.disclosures, go.erasures):
            await step(self.clock())
        await self.hand_out()

    # --- what the writer knows of the lanes ---

    def put(self, rows: Sequence[Queued]) -> None:
        self.committed.extend(rows)
        if self.outbox is not None:
            self.outbox.put(rows)

    def known(self, lane: str) -> bool:
        return self.outbox is None or self.outbox.known(lane)

    def learn(self, address: Address, member: MemberId) -> None:
        if self.outbox is not None:
            self.outbox.learn(address, member)

    def free(self, lane: str) -> bool:
        return self.outbox is not None and self.outbox.free(lane)

    def elsewhere(self, lane: str) -> bool:
        return self.outbox is not None and self.outbox.elsewhere(lane)

    def crowded(self, lane: str, beside: int = 0) -> bool:
        return self.outbox is not None and self.outbox.crowded(lane, beside)

    # --- looking behind the curtain ---

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Turn]:
        async with self.database.read() as unit:
            yield self.open_turn(unit, self.clock())

    @property
    def file(self) -> Path:
        """Of a town in SQLite: a test that looks into it does not run on another database."""
        return self.raw.path if isinstance(self.raw, SqliteFile) else pytest.skip("looks into SQLite's file")

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A table as it lies on the disk."""
        return self.raw.asks(f"SELECT * FROM {table}")  # noqa: S608 - a name of ours

    def tables(self) -> list[str]:
        return [row["name"] for row in self.raw.asks(self.raw.names) if not row["name"].startswith("alembic")]


async def until(condition: Any) -> None:
    """Wait, turn by turn of the loop, until something has become true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.001)
