"""The bots under test, each in a process of its own: Bauta as `bauta run` starts it, and the barest bots."""

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
async def bauta(
    directory: Path,
    *accounts: Account,
    settings: Mapping[str, str],
    port: int | None = None,
    patience: float = STARTING,
) -> AsyncIterator[Child]:
    """Bauta, durable and, unless `settings` say otherwise, embedded: SQLite under `directory`. No web chat.

    `port`: where it tells its health, unless any will do; `patience`: seconds until it must take in what happens.
    """
    environment = {
        "BAUTA_DATA_DIR": str(data(directory)),
        "BAUTA_WEB_CHAT": "off",
        "BAUTA_WEB_PORT": str(port or free_port()),
        "BAUTA_LOG_LEVEL": "warning",
        **settings,
    }
    for account in accounts:
        environment |= account.settings()
    async with child("bauta", "-m", "bot", "run", directory=directory, environment=environment) as process:
        await _ready(process, patience, *accounts)
        yield process


def data(directory: Path) -> Path:
    """The data directory of the Bauta of this directory."""
    return directory / "data"


@asynccontextmanager
async def barest(directory: Path, account: Account, *arguments: str) -> AsyncIterator[Child]:
    """The barest bot at this account."""
    name = f"barest-{account.name.partition(':')[0]}"
    async with child(name, "-m", *account.barest(), *arguments, directory=directory) as process:
        await _ready(process, STARTING, account)
        yield process


async def _ready(process: Child, patience: float, *accounts: Account) -> None:
    for account in accounts:
        try:
            await account.ready(patience)
        except TimeoutError:
            raise Wrong(f"{process.name} took in nothing within {patience:g} s") from None
