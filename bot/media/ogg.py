"""The first two pages of a voice in OGG written anew: how it is to be decoded, and that there is nothing to be said."""

import shutil
import struct
from typing import BinaryIO, Final

from bot.media.goals import NotClean, Refusal
from bot.media.pieces import PIECE

HEAD: Final = 19
"""Bytes of Opus's head for one or two channels. RFC 7845, section 5.1."""

_PAGE: Final = 27
_CHECKSUM: Final = slice(22, 26)
_POLYNOMIAL: Final = 0x04C11DB7


def bare(source: BinaryIO, out: BinaryIO) -> None:
    """Copy a file of Opus alone, as ffmpeg writes it, with a head as short as it may be and not one comment.

    Both files are left at their beginning. Raises NotClean for anything else.
    """
    source.seek(0)
    (first, head), (second, tags) = _page(source), _page(source)
    if head[:8] != b"OpusHead" or len(head) < HEAD or head[18] != 0 or tags[:8] != b"OpusTags":
        raise NotClean(Refusal.BROKEN)
    out.write(_written(first, head[:HEAD]))
    out.write(_written(second, b"OpusTags" + bytes(8)))  # a vendor without a name, no comments
    shutil.copyfileobj(source, out, PIECE)
    for file in (source, out):
        file.seek(0)


def _page(source: BinaryIO) -> tuple[bytes, bytes]:
    """A page's own head, and the one packet in it."""
    head = source.read(_PAGE)
    if len(head) < _PAGE or head[:4] != b"OggS":
        raise NotClean(Refusal.BROKEN)
    lengths = source.read(head[26])
    if not lengths or lengths[-1] == 255 or any(length < 255 for length in lengths[:-1]):
        raise NotClean(Refusal.BROKEN)  # more than a packet, or less
    return head, source.read(sum(lengths))


def _written(head: bytes, packet: bytes) -> bytes:
    """A page with one short packet."""
    page = bytearray(head[:26] + bytes((1, len(packet))) + packet)
    page[_CHECKSUM] = bytes(4)
    page[_CHECKSUM] = struct.pack("<I", checksum(page))
    return bytes(page)


def checksum(page: bytes | bytearray) -> int:
    """A page's, in which its place is zero. RFC 3533, section 6."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ _POLYNOMIAL if value & 0x80000000 else value << 1
        value &= 0xFFFFFFFF
    return value
