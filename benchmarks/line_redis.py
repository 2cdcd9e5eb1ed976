"""What finding a partner costs in the line in Redis: of the server's time, and from one process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

from redis.asyncio import Redis

from benchmarks.harness import percentile
from benchmarks.report import Report, Row, at_least, at_most
from benchmarks.seekers import RATE, START, Crowd
from matching.lines.calls import Calls
from matching.lines.profiles import in_the_open
from matching.lines.redis import RedisLine
from matching.policy import Policy
from matching.ticket import Ticket
from tests.servers import client, redis_server

IN_FLIGHT: Final = 16

NOTHING: Final = "#!lua name=nothing\nredis.register_function('nothing', function() return 0 end)"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many finds are timed, and how many come before."""

    finds: int
    warm_up: int


FULL: Final = Plan(finds=30_000, warm_up=10_000)
QUICK: Final = Plan(finds=5_000, warm_up=2_000)


@dataclass(slots=True)
class Spent:
    """What so many finds took: seconds by the clock, of each, and of the server's own time."""

    finds: int
    seconds: float
    each: list[float]
    server: float


async def measure(plan: Plan, report: Report) -> None:
    report.doing("Finding partners through Redis")
    with redis_server() as server:
        async with client(server.url) as redis:
            await redis.function_load(NOTHING, replace=True)
            limit = await _nothing(redis, plan.finds)
            natural = await _natural(redis, plan)
            kept = await _kept(redis, plan, 10_000)
    for what, spent, most in (("redis natural", natural, 30.0), ("redis 10k waiting", kept, 70.0)):
        micros = 1e6 * spent.server / spent.finds
        report.add(
            Row(f"{what}: server time per find and its match", micros, "µs", None, at_most(most)),
            Row(f"{what}: from one process", spent.finds / spent.seconds, "finds/s", limit, at_least(12e3)),
            Row(f"{what}: find, p99", 1e3 * percentile(spent.each, 0.99), "ms", None, at_most(3.0)),
        )
    report.note(
        f"Redis: {IN_FLIGHT} finds under way at once. The server's time is that of all functions, also of ticks, "
        "settling and refilling. The reference is a function that does nothing, called in the same way."
    )


async def _nothing(redis: Redis, count: int) -> float:
    """Calls per second of a function that does nothing, as many under way, packed into round trips just so."""
    calls = Calls(redis)

    async def some() -> None:
        for _ in range(count // IN_FLIGHT):
            await calls.command("FCALL", "nothing", 0)

    began = perf_counter()
    await asyncio.gather(*[some() for _ in range(IN_FLIGHT)])
    taken = perf_counter() - began
    await calls.close()
    return count / taken


async def _natural(redis: Redis, plan: Plan) -> Spent:
    """Match or wait: people come at the usual rate by the line's clock, which ticks beside it."""
    await redis.flushall()
    policy = Policy()
    line = RedisLine(Calls(redis), policy, in_the_open())
    crowd = Crowd(1)
    await _stream(line, list(crowd.arrivals(plan.warm_up, START)), redis)
    began = START + plan.warm_up / RATE
    spent = await _stream(line, list(crowd.arrivals(plan.finds, began)), redis)
    await line.close()
    return spent


async def _kept(redis: Redis, plan: Plan, length: int) -> Spent:
    """So many wait: each partner who is found is replaced by another."""
    await redis.flushall()
    line = RedisLine(Calls(redis), Policy(commit_after=1e6, fade=1e6, overdue=1e6), in_the_open())
    crowd = Crowd(2)
    await line.restore(crowd.waiting(length, START, 20.0))
    spent = await _stream(line, list(crowd.arrivals(plan.finds // 3, START)), redis, crowd)
    await line.close()
    return spent


async def _stream(line: RedisLine, people: list[Ticket], redis: Redis, refill: Crowd | None = None) -> Spent:
    each: list[float] = []
    coming = iter(people)
    before = await _server_seconds(redis)
    ticked = people[0].since

    async def searches() -> None:
        nonlocal ticked
        for one in coming:
            began = perf_counter()
            match = await line.find(one, one.since)
            each.append(perf_counter() - began)
            if match is not None:
                await line.settle(match)
                if refill is not None:
                    await line.restore([refill.ticket(one.since)])
            if refill is None and one.since > ticked + 0.5:
                ticked = one.since
                for pair in await line.tick(ticked):
                    await line.settle(pair)

    began = perf_counter()
    await asyncio.gather(*[searches() for _ in range(IN_FLIGHT)])
    return Spent(len(each), perf_counter() - began, each, await _server_seconds(redis) - before)


async def _server_seconds(redis: Redis) -> float:
    """Seconds the server has spent in finds so far, as measured around every call of the function."""
    stats: Any = await redis.info("commandstats")
    return float(stats.get("cmdstat_fcall", {}).get("usec", 0)) / 1e6
