"""Our side of the line with a webhook: the platform on a web server of its own, called by the emulated Telegram."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from prometheus_client import CollectorRegistry

from bot.messages import Incoming
from bot.platforms.telegram.hook import Hook, hook
from bot.platforms.telegram.receive import Patience
from bot.platforms.telegram.webhook import WebhookSetup
from bot.web.app import web_app
from bot.web.hosts import hosts
from bot.web.server import WebServer
from config.keys import KeyRing
from tests.bot.telegram.conftest import TOKEN, Inside, Side, platform_at
from tests.emulators.telegram import TelegramEmulator
from tests.ports import free_port

KEYS: Final = KeyRing(bytes(range(32)), lambda: 0.0)
WATCHFUL: Final = Patience(first=0.005, most=0.02, conflict=0.005, watch=0.005)


class Hooked(Side):
    """A Side that is called. `refused` counts refused calls by their reason."""

    def __init__(self, side: Side, base: str, refused: Counter[str]) -> None:
        super().__init__(side.platform, side.inside, side.skipped)
        self.base = base
        self.refused = refused

    def hook(self, token: str = TOKEN) -> Hook:
        return hook(self.base, token, KEYS.hash)


class Slow(Inside):
    """Commits only when it is let, in the order in which it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.asked: list[Incoming] = []

    async def accept(self, batch: Sequence[Incoming]) -> None:
        self.asked += batch
        await self.open.wait()
        await super().accept(batch)


@asynccontextmanager
async def hooked(
    telegram: TelegramEmulator,
    *tokens: str,
    port: int = 0,
    path: str = "",
    inside: Inside | None = None,
    **options: object,
) -> AsyncIterator[Hooked]:
    """Listening, and receiving once its `running()` is entered. `path`: of the base address."""
    refused: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    port = port or free_port()
    base = f"http://127.0.0.1:{port}{path}"

    def count(why: str) -> None:
        refused[why] += 1

    setup = WebhookSetup(base, KEYS.hash, count)
    async with platform_at(
        telegram.url, skipped, *tokens, webhook=setup, **{"patience": WATCHFUL, **options}
    ) as platform:
        app = web_app(hosts("127.0.0.1", "", base), lambda: None, CollectorRegistry(), platform.routes())
        server = WebServer(app, "127.0.0.1", port)
        await server.open()
        serving = asyncio.create_task(server.run())
        try:
            yield Hooked(Side(platform, inside or Inside(), skipped), base, refused)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
