"""One Bauta for all three platforms, and a pair for each two of them that stays together for all cells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path

from bot.fidelity import DISCORD, PLATFORMS, TELEGRAM
from bot.platforms.web.limits import Limits, Rate
from tests.e2e.anybody import Anybody, OnTheWeb, paired
from tests.e2e.anybody import OnDiscord as AnybodyOnDiscord
from tests.e2e.anybody import OnTelegram as AnybodyOnTelegram
from tests.e2e.living import DISCORD_TOKEN, PATIENCE, TOKEN, living, settings_for
from tests.e2e.visitor import Visitor
from tests.emulators.discord import DiscordEmulator
from tests.emulators.telegram import TelegramEmulator
from tests.fidelity.arrived import Seat
from tests.fidelity.on_discord import OnDiscord
from tests.fidelity.on_telegram import OnTelegram
from tests.fidelity.on_web import OnWeb
from tests.fidelity.scene import Scene

UNHURRIED = Limits(frames=Rate(1000, 10_000), files=Rate(1000, 1000), flood=Rate(1000, 10_000), malformed=1000)
"""Nobody writes as fast as these tests, nor tries as much that a page never does."""


@dataclass(frozen=True, slots=True)
class House:
    """The pairs, each by its platforms in the order of PLATFORMS."""

    telegram: TelegramEmulator
    discord: DiscordEmulator
    pairs: dict[tuple[str, str], tuple[Seat, Seat]]

    def scene(self, source: str, target: str) -> Scene:
        """Two who talk, with something that they have not said yet."""
        if (source, target) in self.pairs:
            return Scene(*self.pairs[source, target])
        reader, sender = self.pairs[target, source]
        return Scene(sender, reader)


@asynccontextmanager
async def house(directory: Path, telegram: TelegramEmulator, discord: DiscordEmulator) -> AsyncIterator[House]:
    bots = telegram.add_bot(TOKEN), discord.add_bot(DISCORD_TOKEN)
    settings = settings_for(directory, telegram, discord)
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(living(settings, web_limits=UNHURRIED))
        await discord.connected(bots[1], timeout=PATIENCE)

        async def comes(platform: str, name: str) -> tuple[Anybody, Seat]:
            """The same person twice: as who finds a partner, and as who proves cells."""
            if platform == TELEGRAM:
                there = OnTelegram(telegram, bots[0], name)
                return AnybodyOnTelegram(telegram, there.stranger), there
            if platform == DISCORD:
                return AnybodyOnDiscord(discord, bots[1], name), OnDiscord(discord, bots[1], name)
            visitor = await stack.enter_async_context(Visitor(app.server.port))
            return OnTheWeb(name, visitor), OnWeb(visitor)

        pairs: dict[tuple[str, str], tuple[Seat, Seat]] = {}
        for first, second in combinations_with_replacement(PLATFORMS, 2):
            ann = await comes(first, f"Ann, with {second}")
            bob = await comes(second, f"Bob, with {first}")
            await paired(ann[0], bob[0])
            pairs[first, second] = ann[1], bob[1]
        yield House(telegram, discord, pairs)
