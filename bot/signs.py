"""Lines that pose as the bot's own: what looks like its sign becomes hollow where a line begins. Pure, and linear."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters that show nothing by themselves: Unicode's Default_Ignorable_Code_Point, the empty braille cell, a note
without a head."""

LOOK_ALIKES: Final = "◆⬥⯁⬧⧫⬩🞙"
"""What a reader takes for ◆. The suit of cards is one of them, too, but for the red one."""

_SIGN: Final = re.compile(f"[{LOOK_ALIKES}]|♦(?!\ufe0f)")
_NOTHING: Final = re.compile(rf"[\s{INVISIBLE}]")
_UPON: Final = frozenset({"Mn", "Me", "Cf"})
"""Categories of what shows only upon something else, or never."""


def unsigned(text: str, starts: Collection[int] = ()) -> str:
    """The same text, as long as before, in which no line begins like one of the bot's.

    `starts`: offsets at which a line begins for a reader though no line feed stands before them.
    """
    found = [sign for sign in _SIGN.finditer(text) if _begins(text, sign.start(), starts)]
    if not found:
        return text
    characters = list(text)
    for sign in found:
        characters[sign.start()] = "♢" if sign[0] == "♦" else "◇"
    return "".join(characters)


def _begins(text: str, at: int, starts: Collection[int]) -> bool:
    """Whether nothing that shows stands between a line's start and `at`. Never looks past another sign: it shows."""
    while at > 0 and at not in starts and text[at - 1] != "\n":
        if not (_NOTHING.match(text[at - 1]) or unicodedata.category(text[at - 1]) in _UPON):
            return False
        at -= 1
    return True
