"""A bot on the emulated Telegram, and a whole Bauta that serves it."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from bot.app import App
from tests.e2e.living import TOKEN, Clock, living, settings_for
from tests.e2e.processes import Spawner
from tests.e2e.strangers import Stranger
from tests.emulators.telegram import BotAccount, TelegramEmulator

Meet = Callable[..., Stranger]


@pytest.fixture
def bot(telegram: TelegramEmulator) -> BotAccount:
    return telegram.add_bot(TOKEN)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def app(telegram: TelegramEmulator, bot: BotAccount, tmp_path: Path, clock: Clock) -> AsyncIterator[App]:
    async with living(settings_for(tmp_path, telegram), clock) as app:
        yield app


@pytest.fixture
def meet(telegram: TelegramEmulator, bot: BotAccount, app: App) -> Meet:
    """Somebody by name, with a chat to the bot that Bauta runs."""

    def person(name: str, language: str | None = "en") -> Stranger:
        return Stranger(telegram, bot, name, language=language)

    return person


@pytest.fixture(scope="session")
def spawner() -> Iterator[Spawner]:
    """Starts processes quickly."""
    with Spawner() as spawner:
        yield spawner
