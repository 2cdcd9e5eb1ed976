"""REST v10, attachments and the gateway on one port: routes, faults, limits, and the ledger of it all."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from aiohttp import web

from tests.emulators.discord.errors import METHOD_NOT_ALLOWED, NOT_FOUND, UNAUTHORIZED, Refused, Violation
from tests.emulators.discord.faults import Faults, Trouble
from tests.emulators.discord.gateway import Gateway
from tests.emulators.discord.ledger import Ledger
from tests.emulators.discord.limits import Exceeded, Limits
from tests.emulators.discord.routes import ROUTES
from tests.emulators.discord.routes.base import Answer, Asked, Route
from tests.emulators.discord.wire import Read, read
from tests.emulators.discord.world import BotAccount, World
from tests.emulators.discord_conformance import Conformance
from tests.emulators.names import is_neutral

API: Final = "/api/v10"
TOKENLESS: Final = frozenset({"get_gateway"})
_GARBAGE: Final = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode


def _index() -> Mapping[tuple[int, str], list[Route]]:
    index: dict[tuple[int, str], list[Route]] = defaultdict(list)
    for route in ROUTES.values():
        steps = route.template.split("/")
        index[len(steps), steps[1]].append(route)
    return index


_INDEX: Final = _index()


class _HungUp(Exception):
    """The connection is to be closed without an answer."""


class Server:
    """Answers every request of every bot. `violations` collects what must not be."""

    def __init__(
        self, world: World, conformance: Conformance | None, ledger: Ledger, limits: Limits, *,
        keep_payloads: bool = False,
    ) -> None:  # fmt: skip
        self.world = world
        self.conformance = conformance
        self.ledger = ledger
        self.limits = limits
        self.faults = Faults()
        self.down = False
        self.keep_payloads = keep_payloads
        self.violations: list[str] = []
        self.gateway = Gateway(world, self.violations)
        self.other: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]] | None = None  # paths that are no API's

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.rel_url.raw_path
        if self.down and not path.startswith("/control/"):
            return _cut(request)
        if path.startswith(API + "/"):
            try:
                return await self._route(request, path[len(API) :])
            except _HungUp:
                return _cut(request)
        if path in ("/gateway", "/gateway/"):
            return await self.gateway.handle(request)
        if path.startswith("/attachments/"):
            content = self.world.files.download(path, request.rel_url.raw_query_string)
            if content is None:
                return web.Response(status=404, text="This content is no longer available.")
            return web.Response(body=content, content_type="application/octet-stream")
        if path.startswith("/stickers/"):
            return self._sticker(path)
        if self.other is not None:
            return await self.other(request)
        self.violations.append(f"{request.method} outside the API")
        return web.Response(status=404)

    def _sticker(self, path: str) -> web.Response:
        found = self.world.files.sticker(path)
        if found is None:
            return web.Response(status=404)
        kind, content = found
        return web.Response(body=content, content_type=kind)

    async def _route(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        steps = path.split("/")
        fitting = [
            (route, match)
            for route in _INDEX.get((len(steps), steps[1]), ())
            if (match := route.pattern.fullmatch(path))
        ]
        for route, match in fitting:
            if route.verb == request.method:
                return await _Call(self, request, route, match.groupdict()).answer()
        self.violations.append(f"{request.method} of a route that is not spoken here")
        return _refusal(Refused(*(METHOD_NOT_ALLOWED if fitting else NOT_FOUND)), {})


class _Call:
    """One request on its way through: what it says, what befalls it, what comes of it."""

    def __init__(self, server: Server, request: web.BaseRequest, route: Route, path: Mapping[str, str]) -> None:
        self._server = server
        self._world = server.world
        self._request = request
        self._route = route
        self._path = path
        self._query: Mapping[str, str] = dict(request.query)
        self._bot = self._caller()
        self._body = Read()
        self._headers: dict[str, str] = {}
        self._trouble: Trouble | None = None
        self._hook = self._hooked()
        self._channel = self._about()

    def _caller(self) -> BotAccount | None:
        kind, _, token = self._request.headers.get("Authorization", "").partition(" ")
        return self._world.bots.get(token) if kind == "Bot" else None

    def _hooked(self) -> Any:
        """The interaction whose token is in the path."""
        token = self._path.get("webhook_token") or self._path.get("interaction_token")
        if token is None:
            return None
        return next((bot.interactions[token] for bot in self._world.bots.values() if token in bot.interactions), None)

    def _about(self) -> int | None:
        """The channel it is about."""
        if self._hook is not None:
            self._bot = self._hook.bot
            return int(self._hook.channel.id)
        given = self._path.get("channel_id", "")
        return int(given) if given.isdigit() else None

    async def answer(self) -> web.StreamResponse:
        """The ledger has it in any case."""
        try:
            try:
                self._body = await read(self._request)
            except ConnectionResetError:  # whoever asked is gone before the request was whole
                raise _HungUp from None
            self._check_names()
            self._trouble = self._server.faults.take(
                self._route.name, self._channel, self._bot.id if self._bot else None
            )
            if self._trouble is not None:
                return await self._befall(self._trouble)
            return self._carried_out()
        except Refused as refusal:
            if isinstance(refusal, Violation):
                self._scold(refusal.message)
            self._record(refusal.status, refusal.body)
            if self._trouble is None or self._trouble.status != refusal.status:  # faults may answer as they like
                self._check_answer(refusal.status, refusal.body)
            return _refusal(refusal, self._headers)
        except (_HungUp, asyncio.CancelledError):
            raise
        except Exception as failure:  # a bug of the emulator: the test must fail, the bot must get an answer
            self._scold(f"the emulator failed: {failure!r}")
            self._record(500, None)
            return _refusal(Refused(500, 0, "500: Internal Server Error"), self._headers)

    def _check_names(self) -> None:
        if "names" in self._world.settings.strict:
            for upload in self._body.uploads.values():
                if not is_neutral(upload.filename):
                    self._scold(f"a file is called {upload.filename!r}, no neutral name")

    def _scold(self, text: str) -> None:
        self._server.violations.append(f"{self._route.name}: {text}")

    # --- carrying out -------------------------------------------------------------------------------------------

    def _carried_out(self) -> web.Response:
        route, world = self._route, self._world
        if self._bot is None and not route.exempt and route.name not in TOKENLESS:
            raise Refused(*UNAUTHORIZED)
        if over := self._limited():
            return over
        if unknown := sorted(set(self._query) - route.query):
            raise Violation(f"unknown query parameters {', '.join(unknown)}")
        if self._server.conformance is not None:
            self._server.violations += self._server.conformance.request(route.name, self._query, self._body.json)
        asked = Asked(world, self._bot, self._path, self._query, self._body, self._scold)
        answer = route.run(asked)
        self._record(204 if answer.body is None else answer.status, answer.body)
        return self._response(answer)

    def _response(self, answer: Answer) -> web.Response:
        status = 204 if answer.body is None else answer.status
        self._check_answer(status, answer.body)
        if answer.body is None:
            return web.Response(status=status, headers=self._headers)
        body = _ENCODE(answer.body).encode()
        return web.Response(status=status, body=body, content_type="application/json", headers=self._headers)

    def _check_answer(self, status: int, body: Any) -> None:
        if self._server.conformance is not None:
            self._server.violations += self._server.conformance.answer(self._route.name, status, body)

    def _limited(self) -> web.Response | None:
        major = self._path.get(self._route.major or "", "") + self._path.get("webhook_token", "")
        exceeded, standing = self._server.limits.take(self._route, major, self._bot.id if self._bot else None)
        if standing is not None:
            self._headers = standing.headers(self._world.clock())
        return self._too_many(exceeded, via=True, scope="user") if exceeded else None

    def _too_many(self, exceeded: Exceeded, *, via: bool, scope: str) -> web.Response:
        seconds, everywhere = exceeded.seconds, exceeded.everywhere
        body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
        self._record(429, body)
        if not via:
            text = _GARBAGE.format("Error 1015: You are being rate limited")
            headers = {"Retry-After": f"{seconds:.0f}"}
            return web.Response(status=429, text=text, content_type="text/html", headers=headers)
        headers = {
            **({} if everywhere else self._headers),
            "Via": "1.1 google",
            "Retry-After": f"{seconds:.3f}",
            "X-RateLimit-Scope": "global" if everywhere else scope,
            **({"X-RateLimit-Global": "true"} if everywhere else {}),
        }
        self._check_answer(429, body)
        return web.Response(status=429, body=_ENCODE(body).encode(), content_type="application/json", headers=headers)

    # --- what befalls it ----------------------------------------------------------------------------------------

    async def _befall(self, trouble: Trouble) -> web.Response:
        if self._hook is not None and trouble.name not in ("delay", "slow_answer"):
            self._hook.excused = True
        match trouble.name:
            case "delay":  # a request that has arrived is carried out, even if its sender dies meanwhile
                await asyncio.sleep(trouble.seconds)
                return self._carried_out()
            case "lost_request":
                self._record(0, None)
                raise _HungUp
            case "lost_answer":
                self._carried_out()
                raise _HungUp
            case "slow_answer":
                answer = self._carried_out()
                await asyncio.sleep(trouble.seconds)
                return answer
            case "rate_limited":
                exceeded = Exceeded(trouble.seconds, trouble.everywhere)
                return self._too_many(exceeded, via=trouble.via, scope=trouble.scope)
            case "garbage":
                self._record(trouble.status, None)
                page = _GARBAGE.format(f"{trouble.status} Bad Gateway")
                return web.Response(status=trouble.status, text=page, content_type="text/html")
        raise Refused(trouble.status, trouble.code, trouble.message, trouble.errors)

    def _record(self, status: int, answer: Any) -> None:
        self._server.ledger.record(
            at=self._world.monotonic(),
            bot=self._bot.id if self._bot else None,
            method=self._route.name,
            channel=self._channel,
            path=self._path,
            query=self._query,
            parameters=self._body.json,
            files=len(self._body.uploads),
            uploads=self._body.uploads,
            payload=self._body.payload(self._request.rel_url) if self._server.keep_payloads else None,
            status=status,
            answer=answer,
            fault=self._trouble.name if self._trouble else None,
        )


def _cut(request: web.BaseRequest) -> web.Response:
    """Close the connection; the response goes nowhere."""
    if request.transport is not None:
        request.transport.close()
    return web.Response(status=500)


def _refusal(refusal: Refused, headers: Mapping[str, str]) -> web.Response:
    return web.Response(
        status=refusal.status, body=_ENCODE(refusal.body).encode(), content_type="application/json", headers=headers
    )
