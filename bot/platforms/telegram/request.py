"""python-telegram-bot's requests over aiohttp: a fraction of the CPU, and errors that tell what may have happened.

The library's own errors cannot say whether a failed request had an effect, and quote addresses (which hold the token)
and answers (which hold content). Everything it would guess at is therefore decided here, before the library sees it.
"""

import json
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.platforms.base import Keep
from bot.platforms.uploading import FilePayload

CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
TRANSFER_SECONDS = 120.0
"""For requests that carry a file, in either direction."""
KEEP_ALIVE_SECONDS = 60.0


class NotSent(NetworkError):
    """The request certainly had no effect: it never left, or Telegram itself answered that it failed inside."""


class MaybeSent(NetworkError):
    """The request left and no answer came that tells what became of it."""


class TooFast(NetworkError):
    """Telegram asks for a pause of `seconds`. (The library's RetryAfter warns of a deprecation when made.)"""

    def __init__(self, seconds: float) -> None:
        super().__init__("too many requests")
        self.seconds = seconds


class TooLarge(NetworkError):
    """The file is larger than the receiving side takes."""


class Missing(NetworkError):
    """There is no such file (any more)."""


class AiohttpRequest(BaseRequest):
    """One pool of at most `connections` connections, shared by any number of bots. Never retries by itself.

    Raises NotSent, MaybeSent and TooFast besides the library's Forbidden, BadRequest, Conflict and InvalidToken; no
    error carries an address, a token or a part of an answer, not even as its context.
    """

    __slots__ = ("_connections", "_session")

    def __init__(self, connections: int = 100) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        uploads = request_data is not None and request_data.contains_files
        read = _seconds(read_timeout, TRANSFER_SECONDS if uploads else READ_SECONDS)
        write = _seconds(write_timeout, TRANSFER_SECONDS if uploads else READ_SECONDS)
        connect = _seconds(connect_timeout, CONNECT_SECONDS)
        pool = connect + _seconds(pool_timeout, CONNECT_SECONDS)
        limits = aiohttp.ClientTimeout(total=pool + write + read, connect=pool, sock_connect=connect, sock_read=read)
        if self._session is None:
            raise NotSent("the connection is closed")
        try:
            async with self._session.request(
                method, url, timeout=limits, allow_redirects=False, **_body(request_data)
            ) as response:
                code, payload = response.status, await response.read()
        except Exception as error:  # whatever is left over would be quoted by the library, address and all
            failure: NetworkError | None = _blame(error)
        else:
            failure = _verdict(code, payload)
        if failure is not None:
            # Not within the except block: the cause names the address, and the address holds the token.
            raise failure
        return code, payload

    async def download(self, url: str, limit: int, keep: Keep) -> None:
        """Hand over the file at `url`. Raises TooLarge beyond `limit` bytes, Missing, else NotSent."""
        if self._session is None:
            raise NotSent("the connection is closed")
        limits = aiohttp.ClientTimeout(
            total=TRANSFER_SECONDS, connect=2 * CONNECT_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS
        )
        read = 0
        failure: NetworkError | None = None
        try:
            async with self._session.get(url, timeout=limits, allow_redirects=False) as response:
                if response.status != HTTPStatus.OK:
                    gone = response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST, HTTPStatus.GONE)
                    failure = Missing("no such file") if gone else NotSent(f"HTTP status {response.status}")
                elif (response.content_length or 0) > limit:
                    failure = TooLarge("file too large")
                else:
                    async for chunk in response.content.iter_any():
                        read += len(chunk)
                        if read > limit:
                            failure = TooLarge("file too large")
                            break
                        keep(chunk)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = NotSent(type(error).__name__)
        if failure is not None:
            raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object. Raises MaybeSent for anything else (the library would log it in full)."""
        answer = _answer(payload)
        if answer is None or not answer.keys() & {"result", "description"}:
            raise MaybeSent("unreadable answer")
        return answer


def _seconds(value: object, default: float) -> float:
    return value if isinstance(value, int | float) else default


def _body(request_data: RequestData | None) -> dict[str, Any]:
    if request_data is None:
        return {}
    if not request_data.contains_files:
        text = json.dumps(request_data.parameters, ensure_ascii=False, separators=(",", ":"))
        return {"data": text.encode(), "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in request_data.multipart_data.items():
        body = content if isinstance(content, bytes) else FilePayload(content, file_name, mime)
        form.add_field(name, body, filename=file_name, content_type=mime)
    return {"data": form}


def _blame(error: Exception) -> NetworkError:
    # Waiting for a free connection, looking up the name, connecting and TLS all come before the first byte.
    before = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ServerFingerprintMismatch)
    return (NotSent if isinstance(error, (*before, aiohttp.InvalidURL)) else MaybeSent)(type(error).__name__)


def _verdict(code: int, payload: bytes) -> NetworkError | None:
    """What an answer means, where the library would not know; None leaves it to the library."""
    if 200 <= code < 300:
        return None if b'"result"' in payload else MaybeSent("unreadable answer")
    answer = _answer(payload) if code >= 400 else None
    if answer is None:
        # Somebody on the way answered: a refusal kept the request from Telegram, a failure (5xx) may not have.
        told = f"HTTP status {code} without an answer by Telegram"
        if code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return TooLarge(told)
        return MaybeSent(told) if code >= 500 else NotSent(told)
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        parameters = answer.get("parameters")
        seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
        return TooFast(float(seconds) if isinstance(seconds, int | float) else CONNECT_SECONDS)
    if code >= 500:
        # A Bot API server that is going down answers "restart" to whatever it was in the middle of.
        restarting = "restart" in str(answer.get("description", ""))
        return (MaybeSent if restarting else NotSent)(f"HTTP status {code}")
    return None


def _answer(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(payload)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
