"""The street's two messengers, which keep all that bots say."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.e2e.processes import Spawner
from tests.emulators import conformance, discord_conformance
from tests.emulators.discord import DiscordEmulator
from tests.emulators.telegram import TelegramEmulator


@pytest.fixture
async def telegram(telegram_checker: conformance.Conformance | None) -> AsyncIterator[TelegramEmulator]:
    checking = telegram_checker is not None
    async with TelegramEmulator(check=checking, checker=telegram_checker, keep_payloads=True) as telegram:
        yield telegram
    assert telegram.violations == []


@pytest.fixture
async def discord(discord_checker: discord_conformance.Conformance | None) -> AsyncIterator[DiscordEmulator]:
    checking = discord_checker is not None
    async with DiscordEmulator(check=checking, checker=discord_checker, keep_payloads=True) as discord:
        yield discord
    assert discord.violations == []


@pytest.fixture(scope="session")
def spawner() -> Iterator[Spawner]:
    with Spawner() as spawner:
        yield spawner
