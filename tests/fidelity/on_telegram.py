"""Somebody on Telegram, for the proof of the fidelity table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.content import Kind, Poll, Style
from bot.fidelity import TELEGRAM
from tests.e2e.living import PATIENCE
from tests.e2e.strangers import Stranger, covered
from tests.emulators.errors import CannotDo
from tests.emulators.telegram import BotAccount, ChatMessage, TelegramEmulator, kinds
from tests.fidelity.arrived import CUSTOM_EMOJI, MENTION, Arrived, File, Mark, unheaded

NAMES: Final = {
    Style.STRIKE: "strikethrough",
    Style.QUOTE: "blockquote",
    Style.LINK: "text_link",
}
"""Where Telegram calls it otherwise than we."""
DETAILS: Final = {Style.LINK: "url", Style.PRE: "language"}
EXTRA: Final = {"custom_emoji": CUSTOM_EMOJI, "text_mention": MENTION}
FILES: Final = {each.value.replace("-", "_"): each for each in Kind}


class OnTelegram:
    """A Seat."""

    platform = TELEGRAM

    def __init__(self, telegram: TelegramEmulator, bot: BotAccount, name: str) -> None:
        self.telegram = telegram
        self.stranger = Stranger(telegram, bot, name)
        self.person, self.bot = self.stranger.person, bot

    async def says(self, text: str, marks: Sequence[Mark] = (), *, answers: Any = None, quote: str = "") -> int:
        more: dict[str, Any] = {"quote": quote} if quote else {}
        return await self.person.says(self.bot, text, entities=entities(text, marks), reply_to=answers, **more)

    async def sends(self, kind: Kind, data: bytes, text: str = "", *, covered: bool = False) -> int:
        field = kind.value.replace("-", "_")
        more = {"has_media_spoiler": True} if covered else {}
        return await self.any(caption=text, **{field: getattr(kinds, field)(data)}, **more)

    async def any(self, **fields: Any) -> int:
        """A message of any fields."""
        return await self.person.sends(self.bot, **fields)

    async def sends_album(self, photos: Sequence[bytes], text: str) -> int:
        return (await self.person.sends_album(self.bot, *photos, caption=text))[0]

    async def sticks(self, data: bytes) -> int:
        animated, video = data.startswith(b"\x1f\x8b"), data.startswith(b"\x1aE\xdf\xa3")
        return await self.any(sticker=kinds.sticker(content=data, animated=animated, video=video))

    async def asks(self, poll: Poll) -> int:
        return await self.any(poll=kinds.poll(poll.question, poll.options, several=poll.several))

    async def votes(self, message: Any, option: str) -> None:
        await self.person.votes(self.bot, message, option)

    async def forwards(self, text: str) -> int:
        return await self.any(
            text=text, forward_origin=kinds.forwarded_from_user(7_000_000_002, "Carla Smith", 1_700_000_000)
        )

    async def edits(self, message: Any, text: str, *, kind: Kind | None = None) -> None:
        await self.person.edits(self.bot, message, text)

    async def replaces(self, message: Any, photo: bytes, text: str) -> None:
        """Put another photo into a message."""
        await self.person.edits_media(self.bot, message, photo=kinds.photo(photo), caption=text)

    async def deletes(self, message: Any) -> None:
        """As people have to: Telegram tells nothing of what they delete otherwise."""
        await self.says("/del", answers=message)

    async def reacts(self, message: Any, *emoji: str) -> None:
        own = [each for each in emoji if not each.startswith(":")]
        if len(own) < len(emoji):  # as subscribers have it
            await self.person.reacts(self.bot, message, *own, kinds.custom_reaction())
        else:
            await self.person.reacts(self.bot, message, *own)

    async def types(self) -> None:
        raise CannotDo("Telegram tells bots nothing of that")

    async def taps(self, notice: Arrived, label: str) -> None:
        await self.stranger.presses(notice.native, label)

    async def hears(self, part: str) -> None:
        await self.stranger.hears(part)

    async def sees_typing(self) -> None:
        await self.telegram.ledger.reaches(1, "sendChatAction", chat=self.stranger.id, timeout=PATIENCE)

    def chat(self) -> Mapping[Any, Arrived]:
        found: dict[Any, Arrived] = {}
        albums: dict[str, int] = {}
        for message in self.person.chat(self.bot):
            if not message.from_bot:
                continue
            if message.album in albums:
                first = found[albums[message.album]]
                found[first.id] = replace(first, files=(*first.files, *_files(message)))
                continue
            if message.album:
                albums[message.album] = message.id
            found[message.id] = arrived(message)
        return found

    def felt(self, message: Any) -> tuple[str, ...]:
        reactions = self.person.message(self.bot, message).reactions
        return tuple(str(each.get("emoji", each["type"])) for each in reactions)


def arrived(message: ChatMessage) -> Arrived:
    marks = frozenset(
        Mark(style, words, detail)
        for style in Style
        for entity in message.entities
        if entity["type"] == NAMES.get(style, style.value)
        for detail in [str(entity.get(DETAILS.get(style, ""), ""))]
        for words in covered(replace(message, entities=(entity,)), entity["type"])
    )
    text, marks, forwarded = unheaded(message.text, marks)
    poll = message.poll
    return Arrived(
        id=message.id,
        text=text,
        marks=marks,
        files=_files(message),
        poll=Poll(poll.question, tuple(option for option, _ in poll.options), poll.several) if poll else None,
        answers=message.reply_to,
        quote=message.quote or "",
        forwarded=forwarded,
        extra=frozenset(EXTRA[each["type"]] for each in message.entities if each["type"] in EXTRA),
        host=text.startswith("◆"),
        labels=tuple(message.labels),
        native=message,
    )


def _files(message: ChatMessage) -> tuple[File, ...]:
    file = message.file
    if file is None or file.content is None:
        return ()
    return (File(FILES[file.kind], file.content, message.spoiler, file.name),)


def entities(text: str, marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """The marks as Telegram has them; its offsets count UTF-16 units."""

    def units(words: str) -> int:
        return len(words.encode("utf-16-le")) // 2

    return [
        {
            "type": NAMES.get(mark.style, mark.style.value),
            "offset": units(text[: text.index(mark.words)]),
            "length": units(mark.words),
            **({DETAILS[mark.style]: mark.detail} if mark.detail else {}),
        }
        for mark in marks
    ]
