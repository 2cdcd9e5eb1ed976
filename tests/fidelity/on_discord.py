"""Somebody on Discord, for the proof of the fidelity table."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.content import Kind, Poll, Style
from bot.fidelity import DISCORD
from tests.e2e.living import PATIENCE
from tests.emulators import discord as discords
from tests.emulators.discord import BotAccount, ChatMessage, DiscordEmulator, kinds
from tests.emulators.errors import CannotDo
from tests.fidelity.arrived import CUSTOM_EMOJI, MENTION, Arrived, File, Mark, unheaded
from tests.fidelity.played import kind_of

WRITTEN: Final = {
    Style.BOLD: "**{}**",
    Style.ITALIC: "*{}*",
    Style.UNDERLINE: "__{}__",
    Style.STRIKE: "~~{}~~",
    Style.SPOILER: "||{}||",
    Style.CODE: "`{}`",
    Style.QUOTE: "> {}",
}
READ: Final = (
    (Style.PRE, re.compile(r"```(?P<detail>\w*)\n(?P<words>.+?)\n?```", re.DOTALL)),
    (Style.QUOTE, re.compile(r"^> (?P<words>.+)$", re.MULTILINE)),
    (Style.LINK, re.compile(r"\[(?P<words>[^\]]+)\]\(<?(?P<detail>https?://[^)>]+)>?\)")),
    (Style.CODE, re.compile(r"`(?P<words>[^`]+)`")),
    (Style.BOLD, re.compile(r"\*\*(?P<words>.+?)\*\*")),
    (Style.UNDERLINE, re.compile(r"__(?P<words>.+?)__")),
    (Style.STRIKE, re.compile(r"~~(?P<words>.+?)~~")),
    (Style.SPOILER, re.compile(r"\|\|(?P<words>.+?)\|\|")),
    (Style.ITALIC, re.compile(r"\*(?P<words>[^*]+)\*")),
    (Style.ITALIC, re.compile(r"(?<!\w)_(?P<words>[^_]+)_(?!\w)")),
)
"""Enough of Discord's markdown for simple words, each in one style."""
NAMES: Final = {
    Kind.PHOTO: "IMG_0001.jpg",
    Kind.VIDEO: "holiday.mp4",
    Kind.AUDIO: "song.mp3",
    Kind.ANIMATION: "wave.gif",
    Kind.DOCUMENT: "thesis.pdf",
}
EXTRA: Final = {CUSTOM_EMOJI: re.compile(r"<a?:\w+:\d+>"), MENTION: re.compile(r"<@!?\d+>")}
HIDDEN: Final = 0xE000
"""Signs that a backslash stands before are none of markdown's; meanwhile they are kept up there."""


class OnDiscord:
    """A Seat."""

    platform = DISCORD

    def __init__(self, discord: DiscordEmulator, bot: BotAccount, name: str) -> None:
        self.discord = discord
        self.person = discord.person(name)
        self.bot = bot

    async def says(self, text: str, marks: Sequence[Mark] = (), *, answers: Any = None, quote: str = "") -> int:
        if quote:
            raise CannotDo("people on Discord answer whole messages")
        return await self.person.says(self.bot, written(text, marks), reply_to=answers)

    async def sends(self, kind: Kind, data: bytes, text: str = "", *, covered: bool = False) -> int:
        if kind is Kind.VOICE:
            file, fields = kinds.voice(data, seconds=0.5)
            return await self.any(file, **fields)
        if kind not in NAMES:
            raise CannotDo(f"nobody sends a {kind.value} on Discord")
        name = "notes.txt" if kind is Kind.DOCUMENT and data.isascii() and b"%PDF" not in data else NAMES[kind]
        return await self.any(kinds.file(name, data, spoiler=covered), text=text)

    async def any(self, *files: discords.Attachment, **fields: Any) -> int:
        """A message of any files and fields."""
        return await self.person.sends(self.bot, *files, **fields)

    async def sends_album(self, photos: Sequence[bytes], text: str) -> int:
        return await self.any(*(kinds.file("IMG_0001.jpg", photo) for photo in photos), text=text)

    async def sticks(self, data: bytes) -> int:
        forms = {b"\x89PNG": 2 if kind_of(data) is Kind.ANIMATION else 1, b"GIF8": 4} if data[:1] != b"{" else {}
        form = forms.get(data[:4], 3)
        return await self.any(**kinds.sticker("Wave", self.discord.world.files.add_sticker(data, form), form))

    async def asks(self, poll: Poll) -> int:
        return await self.any(**kinds.poll(poll.question, poll.options, several=poll.several))

    async def votes(self, message: Any, option: str) -> None:
        await self.person.votes(self.bot, message, option)

    async def forwards(self, text: str) -> int:
        return await self.any(**kinds.forwarded(text))

    async def edits(self, message: Any, text: str, *, kind: Kind | None = None) -> None:
        await self.person.edits(self.bot, message, text)

    async def deletes(self, message: Any) -> None:
        await self.person.deletes(self.bot, message)

    async def reacts(self, message: Any, *emoji: str) -> None:
        for each in self._own(message):
            if each not in emoji:
                await self.person.unreacts(self.bot, message, each)
        for each in emoji:
            await self.person.reacts(self.bot, message, f"{each.strip(':')}:5312345678" if ":" in each else each)

    async def types(self) -> None:
        await self.person.types(self.bot)

    async def taps(self, notice: Arrived, label: str) -> None:
        await self.person.presses(notice.native, label)

    async def hears(self, part: str) -> None:
        await self.person.hears(self.bot, part, timeout=PATIENCE)

    async def sees_typing(self) -> None:
        await self.person.sees_typing(self.bot, timeout=PATIENCE)

    def chat(self) -> Mapping[Any, Arrived]:
        return {each.id: arrived(each) for each in self.person.chat(self.bot) if each.from_bot}

    def felt(self, message: Any) -> tuple[str, ...]:
        return tuple(self.person.message(self.bot, message).reacted(self.bot))

    def _own(self, message: Any) -> list[str]:
        return self.person.message(self.bot, message).reacted(self.person)


def arrived(message: ChatMessage) -> Arrived:
    host = message.text.startswith("◆")
    text, marks = read(message.text)
    text, marks, forwarded = unheaded(text, marks)
    quote = ""
    if message.reply_to is not None and message.text.startswith("> "):
        quote, _, text = text.partition("\n")
        marks -= {Mark(Style.QUOTE, quote)}
    poll = message.poll
    return Arrived(
        id=message.id,
        text=text,
        marks=marks,
        files=tuple(
            File(Kind.VOICE if message.voice else kind_of(file.content), file.content, file.spoiler, file.filename)
            for file in message.attachments
        ),
        poll=Poll(poll.question, tuple(answer for answer, _ in poll.answers), poll.several) if poll else None,
        answers=message.reply_to,
        quote=quote,
        forwarded=forwarded,
        extra=frozenset(name for name, pattern in EXTRA.items() if pattern.search(message.text)),
        host=host,
        labels=tuple(message.labels),
        native=message,
    )


def written(text: str, marks: Sequence[Mark]) -> str:
    """The text with its marks as people type them."""
    for mark in marks:
        match mark.style:
            case Style.LINK:
                made = f"[{mark.words}]({mark.detail})"
            case Style.PRE:
                made = f"```{mark.detail}\n{mark.words}\n```"
            case _:
                made = WRITTEN[mark.style].format(mark.words)
        text = text.replace(mark.words, made)
    return text


def read(text: str) -> tuple[str, frozenset[Mark]]:
    """Words and styles, as somebody sees them."""
    text = re.sub(r"\\([^\w\s])", lambda found: chr(HIDDEN + ord(found[1])), text)
    marks = []
    for style, pattern in READ:
        while found := pattern.search(text):
            marks.append(Mark(style, found["words"], found.groupdict().get("detail") or ""))
            text = text[: found.start()] + found["words"] + text[found.end() :]
    shown = {sign: sign - HIDDEN for sign in range(HIDDEN, HIDDEN + 128)}
    plain = [Mark(each.style, each.words.translate(shown), each.detail.translate(shown)) for each in marks]
    return text.translate(shown), frozenset(plain)
