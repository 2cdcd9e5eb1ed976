"""A bot under test and the conversations through it; what it showed, slice by slice."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from benchmarks.children import Child
from benchmarks.harness import percentile
from benchmarks.report import Row, at_most
from benchmarks.traffic import Traffic, at_rate, flooded, over

IN_FLIGHT: Final = 400
"""Messages on their way at all times when the maximum is measured."""


@dataclass(frozen=True, slots=True)
class Slices:
    """How long something is measured: `count` times `seconds`, each time after `warm_up` seconds of the same.

    Slices of ours and of the reference alternate, so that both meet the same noise.
    """

    count: int
    seconds: float
    warm_up: float


@dataclass(slots=True)
class Measured:
    """What one side showed, all slices together. Seconds throughout."""

    latencies: list[float] = field(default_factory=list)
    cpu: float = 0.0  # spent on these
    carried: int = 0  # messages that arrived within the slices of full load
    seconds: float = 0.0  # how long those were
    full_cpu: float = 0.0  # spent on `full_count` messages under full load
    full_count: int = 0

    @property
    def each(self) -> float:
        """CPU for one message at the steady rate."""
        return self.cpu / len(self.latencies)

    @property
    def each_at_full(self) -> float:
        """CPU for one message under full load."""
        return self.full_cpu / self.full_count


@dataclass(frozen=True, slots=True)
class Side:
    """A bot's process and the traffic through it."""

    child: Child
    traffic: Traffic
    random: Random
    measured: Measured = field(default_factory=Measured)

    def anew(self) -> Side:
        """The same bot and traffic, nothing measured yet."""
        return replace(self, measured=Measured())

    async def steady(self, rate: float, slices: Slices) -> None:
        """One slice at so many messages per second."""
        await at_rate(self.traffic, rate, over(slices.warm_up), self.random)
        used = self.child.cpu()
        messages = await at_rate(self.traffic, rate, over(slices.seconds), self.random)
        self.measured.cpu += self.child.cpu() - used
        self.measured.latencies += [message.latency for message in messages]

    async def flood(self, slices: Slices) -> None:
        """One slice of full load."""
        await flooded(self.traffic, IN_FLIGHT, slices.warm_up)
        used, count = self.child.cpu(), len(self.traffic.heard)
        began, ended = await flooded(self.traffic, IN_FLIGHT, slices.seconds)
        self.measured.full_cpu += self.child.cpu() - used
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


def milliseconds(what: str, ours: float, reference: float | None = None, goal: float | None = None) -> Row:
    limit = None if goal is None else at_most(goal)
    return Row(what, 1000 * ours, "ms", None if reference is None else 1000 * reference, limit)


def latencies(
    what: str, ours: Side, reference: Side | None = None, *, p50: float | None = None, p99: float | None = None
) -> list[Row]:
    """The rows of p50 and p99, with their goals in milliseconds."""
    rows = []
    for share, goal in ((0.5, p50), (0.99, p99)):
        beside = None if reference is None else percentile(reference.measured.latencies, share)
        rows.append(milliseconds(f"{what}, p{100 * share:g}", percentile(ours.measured.latencies, share), beside, goal))
    return rows
