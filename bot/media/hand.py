"""A worker as its parent sees it: started knowing nothing, given one job at a time, ended with all it started."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from bot.content import Kind
from bot.media.goals import Goal, NotClean, Refusal
from bot.media.pieces import END, LENGTH, PIECE, Garbled, framed, length
from bot.posts import Attachment, Blob

ROOT: Final = Path(__file__).parents[2]

TOLD: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL")
"""What a worker gets to know of our environment: where programs and libraries are. No token is there."""


GRACE: Final = 0.5
"""Seconds for a worker to end what it has started."""


class Died(Exception):
    """The worker ended in the middle of a job, or answered nonsense. It must be killed."""


class Hand:
    """One worker. A job that does not return what `do` promises leaves it in the middle of something: kill it then."""

    def __init__(self, process: Process, way_in: asyncio.StreamWriter, way_out: asyncio.StreamReader) -> None:
        self._process = process
        self._in, self._out = way_in, way_out
        self.jobs = 0

    @classmethod
    async def start(cls, environment: Mapping[str, str]) -> "Hand":
        """A process in a session of its own, so that whatever it starts can be ended with it."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-s", "-m", "bot.media.worker"),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,  # its tracebacks could tell of a file
            cwd=ROOT,
            env={name: environment[name] for name in TOLD if name in environment},
            start_new_session=True,
            limit=2 * PIECE,
        )
        if process.stdin is None or process.stdout is None:
            raise Died("no way to talk")
        return cls(process, process.stdin, process.stdout)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def do(
        self, source: Blob, kind: Kind, goal: Goal, seconds: int, keep: Callable[[bytes], None]
    ) -> Callable[[Blob], Attachment]:
        """Have one file cleaned; `keep` gets its pieces. Returns what makes an attachment of them.

        Raises NotClean, after which the worker is as good as before, and Died; also whatever `keep` raises.
        """
        self.jobs += 1
        try:
            await self._give(source, kind, goal, seconds)
            words = json.loads(await self._frame())
            if "refusal" in words:
                raise NotClean(Refusal(words["refusal"]), int(words["limit"]))
            await self._take(goal.limit, keep)
            return _attachment(words)
        except (OSError, EOFError, Garbled, ValueError, KeyError, TypeError) as error:
            raise Died(type(error).__name__) from error

    async def _give(self, source: Blob, kind: Kind, goal: Goal, seconds: int) -> None:
        job = {"kind": kind.value, "platform": goal.platform, "limit": goal.limit, "seconds": seconds}
        self._in.write(framed(json.dumps(job).encode()))
        with source.open() as file:
            while piece := file.read(PIECE):
                self._in.write(framed(piece))
                await self._in.drain()
        self._in.write(END)
        await self._in.drain()

    async def _take(self, limit: int, keep: Callable[[bytes], None]) -> None:
        size = 0
        while piece := await self._frame():
            size += len(piece)
            if size > limit:
                raise Garbled("more than was asked for")
            keep(piece)

    async def _frame(self) -> bytes:
        return await self._out.readexactly(length(await self._out.readexactly(LENGTH.size)))

    async def end(self) -> None:
        """Let it go at the end of its work: it ends when nothing more can come. It is killed if it lingers."""
        self._in.close()
        await self._ended_within(1.0)
        await self.kill()

    async def kill(self) -> None:
        """With all it has started, which it is let end itself: else nobody would be left to see that it has ended."""
        with suppress(ProcessLookupError):
            self._process.terminate()
        self._in.close()
        await self._ended_within(GRACE)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()

    async def _ended_within(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._process.wait()


def _attachment(words: dict[str, Any]) -> Callable[[Blob], Attachment]:
    kind, name, mime = Kind(words["kind"]), str(words["name"]), str(words["mime"])
    seconds, waveform = float(words["seconds"]), bytes.fromhex(words["waveform"])
    width, height = int(words["width"]), int(words["height"])
    return lambda blob: Attachment(
        kind, name, mime, blob, seconds=seconds, waveform=waveform, width=width, height=height
    )
