"""People on the emulated Telegram as stories tell of them: somebody, the bot they write to, and what they do there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.e2e.living import PATIENCE
from tests.emulators.telegram import BotAccount, ChatMessage, Person, Press, TelegramEmulator

PAIRED = "You are talking with a stranger"
ALONE = "I'll keep looking for"


class Stranger:
    """A person and a bot. Waits for as long as CI may need; each `hears` goes on after the one before."""

    def __init__(self, telegram: TelegramEmulator, bot: BotAccount, name: str, *, language: str | None = "en") -> None:
        self.bot = bot
        self.person: Person = telegram.person(name, language=language)
        self.id = self.person.id
        self.name = name

    async def says(self, text: str, **how: Any) -> int:
        """`how`: `reply_to`, `entities`. The id of the message."""
        return await self.person.says(self.bot, text, **how)

    async def sends(self, **fields: Any) -> int:
        return await self.person.sends(self.bot, **fields)

    async def sends_photo(self, content: bytes, **how: Any) -> int:
        return await self.person.sends_photo(self.bot, content, **how)

    async def presses(self, message: ChatMessage, button: str) -> Press:
        return await self.person.presses(self.bot, message, button)

    async def hears(self, part: str = "") -> ChatMessage:
        return await self.person.hears(self.bot, part, timeout=PATIENCE)

    def sees(self, message: ChatMessage | int) -> ChatMessage:
        """A message as it stands now."""
        return self.person.message(self.bot, message)

    def answered(self, message: ChatMessage) -> str:
        """The words of what a message replies to, in this person's own chat; empty if it replies to nothing."""
        return "" if message.reply_to is None else self.sees(message.reply_to).text

    def heard(self) -> list[str]:
        return self.person.heard(self.bot)

    async def admitted(self, command: str = "/start") -> None:
        """Past the rules; the command that prompted them is carried out then."""
        await self.says(command)
        rules = await self.hears("18 or older")
        await self.presses(rules, "agree")

    async def has_heard_all(self) -> list[str]:
        """Everything the bot had to say until now has arrived: lanes keep their order. What was heard before."""
        before = await self.says("/rules")
        await self.hears("The rules")
        return [each.text for each in self.person.chat(self.bot) if each.from_bot and each.id < before]


async def paired(first: Stranger, second: Stranger) -> None:
    """Both past the rules and in a room."""
    await first.admitted("/find")
    await first.hears(ALONE)
    await second.admitted("/find")
    for each in (first, second):
        await each.hears(PAIRED)


def covered(message: ChatMessage, kind: str) -> list[str]:
    """The words each entity of a kind covers; offsets count UTF-16 units."""
    encoded = message.text.encode("utf-16-le")
    spans: Sequence[tuple[int, int]] = [
        (entity["offset"], entity["length"]) for entity in message.entities if entity["type"] == kind
    ]
    return [encoded[2 * start : 2 * (start + length)].decode("utf-16-le") for start, length in spans]
