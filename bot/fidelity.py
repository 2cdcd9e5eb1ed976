"""What arrives as what, from where to where: docs/fidelity.md shows this table, and tests hold the code to it. Pure.

Each platform tells us some things and shows some; what becomes of a thing on its way follows from both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Thing(StrEnum):
    """A kind of message, or something done to one."""

    TEXT = "text with its formatting"
    LONG_TEXT = "long text"
    SPOILER = "something covered until tapped"
    CUSTOM_EMOJI = "custom emoji"
    FORWARD = "a forwarded message"
    PHOTO = "photo"
    ALBUM = "album"
    VIDEO = "video"
    VIDEO_NOTE = "round video"
    VOICE = "voice message"
    AUDIO = "music"
    ANIMATION = "GIF"
    STICKER = "sticker"
    ANIMATED_STICKER = "animated sticker"
    VIDEO_STICKER = "video sticker"
    POLL = "poll"
    DICE = "dice"
    LOCATION = "place"
    CONTACT = "contact"
    TEXT_FILE = "text file"
    OTHER_FILE = "any other file (PDF, Office, archives…)"
    UNKNOWN = "kinds that came later"
    REPLY = "reply"
    QUOTE = "reply to a part of a message"
    EDIT = "edit"
    OTHER_PHOTO = "edit that replaces the file"
    DELETION = "deletion"
    REACTION = "reaction"
    RARE_REACTION = "reaction Telegram has no sign for"
    TYPING = "typing…"


class Way(StrEnum):
    """What becomes of it."""

    SAME = "as it is"
    OTHERWISE = "as something else"
    WORDS = "in words"
    ASKED = "after a confirmation"
    REFUSED = "refused, and the sender is told why"
    UNTOLD = "the platform does not tell"


@dataclass(frozen=True, slots=True)
class Cell:
    """What becomes of a thing; `how`: in a few words, where the way does not say it all."""

    way: Way
    how: str = ""


TELEGRAM, DISCORD, WEB = "telegram", "discord", "web"
PLATFORMS: Final = (TELEGRAM, DISCORD, WEB)

_UNTOLD: Final[Mapping[str, frozenset[Thing]]] = {
    TELEGRAM: frozenset({Thing.TYPING}),
    DISCORD: frozenset(
        {
            Thing.VIDEO_NOTE,
            Thing.VIDEO_STICKER,
            Thing.DICE,
            Thing.LOCATION,
            Thing.CONTACT,
            Thing.QUOTE,
            Thing.OTHER_PHOTO,
        }
    ),
    WEB: frozenset(
        {
            Thing.CUSTOM_EMOJI,
            Thing.FORWARD,
            Thing.ALBUM,
            Thing.VIDEO_NOTE,
            Thing.STICKER,
            Thing.ANIMATED_STICKER,
            Thing.VIDEO_STICKER,
            Thing.POLL,
            Thing.DICE,
            Thing.LOCATION,
            Thing.CONTACT,
            Thing.UNKNOWN,
            Thing.QUOTE,
            Thing.OTHER_PHOTO,
            Thing.RARE_REACTION,
        }
    ),
}
"""What people of a platform can't do, or what it does not tell of."""

_ANYWHERE: Final[Mapping[Thing, Cell]] = {
    Thing.CUSTOM_EMOJI: Cell(Way.OTHERWISE, "the plain emoji, or its :name:"),
    Thing.FORWARD: Cell(Way.SAME, "marked as forwarded, without its origin"),
    Thing.DICE: Cell(Way.WORDS, "the number rolled"),
    Thing.LOCATION: Cell(Way.ASKED, "to about a kilometre, as a link to a map"),
    Thing.CONTACT: Cell(Way.REFUSED, "with a hint to /reveal"),
    Thing.OTHER_FILE: Cell(Way.REFUSED, "unless it is a picture, film or sound after all"),
    Thing.UNKNOWN: Cell(Way.REFUSED),
}
"""The same wherever it goes."""

_SHOWN: Final[Mapping[str, Mapping[Thing, Cell]]] = {
    TELEGRAM: {
        Thing.RARE_REACTION: Cell(Way.WORDS, "a line below the message"),
    },
    DISCORD: {
        Thing.LONG_TEXT: Cell(Way.SAME, "in parts of 2,000 characters"),
        Thing.VIDEO_NOTE: Cell(Way.OTHERWISE, "a video"),
        Thing.STICKER: Cell(Way.OTHERWISE, "a picture"),
        Thing.ANIMATED_STICKER: Cell(Way.OTHERWISE, "a moving picture"),
        Thing.VIDEO_STICKER: Cell(Way.OTHERWISE, "a moving picture"),
        Thing.QUOTE: Cell(Way.SAME, "the part stands above the reply"),
    },
    WEB: {
        Thing.STICKER: Cell(Way.SAME, "a picture without a bubble"),
        Thing.ANIMATED_STICKER: Cell(Way.OTHERWISE, "a moving picture"),
        Thing.VIDEO_STICKER: Cell(Way.OTHERWISE, "a moving picture"),
        Thing.POLL: Cell(Way.WORDS, "a list to answer in words"),
    },
}
"""Where a platform shows something otherwise than as it is."""

_BETWEEN: Final[Mapping[tuple[str, str, Thing], Cell]] = {
    (DISCORD, TELEGRAM, Thing.ANIMATED_STICKER): Cell(Way.OTHERWISE, "a video sticker"),
    (TELEGRAM, TELEGRAM, Thing.DELETION): Cell(Way.SAME, "by /del as a reply"),
    (TELEGRAM, DISCORD, Thing.DELETION): Cell(Way.SAME, "by /del as a reply"),
    (TELEGRAM, WEB, Thing.DELETION): Cell(Way.SAME, "by /del as a reply"),
}
"""What is peculiar to one direction."""


def cell(source: str, target: str, thing: Thing) -> Cell:
    """What becomes of something that a person on `source` does, for one on `target`."""
    if thing in _UNTOLD[source]:
        return Cell(Way.UNTOLD)
    peculiar = _BETWEEN.get((source, target, thing))
    return peculiar or _ANYWHERE.get(thing) or _SHOWN[target].get(thing) or Cell(Way.SAME)
