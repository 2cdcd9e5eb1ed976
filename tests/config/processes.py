"""PostgreSQL as several processes share it, for tests: units told in a line, and questions to the server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from config.database import Database, UnitOfWork, commits
from tests.config.conftest import opened
from tests.postgres import PostgresServer, fresh_database, run_sql

Step = Callable[[UnitOfWork], Awaitable[object]]

PATIENCE = 20.0
THINGS = "CREATE TABLE things (name TEXT PRIMARY KEY)"
COMMITS = str(CreateTable(commits).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
WAITING = (
    "SELECT count(*) = {number} FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
A, B, C = (f"INSERT INTO things VALUES ('{name}')" for name in "abc")  # noqa: S608 - names of ours
OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@asynccontextmanager
async def with_things(server: PostgresServer) -> AsyncIterator[str]:
    """The URL of a fresh database with one table."""
    async with fresh_database(server) as url:
        await run_sql(url, THINGS, COMMITS)
        yield url


@asynccontextmanager
async def process(url: str, busy_seconds: float = 5.0, statement_seconds: float = 30.0) -> AsyncIterator[Database]:
    """The database as one process has it."""
    database = opened(url, busy_seconds, statement_seconds)
    try:
        yield database
    finally:
        await database.close()


async def until(url: str, question: str) -> None:
    """Until the server says yes."""
    async with asyncio.timeout(PATIENCE):
        while not (await run_sql(url, question))[0][0]:  # noqa: ASYNC110 - another process is asked
            await asyncio.sleep(0.01)


async def waiting(url: str, number: int = 1) -> None:
    """Until so many units wait for others, as the server sees it."""
    await until(url, WAITING.format(number=number))


async def within(database: Database, *steps: str | Step) -> None:
    """A unit of these statements, and of what happens meanwhile."""
    async with database.unit() as unit:
        for step in steps:
            if isinstance(step, str):
                await unit.connection.execute(text(step))
            else:
                await step(unit)
