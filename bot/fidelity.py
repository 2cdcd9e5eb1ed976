"""What arrives as what, from where to where: docs/fidelity.md shows this table, and tests hold the code to it. Pure.

Each platform tells us some things and shows some; what becomes of a thing on its way follows from both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Thing(StrEnum):
    """A kind of message, or something done to one."""

    TEXT = "text"
    FORMATTING = "formatting (bold, code, quotes, named links…)"
    LONG_TEXT = "long text"
    COVERED_TEXT = "words covered until tapped"
    CUSTOM_EMOJI = "custom emoji"
    MENTION = "mention of an account"
    LINK = "link"
    TELLING = "phone number, e-mail, invitation or account elsewhere"
    FORWARD = "forwarded message"
    PHOTO = "photo"
    COVERED_PHOTO = "photo covered until tapped"
    CAPTION = "words under a file"
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
    VOTE = "vote in a poll"
    DICE = "dice"
    LOCATION = "place"
    CONTACT = "contact"
    TEXT_FILE = "text file"
    OTHER_FILE = "any other file (PDF, Office, archives…)"
    LARGE_FILE = "file that is too large"
    UNKNOWN = "kinds that came later"
    REPLY = "reply"
    QUOTE = "reply to a part of a message"
    EDIT = "edit"
    TELLING_EDIT = "edit that adds a phone number or the like"
    OTHER_PHOTO = "edit that replaces the file"
    DELETION = "deletion"
    REACTION = "reaction"
    RARE_REACTION = "reaction Telegram has no sign for"
    CUSTOM_REACTION = "reaction with a custom emoji"
    TYPING = "typing…"


class Way(StrEnum):
    """What becomes of it."""

    SAME = "as it is"
    OTHERWISE = "as something else, or not quite the same"
    WORDS = "in words"
    ASKED = "after the sender has confirmed it"
    REFUSED = "refused, and the sender is told why"
    STAYS = "not passed on"
    UNTOLD = "nobody can do that there, or the platform does not tell"


@dataclass(frozen=True, slots=True)
class Cell:
    """What becomes of a thing; `how`: in a few words, where the way does not say it all."""

    way: Way
    how: str = ""


TELEGRAM, DISCORD, WEB = "telegram", "discord", "web"
PLATFORMS: Final = (TELEGRAM, DISCORD, WEB)

_UNTOLD: Final[Mapping[str, frozenset[Thing]]] = {
    TELEGRAM: frozenset({Thing.RARE_REACTION, Thing.TYPING}),
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
            Thing.FORMATTING,
            Thing.COVERED_TEXT,
            Thing.CUSTOM_EMOJI,
            Thing.MENTION,
            Thing.FORWARD,
            Thing.VIDEO_NOTE,
            Thing.STICKER,
            Thing.ANIMATED_STICKER,
            Thing.VIDEO_STICKER,
            Thing.POLL,
            Thing.VOTE,
            Thing.DICE,
            Thing.LOCATION,
            Thing.CONTACT,
            Thing.UNKNOWN,
            Thing.QUOTE,
            Thing.OTHER_PHOTO,
            Thing.RARE_REACTION,
            Thing.CUSTOM_REACTION,
        }
    ),
}
"""What people of a platform can't do, or what it does not tell of."""

_ANYWHERE: Final[Mapping[Thing, Cell]] = {
    Thing.MENTION: Cell(Way.OTHERWISE, "a name that leads nowhere"),
    Thing.LINK: Cell(Way.SAME, "without what tracks people, and without a preview"),
    Thing.TELLING: Cell(Way.ASKED),
    Thing.FORWARD: Cell(Way.SAME, "marked as forwarded, without its origin"),
    Thing.AUDIO: Cell(Way.SAME, "without title, artist and cover"),
    Thing.VOTE: Cell(Way.STAYS),
    Thing.DICE: Cell(Way.WORDS, "the number rolled"),
    Thing.LOCATION: Cell(Way.ASKED, "to about a kilometre, as a link to a map"),
    Thing.CONTACT: Cell(Way.REFUSED, "with a hint to /reveal"),
    Thing.TEXT_FILE: Cell(Way.SAME, "under a neutral name"),
    Thing.OTHER_FILE: Cell(Way.REFUSED, "unless it is a picture, film or sound after all"),
    Thing.UNKNOWN: Cell(Way.REFUSED),
    Thing.TELLING_EDIT: Cell(Way.REFUSED),
}
"""The same wherever it goes."""

_TOLD: Final[Mapping[str, Mapping[Thing, Cell]]] = {
    TELEGRAM: {
        Thing.CUSTOM_EMOJI: Cell(Way.OTHERWISE, "the plain emoji"),
        Thing.LARGE_FILE: Cell(Way.REFUSED, "above 20 MB"),
        Thing.DELETION: Cell(Way.SAME, "by /del as a reply"),
        Thing.CUSTOM_REACTION: Cell(Way.WORDS, "that it is one"),
    },
    DISCORD: {
        Thing.CUSTOM_EMOJI: Cell(Way.OTHERWISE, "its :name:"),
        Thing.LARGE_FILE: Cell(Way.REFUSED, "above 50 MB"),
        Thing.CUSTOM_REACTION: Cell(Way.WORDS, "its :name:"),
    },
    WEB: {
        Thing.LARGE_FILE: Cell(Way.REFUSED, "above 8 MB"),
    },
}
"""The same wherever it goes from there."""

_SHOWN: Final[Mapping[str, Mapping[Thing, Cell]]] = {
    TELEGRAM: {
        Thing.CAPTION: Cell(Way.SAME, "beyond 1,024 characters in a message of their own"),
        Thing.STICKER: Cell(Way.SAME, "without its pack"),
        Thing.ANIMATED_STICKER: Cell(Way.SAME, "without its pack"),
        Thing.VIDEO_STICKER: Cell(Way.SAME, "without its pack"),
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
        Thing.VIDEO_NOTE: Cell(Way.OTHERWISE, "a video"),
        Thing.STICKER: Cell(Way.SAME, "a picture without a bubble"),
        Thing.ANIMATED_STICKER: Cell(Way.SAME, "a moving picture without a bubble"),
        Thing.VIDEO_STICKER: Cell(Way.SAME, "a moving picture without a bubble"),
        Thing.POLL: Cell(Way.WORDS, "a list to answer in words"),
    },
}
"""Where a platform shows something otherwise than as it is."""

_BETWEEN: Final[Mapping[tuple[str, str, Thing], Cell]] = {
    (TELEGRAM, TELEGRAM, Thing.CAPTION): Cell(Way.SAME),
    (DISCORD, TELEGRAM, Thing.ANIMATED_STICKER): Cell(Way.SAME, "a video sticker"),
    (TELEGRAM, DISCORD, Thing.POLL): Cell(Way.SAME, "in words with more than ten answers, or long ones"),
    (DISCORD, TELEGRAM, Thing.REACTION): Cell(Way.SAME, "the nearest sign, and of several the latest"),
    (TELEGRAM, DISCORD, Thing.OTHER_PHOTO): Cell(Way.SAME, "but not in an album"),
    (TELEGRAM, WEB, Thing.CUSTOM_REACTION): Cell(Way.OTHERWISE, "that it is one"),
    (DISCORD, WEB, Thing.CUSTOM_REACTION): Cell(Way.OTHERWISE, "its :name:"),
    (TELEGRAM, WEB, Thing.VOTE): Cell(Way.UNTOLD),
    (DISCORD, WEB, Thing.VOTE): Cell(Way.UNTOLD),
}
"""What is peculiar to one direction."""


def cell(source: str, target: str, thing: Thing) -> Cell:
    """What becomes of something that a person on `source` does, for one on `target`."""
    if thing in _UNTOLD[source]:
        return Cell(Way.UNTOLD)
    peculiar = _BETWEEN.get((source, target, thing))
    found = (peculiar, _ANYWHERE.get(thing), _SHOWN[target].get(thing), _TOLD[source].get(thing))
    return next((each for each in found if each is not None), Cell(Way.SAME))
