"""One process with the truth in PostgreSQL and the line in Redis, beside the bot that copies.

PostgreSQL syncs each commit to the disk, as it does where nobody told it otherwise; the line is not asked while people
talk, but it is there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import relay_telegram
from benchmarks.contestants import UNPACED
from benchmarks.ears import open_ears
from benchmarks.on_telegram import telegram
from benchmarks.report import Report
from benchmarks.rooms import TOKENS, copied, names, talking
from benchmarks.sides import Slices
from benchmarks.stage import Talk, blameless
from tests.postgres import SWIFT, fresh_database, postgres_server
from tests.servers import redis_server

DURABLE: Final = {**SWIFT, "fsync": "on", "full_page_writes": "on"}
WHERE: Final = " on PostgreSQL"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many rooms, and how long."""

    rooms: int
    steady: Slices
    flood: Slices


async def postgres(directory: Path, plan: Plan, rate: float, report: Report) -> None:
    """Latency and the maximum, as they are measured on SQLite."""
    report.doing("Starting PostgreSQL and Redis")
    async with _on_servers(directory, plan.rooms) as talk:
        await relay_telegram.latency([talk], rate, plan.steady, report, WHERE)
        await relay_telegram.maximum([talk], plan.flood, report, WHERE)


@asynccontextmanager
async def servers() -> AsyncIterator[tuple[str, Mapping[str, str]]]:
    """Both of them, empty: the database's URL, and Bauta's settings for them."""
    with postgres_server(DURABLE) as database, redis_server() as line:
        async with fresh_database(database) as url:
            yield url, {**UNPACED, "BAUTA_DATABASE_URL": url, "BAUTA_REDIS_URL": line.url}


@asynccontextmanager
async def _on_servers(directory: Path, rooms: int) -> AsyncIterator[Talk]:
    async with AsyncExitStack() as stack:
        url, settings = await stack.enter_async_context(servers())
        messenger = await stack.enter_async_context(telegram())
        ears = await stack.enter_async_context(open_ears(messenger))
        account, copying = [await messenger.account(token) for token in TOKENS]
        ours = await stack.enter_async_context(talking(directory, account, ears, rooms, settings, url))
        crowd = names("Talker", 2 * rooms)
        (reference,) = await stack.enter_async_context(copied(directory, copying, ears, [crowd]))
        yield Talk(rooms, ours, reference)
        await blameless(messenger)
