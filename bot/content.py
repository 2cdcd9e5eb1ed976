"""What one message says: words with their formatting, files by reference, a poll. Values, and nothing of any platform.

Native ids of files are kept out of every repr, as in bot/messages.py.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Style(StrEnum):
    """The formatting that is relayed. What is not listed here does not pass."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKE = "strike"
    SPOILER = "spoiler"
    CODE = "code"
    PRE = "pre"
    QUOTE = "quote"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Span:
    """A style over `text[start:end]`, counted in code points. `detail`: a link's address, a code block's language."""

    style: Style
    start: int
    end: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that still lies at a platform, or in the `files` table (platform "bauta") until it is delivered."""

    platform: str
    account: str
    id: str = field(repr=False)
    size: int = 0  # bytes, as far as the platform told; 0 when it did not


class Kind(StrEnum):
    """What a file is to its sender. The values are those of `{ $kind }` in the catalogues, and of metrics."""

    PHOTO = "photo"
    VIDEO = "video"
    VIDEO_NOTE = "video-note"  # Telegram's round ones
    VOICE = "voice"
    AUDIO = "audio"  # music
    ANIMATION = "animation"  # moves without sound, over and over
    STICKER = "sticker"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Media:
    """A file by reference. `spoiler`: covered until tapped. `sides`: width and height in pixels, where known."""

    kind: Kind
    file: FileRef
    spoiler: bool = False
    sides: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Poll:
    """A question with answers to choose from; `several`: more than one may be chosen."""

    question: str = field(repr=False)
    options: tuple[str, ...] = field(repr=False)
    several: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is or what they point at, in degrees. It never goes on as exactly as it came (bot/coarse.py)."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)


@dataclass(frozen=True, slots=True)
class Content:
    """What one member says to another: text (the caption, if there are files) with its formatting.

    `quote`: the part of the message answered that the sender picked out. `album`: files that came one by one and
    belong together bear the same name. `forwarded`: somebody else's words, passed on; whose is not told.
    """

    text: str = field(default="", repr=False)
    spans: tuple[Span, ...] = field(default=(), repr=False)
    media: tuple[Media, ...] = ()
    poll: Poll | None = None
    quote: str = field(default="", repr=False)
    album: str = field(default="", repr=False)
    forwarded: bool = False
    place: Place | None = None
