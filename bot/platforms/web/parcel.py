"""A frame for the page with the files it announces, cut into pieces."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.posts import Blob

PIECE: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Parcel:
    """`frame` goes first, as text; then the bytes of each file, none of them in the same binary frame as another's."""

    frame: str = field(repr=False)
    files: tuple[Blob, ...] = field(default=(), repr=False)

    def pieces(self) -> Iterator[bytes]:
        """The files' bytes as binary frames of at most PIECE bytes, read as they are asked for."""
        for file in self.files:
            with file.open() as reader:
                while piece := reader.read(PIECE):
                    yield piece
