"""Who is here: one Visitor per token, with their connection while they have one and a clock while they don't."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import structlog

from bot.messages import Absence, Absent, Incoming, Sender
from bot.platforms.base import Accept
from bot.platforms.web import render
from bot.platforms.web.connection import Close, Connection
from bot.platforms.web.limits import Limits, Times
from bot.platforms.web.pace import Bucket
from config.trouble import in_trouble

log = structlog.get_logger()


class Full(Exception):
    """There is no room for one more visitor."""


class Visitor:
    """Somebody with a token. `known`: they have said something, or are said to have a place in the line or a room."""

    def __init__(self, token: str, limits: Limits, now: float) -> None:
        self.sender = Sender("web", "web", token, token)
        self.connection: Connection | None = None
        self.arrived = asyncio.Event()
        """Set while there is a connection."""
        self.known = False
        self.frames = Bucket(limits.frames, now)
        self.files = Bucket(limits.files, now)
        self.typing = Bucket(limits.typing, now)
        self._unshown: dict[str, asyncio.Future[None]] = {}
        """Deliveries the page has yet to acknowledge, or whose sender has yet to hear of it."""
        self._heard: dict[str, asyncio.Future[None]] = {}
        """The same: done once the sender has."""
        self.gone_since: float | None = None
        self.clock: asyncio.TimerHandle | None = None

    @property
    def token(self) -> str:
        return self.sender.user

    @property
    def awaits_a_page(self) -> bool:
        """Whether anything is on its way to them."""
        return bool(self._unshown)

    async def shown(self, delivery: str) -> bool:
        """The page acknowledged a delivery. False if nobody waits for that (a repeat, or an invention).

        Returns once the sender has heard of it: what the page says next may be about this very message. A connection
        that stood still brings both at once.
        """
        waiting = self._unshown.get(delivery)
        if waiting is None or waiting.done():
            return False
        waiting.set_result(None)
        await asyncio.shield(self._heard[delivery])  # the sender may be one of several
        return True

    @contextmanager
    def showing(self, delivery: str) -> Iterator[asyncio.Future[None]]:
        """While a delivery is on its way: what is done once the page has shown it."""
        loop = asyncio.get_running_loop()
        shown = self._unshown.setdefault(delivery, loop.create_future())
        heard = self._heard.setdefault(delivery, loop.create_future())
        try:
            yield shown
        finally:
            self._unshown.pop(delivery, None)
            self._heard.pop(delivery, None)
            if not heard.done():
                heard.set_result(None)


class _Due:
    """An absence that has lasted long enough for its next stage."""

    def __init__(self, visitor: Visitor, stage: Absence) -> None:
        self.visitor = visitor
        self.stage = stage
        self.gone_since = visitor.gone_since
        self.key = f"web:absent:{uuid4().hex}"

    @property
    def holds(self) -> bool:
        return self.visitor.connection is None and self.visitor.gone_since == self.gone_since is not None


class Visitors:
    """Everybody we know of, for as long as anything depends on it.

    Times are the running loop's. Whoever is absent past the last stage, or left without having said anything, is
    forgotten; so memory is bounded by `limits.visitors` and the unfinished sends.
    """

    def __init__(self, times: Times, limits: Limits) -> None:
        self._times = times
        self._limits = limits
        self._by_token: dict[str, Visitor] = {}
        self._due: asyncio.Queue[_Due] = asyncio.Queue()
        self._stopped = False

    def __iter__(self) -> Iterator[Visitor]:
        """Those with a connection."""
        return iter([visitor for visitor in self._by_token.values() if visitor.connection])

    def __len__(self) -> int:
        return len(self._by_token)

    def expect(self, tokens: Iterable[str]) -> None:
        """These were here before a restart: their absence begins now, unless they are back already."""
        for token in tokens:
            visitor = self._visitor(token)
            visitor.known = True
            if visitor.connection is None and visitor.gone_since is None:
                self._start_clock(visitor)

    def arrive(self, token: str, language: str | None, connection: Connection) -> Visitor:
        """Somebody came (back). An older connection of theirs is told and closed. Raises Full."""
        if token not in self._by_token and len(self._by_token) >= self._limits.visitors:
            raise Full
        visitor = self._visitor(token)
        older, visitor.connection = visitor.connection, connection
        if older:
            older.say(render.elsewhere())
            older.close(Close.TAKEN_OVER)
        self._stop_clock(visitor)
        visitor.sender = Sender("web", "web", token, token, language)
        visitor.arrived.set()
        connection.when_over(lambda: self._leave(visitor, connection))
        return visitor

    def here(self, token: str) -> Visitor | None:
        """The visitor, if they are connected."""
        visitor = self._by_token.get(token)
        return visitor if visitor and visitor.connection else None

    @contextmanager
    def awaited(self, token: str, delivery: str) -> Iterator[tuple[Visitor, asyncio.Future[None]]]:
        """Keep a visitor in mind, here or not, while something is on its way to them."""
        visitor = self._visitor(token)
        try:
            with visitor.showing(delivery) as shown:
                yield visitor, shown
        finally:
            self._forget(visitor)

    async def watch(self, accept: Accept) -> None:
        """Report absences as they become due, until cancelled. One that could not be recorded is reported again."""
        while True:
            due = await self._due.get()
            if not due.holds:
                continue
            try:
                await accept([Incoming(due.key, due.visitor.sender, Absent(due.stage))])
            except Exception as error:
                if not in_trouble(error):
                    log.exception("web.absence_not_recorded", stage=due.stage.value)
                if due.holds:
                    self._wake(due, asyncio.get_running_loop().time() + self._times.absence_again)
                continue
            if not due.holds or due.gone_since is None:
                continue
            if due.stage is Absence.LINE:
                self._wake(_Due(due.visitor, Absence.ROOM), due.gone_since + self._times.room_after)
            else:
                self._stop_clock(due.visitor)
                self._forget(due.visitor)

    def stop(self) -> None:
        """Nobody's absence counts any more: it is we who leave."""
        self._stopped = True
        for visitor in self._by_token.values():
            self._stop_clock(visitor)

    def _visitor(self, token: str) -> Visitor:
        if token not in self._by_token:
            self._by_token[token] = Visitor(token, self._limits, asyncio.get_running_loop().time())
        return self._by_token[token]

    def _leave(self, visitor: Visitor, connection: Connection) -> None:
        if visitor.connection is not connection:
            return  # another one has taken over
        visitor.connection = None
        visitor.arrived.clear()
        if visitor.known:
            self._start_clock(visitor)
        else:
            self._forget(visitor)

    def _start_clock(self, visitor: Visitor) -> None:
        visitor.gone_since = asyncio.get_running_loop().time()
        self._wake(_Due(visitor, Absence.LINE), visitor.gone_since + self._times.line_after)

    def _wake(self, due: _Due, when: float) -> None:
        if not self._stopped:
            due.visitor.clock = asyncio.get_running_loop().call_at(when, self._due.put_nowait, due)

    def _stop_clock(self, visitor: Visitor) -> None:
        visitor.gone_since = None
        if visitor.clock:
            visitor.clock.cancel()
            visitor.clock = None

    def _forget(self, visitor: Visitor) -> None:
        if visitor.connection is None and visitor.gone_since is None and not visitor.awaits_a_page:
            self._by_token.pop(visitor.token, None)
