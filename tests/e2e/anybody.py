"""Somebody on any of the platforms, for stories that go the same wherever people are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.e2e.living import PATIENCE
from tests.e2e.shown import Shown
from tests.e2e.strangers import ALONE, PAIRED, Stranger, covered
from tests.e2e.visitor import Visitor
from tests.emulators import discord as discords
from tests.emulators.telegram import TelegramEmulator

OPTIONS = {"find": "interests", "interests": "interests", "report": "words", "language": "language"}
"""What a slash command takes, where others take words after the command."""

TELEGRAM_STYLES = {"strikethrough": "strike", "blockquote": "quote", "text_link": "link"}
"""Where Telegram has another name for it than we."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something the bot sent. `text`: as the platform has it, so on Discord with its markdown.

    `answers`: the words of the message it points at, "" for none. `styles`: kinds of formatting and what they cover
    (not on Discord). `covered`: the picture shows when tapped. `native`: the platform's own.
    """

    text: str
    answers: str = ""
    styles: frozenset[tuple[str, str]] = frozenset()
    picture: bytes | None = field(default=None, repr=False)
    covered: bool = False
    labels: tuple[str, ...] = ()
    native: Any = field(default=None, repr=False)


class Anybody(Protocol):
    """What people do and see everywhere."""

    name: str

    async def asks(self, command: str, argument: str = "") -> None:
        """A command, without its slash."""

    async def says(self, text: str, *, reply_to: Heard | None = None) -> None:
        """Words as typed: on Discord they may hold markdown."""

    async def shows(self, picture: bytes, caption: str = "", *, spoiler: bool = False) -> None: ...

    async def taps(self, notice: Heard, label: str) -> None: ...

    async def types(self) -> bool:
        """Begin to write. False where the platform doesn't tell the bot."""

    async def sees_typing(self) -> None: ...

    async def reports(self, room: Heard, reason: str, detail: str, words: str) -> None:
        """`room`: the notice that the room began with."""

    async def hears(self, part: str = "") -> Heard:
        """The next thing that contains `part`; what comes before it is passed over."""

    def heard(self) -> list[str]:
        """Everything the bot sent, as it reads now."""


async def admitted(who: Anybody, command: str = "start", argument: str = "") -> None:
    """Past the rules; the command that prompted them is carried out then."""
    await who.asks(command, argument)
    await who.taps(await who.hears("18 or older"), "Yes, I am and I do")


async def paired(first: Anybody, second: Anybody) -> None:
    """Both past the rules and in a room."""
    await admitted(first, "find")
    await first.hears(ALONE)
    await admitted(second, "find")
    for each in (first, second):
        await each.hears(PAIRED)


def words(who: Anybody) -> list[str]:
    """What the partner said, as it reads now: the bot's own messages begin with its sign."""
    return [text for text in who.heard() if not text.startswith("◆")]


async def all_heard(who: Anybody) -> list[str]:
    """Everything that was on its way has arrived: lanes keep their order. What it was."""
    before = who.heard()
    await who.asks("rules")
    await who.hears("The rules")
    return [text for text in who.heard() if "The rules" not in text or text in before]


class OnTelegram:
    """Somebody on Telegram."""

    def __init__(self, telegram: TelegramEmulator, stranger: Stranger) -> None:
        self.name = stranger.name
        self.stranger = stranger
        self._telegram = telegram

    async def asks(self, command: str, argument: str = "") -> None:
        await self.stranger.says(f"/{command} {argument}".strip())

    async def says(self, text: str, *, reply_to: Heard | None = None) -> None:
        await self.stranger.says(text, reply_to=reply_to.native if reply_to else None)

    async def shows(self, picture: bytes, caption: str = "", *, spoiler: bool = False) -> None:
        await self.stranger.sends_photo(picture, caption=caption, **({"has_media_spoiler": True} if spoiler else {}))

    async def taps(self, notice: Heard, label: str) -> None:
        await self.stranger.presses(notice.native, label)

    async def types(self) -> bool:
        return False

    async def sees_typing(self) -> None:
        await self._telegram.ledger.reaches(1, "sendChatAction", chat=self.stranger.id, timeout=PATIENCE)

    async def reports(self, room: Heard, reason: str, detail: str, words: str) -> None:
        await self.asks("report", words)
        await self.taps(await self.hears("What is it about?"), reason)
        await self.taps(await self.hears("more exactly?"), detail)

    async def hears(self, part: str = "") -> Heard:
        message = await self.stranger.hears(part)
        kinds = {each["type"] for each in message.entities}
        return Heard(
            message.text,
            self.stranger.answered(message),
            frozenset((TELEGRAM_STYLES.get(kind, kind), words) for kind in kinds for words in covered(message, kind)),
            message.photo,
            bool(message.raw.get("has_media_spoiler")),
            tuple(message.labels),
            message,
        )

    def heard(self) -> list[str]:
        return self.stranger.heard()


class OnDiscord:
    """Somebody on Discord, in the direct messages with the bot. `place`: where slash commands are used."""

    def __init__(
        self,
        discord: discords.DiscordEmulator,
        bot: discords.BotAccount,
        name: str,
        *,
        locale: str = "en-US",
        place: Any = "dm",
    ) -> None:
        self.name = name
        self.bot = bot
        self._discord = discord
        self.person = discord.person(name, locale=locale)
        self.place = place

    @property
    def chat(self) -> int:
        """The channel of the direct messages."""
        return self.person.dm(self.bot).id

    async def asks(self, command: str, argument: str = "") -> None:
        await self.uses(command, argument)

    async def uses(self, command: str, argument: str = "") -> discords.Interaction:
        """The same, with the interaction to look at."""
        options = {OPTIONS[command]: argument} if argument else None
        return await self.person.uses(self.bot, command, options, place=self.place)

    async def says(self, text: str, *, reply_to: Heard | None = None) -> None:
        await self.person.says(self.bot, text, reply_to=reply_to.native if reply_to else None)

    async def shows(self, picture: bytes, caption: str = "", *, spoiler: bool = False) -> None:
        await self.person.sends(self.bot, discords.kinds.photo(picture, spoiler=spoiler), text=caption)

    async def taps(self, notice: Heard, label: str) -> None:
        await self.person.presses(notice.native, label)

    async def types(self) -> bool:
        await self.person.types(self.bot)
        return True

    async def sees_typing(self) -> None:
        await self.person.sees_typing(self.bot, timeout=PATIENCE)

    async def reports(self, room: Heard, reason: str, detail: str, words: str) -> None:
        await self.taps(room, "Report")
        await self.taps(await self.hears("What is it about?"), reason)
        await self.taps(await self.hears("more exactly?"), detail)
        opened = await self.person.presses((await self.hears("Thank you. Report")).native, "Add a few words")
        await opened.asked(PATIENCE)
        await self.person.submits(opened, {"words": words})
        await self.hears("is with report")

    async def hears(self, part: str = "") -> Heard:
        return self._heard(await self.person.hears(self.bot, part, timeout=PATIENCE))

    def heard(self) -> list[str]:
        return self.person.heard(self.bot)

    async def sees(self, look: Callable[[], bool]) -> None:
        """Wait until something is so in the chat: reactions and deletions are no messages that could be heard."""
        changed = self._discord.world.channels[self.chat].changed
        await changed.until(lambda: True if look() else None, PATIENCE)

    async def settled(self, message: discords.ChatMessage, label: str) -> discords.ChatMessage:
        """A message once it offers something of this label: it changes when its buttons are tapped."""
        channel = int(message.raw["channel_id"])

        def look() -> discords.ChatMessage | None:
            place = None if channel == self.chat else self.place
            now = self.person.message(self.bot, message.id, place=place)
            offered = [*now.labels, *(label for select in now.selects for label, _ in select.options)]
            return now if label in offered else None

        return await self._discord.world.channels[channel].changed.until(look, PATIENCE)

    def _heard(self, message: discords.ChatMessage) -> Heard:
        pointed = "" if message.reply_to is None else self.person.message(self.bot, message.reply_to).text
        file = message.attachments[0] if message.attachments else None
        return Heard(
            message.text,
            pointed,
            picture=file.content if file else None,
            covered=bool(file and file.spoiler),
            labels=tuple(message.labels),
            native=message,
        )


class OnTheWeb:
    """Somebody with the page open. Bold there is what others wrote: the page takes words as they are."""

    def __init__(self, name: str, visitor: Visitor) -> None:
        self.name = name
        self.visitor = visitor
        self._said: dict[str, str] = {}

    async def asks(self, command: str, argument: str = "") -> None:
        await self.visitor.does(command, argument)

    async def says(self, text: str, *, reply_to: Heard | None = None) -> None:
        self._said[await self.visitor.says(text, reply_to=reply_to.native if reply_to else None)] = text

    async def shows(self, picture: bytes, caption: str = "", *, spoiler: bool = False) -> None:
        self._said[await self.visitor.sends_photo(picture, caption=caption)] = caption

    async def taps(self, notice: Heard, label: str) -> None:
        await self.visitor.presses(notice.native, label)

    async def types(self) -> bool:
        await self.visitor.types()
        return True

    async def sees_typing(self) -> None:
        await self.visitor.until(lambda: self.visitor.typing > 0)

    async def reports(self, room: Heard, reason: str, detail: str, words: str) -> None:
        await self.asks("report", words)
        await self.taps(await self.hears("What is it about?"), reason)
        await self.taps(await self.hears("more exactly?"), detail)

    async def hears(self, part: str = "") -> Heard:
        shown: Shown = await self.visitor.hears(part)
        return Heard(
            shown.text,
            self._words(shown.reply),
            frozenset((span["style"], shown.text[span["start"] : span["end"]]) for span in shown.spans),
            shown.photo,
            shown.covered,
            tuple(shown.labels),
            shown,
        )

    def heard(self) -> list[str]:
        return [shown.text for shown in self.visitor.page]

    def _words(self, name: str | None) -> str:
        """What a message says, be it one's own or not."""
        shown = {each.id: each.text for each in self.visitor.page}
        return "" if name is None else {**shown, **self._said}[name]
