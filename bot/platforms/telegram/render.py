"""A Post as the messages Telegram takes: entities, albums, keyboards and limits. Pure."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity

from bot import polls
from bot.content import Kind, Poll
from bot.platforms.base import Rejected
from bot.platforms.split import split
from bot.platforms.telegram.entities import entities
from bot.platforms.utf16 import Utf16, well_formed
from bot.posts import Attachment, Label, Post

TEXT_LIMIT: Final = 4096
"""UTF-16 units of a message. Telegram counts characters; this is on the safe side."""
CAPTION_LIMIT: Final = 1024
DATA_LIMIT: Final = 64
"""Bytes that come back when a button is tapped."""
ALBUM_LIMIT: Final = 10

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
"""A preview makes Telegram fetch the page, and its title may tell who shared it."""

# What may stand in one album, and with what; everything else stands alone.
_ALBUMS: Final = {Kind.PHOTO: "seen", Kind.VIDEO: "seen", Kind.AUDIO: "heard", Kind.DOCUMENT: "read"}
WITHOUT_CAPTION: Final = frozenset({Kind.STICKER, Kind.VIDEO_NOTE})

_POLL: Final = polls.Limits(question=300, options=12, option=100)


class Reply(Enum):
    """What a part answers."""

    NOTHING = "nothing"
    ASKED = "asked"
    """The message the post is a reply to, if it is one."""
    FIRST = "first"
    """The post's own first part: words that did not fit under their picture."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message of Telegram's: a text, a poll, or a file with the text as its caption; or an album of several."""

    text: str = field(default="", repr=False)
    entities: tuple[MessageEntity, ...] = field(default=(), repr=False)
    files: tuple[Attachment, ...] = ()
    poll: Poll | None = None
    keyboard: InlineKeyboardMarkup | None = None
    reply: Reply = Reply.NOTHING
    previews: bool = False
    secret: bool = False

    @property
    def words(self) -> Hashable:
        """What of it an edit could change."""
        return self.text, tuple((each.type, each.offset, each.length, each.url) for each in self.entities)

    @property
    def replaces(self) -> bool:
        """In a change: whether the file is another one."""
        return len(self.files) == 1 and self.files[0].blob.size > 0

    @property
    def messages(self) -> int:
        """How many messages it becomes in the chat."""
        return max(1, len(self.files))


def parts(item: Post) -> list[Part]:
    """The messages to send, in order; the first answers what the post answers, the last bears the buttons.

    Raises Rejected when nothing would be seen or a button holds too much.
    """
    text, spans, poll = well_formed(item.text), item.spans, item.poll
    if poll is not None and not _POLL.fits(poll):
        text, poll = polls.in_words(poll), None
    albums = _albums(item.media)
    captioned = next((at for at, files in enumerate(albums) if files[0].kind not in WITHOUT_CAPTION), None)
    bodies = [Part(files=files) for files in albums]
    if poll is not None:
        bodies.append(Part(poll=poll))
    if captioned is not None and Utf16(text).size <= CAPTION_LIMIT:
        bodies[captioned] = Part(text, tuple(entities(text, spans)), albums[captioned])
    else:
        bodies += [
            Part(words, tuple(entities(words, share)))
            for words, share in split(text, spans, TEXT_LIMIT)
            if words.strip()
        ]
    if not bodies:
        raise Rejected("there is nothing to show")
    markup = keyboard(item.labels)
    return [_placed(body, at, bodies, markup, item) for at, body in enumerate(bodies)]


def _placed(body: Part, at: int, bodies: Sequence[Part], markup: InlineKeyboardMarkup | None, item: Post) -> Part:
    last = at == len(bodies) - 1
    words_apart = at > 0 and bodies[0].files and not body.files and not bodies[at - 1].text
    reply = Reply.ASKED if at == 0 else Reply.FIRST if words_apart else Reply.NOTHING
    under = markup if last else None
    return Part(body.text, body.entities, body.files, body.poll, under, reply, item.previews, item.secret)


def _albums(media: Sequence[Attachment]) -> list[tuple[Attachment, ...]]:
    """Files that follow each other in albums as large as may be."""
    found: list[tuple[Attachment, ...]] = []
    for sort, files in groupby(media, lambda each: _ALBUMS.get(each.kind)):
        run = tuple(files)
        size = ALBUM_LIMIT if sort else 1
        found += [run[at : at + size] for at in range(0, len(run), size)]
    return found


def keyboard(labels: tuple[tuple[Label, ...], ...]) -> InlineKeyboardMarkup | None:
    """The buttons under a message. Raises Rejected for data that Telegram would not bear (1 to 64 bytes)."""
    if not labels:
        return None
    if any(not 1 <= len(label.data.encode()) <= DATA_LIMIT for row in labels for label in row):
        raise Rejected("a button holds too much")
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(well_formed(label.text), callback_data=label.data) for label in row] for row in labels]
    )
