"""A throng in a town: people search, part, block, report, are banned and change their minds, all by what they say.

Every room that opens in the database is judged by a society of the test's own, which was told what people did.
"""

import sqlite3
import time
import weakref
from collections.abc import Sequence
from dataclasses import replace
from math import inf
from random import Random
from typing import Any

from bot.commands.base import REMEMBERED
from bot.messages import Pressed, What
from bot.platforms.base import Receipt, SendKey
from bot.posts import Address, Post
from bot.rooms import Past
from config.ids import MemberId
from matching.ticket import ANY_GENDER
from moderation.model import Measure
from tests.bot.judges import settle
from tests.bot.mailbox import Letterbox
from tests.bot.people import Person as Writer
from tests.bot.people import meant
from tests.bot.town import Town
from tests.matching.society import Person, Society, Traits, objection
from tests.matching.throng import Outcome

PEOPLE = 40
INTERESTS = ("chess", "go", "hiking", "jazz", "tea", "beekeeping", "opera", "sailing")
SERVERS = ("one", "two")


class Unread(Letterbox):
    """Nobody keeps what arrives here: it would be searched ever longer."""

    async def send(self, to: Address, item: Post, key: SendKey) -> Receipt:
        return Receipt((self.number(to.chat),))

    async def edit(self, to: Address, native: str, item: Post, key: SendKey) -> None:
        return


class Throng:
    """Everybody in one town, a step at a time."""

    def __init__(self, town: Town, random: Random) -> None:
        self.outcome = Outcome()
        self._town = town
        self._random = random
        self._society = Society(random)
        self._writers: dict[MemberId, Writer] = {}
        self._boxes = [Unread("telegram"), Unread("discord")]
        town.platforms.update({box.name: box for box in self._boxes})
        self._bans: dict[MemberId, tuple[str, float]] = {}  # the number of the report, and when it ends
        self._open: dict[str, tuple[Person, Person]] = {}
        self._latest = 0
        self._raw = sqlite3.connect(f"file:{town.file}?mode=ro", uri=True)
        weakref.finalize(self, self._raw.close)

    async def steps(self, count: int) -> None:
        """Raises AssertionError for a room that breaks a rule."""
        if not self._writers:
            await self._enter()
        does = (
            *[self._find] * 40,
            *[self._next] * 10,
            *[self._stop] * 10,
            *[self._change] * 14,
            *[self._block] * 8,
            *[self._report] * 4,
            *[self._pardon] * 4,
            *[self._goes_round] * 20,
        )
        began = time.monotonic()
        for _ in range(count):
            self._time_passes()
            await self._random.choice(does)()
            self._judge()
        self.outcome.steps += count
        self.outcome.seconds = round(self.outcome.seconds + time.monotonic() - began, 2)

    async def _enter(self) -> None:
        for number in range(PEOPLE):
            box = self._boxes[number % len(self._boxes)]
            writer = await self._town.person(f"{number}", platform=box)
            member = await writer.member()
            self._writers[member.id] = writer
            one = self._society.enters(member.id, Traits(platform=box.name))
            for _ in range(2):
                await self._change(one)

    # --- what people do ---

    def _somebody(self) -> tuple[Person, Writer]:
        one = self._society.anybody()
        return one, self._writers[one.name]

    async def _does(self, writer: Writer, what: What) -> None:
        await self._town.hand_in(writer.update(what, message="1"))

    async def _find(self) -> None:
        interests = ", ".join(self._random.sample(INTERESTS, 2)) if self._random.random() < 0.5 else ""
        await self._does(self._somebody()[1], meant(f"/find {interests}"))

    async def _next(self) -> None:
        await self._does(self._somebody()[1], meant("/next"))

    async def _stop(self) -> None:
        await self._does(self._somebody()[1], meant("/stop"))

    async def _change(self, one: Person | None = None) -> None:
        """One of the settings; a search that lasts follows at once."""
        one = one or self._society.anybody()
        writer, other = self._writers[one.name], self._society.somebody()
        server = self._random.choice(SERVERS) if self._random.random() < 0.3 else None
        words, traits = self._random.choice(_settings(one.traits, other))
        writer.enters(server)
        await self._does(writer, meant(f"/settings {words}"))
        writer.enters(None)
        if not one.banned:
            one.traits = traits
        if server is not None:
            one.traits = replace(one.traits, server=f"{writer.sender.platform} {server}")

    async def _block(self) -> None:
        one, writer = self._somebody()
        room = await self._some_room(one)
        if room is not None:
            await self._does(writer, Pressed("block", room.tag))
            self._part(one, room.partner)

    async def _report(self) -> None:
        """Half of the reported are kept out. They are from then on, though the bot hears of it in its next round.

        So are those whom many report, until somebody has looked. Who reports too often has to wait.
        """
        one, writer = self._somebody()
        room = await self._some_room(one)
        if room is None:
            return
        await self._does(writer, Pressed("report", f"{room.tag}.harassment.insults"))
        filed = "SELECT number, closed_at FROM reports WHERE reporter = ? AND room = ?"
        for number, closed in self._ask(filed, one.name, room.room):
            self._part(one, room.partner)
            other = self._society.people[room.partner]
            if not (other.banned or closed or self._random.random() < 0.5):
                measure, days = self._random.choice(((Measure.BAN, None), (Measure.PAUSE, 1 / 128)))
                await settle(self._town, number, measure, days)
            await self._learns(other, number)

    async def _learns(self, other: Person, number: str) -> None:
        """The society hears of what holds."""
        async with self._town.database.read() as unit:
            sanction = await self._town.moderation.sanction(unit, other.name)
        if sanction is not None and not other.banned:
            other.banned = True
            self._bans[other.name] = number, inf if sanction.until is None else sanction.until.timestamp()
            self.outcome.bans += 1

    def _part(self, one: Person, other: MemberId) -> None:
        self.outcome.blocks += other not in one.blocks
        one.blocks.add(other)

    async def _some_room(self, one: Person) -> Past | None:
        """A room somebody may still complain of; the banned can't."""
        async with self._town.look() as turn:
            rooms = await turn.rooms.past(one.name, turn.now - REMEMBERED)
        return self._random.choice(rooms) if rooms and not one.banned else None

    async def _pardon(self) -> None:
        if self._bans:
            name, (number, _) = self._bans.popitem()
            async with self._town.database.unit() as unit:
                await self._town.moderation.lift(unit, number)
            self._society.people[name].banned = False

    async def _goes_round(self) -> None:
        await self._town.goes_round()
        if self._random.random() < 0.1:
            await self._town.rounds.second_chances(self._town.clock())

    def _time_passes(self) -> None:
        """By quarters of seconds: the database counts in milliseconds, and no boundary lies between two of them."""
        self._town.clock.passes(seconds=self._random.randrange(40) / 4)
        for name, (_, until) in list(self._bans.items()):
            if self._town.clock() >= until:
                del self._bans[name]
                self._society.people[name].banned = False

    # --- judging ---

    def _judge(self) -> None:
        """Raises AssertionError unless those whose rooms opened in this step may meet, by all that happened."""
        now = self._town.clock()
        for room, closed in self._ask("SELECT id, closed_at FROM rooms WHERE closed_at >= ?", int(now * 1000)):
            self._close(room, closed)
        opened = self._ask("SELECT rowid, id, first, second, closed_at FROM rooms WHERE rowid > ?", self._latest)
        for row, room, first, second, closed in opened:
            one, other = self._society.people[first], self._society.people[second]
            broken = objection(one, other, now)
            assert not broken, f"{broken}: {one} and {other} at {now}"
            self.outcome.reunions += other.name in one.met
            self.outcome.pairs += 1
            self.outcome.rooms += 1
            self._society.meet(one, other)
            self._open[room] = one, other
            self._close(room, closed)
            self._latest = row

    def _close(self, room: str, closed_at: int | None) -> None:
        if closed_at is not None and room in self._open:
            self._society.part(*self._open.pop(room), closed_at / 1000)

    def _ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._raw.execute(query, values).fetchall()


def _settings(traits: Traits, other: Traits) -> Sequence[tuple[str, Traits]]:
    """What somebody may say to be as the other is in one thing."""
    likes = None if other.likes == ANY_GENDER else other.likes
    ages = "-" if other.ages is None else "{}-{}".format(*other.ages)
    return (
        (f"languages {', '.join(sorted(other.languages))}", replace(traits, languages=other.languages)),
        (f"gender {other.gender or '-'}", replace(traits, gender=other.gender)),
        (f"age {other.age or '-'}", replace(traits, age=other.age)),
        (f"meet {','.join(sorted(likes or '-'))}", replace(traits, likes=likes)),
        (f"ages {ages}", replace(traits, ages=other.ages)),
        (f"near {other.near or '-'}", replace(traits, near=other.near)),
    )
