"""What is said and what arrives, in words that fit every platform. Values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.content import Kind, Poll, Style

WORDS = "words"
CUSTOM_EMOJI, MENTION = "custom emoji", "mention"
HEAD = "↪ forwarded"


@dataclass(frozen=True, slots=True)
class Mark:
    """A style over these words, which stand in the text once. `detail`: a link's address, a code block's language."""

    style: Style
    words: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file as the reader's app shows it."""

    kind: Kind
    data: bytes = field(repr=False)
    covered: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One thing in a chat, as it stands now. An album is one thing, whichever messages it takes.

    `id`: the native one; `answers`: that of the message it replies to. `extra`: what no style stands for. `host`: the
    bot speaks. `native`: all the platform tells.
    """

    id: Any
    text: str
    marks: frozenset[Mark] = frozenset()
    files: tuple[File, ...] = ()
    poll: Poll | None = None
    answers: Any = None
    quote: str = ""
    forwarded: bool = False
    extra: frozenset[str] = frozenset()
    host: bool = False
    labels: tuple[str, ...] = ()
    native: Any = field(default=None, repr=False)

    @property
    def covered(self) -> bool:
        return any(file.covered for file in self.files)

    @property
    def shape(self) -> str:
        """What it is made of: words, a poll, or its files in their order."""
        if self.poll is not None:
            return "poll"
        return "+".join(file.kind.value for file in self.files) or WORDS


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody did: its shape, and what else should be seen of it. `id`: of their message."""

    id: Any = None
    shape: str = WORDS
    text: str = ""
    marks: frozenset[Mark] = frozenset()
    covered: bool = False
    forwarded: bool = False
    extra: frozenset[str] = frozenset()
    poll: Poll | None = None
    answers: Any = None
    quote: str = ""


class Seat(Protocol):
    """Somebody in a room, who does what their platform lets them do and sees what it shows.

    Whatever their platform does not know raises CannotDo. Methods that send return the native id of the message.
    """

    platform: str

    async def says(self, text: str, marks: Sequence[Mark] = (), *, answers: Any = None, quote: str = "") -> Any: ...

    async def sends(self, kind: Kind, data: bytes, text: str = "", *, covered: bool = False) -> Any: ...

    async def sends_album(self, photos: Sequence[bytes], text: str) -> Any: ...

    async def sticks(self, data: bytes) -> Any: ...

    async def asks(self, poll: Poll) -> Any: ...

    async def votes(self, message: Any, option: str) -> None: ...

    async def forwards(self, text: str) -> Any: ...

    async def edits(self, message: Any, text: str, *, kind: Kind | None = None) -> None: ...

    async def deletes(self, message: Any) -> None: ...

    async def reacts(self, message: Any, *emoji: str) -> None:
        """Feel all this about a message, in this order, and nothing else any more."""

    async def types(self) -> None: ...

    async def taps(self, notice: Arrived, label: str) -> None: ...

    async def hears(self, part: str) -> None:
        """Wait for something that contains this."""

    async def sees_typing(self) -> None: ...

    def chat(self) -> Mapping[Any, Arrived]:
        """All that the bot sent, as it stands, by its ids, in order."""

    def felt(self, message: Any) -> tuple[str, ...]:
        """What the partner feels about a message, as this side sees it."""


def unheaded(text: str, marks: frozenset[Mark]) -> tuple[str, frozenset[Mark], bool]:
    """Without the line that says that it was forwarded; and whether it was there, in italics."""
    head = Mark(Style.ITALIC, HEAD)
    if head not in marks or not text.startswith(HEAD):
        return text, marks, False
    return text.removeprefix(HEAD).lstrip("\n"), marks - {head}, True
