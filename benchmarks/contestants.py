"""The bots under test, each in a process of its own: Bauta as `bauta run` starts it, and the barest echo bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.children import Child, child, free_port
from benchmarks.harness import Wrong
from tests.emulators.telegram.remote import RemoteBot, RemoteTelegram

BAUTA_TOKEN: Final = "100001:" + "B" * 35
ECHO_TOKEN: Final = "100002:" + "E" * 35
STARTING: Final = 30.0
"""Seconds until a bot must be asking for updates."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A running bot: its account at the emulator and its process."""

    bot: RemoteBot
    child: Child


@asynccontextmanager
async def bauta(telegram: RemoteTelegram, directory: Path) -> AsyncIterator[Contestant]:
    """Bauta, durable and embedded: SQLite under `directory`, no pace limits, no web chat."""
    environment = {
        "BAUTA_TELEGRAM_TOKEN": BAUTA_TOKEN,
        "BAUTA_TELEGRAM_API_URL": telegram.url,
        "BAUTA_TELEGRAM_RATE": "0",
        "BAUTA_DATA_DIR": str(directory / "data"),
        "BAUTA_WEB_CHAT": "off",
        "BAUTA_WEB_PORT": str(free_port()),
        "BAUTA_LOG_LEVEL": "warning",
    }
    bot = await telegram.add_bot(BAUTA_TOKEN)
    async with child("bauta", "-m", "bot", "run", directory=directory, environment=environment) as process:
        yield await _ready(telegram, Contestant(bot, process))


@asynccontextmanager
async def echo(telegram: RemoteTelegram, directory: Path) -> AsyncIterator[Contestant]:
    """python-telegram-bot with one handler."""
    bot = await telegram.add_bot(ECHO_TOKEN, name="Echo", username="echo_bot")
    async with child("echo", "-m", "benchmarks.echo_bot", telegram.url, ECHO_TOKEN, directory=directory) as process:
        yield await _ready(telegram, Contestant(bot, process))


async def _ready(telegram: RemoteTelegram, contestant: Contestant) -> Contestant:
    try:
        await telegram.drained(contestant.bot, timeout=STARTING)
    except TimeoutError:
        raise Wrong(f"{contestant.child.name} did not ask for updates within {STARTING:g} s") from None
    return contestant
