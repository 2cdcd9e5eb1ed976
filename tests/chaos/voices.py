"""Voices for conversations that are counted: on Telegram and Discord as processes of their own have them, on a page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from PIL import Image

from tests.chaos.talk import DELAY, NOT_ARRIVED, Ears, first
from tests.e2e.living import PATIENCE
from tests.e2e.shown import Shown
from tests.e2e.visitor import Visitor
from tests.emulators.discord import kinds
from tests.emulators.discord.remote import RemoteBot as DiscordBot
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.discord.remote import RemotePerson as DiscordPerson
from tests.emulators.telegram.remote import RemoteBot as TelegramBot
from tests.emulators.telegram.remote import RemotePerson as TelegramPerson
from tests.emulators.telegram.remote import RemoteTelegram

SIGN = "◆"
PLENTY = 1000
WEB_BURST = 15
"""What one page says in one life of the server: that takes 30 at once, what has to be said again among them."""

WEB_MORE = 3


@cache
def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "plum").save(out, "PNG")
    return out.getvalue()


class Listening:
    """Ears of somebody on a messenger: `hears` is to be told what the bot sent, `chat` is where they read it."""

    may_hear_twice = True

    def __init__(self, name: str, chat: int) -> None:
        self.name = name
        self.chat = chat
        self.ears = Ears()
        self.recognised = 0
        """Messages that were sent again and recognised: they are in the chat once."""
        self._ids: dict[str, int] = {}
        self._messages: set[int] = set()
        self._history: list[tuple[str, int, int, str | None]] = []

    def about(self, text: str) -> str:
        """When a message came, for whoever wonders: each time its number, the server's life, and what befell it."""
        return f"{text!r} came as {[rest for words, *rest in self._history if words == text]}"

    def room(self) -> int:
        return PLENTY

    def may_show(self) -> bool:
        return True

    def hears(self, text: str, message: int, life: int, fault: str | None = None) -> None:
        text = first(text)
        self._history.append((text, message, life, fault))
        if message in self._messages:
            self.recognised += 1
        elif text.startswith(SIGN):
            self.ears.told(text)
        else:
            self._messages.add(message)
            if text not in self._ids or fault != DELAY:
                self._ids[text] = message
            self.ears.hear(text, life, fault)

    async def _chat(self) -> Sequence[Any]:
        """Their chat with the bot, as it reads now."""
        raise NotImplementedError

    async def _replies(self, *, of_the_bot: bool) -> list[tuple[str, str]]:
        """What was said here, and what it points at: by the bot itself, or by a partner through it."""
        chat = await self._chat()
        by_id = {message.id: first(message.text) for message in chat}
        return [
            (first(message.text), by_id.get(message.reply_to or 0, ""))
            for message in chat
            if message.from_bot and message.text.startswith(SIGN) == of_the_bot
        ]

    async def versions(self) -> dict[str, set[str]]:
        read: dict[str, set[str]] = {}
        for message in await self._chat():
            if message.from_bot and not message.text.startswith(SIGN):
                read.setdefault(first(message.text), set()).add(message.text)
        return read

    def editable(self) -> Sequence[str]:
        return ()

    async def edits(self, text: str, version: str) -> None:
        raise NotImplementedError

    async def not_arrived(self) -> set[str]:
        return {words for notice, words in await self._replies(of_the_bot=True) if NOT_ARRIVED in notice}


class OnTelegram(Listening):
    """Somebody on Telegram."""

    def __init__(self, telegram: RemoteTelegram, bot: TelegramBot, person: TelegramPerson) -> None:
        super().__init__(person.name, person.id)
        self.telegram = telegram
        self.bot = bot
        self.person = person
        self._own: dict[str, int] = {}

    async def says(self, text: str, answering: str | None = None, *, shows: bool = False) -> None:
        reply = {} if answering is None else {"reply_to": self._ids[answering]}
        if shows:
            self._own[text] = await self.person.sends_photo(self.bot, picture(), caption=text, **reply)
        else:
            self._own[text] = await self.person.says(self.bot, text, **reply)

    def editable(self) -> Sequence[str]:
        return list(self._own)

    async def edits(self, text: str, version: str) -> None:
        await self.person.edits(self.bot, self._own[text], version)

    async def says_all(self, texts: Sequence[str]) -> None:
        await self.telegram.feed(self.bot, [(self.name, text) for text in texts])

    async def asks(self, command: str) -> None:
        await self.person.says(self.bot, f"/{command}")

    async def agrees(self) -> None:
        await self.asks("start")
        rules = await self.person.hears(self.bot, "18 or older", timeout=PATIENCE)
        await self.person.presses(self.bot, rules, "agree")

    async def _chat(self) -> Sequence[Any]:
        return await self.person.chat(self.bot)

    async def reads(self) -> dict[str, str]:
        read: dict[str, str] = {}
        for text, words in await self._replies(of_the_bot=False):
            read[text] = read.get(text) or words  # of two copies
        return read

    async def pictures(self) -> set[str]:
        return {first(message.text) for message in await self._chat() if message.from_bot and message.photo}


class OnDiscord(Listening):
    """Somebody on Discord, in their direct messages. Nothing is ever read there twice.

    They change nothing: Discord tells nobody of an edit that was made while the bot was down.
    """

    may_hear_twice = False

    def __init__(self, discord: RemoteDiscord, bot: DiscordBot, person: DiscordPerson, chat: int) -> None:
        super().__init__(person.name, chat)
        self.discord = discord
        self.bot = bot
        self.person = person

    async def says(self, text: str, answering: str | None = None, *, shows: bool = False) -> None:
        reply = None if answering is None else self._ids[answering]
        if shows:
            await self.person.sends(self.bot, kinds.photo(picture()), text=text, reply_to=reply)
        else:
            await self.person.says(self.bot, text, reply_to=reply)

    async def says_all(self, texts: Sequence[str]) -> None:
        await self.discord.feed(self.bot, [(self.name, text) for text in texts])

    async def asks(self, command: str) -> None:
        await self.person.uses(self.bot, command)

    async def agrees(self) -> None:
        use = await self.person.uses(self.bot, "start")
        await self.person.presses(await use.answered("18 or older", PATIENCE), "agree")

    async def _chat(self) -> Sequence[Any]:
        return await self.person.chat(self.bot)

    async def reads(self) -> dict[str, str]:
        heard = await self._replies(of_the_bot=False)
        assert len(heard) == len({text for text, _ in heard}), "something stands there twice"
        return dict(heard)

    async def pictures(self) -> set[str]:
        return {first(message.text) for message in await self._chat() if message.from_bot and message.attachments}


class OnTheWeb:
    """A visitor's page. What it shows is what was heard: repeats never show."""

    may_hear_twice = False

    def __init__(self, name: str, visitor: Visitor) -> None:
        self.name = name
        self.visitor = visitor
        self._ears = Ears()
        self._seen = 0
        self._names: dict[str, str] = {}
        self._shown: dict[str, Shown] = {}
        self._room = WEB_BURST
        self._may_show = True

    def about(self, text: str) -> str:
        return f"{text!r} is {'' if text in self._shown else 'not '}on the page"

    @property
    def ears(self) -> Ears:
        """What was said keeps its place on the page, whatever becomes of the notices between."""
        for each in self.visitor.page[self._seen :]:
            self._seen += 1
            if each.host:
                self._ears.told(each.text)
            else:
                self._shown[first(each.text)] = each
                self._ears.hear(first(each.text), self.visitor.connections)
        return self._ears

    def begins(self) -> None:
        """A life of the server begins, which has not heard anything of this page yet."""
        self._room = WEB_BURST
        self._may_show = True

    def may_go_on(self) -> None:
        """The server has had time: it takes a few more."""
        self._room += WEB_MORE

    def room(self) -> int:
        return self._room

    def may_show(self) -> bool:
        return self._may_show

    async def says(self, text: str, answering: str | None = None, *, shows: bool = False) -> None:
        self._room -= 1
        reply_to = None if answering is None else self._shown[answering]
        if shows:
            self._may_show = False
            name = await self.visitor.sends_photo(picture(), caption=text, reply_to=reply_to)
        else:
            name = await self.visitor.says(text, reply_to=reply_to)
        self._names[name] = text

    async def says_all(self, texts: Sequence[str]) -> None:
        for text in texts:
            await self.says(text)

    async def asks(self, command: str) -> None:
        await self.visitor.does(command)

    async def agrees(self) -> None:
        await self.visitor.admitted()

    async def reads(self) -> dict[str, str]:
        return {first(each.text): self._names.get(each.reply or "", "") for each in self.visitor.page if not each.host}

    async def versions(self) -> dict[str, set[str]]:
        return {first(each.text): {each.text} for each in self.visitor.page if not each.host}

    def editable(self) -> Sequence[str]:
        return ()  # the page changes nothing

    async def edits(self, text: str, version: str) -> None:
        raise NotImplementedError

    async def pictures(self) -> set[str]:
        return {first(each.text) for each in self.visitor.page if not each.host and each.photo}

    async def not_arrived(self) -> set[str]:
        told = [each for each in self.visitor.page if each.host and NOT_ARRIVED in each.text]
        return {self._names.get(each.reply or "", "") for each in told}
