"""What a platform is handed to deliver: where to, and one finished message, worded and cleaned.

Native ids are kept out of every repr, as in bot/messages.py.
"""

from dataclasses import dataclass, field

from bot.messages import Span


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached. `id` is the lane's name inside Bauta, `chat` the platform's own."""

    id: str
    platform: str
    account: str
    chat: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Label:
    """A button with its words: what a person sees and what comes back when it is tapped."""

    text: str
    data: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file's bytes, ready to be sent under a neutral name. A photo has been cleaned to its pixels."""

    name: str
    mime: str
    data: bytes = field(repr=False)
    spoiler: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """One finished message for a platform to send: worded, cleaned, with native references.

    `host`: the bot speaks (the text already starts with its sign), not the partner. `topic`: which notice it is, for
    platforms that lay a page out by it; empty for what the partner said. `reply_to`: the native id of the message
    this answers, in the reader's chat.
    """

    text: str = field(default="", repr=False)
    spans: tuple[Span, ...] = field(default=(), repr=False)
    photo: Attachment | None = None
    document: Attachment | None = None
    labels: tuple[tuple[Label, ...], ...] = ()
    reply_to: str | None = field(default=None, repr=False)
    host: bool = False
    topic: str = ""
