"""The server under the web application: uvicorn in our own loop, leaving signals, logs and exits to whoever runs it."""

import asyncio
import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from bot.platforms.base import Fatal

FRAME_BYTES = 9 * 1024 * 1024
"""Of a WebSocket message: a file of 8 MiB and some room, so that one slightly too large can still be answered."""
PROXIES = ["127.0.0.1", "::1", "::ffff:127.0.0.1"]
"""Whose X-Forwarded-For and -Proto are believed: a proxy on this machine."""
STUCK_SECONDS = 60
BACKLOG = 1024
ABSENT = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
"""A name may have an address this machine lacks (localhost as ::1 in a container): the others will do."""


class PortTaken(Fatal):
    """Somebody else listens there. The text names the place and says what to do."""


class _Server(uvicorn.Server):
    """uvicorn without its hands on the signals, and told to stop instead of looking ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stop = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        while not self.stop.is_set():
            await self.on_tick(0)  # renews the Date header
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self.stop.wait()


class WebServer:
    """One application on one host and port (0: any free one). `grace`: seconds for open requests when it stops."""

    def __init__(self, app: ASGIApp, host: str, port: int, *, grace: int = 2) -> None:
        self._host = host
        self._port = port
        self._sockets: list[socket.socket] = []
        config = uvicorn.Config(
            app,
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            workers=1,
            ws="websockets-sansio",  # "websockets" itself is built on that library's deprecated half
            ws_max_size=FRAME_BYTES,
            ws_ping_interval=20,
            ws_ping_timeout=20,
            ws_per_message_deflate=False,  # most of it is short text or pictures
            proxy_headers=True,
            forwarded_allow_ips=PROXIES,
            timeout_graceful_shutdown=grace,
        )
        self._server = _Server(config)

    @property
    def port(self) -> int:
        """The port it listens on, once it is open."""
        return self._port

    async def open(self) -> None:
        """Listen; who connects waits for `run`. Raises PortTaken, or Fatal when it is impossible otherwise."""
        try:
            await self._open()
        except OSError as error:
            self.close()
            where = f"port {self._port} of {self._host}"
            if error.errno == errno.EADDRINUSE:
                text = f"Another program already listens on {where}: stop it, or set BAUTA_WEB_PORT to another port."
                raise PortTaken(text) from error
            text = f"Cannot listen on {where} ({error.strerror}): check BAUTA_WEB_HOST and BAUTA_WEB_PORT."
            raise Fatal(text) from error

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        addresses = list(dict.fromkeys((family, address) for family, _, _, _, address in found))
        missing: OSError | None = None
        for family, address in addresses:
            try:
                self._listen(family, address, alone=len(addresses) == 1)
            except OSError as error:
                if error.errno not in ABSENT:
                    raise
                missing = error
        if missing and not self._sockets:
            raise missing

    def _listen(self, family: int, address: tuple[object, ...], *, alone: bool) -> None:
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            self._prepare(listener, family, address, alone=alone)
        except OSError:
            listener.close()
            raise
        self._sockets.append(listener)
        self._port = listener.getsockname()[1]

    def _prepare(self, listener: socket.socket, family: int, address: tuple[object, ...], *, alone: bool) -> None:
        if os.name == "posix":  # elsewhere it would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, not alone)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # inherited: a page that stops reading cannot hold its buffers for ever
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STUCK_SECONDS * 1000)
        listener.bind((address[0], self._port, *address[2:]))
        listener.listen(BACKLOG)  # now, not later: two programs can bind, only one can listen
        listener.setblocking(False)

    def close(self) -> None:
        """Stop listening, where `run` has not been called."""
        for listener in self._sockets:
            listener.close()
        self._sockets.clear()

    async def run(self) -> None:
        """Serve until cancelled, then finish what is open within the grace. Call `open` first."""
        serving = asyncio.create_task(self._server.serve(sockets=self._sockets), name="web.server")
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            self._server.stop.set()
            await serving
            raise
        finally:
            serving.cancel()
            self.close()
