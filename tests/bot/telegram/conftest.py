"""A Telegram on loopback with one bot, our platform in front of it, and what it hands inwards."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import pytest
from structlog.testing import capture_logs

from bot.messages import Incoming, What
from bot.platforms.base import SendKey
from bot.platforms.telegram.platform import Telegram
from bot.platforms.telegram.receive import Patience
from bot.posts import Address
from tests.bot.town import until
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator

TOKEN: Final = "123456:the-SECRET-part_of-it"
HASTE: Final = Patience(first=0.005, most=0.02, conflict=0.005)
KEY: Final = SendKey("a-send")


class Inside:
    """Stands for everything behind the port: takes what comes, or refuses as often as it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[Incoming]] = []
        self.refused: list[list[Incoming]] = []
        self.refusals = 0
        self._came = asyncio.Condition()

    async def accept(self, batch: Sequence[Incoming]) -> None:
        async with self._came:
            if self.refusals > 0:
                self.refusals -= 1
                self.refused.append(list(batch))
                raise RuntimeError("the database is locked")
            self.batches.append(list(batch))
            self._came.notify_all()

    @property
    def all(self) -> list[Incoming]:
        return [incoming for batch in self.batches for incoming in batch]

    @property
    def whats(self) -> list[What]:
        return [incoming.what for incoming in self.all]

    async def hears(self, count: int) -> list[Incoming]:
        """Wait until so many have come, and return all."""
        async with asyncio.timeout(5), self._came:
            await self._came.wait_for(lambda: len(self.all) >= count)
        return self.all


class Side:
    """Our side of the line: the platform under test, what is behind it, and what it skipped."""

    def __init__(self, platform: Telegram, inside: Inside, skipped: Counter[str]) -> None:
        self.platform = platform
        self.inside = inside
        self.skipped = skipped

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Receive meanwhile. A run that ended by itself shows its error."""
        task = asyncio.create_task(self.platform.run(self.inside.accept))
        try:
            yield
        finally:
            task.cancel()
            (outcome,) = await asyncio.gather(task, return_exceptions=True)
            if not isinstance(outcome, asyncio.CancelledError):
                raise outcome if outcome else AssertionError("run ended")

    async def starts_without(self, telegram: TelegramEmulator) -> set[str]:
        """Begin to receive while Telegram is away, and end when something came; the events that were logged."""
        with capture_logs() as logs:
            async with AsyncExitStack() as running:
                async with telegram.outage():
                    await running.enter_async_context(self.running())
                    await until(lambda: len(logs) >= 2)
                await self.inside.hears(1)
        return {entry["event"] for entry in logs}


Open = Callable[..., Telegram]


def platform_at(url: str, skipped: Counter[str], *tokens: str, **options: object) -> Telegram:
    """A platform in a hurry."""

    def count(reason: str) -> None:
        skipped[reason] += 1

    settings = {"menus": {}, "on_skipped": count, "patience": HASTE, **options}
    return Telegram(tokens or (TOKEN,), url, **settings)  # type: ignore[arg-type]


@pytest.fixture
def bot(telegram: TelegramEmulator) -> BotAccount:
    return telegram.add_bot(TOKEN, username="BautaTestBot")


@pytest.fixture
async def ann(telegram: TelegramEmulator, bot: BotAccount) -> Person:
    """Somebody who has written to the bot, so that it may write back; that message is out of the way."""
    ann = telegram.person("Ann", language="de")
    await ann.says(bot, "before")
    bot.updates.forget()
    return ann


@pytest.fixture
async def side(telegram: TelegramEmulator, bot: BotAccount) -> AsyncIterator[Side]:
    skipped: Counter[str] = Counter()
    async with platform_at(telegram.url, skipped) as platform:
        yield Side(platform, Inside(), skipped)


@pytest.fixture
def to_ann(bot: BotAccount, ann: Person) -> Address:
    return Address("lane-of-ann", "telegram", str(bot.id), str(ann.id))
