"""What a platform is handed to deliver: where to, and one finished message, worded and cleaned.

Native ids are kept out of every repr, as in bot/messages.py.
"""

import io
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, Protocol

from bot.content import Kind, Poll, Span


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached. `id` is the lane's name inside Bauta, `chat` the platform's own."""

    id: str
    platform: str
    account: str
    chat: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pick:
    """A menu of a server's roles or text channels, of which up to `most` may be chosen. `chosen`: native ids."""

    of: Literal["role", "channel"]
    most: int
    chosen: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Label:
    """A button with its words: what a person sees and what comes back when it is tapped. `pick`: a menu instead."""

    text: str
    data: str
    pick: Pick | None = None


class Blob(Protocol):
    """Bytes that can be read again and again; large ones lie on the disk, sealed. They go when nobody holds it."""

    @property
    def size(self) -> int:
        """In bytes."""

    def open(self) -> BinaryIO:
        """A new reader at the beginning, which can seek. It never blocks for longer than a disk takes."""


class Bytes:
    """A Blob in memory."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        return len(self._data)

    def open(self) -> BinaryIO:
        return io.BytesIO(self._data)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file ready to be sent under a neutral name, cleaned. `kind`: what it is to be shown as.

    `seconds`: how long it plays; `waveform`: how loud a voice is along its way, at most 256 points of 0 to 255. Both,
    and `width` and `height` in pixels, are 0 or empty where they mean nothing.
    """

    kind: Kind
    name: str
    mime: str
    blob: Blob = field(repr=False, compare=False)
    spoiler: bool = False
    seconds: float = 0.0
    waveform: bytes = field(default=b"", repr=False)
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Post:
    """One finished message for a platform to send: worded, cleaned, with native references.

    `host`: the bot speaks (the text already starts with its sign), not the partner. `topic`: which notice it is, for
    platforms that lay a page out by it; empty for what the partner said. `reply_to`: the native id of the message
    this answers, in the reader's chat; `quote`: the part of it that is meant.
    """

    text: str = field(default="", repr=False)
    spans: tuple[Span, ...] = field(default=(), repr=False)
    media: tuple[Attachment, ...] = ()
    poll: Poll | None = None
    labels: tuple[tuple[Label, ...], ...] = ()
    reply_to: str | None = field(default=None, repr=False)
    quote: str = field(default="", repr=False)
    host: bool = False
    topic: str = ""
    previews: bool = False
    """Links may be unfurled: both who talk want it so."""
    secret: bool = False
    """For the reader's eyes alone: it can't be passed on, where the platform knows of such."""
    instead: str = field(default="", repr=False)
    """What stands in the place of a file of something secret that the platform does not take."""
