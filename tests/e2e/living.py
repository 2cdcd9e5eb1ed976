"""A whole Bauta for tests, in this process: on a Bot API emulator, with the web page on a free port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import App, Running, open_database, open_keys
from config.settings import Settings
from tests.emulators.telegram import TelegramEmulator

TOKEN = "123456:" + "A" * 30


def settings_for(directory: Path, telegram: TelegramEmulator | None = None, **more: object) -> Settings:
    """Settings of a deployment in `directory`, talking to the emulator, with no limits of pace."""
    given: dict[str, object] = {"data_dir": directory, "telegram_rate": 0, "web_port": 8080, "web_chat": "on"}
    if telegram is not None:
        given |= {"telegram_token": TOKEN, "telegram_api_url": telegram.url}
    return Settings(_env_file=None, **(given | more))  # type: ignore[arg-type]


@asynccontextmanager
async def living(settings: Settings) -> AsyncIterator[App]:
    """Bauta as it runs in a process of its own, but for the signals; stopped as SIGTERM would."""
    database = await open_database(settings, open_keys(settings))
    app = App(settings, database, port=0)
    stop, up = asyncio.Event(), asyncio.Event()

    def tell(_: Running) -> None:
        up.set()

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
        await running
        await database.close()
