"""The other way in: Telegram calls, one update at a time, and is told 200 only when the update is committed."""

import asyncio
import hmac
import json
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.platforms.telegram.hook import SECRET_HEADER, Derive, Hook, hook
from bot.platforms.telegram.intake import Intake, NotCommitted
from config.failpoints import failpoint

log = structlog.get_logger()

LARGEST: Final = 1024 * 1024
"""Bytes of an update. The largest there are, a long text with its reply and all entities, have a tenth of that."""
BODY_SECONDS: Final = 20.0
"""So long a caller may take to say what it has to say."""
AGAIN_AFTER: Final = "1"
"""Seconds (Retry-After). Without it Telegram would double its pause at each failure, up to two minutes."""
TELL_EVERY: Final = 60.0
"""Seconds between two lines of the log about callers without the secret: they come as often as they like."""


class Refusal(StrEnum):
    """Why a call was refused. Told to the counter."""

    SECRET = "secret"  # noqa: S105
    """No such path, or not the secret that belongs to it."""
    SIZE = "size"
    SLOW = "slow"
    AWAY = "away"
    """Bauta is starting or stopping."""
    NOT_COMMITTED = "not-committed"


ANSWERS: Final = {
    # As for a path that does not exist: whoever guesses is not told what there is. (Telegram treats all alike, but for
    # 410, which would end the webhook.)
    Refusal.SECRET: HTTPStatus.NOT_FOUND,
    Refusal.SIZE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Refusal.SLOW: HTTPStatus.REQUEST_TIMEOUT,
    Refusal.AWAY: HTTPStatus.SERVICE_UNAVAILABLE,
    Refusal.NOT_COMMITTED: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class WebhookSetup:
    """The public address under which Telegram reaches our web server, what derives names and secrets, who counts."""

    base: str
    derive: Derive
    refused: Callable[[str], None]


class _Refused(Exception):
    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


class Webhooks:
    """The endpoints of all bots. A bot's is there from the start, but takes nothing before and after `open`."""

    def __init__(self, setup: WebhookSetup, tokens: Sequence[str]) -> None:
        self._setup = setup
        self._hooks = {token: hook(setup.base, token, setup.derive) for token in tokens}
        self._by_name = {each.name: each for each in self._hooks.values()}
        self._intakes: dict[str, Intake] = {}
        self._nobody = secrets.token_hex(16)
        self._strangers = 0
        self._told = float("-inf")

    def hook(self, token: str) -> Hook:
        return self._hooks[token]

    def routes(self) -> list[BaseRoute]:
        """For the web server; below the address's own path too, as some proxies take it away and some don't."""
        below = urlsplit(self._setup.base).path.rstrip("/")
        paths = dict.fromkeys(("/telegram/{name}", f"{below}/telegram/{{name}}"))
        return [Route(path, self._called, methods=["POST"]) for path in paths]

    @asynccontextmanager
    async def open(self, hook: Hook, intake: Intake) -> AsyncIterator[None]:
        """Meanwhile, what comes for a bot is taken in. At the end, what has come may still be committed."""
        self._intakes[hook.name] = intake
        try:
            yield
        finally:
            del self._intakes[hook.name]
            await intake.close()

    async def _called(self, request: Request) -> Response:
        try:
            intake = self._admitted(request)
            await intake.take(_parsed(await _body(request)))
        except _Refused as refused:
            return self._refusal(refused.why)
        except NotCommitted:
            return self._refusal(Refusal.NOT_COMMITTED)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)  # if anybody hears it: it comes again
        failpoint("webhook.before_answer")
        return Response()

    def _admitted(self, request: Request) -> Intake:
        """Whether this is Telegram, told before anything of the body is read."""
        name = request.path_params["name"]
        expected = self._by_name[name].secret if name in self._by_name else self._nobody
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("latin-1"), expected.encode()):
            self._tell_of_strangers()
            raise _Refused(Refusal.SECRET)
        intake = self._intakes.get(name)
        if intake is None:
            raise _Refused(Refusal.AWAY)
        return intake

    def _refusal(self, why: Refusal) -> Response:
        self._setup.refused(why.value)
        status = ANSWERS[why]
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            return Response(status_code=status, headers={"retry-after": AGAIN_AFTER})
        if why is not Refusal.SECRET:
            log.warning("telegram.call_refused", why=why.value)
        return Response(status_code=status, headers={"connection": "close"})  # the rest of the body is not waited for

    def _tell_of_strangers(self) -> None:
        self._strangers += 1
        now = asyncio.get_running_loop().time()
        if now - self._told >= TELL_EVERY:
            log.warning("telegram.call_without_secret", calls=self._strangers)
            self._told, self._strangers = now, 0


async def _body(request: Request) -> bytes:
    """All of it, whatever type it says it has. Raises _Refused as soon as it is certainly too large."""
    if int(request.headers.get("content-length", 0)) > LARGEST:
        raise _Refused(Refusal.SIZE)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise _Refused(Refusal.SIZE)
    except TimeoutError:
        raise _Refused(Refusal.SLOW) from None
    return bytes(body)


def _parsed(body: bytes) -> Any:
    """None for what is no JSON: no update, as for so much else that is JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
