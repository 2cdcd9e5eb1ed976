"""Plain text is the one kind of document that shows all it holds: it goes on as it reads, under a neutral name."""

import io
import secrets
from typing import BinaryIO, Final

from bot.content import Kind
from bot.media.goals import MEGABYTE, Goal, Made
from bot.media.unnamed import size_of

MOST: Final = MEGABYTE


def text(source: BinaryIO, goal: Goal) -> Made:
    """The same words with ends of lines and a beginning that do not tell what system they were written on.

    For files that were found to be text. Raises NotClean.
    """
    if size_of(source) > MOST:
        raise goal.too_large(MOST)
    words = source.read().decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    name = f"file-{secrets.token_hex(4)}.txt"
    return Made(Kind.DOCUMENT, name, "text/plain", io.BytesIO(words.encode()))
