"""Let a line run through a world by the clock of the world, and tell what became of everybody."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from math import ceil
from typing import Protocol

from config.ids import MemberId
from matching.appraisal import Appraiser
from matching.lines.memory import MemoryLine
from matching.policy import Policy
from matching.simulation.optimum import best
from matching.simulation.rivals import Rival, RivalLine
from matching.simulation.world import BEGIN, Person, World, value
from matching.ticket import Match, Ticket

OFFLINE = "offline optimum"
TICK = 0.5
"""Seconds between two ticks of a line, as in a running Bauta."""


class Contestant(Protocol):
    """What the simulation asks of a line; see matching/line.py."""

    async def find(self, seeker: Ticket, now: float) -> Match | None: ...
    async def leave(self, member: MemberId) -> bool: ...
    async def settle(self, match: Match) -> None: ...
    async def tick(self, now: float) -> list[Match]: ...


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two people, by number, and when they were paired."""

    one: int
    other: int
    at: float


Watch = Callable[[float, Collection[Person]], None]
"""Called with the moment, and who waits, before each tick and after it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of everybody. `value` is the sum over all pairs; `waits` are those of who was paired, in seconds."""

    name: str
    people: int
    meetings: tuple[Meeting, ...]
    value: float
    waits: tuple[float, ...]

    @property
    def matched(self) -> float:
        """The share of all people who got a partner."""
        return len(self.waits) / self.people if self.people else 0.0

    @property
    def mean_wait(self) -> float:
        return sum(self.waits) / len(self.waits) if self.waits else 0.0

    def wait(self, share: float) -> float:
        """What at least `share` (0 to 1) of those who were paired did not wait longer than; zero if nobody was."""
        return sorted(self.waits)[max(0, ceil(share * len(self.waits)) - 1)] if self.waits else 0.0


def ours(world: World, policy: Policy) -> MemoryLine:
    """The line Bauta has, which has seen everybody who came during the warm-up, and of whom nobody waits any more."""
    appraiser = Appraiser(policy)
    for ticket in world.before:
        appraiser.newcomer(ticket, ticket.since)
    return MemoryLine(policy, appraiser)


def theirs(world: World, rival: Rival) -> RivalLine:
    return RivalLine(rival, world.people)


def optimum(world: World) -> Outcome:
    """What could have been, knowing the future: nobody decides so, and no policy can be better. Raises Missing."""
    people = world.people
    meetings = [Meeting(one, other, people[other].comes) for one, other in best(world)]
    return _outcome(OFFLINE, world, meetings)


async def play(name: str, world: World, line: Contestant, watch: Watch | None = None) -> Outcome:
    """Everybody searches when they come, leaves when their time is over, and talks to whom they are given."""
    numbers = {person.ticket.member: person.number for person in world.people}
    waiting: dict[int, Person] = {}
    meetings: list[Meeting] = []

    async def meet(match: Match) -> None:
        one, other = sorted(numbers[ticket.member] for ticket in match.tickets)
        meetings.append(Meeting(one, other, match.claimed_at))
        waiting.pop(one, None)
        waiting.pop(other, None)
        await line.settle(match)

    for now, event, person in _events(world):
        if person is None:
            if watch:
                watch(now, waiting.values())
            for match in await line.tick(now):
                await meet(match)
            if watch:
                watch(now, waiting.values())
        elif event == _LEAVES:
            if waiting.pop(person.number, None):
                await line.leave(person.ticket.member)
        else:
            waiting[person.number] = person
            found = await line.find(person.ticket, now)
            if found is not None:
                await meet(found)
    return _outcome(name, world, meetings)


_LEAVES, _TICKS, _COMES = range(3)


def _events(world: World) -> Iterator[tuple[float, int, Person | None]]:
    """All that happens, in order; whoever leaves at the moment of a tick is gone by then."""
    comes = [(person.comes, _COMES, person) for person in world.people]
    leaves = sorted([(person.leaves, _LEAVES, person) for person in world.people], key=_moment)
    last = leaves[-1][0] if leaves else BEGIN
    ticks = [(BEGIN + TICK * number, _TICKS, None) for number in range(ceil((last - BEGIN) / TICK) + 1)]
    return merge(leaves, ticks, comes, key=_moment)


def _moment(event: tuple[float, int, Person | None]) -> tuple[float, int]:
    return event[0], event[1]


def _outcome(name: str, world: World, meetings: Sequence[Meeting]) -> Outcome:
    people = world.people
    waits = [meeting.at - people[number].comes for meeting in meetings for number in (meeting.one, meeting.other)]
    gained = sum([value(people[meeting.one], people[meeting.other]) for meeting in meetings])
    return Outcome(name, len(people), tuple(meetings), gained, tuple(waits))
