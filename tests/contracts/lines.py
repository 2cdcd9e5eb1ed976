"""Every backend of the waiting line, and small talk with it, for the tests that hold for all of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from matching.appraisal import Appraiser
from matching.line import Line
from matching.lines.calls import SHORT_LINE, Calls
from matching.lines.memory import MemoryLine
from matching.lines.redis import RedisLine
from matching.lines.sealing import in_the_open
from matching.policy import Policy
from matching.ticket import Match
from tests.matching.tickets import ticket
from tests.servers import client, shared_server

NOW = 1_700_000_000.0

OpenLine = Callable[[Policy, Appraiser], AbstractAsyncContextManager[Line]]
Open = Callable[[Policy, Appraiser], Awaitable[Line]]


@asynccontextmanager
async def in_memory(policy: Policy, appraiser: Appraiser) -> AsyncIterator[Line]:
    yield MemoryLine(policy, appraiser)


@asynccontextmanager
async def in_redis(policy: Policy, appraiser: Appraiser, short_line: int = SHORT_LINE) -> AsyncIterator[Line]:
    async with client(shared_server().url) as redis:
        await redis.flushall()
        line = RedisLine(Calls(redis, short_line), policy, in_the_open(), appraiser)
        yield line
        await line.close()


LINES: dict[str, OpenLine] = {"memory": in_memory, "redis": in_redis, "redis, long": partial(in_redis, short_line=0)}
"""A backend is added here, and nowhere else. In Redis whoever joins a long line is kept in another way."""


async def waits(line: Line, name: str) -> bool:
    """Whether somebody waits, asked without changing anything."""
    everyone = await line.stats(ticket("onlooker"))
    others = await line.stats(ticket(name))
    return others.waiting < everyone.waiting


async def how_many(line: Line) -> int:
    return (await line.stats(ticket("onlooker"))).waiting


async def paired(line: Line, first: str, second: str) -> Match:
    """Two who came one after the other at NOW, claimed."""
    assert await line.find(ticket(first, since=NOW), NOW) is None
    match = await line.find(ticket(second, since=NOW), NOW)
    assert match is not None
    return match


async def paired_alike(line: Line, first: str, second: str) -> Match:
    """The same of two who name the same, where others would be held."""
    assert await line.find(ticket(first, "go", since=NOW), NOW) is None
    match = await line.find(ticket(second, "go", since=NOW), NOW)
    assert match is not None
    return match


def who(match: Match | None) -> tuple[str, str] | None:
    return None if match is None else (match.seeker.member, match.partner.member)
