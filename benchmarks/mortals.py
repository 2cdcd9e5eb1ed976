"""Bots that are killed: started from the very beginning, ended without a warning, started again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.children import LAST_WORDS, ROOT
from benchmarks.harness import Wrong

STOPS_WITHIN = 15.0
"""Seconds that a bot may take to stop when it is asked to."""


class Mortal:
    """One bot, life after life. Its environment is `environment` and nothing else."""

    def __init__(self, arguments: Sequence[str], directory: Path, environment: Mapping[str, str]) -> None:
        self._arguments = arguments
        self._directory = directory
        self._environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment}
        self._output = directory / "output.log"
        self._process: asyncio.subprocess.Process | None = None

    async def starts(self) -> None:
        with self._output.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._arguments, cwd=self._directory, env=self._environment,
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    async def dies(self) -> None:
        """Raises Wrong if it has ended by itself."""
        if self._process is None:
            return
        if self._process.returncode is not None:
            raise Wrong(f"it ended by itself:\n{self._output.read_text()[-LAST_WORDS:].strip()}")
        self._process.kill()
        await self._process.wait()

    async def stops(self) -> None:
        """As an operator would have it, where it listens."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOPS_WITHIN):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def mortal(arguments: Sequence[str], directory: Path, environment: Mapping[str, str]) -> AsyncIterator[Mortal]:
    """Running; stopped at the end of the block."""
    bot = Mortal(arguments, directory, environment)
    try:
        await bot.starts()
        yield bot
    finally:
        await bot.stops()
