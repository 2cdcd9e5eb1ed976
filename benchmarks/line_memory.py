"""The line in memory: a natural stream of people, and lines kept at a length."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from time import perf_counter_ns
from typing import Final

from benchmarks.harness import Options, Wrong, main, percentile
from benchmarks.report import Report, Row, at_least, at_most
from benchmarks.seekers import RATE, START, Crowd
from config import garbage
from matching.appraisal import Appraiser
from matching.lines.memory import MemoryLine
from matching.policy import Policy
from matching.rules import may_meet
from matching.ticket import Match, Ticket
from matching.worth import cosine

TICK: Final = 0.5
"""Seconds of the line's clock between two ticks."""

Find = Callable[[Ticket, float], Awaitable[Match | None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: so many finds before and in each of so many slices."""

    slices: int
    warm_up: int
    natural: int
    kept: int


FULL: Final = Plan(slices=6, warm_up=60_000, natural=20_000, kept=3_000)
QUICK: Final = Plan(slices=3, warm_up=40_000, natural=10_000, kept=1_000)

LENGTHS: Final = ((1_000, 50_000.0), (10_000, 20_000.0), (100_000, 15_000.0))
"""People kept waiting, and the finds per second that are the goal."""

SCANS: Final = 12

PATIENT: Final = Policy(overdue=1e9)
"""Nobody is met just because they waited long: these lines are there from the start and never ticked."""


@dataclass(slots=True)
class Slice:
    """What some finds in a row took, in nanoseconds: each of them, and what belongs to them besides."""

    finds: list[int] = field(default_factory=list)
    settling: int = 0
    ticking: int = 0
    matched: int = 0
    score: float = 0.0
    """Of all who were matched at once, together."""

    @property
    def rate(self) -> float:
        return len(self.finds) / (sum(self.finds) + self.settling) * 1e9

    def micros(self, share: float) -> float:
        return percentile(self.finds, share) / 1e3


class Line:
    """A line with people coming in by its clock."""

    def __init__(self, seed: int, policy: Policy) -> None:
        self.crowd = Crowd(seed)
        self.now = START
        self._random = Random(seed)
        self._next_tick = START
        self.line = MemoryLine(policy, Appraiser(policy))

    async def natural(self, people: Iterable[Ticket]) -> Slice:
        """Let them come and search, each match settled, with ticks in between."""
        line, shown = self.line, Slice()
        for ticket in people:
            self.now = now = ticket.since
            while now >= self._next_tick:
                began = perf_counter_ns()
                for each in await line.tick(self._next_tick):
                    await line.settle(each)
                shown.ticking += perf_counter_ns() - began
                self._next_tick += TICK
            began = perf_counter_ns()
            match = await line.find(ticket, now)
            found = perf_counter_ns()
            shown.finds.append(found - began)
            if match is not None:
                await line.settle(match)
                shown.settling += perf_counter_ns() - found
                shown.matched += 1
                _check(match)
        return shown

    async def fill(self, count: int, seconds: float = 20.0) -> None:
        """Let so many wait, who came in the last `seconds`; none of them holds out for anybody."""
        for at in range(0, count, 10_000):
            await self.line.restore(self.crowd.waiting(min(10_000, count - at), self.now, seconds))

    async def kept(self, count: int) -> Slice:
        """So many finds; whoever is gone with one is replaced by somebody who waits, and a seeker left alone leaves."""
        line, shown = self.line, Slice()
        for _ in range(count):
            self.now += self._random.expovariate(RATE)
            seeker, other = self.crowd.ticket(self.now), self.crowd.ticket(self.now)
            began = perf_counter_ns()
            match = await line.find(seeker, self.now)
            shown.finds.append(perf_counter_ns() - began)
            if match is None:
                await line.leave(seeker.member)
            else:
                await line.settle(match)
                await line.restore([other])
                shown.matched += 1
                shown.score += match.score
                _check(match)
        return shown


class Bare:
    """The least that could be called matching: whoever waits is given to whoever comes."""

    def __init__(self) -> None:
        self._waiting: dict[str, Ticket] = {}

    async def find(self, seeker: Ticket) -> Ticket | None:
        if self._waiting:
            return self._waiting.popitem()[1]
        self._waiting[seeker.member] = seeker
        return None

    async def stream(self, people: Iterable[Ticket]) -> Slice:
        shown = Slice()
        for ticket in people:
            began = perf_counter_ns()
            await self.find(ticket)
            shown.finds.append(perf_counter_ns() - began)
        return shown


async def measure(options: Options, report: Report) -> None:
    plan = QUICK if options.quick else FULL
    await natural(plan, report)
    await constant(plan, report)


async def natural(plan: Plan, report: Report) -> None:
    report.doing(f"Letting {plan.warm_up + plan.slices * plan.natural:,} people come, 20 a second of their clock")
    town, bare = Line(1, Policy()), Bare()
    await town.natural(town.crowd.arrivals(plan.warm_up, town.now))
    ours, reference = list[Slice](), list[Slice]()
    for _ in range(plan.slices):
        people = list(town.crowd.arrivals(plan.natural, town.now))
        garbage.settled()
        ours.append(await town.natural(people))
        reference.append(await bare.stream(people))
    rates = best_rate(ours), best_rate(reference)
    report.add(Row("memory natural", rates[0], "finds/s", rates[1], at_least(120_000.0)))
    for share, goal in ((0.5, None), (0.99, at_most(20.0))):
        both = lowest(ours, share), lowest(reference, share)
        report.add(Row(f"memory natural, find p{100 * share:g}", both[0], "µs", both[1], goal))
    ticking = min(each.ticking / len(each.finds) for each in ours) / 1e3
    report.add(Row("memory natural, ticks per find", ticking, "µs"))
    report.add(Row("memory natural, matched at once", _matched(ours), "%"))


async def constant(plan: Plan, report: Report) -> None:
    costs: dict[int, float] = {}
    for length, goal in LENGTHS:
        report.doing(f"Finding with {length:,} waiting")
        line = Line(2, PATIENT)
        await line.fill(length)
        await line.kept(plan.kept)
        garbage.settled()
        scans = [await _scan(length)] if length == 10_000 else []
        slices = [await line.kept(plan.kept) for _ in range(plan.slices)]
        scans += [await _scan(length)] if length == 10_000 else []
        rate = best_rate(slices)
        costs[length] = 1 / rate
        scan = max(scans, default=None)
        name = f"memory {length // 1000}k"
        report.add(Row(name, rate, "finds/s", scan, at_least(goal)))
        report.add(
            Row(
                f"{name}, find p99",
                lowest(slices, 0.99),
                "µs",
                goal=at_most(150.0) if length == 100_000 else None,
            )
        )
        report.add(Row(f"{name}, matched at once", _matched(slices), "%"))
        score = sum(each.score for each in slices) / sum(each.matched for each in slices)
        report.add(Row(f"{name}, mean score of partners", score, "of 1"))
        if scan is not None:
            report.add(Row(f"{name}, times a plain scan", rate / scan, "×", goal=at_least(500.0)))
    report.add(Row("memory, a find at 100k by one at 1k", costs[100_000] / costs[1_000], "×", goal=at_most(4.0)))


async def _scan(length: int) -> float:
    """Finds per second of whoever asks the rules and the score about everybody."""
    crowd, appraiser = Crowd(2), Appraiser(PATIENT)
    people = crowd.waiting(length, START, 20.0)
    appraiser.remember(people)
    figures = [appraiser.figures(each) for each in people]
    began = perf_counter_ns()
    for seeker in crowd.arrivals(SCANS, START):
        mine = appraiser.newcomer(seeker, seeker.since)
        best = -1
        for other, theirs in zip(people, figures, strict=True):
            if may_meet(seeker, other):
                shared = sum(square for name, square in mine.squares.items() if name in theirs.squares)
                best = max(best, cosine(shared, mine.length, theirs.length))
    return SCANS / (perf_counter_ns() - began) * 1e9


def _check(match: Match) -> None:
    if not may_meet(match.seeker, match.partner):
        raise Wrong("two were paired who must not meet")


def best_rate(slices: Iterable[Slice]) -> float:
    return max(each.rate for each in slices)


def lowest(slices: Iterable[Slice], share: float) -> float:
    return min(each.micros(share) for each in slices)


def _matched(slices: list[Slice]) -> float:
    return 100 * sum(each.matched for each in slices) / sum(len(each.finds) for each in slices)


if __name__ == "__main__":
    sys.exit(main(measure, name="line_memory", title="Matching in memory", reference="bare"))
