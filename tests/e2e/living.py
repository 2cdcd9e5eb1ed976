"""A whole Bauta for tests, in this process: on emulators of the platforms, with the web page on a free port."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.app import USUAL_POLICY, App, Running
from bot.kept import open_evidence
from bot.opening import open_database, open_keys
from bot.platforms.discord.gateway import Patience
from bot.platforms.web.limits import USUAL_LIMITS, USUAL_TIMES, Limits, Times
from config.settings import Settings
from matching.policy import Policy
from tests.emulators.discord import DiscordEmulator, token
from tests.emulators.telegram import TelegramEmulator
from tests.laid_out import lay_out

TOKEN = "123456:" + "A" * 30
OTHER_TOKEN = "654321:" + "B" * 30
DISCORD_TOKEN = token(tail="whole-stories")

PATIENCE = 30.0
"""Seconds after which something that should have happened has failed to; generous, because CI may be slow."""

BRISK = Patience(first=0.01, most=0.05, spacing=0.0, shun=(0.0, 0.0))
"""Discord's gateway, taken up again at once: nobody there minds how often."""


class Clock:
    """Time that passes by itself, and that a test may put forward. Epoch seconds."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self._ahead

    def forward(self, seconds: float) -> None:
        self._ahead += seconds


def settings_for(
    directory: Path, telegram: TelegramEmulator | None = None, discord: DiscordEmulator | None = None, **more: object
) -> Settings:
    """Settings of a deployment in `directory`, talking to the emulators, with no limits of pace."""
    given: dict[str, object] = {
        "data_dir": directory,
        "telegram_rate": 0,
        "discord_rate": 0,
        "web_port": 8080,
        "web_chat": "on",
    }
    if telegram is not None:
        given |= {"telegram_token": TOKEN, "telegram_api_url": telegram.url}
    if discord is not None:
        given |= {"discord_token": DISCORD_TOKEN, "discord_api_url": discord.api_url, "discord_cdn_url": discord.url}
    build: Callable[..., Settings] = Settings  # `_env_file` is no setting
    return build(_env_file=None, **(given | more))


@asynccontextmanager
async def living(
    settings: Settings,
    clock: Callable[[], float] = time.time,
    port: int = 0,
    web_times: Times = USUAL_TIMES,
    policy: Policy = USUAL_POLICY,
    web_limits: Limits = USUAL_LIMITS,
) -> AsyncIterator[App]:
    """Bauta as it runs in a process of its own, but for the signals; stopped as SIGTERM would."""
    keys = await open_keys(settings)
    if settings.database_file is not None:
        await lay_out(settings.database_file)
    database = await open_database(settings, keys)
    stop, up = asyncio.Event(), asyncio.Event()

    def tell(_: Running) -> None:
        up.set()

    async with open_evidence(settings, database.keys, clock) as kept:
        app = App(settings, database, clock, port, web_times, BRISK, policy, web_limits=web_limits, evidence=kept)
        running = asyncio.create_task(app.run(stop, tell))
        starting = asyncio.create_task(up.wait())
        try:
            await asyncio.wait({running, starting}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                await running
            yield app
        finally:
            starting.cancel()
            stop.set()
            try:
                await running
            finally:
                await database.close()


def database_path(app: App) -> Path:
    return app.settings.data_dir / "bauta.db"


def on_disk(app: App) -> bytes:
    """Everything that the database's files hold."""
    return b"".join(file.read_bytes() for file in app.settings.data_dir.glob("bauta.db*"))


async def fetched(port: int, path: str) -> str:
    """What the web server answers to a GET, which must be 200."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        assert response.status == 200, f"{path} answers {response.status}"
        return await response.text()


def series(metrics: str, name: str, **labels: str) -> float:
    """One sample of a /metrics page; 0 where the series has not begun."""
    inner = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    wanted = f"{name}{{{inner}}}" if inner else name
    found = [line.rpartition(" ")[2] for line in metrics.splitlines() if line.rpartition(" ")[0] == wanted]
    return float(found[0]) if found else 0.0
