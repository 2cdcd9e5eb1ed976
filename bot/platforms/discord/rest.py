"""Requests to Discord, one attempt each: what is to be done about a failure is decided by whoever asked.

discord.py's own HTTP client sleeps through rate limits and repeats requests by itself, while the message already counts
as being sent. Here a bucket that is used up is known beforehand (`pause`), and every failure comes back at once.
"""

import asyncio
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
import structlog
from discord.http import HTTPClient

from bot.platforms.base import Keep
from bot.platforms.discord.breaker import WINDOW, Breaker
from bot.platforms.discord.sockets import RememberingSocket
from bot.platforms.uploading import FilePayload
from bot.posts import Attachment

log = structlog.get_logger()

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 30.0
UPLOAD_SECONDS: Final = 120.0
BANNED_SECONDS: Final = 60.0
"""The pause after a 429 that is not Discord's own (Cloudflare's), unless it names a longer one."""
CONNECTIONS: Final = 100
FILES: Final = 20
BUCKETS: Final = 10_000
"""Rate limits remembered; those that are over go first."""


class RestError(Exception):
    """A request failed. The text never holds content, an id or a token."""


class TooFast(RestError):
    """Nothing was done; ask again after `seconds`. `everybody`: the whole account has to wait.

    `told`: Discord just said so (429); else it was known, and Discord was not asked.
    """

    def __init__(self, seconds: float, everybody: bool = False, *, told: bool = False) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds
        self.everybody = everybody
        self.told = told


class Unreached(RestError):
    """The request certainly did not arrive."""


class Unclear(RestError):
    """It may have arrived."""


class Refused(RestError):
    """Discord said no: the HTTP status, and its own code where it gave one (else 0)."""

    def __init__(self, status: int, code: int = 0) -> None:
        super().__init__(f"HTTP status {status}, code {code}")
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint. `path` has names in braces; `major`: what Discord counts rate limits apart by.

    `exempt`: does not count towards what the account may ask for in all.
    """

    method: str
    path: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    major: str = field(default="", repr=False)
    exempt: bool = False

    @property
    def kind(self) -> str:
        return f"{self.method} {self.path}"

    def url(self, base: str) -> str:
        return base + self.path.format_map(self.values)


@dataclass(slots=True)
class _Bucket:
    """What Discord told about one rate limit. `resets`: seconds of the loop's clock."""

    remaining: int
    resets: float


class Rest:
    """One bot's requests. `open` before the first, `close` after the last. Bots of a process share one `breaker`."""

    user_agent: Final = HTTPClient(None).user_agent  # type: ignore[arg-type]  # only asked how it calls itself

    def __init__(self, token: str, api_url: str, breaker: Breaker | None = None) -> None:
        self.token = token  # read by discord.py's gateway
        self._base = api_url
        self._breaker = breaker or Breaker()
        # Apart, so that neither slow sends nor downloads keep an interaction from being answered in time.
        self._usual: aiohttp.ClientSession | None = None
        self._urgent: aiohttp.ClientSession | None = None
        self._files: aiohttp.ClientSession | None = None
        self._names: dict[str, str] = {}  # by kind of route: the bucket's name
        self._buckets: dict[str, _Bucket] = {}
        self._everybody = 0.0  # until when nothing may be asked but what is exempt
        self._banned = 0.0  # until when nothing at all

    def __repr__(self) -> str:
        return "Rest()"

    async def open(self) -> None:
        self._usual, self._urgent, self._files = (self._session(limit) for limit in (CONNECTIONS, CONNECTIONS, FILES))

    def _session(self, connections: int) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=60.0),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.user_agent},
            ws_response_class=RememberingSocket,
        )

    async def close(self) -> None:
        for session in (self._usual, self._urgent, self._files):
            if session is not None:
                await session.close()

    async def ws_connect(self, url: str) -> aiohttp.ClientWebSocketResponse:
        """A socket to the gateway, as discord.py's gateway asks for one."""
        timeout = aiohttp.ClientWSTimeout(ws_close=2.0)
        socket = _open(self._urgent)
        return await socket.ws_connect(url, max_msg_size=0, timeout=timeout, autoclose=False, compress=0)

    def pause(self, route: Route) -> float:
        """Seconds until Discord takes such a request again, as far as it told."""
        return max(self._pauses(route))

    def _pauses(self, route: Route) -> tuple[float, float]:
        """The account's pause, and the one of this route's bucket."""
        now = asyncio.get_running_loop().time()
        bucket = self._buckets.get(self._name(route))
        used_up = bucket.resets if bucket is not None and bucket.remaining <= 0 else 0.0
        everybody = max(self._banned, 0.0 if route.exempt else self._everybody)
        return max(0.0, everybody - now, self._breaker.pause(now)), max(0.0, used_up - now)

    async def ask(
        self,
        route: Route,
        body: object = None,
        *,
        files: Sequence[Attachment] = (),
        query: Mapping[str, str] | None = None,
        seconds: float = READ_SECONDS,
    ) -> Any:
        """The answer's JSON, None where there is none. Raises RestError."""
        everybody, bucket = self._pauses(route)
        if pause := max(everybody, bucket):
            raise TooFast(pause, everybody=everybody >= bucket)
        session = _open(self._urgent if route.exempt else self._usual)
        headers = {"Authorization": f"Bot {self.token}"}
        data: object = None
        if files:
            data, seconds = _form(body, files), UPLOAD_SECONDS
        elif body is not None:
            data = _dumped(body)
            headers["Content-Type"] = "application/json"
        limit = aiohttp.ClientTimeout(total=seconds, connect=CONNECT_SECONDS)
        try:
            async with session.request(
                route.method,
                route.url(self._base),
                data=data,
                headers=headers,
                params=query,
                timeout=limit,
                allow_redirects=False,
            ) as response:
                answer = _json(await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreached(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unclear(type(error).__name__) from None
        self._learn(route, response)
        if response.status < 300:
            return answer
        self._count(response)
        raise self._failure(route, response, answer)

    async def download(self, url: str, limit: int, keep: Keep) -> bool:
        """Hand over a public file, fetched without our token; False beyond `limit` bytes. Raises RestError."""
        timeout = aiohttp.ClientTimeout(total=UPLOAD_SECONDS, sock_connect=CONNECT_SECONDS)
        session = _open(self._files)
        try:
            async with session.get(url, timeout=timeout, allow_redirects=False) as response:
                if response.status == 429 or response.status >= 500:
                    raise Unreached(f"HTTP status {response.status}")
                if response.status != 200:
                    raise Refused(response.status)
                read = 0
                async for piece in response.content.iter_chunked(65536):
                    read += len(piece)
                    if read > limit:
                        return False
                    keep(piece)
                return True
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreached(type(error).__name__) from None

    def _name(self, route: Route) -> str:
        return f"{self._names.get(route.kind, route.kind)}:{route.major}"

    def _learn(self, route: Route, response: aiohttp.ClientResponse) -> None:
        """What the headers tell about the bucket."""
        headers = response.headers
        if "X-RateLimit-Remaining" not in headers:
            return
        now = asyncio.get_running_loop().time()
        if name := headers.get("X-RateLimit-Bucket"):
            self._names[route.kind] = name
        try:
            remaining, left = int(headers["X-RateLimit-Remaining"]), _seconds(headers["X-RateLimit-Reset-After"])
        except (KeyError, ValueError):
            return
        if len(self._buckets) >= BUCKETS:
            self._buckets = {each: bucket for each, bucket in self._buckets.items() if bucket.resets > now}
        self._buckets[self._name(route)] = _Bucket(remaining, now + left)

    def _count(self, response: aiohttp.ClientResponse) -> None:
        """Refusals add up, and too many of them would lock this address out."""
        now = asyncio.get_running_loop().time()
        shared = response.headers.get("X-RateLimit-Scope") == "shared"
        if self._breaker.count(response.status, now, shared=shared):
            log.error("discord.breaker_open", within=WINDOW, wait=round(self._breaker.pause(now)))

    def _failure(self, route: Route, response: aiohttp.ClientResponse, answer: object) -> RestError:
        known = answer if isinstance(answer, dict) else {}
        if response.status == 429:
            now = asyncio.get_running_loop().time()
            try:
                seconds = _seconds(known.get("retry_after") or response.headers.get("Retry-After") or BANNED_SECONDS)
            except (TypeError, ValueError):
                seconds = BANNED_SECONDS
            if "Via" not in response.headers or "retry_after" not in known:  # not Discord itself but what guards it
                seconds = max(seconds, BANNED_SECONDS)
                self._banned = now + seconds
                return TooFast(seconds, everybody=True, told=True)
            if known.get("global"):
                self._everybody = now + seconds
                return TooFast(seconds, everybody=True, told=True)
            self._buckets[self._name(route)] = _Bucket(0, now + seconds)
            return TooFast(seconds, told=True)
        if response.status >= 500:
            return Unclear(f"HTTP status {response.status}")
        code = known.get("code", 0)
        return Refused(response.status, code if isinstance(code, int) else 0)


def _open(session: aiohttp.ClientSession | None) -> aiohttp.ClientSession:
    if session is None or session.closed:
        raise Unreached("closed")
    return session


def _dumped(body: object) -> bytes:
    """As JSON; half a surrogate pair, which nothing can carry, becomes a question mark."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def _form(body: object, files: Sequence[Attachment]) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", _dumped(body).decode(), content_type="application/json")
    for number, file in enumerate(files):
        part = FilePayload(file.blob.open(), file.name, file.mime)
        form.add_field(f"files[{number}]", part, filename=file.name, content_type=file.mime)
    return form


def _seconds(told: Any) -> float:
    """A pause as Discord tells it. Raises ValueError or TypeError for what is none."""
    seconds = float(told)
    if not math.isfinite(seconds):
        raise ValueError("not a time")
    return max(0.0, seconds)


def _json(payload: bytes) -> Any:
    try:
        return json.loads(payload) if payload else None
    except (ValueError, RecursionError):
        return None
