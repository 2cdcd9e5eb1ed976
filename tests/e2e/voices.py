"""Voices for conversations that are counted: on Telegram and Discord as processes of their own have them, on a page."""

from __future__ import annotations

import io

from PIL import Image

from tests.e2e.living import PATIENCE
from tests.e2e.talk import Ears
from tests.e2e.visitor import Shown, Visitor
from tests.emulators.discord import kinds
from tests.emulators.discord.remote import RemoteBot as DiscordBot
from tests.emulators.discord.remote import RemotePerson as DiscordPerson
from tests.emulators.telegram.remote import RemoteBot as TelegramBot
from tests.emulators.telegram.remote import RemotePerson as TelegramPerson

SIGN = "◆"
WEB_BURST = 20
"""Messages of one page on one connection: a freshly started server takes 30 at once, and 3 pictures."""


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "plum").save(out, "PNG")
    return out.getvalue()


class Listening:
    """Ears of somebody on a messenger: `hears` is to be told what the bot sent, `chat` is where they read it."""

    may_hear_twice = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.ears = Ears()
        self.recognised = 0
        """Messages that were sent again and recognised: they are in the chat once."""
        self._ids: dict[str, int] = {}
        self._messages: set[int] = set()

    def may_speak(self) -> bool:
        return True

    def may_show(self) -> bool:
        return True

    def hears(self, text: str, message: int, life: int) -> None:
        if message in self._messages:
            self.recognised += 1
        elif text.startswith(SIGN):
            self.ears.notices.append(text)
        else:
            self._messages.add(message)
            self._ids[text] = message
            self.ears.words.append((text, life))


class OnTelegram(Listening):
    """Somebody on Telegram."""

    def __init__(self, bot: TelegramBot, person: TelegramPerson) -> None:
        super().__init__(person.name)
        self.bot = bot
        self.person = person
        self.chat = person.id

    async def says(self, text: str, answering: str | None = None, *, shows: bool = False) -> None:
        reply = {} if answering is None else {"reply_to": self._ids[answering]}
        if shows:
            await self.person.sends_photo(self.bot, picture(), caption=text, **reply)
        else:
            await self.person.says(self.bot, text, **reply)

    async def asks(self, command: str) -> None:
        await self.person.says(self.bot, f"/{command}")

    async def agrees(self) -> None:
        await self.asks("start")
        rules = await self.person.hears(self.bot, "18 or older", timeout=PATIENCE)
        await self.person.presses(self.bot, rules, "agree")

    async def pointers(self) -> dict[str, str]:
        chat = await self.person.chat(self.bot)
        by_id = {message.id: message.text for message in chat}
        return {
            message.text: by_id.get(message.reply_to or 0, "")
            for message in chat
            if message.from_bot and not message.text.startswith(SIGN)
        }

    async def pictures(self) -> set[str]:
        return {message.text for message in await self.person.chat(self.bot) if message.from_bot and message.photo}


class OnDiscord(Listening):
    """Somebody on Discord, in their direct messages. Nothing is ever read there twice."""

    may_hear_twice = False

    def __init__(self, bot: DiscordBot, person: DiscordPerson, chat: int) -> None:
        super().__init__(person.name)
        self.bot = bot
        self.person = person
        self.chat = chat

    async def says(self, text: str, answering: str | None = None, *, shows: bool = False) -> None:
        reply = None if answering is None else self._ids[answering]
        if shows:
            await self.person.sends(self.bot, kinds.photo(picture()), text=text, reply_to=reply)
        else:
            await self.person.says(self.bot, text, reply_to=reply)

    async def asks(self, command: str) -> None:
        await self.person.uses(self.bot, command)

    async def agrees(self) -> None:
        use = await self.person.uses(self.bot, "start")
        await self.person.presses(await use.answered("18 or older", PATIENCE), "agree")

    async def pointers(self) -> dict[str, str]:
        chat = await self.person.chat(self.bot)
        by_id = {message.id: message.text for message in chat}
        heard = [message for message in chat if message.from_bot and not message.text.startswith(SIGN)]
        assert len(heard) == len({message.text for message in heard}), "something stands there twice"
        return {message.text: by_id.get(message.reply_to or 0, "") for message in heard}

    async def pictures(self) -> set[str]:
        chat = await self.person.chat(self.bot)
        return {message.text for message in chat if message.from_bot and message.attachments}


class OnTheWeb:
    """A visitor's page. What it shows is what was heard: repeats never show."""

    may_hear_twice = False

    def __init__(self, name: str, visitor: Visitor) -> None:
        self.name = name
        self.visitor = visitor
        self._names: dict[str, str] = {}
        self._spoken = (0, 0)  # on which connection, and how often
        self._showed_on = 0

    @property
    def ears(self) -> Ears:
        shown = self.visitor.page
        return Ears(
            [(each.text, self.visitor.connections) for each in shown if not each.host],
            [each.text for each in shown if each.host],
        )

    def may_speak(self) -> bool:
        return self._spoken[0] != self.visitor.connections or self._spoken[1] < WEB_BURST

    def may_show(self) -> bool:
        return self._showed_on != self.visitor.connections

    async def says(self, text: str, answering: str | None = None, *, shows: bool = False) -> None:
        connection, times = self._spoken
        self._spoken = (self.visitor.connections, times + 1 if connection == self.visitor.connections else 1)
        reply_to = self._shown(answering)
        if shows:
            self._showed_on = self.visitor.connections
            name = await self.visitor.sends_photo(picture(), caption=text, reply_to=reply_to)
        else:
            name = await self.visitor.says(text, reply_to=reply_to)
        self._names[name] = text

    async def asks(self, command: str) -> None:
        await self.visitor.does(command)

    async def agrees(self) -> None:
        await self.visitor.admitted()

    def _shown(self, text: str | None) -> Shown | None:
        return None if text is None else next(each for each in self.visitor.page if each.text == text)

    async def pointers(self) -> dict[str, str]:
        return {each.text: self._names.get(each.reply or "", "") for each in self.visitor.page if not each.host}

    async def pictures(self) -> set[str]:
        return {each.text for each in self.visitor.page if not each.host and each.photo}
