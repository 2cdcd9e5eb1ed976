"""Moving WebPs put together chunk by chunk: Pillow's own writer of them forgets what is transparent.

The container is Google's "WebP Container Specification". Nothing is in it but frames and their times.
"""

import io
import struct
from collections.abc import Iterable, Iterator
from typing import Final

from PIL import Image

_MOVES_AND_CLEAR: Final = 0x02 | 0x10
_INSTEAD: Final = 0x02
"""Of a frame: it does not lie over the one before, it takes its place."""

_PIXELS: Final = (b"ALPH", b"VP8 ", b"VP8L")


def moving(frames: Iterable[tuple[Image.Image, int]], quality: int) -> bytes:
    """Pictures (RGBA, all of one size) and their milliseconds as a WebP that plays over and over.

    Raises ValueError if there are none.
    """
    parts, size = [], (0, 0)
    for picture, ms in _joined(frames):
        size = picture.size
        parts.append(_chunk(b"ANMF", _frame(picture, ms, quality)))
    if not parts:
        raise ValueError("no frames")
    head = bytes((_MOVES_AND_CLEAR, 0, 0, 0)) + _less_one(size[0]) + _less_one(size[1])
    body = b"".join((b"WEBP", _chunk(b"VP8X", head), _chunk(b"ANIM", bytes(6)), *parts))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _joined(frames: Iterable[tuple[Image.Image, int]]) -> Iterator[tuple[Image.Image, int]]:
    """What stands still is one frame."""
    before: tuple[Image.Image, int] | None = None
    for picture, ms in frames:
        if before is not None and before[0].tobytes() == picture.tobytes():
            before = before[0], before[1] + ms
            continue
        if before is not None:
            yield before
        before = picture, ms
    if before is not None:
        yield before


def _frame(picture: Image.Image, ms: int, quality: int) -> bytes:
    still = io.BytesIO()
    picture.save(still, "WEBP", quality=quality, method=2)
    place = bytes(6) + _less_one(picture.width) + _less_one(picture.height)
    pixels = b"".join(_chunk(kind, data) for kind, data in _chunks(still.getvalue()) if kind in _PIXELS)
    return place + min(ms, 0xFFFFFF).to_bytes(3, "little") + bytes((_INSTEAD,)) + pixels


def _chunks(still: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(still):
        size = int.from_bytes(still[at + 4 : at + 8], "little")
        yield still[at : at + 4], still[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _less_one(side: int) -> bytes:
    return (side - 1).to_bytes(3, "little")
