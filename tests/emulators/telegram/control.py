"""The emulator's back door: from another process drive people, read chats and ledger, lay faults, follow events.

`POST /control/call` carries `{"of", "which", "verb", "args", "kwargs"}` and is answered with `{"result"}` or
`{"error", "text"}`; `GET /control/events` is a WebSocket that reports every accepted message, edit and deletion.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import Any, Final

from aiohttp import web

from tests.emulators.telegram import codec
from tests.emulators.telegram.emulator import TelegramEmulator
from tests.emulators.telegram.errors import CannotDo
from tests.emulators.telegram.faults import Fault
from tests.emulators.telegram.ledger import Entry
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.world import BotAccount, Press

VERBS: Final = {
    "telegram": {"add_bot", "person", "feed", "feed_raw", "drained", "limit_chats", "checked", "violations"},
    "person": {
        "says", "sends_photo", "sends_album", "sends", "edits", "deletes", "reacts", "presses", "blocks", "unblocks",
        "leaves_telegram", "chat", "message", "heard", "hears",
    },
    "ledger": {"calls", "accepted", "reaches", "counts"},
    "faults": {"add", "clear"},
    "fault": {"befell", "hits"},
    "press": {"answered", "expire"},
}  # fmt: skip
REPORTED: Final = frozenset(
    {
        "sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageReplyMarkup", "deleteMessage",
        "answerCallbackQuery", "setMessageReaction",
    }
)  # fmt: skip


class Control:
    """Carries out calls on one emulator. Presses and faults keep their numbers as long as it lives."""

    def __init__(self, telegram: TelegramEmulator) -> None:
        self._telegram = telegram
        self._faults: list[Fault] = []
        self._writers: codec.Writers = {
            BotAccount: lambda bot: {"id": bot.id, "token": bot.token, "username": bot.username},
            Person: lambda person: {"name": person.name, "id": person.id},
            Press: lambda press: {"id": press.id, "data": press.data},
            Fault: self._numbered,
        }
        self._readers: codec.Readers = {"Bot": self._bot, "Person": self._telegram.person}

    @classmethod
    def attach(cls, telegram: TelegramEmulator) -> Control:
        """Open the back door of this emulator."""
        control = cls(telegram)
        telegram.server.other = control.handle
        return control

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/control/events":
            return await self._events(request)
        if request.path != "/control/call":
            return web.Response(status=404)
        try:
            result = await self._call(await request.content.read())
            body = codec.dumps({"result": result}, self._writers)
        except (AssertionError, CannotDo, TimeoutError, ValueError, TypeError) as error:
            body = json.dumps({"error": type(error).__name__, "text": str(error)}).encode()
        return web.Response(body=body, content_type="application/json")

    async def _call(self, text: bytes) -> Any:
        call = codec.loads(text, self._readers)
        of, verb = call["of"], call["verb"]
        if verb not in VERBS.get(of, ()):
            raise ValueError(f"nothing is called {of}.{verb}")
        found = getattr(self._target(of, call["which"]), verb)
        result = found(*call["args"], **call["kwargs"]) if callable(found) else found
        return await result if inspect.isawaitable(result) else result

    def _target(self, of: str, which: Any) -> object:
        match of:
            case "person":
                return self._telegram.person(which)
            case "ledger":
                return self._telegram.ledger
            case "faults":
                return self._telegram.faults
            case "fault":
                return self._faults[which]
            case "press":
                return next(bot.presses[which] for bot in self._telegram.world.bots.values() if which in bot.presses)
        return self._telegram

    def _bot(self, bot_id: int) -> BotAccount:
        return next(bot for bot in self._telegram.world.bots.values() if bot.id == bot_id)

    def _numbered(self, fault: Fault) -> int:
        self._faults.append(fault)
        return len(self._faults) - 1

    async def _events(self, request: web.BaseRequest) -> web.StreamResponse:
        """The first frame, an empty list, says that following has begun."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        queue, leave = self._telegram.ledger.follow()
        reporting = asyncio.create_task(_report(queue, socket))
        try:
            async for _ in socket:  # nothing is said to us; this is how the other side's goodbye is heard
                pass
        finally:
            leave()
            reporting.cancel()
        return socket


async def _report(queue: asyncio.Queue[Entry], socket: web.WebSocketResponse) -> None:
    """Lists of events, as many at once as have gathered."""
    await socket.send_str("[]")
    while True:
        gathered = [await queue.get()]
        while not queue.empty():
            gathered.append(queue.get_nowait())
        if events := [_event(entry) for entry in gathered if entry.accepted and entry.method in REPORTED]:
            await socket.send_str(json.dumps(events))


def _event(entry: Entry) -> list[Any]:
    answer = entry.answer if isinstance(entry.answer, dict) else {}
    text = answer.get("text") or answer.get("caption")
    return [entry.at, entry.bot, entry.method, entry.chat, entry.message_id, text]
