"""Bauta as a process of its own: started with settings in its environment, listened to, stopped, killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from config.failpoints import VARIABLE
from tests.e2e.living import PATIENCE
from tests.emulators.signals import Signal
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
WIDTH = {"COLUMNS": "240", "LANG": "C.UTF-8"}
"""A terminal so wide that no table breaks a word."""

LOGGED: Final = 10_000
"""Characters of a process's log, its last ones, that are shown with a test that fails."""

Settings = Mapping[str, str]
NONE: Final[Settings] = {}


class Process:
    """One run of the `bauta` command. `out` and `err` are what it has written so far."""

    def __init__(self, pid: int, out: int, err: int, ending: Awaitable[int]) -> None:
        self.pid = pid
        self.out = ""
        self.err = ""
        self.code: int | None = None
        self._said = Signal()
        self._life = asyncio.gather(self._read(out, "out"), self._read(err, "err"), self._end(ending))

    async def _read(self, descriptor: int, stream: str) -> None:
        reader = asyncio.StreamReader()
        pipe = os.fdopen(descriptor, "rb", buffering=0)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), pipe
        )
        try:
            while text := await reader.read(1 << 16):
                setattr(self, stream, getattr(self, stream) + text.decode())
                self._said.notify()
        finally:
            transport.close()

    async def _end(self, ending: Awaitable[int]) -> None:
        self.code = await ending
        self._said.notify()

    async def tells(self, part: str) -> None:
        """Wait until it has said this on stdout."""
        await self._said.until(lambda: True if part in self.out or self.code is not None else None, PATIENCE)
        assert part in self.out, f"it ended with {self.code} and said {self.out!r}, {self.err!r}"

    def send(self, number: signal.Signals) -> None:
        if self.code is None:
            os.kill(self.pid, number)

    async def kill(self) -> None:
        """End it without any warning, and wait until it is gone."""
        self.send(signal.SIGKILL)
        await self.ended()

    async def ended(self, within: float = PATIENCE) -> int:
        """Its exit code; minus the signal's number, where one ended it."""
        async with asyncio.timeout(within):
            await asyncio.shield(self._life)
        assert self.code is not None
        return self.code


class Spawner:
    """Starts processes quickly. `with Spawner() as spawner:`, once for all tests.

    `mortal`: with their failpoints in place (config/failpoints.py); each start names the file for them.
    """

    def __init__(self, *, mortal: bool = False) -> None:
        self._mortal = mortal
        self._folder = tempfile.TemporaryDirectory(prefix="bauta-")
        self._path = str(Path(self._folder.name) / "s")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.spawner", self._path],
            cwd=ROOT,
            env={**os.environ, **WIDTH, **({VARIABLE: ""} if self._mortal else {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.communicate(timeout=PATIENCE)
        self._folder.cleanup()

    @property
    def pid(self) -> int | None:
        """Of the process whose limits those inherit that it starts."""
        return None if self._process is None else self._process.pid

    async def start(self, argv: list[str], env: Mapping[str, str], cwd: Path) -> Process:
        """A process that goes on where `python -m bot` is after its imports."""
        asking = socket.socket(socket.AF_UNIX)
        asking.connect(self._path)
        (out, out_end), (err, err_end) = os.pipe(), os.pipe()
        text = json.dumps({"argv": argv, "env": dict(env), "cwd": str(cwd)}).encode()
        socket.send_fds(asking, [text], [out_end, err_end])
        os.close(out_end)
        os.close(err_end)
        reader, writer = await asyncio.open_unix_connection(sock=asking)

        async def ending() -> int:
            try:
                return int(await reader.readline())
            finally:
                writer.close()

        return Process(int(await reader.readline()), out, err, ending())


async def afresh(argv: list[str], env: Mapping[str, str], cwd: Path, prefix: Sequence[str] = ()) -> Process:
    """A process from the very beginning: `python -m bot` as anybody starts it, or as the `prefix` starts it."""
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    command = (*prefix, sys.executable, "-m", "bot", *argv)
    process = await asyncio.create_subprocess_exec(
        *command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out_end, stderr=err_end
    )
    os.close(out_end)
    os.close(err_end)
    return Process(process.pid, out, err, process.wait())


@dataclass(slots=True)
class Deployment:
    """One Bauta as its operator has it: a directory to work in, settings in the environment, and what runs of it."""

    spawner: Spawner
    directory: Path
    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    processes: list[Process] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.directory / "data"

    async def start(self, *argv: str, settings: Settings = NONE, fresh: bool = False) -> Process:
        """Begin a command, with more settings or others. `fresh`: from the very beginning, imports and all."""
        env = {
            "PATH": os.environ["PATH"], "HOME": str(self.directory), **WIDTH,
            "BAUTA_DATA_DIR": str(self.data), "BAUTA_WEB_PORT": str(self.port), **self.settings, **settings,
        }  # fmt: skip
        begin = afresh if fresh else self.spawner.start
        process = await begin(list(argv), env, self.directory)
        self.processes.append(process)
        return process

    async def runs(self, settings: Settings = NONE, *, fresh: bool = False) -> Process:
        """`bauta run`, up and running."""
        process = await self.start("run", settings=settings, fresh=fresh)
        await process.tells("Ctrl-C")
        return process

    async def does(self, *argv: str, settings: Settings = NONE, fresh: bool = False) -> Process:
        """A command, done."""
        process = await self.start(*argv, settings=settings, fresh=fresh)
        await process.ended()
        return process


@asynccontextmanager
async def deployment(spawner: Spawner, directory: Path, **settings: str) -> AsyncIterator[Deployment]:
    """Whatever still runs of it at the end is killed. What all have logged is shown with a test that fails."""
    deployed = Deployment(spawner, directory, settings)
    try:
        yield deployed
    finally:
        for process in deployed.processes:
            await process.kill()
            sys.stderr.write(process.err[-LOGGED:])
