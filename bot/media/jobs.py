"""One file cleaned, by what it really is: the heart of a worker. Nothing here opens a network."""

from typing import BinaryIO

from bot.content import Kind
from bot.media.goals import SOURCE_BYTES, Goal, Made, NotClean, Refusal
from bot.media.sniff import PICTURES, Format, sniff


def made(source: BinaryIO, size: int, kind: Kind, goal: Goal) -> Made:
    """What may go on of the file. Modules are loaded when they are first needed: most files are photos.

    Raises NotClean.
    """
    if size > SOURCE_BYTES:
        raise goal.too_large(SOURCE_BYTES)
    found = sniff(source)
    if found in PICTURES and kind in (Kind.PHOTO, Kind.DOCUMENT):
        from bot.media import pictures

        return pictures.photo(source, goal)
    raise NotClean(Refusal.NOT_CLEANABLE if found is Format.OTHER else Refusal.BROKEN)
