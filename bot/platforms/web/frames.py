"""What a page may send, as values."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.content import Kind

KINDS: Final = frozenset({Kind.PHOTO, Kind.VIDEO, Kind.VOICE, Kind.AUDIO, Kind.ANIMATION, Kind.DOCUMENT})
"""What a page may send; round videos and stickers are made by messengers."""
REACTIONS: Final = ("👍", "❤", "🤣", "😢", "😱", "🔥", "👏", "🤔")
"""What the page offers: all of them are among those that Telegram lets anybody use."""


class Refusal(StrEnum):
    """Why something is not taken: the catalogue's key of what the page shows at the message."""

    MALFORMED = "web-refused-malformed"
    TOO_LARGE = "web-refused-too-large"
    TOO_FAST = "web-refused-too-fast"
    FILE = "web-refused-file"


@dataclass(frozen=True, slots=True)
class Hello:
    """The first frame: who it is, and the language the page is shown in."""

    token: str = field(repr=False)
    language: str | None


@dataclass(frozen=True, slots=True)
class Say:
    """`room`: the tag of the room it is for, "" for none, None from a page that did not say."""

    id: str = field(repr=False)
    text: str = field(repr=False)
    reply: str | None = field(repr=False)
    room: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class FileHeader:
    """Announces one binary frame of `size` bytes. Files of one `album` belong together. `covered`: until tapped."""

    id: str = field(repr=False)
    kind: Kind
    caption: str = field(repr=False)
    reply: str | None = field(repr=False)
    size: int
    room: str | None = field(default=None, repr=False)
    album: str = field(default="", repr=False)
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """Message `of`, which this page sent, reads `text` now. `kind`: of the file it stands under, if there is one."""

    id: str = field(repr=False)
    of: str = field(repr=False)
    text: str = field(repr=False)
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Message `of`, which this page sent, is taken back."""

    id: str = field(repr=False)
    of: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class React:
    """`emoji` at a message of the partner's (its delivery) or one's own; `gone` is taken back. "" for none."""

    id: str = field(repr=False)
    of: str = field(repr=False)
    emoji: str
    gone: str


@dataclass(frozen=True, slots=True)
class Do:
    """A command. The name is in lower case, and empty where it is no name at all (`/ö`): no command is called that."""

    id: str = field(repr=False)
    command: str = field(repr=False)
    argument: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Press:
    id: str = field(repr=False)
    data: str = field(repr=False)
    of: str | None = field(default=None, repr=False)  # the delivery that bears the button


@dataclass(frozen=True, slots=True)
class Typing:
    pass


@dataclass(frozen=True, slots=True)
class Ack:
    """Delivery `id` has been shown."""

    id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Malformed:
    """Not a frame. `id` is the message's, where it could be made out: the page then knows which one to give up."""

    reason: str
    why: Refusal = Refusal.MALFORMED
    id: str | None = field(default=None, repr=False)
    announces: bool = False
    """It announced a file: the binary frame that follows belongs to it."""


Frame = Hello | Say | FileHeader | Edit | Delete | React | Do | Press | Typing | Ack
