"""Bad days at the start: one plain sentence says what is wrong and what to do, and when it is done Bauta starts."""

import os
import resource
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.processes import Deployment, Process, Spawner, afresh, deployment

UNAVAILABLE = 69
AS_ANYBODY = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")
"""Root may write what nobody may; this takes that away."""


@pytest.fixture
async def deployed(spawner: Spawner, tmp_path: Path) -> AsyncIterator[Deployment]:
    async with deployment(spawner, tmp_path) as deployed:
        yield deployed


def sentence(process: Process) -> str:
    """The only thing it says."""
    assert process.code == UNAVAILABLE, process.err
    assert process.out == ""
    assert process.err.count("\n") == 1, process.err
    return process.err.strip()


async def as_anybody(deployed: Deployment, *argv: str) -> Process:
    """A command by somebody who may do what the rights of files say."""
    env = {
        "PATH": os.environ["PATH"], "HOME": str(deployed.directory), "COLUMNS": "240", "LANG": "C.UTF-8",
        "BAUTA_DATA_DIR": str(deployed.data), "BAUTA_WEB_PORT": str(deployed.port),
    }  # fmt: skip
    prefix = AS_ANYBODY if os.geteuid() == 0 else ()
    process = await afresh(list(argv), env, deployed.directory, prefix=prefix)
    deployed.processes.append(process)
    return process


@contextmanager
def no_room(spawner: Spawner) -> Iterator[None]:
    """What is started meanwhile may write no file: as on a disk that is full."""
    assert spawner.pid is not None
    before = resource.prlimit(spawner.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(spawner.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(spawner.pid, resource.RLIMIT_FSIZE, before)


def read_only_database(deployed: Deployment) -> Path:
    path = deployed.data / "bauta.db"
    path.chmod(0o400)
    return path


def read_only_directory(deployed: Deployment) -> Path:
    deployed.data.chmod(0o500)
    return deployed.data


def unreadable_key(deployed: Deployment) -> Path:
    path = deployed.data / "key"
    path.chmod(0)
    return path


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may do anything")
@pytest.mark.parametrize(
    ("spoil", "says", "mode"),
    [
        (read_only_database, "The database {} cannot be written: give the user who runs Bauta the right to", 0o600),
        (read_only_directory, "{} cannot be", 0o700),
        (
            unreadable_key,
            "The key file {} cannot be read (Permission denied). Let the user who runs Bauta read it",
            0o600,
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_what_may_not_be_written_or_read(
    deployed: Deployment, spoil: Callable[[Deployment], Path], says: str, mode: int
) -> None:
    await deployed.does("migrate")
    for rest in (*deployed.data.glob("bauta.db-*"), deployed.data / "lock"):
        rest.unlink(missing_ok=True)
    spoilt = spoil(deployed)
    process = await as_anybody(deployed, "run")
    await process.ended()
    assert says.format(spoilt) in sentence(process)
    spoilt.chmod(mode)
    await deployed.runs()


async def test_a_disk_without_room_before_the_first_start_and_at_a_later_one(
    deployed: Deployment, spawner: Spawner
) -> None:
    with no_room(spawner):
        first = await deployed.start("run")
    await first.ended()
    assert str(deployed.data) in sentence(first)
    await deployed.does("migrate")
    with no_room(spawner):
        later = await deployed.start("run")
    await later.ended()
    assert sentence(later).startswith(
        f"The disk fails under the database {deployed.data / 'bauta.db'}: look whether it is"
    )
    await deployed.runs()


async def test_a_database_with_a_page_of_nonsense_is_not_begun_anew(deployed: Deployment) -> None:
    """Not its beginning, by which a database is known."""
    await deployed.does("migrate")
    path = deployed.data / "bauta.db"
    good = path.read_bytes()
    path.write_bytes(good[:4096] + os.urandom(len(good) - 4096))
    for rest in deployed.data.glob("bauta.db-*"):
        rest.unlink()
    told = sentence(await deployed.does("run"))
    assert told == f"The database {path} is damaged: stop Bauta, put back a backup and start again."
    path.write_bytes(good)
    await deployed.runs()


async def test_the_key_of_another_database(deployed: Deployment, tmp_path: Path) -> None:
    await deployed.does("migrate")
    key = deployed.data / "key"
    good = key.read_bytes()
    key.write_text("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n")
    told = sentence(await deployed.does("run"))
    assert told.startswith(
        f"The key file {key} does not belong to the database {deployed.data / 'bauta.db'}: put the right"
    )
    key.write_bytes(good)
    await deployed.runs()
