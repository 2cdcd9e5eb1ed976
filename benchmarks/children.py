"""Processes a benchmark starts: with an environment of their own, watched, measured, and ended by their pid."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.harness import Wrong

ROOT: Final = Path(__file__).parents[1]
PATIENCE: Final = 10.0
"""Seconds a child may take to stop before it is killed."""
LAST_WORDS: Final = 2000
"""Characters of a child's output that are shown when it ended by itself."""


@dataclass(frozen=True, slots=True)
class Child:
    """A running Python process."""

    name: str
    process: asyncio.subprocess.Process
    output: Path

    def cpu(self) -> float:
        """Seconds of CPU it has used so far, all threads together (proc(5), /proc/PID/stat: utime and stime)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> tuple[int, int]:
        """Bytes of it that are in RAM: now, and at the most so far (proc(5), /proc/PID/status: VmRSS and VmHWM)."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        fields = {name: value for name, _, value in (line.partition(":") for line in lines)}
        now, most = (1024 * int(fields[name].split()[0]) for name in ("VmRSS", "VmHWM"))
        return now, most

    async def watched(self) -> None:
        """Raises Wrong, with its last words, once it has ended by itself."""
        code = await self.process.wait()
        raise Wrong(f"{self.name} ended with exit code {code}:\n{self.output.read_text()[-LAST_WORDS:].strip()}")


@asynccontextmanager
async def child(
    name: str, *arguments: str, directory: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Child]:
    """`python arguments…` in `directory`, which gets its output; ended at the end of the block, which ends with it.

    Its environment is `environment` and nothing else, and a `.env` of the working directory is out of its sight: what
    happens to be configured on this machine (tokens, a proxy, a database) neither changes the figures nor is touched.
    """
    output = directory / f"{name}.log"
    clean = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(environment or {})}
    with output.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=directory, env=clean, stdin=asyncio.subprocess.DEVNULL, stdout=log,
            stderr=log,
        )  # fmt: skip
    try:
        async with asyncio.TaskGroup() as group:
            running = Child(name, process, output)
            watching = group.create_task(running.watched(), name=f"{name}.watched")
            yield running
            watching.cancel()
    finally:
        await _ended(process)


async def answer(*arguments: str, seconds: float, path: str = str(ROOT)) -> str:
    """What `python arguments…` prints until it ends, in the environment of `child`. `path`: PYTHONPATH.

    Raises Wrong, with its last words, when it fails or takes longer than that.
    """
    clean = {"PATH": os.defpath, "PYTHONPATH": path, "PYTHONUTF8": "1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=clean, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds):
            said, complained = await process.communicate()
    except TimeoutError:
        raise Wrong(f"{' '.join(arguments)} took longer than {seconds:g} s") from None
    finally:
        await _ended(process)
    if process.returncode:
        raise Wrong(f"{' '.join(arguments)} failed:\n{complained.decode()[-LAST_WORDS:].strip()}")
    return said.decode()


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(PATIENCE):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def free_port() -> int:
    """A port of loopback that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
