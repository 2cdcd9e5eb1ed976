"""The Bot API over HTTP: finds the bot and method, befalls faults, answers as Telegram does, keeps the ledger."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, cast
from urllib.parse import unquote

from aiohttp import web

from tests.emulators.conformance import Conformance
from tests.emulators.names import is_neutral
from tests.emulators.telegram.errors import Refused, Violation
from tests.emulators.telegram.faults import Faults, Trouble
from tests.emulators.telegram.flood import FloodControl
from tests.emulators.telegram.ledger import Ledger
from tests.emulators.telegram.methods import METHODS
from tests.emulators.telegram.methods.base import Asked, Method
from tests.emulators.telegram.updates import Pending
from tests.emulators.telegram.wire import Raw, Upload, read, typed
from tests.emulators.telegram.world import TOKEN, BotAccount, World

_NOT_FOUND: Final = Refused(404, "Not Found")
_UNAUTHORIZED: Final = Refused(401, "Unauthorized")
_GARBAGE: Final = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class _HungUp(Exception):
    """The connection is to be closed without an answer."""


class Server:
    """Answers every request of every bot. `monotonic` stamps the ledger; `violations` collects what must not be."""

    def __init__(
        self, world: World, conformance: Conformance | None, monotonic: Callable[[], float], ledger: Ledger,
        *, keep_payloads: bool = False,
    ) -> None:  # fmt: skip
        self.world = world
        self.conformance = conformance
        self.monotonic = monotonic
        self.ledger = ledger
        self.faults = Faults()
        self.flood = FloodControl(monotonic)
        self.violations: list[str] = []
        self.keep_payloads = keep_payloads
        self.neutral_names = not world.copying  # the bots that copy pass names on
        self._outliving: set[asyncio.Task[Any]] = set()
        self.other: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]] | None = None  # paths that are no bot's

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        try:
            if path.startswith("/bot"):
                token, _, name = path[4:].partition("/")
                return await self._method(request, self._bot(token), name)
            if path.startswith("/file/bot"):
                token, _, name = path[9:].partition("/")
                return self._download(self._bot(token), unquote(name))
            if self.other is not None:
                return await self.other(request)
            raise _NOT_FOUND
        except Refused as refusal:
            return _refusal(refusal)

    def _bot(self, token: str) -> BotAccount:
        bot = self.world.bots.get(token)
        if bot is None:
            raise _UNAUTHORIZED if TOKEN.fullmatch(token) else _NOT_FOUND
        return bot

    def _download(self, bot: BotAccount, path: str) -> web.StreamResponse:
        content = self.world.files.download(bot.id, path)
        if content is None:
            raise _NOT_FOUND
        return web.Response(body=content, content_type="application/octet-stream")

    async def _method(self, request: web.BaseRequest, bot: BotAccount, name: str) -> web.StreamResponse:
        method = METHODS.get(name.lower())
        if method is None:
            self.violations.append(f"{name} is no method that is spoken here")
            raise _NOT_FOUND
        call = _Call(self, bot, method)
        try:
            raw = await read(request)
            if self.neutral_names:
                named = [upload.name for upload in raw.files.values() if not is_neutral(upload.name)]
                self.violations += [f"{method.name}: a file is called {each!r}, no neutral name" for each in named]
            body = await call.answer(raw)
        except (_HungUp, ConnectionResetError):  # ours, or whoever asked is gone before the request was whole
            if request.transport is not None:
                request.transport.close()
            return web.Response(status=500)
        except Refused as refusal:
            return _refusal(refusal)
        except Exception as failure:  # a bug of the emulator: the test must fail, the bot must get an answer
            self.violations.append(f"{method.name}: the emulator failed: {failure!r}")
            return _refusal(Refused(500, "Internal Server Error"))
        if body is None:
            return web.Response(status=502, text=_GARBAGE, content_type="text/html")
        return web.Response(body=body, content_type="application/json")

    async def outlive(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Await work that goes on even when the client is gone."""
        task = asyncio.create_task(work)
        self._outliving.add(task)
        task.add_done_callback(self._over)
        return await asyncio.shield(task)

    def _over(self, task: asyncio.Task[Any]) -> None:
        self._outliving.discard(task)
        if not task.cancelled():
            task.exception()  # whoever still waits is told; nobody need be

    def cancel(self) -> None:
        """Give up what still goes on."""
        for task in self._outliving:
            task.cancel()


class _Call:
    """One request on its way through: what it says, what befalls it, what comes of it."""

    def __init__(self, server: Server, bot: BotAccount, method: Method) -> None:
        self._server = server
        self._bot = bot
        self._method = method
        self._parameters: dict[str, Any] = {}
        self._raw = Raw({}, {})
        self._chat: int | None = None
        self._trouble: Trouble | None = None

    async def answer(self, raw: Raw) -> bytes | None:
        """The body to answer with, None for garbage; raises Refused or _HungUp. The ledger has it in any case."""
        try:
            self._understand(raw)
            if self._trouble is not None:
                return await self._befall(self._trouble)
            return await self._carry_out()
        except Refused as refusal:
            if isinstance(refusal, Violation):
                self._server.violations.append(f"{self._method.name}: {refusal.description}")
            self._record(refusal.code, refusal.description)
            raise

    def _understand(self, raw: Raw) -> None:
        server, method = self._server, self._method
        self._raw = raw
        self._parameters = typed(raw, method.parameters)
        chat = self._parameters.get("chat_id")
        self._chat = chat if isinstance(chat, int) else None
        if server.conformance is not None:
            server.violations += server.conformance.request(method.name, self._parameters, is_file=_is_file)
        self._trouble = server.faults.take(method.name, self._chat, self._bot.id)

    async def _befall(self, trouble: Trouble) -> bytes | None:
        match trouble.name:
            case "delay":  # a request that has arrived is carried out, even if its sender dies meanwhile
                return cast("bytes", await self._server.outlive(self._carry_out_after(trouble.seconds)))
            case "lost_request":
                self._record(0, None)
                raise _HungUp
            case "garbage":
                self._record(502, None)
                return None
            case "lost_answer":
                await self._carry_out()
                raise _HungUp
            case "slow_answer":
                body = await self._carry_out()
                await asyncio.sleep(trouble.seconds)
                return body
        raise Refused(trouble.code, trouble.description, trouble.parameters)

    async def _carry_out_after(self, seconds: float) -> bytes:
        await asyncio.sleep(seconds)
        return await self._carry_out()

    async def _carry_out(self) -> bytes:
        server, method = self._server, self._method
        if method.messages and self._chat is not None:
            server.flood.check(self._bot.id, self._chat, self._messages())
        result = method.run(Asked(server.world, self._bot, self._parameters, self._raw.files))
        if inspect.isawaitable(result):
            result = await result
        result = self._checked(result)
        self._record(200, result)
        return b'{"ok":true,"result":%b}' % json.dumps(result, separators=(",", ":")).encode()

    def _messages(self) -> int:
        """How many messages it makes: flood control counts those of an album one by one."""
        media = self._parameters.get("media")
        return max(1, len(media)) if isinstance(media, list) else 1

    def _checked(self, result: Any) -> Any:
        """The result as it goes out; updates that a test made malformed are not held against the schema."""
        checker, name = self._server.conformance, self._method.name
        if isinstance(result, list) and result and isinstance(result[0], Pending):
            if checker is not None:
                regular = [update.body for update in result if not update.raw]
                self._server.violations += checker.answer(name, regular)
            return [update.body for update in result]
        if checker is not None:
            self._server.violations += checker.answer(name, result)
        return result

    def _record(self, status: int, answer: Any) -> None:
        self._server.ledger.record(
            at=self._server.monotonic(),
            bot=self._bot.id,
            method=self._method.name,
            chat=self._chat,
            parameters=self._parameters,
            status=status,
            answer=answer,
            fault=self._trouble.name if self._trouble else None,
            files=self._raw.files,
            payload=self._raw.payload() if self._server.keep_payloads else None,
        )


def _is_file(value: Any) -> bool:
    return isinstance(value, Upload)


def _refusal(refusal: Refused) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    headers = {}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
        if "retry_after" in refusal.parameters:
            headers["Retry-After"] = str(refusal.parameters["retry_after"])
    return web.Response(
        status=refusal.code, body=json.dumps(body).encode(), content_type="application/json", headers=headers
    )
