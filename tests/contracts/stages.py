"""A person at each platform, as the platform's contract needs one: they write, tap, and see what was sent to them."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from uuid import uuid4

from bot.commands.menu import menus
from bot.messages import Incoming
from bot.platforms.base import Platform
from bot.platforms.discord.catchup import Open
from bot.platforms.discord.gateway import Patience
from bot.platforms.discord.markdown import Names
from bot.platforms.discord.platform import Discord
from bot.platforms.discord.presence import Surroundings
from bot.platforms.discord.slash import slash_commands
from bot.platforms.telegram.platform import Telegram
from bot.posts import Address
from bot.texts.catalogue import Catalogue
from tests.bot.telegram.hooked import hooked
from tests.bot.web.town import ANN, House, Middle, Tab
from tests.bot.web.town import address as web_address
from tests.emulators import discord as emulated_discord
from tests.emulators.discord import DiscordEmulator
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator

TOKEN = "123456:" + "A" * 30
PATIENCE = 10.0


class Listener:
    """Takes what the platform received. `refusals`: so many batches are not committed before one is."""

    def __init__(self) -> None:
        self.committed: list[Incoming] = []
        self.refused: list[Incoming] = []
        self.refusals = 0
        self._news = asyncio.Condition()

    async def accept(self, batch: Sequence[Incoming]) -> None:
        async with self._news:
            if self.refusals:
                self.refusals -= 1
                self.refused += batch
                raise ConnectionError("the database is away")
            self.committed += batch
            self._news.notify_all()

    async def hears(self, count: int = 1) -> Sequence[Incoming]:
        """The first `count` committed updates, once there are so many."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: len(self.committed) >= count)
            return self.committed[:count]


@dataclass(frozen=True)
class Seen:
    """A message as the person sees it."""

    native: str
    text: str
    reply_to: str | None
    labels: tuple[str, ...]


class Stage(Protocol):
    """One person's view. `greet` is what makes them reachable."""

    platform: Platform
    address: Address

    async def says(self, text: str, reply_to: str | None = None) -> None: ...

    async def taps(self, native: str, data: str) -> None: ...

    async def sees(self, count: int) -> Sequence[Seen]:
        """What was sent to them, once there is so much."""

    async def again(self) -> None:
        """What a client does with something that was not acknowledged."""


class OnTelegram:
    """A person in the emulator."""

    def __init__(self, platform: Platform, person: Person, bot: BotAccount, emulator: TelegramEmulator) -> None:
        self.platform = platform
        self._person, self._bot, self._emulator = person, bot, emulator
        self.address = Address("lane", "telegram", str(bot.id), str(person.id))

    async def says(self, text: str, reply_to: str | None = None) -> None:
        await self._person.says(self._bot, text, reply_to=int(reply_to) if reply_to else None)

    async def taps(self, native: str, data: str) -> None:
        await self._person.presses(self._bot, int(native), data)

    async def sees(self, count: int) -> Sequence[Seen]:
        await self._emulator.ledger.reaches(count, "sendMessage", timeout=PATIENCE)
        return [
            Seen(str(each.id), each.text, str(each.reply_to) if each.reply_to else None, tuple(each.labels))
            for each in self._person.chat(self._bot)
            if each.from_bot
        ]

    async def again(self) -> None:
        """Telegram comes again by itself: the offset did not move, or the call was refused."""


class OnDiscord:
    """A person in the emulator, in their direct messages."""

    def __init__(
        self,
        platform: Platform,
        person: emulated_discord.Person,
        bot: emulated_discord.BotAccount,
        emulator: DiscordEmulator,
    ) -> None:
        self.platform = platform
        self._person, self._bot, self._emulator = person, bot, emulator
        self.address = Address("lane", "discord", str(bot.id), str(person.dm(bot).id))

    async def says(self, text: str, reply_to: str | None = None) -> None:
        await self._person.says(self._bot, text, reply_to=int(reply_to) if reply_to else None)

    async def taps(self, native: str, data: str) -> None:
        tap = await self._person.presses(self._person.message(self._bot, int(native)), data)
        await tap.acknowledged(PATIENCE)

    async def sees(self, count: int) -> Sequence[Seen]:
        await self._emulator.ledger.reaches(count, "create_message", timeout=PATIENCE)
        return [
            Seen(str(each.id), each.text, str(each.reply_to) if each.reply_to else None, tuple(each.labels))
            for each in self._person.chat(self._bot)
            if each.from_bot
        ]

    async def again(self) -> None:
        """The gateway tells once: what was not committed waits inside."""


class OnTheWeb:
    """A tab that acknowledges what it shows."""

    def __init__(self, house: House, tab: Tab) -> None:
        self.platform: Platform = house.web
        self.address = web_address(ANN)
        self._house, self._tab = house, tab
        self._shown: dict[str, Seen] = {}
        self._last: dict[str, object] = {}
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for raw in self._tab.socket:
            frame = json.loads(raw)
            if frame["t"] in ("post", "edit"):
                native = frame.get("of", frame["id"])
                labels = tuple(each["text"] for row in frame.get("buttons", ()) for each in row)
                self._shown[native] = Seen(native, frame["text"], frame.get("reply"), labels)
                await self._tab.says({"t": "ack", "id": frame["id"]})

    async def _does(self, frame: dict[str, object]) -> None:
        self._last = frame
        await self._tab.says(frame)

    async def says(self, text: str, reply_to: str | None = None) -> None:
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            await self._does({"t": "do", "id": str(uuid4()), "command": name, "argument": argument})
        else:
            await self._does({"t": "say", "id": str(uuid4()), "text": text, "reply": reply_to})

    async def taps(self, native: str, data: str) -> None:
        await self._does({"t": "press", "id": str(uuid4()), "data": data, "of": native})

    async def sees(self, count: int) -> Sequence[Seen]:
        async with asyncio.timeout(PATIENCE):
            while len(self._shown) < count:  # noqa: ASYNC110 - frames come when they come
                await asyncio.sleep(0.005)
        return list(self._shown.values())

    async def again(self) -> None:
        """The page sends it again on its next connection."""
        await asyncio.gather(self._reading, return_exceptions=True)
        self._tab = await self._house.visitor()
        self._reading = asyncio.create_task(self._read())
        await self._tab.says(self._last)

    async def leaves(self) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)


@asynccontextmanager
async def on_telegram(listener: Listener) -> AsyncIterator[Stage]:
    async with TelegramEmulator() as emulator:
        bot = emulator.add_bot(TOKEN)
        person = emulator.person("Ann")
        async with Telegram([TOKEN], emulator.url, menus={}, on_skipped=lambda _: None) as platform:
            running = asyncio.create_task(platform.run(listener.accept))
            yield OnTelegram(platform, person, bot, emulator)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert emulator.violations == []


@asynccontextmanager
async def on_called_telegram(listener: Listener) -> AsyncIterator[Stage]:
    async with TelegramEmulator() as emulator:
        bot = emulator.add_bot(TOKEN)
        async with hooked(emulator, TOKEN) as side:
            running = asyncio.create_task(side.platform.run(listener.accept))
            yield OnTelegram(side.platform, emulator.person("Ann"), bot, emulator)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert emulator.violations == []


@asynccontextmanager
async def on_discord(listener: Listener) -> AsyncIterator[Stage]:
    async with DiscordEmulator() as emulator:
        bot = emulator.add_bot(emulated_discord.token())
        person = emulator.person("Ann")
        await person.installs(bot)
        async with Discord([bot.token], emulator.api_url, _around(), known=_nothing_known) as platform:
            running = asyncio.create_task(platform.run(listener.accept))
            await emulator.connected(bot, timeout=PATIENCE)
            yield OnDiscord(platform, person, bot, emulator)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    assert emulator.violations == []


@cache
def _around() -> Surroundings:
    """A house in which nobody talks with anybody yet."""

    async def nobody(_: object) -> None:
        return None

    async def no_chats(_: str, since: float) -> Sequence[Open]:
        return ()

    async def at_once(_: str) -> None:
        return None

    async def everybody(_: object) -> bool:
        return True

    catalogue = Catalogue.load()
    return Surroundings(
        catalogue=catalogue,
        commands=slash_commands(catalogue, menus(catalogue)),
        interests=lambda _: {},
        names=Names("@someone", "@role", "#channel", "(a message)", "(a file)"),
        open_chats=no_chats,
        known_chat=nobody,
        may_search=everybody,
        on_typing=nobody,
        on_skipped=lambda _: None,
        gateway_url="",
        pace=at_once,
        clock=time.time,
        patience=Patience(first=0.005, most=0.02, spacing=0.0, shun=(0.0, 0.001)),
    )


async def _nothing_known(to: Address, natives: Sequence[str]) -> frozenset[str]:
    return frozenset()


@asynccontextmanager
async def on_the_web(listener: Listener) -> AsyncIterator[Stage]:
    middle = Middle()
    middle.accept = listener.accept  # type: ignore[method-assign, assignment]
    house = House(middle)
    await house.stand_alone()
    await house.listen()
    stage = OnTheWeb(house, await house.visitor())
    yield stage
    await stage.leaves()
    await house.close()


STAGES = {"telegram": on_telegram, "telegram-webhook": on_called_telegram, "discord": on_discord, "web": on_the_web}
