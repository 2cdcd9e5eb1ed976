"""What a file really is, by its bytes. Its name, and what anybody says of it, is never believed."""

import codecs
import json
import re
import zlib
from enum import Enum
from typing import BinaryIO, Final

from bot.media import mp3

HEAD: Final = 4096
"""Bytes looked at, but for text, which is read whole."""


class Format(Enum):
    """A kind of file that is told apart from others. The value is the name of ffmpeg's demuxer where one reads it."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"
    BMP = "bmp"
    TIFF = "tiff"
    MP4 = "mov"
    MATROSKA = "matroska"
    OGG = "ogg"
    MP3 = "mp3"
    FLAC = "flac"
    WAV = "wav"
    AAC = "aac"
    TGS = "tgs"  # Lottie in gzip
    LOTTIE = "lottie"
    TEXT = "text"
    OTHER = "other"


PICTURES: Final = frozenset({Format.JPEG, Format.PNG, Format.WEBP, Format.GIF, Format.BMP, Format.TIFF})
SOUNDS: Final = frozenset({Format.MP3, Format.FLAC, Format.WAV, Format.AAC})
CONTAINERS: Final = frozenset({Format.MP4, Format.MATROSKA, Format.OGG})
"""They hold films or sounds alone: only a look inside tells."""

_STARTS: Final = (
    (b"\xff\xd8\xff", Format.JPEG),
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"GIF87a", Format.GIF),
    (b"GIF89a", Format.GIF),
    (b"II*\0", Format.TIFF),
    (b"MM\0*", Format.TIFF),
    (b"\x1aE\xdf\xa3", Format.MATROSKA),
    (b"OggS\0", Format.OGG),
    (b"fLaC", Format.FLAC),
)

_STILLS_IN_MP4: Final = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_BOXES: Final = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_DOCUMENTS: Final = (b"%PDF-", b"%!PS", b"{\\rtf", b"PK\x03\x04")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LOTTIE_KEYS: Final = (b'"layers"', b'"v"', b'"ip"', b'"op"')


def sniff(file: BinaryIO) -> Format:
    """What it is; the file is read from its beginning and left there."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"ID3"):  # a tag that MP3, AAC and FLAC may all have in front
        file.seek(10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False)))
        head = file.read(HEAD)
        found: Format | None = next((each for each in (_by_head(head),) if each in SOUNDS), Format.MP3)
    else:
        found = _by_head(head)
    if found is None:
        found = _by_words(head, file)
    file.seek(0)
    return found


def _by_head(head: bytes) -> Format | None:
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head.startswith(b"RIFF"):
        return {b"WEBP": Format.WEBP, b"WAVE": Format.WAV}.get(head[8:12], Format.OTHER)
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and 12 <= int.from_bytes(head[14:18], "little") <= 124:
        return Format.BMP
    if head[4:8] in _BOXES:
        return Format.OTHER if head[4:8] == b"ftyp" and head[8:12] in _STILLS_IN_MP4 else Format.MP4
    if head.startswith(b"\x1f\x8b"):
        return Format.TGS if _looks_like_lottie(_unzipped(head)) else Format.OTHER
    return _sound(head)


def _sound(head: bytes) -> Format | None:
    """MP3 and AAC have no head of their own: what begins as a frame has to make sense, and to be followed by one."""
    if head[:1] == b"\xff" and len(head) > 7 and head[1] & 0xF6 == 0xF0 and (head[2] >> 2) & 0xF < 13:
        return Format.AAC
    size = mp3.length(head)
    follows = head[size : size + mp3.HEAD]
    return Format.MP3 if size and (len(follows) < mp3.HEAD or mp3.length(follows)) else None


def _by_words(head: bytes, file: BinaryIO) -> Format:
    if not head or any(head.lstrip().startswith(start) for start in _DOCUMENTS):
        return Format.OTHER
    if head.lstrip().startswith(b"{") and _looks_like_lottie(head + file.read(HEAD * 16)):
        return Format.LOTTIE
    file.seek(0)
    return Format.TEXT if is_text(file) else Format.OTHER


def is_text(file: BinaryIO) -> bool:
    """UTF-8 to its end and without control characters other than tabs and ends of lines."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(HEAD * 16):
            if _CONTROL.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _looks_like_lottie(words: bytes) -> bool:
    """The keys may come in any order; of a long file some may be out of sight, but not most."""
    if not words.lstrip().startswith(b"{"):
        return False
    found = sum(key in words for key in _LOTTIE_KEYS)
    return found == len(_LOTTIE_KEYS) or (found >= 2 and not _is_whole(words))


def _is_whole(words: bytes) -> bool:
    try:
        json.loads(words)
    except (ValueError, RecursionError):
        return False
    return True


def _unzipped(head: bytes) -> bytes:
    """As much of it as is in sight, and never more than a few times that."""
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, HEAD * 16)
    except zlib.error:
        return b""
