"""Around every HTTP answer: only for those who call us by a name of ours, and with the headers that fence a page in."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.hosts import Hosts

WRONG_HOST = "Bauta does not answer under this name; if it should, set BAUTA_WEB_URL to the address people open.\n"

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(self), midi=(), payment=(), usb=()",
}
"""Nothing from elsewhere, nothing in a frame, no reference passed on, no sensors but a microphone to speak into."""


class Guard:
    """ASGI middleware. Sockets pass untouched: their endpoint checks more, and refuses in a socket's way."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def fenced(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        if self._hosts.know(Headers(scope=scope).get("host")):
            await self._app(scope, receive, fenced)
        else:
            await PlainTextResponse(WRONG_HOST, 400)(scope, receive, fenced)
