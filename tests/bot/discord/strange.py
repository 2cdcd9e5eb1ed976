"""A server that answers what no Discord would."""

from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import web


class Strange:
    """Gives the answers it was told to, one after the other, whatever is asked."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[str] = []
        self._answers: deque[tuple[bytes, int, Mapping[str, str]]] = deque()

    def answers(
        self, body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None, times: int = 1
    ) -> None:
        self._answers.extend([(body, status, headers or {})] * times)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        await request.read()
        self.asked.append(f"{request.method} {request.path}")
        body, status, headers = self._answers.popleft() if self._answers else (b"", 500, {})
        return web.Response(body=body, status=status, headers=headers, content_type="application/json")


@asynccontextmanager
async def strange_discord() -> AsyncIterator[Strange]:
    strange = Strange()
    runner = web.ServerRunner(web.Server(strange.handle, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    strange.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield strange
    finally:
        await runner.cleanup()
