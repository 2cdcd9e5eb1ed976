"""A page's visit after its hello: what it says becomes Incoming, recorded one by one, in order, and then confirmed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from starlette.websockets import WebSocket

from bot.content import Content, FileRef, Media
from bot.messages import Command, Deleted, Edited, Incoming, Pressed, Reacted, Said, What
from bot.platforms.base import Accept, Typing
from bot.platforms.web import frames, render
from bot.platforms.web.connection import Close, Connection
from bot.platforms.web.frames import Delete, Do, Edit, FileHeader, Malformed, Press, React, Refusal, Say
from bot.platforms.web.limits import Limits
from bot.platforms.web.pace import Bucket
from bot.platforms.web.parse import parse
from bot.platforms.web.refresh import Refresh
from bot.platforms.web.visitors import Visitor
from bot.web.words import DEFAULT, Words
from config.failpoints import failpoint
from config.trouble import in_trouble

log = structlog.get_logger()

Told = Say | FileHeader | Edit | Delete | React | Do | Press
"""What is recorded, and answered by its id."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Who listens: `accept` takes what visitors say, `typing` that they write, `malformed` counts bad frames."""

    accept: Accept
    typing: Typing
    malformed: Callable[[], None]
    words: Words


@dataclass(frozen=True, slots=True)
class _Heard:
    """Something to be recorded; `id` as the page calls it."""

    id: str
    incoming: Incoming

    @property
    def file(self) -> bool:
        return isinstance(self.incoming.what, Said) and self.incoming.what.upload is not None


class Visit:
    """Reads one connection to its end. What arrives while something is being recorded waits in a bounded queue."""

    def __init__(
        self, socket: WebSocket, connection: Connection, visitor: Visitor, ears: Ears, refresh: Refresh, limits: Limits
    ) -> None:
        self._socket = socket
        self._connection = connection
        self._visitor = visitor
        self._ears = ears
        self._refresh = refresh
        self._most_malformed = limits.malformed
        self._malformed = 0
        self._clock = asyncio.get_running_loop().time
        self._flood = Bucket(limits.flood, self._clock())
        self._announced: FileHeader | None = None
        self._unwanted_file = False
        self._heard: asyncio.Queue[_Heard | None] = asyncio.Queue(limits.read_ahead)
        self._files = asyncio.Semaphore(limits.files_ahead)
        self._typing: asyncio.Task[None] | None = None
        self._recording: asyncio.Task[None] | None = None

    async def run(self, writing: asyncio.Task[None]) -> None:
        """Until the connection is over and what was read from it is recorded. `writing`: the connection's writer."""
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(self._read(group), name="web.read")
            recording = self._recording = group.create_task(self._record(), name="web.record")
            await asyncio.wait({writing, reading, recording}, return_when=asyncio.FIRST_COMPLETED)
            self._connection.close(Close.TRY_AGAIN_LATER)  # unless it is over, as it is but for a recorder cut short
            reading.cancel()
            if self._typing:
                self._typing.cancel()
            # somebody who wrote and closed the page at once has written: record what was read
            end = group.create_task(self._heard.put(None), name="web.end")
            await asyncio.wait({recording, end}, return_when=asyncio.FIRST_COMPLETED)
            end.cancel()

    def abandon(self) -> None:
        """Record nothing more: the page will send it again to whoever is there next."""
        if self._recording:
            self._recording.cancel()

    # --- reading -------------------------------------------------------------------------------------------------

    async def _read(self, group: asyncio.TaskGroup) -> None:
        while not self._connection.over.done():
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                self._connection.lost()
                return
            if message.get("text") is not None:
                await self._text(message["text"], group)
            elif self._within_flood():
                await self._bytes(message["bytes"])

    async def _text(self, raw: str, group: asyncio.TaskGroup) -> None:
        frame = parse(raw)
        if isinstance(frame, frames.Ack) and await self._visitor.shown(frame.id):
            return  # as many as we send: no flood
        if not self._within_flood():
            return
        match frame:
            case frames.Ack():
                pass  # of a delivery that came twice
            case frames.Typing():
                self._writes(group)
            case frames.Hello():
                self._bad(Malformed("hello: said already"))
            case Malformed():
                self._file_is_missing()
                self._unwanted_file = frame.announces
                self._bad(frame)
            case FileHeader():
                self._file_is_missing()
                in_time = self._in_time(frame.id, self._visitor.files, self._visitor.frames)
                self._unwanted_file = not in_time
                self._announced = frame if in_time else None
            case Say() | Edit() | Delete() | React() | Do() | Press():
                self._file_is_missing()
                if self._in_time(frame.id, self._visitor.frames):
                    await self._hear(frame, _what(frame))

    async def _bytes(self, data: bytes) -> None:
        announced, self._announced = self._announced, None
        unwanted, self._unwanted_file = self._unwanted_file, False
        if announced is None:
            if not unwanted:
                self._bad(Malformed("bytes that nothing announced", Refusal.FILE))
        elif len(data) != announced.size:
            self._bad(Malformed("file: of another size than announced", Refusal.FILE, announced.id))
        else:
            await self._files.acquire()
            content = Content(announced.caption, album=announced.album)
            await self._hear(announced, Said(content, data, announced.kind, announced.covered))

    async def _hear(self, frame: Told, what: What) -> None:
        self._visitor.known = True
        # two visitors may choose the same id: the key is bound to who sent it
        key = f"web:{self._visitor.token}:{frame.id}"
        message = frame.of if isinstance(frame, Press | Edit | Delete | React) else frame.id
        said = frame if isinstance(frame, Say | FileHeader) else None
        incoming = Incoming(
            key, self._visitor.sender, what, message, said.reply if said else None, said.room if said else None
        )
        await self._heard.put(_Heard(frame.id, incoming))

    def _writes(self, group: asyncio.TaskGroup) -> None:
        if self._visitor.typing.take(self._clock()) and (self._typing is None or self._typing.done()):
            self._typing = group.create_task(self._tell_typing(), name="web.typing")

    async def _tell_typing(self) -> None:
        try:
            await self._ears.typing(self._visitor.sender)
        except Exception as error:
            if not in_trouble(error):
                log.exception("web.typing_not_told")

    # --- what is not taken ---------------------------------------------------------------------------------------

    def _within_flood(self) -> bool:
        within = self._flood.take(self._clock())
        if not within:
            self._connection.close(Close.MISBEHAVED, "too many frames")
        return within

    def _in_time(self, name: str, *buckets: Bucket) -> bool:
        in_time = all(bucket.take(self._clock()) for bucket in buckets)
        if not in_time:
            self._refuse(name, Refusal.TOO_FAST)
        return in_time

    def _file_is_missing(self) -> None:
        announced, self._announced = self._announced, None
        if announced:
            self._bad(Malformed("file: its bytes did not follow", Refusal.FILE, announced.id))

    def _bad(self, frame: Malformed) -> None:
        self._ears.malformed()
        log.warning("web.malformed", reason=frame.reason)
        self._refuse(frame.id, frame.why)
        self._malformed += 1
        if self._malformed >= self._most_malformed:
            self._connection.close(Close.MISBEHAVED, "too many malformed frames")

    def _refuse(self, name: str | None, why: Refusal) -> None:
        language = self._visitor.sender.language or DEFAULT
        self._connection.say(render.refused(name, self._ears.words.word(why, language)))

    # --- recording -----------------------------------------------------------------------------------------------

    async def _record(self) -> None:
        failed = False
        while (heard := await self._heard.get()) is not None:
            if not failed:
                failed = not await self._accepted(heard)
            if heard.file:
                self._files.release()

    async def _accepted(self, heard: _Heard) -> bool:
        try:
            failpoint("web.before_accept")
            await self._ears.accept([heard.incoming])
            failpoint("web.accepted")
        except Exception as error:
            # nothing after it may be taken before it: the page comes back and sends all of it again, in order
            if not in_trouble(error):
                log.exception("web.not_recorded")
            self._connection.close(Close.TRY_AGAIN_LATER, "not recorded")
            return False
        self._connection.say(render.accepted(heard.id))
        if isinstance(heard.incoming.what, Command | Pressed):
            await self._refresh.show(self._visitor)
        return True


def _what(frame: Say | Edit | Delete | React | Do | Press) -> What:
    match frame:
        case Say():
            return Said(Content(frame.text))
        case Edit():  # the file is not told again, nor does it change
            media = (Media(frame.kind, FileRef("web", "web", "")),) if frame.kind else ()
            return Edited(Content(frame.text, media=media))
        case Delete():
            return Deleted()
        case React():
            gone = frame.gone if frame.gone != frame.emoji else ""
            return Reacted(_some(frame.emoji), _some(gone))
        case Do():
            return Command(frame.command, frame.argument)
        case Press():
            action, _, token = frame.data.partition(":")
            return Pressed(action, token)


def _some(emoji: str) -> tuple[str, ...]:
    return (emoji,) if emoji else ()
