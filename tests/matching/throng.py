"""A throng at one line, step by step: people search, meet, part, block, are banned, change their minds and leave.

Whatever the line pairs is judged by the society they live in, not by their tickets. Matches become rooms as turns make
them: at once, late, or never; only if both still search.
"""

import time
from collections import Counter
from dataclasses import dataclass
from random import Random

from config.ids import MemberId
from matching.line import Line
from matching.policy import Policy
from matching.ticket import Match, Ticket
from tests.matching.society import Person, Society, objection

PEOPLE = 240
POLICIES = {
    "usual": Policy(),
    "calm": Policy(thin=1e9),
    "patient": Policy(thin=0.0, horizon=100.0, commit_after=60.0, fade=90.0, overdue=120.0),
}
HURRY = (2.0, 20.0, 40.0)
"""Steps in a second: calm and busy moments."""
CHANCES_EVERY = 60.0
"""Seconds between two looks at whose cool-downs are over, as in life."""


@dataclass(slots=True)
class Outcome:
    """What the steps added up to. `reunions`: pairs who had met before, longer ago than the cool-down."""

    steps: int = 0
    pairs: int = 0
    reunions: int = 0
    rooms: int = 0
    blocks: int = 0
    bans: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(*[getattr(self, name) + getattr(other, name) for name in self.__slots__])

    def __str__(self) -> str:
        pace = f"{self.seconds:,.0f} s ({self.steps / (self.seconds or 1):,.0f}/s)"
        return (
            f"{self.steps:,} steps in {pace}: {self.pairs:,} pairings, {self.reunions:,} of them reunions, "
            f"{self.rooms:,} rooms, {self.blocks:,} blocks, {self.bans:,} sanctions; nobody was paired whom a rule "
            "keeps apart"
        )


class Throng:
    """Everybody of one society, at one line that was empty before."""

    def __init__(self, line: Line, random: Random, now: float, people: int = PEOPLE) -> None:
        self.outcome = Outcome()
        self.kept_apart: Counter[str] = Counter()
        """By rule: how often somebody who waited could not be a partner because of it, as far as was looked."""
        self._line = line
        self._random = random
        self._now = now
        self._chances = now
        self._society = Society(random)
        for number in range(people):
            self._society.enters(f"m{number}", self._society.somebody())
        self._searches: dict[MemberId, Ticket] = {}
        self._partners: dict[MemberId, MemberId] = {}
        self._matches: list[Match] = []  # those whose turn has not come

    async def steps(self, count: int) -> None:
        """Raises AssertionError for a pairing that breaks a rule."""
        does = (
            *[self._search] * 40,
            *[self._tick] * 18,
            *[self._part] * 10,
            *[self._late_turn] * 7,
            *[self._leave] * 5,
            *[self._block] * 3,
            *[self._change] * 5,
            *[self._ban] * 2,
            *[self._pardon] * 10,
        )
        began = time.monotonic()
        for _ in range(count):
            self._now += self._random.expovariate(self._random.choice(HURRY))
            await self._random.choice(does)()
            if self._now >= self._chances + CHANCES_EVERY:
                self._chances = self._now
                await self._second_chances()
        self.outcome.steps += count
        self.outcome.seconds = round(self.outcome.seconds + time.monotonic() - began, 2)

    # --- what people do ---

    async def _search(self) -> None:
        """Also somebody who talks, or searches already."""
        one = self._society.anybody()
        if not one.banned:
            self._end_room(one)
            await self._seek(one)

    async def _leave(self) -> None:
        await self._out(self._society.anybody())

    async def _part(self) -> None:
        if self._partners:
            self._end_room(self._society.people[self._random.choice(list(self._partners))])

    async def _block(self) -> None:
        """The partner, somebody met before, or anybody; whoever searches goes on without them."""
        one = self._society.anybody()
        known = self._partners.get(one.name) or self._random.choice((*one.met, self._society.anybody().name))
        if known == one.name:
            return
        one.blocks.add(known)
        if len(one.blocks) > 12:
            one.blocks.pop()
        self.outcome.blocks += 1
        if self._partners.get(one.name) == known:
            self._end_room(one)
        await self._follow(one)

    async def _change(self) -> None:
        one = self._society.anybody()
        one.traits = self._society.changed(one.traits)
        await self._follow(one)

    async def _ban(self) -> None:
        one = self._society.anybody()
        one.banned = True
        self.outcome.bans += 1
        self._end_room(one)
        await self._out(one)

    async def _pardon(self) -> None:
        self._society.anybody().banned = False

    # --- what happens by itself ---

    async def _tick(self) -> None:
        for match in await self._line.tick(self._now):
            self._judge(match)
            await self._turn(match)

    async def _late_turn(self) -> None:
        """Of a match that was put off: maybe so late that its claim went stale."""
        if self._matches:
            await self._open(self._matches.pop(self._random.randrange(len(self._matches))))

    async def _second_chances(self) -> None:
        """Whose ticket names people they may meet by now searches anew."""
        for name, ticket in list(self._searches.items()):
            one = self._society.people[name]
            if self._searches.get(name) is ticket and ticket.avoid != self._society.avoided(one, self._now):
                await self._seek(one)

    # --- turns ---

    async def _seek(self, one: Person) -> None:
        """A search, or the same one with what changed."""
        ticket = self._society.ticket(one, self._now, self._searches.get(one.name))
        self._searches[one.name] = ticket
        match = await self._line.find(ticket, self._now)
        if match is not None:
            self._judge(match)
            await self._turn(match)

    async def _follow(self, one: Person) -> None:
        if one.name in self._searches:
            await self._seek(one)

    async def _out(self, one: Person) -> None:
        if self._searches.pop(one.name, None) is not None:
            await self._line.leave(one.name)

    async def _turn(self, match: Match) -> None:
        chance = self._random.random()
        if chance < 0.75:
            await self._open(match)
        elif chance < 0.85:
            await self._line.release(match)
        elif chance < 0.97:
            self._matches.append(match)

    async def _open(self, match: Match) -> None:
        """A room, if both still search and nothing came between them since the claim."""
        there = [one for one in match.tickets if one.member in self._searches]
        there = [one for one in there if self._searches[one.member].id == one.id]
        if len(there) < 2:
            await self._line.settle(match)
            await self._line.restore([self._searches[one.member] for one in there])
            return
        one, other = (self._society.people[each.member] for each in there)
        if objection(one, other, self._now):
            await self._line.release(match)
            return
        await self._line.settle(match)
        for each in (one, other):
            del self._searches[each.name]
        self._partners |= {one.name: other.name, other.name: one.name}
        self._society.meet(one, other)
        self.outcome.rooms += 1

    def _end_room(self, one: Person) -> None:
        other = self._partners.pop(one.name, None)
        if other is not None:
            del self._partners[other]
            self._society.part(one, self._society.people[other], self._now)

    # --- judging ---

    def _judge(self, match: Match) -> None:
        """Raises AssertionError unless these two may meet, right now, by all that happened between them."""
        one, other = (self._society.people[each.member] for each in match.tickets)
        broken = objection(one, other, self._now)
        assert not broken, f"{broken}: {one} and {other} at {self._now}"
        for each in match.tickets:
            assert self._searches.get(each.member) == each, "somebody was paired by a ticket that is over"
        self.outcome.pairs += 1
        self.outcome.reunions += other.name in one.met
        self._ask_around(one)

    def _ask_around(self, one: Person) -> None:
        """Why somebody else who waits is no partner for them: that there is a reason shows what was at stake."""
        name = self._random.choice([name for name in self._searches if name != one.name])
        self.kept_apart[objection(one, self._society.people[name], self._now)] += 1
