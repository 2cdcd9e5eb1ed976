"""A whole Bauta as its operator runs it, between both emulated messengers and the page, with people full of markers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.bot.media.planting import unpacked
from tests.e2e.anybody import Anybody, OnDiscord, OnTelegram, OnTheWeb
from tests.e2e.living import DISCORD_TOKEN, PATIENCE, TOKEN
from tests.e2e.processes import Deployment, Process
from tests.e2e.strangers import Stranger
from tests.e2e.visitor import Visitor
from tests.emulators import discord as discords
from tests.emulators import telegram as telegrams
from tests.emulators.discord import DiscordEmulator
from tests.emulators.discord.world import Guild
from tests.emulators.telegram import TelegramEmulator
from tests.taint import discord_fields, telegram_fields
from tests.taint.disk import Disk
from tests.taint.evidence import Natives
from tests.taint.markers import named, word


class Recorded:
    """A page's socket that keeps what comes over it: frames as they are, pieces of files joined."""

    def __init__(self, socket: Any, frames: list[bytes]) -> None:
        self._socket = socket
        self._frames = frames

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        file = bytearray()
        async for raw in self._socket:
            if isinstance(raw, bytes):
                file += raw
            else:
                if file:
                    self._frames.append(bytes(file))
                    file.clear()
                self._frames.append(raw.encode())
            yield raw
        if file:
            self._frames.append(bytes(file))


class Page(Visitor):
    """The page, with all it was ever sent."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.frames: list[bytes] = []
        self.sent: list[str] = []
        """What it called its own messages."""

    async def _visit(self, socket: Any) -> None:
        await super()._visit(Recorded(socket, self.frames))  # type: ignore[arg-type]

    async def _send(self, frame: dict[str, Any], data: bytes | None = None) -> str:
        name = await super()._send(frame, data)
        self.sent.append(name)
        return name


@dataclass(slots=True)
class Street:
    """Everybody there, and what can be seen of Bauta from outside."""

    telegram: TelegramEmulator
    bot: telegrams.BotAccount
    discord: DiscordEmulator
    app: discords.BotAccount
    guild: Guild
    deployed: Deployment
    process: Process
    pages: AsyncExitStack
    disk: Disk
    updates_from: int
    people: dict[str, Anybody] = field(default_factory=dict)

    async def comes(self, platform: str, name: str) -> Anybody:
        """Somebody whose account is full of markers. `name`: what they are called in the markers' names."""
        first = word(f"{name} first name")
        if platform == "telegram":
            self.telegram.person(first, **telegram_fields.names(name))
            who: Anybody = OnTelegram(self.telegram, Stranger(self.telegram, self.bot, first))
        elif platform == "discord":
            self.discord.person(first, **discord_fields.profile(name))
            who = OnDiscord(self.discord, self.app, first)
            self.guild.add(who.person)
        else:
            who = OnTheWeb(first, await self.pages.enter_async_context(Page(self.deployed.port)))
        self.people[name] = who
        return who

    def name(self, who: Anybody) -> str:
        return next(name for name, each in self.people.items() if each is who)

    def owner(self, who: Anybody) -> str:
        """Somebody's chat, as `Natives` names it."""
        match who:
            case OnTelegram():
                return f"telegram {who.stranger.id}"
            case OnDiscord():
                return f"discord {who.chat}"
        return f"web {self.name(who)}"

    def natives(self) -> Natives:
        """Every id and token there is, but for the bots' own ids, which are no secret."""
        found = Natives(tokens={self.bot.token, self.app.token})
        for who in self.people.values():
            if isinstance(who, OnTheWeb):
                page = who.visitor
                assert isinstance(page, Page)
                found.add(self.owner(who), *page.sent)
                found.tokens.add(page.token)
        self._natives_of_telegram(found)
        self._natives_of_discord(found)
        return found

    def _natives_of_telegram(self, found: Natives) -> None:
        world, bot = self.telegram.world, self.bot
        for person, chat in bot.chats.items():
            found.add(f"telegram {person}", person)
            found.nobody.add(chat.instance)
            found.messages |= dict.fromkeys(chat.messages, f"telegram {person}")
            albums = (each.get("media_group_id") for each in chat.messages.values() if not each["from"]["is_bot"])
            found.nobody.update(str(album) for album in albums if album)
        for stored in world.files._by_id.values():
            found.nobody |= {stored.id, stored.unique_id}
        found.nobody.update(map(str, range(self.updates_from, bot.updates._next)), bot.presses)

    def _natives_of_discord(self, found: Natives) -> None:
        world, app = self.discord.world, self.app
        for person, channel in app.dms.items():
            found.add(f"discord {channel.id}", channel.id, person, *channel.messages)
        for token, interaction in app.interactions.items():
            found.add(f"discord {interaction.channel.id}", token, interaction.id)
        for number, (path, _) in world.files._stored.items():
            found.add(f"discord {path.split('/')[2]}", number)
        found.nobody |= {str(self.guild.id), str(self.guild.channel.id)}
        found.nobody.update(session.id for session in world.sessions.of(app.id))


@asynccontextmanager
async def street(telegram: TelegramEmulator, discord: DiscordEmulator, deployed: Deployment) -> AsyncIterator[Street]:
    """Bauta runs, and is killed at the end."""
    bot, app = telegram.add_bot(TOKEN), discord.add_bot(DISCORD_TOKEN)
    guild = discord.guild(word("D server name"))
    guild.add(app)
    updates_from = bot.updates._next
    process = await deployed.runs()
    await discord.connected(app, timeout=PATIENCE)
    async with AsyncExitStack() as pages:
        yield Street(telegram, bot, discord, app, guild, deployed, process, pages, Disk(deployed.data), updates_from)


def settings(telegram: TelegramEmulator, discord: DiscordEmulator) -> dict[str, str]:
    return {
        "BAUTA_TELEGRAM_TOKEN": TOKEN, "BAUTA_TELEGRAM_API_URL": telegram.url, "BAUTA_TELEGRAM_RATE": "0",
        "BAUTA_DISCORD_TOKEN": DISCORD_TOKEN, "BAUTA_DISCORD_API_URL": discord.api_url, "BAUTA_DISCORD_RATE": "0",
        "BAUTA_DISCORD_CDN_URL": discord.url, "BAUTA_WEB_CHAT": "on", "BAUTA_LOG_LEVEL": "debug",
    }  # fmt: skip


def brought(street: Street) -> tuple[set[str], int]:
    """The fields whose markers Bauta was brought, as they can be read in messages and files; and how many messages."""
    world, channels = street.telegram.world, street.discord.world.channels.values()
    written = [
        each for chat in street.bot.chats.values() for each in chat.messages.values() if not each["from"]["is_bot"]
    ]
    written += [each.raw for channel in channels for each in channel.messages.values() if not each.by_bot]
    files = [stored.content or b"" for stored in world.files._by_id.values()]
    files += [content for _, content in street.discord.world.files._stored.values()]
    files += [content for _, _, content in street.discord.world.files._stickers.values()]
    texts = [json.dumps(each, ensure_ascii=False) for each in written]
    for file in set(files):
        layers = (file, *unpacked(file))
        texts += [layer.decode("latin-1") for each in layers for layer in (each, each.replace(b"\0", b""))]
    return {where for text in texts for where in named(text)}, len(written)
