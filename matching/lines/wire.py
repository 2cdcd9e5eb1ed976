"""One connection to Redis, both ways at once: calls are written as they come, answers are given out as they arrive.

It is one of redis-py's connections: redis-py connects, signs in and closes it. In between the bytes go past redis-py,
whose way of one round trip at a time (a task and a timer for each, a coroutine for each answer) kept this process and
the server waiting for one another, and cost a process more time than packing and reading.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from hiredis import PushNotification, Reader
from redis.asyncio.connection import DefaultParser
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import InvalidResponse, ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as NoAnswer

MOST: Final = 10
"""Calls that are on their way at once: some that Redis works on, and as many that lie ready for it when it has answered
these. It answers whatever it reads at once together. So with more on their way both sides take turns: where 10,000 wait
64 cost a twentieth of the rate and make the slowest of a hundred a sixth slower. The others wait where they can be let
go of. A Redis that is a millisecond away still answers 10,000 a second."""

LEASE: Final = 4096
"""Calls after which a connection goes back for a moment even if more are to come: redis-py signs in again on those that
come back (where credentials expire), and replaces those whose server is about to move."""

_NOTHING: Final = object()


class Call:
    """What is asked, as it is sent, and what becomes the answer."""

    __slots__ = ("again", "answer", "packed", "written")

    def __init__(self, packed: bytes, answer: "asyncio.Future[Any]") -> None:
        self.packed = packed
        self.answer = answer
        self.written = 0.0  # when, by the loop's clock
        self.again = False  # whether it was asked before, and Redis didn't know the function

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class Wire:
    """Answers come in the order of the calls: one that is missing, or one too many, would give everybody the answer of
    somebody else. So a wire on which anything went wrong is never used again, nor is its connection.

    `waiting` are the calls it takes, the first of them first, as soon as there is room. `refused` is told of each call
    that was answered by an error. While the wire is `held`, those who wait go on waiting.

    An asyncio.Protocol by its methods: what inherits from one can't be compiled.
    """

    def __init__(self, connection: Any, waiting: deque[Call], refused: Callable[[Call, ResponseError], None]) -> None:
        self.left: deque[Call] = deque()  # those on their way, the oldest first
        self.held = False
        self._waiting = waiting
        self._refused = refused
        self._within: float | None = connection.socket_timeout
        self._room = LEASE
        self._blocked = False
        self._broken: Exception | None = None
        self._loop = asyncio.get_running_loop()
        self._quiet: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._answers = Reader(
            protocolError=InvalidResponse, replyError=DefaultParser.parse_error, notEnoughData=_NOTHING
        )
        self._transport: Any = connection._writer.transport  # redis-py has no other way to it
        self._before: Any = self._transport.get_protocol()
        self._transport.set_protocol(self)

    @property
    def worn(self) -> bool:
        """It takes no more calls: its connection is to go back."""
        return not self._room or self._broken is not None

    def write(self) -> None:
        """Send of those who wait as many as there is room for. Whom nobody waits for any more is left out."""
        if self.held or self._blocked or self._broken is not None or self._transport.is_closing():
            return  # of one that is closing, it comes with the next turn of the loop what broke it
        waiting = self._waiting
        some: list[Call] = []
        room = min(MOST - len(self.left), self._room)
        while waiting and len(some) < room:
            call = waiting.popleft()
            if not call.answer.done():
                some.append(call)
        if some:
            self._room -= len(some)
            self.send(some)

    def send(self, calls: Sequence[Call]) -> None:
        """Send these, whoever waits."""
        now = self._loop.time()
        for call in calls:
            call.written = now
        self.left += calls
        self._transport.write(b"".join([call.packed for call in calls]))
        if self._timer is None and self._within is not None:
            self._timer = self._loop.call_at(now + self._within, self._look)

    async def quiet(self) -> None:
        """Wait until nothing is on its way. Raises what broke the wire: RedisError."""
        if self._broken is None and self.left:
            self._quiet = self._loop.create_future()
            try:
                await self._quiet
            finally:
                self._quiet = None
        if self._broken is not None:
            raise self._broken

    def end(self) -> None:
        """Nothing is on its way: redis-py may have its connection back."""
        self._stop()
        self._transport.set_protocol(self._before)

    def cut(self) -> None:
        """Whatever is on its way. What is not sent yet never will be."""
        self._break(NoConnection("cut"))
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._broken is not None:
            return
        left, next_answer = self.left, self._answers.gets
        try:
            self._answers.feed(data)
            while (answer := next_answer()) is not _NOTHING:
                if isinstance(answer, RedisError):
                    self._is_refused(answer)
                elif not isinstance(answer, PushNotification):  # nobody here asked for any
                    future = left.popleft().answer
                    if not future.done():
                        future.set_result(answer)
        except IndexError:
            self._break(InvalidResponse("an answer to nothing"))
        except RedisError as error:
            self._break(error)
        if self._waiting:
            self.write()
        if not left:
            self._wake()

    def eof_received(self) -> bool | None:
        self._break(NoConnection("closed by Redis"))
        return self._before.eof_received()  # type: ignore[no-any-return]

    def connection_lost(self, exc: Exception | None) -> None:
        self._break(NoConnection(str(exc) if exc else "closed"))
        self._before.connection_lost(exc)

    def pause_writing(self) -> None:
        self._blocked = True

    def resume_writing(self) -> None:
        self._blocked = False
        self.write()

    def _is_refused(self, error: RedisError) -> None:
        """A Redis that is loading, doesn't know us or has become a replica refuses everything: whoever connects anew is
        led to the one that is in charge."""
        if not isinstance(error, ResponseError) or isinstance(error, ReadOnlyError):
            raise error
        self._refused(self.left.popleft(), error)

    def _look(self) -> None:
        """The oldest call is answered in time, or none is. One timer does for all calls of so many seconds."""
        self._timer = None
        if self.left and self._within is not None:
            until = self.left[0].written + self._within
            if until <= self._loop.time():
                self._break(NoAnswer("no answer in time"))
            else:
                self._timer = self._loop.call_at(until, self._look)

    def _break(self, error: Exception) -> None:
        if self._broken is None:
            self._broken = error
            self._stop()
            self._wake()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake(self) -> None:
        if self._quiet is not None and not self._quiet.done():
            self._quiet.set_result(None)
