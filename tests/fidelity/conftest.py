"""The house that all cells are proven in, started once."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.emulators import conformance, discord_conformance
from tests.emulators.discord import DiscordEmulator
from tests.emulators.telegram import TelegramEmulator
from tests.fidelity.house import House
from tests.fidelity.house import house as opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    telegram_checker: conformance.Conformance | None,
    discord_checker: discord_conformance.Conformance | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[House]:
    async with (
        TelegramEmulator(check=telegram_checker is not None, checker=telegram_checker) as telegram,
        DiscordEmulator(check=discord_checker is not None, checker=discord_checker) as discord,
        opened(tmp_path_factory.mktemp("house"), telegram, discord) as house,
    ):
        yield house
    assert telegram.violations == []
    assert discord.violations == []
