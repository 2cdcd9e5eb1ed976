"""Messengers that take connections and say nothing: all that is not theirs starts all the same, and soon."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App
from bot.opening import open_database, open_keys
from bot.platforms.base import Fatal
from tests.e2e.living import DISCORD_TOKEN, OTHER_TOKEN, TOKEN, fetched, living, settings_for
from tests.emulators.discord import token
from tests.emulators.telegram import TelegramEmulator

MORE_TOKENS = [token(1_180_000_000_000_000_000 + number, "another") for number in range(2, 6)]


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """Where a server answers nothing."""

    async def nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            pass
        writer.close()

    server = await asyncio.start_server(nothing, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_silent_messengers_hold_up_the_start_all_at_once_and_not_for_long(
    silent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.account.IDENTIFY_SECONDS", 0.3)
    monkeypatch.setattr("bot.messengers.CHECKING_LASTS", 1.0)
    settings = settings_for(
        tmp_path, discord_token=",".join([DISCORD_TOKEN, *MORE_TOKENS]), discord_api_url=f"{silent}/api/v10",
        telegram_token=f"{TOKEN},{OTHER_TOKEN}", telegram_api_url=silent,
    )  # fmt: skip
    began = time.monotonic()
    async with living(settings) as app:
        assert time.monotonic() - began < 4, "the page waits for messengers it has nothing to do with"
        assert json.loads(await fetched(app.server.port, "/health"))
        began = time.monotonic()
    assert time.monotonic() - began < 4, "it waits for them to stop, too"


async def test_a_wrong_token_ends_the_start_also_beside_a_silent_messenger(
    silent: str, tmp_path: Path, telegram: TelegramEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.account.IDENTIFY_SECONDS", 0.1)
    settings = settings_for(
        tmp_path, telegram=telegram, discord_token=DISCORD_TOKEN, discord_api_url=f"{silent}/api/v10"
    )
    database = await open_database(settings, await open_keys(settings))
    try:
        with pytest.raises(Fatal, match="BotFather"):
            await App(settings, database, port=0).run(asyncio.Event(), lambda _: None)
    finally:
        await database.close()
