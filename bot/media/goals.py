"""Where a cleaned file is to go and what is taken there, and why a file can't go anywhere."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO, Final

from bot.content import Kind


class Refusal(StrEnum):
    """Why a file was not cleaned. The values are part of keys in the catalogues, and of metrics."""

    TOO_LARGE = "too-large"  # more megabytes than are taken, and it can't be made smaller in good sense
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_LONG = "too-long"  # plays, or would be worked on, for longer than is sensible
    BROKEN = "broken"  # damaged, cut off, or not what it was sent as
    NO_FFMPEG = "no-ffmpeg"  # the operator has to install ffmpeg
    NO_LOTTIE = "no-lottie"  # the operator has to install rlottie-python
    NOT_CLEANABLE = "not-cleanable"  # of a kind that nobody can prove clean: PDF, Office, archives, the unknown
    BUSY = "busy"  # no room or no worker free: the same file may pass later


class NotClean(Exception):
    """This file does not go on. `limit`: megabytes, where it is about a number of them; else 0."""

    def __init__(self, refusal: Refusal, limit: int = 0) -> None:
        super().__init__(f"{refusal.value} {limit}" if limit else refusal.value)
        self.refusal = refusal
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Goal:
    """Where it goes: "telegram", "discord" or "web"; `limit`: the most bytes of a file there."""

    platform: str
    limit: int

    def too_large(self, limit: int = 0) -> NotClean:
        """A refusal that names the limit, or a lower one of the same goal, in megabytes."""
        return NotClean(Refusal.TOO_LARGE, (limit or self.limit) // MEGABYTE)


MEGABYTE: Final = 1_000_000

GOALS: Final = {
    "telegram": Goal("telegram", 50 * MEGABYTE),
    "discord": Goal("discord", 10 * MEGABYTE),
    "web": Goal("web", 8 * MEGABYTE),
}

PHOTO_BYTES: Final = 10 * MEGABYTE
"""The most Telegram takes as a photo; more is nowhere needed for 2560 pixels a side."""

SOURCE_BYTES: Final = 50 * MEGABYTE
"""A file of more bytes is not looked at."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a file, in the process that cleaned it; `file` is at its beginning. The rest as in Attachment."""

    kind: Kind
    name: str
    mime: str
    file: BinaryIO = field(repr=False)
    seconds: float = 0.0
    waveform: bytes = field(default=b"", repr=False)
    width: int = 0
    height: int = 0
