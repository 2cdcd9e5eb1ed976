"""`bauta run` with its truth in PostgreSQL: people talk, whoever of the two is killed and started again; and what may
keep it from starting is told in a sentence."""

import re
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.e2e.processes import Deployment, Process, Spawner, deployment
from tests.e2e.strangers import ALONE, PAIRED
from tests.e2e.test_cli import sentence
from tests.e2e.test_cli_check import mended, table
from tests.e2e.visitor import Visitor
from tests.ports import free_port
from tests.postgres import (
    IN_URL,
    PASSWORD,
    ROLE,
    PostgresServer,
    fresh_database,
    postgres_server,
    run_sql,
    shared_server,
)

UNAVAILABLE = 69


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of one's own."""
    with postgres_server() as server:
        yield server


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with fresh_database(shared_server()) as url:
        yield url


@pytest.fixture
async def deployed(spawner: Spawner, tmp_path: Path, url: str) -> AsyncIterator[Deployment]:
    async with deployment(spawner, tmp_path, BAUTA_DATABASE_URL=url) as deployed:
        yield deployed
    for process in deployed.processes:
        assert not [word for word in (PASSWORD, IN_URL) if word in process.out + process.err]
        assert "Traceback" not in process.err


def named(url: str) -> str:
    """As an operator is told of the database."""
    return f"{url.rpartition('/')[2]} at 127.0.0.1:{shared_server().port}"


async def talk(one: Visitor, other: Visitor, words: str) -> None:
    await one.says(words)
    await other.hears(words)
    await other.says(f"{words}, indeed")
    await one.hears(f"{words}, indeed")


def heard(visitor: Visitor) -> list[str]:
    """All that the partner said, in order."""
    return [shown.text for shown in visitor.page if not shown.host]


async def ends_well(process: Process) -> None:
    process.send(signal.SIGTERM)
    assert await process.ended() == 0


async def test_two_talk_and_go_on_when_bauta_was_killed(deployed: Deployment, url: str) -> None:
    process = await deployed.runs(fresh=True)
    async with Visitor(deployed.port) as ann, Visitor(deployed.port) as bob, Visitor(deployed.port) as cleo:
        await cleo.admitted("find")
        await cleo.hears(ALONE)
        await cleo.does("stop")
        await ann.admitted("find")
        await bob.admitted("find")
        for each in (ann, bob):
            await each.hears(PAIRED)
        await talk(ann, bob, "before")
        await ann.says("in the middle of it")
        await process.kill()
        process = await deployed.runs()
        await bob.hears("in the middle of it")
        await talk(bob, ann, "after")
        assert heard(ann) == ["before, indeed", "after"]
        assert heard(bob) == ["before", "in the middle of it", "after, indeed"]
        assert "bauta.db" not in [path.name for path in deployed.data.iterdir()]

        checked = await deployed.does("check")
        assert (checked.code, mended(checked)) == (0, [])
        assert table(checked)["Database"] == ("✓", f"{named(url)}, revision 0011")
        assert table(checked)["Web"][1].endswith("Bauta is running")
        reports = await deployed.does("mod", "reports")
        assert (reports.code, reports.out) == (0, "No open reports.\n")
        assert '"error"' not in process.err
    await ends_well(process)
    assert (await run_sql(url, "SELECT count(*) FROM outbox"))[0][0] == 0
    assert (await deployed.does("migrate")).out == "The database is at revision 0011.\n"


async def test_two_talk_and_go_on_when_postgresql_was_killed(
    server: PostgresServer, spawner: Spawner, tmp_path: Path
) -> None:
    settings = {"BAUTA_DATABASE_URL": server.url("postgres")}
    async with deployment(spawner, tmp_path, **settings) as deployed:
        process = await deployed.runs()
        async with Visitor(deployed.port) as ann, Visitor(deployed.port) as bob:
            for each in (ann, bob):
                await each.admitted("find")
            for each in (ann, bob):
                await each.hears(PAIRED)
            await talk(ann, bob, "before")
            server.kill()
            await ann.says("while it is away")
            server.start()
            await bob.hears("while it is away")
            await talk(bob, ann, "after")
            assert heard(ann) == ["before, indeed", "after"]
            assert heard(bob) == ["before", "while it is away", "after, indeed"]
        await ends_well(process)


async def test_what_keeps_it_from_starting_is_told_in_a_sentence(deployed: Deployment, url: str) -> None:
    port, nobody = shared_server().port, free_port()
    role = f"guest_{port}"
    await run_sql(url, f"CREATE ROLE {role} LOGIN PASSWORD 'guest'", "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for wrong, beginning in (
        (url.replace(f":{port}/", f":{nobody}/"), f"PostgreSQL at 127.0.0.1:{nobody} does not answer ("),
        (url.replace(IN_URL, "wrong"), f"PostgreSQL at 127.0.0.1:{port} refuses the user or the password"),
        (url.replace("/bauta_", "/no_"), f"PostgreSQL at 127.0.0.1:{port} has no database no_"),
        (url.replace(f"{ROLE}:{IN_URL}", f"{role}:guest"), "The user in BAUTA_DATABASE_URL may not make tables in"),
        (f"{url}?sslmode=require", f"PostgreSQL at 127.0.0.1:{port} does not answer (PostgreSQL server at"),
        (f"{url}?sslmode=never", f"The database {named(url)} cannot be used (`sslmode`"),
    ):
        settings = {"BAUTA_DATABASE_URL": wrong}
        told = sentence(await deployed.does("migrate", settings=settings), UNAVAILABLE)
        assert told.startswith(beginning)
        checked = await deployed.does("check", settings=settings)
        if beginning.startswith("PostgreSQL"):
            assert (checked.code, mended(checked)) == (1, [f"Database: {told}"])
    await run_sql(url, f"DROP ROLE {role}")


async def test_a_database_begun_with_another_key_or_by_a_newer_bauta_is_left_alone(
    deployed: Deployment, url: str
) -> None:
    assert (await deployed.does("migrate")).code == 0
    key = deployed.data / "key"
    good = key.read_bytes()
    key.unlink()
    for command in ("run", "migrate", "check"):
        process = await deployed.does(command)
        assert process.code in (1, UNAVAILABLE)
        assert f"The key file {key} is missing. Put it back from your backup" in process.out + process.err
        assert not key.exists(), "no other is made in its place"
    async with fresh_database(shared_server()) as another:
        other = await deployed.does("migrate", settings={"BAUTA_DATABASE_URL": another})
    assert other.code == 0, "a new database gets a key of its own"
    told = sentence(await deployed.does("run"), UNAVAILABLE)
    assert told.startswith(f"The key file {key} does not belong to the database {named(url)}")
    checked = await deployed.does("check")
    assert table(checked)["Database"] == ("✗", f"{named(url)}, begun with another key")
    key.write_bytes(good)
    await run_sql(url, "UPDATE alembic_version SET version_num = '9999'")
    told = sentence(await deployed.does("run"), UNAVAILABLE)
    assert told.startswith(f"The database {named(url)} was written by a newer Bauta")
    assert table(await deployed.does("check"))["Database"] == ("✗", f"{named(url)}, newer than this Bauta")


async def test_check_tells_of_a_server_that_may_lose_what_was_committed(deployed: Deployment, url: str) -> None:
    name = url.rpartition("/")[2]
    before = await deployed.does("check")
    assert table(before)["Database"] == ("✓", f"{named(url)}, revision none, updated at the next start")
    assert re.search(r"key \(made at the first start\)", table(before)["Key file"][1])
    assert not deployed.data.exists(), "looking made nothing"
    await run_sql(url, f"ALTER DATABASE {name} SET synchronous_commit = off")
    (line,) = mended(await deployed.does("check"))
    assert line.startswith("Database: Messages could be lost in a power cut: turn synchronous_commit on")
