"""A Discord on loopback with one bot, our platform in front of it, and what it hands inwards."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Final

import pytest

from bot.commands.menu import menus
from bot.messages import Incoming, Sender, Spot
from bot.platforms.base import SendKey
from bot.platforms.discord.catchup import Open
from bot.platforms.discord.gateway import Patience
from bot.platforms.discord.markdown import Names
from bot.platforms.discord.platform import Discord
from bot.platforms.discord.presence import Surroundings
from bot.platforms.discord.slash import slash_commands
from bot.posts import Address, Post
from bot.servers import Whereabouts
from bot.texts.catalogue import Catalogue
from tests.bot.telegram.conftest import Inside
from tests.emulators.discord import BotAccount, DiscordEmulator, Guild, Person, token

TOKEN: Final = token(tail="the-SECRET-part")
OTHER_TOKEN: Final = token(1_180_000_000_000_000_002, "another-SECRET-part")
HASTE: Final = Patience(first=0.005, most=0.02, spacing=0.0, shun=(0.0, 0.001))
KEY: Final = SendKey("a-send")
NAMES: Final = Names(
    member="@someone", role="@role", channel="#channel", message_link="(a message)", file_link="(a file)"
)


@dataclass
class World:
    """What the platform asks of the house behind it: set as a test wants it."""

    talks: list[Open] = field(default_factory=list)
    chats: dict[str, str] = field(default_factory=dict)
    stand_for_something: set[str] = field(default_factory=set)
    typed: list[Sender] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    all_may_search: bool = True
    paced: int = 0
    """How many requests the account was asked for."""
    troubles: int = 0
    """So many questions about the open chats are not answered."""
    words: tuple[str, ...] = ()
    told: list[Whereabouts] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def open_chats(self, account: str, since: float) -> Sequence[Open]:
        if self.troubles:
            self.troubles -= 1
            raise OSError("the database is away")
        return list(self.talks)

    async def known_chat(self, sender: Sender) -> str | None:
        return self.chats.get(sender.user)

    async def may_search(self, sender: Sender) -> bool:
        return self.all_may_search

    async def pace(self, account: str) -> None:
        self.paced += 1

    async def word_list(self, sender: Sender) -> Sequence[str]:
        return self.words

    async def servers(self, where: Whereabouts) -> None:
        self.told.append(where)
        self.news.set()

    async def hears_of_servers(self, count: int) -> Sequence[Whereabouts]:
        """What was told of servers, once there is so much."""
        async with asyncio.timeout(5):
            while len(self.told) < count:
                self.news.clear()
                await self.news.wait()
        return self.told

    async def known(self, to: Address, natives: Sequence[str]) -> frozenset[str]:
        return frozenset(natives) & self.stand_for_something

    async def typing(self, sender: Sender) -> None:
        self.typed.append(sender)

    def skip(self, reason: str) -> None:
        self.skipped[reason] += 1


class Clock:
    """Epoch seconds that can be moved on."""

    def __init__(self, emulated: DiscordEmulator) -> None:
        self._emulated = emulated
        self.ahead = 0.0

    def __call__(self) -> float:
        return self._emulated.world.clock() + self.ahead


class Side:
    """Our side of the line: the platform under test, what is behind it, and what it asks there."""

    def __init__(self, platform: Discord, world: World, clock: Clock, emulated: DiscordEmulator) -> None:
        self.platform = platform
        self.inside = Inside()
        self.world = world
        self.clock = clock
        self._emulated = emulated

    @property
    def skipped(self) -> Counter[str]:
        return self.world.skipped

    @asynccontextmanager
    async def running(self, *, sessions: int = 1) -> AsyncIterator[None]:
        """Receive meanwhile, once every bot is connected. A run that ended by itself shows its error."""
        task = asyncio.create_task(self.platform.run(self.inside.accept))
        try:
            for bot in self._emulated.world.bots.values():
                if str(bot.id) in self.platform._bots:
                    connected = asyncio.create_task(self._emulated.connected(bot, sessions=sessions))
                    await asyncio.wait({task, connected}, return_when=asyncio.FIRST_COMPLETED)
                    connected.cancel()
                    await asyncio.gather(connected, return_exceptions=True)
            yield
        finally:
            task.cancel()
            (outcome,) = await asyncio.gather(task, return_exceptions=True)
            if not isinstance(outcome, asyncio.CancelledError):
                raise outcome if outcome else AssertionError("run ended")


def surroundings(
    world: World, catalogue: Catalogue, *, gateway_url: str = "", patience: Patience = HASTE
) -> Surroundings:
    return Surroundings(
        catalogue=catalogue,
        commands=slash_commands(catalogue, menus(catalogue)),
        interests=lambda language: {name: (name,) for name in ("chess", "cheese", "hiking")},
        names=NAMES,
        open_chats=world.open_chats,
        known_chat=world.known_chat,
        may_search=world.may_search,
        on_typing=world.typing,
        on_skipped=world.skip,
        gateway_url=gateway_url,
        pace=world.pace,
        patience=patience,
        clock=time.time,
        word_list=world.word_list,
        on_servers=world.servers,
    )


@asynccontextmanager
async def side_at(
    emulated: DiscordEmulator, catalogue: Catalogue, *tokens: str, api_url: str = "", gateway_url: str = "",
    patience: Patience = HASTE,
) -> AsyncIterator[Side]:  # fmt: skip
    """A side with settings of its own."""
    world, clock = World(), Clock(emulated)
    around = surroundings(world, catalogue, gateway_url=gateway_url, patience=patience)
    async with Discord(
        tokens or (TOKEN,),
        api_url or emulated.api_url,
        around,
        known=world.known,
        clock=clock,
        cdn_url=emulated.url,
    ) as platform:
        yield Side(platform, world, clock, emulated)


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for the pace of the catch-up, nor for a closed door to be tried again."""
    monkeypatch.setattr("bot.platforms.discord.catchup.REQUEST_SECONDS", 0.001)
    monkeypatch.setattr("bot.platforms.discord.doors.STAYS_CLOSED", 0.0)


@pytest.fixture
def bot(discord: DiscordEmulator) -> BotAccount:
    return discord.add_bot(TOKEN)


@pytest.fixture
async def ann(discord: DiscordEmulator, bot: BotAccount) -> Person:
    """Somebody who has written to the bot, so that it may write back."""
    ann = discord.person("Ann", locale="de")
    await ann.says(bot, "before")
    return ann


@pytest.fixture
async def side(discord: DiscordEmulator, bot: BotAccount, catalogue: Catalogue) -> AsyncIterator[Side]:
    async with side_at(discord, catalogue) as side:
        yield side


@pytest.fixture
def to_ann(bot: BotAccount, ann: Person) -> Address:
    return address(bot, ann)


def address(bot: BotAccount, person: Person) -> Address:
    """Where a person's direct messages with a bot are."""
    return Address(f"lane-of-{person.name}", "discord", str(bot.id), str(person.dm(bot).id))


async def answer(side: Side, to: Address, incoming: Incoming, text: str, spot: Spot = Spot.ANSWER) -> tuple[str, ...]:
    """What the outbox does with a direct answer."""
    assert incoming.via is not None
    receipt = await side.platform.answer(to, replace(incoming.via, spot=spot), Post(text, host=True))
    return receipt.ids


@pytest.fixture
def guild(discord: DiscordEmulator, bot: BotAccount, ann: Person) -> Guild:
    guild = discord.guild()
    guild.add(bot, ann)
    return guild
