"""Who talks with whom while Bauta is being killed: pairs for each pairing of the platforms, and people beside them."""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_right
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from tests.chaos.talk import Direction
from tests.chaos.voices import Listening, OnDiscord, OnTelegram, OnTheWeb
from tests.e2e.living import PATIENCE
from tests.e2e.strangers import PAIRED
from tests.e2e.visitor import Visitor
from tests.emulators.discord.remote import RemoteBot as DiscordBot
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.discord.remote import Sent as SentOnDiscord
from tests.emulators.signals import Signal
from tests.emulators.telegram.remote import RemoteBot as TelegramBot
from tests.emulators.telegram.remote import RemoteTelegram
from tests.emulators.telegram.remote import Sent as SentOnTelegram

SEEKERS = 12
"""People who look for somebody beside the pairs; no two of them meet twice within the time that keeps them apart."""
PAIRS = (
    ("ann", "telegram", "bob", "telegram"),
    ("cleo", "telegram", "dan", "discord"),
    ("eve", "web", "finn", "web"),
    ("gus", "telegram", "hal", "web"),
    ("ida", "discord", "jon", "discord"),
    ("kim", "web", "lou", "discord"),
)
SAYING = frozenset({"sendMessage", "sendPhoto", "create_message", "execute_webhook", "update_original_webhook_message"})

Voice = OnTelegram | OnDiscord | OnTheWeb


@dataclass(slots=True)
class Cast:
    """`changed` is notified whenever somebody heard something.

    Each pairing of platforms has `casts` pairs, each of whose two has at most so many messages `in_flight`.
    """

    telegram: RemoteTelegram
    telegram_bot: TelegramBot
    discord: RemoteDiscord
    discord_bot: DiscordBot
    casts: int
    in_flight: int
    changed: Signal = field(default_factory=Signal)
    begun: list[float] = field(default_factory=list)
    """When each life of the server began, in monotonic seconds."""
    events: int = 0
    """What bots have sent."""
    sent: int = 0
    """What of it they sent in the server's present life."""
    directions: list[Direction] = field(default_factory=list)
    seekers: list[OnTelegram] = field(default_factory=list)
    pages: list[OnTheWeb] = field(default_factory=list)
    by_chat: dict[int, Listening] = field(default_factory=dict)
    talkers: list[Listening] = field(default_factory=list)
    """Those of the pairs who are on a messenger."""
    quinn: OnTelegram = field(init=False)
    """Asks the bot for its rules, on Telegram."""
    olga: OnDiscord = field(init=False)
    """Uses commands on Discord, and looks only there for somebody, where nobody else does."""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Everybody hears what bots send to them."""
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
            streams = (
                await stack.enter_async_context(self.telegram.events()),
                await stack.enter_async_context(self.discord.events()),
            )
            listeners = [group.create_task(self._listen(stream)) for stream in streams]
            try:
                yield
            finally:
                for listener in listeners:
                    listener.cancel()

    async def gather(self, stack: AsyncExitStack, port: int) -> None:
        """Everybody comes in; the pairs find each other."""
        pairs = [
            (
                await self._comes(f"{one}{number or ''}", at_one, stack, port),
                await self._comes(f"{other}{number or ''}", at_other, stack, port),
            )
            for number in range(self.casts)
            for one, at_one, other, at_other in PAIRS
        ]
        talkers = [each for pair in pairs for each in pair]
        self.talkers += [each for each in talkers if not isinstance(each, OnTheWeb)]
        self.seekers += [await self.on_telegram(f"seeker{number}") for number in range(SEEKERS)]
        self.quinn, self.olga = await self.on_telegram("quinn"), await self._on_discord("olga")
        everybody: list[Voice] = [*talkers, *self.seekers, self.quinn, self.olga]
        await asyncio.gather(*(self.admitted(each) for each in everybody))
        for pair in pairs:
            for each in pair:
                await each.asks("find")
            for each in pair:
                await self.told(each, PAIRED)
            self.directions += [Direction(*way, self.in_flight) for way in (pair, pair[::-1])]
        near = {"setting": "near", "value": "platform"}
        await (await self.olga.person.uses(self.discord_bot, "settings", near)).answered("my platform", PATIENCE)

    async def until(self, condition: Callable[[], bool], patience: float = PATIENCE) -> None:
        await self.changed.until(lambda: True if condition() else None, patience)

    @property
    def life(self) -> int:
        """The number of the server's present one, from 1."""
        return len(self.begun)

    async def begins(self) -> None:
        """Another life of the server, once Telegram has taken in what the one before had sent last.

        Its loop reads first what came first: of two calls, the second is answered after that.
        """
        for _ in range(2):
            await self.telegram.checked()
        self.begun.append(time.monotonic())
        self.sent = 0
        for page in self.pages:
            page.begins()
        self.changed.notify()

    @property
    def recognised(self) -> int:
        return sum(each.recognised for each in self.by_chat.values() if isinstance(each, OnDiscord))

    @property
    def secrets(self) -> list[str]:
        """What must not be in any log."""
        people = [str(each.person.id) for each in self.by_chat.values() if isinstance(each, OnTelegram | OnDiscord)]
        names = [f"{name} " for one, _, other, _ in PAIRS for name in (one, other)]
        chats = [str(chat) for chat in self.by_chat]
        return [self.telegram_bot.token, self.discord_bot.token, *people, *chats, *names, "seeker"]

    async def told(self, voice: Voice, part: str) -> None:
        await self.until(lambda: any(part in text for text in voice.ears.notices))

    async def admitted(self, voice: Voice) -> None:
        """Past the rules."""
        await voice.agrees()
        await self.told(voice, "Welcome")

    async def quits_searching(self) -> None:
        """Olga looks for nobody, once this is answered."""
        await (await self.olga.person.uses(self.discord_bot, "stop")).answered("", PATIENCE)

    async def _comes(self, name: str, platform: str, stack: AsyncExitStack, port: int) -> Voice:
        match platform:
            case "telegram":
                return await self.on_telegram(name)
            case "discord":
                return await self._on_discord(name)
        page = OnTheWeb(name, await stack.enter_async_context(Visitor(port, changed=self.changed)))
        self.pages.append(page)
        return page

    async def on_telegram(self, name: str) -> OnTelegram:
        person = await self.telegram.person(name)
        found = OnTelegram(self.telegram, self.telegram_bot, person)
        self.by_chat[person.id] = found
        return found

    async def _on_discord(self, name: str) -> OnDiscord:
        person = await self.discord.person(name)
        chat = (await person.dm(self.discord_bot)).id
        found = OnDiscord(self.discord, self.discord_bot, person, chat)
        self.by_chat[chat] = found
        return found

    async def _listen(self, events: AsyncIterator[SentOnTelegram | SentOnDiscord]) -> None:
        """Telegram's events tell of chats, Discord's of channels.

        What was sent in one life may be read here in the next: it belongs to the one in which it was sent.
        """
        async for event in events:
            self.events += 1
            life = bisect_right(self.begun, event.at)
            self.sent += life == self.life
            chat = getattr(event, "chat", None) or getattr(event, "channel", None)
            fields = ("method", "text", "message_id", "fault")
            method, text, message, fault = (getattr(event, name) for name in fields)
            if method in SAYING and chat in self.by_chat and text is not None:
                self.by_chat[chat].hears(text, message, life, fault)
            self.changed.notify()
