"""The bots under test, each in a process of its own: Bauta as `bauta run` starts it, and the barest echo bots."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from benchmarks.children import Child, child, free_port
from benchmarks.harness import Wrong
from benchmarks.messengers import Account

STARTING: Final = 30.0
"""Seconds until a bot must be taking in what happens."""
UNPACED: Final = {"BAUTA_TELEGRAM_RATE": "0", "BAUTA_DISCORD_RATE": "0"}
"""Settings of a Bauta that writes as fast as it can."""


@asynccontextmanager
async def bauta(directory: Path, *accounts: Account, pace: Mapping[str, str]) -> AsyncIterator[Child]:
    """Bauta, durable and embedded: SQLite under `directory`, no web chat; with `pace`, the settings of its rates."""
    environment = {
        "BAUTA_DATA_DIR": str(directory / "data"),
        "BAUTA_WEB_CHAT": "off",
        "BAUTA_WEB_PORT": str(free_port()),
        "BAUTA_LOG_LEVEL": "warning",
        **pace,
    }
    for account in accounts:
        environment |= account.settings()
    async with child("bauta", "-m", "bot", "run", directory=directory, environment=environment) as process:
        await _ready(process, *accounts)
        yield process


@asynccontextmanager
async def echo(directory: Path, account: Account) -> AsyncIterator[Child]:
    """The barest bot at this account."""
    name = f"echo-{account.name.partition(':')[0]}"
    async with child(name, "-m", *account.echo(), directory=directory) as process:
        await _ready(process, account)
        yield process


async def _ready(process: Child, *accounts: Account) -> None:
    for account in accounts:
        try:
            await account.ready(STARTING)
        except TimeoutError:
            raise Wrong(f"{process.name} took in nothing within {STARTING:g} s") from None
