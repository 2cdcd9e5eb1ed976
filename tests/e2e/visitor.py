"""A page of the web chat without a browser: it speaks the socket's protocol as bot/web/static does.

It keeps what was not accepted and says it again after a reconnect, acknowledges every delivery, and shows each once.
"""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.e2e.living import PATIENCE
from tests.emulators.signals import Signal

AGAIN = 0.02
"""Seconds between tries to connect: somebody is being started at the other end."""
TAKEN_OVER = 4001


@dataclass(frozen=True, slots=True)
class Shown:
    """Something on the page: what the partner or the host said, as it reads now."""

    id: str
    text: str
    host: bool
    topic: str
    reply: str | None
    spans: tuple[Mapping[str, Any], ...]
    buttons: tuple[tuple[str, str], ...]  # label and data, row after row
    photo: bytes | None
    covered: bool
    file: tuple[str, bytes] | None

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.buttons]


@dataclass(slots=True)
class Unsent:
    """A frame that the server has not accepted, and the bytes that follow it."""

    frame: dict[str, Any]
    data: bytes | None = None


class Visitor:
    """Somebody with the page open at a port. `async with Visitor(port) as ann:` connects, and again when it is cut."""

    def __init__(
        self, port: int, *, token: str | None = None, language: str = "en", changed: Signal | None = None
    ) -> None:
        """`changed` is notified whenever something has become different here: one may serve several pages."""
        self.port = port
        self.token = token or secrets.token_urlsafe(32)
        self.state: Mapping[str, Any] = {}
        self.page: list[Shown] = []
        """What is shown, in order; a notice that was reworded keeps its place."""
        self.typing = 0
        self.refused: list[tuple[str | None, str]] = []
        self.closed: list[int] = []
        """Close codes, one for each connection that ended."""
        self.connections = 0
        self.repeats = 0
        """Deliveries that came again, and were not shown twice."""
        self._language = language
        self._unsent: dict[str, Unsent] = {}
        self._news: list[Shown] = []
        self._looked = 0
        self._seen: set[str] = set()
        self._changed = changed or Signal()
        self._wanted = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._wanted.set()
        self._task = asyncio.create_task(self._stay())
        await self.until(lambda: bool(self.state))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Without a connection meanwhile, as with a phone in a tunnel. What is said is kept."""
        self._wanted.clear()
        if self._socket is not None:
            await self._socket.close()
        await self.until(lambda: self._socket is None)
        try:
            yield
        finally:
            self._wanted.set()

    def cut(self) -> None:
        """The connection breaks without a word; the page comes back at once."""
        if self._socket is not None:
            self._socket.transport.abort()

    # --- doing ---------------------------------------------------------------------------------------------------

    async def says(self, text: str, *, reply_to: Shown | str | None = None) -> str:
        """The message's name, for replies to it."""
        return await self._send({"t": "say", "text": text, "reply": _ref(reply_to)})

    async def does(self, command: str, argument: str = "") -> str:
        return await self._send({"t": "do", "command": command, "argument": argument})

    async def presses(self, message: Shown | None, button: str) -> str:
        """A button of a notice by its label or the beginning of its data; without a notice, any data."""
        buttons = message.buttons if message else ((button, button),)
        data = next((data for label, data in buttons if label == button or data.startswith(button)), None)
        assert data is not None, f"there is no {button!r}, only {buttons}"
        return await self._send({"t": "press", "data": data})

    async def sends_photo(self, content: bytes, *, caption: str = "", reply_to: Shown | str | None = None) -> str:
        frame = {"t": "photo", "caption": caption, "reply": _ref(reply_to), "size": len(content)}
        return await self._send(frame, content)

    async def types(self) -> None:
        """Tell that something is being written; lost if there is no connection."""
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(json.dumps({"t": "typing"}))

    async def admitted(self, command: str = "start", argument: str = "") -> None:
        """Past the rules; the command that prompted them is carried out then."""
        await self.does(command, argument)
        await self.presses(await self.hears("18 or older"), "agree")

    # --- seeing --------------------------------------------------------------------------------------------------

    async def hears(self, part: str = "") -> Shown:
        """The next thing on the page, new or reworded, that contains `part`; what comes before is passed over."""
        found: list[Shown] = []

        def look() -> bool:
            while self._looked < len(self._news) and not found:
                shown = self._news[self._looked]
                self._looked += 1
                if part in shown.text:
                    found.append(shown)
            return bool(found)

        start = self._looked
        try:
            await self.until(look)
        except TimeoutError:
            instead = [shown.text for shown in self._news[start:]]
            raise AssertionError(f"{part!r} did not appear within {PATIENCE} s but {instead}") from None
        return found[0]

    async def is_at(self, where: str) -> Mapping[str, Any]:
        """Wait until the page's header tells this state (`talking`…)."""
        await self.until(lambda: self.state.get("at") == where)
        return self.state

    async def accepted_all(self) -> None:
        """Everything said so far is safe on the server, or refused."""
        await self.until(lambda: not self._unsent)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to become true of this page. TimeoutError after a while."""
        await self._changed.until(lambda: True if condition() else None, PATIENCE)

    def heard(self) -> list[str]:
        """What the partner said, in order."""
        return [shown.text for shown in self.page if not shown.host]

    # --- the socket ----------------------------------------------------------------------------------------------

    async def _send(self, frame: dict[str, Any], data: bytes | None = None) -> str:
        name = str(uuid4())
        unsent = self._unsent[name] = Unsent({**frame, "id": name}, data)
        if self._socket is not None and self.state:
            with suppress(ConnectionClosed):  # it is said again on the next connection
                await self._say(self._socket, unsent)
        return name

    @staticmethod
    async def _say(socket: ClientConnection, unsent: Unsent) -> None:
        await socket.send(json.dumps(unsent.frame))
        if unsent.data is not None:
            await socket.send(unsent.data)

    async def _stay(self) -> None:
        while True:
            await self._wanted.wait()
            try:
                socket = await connect(
                    f"ws://127.0.0.1:{self.port}/chat",
                    origin=f"http://127.0.0.1:{self.port}",  # type: ignore[arg-type]
                    proxy=None,
                    compression=None,
                    max_size=None,
                )
            except (OSError, InvalidHandshake, TimeoutError):
                await asyncio.sleep(AGAIN)
                continue
            async with socket:
                await self._visit(socket)
            self._socket, code = None, socket.close_code
            self.closed.append(code or 0)
            self._changed.notify()
            if code == TAKEN_OVER:
                return

    async def _visit(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            await socket.send(json.dumps({"t": "hello", "token": self.token, "language": self._language}))
            async for raw in socket:
                frame = json.loads(raw)
                await self._take(socket, frame)
                self._changed.notify()

    async def _take(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        match frame["t"]:
            case "ready":
                self.state = frame["state"]
                self.connections += 1
                for unsent in list(self._unsent.values()):
                    await self._say(socket, unsent)
                self._socket = socket
            case "state":
                self.state = frame["state"]
            case "accepted":
                self._unsent.pop(frame["id"], None)
            case "refused":
                self._unsent.pop(frame["id"], None)
                self.refused.append((frame["id"], frame["why"]))
            case "typing":
                self.typing += 1
            case "post" | "edit":
                self._show(frame)
                await socket.send(json.dumps({"t": "ack", "id": frame["id"]}))

    def _show(self, frame: dict[str, Any]) -> None:
        if frame["id"] in self._seen:
            self.repeats += 1
            return
        self._seen.add(frame["id"])
        shown = _shown(frame)
        self._news.append(shown)
        places = [place for place, old in enumerate(self.page) if old.id == shown.id]
        if places:
            old = self.page[places[0]]
            if not shown.host:  # only the words of what the partner said are told anew
                shown = replace(shown, reply=old.reply, photo=old.photo, covered=old.covered)
            self.page[places[0]] = shown
        else:
            self.page.append(shown)


def _shown(frame: dict[str, Any]) -> Shown:
    photo, file = frame.get("photo"), frame.get("file")
    return Shown(
        id=frame.get("of", frame["id"]),
        text=frame["text"],
        host=frame["host"],
        topic=frame["topic"],
        reply=frame["reply"],
        spans=tuple(frame["spans"]),
        buttons=tuple((button["text"], button["data"]) for row in frame["buttons"] for button in row),
        photo=base64.b64decode(photo["data"]) if photo else None,
        covered=bool(photo and photo["spoiler"]),
        file=(file["name"], base64.b64decode(file["data"])) if file else None,
    )


def _ref(message: Shown | str | None) -> str | None:
    return message.id if isinstance(message, Shown) else message
