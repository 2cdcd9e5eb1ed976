"""The socket's door: who may open one at all, and the hello that says who it is."""

import asyncio

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.messages import Sender
from bot.platforms.web.connection import Close, Connection
from bot.platforms.web.frames import Hello
from bot.platforms.web.limits import Limits, Times
from bot.platforms.web.parse import parse
from bot.platforms.web.places import NoPlace, Places
from bot.platforms.web.receive import Ears, Visit
from bot.platforms.web.refresh import Refresh
from bot.platforms.web.visitors import Full, Visitor, Visitors
from bot.web.hosts import Hosts
from config.trouble import in_trouble

log = structlog.get_logger()


class Door:
    """Lets our own page in, one visit per socket. Shut until `open`, and for good after `close`."""

    def __init__(self, hosts: Hosts, visitors: Visitors, refresh: Refresh, times: Times, limits: Limits) -> None:
        self._hosts = hosts
        self._visitors = visitors
        self._refresh = refresh
        self._times = times
        self._limits = limits
        self._places = Places(limits)
        self._ears: Ears | None = None
        self._closed = False
        self._inside: dict[Connection, Visit | None] = {}
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        """Open sockets."""
        return len(self._places)

    def open(self, ears: Ears) -> None:
        """From now on what visitors say is heard."""
        self._ears = ears

    async def close(self) -> None:
        """Send everybody away; they come back to whoever listens next. What is being recorded gets `stop_within`."""
        self._closed = True
        for connection in list(self._inside):
            connection.close(Close.GOING_AWAY, "stopping")
        try:
            async with asyncio.timeout(self._times.stop_within):
                await self._empty.wait()
        except TimeoutError:
            log.warning("web.stopped_while_recording")
        finally:
            for visit in self._inside.values():
                if visit:
                    visit.abandon()

    async def visit(self, socket: WebSocket) -> None:
        """The WebSocket endpoint: returns when the socket is closed."""
        if not self._admits(socket):
            await socket.close()  # before the upgrade: the server answers 403
            return
        await socket.accept()
        try:
            with self._places.taken(socket.client.host if socket.client else ""):
                await self._host(socket)
        except NoPlace:
            await _turn_away(socket)

    def _admits(self, socket: WebSocket) -> bool:
        hosts, origins = socket.headers.getlist("host"), socket.headers.getlist("origin")
        if len(hosts) != 1 or len(origins) != 1:
            return False  # every browser sends an Origin
        secure = socket.scope["scheme"] == "wss"
        return self._hosts.know(hosts[0]) and self._hosts.trust(origins[0], hosts[0], secure=secure)

    async def _host(self, socket: WebSocket) -> None:
        connection = Connection(socket, ahead=self._limits.write_ahead, within=self._times.write_within)
        self._inside[connection] = None
        self._empty.clear()
        try:
            async with asyncio.TaskGroup() as group:
                writing = group.create_task(connection.write(), name="web.write")
                visitor = await self._greet(socket, connection)
                if visitor and self._ears:
                    visit = Visit(socket, connection, visitor, self._ears, self._refresh, self._limits)
                    self._inside[connection] = visit
                    await visit.run(writing)
        finally:
            connection.lost()
            del self._inside[connection]
            if not self._inside:
                self._empty.set()

    async def _greet(self, socket: WebSocket, connection: Connection) -> Visitor | None:
        """Wait for the hello and answer it. None if there is no visit: the connection is over then."""
        if self._closed or self._ears is None:
            connection.close(*((Close.GOING_AWAY, "stopping") if self._closed else (Close.TRY_AGAIN_LATER, "starting")))
            return None
        hello = await self._hello(socket, connection)
        if hello is None:
            return None
        try:
            await self._refresh.ready(connection, Sender("web", "web", hello.token, hello.token, hello.language))
            return self._visitors.arrive(hello.token, hello.language, connection)
        except Full:
            connection.close(Close.TRY_AGAIN_LATER, "too many visitors")
        except Exception as error:
            if not in_trouble(error):
                log.exception("web.no_welcome")
            connection.close(Close.INTERNAL_ERROR, "try again")
        return None

    async def _hello(self, socket: WebSocket, connection: Connection) -> Hello | None:
        try:
            async with asyncio.timeout(self._times.hello_within):
                message = await socket.receive()
        except TimeoutError:
            connection.close(Close.MISBEHAVED, "no hello")
            return None
        if message["type"] == "websocket.disconnect":
            connection.lost()
            return None
        hello = parse(message.get("text") or "")
        if isinstance(hello, Hello):
            return hello
        connection.close(Close.MISBEHAVED, "no hello")
        return None


async def _turn_away(socket: WebSocket) -> None:
    try:
        await socket.close(Close.TRY_AGAIN_LATER, "too many connections")
    except (WebSocketDisconnect, RuntimeError):
        return  # gone already
