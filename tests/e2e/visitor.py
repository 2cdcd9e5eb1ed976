"""A page of the web chat without a browser: it speaks the socket's protocol as bot/web/static does.

It keeps what was not accepted and says it again after a reconnect, acknowledges every delivery, and shows each once.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, Self
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.e2e.living import PATIENCE
from tests.e2e.shown import Shown, shown_by
from tests.emulators.signals import Signal

AGAIN = 0.02
"""Seconds between tries to connect: somebody is being started at the other end."""
TAKEN_OVER = 4001


Unsent = tuple[dict[str, Any], bytes | None]
"""A frame that the server has not accepted, and the bytes behind it."""


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
        self.felt: dict[str, tuple[str, ...]] = {}
        """What the partner feels about own messages, by their names."""
        self.refused: list[tuple[str | None, str]] = []
        self.closed: list[int] = []
        """Close codes, one for each connection that ended."""
        self.connections = 0
        self.repeats = 0
        """Deliveries that came again, and were not shown twice."""
        self._language = language
        self._unsent: dict[str, Unsent] = {}
        self._mine: dict[str, str] = {}
        self._arriving: tuple[dict[str, Any], bytearray] | None = None
        self._news, self._looked = list[Shown](), 0
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
        return await self.sends("photo", content, caption=caption, reply_to=reply_to)

    async def sends(self, kind: str, content: bytes, *, album: str | None = None, **said: Any) -> str:
        """A file with `caption`, `reply_to`, `covered`, as the page sends it. Those of one `album` belong together."""
        about = {"caption": said.get("caption", ""), "reply": _ref(said.get("reply_to")), "covered": "covered" in said}
        return await self._send({"t": "file", "kind": kind, "album": album, **about, "size": len(content)}, content)

    async def edits(self, of: str, text: str, *, kind: str | None = None) -> str:
        """An own message reads so now. `kind`: of the file it stands under."""
        return await self._send({"t": "edit", "of": of, "text": text, "kind": kind})

    async def deletes(self, of: str) -> str:
        """An own message is taken back."""
        return await self._send({"t": "delete", "of": of})

    async def reacts(self, of: Shown | str, emoji: str) -> str:
        """Feels so about a message instead of what was felt before; "" for nothing any more."""
        name = of.id if isinstance(of, Shown) else of
        gone, self._mine[name] = self._mine.get(name, ""), emoji
        return await self._send({"t": "react", "of": name, "emoji": emoji, "gone": gone})

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
        unsent = self._unsent[name] = ({**frame, "id": name}, data)
        if self._socket is not None and self.state:
            with suppress(ConnectionClosed):  # it is said again on the next connection
                await self._say(self._socket, unsent)
        return name

    @staticmethod
    async def _say(socket: ClientConnection, unsent: Unsent) -> None:
        frame, data = unsent
        await socket.send(json.dumps(frame))
        if data is not None:
            await socket.send(data)

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
            self._arriving = None
            async for raw in socket:
                if isinstance(raw, bytes):
                    await self._piece(socket, raw)
                else:
                    await self._take(socket, json.loads(raw))
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
            case "post" | "edit" | "delete" | "react":
                self._arriving = None
                if frame.get("media") and frame["id"] not in self._seen:
                    self._arriving = frame, bytearray()
                    await self._piece(socket, b"")  # they may all be empty
                else:
                    await self._delivered(socket, frame, b"")

    async def _piece(self, socket: ClientConnection, piece: bytes) -> None:
        """Bytes of the files that were announced; a message is shown when all of them are there."""
        if self._arriving is None:
            return
        frame, data = self._arriving
        data += piece
        if len(data) >= sum(file["size"] for file in frame["media"]):
            self._arriving = None
            await self._delivered(socket, frame, bytes(data))

    async def _delivered(self, socket: ClientConnection, frame: dict[str, Any], data: bytes) -> None:
        if frame["id"] in self._seen:
            self.repeats += 1
        else:
            self._seen.add(frame["id"])
            match frame["t"]:
                case "delete":
                    self.page = [shown for shown in self.page if shown.id not in frame["of"]]
                case "react":
                    self._feel(frame["of"], tuple(frame["emoji"]))
                case _:
                    self._show(frame, data)
        await socket.send(json.dumps({"t": "ack", "id": frame["id"]}))

    def _feel(self, of: str, emoji: tuple[str, ...]) -> None:
        self.felt[of] = emoji
        self.page = [replace(shown, feelings=emoji) if shown.id == of else shown for shown in self.page]

    def _show(self, frame: dict[str, Any], data: bytes) -> None:
        shown = shown_by(frame, data)
        places = [place for place, old in enumerate(self.page) if old.id == shown.id]
        if places:
            old = self.page[places[0]]
            if not shown.host:  # the words of what the partner said are told anew, and files only where they changed
                files = shown.files or old.files
                shown = replace(old, text=shown.text, spans=shown.spans, files=files, edited=True)
            self.page[places[0]] = shown
        else:
            self.page.append(shown)
        self._news.append(shown)


def _ref(message: Shown | str | None) -> str | None:
    return message.id if isinstance(message, Shown) else message
