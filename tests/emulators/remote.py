"""An emulator in another process: starting it, ending it, calling its back door, following its events."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar, Final, Generic, Self, TypeVar

import aiohttp

from tests.emulators.codec import Codec
from tests.emulators.errors import CannotDo

Entry = TypeVar("Entry")
Trouble = TypeVar("Trouble")

ROOT: Final = Path(__file__).parents[2]
_ERRORS: Final[Mapping[str, type[Exception]]] = {
    error.__name__: error for error in (AssertionError, CannotDo, TimeoutError, ValueError, TypeError)
}


class RemoteEmulator:
    """A running emulator at `url`: `async with Remote…(url)`, or `async with Remote….spawned()`."""

    module: ClassVar[str]  # what `python -m` starts

    def __init__(self, url: str) -> None:
        self.url = url
        self.codec = Codec({}, {})
        self._session: aiohttp.ClientSession | None = None

    @classmethod
    @asynccontextmanager
    async def spawned(cls, *options: str) -> AsyncIterator[Self]:
        """An emulator in a process of its own, ended afterwards. Options as of `python -m` with its module."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", cls.module, "--leash", *options, cwd=ROOT, stdin=pipe, stdout=pipe
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            async with asyncio.timeout(20):
                ready = (await process.stdout.readline()).decode().split()
            if ready[:1] != ["ready"]:
                raise RuntimeError("the emulator did not start")
            async with cls(ready[1]) as emulator:
                yield emulator
        finally:
            process.stdin.close()  # lets go of the leash: it stops by itself
            try:
                async with asyncio.timeout(5):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(self, of: str, which: Any, verb: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        body = {"of": of, "which": which, "verb": verb, "args": list(args), "kwargs": kwargs}
        async with self._open().post(self.url + "/control/call", data=self.codec.dumps(body)) as response:
            answer = self.codec.loads(await response.read())
        if "error" in answer:
            raise _ERRORS[answer["error"]](answer["text"])
        return answer["result"]

    @asynccontextmanager
    async def reported(self) -> AsyncIterator[AsyncIterator[list[Any]]]:
        """The events from now on, as the back door writes them."""
        async with self._open().ws_connect(self.url + "/control/events", max_msg_size=0) as socket:
            await socket.receive()

            async def each() -> AsyncGenerator[list[Any], None]:
                async for frame in socket:
                    for event in json.loads(frame.data):
                        yield event

            async with aclosing(each()) as events:
                yield events

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("not connected: use it in `async with`")
        return self._session


class Verbs:
    """Calls on one thing over there."""

    def __init__(self, emulator: RemoteEmulator, of: str, which: Any = None) -> None:
        self._emulator = emulator
        self._of = of
        self._which = which

    async def _call(self, verb: str, *args: Any, **kwargs: Any) -> Any:
        return await self._emulator.call(self._of, self._which, verb, args, kwargs)


class RemoteFault(Verbs):
    """A fault laid out."""

    async def befell(self, times: int = 1, *, timeout: float = 5.0) -> None:
        await self._call("befell", times, timeout=timeout)

    async def hits(self) -> int:
        return int(await self._call("hits"))


class RemoteFaults(Verbs, Generic[Trouble]):
    """The faults over there."""

    async def add(self, *, kind: Trouble, **of: Any) -> RemoteFault:
        fault: RemoteFault = await self._call("add", kind=kind, **_ids(of))
        return fault

    async def clear(self) -> None:
        await self._call("clear")


class RemoteLedger(Verbs, Generic[Entry]):
    """The ledger over there. People, channels and bots are given as they are, or by id."""

    async def calls(self, method: str | None = None, **of: Any) -> list[Entry]:
        entries: list[Entry] = await self._call("calls", method, **_ids(of))
        return entries

    async def accepted(self, method: str | None = None, **of: Any) -> list[Entry]:
        entries: list[Entry] = await self._call("accepted", method, **_ids(of))
        return entries

    async def reaches(self, count: int, method: str, *, timeout: float = 5.0, **of: Any) -> list[Entry]:
        entries: list[Entry] = await self._call("reaches", count, method, timeout=timeout, **_ids(of))
        return entries

    async def payloads(self) -> list[bytes]:
        """All that bots said in accepted requests; the emulator has to run with `--keep-payloads`."""
        payloads: list[bytes] = await self._call("payloads")
        return payloads

    async def leaks(self, *markers: str | bytes) -> list[str]:
        """Which accepted requests hold which of these markers, as sentences."""
        sentences: list[str] = await self._call("leaks", *markers)
        return sentences

    async def counts(self) -> Counter[str]:
        return Counter(await self._call("counts"))


def _ids(of: Mapping[str, Any]) -> dict[str, Any]:
    """People and bots by their ids."""
    return {name: getattr(value, "id", value) for name, value in of.items()}
