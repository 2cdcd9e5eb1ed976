"""An emulator's back door: from another process drive people, read chats and ledger, lay faults, follow events.

`POST /control/call` carries `{"of", "which", "verb", "args", "kwargs"}` and is answered with `{"result"}` or
`{"error", "text"}`; `GET /control/events` is a WebSocket that reports what bots do as it is accepted.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from aiohttp import web

from tests.emulators.codec import Codec
from tests.emulators.errors import CannotDo
from tests.emulators.ledger import Entries, Numbered

Entry = TypeVar("Entry", bound=Numbered)


class Control(ABC, Generic[Entry]):
    """Carries out calls on one emulator. `verbs`: by kind of thing, what may be called on it."""

    def __init__(self, codec: Codec, verbs: Mapping[str, set[str]], ledger: Entries[Entry]) -> None:
        self._codec = codec
        self._verbs = verbs
        self._ledger = ledger

    @abstractmethod
    def target(self, of: str, which: Any) -> object:
        """The thing a call is for."""

    @abstractmethod
    def events(self, entry: Entry) -> list[list[Any]]:
        """What followers are told of a request."""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/control/events":
            return await self._events(request)
        if request.path != "/control/call":
            return web.Response(status=404)
        try:
            result = await self._call(await request.content.read())
            body = self._codec.dumps({"result": result})
        except (AssertionError, CannotDo, TimeoutError, ValueError, TypeError) as error:
            body = json.dumps({"error": type(error).__name__, "text": str(error)}).encode()
        return web.Response(body=body, content_type="application/json")

    async def _call(self, text: bytes) -> Any:
        call = self._codec.loads(text)
        of, verb = call["of"], call["verb"]
        if verb not in self._verbs.get(of, ()):
            raise ValueError(f"nothing is called {of}.{verb}")
        found = getattr(self.target(of, call["which"]), verb)
        result = found(*call["args"], **call["kwargs"]) if callable(found) else found
        return await result if inspect.isawaitable(result) else result

    async def _events(self, request: web.BaseRequest) -> web.StreamResponse:
        """The first frame, an empty list, says that following has begun."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        queue, leave = self._ledger.follow()
        reporting = asyncio.create_task(self._report(queue, socket))
        try:
            async for _ in socket:  # nothing is said to us; this is how the other side's goodbye is heard
                pass
        finally:
            leave()
            reporting.cancel()
        return socket

    async def _report(self, queue: asyncio.Queue[Entry], socket: web.WebSocketResponse) -> None:
        """Lists of events, as many at once as have gathered."""
        await socket.send_str("[]")
        while True:
            gathered = [await queue.get()]
            while not queue.empty():
                gathered.append(queue.get_nowait())
            if events := [event for entry in gathered for event in self.events(entry)]:
                await socket.send_str(json.dumps(events))
