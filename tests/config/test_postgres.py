"""PostgreSQL under the unit of work: who waits for whom across processes, and what holds when a unit is broken off."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

import bot.app  # noqa: F401 - the composition root knows all tables
from config import postgres_link
from config.database import Database, UnitOfWork, metadata
from config.migrations import migrate
from config.postgres_link import LOCK
from tests.config.processes import OTHERS, PATIENCE, THINGS, A, B, process, until, waiting, with_things, within
from tests.config.test_database import names, put
from tests.contracts.stores import driver
from tests.postgres import fresh_database, run_sql, shared_server


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with with_things(shared_server()) as url:
        yield url


class Visit:
    """A unit of one process that stays open until it is told to end."""

    def __init__(self, database: Database, name: str, *, shared: bool = False) -> None:
        self.inside = asyncio.Event()
        self._leave = asyncio.Event()
        self.task = asyncio.create_task(self._stay(database, name, shared))

    async def _stay(self, database: Database, name: str, shared: bool) -> None:
        async with database.unit(shared=shared) as unit:
            self.inside.set()
            await unit.connection.execute(text("INSERT INTO things VALUES (:name)"), {"name": name})
            await self._leave.wait()

    async def begun(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.inside.wait()

    async def ends(self) -> None:
        self._leave.set()
        async with asyncio.timeout(PATIENCE):
            await self.task


# --- who waits for whom ---


async def test_shared_units_of_two_processes_run_beside_each_other(url: str) -> None:
    async with process(url) as one, process(url) as other:
        here, there = Visit(one, "a", shared=True), Visit(other, "b", shared=True)
        await here.begun()
        await there.begun()
        await there.ends()
        assert await names(one) == ["b"]
        await here.ends()
        assert await names(other) == ["a", "b"]


@pytest.mark.parametrize(("first", "second"), [(False, False), (False, True), (True, False)])
async def test_a_unit_of_its_own_runs_beside_no_other(url: str, first: bool, second: bool) -> None:
    async with process(url) as one, process(url) as other:
        here = Visit(one, "a", shared=first)
        await here.begun()
        there = Visit(other, "b", shared=second)
        await waiting(url)
        assert not there.inside.is_set()
        await here.ends()
        await there.begun()
        await there.ends()
        assert await names(one) == ["a", "b"]


async def test_a_unit_waits_for_all_the_shared_ones_and_no_later_one_overtakes_it(url: str) -> None:
    async with process(url) as one, process(url) as two, process(url) as three, process(url) as four:
        relays = [Visit(one, "a", shared=True), Visit(two, "b", shared=True)]
        for relay in relays:
            await relay.begun()
        alone = Visit(three, "c")
        await waiting(url)
        late = Visit(four, "d", shared=True)
        await waiting(url, 2)
        await relays[0].ends()
        await waiting(url, 2)
        assert not alone.inside.is_set()
        await relays[1].ends()
        await alone.begun()
        assert not late.inside.is_set()
        await alone.ends()
        await late.begun()
        await late.ends()


async def test_after_its_wait_a_unit_sees_what_was_committed_meanwhile(url: str) -> None:
    async def count(database: Database) -> None:
        async with database.unit() as unit:
            seen = (await unit.connection.execute(text("SELECT count(*) FROM things"))).scalar_one()
            await unit.connection.execute(text("INSERT INTO things VALUES (:name)"), {"name": f"{seen}"})

    async with process(url) as one, process(url) as two, process(url) as three:
        await asyncio.gather(*(count(database) for _ in range(10) for database in (one, two, three)))
        assert len(await names(one)) == 30, "no two saw the same"


async def test_a_wait_has_an_end_and_the_next_unit_works(url: str) -> None:
    async with process(url) as one, process(url, busy_seconds=0.05) as impatient:
        for shared in (False, True):
            here = Visit(one, f"kept {shared}", shared=not shared)
            await here.begun()
            with pytest.raises(OperationalError, match="lock timeout"):
                async with impatient.unit(shared=shared):
                    pytest.fail("it may not begin")
            await here.ends()
            await put(impatient, f"later {shared}")
        async with impatient.unit() as unit:
            backend = (await unit.connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        async with impatient.unit() as unit:
            assert (await unit.connection.execute(text("SELECT pg_backend_pid()"))).scalar_one() == backend


async def test_of_several_that_start_at_once_one_migrates() -> None:
    async with (
        fresh_database(shared_server()) as url,
        process(url) as one,
        process(url) as two,
        process(url) as three,
    ):
        outcomes = await asyncio.gather(*(migrate(each, metadata) for each in (one, two, three)))
    newest = outcomes[0][1]
    assert sorted(str(before) for before, _ in outcomes) == sorted(["None", newest, newest])


# --- what a unit costs, and what it holds ---


async def test_beginning_with_its_lock_is_one_trip_and_nothing_is_asked_twice(url: str) -> None:
    async with process(url) as database:
        await put(database, "a")
        asked: list[str] = []
        async with driver(database) as link:
            link.add_query_logger(lambda record: asked.append(record.query))
        await put(database, "b")
        async with database.unit(shared=True):
            pass
    assert [(query.split()[0], query.split()[-1]) for query in asked[1::2]] == [("INSERT", "COMMIT")] * 2
    assert [query.split()[0] for query in asked[::2]] == ["BEGIN"] * 2
    assert f"SELECT pg_advisory_xact_lock({LOCK})" in asked[0]
    assert f"SELECT pg_advisory_xact_lock_shared({LOCK})" in asked[2]


async def test_what_is_committed_survives_a_power_cut(url: str) -> None:
    async with process(url) as database, database.unit() as unit:
        for name, value in (("synchronous_commit", "on"), ("lock_timeout", "5s"), ("statement_timeout", "30s")):
            assert (await unit.connection.execute(text(f"SHOW {name}"))).scalar_one() == value


async def test_a_mistake_that_somebody_kept_to_themselves_does_not_pass_for_a_commit(url: str) -> None:
    async with process(url) as database:
        await put(database, "a")

        async def trips(unit: UnitOfWork) -> None:
            with pytest.raises(IntegrityError):
                await unit.connection.execute(text(A))

        with pytest.raises(DBAPIError, match="current transaction is aborted") as told:
            await within(database, B, trips)
        assert not isinstance(told.value, OperationalError), "asking again would not help"
        await put(database, "c")
        assert await names(database) == ["a", "c"]


async def test_nor_does_it_where_commits_are_not_numbered_yet() -> None:
    async with fresh_database(shared_server()) as url, process(url) as database:
        await run_sql(url, THINGS)

        async def trips(unit: UnitOfWork) -> None:
            with pytest.raises(DBAPIError):
                await unit.connection.execute(text("SELECT nothing"))

        with pytest.raises(DBAPIError, match="nothing was committed"):
            await within(database, A, trips)
        await put(database, "b")
        assert await names(database) == ["b"]


# --- what was broken off ---


async def test_who_stops_waiting_holds_nothing(url: str) -> None:
    async with process(url) as one, process(url) as other:
        here, there = Visit(one, "a"), Visit(other, "b")
        await asyncio.wait(
            [asyncio.create_task(each.inside.wait()) for each in (here, there)], return_when="FIRST_COMPLETED"
        )
        first, second = (here, there) if here.inside.is_set() else (there, here)
        await waiting(url)
        second.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second.task
        await waiting(url, 0)
        await first.ends()
        await put(one, "c")
        await put(other, "d")


async def test_a_unit_cancelled_in_a_statement_leaves_nothing_and_holds_nobody_up(url: str) -> None:
    async with process(url) as one, process(url) as other:
        task = asyncio.create_task(within(one, A, "SELECT pg_sleep(60)"))
        await until(url, f"SELECT count(*) > 0 {OTHERS} AND query LIKE '%pg_sleep%' AND state = 'active'")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await put(other, "b")
        await put(one, "c")
        assert await names(one) == ["b", "c"]


async def test_a_statement_that_takes_too_long_is_ended(url: str) -> None:
    async with process(url, statement_seconds=0.05) as database:
        with pytest.raises(OperationalError, match="statement timeout"):
            await within(database, "SELECT pg_sleep(60)")
        await put(database, "a")
        async with database.patient() as patient, patient.unit() as unit:
            await unit.connection.execute(text("SELECT pg_sleep(0.1)"))


async def test_a_server_that_does_not_answer_is_given_up(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told to end a statement, and answers neither to that: as if its machine had frozen."""
    monkeypatch.setattr(postgres_link, "SLACK", 0.05)
    async with process(url, statement_seconds=0.05) as database:
        with pytest.raises(OperationalError, match="no answer in time"):
            await within(database, "SET LOCAL statement_timeout = 0", "SELECT pg_sleep(60)")
        await put(database, "a")
