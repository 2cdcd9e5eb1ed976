"""A Post as the messages Telegram takes: entities, keyboards and limits. Pure."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity

from bot.content import Span
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
PHOTO_LIMIT: Final = 10_000_000
"""Bytes that can be sent as a photo; more go as a document."""

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
"""A preview makes Telegram fetch the page, and its title may tell who shared it."""


class Reply(Enum):
    """What a part answers."""

    NOTHING = "nothing"
    ASKED = "asked"
    """The message the post is a reply to, if it is one."""
    FIRST = "first"
    """The post's own first part: words that did not fit under their picture."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message of Telegram's: a text, or an attachment with the text as its caption."""

    text: str = field(repr=False)
    entities: tuple[MessageEntity, ...] = field(default=(), repr=False)
    attachment: Attachment | None = None
    as_photo: bool = False
    keyboard: InlineKeyboardMarkup | None = None
    reply: Reply = Reply.NOTHING


def parts(item: Post) -> list[Part]:
    """The messages to send, in order; the first answers what the post answers, the last bears the buttons.

    A post has a photo or a document, not both. Raises Rejected when nothing would be seen or a button holds too much.
    """
    text = well_formed(item.text)
    attachment = item.photo or item.document
    bodies: list[tuple[str, tuple[Span, ...], Attachment | None]]
    if attachment is not None and Utf16(text).size <= CAPTION_LIMIT:
        bodies = [(text, item.spans, attachment)]
    else:
        bodies = [] if attachment is None else [("", (), attachment)]
        bodies += [(words, spans, None) for words, spans in split(text, item.spans, TEXT_LIMIT) if words.strip()]
    if not bodies:
        raise Rejected("there is nothing to show")
    markup = keyboard(item.labels)
    return [
        Part(
            words,
            tuple(entities(words, spans)),
            carried,
            as_photo=carried is not None and carried is item.photo and len(carried.data) <= PHOTO_LIMIT,
            keyboard=markup if at == len(bodies) - 1 else None,
            reply=Reply.ASKED if at == 0 else Reply.FIRST if at == 1 and attachment is not None else Reply.NOTHING,
        )
        for at, (words, spans, carried) in enumerate(bodies)
    ]


def keyboard(labels: tuple[tuple[Label, ...], ...]) -> InlineKeyboardMarkup | None:
    """The buttons under a message. Raises Rejected for data that Telegram would not bear (1 to 64 bytes)."""
    if not labels:
        return None
    if any(not 1 <= len(label.data.encode()) <= DATA_LIMIT for row in labels for label in row):
        raise Rejected("a button holds too much")
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(well_formed(label.text), callback_data=label.data) for label in row] for row in labels]
    )
