"""Calls of the functions in line.lua and find.lua: many at a time in one round trip, loaded where they are missing.

What is called while a round trip is under way goes together in the next one: under load a process sends dozens of calls
at once, without waiting for any when there is none.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.resources import files
from math import inf
from typing import Any

from hiredis import pack_command
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as NoAnswer

MOST = 64
"""Calls of one round trip: more would keep the first of them waiting."""

SENDERS = 2
"""Round trips under way at once: while the server works on one, this process packs the next."""

RESTS = 0.5
"""Seconds for which nothing is asked of a Redis that could not be reached."""

RESTS_LONG = 5.0
"""The same of one that let a call wait in vain: turns wait for such calls, and messages for turns."""

FUNCTIONS = (
    *("find", "leave", "settle", "undo", "restore", "here", "stats"),
    *("begin_tick", "look_again", "claim_pairs", "settle_for_anyone"),
)

SHRINK = ("leave", "settle")
"""Those a full Redis is to do all the same: they make room."""

PARTS = ("line", "postings", "claims", "search", "queues", "find")
"""The files of the library, each of which goes on where the one before ends."""

Argument = str | bytes | int | float


class Unreachable(Exception):
    """Redis does not answer, or not as it should: the line is out of reach for now."""


class Calls:
    """Calls on a few connections: of those under way at once any may be done first."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._source, self._version = _library()
        self._queue: list[tuple[bytes, asyncio.Future[Any]]] = []
        self._senders = set[asyncio.Task[None]]()
        self._ready = False  # whether a sender is about to take what there is
        self._down_until = 0.0

    async def call(self, function: str, keys: Sequence[str], *args: Argument) -> Any:
        """What a function returns. Raises Unreachable."""
        return await self.command("FCALL", f"{function}_{self._version}", len(keys), *keys, *args)

    async def command(self, *command: Argument) -> Any:
        """What any command returns. Raises Unreachable."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._down_until:
            raise Unreachable
        packed = pack_command(command)  # type: ignore[arg-type]  # of any length; what can't be packed fails here
        answer: asyncio.Future[Any] = loop.create_future()
        self._queue.append((packed, answer))
        self._wake()
        return await answer

    async def close(self) -> None:
        senders = list(self._senders)
        for sender in senders:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)
        self._ready = False
        self._fail(Unreachable(), self._queue)
        self._queue = []

    def _wake(self) -> None:
        if self._queue and not self._ready and len(self._senders) < SENDERS:
            self._ready = True
            sender = asyncio.get_running_loop().create_task(self._send(), name="redis")
            self._senders.add(sender)

    async def _send(self) -> None:
        try:
            await self._send_all()
        finally:  # at once: who is answered last may ask for more before a callback of this task would run
            self._senders -= {asyncio.current_task()}

    async def _send_all(self) -> None:
        while self._queue:
            batch, self._queue = self._queue[:MOST], self._queue[MOST:]
            self._ready = False
            self._wake()
            try:
                results = await self._round_trip([command for command, _ in batch])
            except asyncio.CancelledError:
                self._fail(Unreachable(), batch)
                raise
            except (RedisError, OSError) as error:
                rests = RESTS_LONG if isinstance(error, NoAnswer) else RESTS
                self._down_until = asyncio.get_running_loop().time() + rests
                self._fail(_unreachable(error), [*batch, *self._queue])
                self._queue = []
                with suppress(RedisError, OSError):  # idle connections are as dead, unnoticed
                    await self._redis.connection_pool.disconnect(inuse_connections=False)
                continue
            except Exception as error:  # a mistake of ours is raised where the calls were made
                self._fail(error, batch)
                continue
            for (_, answer), result in zip(batch, results, strict=True):
                if answer.done():
                    continue
                if isinstance(result, Exception):
                    answer.set_exception(_unreachable(result))
                else:
                    answer.set_result(result)
            await asyncio.sleep(0)  # those who were answered may ask for more, and it goes together
        self._ready = False

    async def _round_trip(self, commands: Sequence[bytes]) -> list[Any]:
        results = await self._pipelined(commands)
        missing = [at for at, result in enumerate(results) if _is_missing(result)]
        if missing:
            await self._redis.function_load(self._source, replace=True)
            again = await self._pipelined([commands[at] for at in missing])
            for at, result in zip(missing, again, strict=True):
                results[at] = result
        return results

    async def _pipelined(self, commands: Sequence[bytes]) -> list[Any]:
        """Send all, then read all answers. What redis-py's own pipeline does, but for its packing of arguments in
        Python and its timer for each answer, which took two thirds of a process's time."""
        pool = self._redis.connection_pool
        connection: Any = await pool.get_connection()  # type: ignore[no-untyped-call]
        try:
            answers: list[Any] = []
            async with asyncio.timeout(connection.socket_timeout):
                await connection.send_packed_command(b"".join(commands))
                for _ in commands:
                    try:
                        answers.append(await connection.read_response(timeout=inf))
                    except ResponseError as error:
                        answers.append(error)
        except BaseException as error:
            await connection.disconnect(nowait=True)  # answers may still come, and would be taken for others'
            if isinstance(error, TimeoutError):
                raise NoAnswer("no answer in time") from None
            raise
        finally:
            await pool.release(connection)
        return answers

    @staticmethod
    def _fail(error: Exception, calls: Sequence[tuple[bytes, asyncio.Future[Any]]]) -> None:
        for _, answer in calls:
            if not answer.done():
                answer.set_exception(error)


def _is_missing(result: object) -> bool:
    return isinstance(result, ResponseError) and "function not found" in str(result).lower()


def _unreachable(error: Exception) -> Exception:
    """Errors of ours in Lua stay what they are; a Redis that is loading, read-only, full, gone or without some of its
    keys is out of reach."""
    known = (
        "LOADING",
        "READONLY",
        "OOM",
        "MISCONF",
        "MASTERDOWN",
        "CLUSTERDOWN",
        "NOAUTH",
        "NOPERM",
        "BUSY",
        "NOREPLICAS",
    )
    code = getattr(error, "status_code", None)  # redis-py takes the codes it knows off the text
    text = str(error)
    gone = isinstance(error, NoConnection | NoAnswer | OSError)
    if gone or code in known or text.startswith(known) or "BROKEN:" in text:
        unreachable = Unreachable(type(error).__name__)
        unreachable.__cause__ = error
        return unreachable
    return error


def _library() -> tuple[str, str]:
    """The library's source and version. Two versions live side by side while processes are restarted one by one."""
    folder = files(__package__)
    body = "\n".join([(folder / f"{name}.lua").read_text("utf-8") for name in PARTS])
    version = sha256(body.encode()).hexdigest()[:8]
    registered = "\n".join(_registered(name, f"{name}_{version}") for name in FUNCTIONS)
    return f"#!lua name=bauta_line_{version}\n{body}\n{registered}\n", version


def _registered(name: str, called: str) -> str:
    flags = "{ 'allow-oom' }" if name in SHRINK else "{}"
    begun = f"function(keys, args) ready() return {name}(keys, args) end"
    return f"redis.register_function{{ function_name = '{called}', callback = {begun}, flags = {flags} }}"
