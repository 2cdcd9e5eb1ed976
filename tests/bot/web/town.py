"""What the web chat's tests are played with: a middle that listens, readable words, tabs that talk over a socket."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bot.messages import Incoming, Sender
from bot.platforms.web.limits import USUAL_LIMITS, USUAL_TIMES, Limits, Times
from bot.platforms.web.platform import Web
from bot.platforms.web.state import At, State
from bot.posts import Address
from bot.web.app import web_app
from bot.web.hosts import hosts
from bot.web.server import WebServer

PATIENCE = 5.0
ANN, BOB = "A" * 43, "B" * 43


def address(token: str) -> Address:
    """Where a visitor is reached."""
    return Address(id=f"lane-{token[0]}", platform="web", account="web", chat=token)


class ReadableWords:
    """A catalogue in which every text says its key and its language."""

    def languages(self) -> Sequence[tuple[str, str]]:
        return [("en", "English"), ("de", "Deutsch")]

    def word(self, key: str, language: str) -> str:
        return f"{key} in {language}"

    def page_words(self, language: str) -> Mapping[str, str]:
        return {"web-title": f"Bauta </script> & <{language}>"}


class Middle:
    """Stands in for everything behind the platform: remembers what it hears, and can be slow or fail on purpose."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.writing: list[Sender] = []
        self.malformed = 0
        self.states: dict[str, State] = {}
        self.asked = 0
        self.blind = False
        """No state can be looked up."""
        self.failing = 0
        """So many of the next events are not recorded."""
        self.open = asyncio.Event()
        """Closed: nothing gets recorded until it is opened."""
        self.open.set()
        self._news: asyncio.Queue[Incoming] = asyncio.Queue()

    async def accept(self, incoming: Sequence[Incoming]) -> None:
        for one in incoming:
            self._news.put_nowait(one)
        await self.open.wait()
        if self.failing:
            self.failing -= 1
            raise ConnectionError("the database is away")
        self.heard += incoming

    async def typing(self, sender: Sender) -> None:
        self.writing.append(sender)

    async def status(self, sender: Sender) -> State:
        self.asked += 1
        if self.blind:
            raise ConnectionError("the database is away")
        return self.states.get(sender.user, State(At.IDLE))

    def count_malformed(self) -> None:
        self.malformed += 1

    async def next(self) -> Incoming:
        """The next event, recorded or not."""
        async with asyncio.timeout(PATIENCE):
            return await self._news.get()


class Tab:
    """A page in a browser's tab, as the protocol sees it. It acknowledges nothing by itself."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.passed: list[dict[str, Any]] = []
        """Frames that came while another kind was waited for."""
        self.bytes: list[bytes] = []
        """Binary frames, in their order."""

    async def says(self, frame: Mapping[str, Any] | str | bytes) -> None:
        await self.socket.send(json.dumps(frame) if isinstance(frame, Mapping) else frame)

    async def hello(self, token: str = ANN, language: str | None = "de") -> dict[str, Any]:
        await self.says({"t": "hello", "token": token, "language": language})
        return await self.hears("ready")

    async def writes(self, text: str, name: str = "", reply: str | None = None) -> str:
        name = name or str(uuid4())
        await self.says({"t": "say", "id": name, "text": text, "reply": reply})
        return name

    async def does(self, command: str, argument: str = "") -> str:
        name = str(uuid4())
        await self.says({"t": "do", "id": name, "command": command, "argument": argument})
        return name

    async def hears(self, kind: str) -> dict[str, Any]:
        """The next frame of this kind."""
        async with asyncio.timeout(PATIENCE):
            while True:
                raw = await self.socket.recv()
                if isinstance(raw, bytes):
                    self.bytes.append(raw)
                    continue
                frame: dict[str, Any] = json.loads(raw)
                if frame["t"] == kind:
                    return frame
                self.passed.append(frame)

    async def receives(self, size: int) -> bytes:
        """The bytes that have come, once there are `size` of them."""
        async with asyncio.timeout(PATIENCE):
            while sum(map(len, self.bytes)) < size:
                raw = await self.socket.recv()
                if isinstance(raw, bytes):
                    self.bytes.append(raw)
                else:
                    self.passed.append(json.loads(raw))
        came, self.bytes = b"".join(self.bytes), []
        return came

    async def shows(self, kind: str = "post") -> dict[str, Any]:
        """The next delivery, acknowledged."""
        frame = await self.hears(kind)
        await self.says({"t": "ack", "id": frame["id"]})
        return frame

    async def ends(self) -> int:
        """Read to the end: the code the server closed with."""
        async with asyncio.timeout(PATIENCE):
            try:
                while True:
                    raw = await self.socket.recv()
                    if isinstance(raw, str):
                        self.passed.append(json.loads(raw))
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 1006

    async def ends_after_hello(self, token: str) -> int:
        await self.says({"t": "hello", "token": token, "language": None})
        return await self.ends()

    async def leaves(self) -> None:
        await self.socket.close()


class Street:
    """One server for the houses of a whole file, one after the other: stopping it takes longer than most tests."""

    def __init__(self) -> None:
        self.app: ASGIApp = Starlette()
        self.server = WebServer(self._enter, "127.0.0.1", 0)

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


class House:
    """A web chat on a running server."""

    def __init__(
        self, middle: Middle, times: Times = USUAL_TIMES, limits: Limits = USUAL_LIMITS, url: str = ""
    ) -> None:
        self.middle = middle
        names = hosts("127.0.0.1", url)
        self.web = Web(
            middle.status,
            hosts=names,
            words=ReadableWords(),
            on_typing=middle.typing,
            on_malformed=middle.count_malformed,
            times=times,
            limits=limits,
        )
        self.app = web_app(names, lambda: None, CollectorRegistry(), self.web.routes())
        self.port = 0
        self.tabs: list[Tab] = []
        self._tasks: list[asyncio.Task[None]] = []

    def stand_in(self, street: Street) -> None:
        street.app = self.app
        self.port = street.server.port

    async def stand_alone(self) -> None:
        server = WebServer(self.app, "127.0.0.1", 0)
        await server.open()
        self.port = server.port
        self._tasks.append(asyncio.create_task(server.run()))

    async def listen(self) -> asyncio.Task[None]:
        task = asyncio.create_task(self.web.run(self.middle.accept))
        self._tasks.append(task)
        await asyncio.sleep(0)
        return task

    async def stop_listening(self) -> None:
        """Cancel the platform, as the application does when it stops."""
        self._tasks[-1].cancel()
        await asyncio.gather(self._tasks[-1], return_exceptions=True)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def tab(self, *, origin: str | None = "", host: str = "", headers: Mapping[str, str] | None = None) -> Tab:
        """Open a socket as a browser would. `origin` None: without that header; `host`: by another name."""
        socket = await connect(
            f"ws://{host or f'127.0.0.1:{self.port}'}/chat",
            origin=None if origin is None else origin or self.origin,  # type: ignore[arg-type]
            additional_headers=headers,
            host="127.0.0.1",
            port=self.port,
            proxy=None,
            compression=None,
            ping_interval=None,
            max_size=None,
        )
        self.tabs.append(Tab(socket))
        return self.tabs[-1]

    async def visitor(self, token: str = ANN, language: str | None = "de") -> Tab:
        tab = await self.tab()
        await tab.hello(token, language)
        return tab

    async def close(self) -> None:
        for task in reversed(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for tab in self.tabs:
            await tab.leaves()


async def until(condition: Callable[[], bool]) -> None:
    """Wait, turn by turn of the loop, until something has become true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.001)
