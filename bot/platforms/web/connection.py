"""One open socket to a page. Frames go out in order; nobody who says something here ever waits for a slow page."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.platforms.web.state import State


class Close(IntEnum):
    """Why a socket is closed: WebSocket's own codes (RFC 6455 §7.4.1; 1013: IANA's registry), and ours from 4000."""

    GOING_AWAY = 1001
    INTERNAL_ERROR = 1011
    TRY_AGAIN_LATER = 1013
    MISBEHAVED = 4000
    TAKEN_OVER = 4001


@dataclass(frozen=True, slots=True)
class _Last:
    code: Close
    reason: str


class Connection:
    """Queues what goes to one page. `over` is done as soon as nothing said from then on will reach it.

    At most `ahead` frames wait; a page that falls behind by more, or takes nothing for `within` seconds, loses its
    connection: it comes back, and what it did not acknowledge is sent again.
    """

    def __init__(self, socket: WebSocket, *, ahead: int, within: float) -> None:
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.state: State | None = None
        """What the page was last told about where the visitor is."""
        self.state_lock = asyncio.Lock()
        self._socket = socket
        self._ahead = ahead
        self._within = within
        self._frames: deque[str | _Last] = deque()
        self._more = asyncio.Event()
        self._writing = False
        self._then: Callable[[], None] | None = None

    def when_over(self, then: Callable[[], None]) -> None:
        """Call `then` the moment the connection is over; at once if it is."""
        if self.over.done():
            then()
        else:
            self._then = then

    @property
    def idle(self) -> bool:
        """Everything said so far is on its way."""
        return not self._frames and not self._writing

    def say(self, frame: str) -> None:
        """Queue one frame; dropped if the connection is over."""
        if self.over.done():
            return
        if len(self._frames) >= self._ahead:
            self._frames.clear()
            self.close(Close.TRY_AGAIN_LATER, "too slow")
            return
        self._frames.append(frame)
        self._more.set()

    def close(self, code: Close, reason: str = "") -> None:
        """Close after what has been said. `reason`: at most 123 bytes, for whoever looks at the wire."""
        if not self.over.done():
            self._frames.append(_Last(code, reason))
            self._more.set()
            self._end()

    def lost(self) -> None:
        """The page is not there any more: nothing is written from now on."""
        self._frames.clear()
        self._more.set()
        if not self.over.done():
            self._end()

    def _end(self) -> None:
        self.over.set_result(None)
        if self._then:
            self._then()

    async def write(self) -> None:
        """Write what is said until the connection is over. To be run once, as a task of its own."""
        try:
            while True:
                await self._more.wait()
                self._more.clear()
                while self._frames:
                    self._writing = True
                    async with asyncio.timeout(self._within):
                        await self._write(self._frames.popleft())
                    self._writing = False
                if self.over.done():
                    return
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            return  # RuntimeError: the server has closed it already, after a frame that broke the protocol
        finally:
            self.lost()

    async def _write(self, frame: str | _Last) -> None:
        if isinstance(frame, _Last):
            await self._socket.close(frame.code, frame.reason)
        else:
            await self._socket.send_text(frame)
