"""Bots on the emulated platforms, and a whole Bauta that serves them."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.app import App
from matching.policy import Policy
from tests.e2e.anybody import Anybody, OnDiscord, OnTelegram, OnTheWeb, paired
from tests.e2e.bench import Inside, inside
from tests.e2e.browser import chromium
from tests.e2e.living import DISCORD_TOKEN, PATIENCE, TOKEN, Clock, living, settings_for
from tests.e2e.processes import Deployment, Spawner, deployment
from tests.e2e.stage import Stage, stage
from tests.e2e.strangers import Stranger
from tests.e2e.visitor import Visitor
from tests.emulators import discord as discords
from tests.emulators import discord_conformance
from tests.emulators.discord import DiscordEmulator
from tests.emulators.telegram import BotAccount, TelegramEmulator

Meet = Callable[..., Stranger]
MeetOnDiscord = Callable[..., OnDiscord]


@pytest.fixture
def bot(telegram: TelegramEmulator) -> BotAccount:
    return telegram.add_bot(TOKEN)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def app(telegram: TelegramEmulator, bot: BotAccount, tmp_path: Path, clock: Clock) -> AsyncIterator[App]:
    """Nobody is held for somebody who fits better, however many the test lets search."""
    async with living(settings_for(tmp_path, telegram), clock, policy=Policy(thin=1e9)) as app:
        yield app


@pytest.fixture
def meet(telegram: TelegramEmulator, bot: BotAccount, app: App) -> Meet:
    """Somebody by name, with a chat to the bot that Bauta runs."""

    def person(name: str, language: str | None = "en") -> Stranger:
        return Stranger(telegram, bot, name, language=language)

    return person


@pytest.fixture
async def discord(
    discord_checker: discord_conformance.Conformance | None, clock: Clock
) -> AsyncIterator[DiscordEmulator]:
    """As the plugin's, but its time is Bauta's, which a test may put forward."""
    checking = discord_checker is not None
    async with DiscordEmulator(check=checking, checker=discord_checker, clock=clock) as discord:
        yield discord
    assert discord.violations == []


@pytest.fixture
def discord_bot(discord: DiscordEmulator) -> discords.BotAccount:
    return discord.add_bot(DISCORD_TOKEN)


@pytest.fixture
async def discord_app(
    discord: DiscordEmulator, discord_bot: discords.BotAccount, tmp_path: Path, clock: Clock
) -> AsyncIterator[App]:
    """Bauta for Discord and the web alone, connected."""
    async with living(settings_for(tmp_path, discord=discord), clock) as app:
        await discord.connected(discord_bot, timeout=PATIENCE)
        yield app


@pytest.fixture
def meet_on_discord(discord: DiscordEmulator, discord_bot: discords.BotAccount, discord_app: App) -> MeetOnDiscord:
    """Somebody by name, who writes to the bot that Bauta runs there."""

    def person(name: str, **how: Any) -> OnDiscord:
        return OnDiscord(discord, discord_bot, name, **how)

    return person


@pytest.fixture
async def discord_pair(meet_on_discord: MeetOnDiscord) -> tuple[OnDiscord, OnDiscord]:
    """Ann and Bob, talking."""
    ann, bob = meet_on_discord("Ann"), meet_on_discord("Bob")
    await paired(ann, bob)
    return ann, bob


class Everywhere:
    """One Bauta for all three platforms, and people who come to it."""

    def __init__(
        self,
        app: App,
        telegram: tuple[TelegramEmulator, BotAccount],
        discord: tuple[DiscordEmulator, discords.BotAccount],
        pages: AsyncExitStack,
    ) -> None:
        self.app = app
        self._telegram = telegram
        self._discord = discord
        self._pages = pages

    async def comes(self, platform: str, name: str) -> Anybody:
        """Somebody on "telegram", "discord" or "web"."""
        match platform:
            case "telegram":
                return OnTelegram(self._telegram[0], Stranger(*self._telegram, name))
            case "discord":
                return OnDiscord(*self._discord, name)
        return OnTheWeb(name, await self._pages.enter_async_context(Visitor(self.app.server.port)))


@pytest.fixture
async def everywhere(
    telegram: TelegramEmulator,
    bot: BotAccount,
    discord: DiscordEmulator,
    discord_bot: discords.BotAccount,
    tmp_path: Path,
    clock: Clock,
) -> AsyncIterator[Everywhere]:
    async with living(settings_for(tmp_path, telegram, discord), clock) as app, AsyncExitStack() as pages:
        await discord.connected(discord_bot, timeout=PATIENCE)
        yield Everywhere(app, (telegram, bot), (discord, discord_bot), pages)


@pytest.fixture(scope="session")
def spawner() -> Iterator[Spawner]:
    """Starts processes quickly."""
    with Spawner() as spawner:
        yield spawner


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def window() -> AsyncIterator[Browser]:
    """One browser for all tests of a file, which run in that file's own loop (`loop_scope="module"`)."""
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def scene(window: Browser) -> AsyncIterator[Stage]:
    """The page and its socket, with the test as the partner; made together with the browser."""
    async with stage() as playing:
        yield playing
        for context in window.contexts:
            await context.close()


@pytest.fixture
async def deployed(spawner: Spawner, tmp_path: Path) -> AsyncIterator[Deployment]:
    """A folder to work in, where no command ends in a traceback."""
    async with deployment(spawner, tmp_path) as deployed:
        yield deployed
    assert not [each for each in deployed.processes if "Traceback" in each.err]


@pytest.fixture
async def bench(deployed: Deployment) -> AsyncIterator[Inside]:
    """Its database and moderation, from the inside."""
    async with inside(deployed) as bench:
        yield bench
