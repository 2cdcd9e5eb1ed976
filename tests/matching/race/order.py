"""In what order processes of a race search and restore: many searches at a time, or one restore and none.

In Bauta both are turns, of which none runs beside another: a restore sees everybody who found nobody, and whoever comes
after it finds the line as it left it. In a race a search takes several turns, and dozens are under way.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

GLANCE = 0.001
"""Seconds between two tries to take a lock: to wait for one would keep those under way here from their end."""


class Order:
    """Of one process. What it holds is free when it is killed."""

    def __init__(self, folder: Path) -> None:
        self._gate, self._searches, self._restores = [
            os.open(folder / name, os.O_CREAT | os.O_RDWR) for name in ("gate.lock", "search.lock", "search.lock")
        ]
        self._at_gate = asyncio.Lock()
        self._under_way = 0

    @asynccontextmanager
    async def searching(self) -> AsyncIterator[None]:
        async with self._through_gate():
            if not self._under_way:
                fcntl.flock(self._searches, fcntl.LOCK_SH)  # at once: whoever restores keeps the gate closed
            self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                fcntl.flock(self._searches, fcntl.LOCK_UN)

    @asynccontextmanager
    async def restoring(self) -> AsyncIterator[None]:
        async with self._through_gate(), _locked(self._restores):
            yield

    @asynccontextmanager
    async def _through_gate(self) -> AsyncIterator[None]:
        async with self._at_gate, _locked(self._gate):
            yield

    def close(self) -> None:
        for each in (self._gate, self._searches, self._restores):
            os.close(each)


@asynccontextmanager
async def _locked(file: int) -> AsyncIterator[None]:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            await asyncio.sleep(GLANCE)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
