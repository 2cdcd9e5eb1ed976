"""How soon two who find each other are told: while all is quiet, and while everybody else talks."""

from __future__ import annotations

import asyncio
import itertools
from random import Random

from benchmarks.harness import percentile
from benchmarks.report import Report
from benchmarks.rooms import SEED
from benchmarks.sides import milliseconds
from benchmarks.stage import Stage
from benchmarks.traffic import at_rate


async def matches(stage: Stage, rate: float, quiet: int, in_traffic: int, report: Report) -> None:
    """So many encounters of each kind; beside them, one message after another through the bot that copies."""
    report.doing(f"Pairing {quiet + in_traffic} times two who search")
    ours = await _encounters(stage, quiet)
    reference = await stage.telegram[-1].reference.single(quiet)
    for share, goal in ((0.5, None), (0.99, 50.0)):
        both = percentile(ours, share), percentile(reference, share)
        report.add(milliseconds(f"match notice, p{100 * share:g}", *both, goal))
    if not in_traffic:
        return
    busy = await _in_traffic(stage, rate, in_traffic)
    for share in (0.5, 0.99):
        report.add(milliseconds(f"match notice beside {rate:g}/s, p{100 * share:g}", percentile(busy, share)))


async def _encounters(stage: Stage, count: int) -> list[float]:
    """Seconds until both are told, for so many pairs one after another."""
    took = []
    for pair in itertools.islice(stage.pairs, count):
        took.append(await stage.people.meet(*pair))
        await stage.people.part(*pair)
    return took


async def _in_traffic(stage: Stage, rate: float, count: int) -> list[float]:
    """Encounters while everybody else talks."""
    enough = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        traffic = stage.telegram[-1].ours.traffic
        group.create_task(at_rate(traffic, rate, enough.is_set, Random(SEED)), name="talk")
        took = await _encounters(stage, count)
        enough.set()
    return took
