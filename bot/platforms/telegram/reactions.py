"""The few signs by which Telegram lets bots show a feeling, and which of them stands for others. Pure."""

from typing import Final

from telegram.constants import ReactionEmoji

# People choose from all emoji there are on Discord; these say the same in a sign of Telegram's.
_ALIKE: Final = {
    "🤣": "😂😹",
    "😁": "😀😃😄😆😅🙂😊☺😺😸😋😉",
    "❤": "♥💕💖💗💓💞🩷🧡💛💚💙🩵💜🤎🖤🩶🤍❣💟🫶",
    "😍": "😻",
    "😱": "😮😲🙀😦😧😯",
    "😢": "☹🙁😞😔😟😥😿😓😣😖😩🥺",
    "😡": "😠😤😾",
    "🎉": "🥳🎊🎈",
    "👏": "🙌",
    "👌": "✅☑✔🆗",
    "🤔": "❓❔🧐",
    "👎": "❌🚫",
    "👍": "💪🤙➕🔼⬆",
    "😘": "😗😙😚",
    "🥱": "😪",
    "🤯": "😵",
    "🤮": "🤢",
    "💋": "👄",
    "🏆": "🥇🎖🏅",
}
_DECORATION: Final = {0xFE0E: None, 0xFE0F: None, **dict.fromkeys(range(0x1F3FB, 0x1F400))}
"""How an emoji is drawn, and its tone of skin."""


def _plain(emoji: str) -> str:
    return emoji.translate(_DECORATION)


# As the Bot API lists them, without the selectors of colour that the library has in three of them.
_OWN: Final = frozenset(_plain(each.value) for each in ReactionEmoji)
_NEAREST: Final = {_plain(other): sign for sign, others in _ALIKE.items() for other in others if sign in _OWN}


def nearest(emoji: str) -> str | None:
    """The sign of Telegram's that means the same; None if there is none."""
    plain = _plain(emoji)
    return plain if plain in _OWN else _NEAREST.get(plain)
