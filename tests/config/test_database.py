"""The unit of work: commits as a whole or leaves nothing, and what must wait for its outcome does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError

from config.database import Database, milliseconds, seconds
from tests.config.conftest import opened

Hook = Callable[[], Awaitable[object]]


class Mistake(Exception):
    pass


async def write(
    database: Database, *statements: str, fails: type[BaseException] | None = None, then: Hook | None = None
) -> None:
    """A unit that runs these statements, and may fail at its end. `then` runs once the outcome is certain."""
    async with database.unit() as unit:
        if then is not None:
            unit.after_rollback.append(then)
        for statement in statements:
            await unit.connection.execute(text(statement))
        if fails is not None:
            raise fails


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = opened(url)
    async with database.unit() as unit:
        await unit.connection.execute(text("CREATE TABLE things (name TEXT PRIMARY KEY)"))
    yield database
    await database.close()


async def names(database: Database) -> list[str]:
    async with database.read() as unit:
        return list((await unit.connection.execute(text("SELECT name FROM things ORDER BY name"))).scalars())


async def put(database: Database, name: str) -> None:
    async with database.unit() as unit:
        await unit.connection.execute(text("INSERT INTO things VALUES (:name)"), {"name": name})


async def test_a_unit_commits_at_its_end(database: Database) -> None:
    async with database.unit() as unit:
        await unit.connection.execute(text("INSERT INTO things VALUES ('a')"))
        assert await names(database) == [], "readers see the last commit"
    assert await names(database) == ["a"]


@pytest.mark.parametrize("error", [Mistake, asyncio.CancelledError, KeyboardInterrupt])
async def test_a_unit_that_fails_leaves_nothing(database: Database, error: type[BaseException]) -> None:
    with pytest.raises(error):
        await write(database, "INSERT INTO things VALUES ('a')", fails=error)
    assert await names(database) == []
    await put(database, "b")
    assert await names(database) == ["b"], "the next unit works"


async def test_a_unit_can_change_the_shape_of_tables_and_take_it_back(database: Database) -> None:
    with pytest.raises(Mistake):
        await write(database, "CREATE TABLE more (name TEXT)", "DROP TABLE things", fails=Mistake)
    assert await names(database) == []
    async with database.read() as unit:
        assert await unit.connection.run_sync(lambda connection: inspect(connection).get_table_names()) == ["things"]


async def test_what_waits_for_the_commit_runs_after_it_and_in_order(database: Database) -> None:
    seen: list[object] = []

    async def look() -> None:
        seen.append(await names(database))

    async def second() -> None:
        seen.append("second")

    async with database.unit() as unit:
        unit.after_commit += [look, second]
        unit.after_rollback.append(second)
        await unit.connection.execute(text("INSERT INTO things VALUES ('a')"))
        assert seen == []
    assert seen == [["a"], "second"]


async def test_what_waits_for_the_rollback_runs_after_it(database: Database) -> None:
    seen: list[object] = []

    async def look() -> None:
        seen.append(await names(database))

    with pytest.raises(Mistake):
        await write(database, "INSERT INTO things VALUES ('a')", fails=Mistake, then=look)
    assert seen == [[]]


async def test_a_commit_that_fails_is_a_rollback(database: Database) -> None:
    seen: list[str] = []

    async def undo() -> None:
        seen.append("undone")

    async with database.unit() as unit:
        await unit.connection.execute(
            text("CREATE TABLE later (name TEXT REFERENCES things (name) DEFERRABLE INITIALLY DEFERRED)")
        )
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        await write(database, "INSERT INTO later VALUES ('nobody')", then=undo)
    assert seen == ["undone"]
    await put(database, "a")
    assert await names(database) == ["a"]


@pytest.mark.parametrize("outcome", ["commit", "rollback"])
async def test_a_hook_that_fails_changes_nothing_and_keeps_no_other_from_running(
    database: Database, outcome: str
) -> None:
    seen: list[str] = []

    async def fails() -> None:
        raise Mistake

    async def works() -> None:
        seen.append("ran")

    try:
        async with database.unit() as unit:
            unit.after_commit += [fails, works]
            unit.after_rollback += [fails, works]
            await unit.connection.execute(text("INSERT INTO things VALUES ('a')"))
            if outcome == "rollback":
                raise ZeroDivisionError
    except ZeroDivisionError:
        assert outcome == "rollback"
    assert seen == ["ran"]
    assert await names(database) == (["a"] if outcome == "commit" else [])


async def test_units_of_one_process_wait_for_each_other(database: Database) -> None:
    busy = 0

    async def work(number: int) -> None:
        nonlocal busy
        async with database.unit() as unit:
            busy += 1
            assert busy == 1
            await unit.connection.execute(text("INSERT INTO things VALUES (:name)"), {"name": f"{number}"})
            await asyncio.sleep(0)
            busy -= 1

    await asyncio.gather(*(work(number) for number in range(20)))
    assert len(await names(database)) == 20


async def test_readers_wait_for_nobody(database: Database) -> None:
    await put(database, "a")
    async with database.unit() as unit:
        await unit.connection.execute(text("INSERT INTO things VALUES ('b')"))
        looks = await asyncio.gather(*(names(database) for _ in range(10)))
    assert looks == [["a"]] * 10


async def test_a_look_stays_the_same_while_others_write(database: Database) -> None:
    async with database.read() as unit:
        before = (await unit.connection.execute(text("SELECT count(*) FROM things"))).scalar_one()
        await put(database, "a")
        after = (await unit.connection.execute(text("SELECT count(*) FROM things"))).scalar_one()
    assert (before, after) == (0, 0)


async def test_nothing_written_through_a_reader_stays(database: Database) -> None:
    with suppress(OperationalError):  # PostgreSQL refuses it
        async with database.read() as unit:
            await unit.connection.execute(text("INSERT INTO things VALUES ('a')"))
    assert await names(database) == []


@pytest.mark.parametrize("moment", [0.0, 0.001, 1_700_000_000.123, 1_763_637_964.5])
def test_time_is_kept_to_the_millisecond(moment: float) -> None:
    assert seconds(milliseconds(moment)) == pytest.approx(moment, abs=0.0005)
    assert isinstance(milliseconds(moment), int)
