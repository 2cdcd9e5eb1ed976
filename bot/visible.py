"""Text in which every character is seen, and nothing turns around what follows. Pure."""

import re
from typing import Final

from bot.plain import UNWANTED
from bot.signs import INVISIBLE
from bot.texts.catalogue import RIGHT_TO_LEFT

KEPT: Final = re.compile("[\n\u200c\u200d\ufe00-\ufe0f]")
"""Characters that show nothing and that words and emoji are made with."""
STRANGE: Final = re.compile(rf"{UNWANTED.pattern}|[\t{INVISIBLE}\u2066-\u2069]")
FLAG: Final = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
"""A flag of England and the like: tags that show."""
PICTURES: Final = 0x2400
"""Where Unicode has pictures of the control characters."""


def visible(text: str) -> str:
    """The same text with what shows nothing or turns things around shown by its number, and its lines kept apart from
    ours where they run from right to left."""
    kept = {at for flag in FLAG.finditer(text) for at in range(flag.start(), flag.end())}

    def shown(found: re.Match[str]) -> str:
        sign = found[0]
        if found.start() in kept or KEPT.match(sign):
            return sign
        code = ord(sign)
        if code < 0x20:
            return chr(PICTURES + code)
        return chr(PICTURES + 0x21) if code == 0x7F else f"\u27e8U+{code:04X}\u27e9"

    seen = STRANGE.sub(shown, text)
    if not RIGHT_TO_LEFT.search(seen):
        return seen
    return "\n".join(f"\u2068{line}\u2069" for line in seen.split("\n"))
