"""What Bauta adds to a message's way, and how many it carries: beside the barest echo bot, in the same run.

The emulator of Telegram, the bots and the load driver (this process) are processes of their own. Times are the
emulator's: from the moment an update is there to be fetched to the moment the bot's message is accepted.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.contestants import Contestant, bauta, echo
from benchmarks.ears import Ears, open_ears
from benchmarks.harness import Options, main, percentile
from benchmarks.machine import Bystanders
from benchmarks.people import People
from benchmarks.report import Report, Row, at_least, at_most
from benchmarks.traffic import Traffic, Way, at_rate, flooded, over
from tests.emulators.telegram.remote import RemotePerson, RemoteTelegram

RATE: Final = 100.0
"""Messages per second at which latency is measured."""
IN_FLIGHT: Final = 400
"""Messages on their way at all times when the maximum is measured."""
TALKERS: Final = 100
SEED: Final = 1
KEPT: Final = 1000
"""Ledger entries the emulator holds."""
Pair = tuple[RemotePerson, RemotePerson]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long things are measured. Slices of ours and of the reference alternate, so that both meet the same noise.

    A slice has `warm_up` and then `steady` or `flood` seconds.
    """

    warm_up: float
    steady: float
    steady_slices: int
    flood: float
    flood_slices: int
    encounters: int
    in_traffic: int  # encounters while the others talk
    seekers: int  # enough of them that no two meet twice: the bot would not pair them again so soon


FULL: Final = Plan(
    warm_up=1.0, steady=5.0, steady_slices=6, flood=4.0, flood_slices=3, encounters=220, in_traffic=100, seekers=26
)
QUICK: Final = Plan(
    warm_up=0.5, steady=2.5, steady_slices=2, flood=3.0, flood_slices=1, encounters=30, in_traffic=0, seekers=9
)


@dataclass(slots=True)
class Measured:
    """What one contestant showed, all slices together. Seconds throughout."""

    latencies: list[float] = field(default_factory=list)
    cpu: float = 0.0  # spent on these
    carried: int = 0  # messages that arrived within the slices of full load
    seconds: float = 0.0  # how long those were
    full_cpu: float = 0.0  # spent on `full_count` messages under full load
    full_count: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """A contestant and the conversations through it."""

    contestant: Contestant
    traffic: Traffic
    random: Random
    measured: Measured = field(default_factory=Measured)

    async def steady(self, plan: Plan) -> None:
        await at_rate(self.traffic, RATE, over(plan.warm_up), self.random)
        used = self.contestant.child.cpu()
        messages = await at_rate(self.traffic, RATE, over(plan.steady), self.random)
        self.measured.cpu += self.contestant.child.cpu() - used
        self.measured.latencies += [message.latency for message in messages]

    async def flood(self, plan: Plan) -> None:
        await flooded(self.traffic, IN_FLIGHT, plan.warm_up)
        used, count = self.contestant.child.cpu(), len(self.traffic.heard)
        began, ended = await flooded(self.traffic, IN_FLIGHT, plan.flood)
        self.measured.full_cpu += self.contestant.child.cpu() - used
        self.measured.full_count += len(self.traffic.heard) - count
        await self.traffic.settled()
        self.measured.carried += sum(began <= message.heard < ended for message in self.traffic.heard)
        self.measured.seconds += ended - began

    async def single(self, count: int) -> list[float]:
        """Latencies of messages said one after another, nobody else saying anything."""
        latencies = []
        for way in itertools.islice(itertools.cycle(self.traffic.ways), count):
            (message,) = await self.traffic.say([way])
            await self.traffic.settled()
            latencies.append(message.latency)
        return latencies


@dataclass(frozen=True, slots=True)
class Stage:
    """Everybody in place."""

    ours: Side
    reference: Side
    people: People
    pairs: Iterator[Pair]  # seekers who have not met yet

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.ours, self.reference


@asynccontextmanager
async def staged(directory: Path, seekers: int) -> AsyncIterator[Stage]:
    """Emulator and bots running, the talkers paired, the seekers past the rules."""
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(RemoteTelegram.spawned("--no-check", "--keep", str(KEPT)))
        ears = await stack.enter_async_context(open_ears(telegram))
        first = await stack.enter_async_context(bauta(telegram, directory))
        second = await stack.enter_async_context(echo(telegram, directory))
        yield await _in_place(telegram, ears, first, second, seekers)


async def _in_place(telegram: RemoteTelegram, ears: Ears, ours: Contestant, reference: Contestant, count: int) -> Stage:
    people = People(telegram, ours.bot, ears)
    talkers = await people.admitted([f"Talker {number}" for number in range(TALKERS)])
    seekers = await people.admitted([f"Seeker {number}" for number in range(count)])
    ways = []
    for ann, bob in zip(talkers[::2], talkers[1::2], strict=True):
        await people.meet(ann, bob)
        ways += [Way(ann.name, bob.id), Way(bob.name, ann.id)]
    echoes = [Way(person.name, person.id) for person in talkers]
    pairs = list(itertools.combinations(seekers, 2))
    Random(SEED).shuffle(pairs)
    return Stage(
        Side(ours, Traffic(telegram, ours.bot, ears, ways), Random(SEED)),
        Side(reference, Traffic(telegram, reference.bot, ears, echoes), Random(SEED)),
        people,
        iter(pairs),
    )


def milliseconds(what: str, ours: float, reference: float | None, goal: float | None = None) -> Row:
    limit = None if goal is None else at_most(goal)
    return Row(what, 1000 * ours, "ms", None if reference is None else 1000 * reference, limit)


async def measure(options: Options, report: Report) -> None:
    plan = QUICK if options.quick else FULL
    bystanders = Bystanders()
    report.doing(f"Starting the emulator and both bots, admitting {TALKERS + plan.seekers} people")
    with TemporaryDirectory(prefix="bauta-benchmark-") as directory:
        async with staged(Path(directory), plan.seekers) as stage:
            await _latency(stage, plan, report)
            await _maximum(stage, plan, report)
            await _matches(stage, plan, report)
    # Both bots have gone by now and can say nothing more: whatever was due came, once, and nothing else did.
    counts = len(stage.ours.traffic.heard), len(stage.reference.traffic.heard)
    report.add(Row("arrived once and in order", counts[0], "messages", counts[1]))
    report.note(
        f"{TALKERS // 2} pairs talk, as a Poisson process; SQLite with synchronous=FULL; the maximum is with "
        f"{IN_FLIGHT} on their way."
    )
    report.note("The reference is python-telegram-bot as it comes, echoing; beside a match stands one lonely echo.")
    report.note(f"Others used {bystanders.share():.0%} of this machine's {os.cpu_count()} cores meanwhile.")


async def _latency(stage: Stage, plan: Plan, report: Report) -> None:
    report.doing(f"Saying {RATE:g} messages a second to each bot, {plan.steady_slices} times {plan.steady:g} s")
    for _ in range(plan.steady_slices):
        for side in stage.sides:
            await side.steady(plan)
    ours, reference = (side.measured for side in stage.sides)
    for share, goal in ((0.5, None), (0.99, 25.0)):
        both = percentile(ours.latencies, share), percentile(reference.latencies, share)
        report.add(milliseconds(f"added latency at {RATE:g}/s, p{100 * share:g}", *both, goal))
    each = ours.cpu / len(ours.latencies), reference.cpu / len(reference.latencies)
    report.add(milliseconds(f"CPU per message at {RATE:g}/s", *each))


async def _maximum(stage: Stage, plan: Plan, report: Report) -> None:
    report.doing(f"Keeping {IN_FLIGHT} on their way through each bot, {plan.flood_slices} times {plan.flood:g} s")
    for _ in range(plan.flood_slices):
        for side in stage.sides:
            await side.flood(plan)
    ours, reference = (side.measured for side in stage.sides)
    both = ours.carried / ours.seconds, reference.carried / reference.seconds
    report.add(Row("maximum throughput", both[0], "messages/s", both[1], at_least(500.0)))
    each = ours.full_cpu / ours.full_count, reference.full_cpu / reference.full_count
    report.add(milliseconds("CPU per message at the maximum", *each))


async def _matches(stage: Stage, plan: Plan, report: Report) -> None:
    report.doing(f"Pairing {plan.encounters + plan.in_traffic} times two who search")
    ours = await _encounters(stage, plan.encounters)
    reference = await stage.reference.single(plan.encounters)
    for share, goal in ((0.5, None), (0.99, 50.0)):
        both = percentile(ours, share), percentile(reference, share)
        report.add(milliseconds(f"match notice, p{100 * share:g}", *both, goal))
    if not plan.in_traffic:
        return
    busy = await _in_traffic(stage, plan.in_traffic)
    for share in (0.5, 0.99):
        report.add(milliseconds(f"match notice beside {RATE:g}/s, p{100 * share:g}", percentile(busy, share), None))


async def _encounters(stage: Stage, count: int) -> list[float]:
    """Seconds until both are told, for so many pairs one after another."""
    took = []
    for pair in itertools.islice(stage.pairs, count):
        took.append(await stage.people.meet(*pair))
        await stage.people.part(*pair)
    return took


async def _in_traffic(stage: Stage, count: int) -> list[float]:
    """Encounters while everybody else talks."""
    enough = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(at_rate(stage.ours.traffic, RATE, enough.is_set, Random(SEED)), name="talk")
        took = await _encounters(stage, count)
        enough.set()
    return took


if __name__ == "__main__":
    sys.exit(main(measure, name="relay", title="Relay: latency, throughput, matches", reference="echo bot"))
