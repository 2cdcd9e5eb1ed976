"""Who talks with whom while Bauta is being killed: a pair for each pairing of the platforms, and people who look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from tests.e2e.living import PATIENCE
from tests.e2e.strangers import PAIRED
from tests.e2e.talk import Direction
from tests.e2e.visitor import Visitor
from tests.e2e.voices import Listening, OnDiscord, OnTelegram, OnTheWeb
from tests.emulators.discord.remote import RemoteBot as DiscordBot
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.signals import Signal
from tests.emulators.telegram.remote import RemoteBot as TelegramBot
from tests.emulators.telegram.remote import RemoteTelegram

SEEKERS = 8
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
    """`changed` is notified whenever somebody heard something. `life`: the number of the server's present one."""

    telegram: RemoteTelegram
    telegram_bot: TelegramBot
    discord: RemoteDiscord
    discord_bot: DiscordBot
    changed: Signal = field(default_factory=Signal)
    life: int = 0
    events: int = 0
    """What bots have sent in this life."""
    directions: list[Direction] = field(default_factory=list)
    seekers: list[OnTelegram] = field(default_factory=list)
    pages: list[OnTheWeb] = field(default_factory=list)
    by_chat: dict[int, Listening] = field(default_factory=dict)

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
        for one, at_one, other, at_other in PAIRS:
            pair = await self._comes(one, at_one, stack, port), await self._comes(other, at_other, stack, port)
            for each in pair:
                await each.agrees()
                await self._told(each, "Welcome")
                await each.asks("find")
            for each in pair:
                await self._told(each, PAIRED)
            self.directions += [Direction(pair[0], pair[1]), Direction(pair[1], pair[0])]
        for number in range(SEEKERS):
            seeker = await self._on_telegram(f"seeker{number}")
            await seeker.agrees()
            await self._told(seeker, "Welcome")
            self.seekers.append(seeker)

    async def until(self, condition: Callable[[], bool]) -> None:
        await self.changed.until(lambda: True if condition() else None, PATIENCE)

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

    async def _told(self, voice: Voice, part: str) -> None:
        await self.until(lambda: any(part in text for text in voice.ears.notices))

    async def _comes(self, name: str, platform: str, stack: AsyncExitStack, port: int) -> Voice:
        match platform:
            case "telegram":
                return await self._on_telegram(name)
            case "discord":
                person = await self.discord.person(name)
                chat = (await person.dm(self.discord_bot)).id
                found = OnDiscord(self.discord_bot, person, chat)
                self.by_chat[chat] = found
                return found
        page = OnTheWeb(name, await stack.enter_async_context(Visitor(port, changed=self.changed)))
        self.pages.append(page)
        return page

    async def _on_telegram(self, name: str) -> OnTelegram:
        person = await self.telegram.person(name)
        found = OnTelegram(self.telegram_bot, person)
        self.by_chat[person.id] = found
        return found

    async def _listen(self, events: AsyncIterator[object]) -> None:
        """Telegram's events tell of chats, Discord's of channels."""
        async for event in events:
            self.events += 1
            chat = getattr(event, "chat", None) or getattr(event, "channel", None)
            method, text, message = (getattr(event, name) for name in ("method", "text", "message_id"))
            if method in SAYING and chat in self.by_chat and text is not None:
                self.by_chat[chat].hears(text, message, self.life)
            self.changed.notify()
