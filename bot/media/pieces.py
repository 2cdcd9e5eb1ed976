"""How a worker and its parent talk: frames with their length in front. A job is words in JSON, then a file in pieces.

parent   {"kind", "platform", "limit"} · piece · piece · … · empty frame
worker   {"kind", "name", "mime", …}   · piece · … · empty frame     or     {"refusal", "limit"}
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

PIECE: Final = 64 * 1024
LENGTH: Final = struct.Struct(">I")
END: Final = LENGTH.pack(0)


class Garbled(Exception):
    """The other side does not speak this language."""


def framed(data: bytes) -> bytes:
    return LENGTH.pack(len(data)) + data


def length(head: bytes) -> int:
    """How long a frame is. Raises Garbled for one longer than a piece."""
    size: int = LENGTH.unpack(head)[0]
    if size > PIECE:
        raise Garbled(f"a frame of {size:,} bytes")
    return size


def pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
