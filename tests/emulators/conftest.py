"""Bot accounts on the emulated platforms, the real clients that speak for them, and bare requests."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from PIL import Image
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.emulators import discord as emulated
from tests.emulators.discord_clients import Rest
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator

TOKEN = "123456:TOKEN"


@pytest.fixture(autouse=True)
def _retry_after_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def bot(telegram: TelegramEmulator) -> BotAccount:
    return telegram.add_bot(TOKEN)


@pytest.fixture
def ann(telegram: TelegramEmulator) -> Person:
    return telegram.person("Ann", language="de")


@pytest.fixture
async def client(telegram: TelegramEmulator, bot: BotAccount) -> AsyncIterator[Bot]:
    async with connected(telegram, bot.token) as client:
        yield client


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def app(discord: emulated.DiscordEmulator) -> emulated.BotAccount:
    """A bot on the emulated Discord."""
    return discord.add_bot(emulated.token())


@pytest.fixture
def dora(discord: emulated.DiscordEmulator) -> emulated.Person:
    """Somebody on the emulated Discord."""
    return discord.person("Dora", locale="de")


@pytest.fixture
async def rest(discord: emulated.DiscordEmulator, app: emulated.BotAccount) -> AsyncIterator[Rest]:
    """Bare requests in the name of `app`."""
    async with Rest(discord.api_url, app.token) as rest:
        yield rest


async def refusal(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> str:
    """The description of the error that a JSON request gets."""
    async with session.post(url, json=body) as response:
        answer = await response.json()
        assert (answer["ok"], answer["error_code"]) == (False, response.status)
        return str(answer["description"])


def connected(telegram: TelegramEmulator, token: str) -> Bot:
    """A client of this emulator; without TLS, as everything is on loopback."""
    requests = [HTTPXRequest(connection_pool_size=32, httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(
        token,
        base_url=telegram.base_url,
        base_file_url=telegram.base_file_url,
        request=requests[0],
        get_updates_request=requests[1],
    )


def picture(width: int = 640, height: int = 480, kind: str = "JPEG") -> bytes:
    """The bytes of a plain image."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (90, 40, 110)).save(buffer, kind)
    return buffer.getvalue()
