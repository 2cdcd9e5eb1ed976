"""Which file names a bot may send: those that tell nothing of whoever made the file."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = (
    "animation", "application", "attachment", "audio", "bauta", "cover", "document", "export", "file", "gif", "image",
    "media", "message", "music", "note", "photo", "picture", "sticker", "thumb", "thumbnail", "video", "voice",
)  # fmt: skip
_WORD: Final = "|".join(_WORDS)
_NEUTRAL: Final = re.compile(
    rf"(?:SPOILER_)?(?:[a-z]|\d{{1,3}}|(?:{_WORD})(?:[-_](?:{_WORD})){{0,2}})(?:[-_]?[0-9a-f]{{1,16}})?"
    r"(?:\.[a-z0-9]{1,5}|\.octet-stream)?"
)


def is_neutral(name: str) -> bool:
    """Whether the name is made of general words, a number or a few hexadecimal digits, and an ending."""
    return _NEUTRAL.fullmatch(name) is not None
