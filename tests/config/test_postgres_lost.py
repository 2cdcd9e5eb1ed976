"""Connections to PostgreSQL that are lost: trouble for now, never a lost commit, and all works again by itself."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from config import postgres_link
from config.database import Database, UnitOfWork
from tests.config.processes import OTHERS, PATIENCE, THINGS, A, B, C, process, with_things, within
from tests.config.test_database import names, put
from tests.postgres import PostgresServer, fresh_database, postgres_server, run_sql, shared_server


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with with_things(shared_server()) as url:
        yield url


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of one's own."""
    with postgres_server() as server:
        yield server


async def test_connections_lost_while_nobody_used_them_are_replaced(url: str) -> None:
    async with process(url) as database:
        for name in "ab":
            await put(database, name)
            await asyncio.gather(*(names(database) for _ in range(8)))
            assert await run_sql(url, f"SELECT pg_terminate_backend(pid) {OTHERS}")
        await put(database, "c")
        assert await asyncio.gather(*(names(database) for _ in range(8))) == [["a", "b", "c"]] * 8


async def test_a_connection_lost_in_the_middle_of_a_unit_is_trouble_for_now(url: str) -> None:
    undone: list[str] = []

    async def undo() -> None:
        undone.append("undone")

    async def lose(unit: UnitOfWork) -> None:
        unit.after_rollback.append(undo)
        await run_sql(url, f"SELECT pg_terminate_backend(pid) {OTHERS}")

    async with process(url) as database:
        with pytest.raises(OperationalError):
            await within(database, A, lose, B)
        assert undone == ["undone"]
        with pytest.raises(OperationalError):
            await within(database, C, lose)
        assert undone == ["undone"] * 2
        await put(database, "d")
        assert await names(database) == ["d"]


async def test_a_server_killed_and_started_again_is_trouble_only_in_between(server: PostgresServer) -> None:
    async with fresh_database(server) as url, process(url) as database:
        await run_sql(url, THINGS)
        await put(database, "a")
        await names(database)

        async def kill(_: UnitOfWork) -> None:
            server.kill()

        with pytest.raises(OperationalError):
            await within(database, B, kill, C)
        for _ in range(2):
            with pytest.raises(OperationalError):
                await put(database, "d")
            with pytest.raises(OperationalError):
                await names(database)
        server.start()
        await put(database, "e")
        assert await names(database) == ["a", "e"]


async def test_what_a_unit_says_became_of_it_did_whenever_the_server_is_killed(server: PostgresServer) -> None:
    kept: set[str] = set()
    refused: set[str] = set()
    over = asyncio.Event()

    async def writes(database: Database, who: str) -> None:
        for number in count():
            if over.is_set():
                return
            name = f"{who}{number}"
            try:
                await put(database, name)
            except OperationalError:
                refused.add(name)
            else:
                kept.add(name)

    async def more(than: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(kept) <= than:  # noqa: ASYNC110 - whoever writes has no event for it
                await asyncio.sleep(0)

    async with with_things(server) as url, process(url) as one, process(url) as other, asyncio.TaskGroup() as group:
        writing = [group.create_task(writes(database, who)) for database, who in ((one, "a"), (other, "b"))]
        for number in range(3):
            await more(len(kept) + 7 * number)
            server.kill()
            server.start()
        await more(len(kept))
        over.set()
        await asyncio.wait(writing)
        assert set(await names(one)) == kept
        assert refused, "somebody was hit"


async def test_another_process_may_change_the_tables(url: str) -> None:
    """As an upgrade does while this one still runs: what it had prepared no longer fits."""
    async with process(url) as database:
        await within(database, "SELECT * FROM things")
        await run_sql(url, "ALTER TABLE things ADD COLUMN more TEXT")
        with pytest.raises(OperationalError):
            await within(database, "SELECT * FROM things")
        async with database.unit() as unit:
            assert (await unit.connection.execute(text("SELECT * FROM things"))).keys() == ["name", "more"]


class Wire:
    """What lies between a process and its server. `cuts` the first connection that commits: before the COMMIT passes,
    or before its answer does."""

    def __init__(self, server: PostgresServer, cuts: str) -> None:
        self._server = server
        self._cuts = cuts
        self.cut = False

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[int]:
        """The port of this end."""
        listener = await asyncio.start_server(self._joined, "127.0.0.1", 0)
        async with listener:
            yield listener.sockets[0].getsockname()[1]

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._server.port)
        back = asyncio.create_task(self._pass_on(from_server, writer))
        try:
            while data := await reader.read(1 << 16):
                last = b"COMMIT\0" in data and not self.cut
                self.cut = self.cut or last
                if last and self._cuts == "commit":
                    break
                if last:
                    await self._over(back)  # the answer will come to an end of the wire
                to_server.write(data)
                if last:
                    await from_server.read(1 << 16)
                    break
        finally:
            await self._over(back)
            for end in (writer, to_server):
                end.close()

    @staticmethod
    async def _over(task: "asyncio.Task[None]") -> None:
        task.cancel()
        with suppress(asyncio.CancelledError, OSError):
            await task

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            writer.write(data)
        writer.close()


async def test_a_commit_whose_answer_was_lost_is_a_commit(url: str) -> None:
    wire = Wire(shared_server(), "answer")
    done: list[str] = []

    async def after() -> None:
        done.append("committed")

    async def hook(unit: UnitOfWork) -> None:
        unit.after_commit.append(after)

    async with wire.laid() as port, process(url.replace(f":{shared_server().port}", f":{port}")) as database:
        await within(database, A, hook)
        assert wire.cut
        assert done == ["committed"]
        await put(database, "b")
        assert await names(database) == ["a", "b"]


async def test_a_commit_that_did_not_arrive_is_trouble_for_now(url: str) -> None:
    wire = Wire(shared_server(), "commit")
    async with wire.laid() as port, process(url.replace(f":{shared_server().port}", f":{port}")) as database:
        with pytest.raises(OperationalError):
            await put(database, "a")
        assert wire.cut
        await put(database, "b")
        assert await names(database) == ["b"]


@pytest.mark.parametrize("wrong", ["password", "database", "port"])
async def test_who_cannot_connect_hears_no_password(url: str, wrong: str) -> None:
    changed: dict[str, tuple[str, str]] = {
        "password": ("tests@", "wrong@"),
        "database": ("/bauta_", "/no_"),
        "port": (f":{shared_server().port}", ":1"),
    }
    async with process(url.replace(*changed[wrong])) as database:
        with pytest.raises(OperationalError) as told:
            await names(database)
    said: Any = told.value
    while said is not None:
        assert "s3cr3t" not in f"{said!r} {said}"
        said = said.__cause__


async def test_an_old_server_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_link, "OLDEST", 99)
    version = (await run_sql(url, "SHOW server_version"))[0][0].partition(".")[0]
    async with process(url) as database:
        with pytest.raises(postgres_link.TooOld) as told:
            await names(database)
    assert str(told.value) == version


def test_asyncpg_is_the_one_whose_inside_is_known() -> None:
    assert asyncpg.__version__.startswith("0.32.")
