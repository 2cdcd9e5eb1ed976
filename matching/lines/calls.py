"""Calls of the functions in line.lua and find.lua: sent as they come, many at a time, loaded where missing.

All of a process go over one connection: Redis does one after another anyway, and so it does them in the order in which
they were made. While it works on some, this process prepares the next.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from hiredis import pack_command
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import InvalidResponse, RedisError, ResponseError
from redis.exceptions import TimeoutError as NoAnswer

from matching.lines.wire import Call, Wire

RESTS = 0.5
"""Seconds for which nothing is asked of a Redis that could not be reached."""

RESTS_LONG = 5.0
"""The same of one that let a call wait in vain: turns wait for such calls, and messages for turns."""

AT_A_TIME: Final = 5
"""Calls that are sent at once. Were all sent that were made in one turn of the loop, Redis would have nothing to do
meanwhile, and this process nothing until all of them were answered; single ones cost more time than they save."""

WITHIN: Final = 5.0
"""Seconds that redis-py waits for an answer unless it was told another number."""

FUNCTIONS = (
    *("find", "leave", "settle", "undo", "begin_restoring", "restore", "here", "stats"),
    *("begin_tick", "look_again", "claim_pairs", "settle_for_anyone"),
)

SHRINK = ("leave", "settle")
"""Those a full Redis is to do all the same: they make room."""

PARTS = (
    *("line", "kept", "people", "postings", "joining", "claims", "seeker", "search", "glance", "search_kept"),
    *("queues", "find"),
)
"""The files of the library, each of which goes on where the one before ends."""

GIVES = {"glance": "glance, look_closer", "claims": "", "find": ""}
"""What others use of some of these files, which keep the rest to themselves: Lua allows a library 200 names."""

SHORT_LINE: Final = 140
"""People in a line up to which the server keeps those who join in its own memory. To read them all anew, as after a
restart of Redis, must not block others for a millisecond."""

Argument = str | bytes | int | float


class Unreachable(Exception):
    """Redis does not answer, or not as it should: the line is out of reach for now."""


class Calls:
    """Calls on one connection, in the order in which they are made. Those whose function Redis didn't know are made
    again in their order, before any that had not been sent by then.
    """

    def __init__(self, redis: Redis, short_line: int = SHORT_LINE) -> None:
        self._redis = redis
        source, self._version = _library(short_line, redis.connection_pool.connection_kwargs.get("db", 0))
        self._load_all = pack_command(("FUNCTION", "LOAD", "REPLACE", source))  # type: ignore[arg-type]  # of any length
        self._waiting: deque[Call] = deque()
        self._missing: list[Call] = []  # those that are made again once the functions are loaded
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wire: Wire | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._soon = False  # whether what is asked now is about to be sent
        self._down_until = 0.0

    def call(self, function: str, keys: Sequence[str], *args: Argument) -> Awaitable[Any]:
        """What a function returns. Raises Unreachable."""
        return self.command("FCALL", f"{function}_{self._version}", len(keys), *keys, *args)

    def command(self, *command: Argument) -> Awaitable[Any]:
        """What any command returns. Raises Unreachable."""
        loop = self._loop
        if loop is None:  # asked for once: until Python 3.12 to find it out takes a call of the system
            loop = self._loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        if loop.time() < self._down_until:
            answer.set_exception(Unreachable())
            return answer
        packed = pack_command(command)  # type: ignore[arg-type]  # of any length; what can't be packed fails here
        self._waiting.append(Call(packed, answer))
        if self._wire is not None and len(self._waiting) >= AT_A_TIME:
            self._wire.write()
        elif not self._soon:
            self._soon = True
            loop.call_soon(self._go_on)
        return answer

    async def close(self) -> None:
        keeper = self._keeper
        if keeper is not None:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
            self._keeper = None  # which it was not if it had not begun yet
        self._fail(Unreachable())

    def _go_on(self) -> None:
        """Send what was asked meanwhile."""
        self._soon = False
        if self._wire is not None:
            self._wire.write()
        elif self._waiting and self._keeper is None:
            self._keeper = asyncio.create_task(self._keep(), name="redis")

    async def _keep(self) -> None:
        """Have a wire for as long as there is anything to ask."""
        try:
            while self._waiting:
                try:
                    await self._lease()
                    await asyncio.sleep(0)  # whoever waits for a connection comes first
                except (RedisError, OSError) as error:
                    rests = RESTS_LONG if isinstance(error, NoAnswer) else RESTS
                    self._down_until = asyncio.get_running_loop().time() + rests
                    self._fail(_unreachable(error))
                    with suppress(RedisError, OSError):  # idle connections are as dead, unnoticed
                        await self._redis.connection_pool.disconnect(inuse_connections=False)
                except Exception as error:  # a mistake of ours is raised where the calls were made
                    self._fail(error)
        finally:
            self._keeper = None
            self._fail(Unreachable())  # of which there are some only if this was cancelled

    async def _lease(self) -> None:
        """Have one connection until there is nothing more to ask, or it has to go back. What was under way when it
        broke is back among those that wait."""
        connection = await self._connected()
        try:
            await connection.check_health()  # as often as redis-py was told
            wire = self._wire = Wire(connection, self._waiting, self._refused)
            try:
                wire.write()
                while wire.left or self._missing or (self._waiting and not wire.worn):
                    await wire.quiet()
                    if self._missing:
                        await self._load(wire)
                    await asyncio.sleep(0)  # those who were answered may ask for more
                await wire.quiet()
                wire.end()
            except BaseException:
                wire.cut()  # answers may still come, and would be taken for others'
                self._waiting.extendleft(reversed([*self._missing, *wire.left]))
                await connection.disconnect(nowait=True)
                raise
            finally:
                self._wire = None
                self._missing = []
        finally:
            await self._redis.connection_pool.release(connection)

    async def _connected(self) -> Any:
        """A connection that is ready for calls. It takes no longer than an answer may take, however often redis-py
        tries."""
        pool = self._redis.connection_pool
        try:
            async with asyncio.timeout(pool.connection_kwargs.get("socket_timeout", WITHIN)):
                connection: Any = await pool.get_connection()  # type: ignore[no-untyped-call]
                if connection._reader.at_eof():  # Redis closed it while it lay idle, and nobody would tell a wire again
                    await connection.disconnect(nowait=True)
                    await connection.connect()
        except TimeoutError:
            raise NoAnswer("no connection in time") from None
        return connection

    async def _load(self, wire: Wire) -> None:
        """Load the functions, and make the calls again that missed them."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        wire.send([Call(self._load_all, done)])
        try:
            await wire.quiet()
        finally:
            refused = None if done.cancel() else done.exception()
        if refused is not None:
            raise refused
        missing, self._missing = self._missing, []
        for call in missing:
            call.again = True
        self._waiting.extendleft(reversed(missing))
        wire.held = False
        wire.write()

    def _refused(self, call: Call, error: ResponseError) -> None:
        if self._wire is not None and not call.again and "function not found" in str(error).lower():
            self._missing.append(call)
            self._wire.held = True
        else:
            call.fail(error if call.packed is self._load_all else _unreachable(error))

    def _fail(self, error: Exception) -> None:
        while self._waiting:
            self._waiting.popleft().fail(error)


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
    gone = isinstance(error, NoConnection | NoAnswer | InvalidResponse | OSError)
    if gone or code in known or text.startswith(known) or "BROKEN:" in text:
        unreachable = Unreachable(type(error).__name__)
        unreachable.__cause__ = error
        return unreachable
    return error


def _library(short_line: int, database: int) -> tuple[str, str]:
    """The library's source and version. Two versions live side by side while processes are restarted one by one. Each
    database of a server has its own: what one keeps in the server's memory is of one line only."""
    folder = files(__package__)
    body = f"local SHORT_LINE = {short_line} -- of database {database}\n"
    for name in PARTS:
        source = (folder / f"{name}.lua").read_text("utf-8")
        given = GIVES.get(name)
        body += source if given is None else f"{given and f'local {given}'}\ndo\n{source}end\n"
    version = sha256(body.encode()).hexdigest()[:8]
    body = f"local VERSION = '{version}'\n{body}"
    registered = "\n".join(_registered(name, f"{name}_{version}") for name in FUNCTIONS)
    return f"#!lua name=bauta_line_{version}\n{body}\n{registered}\n", version


def _registered(name: str, called: str) -> str:
    flags = "{ 'allow-oom' }" if name in SHRINK else "{}"
    begun = f"function(keys, args) ready() begin_call() return end_call(keys, asked.{name}(keys, args)) end"
    return f"redis.register_function{{ function_name = '{called}', callback = {begun}, flags = {flags} }}"
