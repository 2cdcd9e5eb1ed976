"""The database's shape over time: fresh is what the code expects, newer is refused, and nothing is done twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError

import bot.app  # noqa: F401 - the composition root knows all tables
from config import migrations
from config.database import Database, metadata
from config.migrations import NewerDatabase, migrate, revisions
from tests.config.conftest import opened
from tests.contracts.stores import EMPTY


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = opened(url)
    yield database
    await database.close()


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def shape(connection: Connection) -> dict[str, object]:
    """Tables with their columns, keys, constraints and indices."""
    looking = inspect(connection)
    return {
        table: (
            [(each["name"], str(each["type"]), each["nullable"]) for each in looking.get_columns(table)],
            looking.get_pk_constraint(table)["constrained_columns"],
            sorted(str(each["column_names"]) for each in looking.get_unique_constraints(table)),
            sorted(each["sqltext"] for each in looking.get_check_constraints(table)),
            sorted(
                (str(each["constrained_columns"]), each["referred_table"], str(each["options"]))
                for each in looking.get_foreign_keys(table)
            ),
            sorted(
                (str(each["name"]), str(each["column_names"]), each["unique"]) for each in looking.get_indexes(table)
            ),
        )
        for table in looking.get_table_names()
        if table != "alembic_version"
    }


async def test_a_fresh_database_is_what_the_code_expects(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before, after = await migrate(database, metadata)
    assert (before, after) == (None, ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head())
    async with EMPTY[database.writing.dialect.name](tmp_path_factory.mktemp("direct")) as url:
        direct = opened(url)
        async with database.read() as unit, direct.unit() as other:
            assert await unit.connection.run_sync(differences) == []
            await other.connection.run_sync(metadata.create_all)
            assert await unit.connection.run_sync(shape) == await other.connection.run_sync(shape)
        await direct.close()


async def test_migrating_twice_is_harmless(database: Database) -> None:
    first = await migrate(database, metadata)
    async with database.unit() as unit:
        await unit.connection.execute(
            text("INSERT INTO members (id, created_at, language, locked) VALUES ('m', 0, 'en', false)")
        )
    again = await migrate(database, metadata)
    assert again == (first[1], first[1])
    async with database.read() as unit:
        assert (await unit.connection.execute(text("SELECT id FROM members"))).scalar_one() == "m"


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(database: Database) -> None:
    await migrate(database, metadata)
    async with database.unit() as unit:
        await unit.connection.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    with pytest.raises(NewerDatabase):
        await migrate(database, metadata)
    async with database.read() as unit:
        with pytest.raises(NewerDatabase):
            await unit.connection.run_sync(revisions)
        assert (await unit.connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one() == "ffff"


async def test_a_migration_that_breaks_off_leaves_nothing_half_done(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OperationalError("CREATE TABLE", None, Exception("disk full"))

    with monkeypatch.context() as patched:
        patched.setattr("alembic.operations.Operations.create_table", _after(3, fails))
        with pytest.raises(OperationalError):
            await migrate(database, metadata)
    async with database.read() as unit:
        assert await unit.connection.run_sync(lambda connection: inspect(connection).get_table_names()) == []
    await migrate(database, metadata)


def _after(calls: int, fails):  # type: ignore[no-untyped-def]
    from alembic.operations import Operations

    works = Operations.create_table
    made = []

    def create_table(self, *args, **options):  # type: ignore[no-untyped-def]
        made.append(args[0])
        return fails() if len(made) > calls else works(self, *args, **options)

    return create_table


async def test_searches_that_last_survive_the_step_to_ends_of_their_own(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def until(revision: str) -> None:
        monkeypatch.setattr("config.migrations.command.upgrade", lambda config, _: upgrade(config, revision))

    from alembic.command import upgrade

    until("0002")
    await migrate(database, metadata)
    async with database.unit() as unit:
        await unit.connection.execute(
            text("INSERT INTO members (id, created_at, language, locked) VALUES ('m', 0, 'en', false)")
        )
        await unit.connection.execute(
            text(
                "INSERT INTO tickets (id, member, wish, since, widened, notice) VALUES ('t', 'm', :wish, 5, true, 'n')"
            ),
            {"wish": b"w"},
        )
    until("head")
    await migrate(database, metadata)
    async with database.unit() as unit:
        (row,) = (await unit.connection.execute(text("SELECT * FROM tickets"))).mappings()
        assert dict(row) == {
            "id": "t",
            "member": "m",
            "wish": b"w",
            "since": 5,
            "notice": "n",
            "until": 1_800_005,
            "asked": 0,
            "choosy": 0,
        }
        assert await unit.connection.run_sync(differences) == []
        await unit.connection.execute(text("DELETE FROM members"))
        assert (await unit.connection.execute(text("SELECT * FROM tickets"))).all() == [], "still the member's"


async def test_chats_that_are_open_stay_guarded_at_the_step_to_the_guard(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.command import upgrade

    def until(revision: str) -> None:
        monkeypatch.setattr("config.migrations.command.upgrade", lambda config, _: upgrade(config, revision))

    until("0005")
    await migrate(database, metadata)
    async with database.unit() as unit:
        for statement in (
            "INSERT INTO members (id, created_at, language, locked) VALUES ('a', 0, 'e', false), ('b', 0, 'e', false)",
            "INSERT INTO rooms (id, first, second, opened_at) VALUES ('r', 'a', 'b', 0)",
            "INSERT INTO seats (member, room, partner) VALUES ('a', 'r', 'b'), ('b', 'r', 'a')",
        ):
            await unit.connection.execute(text(statement))
    until("head")
    await migrate(database, metadata)
    async with database.unit() as unit:
        rows = (await unit.connection.execute(text("SELECT * FROM seats ORDER BY member"))).mappings()
        assert [dict(row) for row in rows] == [
            {"member": "a", "room": "r", "partner": "b", "unguarded": 0, "reveal": None, "origin": None},
            {"member": "b", "room": "r", "partner": "a", "unguarded": 0, "reveal": None, "origin": None},
        ]
        assert await unit.connection.run_sync(differences) == []


async def test_an_empty_database_has_no_revision(database: Database) -> None:
    async with database.read() as unit:
        current, newest = await unit.connection.run_sync(revisions)
    assert current is None
    assert newest


OUTBOX = (
    "INSERT INTO outbox (id, lane, seq, body, state, attempt, created_at)"
    " VALUES ('{id}', 'lane', {seq}, '', '{state}', 0, 0)"
)


async def test_the_database_forbids_what_must_never_happen(database: Database) -> None:
    await migrate(database, metadata)
    async with database.unit() as unit:
        for name in "abc":
            await unit.connection.execute(
                text("INSERT INTO members (id, created_at, language, locked) VALUES (:id, 0, 'en', false)"),
                {"id": name},
            )
        await unit.connection.execute(
            text("INSERT INTO rooms (id, first, second, opened_at) VALUES ('r', 'a', 'b', 0)")
        )
        await unit.connection.execute(
            text("INSERT INTO seats (member, room, partner) VALUES ('a', 'r', 'b'), ('b', 'r', 'a')")
        )
        await unit.connection.execute(text("INSERT INTO events VALUES ('', 0)"))
        await unit.connection.execute(text(OUTBOX.format(id="o", seq=1, state="ready")))
    for forbidden in (
        "INSERT INTO seats (member, room, partner) VALUES ('a', 'r', 'c')",  # somebody in two rooms
        "INSERT INTO seats (member, room, partner) VALUES ('c', 'r', 'a')",  # somebody with two partners
        "INSERT INTO seats (member, room, partner) VALUES ('c', 'r', 'c')",  # somebody with themselves
        "INSERT INTO seats (member, room, partner) VALUES ('nobody', 'r', 'c')",
        "INSERT INTO rooms (id, first, second, opened_at) VALUES ('s', 'c', 'c', 0)",
        "INSERT INTO events VALUES ('', 1)",  # an event twice
        OUTBOX.format(id="p", seq=1, state="ready"),  # two at one place in a lane
        OUTBOX.format(id="q", seq=2, state="lost"),
    ):
        with pytest.raises(IntegrityError):
            async with database.unit() as unit:
                await unit.connection.execute(text(forbidden))


def test_all_tables_are_in_one_metadata() -> None:
    assert {"members", "outbox", "reports", "sanctions"} <= set(metadata.tables)
