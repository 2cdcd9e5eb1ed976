"""One open socket to a page. Frames go out in order; nobody who says something here ever waits for a slow page.

Files go out piece by piece, and what is said meanwhile passes between the pieces: a page that waits for an answer while
a film arrives would else take the connection for dead.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.platforms.web.parcel import Parcel
from bot.platforms.web.state import State

log = structlog.get_logger()


class Close(IntEnum):
    """Why a socket is closed: WebSocket's own codes (RFC 6455 §7.4.1; 1013: IANA's registry), and ours from 4000."""

    GOING_AWAY = 1001
    INTERNAL_ERROR = 1011
    TRY_AGAIN_LATER = 1013
    MISBEHAVED = 4000
    TAKEN_OVER = 4001


class Unreadable(Exception):
    """A file's bytes can't be had."""


@dataclass(frozen=True, slots=True)
class _Last:
    code: Close
    reason: str


class _Burden:
    """A parcel on its way out, and who waits for it to be shown: once it is, no more of it is sent."""

    def __init__(self, parcel: Parcel, shown: asyncio.Future[None]) -> None:
        self._frame: str | None = parcel.frame
        self._pieces: Iterator[bytes] = parcel.pieces()
        self._shown = shown

    async def next(self) -> str | bytes | None:
        """What to send now; None when there is nothing more. Reading waits for a disk, beside the loop."""
        if self._shown.done():
            return None
        if self._frame is not None:
            frame, self._frame = self._frame, None
            return frame
        try:
            return await asyncio.to_thread(next, self._pieces, None)
        except Exception as error:
            if not self._shown.done():
                self._shown.set_exception(Unreadable())
                self._shown.exception()  # nobody may be left who waits for it
            log.error("web.file_unreadable", exc_info=error)
            return None


class Connection:
    """Queues what goes to one page. `over` is done as soon as nothing said from then on will reach it.

    At most `ahead` frames and parcels wait; a page that falls behind by more, or takes nothing for `within` seconds,
    loses its connection: it comes back, and what it did not acknowledge is sent again.
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
        self._burdens: deque[_Burden] = deque()
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
        return not self._frames and not self._burdens and not self._writing

    def say(self, frame: str) -> None:
        """Queue one frame; dropped if the connection is over."""
        if self._takes_more():
            self._frames.append(frame)
            self._more.set()

    def bring(self, parcel: Parcel, shown: asyncio.Future[None]) -> None:
        """Queue a frame with its files; dropped if the connection is over, cut short once it is `shown`.

        `shown` fails with Unreadable if a file can't be read.
        """
        if not parcel.files:
            self.say(parcel.frame)
        elif self._takes_more():
            self._burdens.append(_Burden(parcel, shown))
            self._more.set()

    def _takes_more(self) -> bool:
        if self.over.done():
            return False
        if len(self._frames) + len(self._burdens) >= self._ahead:
            self._frames.clear()
            self.close(Close.TRY_AGAIN_LATER, "too slow")
        return not self.over.done()

    def close(self, code: Close, reason: str = "") -> None:
        """Close after what has been said; files that are not through by then come again on the next connection.

        `reason`: at most 123 bytes, for whoever looks at the wire.
        """
        if not self.over.done():
            self._burdens.clear()
            self._frames.append(_Last(code, reason))
            self._more.set()
            self._end()

    def lost(self) -> None:
        """The page is not there any more: nothing is written from now on."""
        self._frames.clear()
        self._burdens.clear()
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
                while self._frames or self._burdens:
                    self._writing = True
                    await self._write_next()
                    self._writing = False
                if self.over.done():
                    return
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            return  # RuntimeError: the server has closed it already, after a frame that broke the protocol
        finally:
            self.lost()

    async def _write_next(self) -> None:
        if self._frames:
            await self._write(self._frames.popleft())
            return
        burden = self._burdens[0]
        part = await burden.next()
        if part is not None and not self.over.done():
            await self._write(part)
        elif part is None and self._burdens and self._burdens[0] is burden:
            self._burdens.popleft()

    async def _write(self, frame: str | bytes | _Last) -> None:
        async with asyncio.timeout(self._within):
            if isinstance(frame, _Last):
                await self._socket.close(frame.code, frame.reason)
            elif isinstance(frame, bytes):
                await self._socket.send_bytes(frame)
            else:
                await self._socket.send_text(frame)
