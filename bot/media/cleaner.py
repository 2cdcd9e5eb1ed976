"""The door to cleaning: a file goes in, an attachment that tells nothing comes out, and the event loop never waits.

The work is done by a few worker processes. They start at the first file, are killed with all they have started when a
file takes too long, and are replaced after a while, so that nothing they pick up on the way stays for long.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from math import ceil
from types import TracebackType
from typing import Final, Protocol, Self

import structlog

from bot.content import Kind
from bot.media import jobs
from bot.media.cache import Cache
from bot.media.goals import GOALS, SOURCE_BYTES, Goal, NotClean, Refusal
from bot.media.hand import Died, Hand
from bot.media.pieces import pieces
from bot.media.spool import Full, Spool
from bot.posts import Attachment, Blob

__all__ = ["GOALS", "Cleaner", "Cleans", "Full", "Goal", "InProcess", "NotClean", "Refusal", "Spool"]

log = structlog.get_logger()

SECONDS: Final = {
    Kind.PHOTO: 10,
    Kind.STICKER: 30,
    Kind.ANIMATION: 60,
    Kind.VOICE: 60,
    Kind.AUDIO: 60,
    Kind.VIDEO_NOTE: 60,
    Kind.VIDEO: 150,
    Kind.DOCUMENT: 150,  # it may be a video
}
"""How long a worker may take over a file of each kind. Most take a tenth of a second."""

QUICK: Final = frozenset({Kind.PHOTO, Kind.STICKER})
"""Kinds that never wait for a film: unless there is only one worker, one is left to them."""

WAITING: Final = 64
"""Files that wait for a worker; one more is told to come later."""

JOBS_OF_A_LIFE: Final = 200
CACHED: Final = 64 * 1024 * 1024


class Cleans(Protocol):
    """What cleans files."""

    async def clean(self, source: Blob, kind: Kind, goal: Goal, *, spoiler: bool = False) -> Attachment:
        """The file with nothing in it but what it shows and sounds like, ready for where it goes.

        The attachment says what it became: a document may turn out to be a photo. Raises NotClean.
        """


class Cleaner:
    """Cleans in worker processes, `workers` files at once. To be entered; leaving ends the workers."""

    def __init__(
        self,
        spool: Spool,
        workers: int = 2,
        *,
        environment: Mapping[str, str] = os.environ,
        patience: Mapping[Kind, float] = SECONDS,
    ) -> None:
        self._spool = spool
        self._environment = environment
        self._patience = patience
        self._places = asyncio.Semaphore(workers)
        self._slow_places = asyncio.Semaphore(max(1, workers - 1))
        self._waiting = 0
        self._free: list[Hand] = []
        self._all = set[Hand]()
        self._cache = Cache(min(CACHED, spool.quota // 4))
        self.deaths = 0
        """Workers that ended over a file, by themselves or because it took them too long."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cache.clear()
        idle, self._free = self._free, []
        for hand in idle:
            await self._bury(hand, gently=True)
        for hand in list(self._all):
            await self._bury(hand)

    @property
    def pids(self) -> tuple[int, ...]:
        """Of the workers that live now."""
        return tuple(hand.pid for hand in self._all)

    async def clean(self, source: Blob, kind: Kind, goal: Goal, *, spoiler: bool = False) -> Attachment:
        if source.size > SOURCE_BYTES:
            raise goal.too_large(SOURCE_BYTES)
        name = await self._cache.name(source, kind, goal)
        if (made := self._cache.get(name)) is None:
            async with self._place(kind):
                made = self._cache.get(name) or await self._made(source, kind, goal)
            self._cache.put(name, made)
        return replace(made, spoiler=spoiler)

    @asynccontextmanager
    async def _place(self, kind: Kind) -> AsyncIterator[None]:
        if self._waiting >= WAITING:
            raise NotClean(Refusal.BUSY)
        self._waiting += 1
        try:
            if kind not in QUICK:
                await self._slow_places.acquire()
            try:
                await self._places.acquire()
            except BaseException:
                if kind not in QUICK:
                    self._slow_places.release()
                raise
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()
            if kind not in QUICK:
                self._slow_places.release()

    async def _made(self, source: Blob, kind: Kind, goal: Goal) -> Attachment:
        """A worker that dies may have been ill before: the file gets a second one, but no third."""
        try:
            return await self._attempt(source, kind, goal)
        except Died:
            self.deaths += 1
        try:
            return await self._attempt(source, kind, goal, fresh=True)
        except Died as death:
            self.deaths += 1
            log.warning("media.died", kind=kind.value, reason=str(death))
            raise NotClean(Refusal.BROKEN) from None

    async def _attempt(self, source: Blob, kind: Kind, goal: Goal, *, fresh: bool = False) -> Attachment:
        hand = self._free.pop() if self._free and not fresh else await self._hired()
        seconds = self._patience[kind]
        whole = False
        try:
            writer = self._spool.new()
            async with asyncio.timeout(seconds):
                finish = await hand.do(source, kind, goal, ceil(seconds), writer.write)
            made = finish(writer.done())
            whole = True
        except NotClean:
            whole = True
            raise
        except Full:
            self._cache.clear()  # it takes room too; the next file may find it
            raise NotClean(Refusal.BUSY) from None
        except TimeoutError:
            self.deaths += 1
            log.warning("media.slow", kind=kind.value)
            raise NotClean(Refusal.BROKEN if kind in QUICK else Refusal.TOO_LONG) from None
        finally:
            if whole and hand.jobs < JOBS_OF_A_LIFE:
                self._free.append(hand)
            else:
                await self._bury(hand, gently=whole)
        return made

    async def _hired(self) -> Hand:
        hand = await Hand.start(self._environment)
        self._all.add(hand)
        return hand

    async def _bury(self, hand: Hand, *, gently: bool = False) -> None:
        """If this is cut short, leaving the cleaner does it again."""
        if gently:
            await hand.end()
        else:
            await hand.kill()
        self._all.discard(hand)


class InProcess:
    """The same without processes, limits and cache: for tests of what is around it."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    async def clean(self, source: Blob, kind: Kind, goal: Goal, *, spoiler: bool = False) -> Attachment:
        return await asyncio.to_thread(self._clean, source, kind, goal, spoiler)

    def _clean(self, source: Blob, kind: Kind, goal: Goal, spoiler: bool) -> Attachment:
        with source.open() as file:
            made = jobs.made(file, source.size, kind, goal)
        writer = self._spool.new()
        try:
            with made.file:
                for piece in pieces(made.file):
                    writer.write(piece)
        except Full:
            raise NotClean(Refusal.BUSY) from None
        return Attachment(
            *(made.kind, made.name, made.mime, writer.done(), spoiler, made.seconds, made.waveform),
            *(made.width, made.height),
        )
