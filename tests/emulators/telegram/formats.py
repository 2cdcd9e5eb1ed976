"""What Telegram takes a file's bytes for, and whether that is what the bot says it sends."""

from __future__ import annotations

import gzip
import io
import json
import warnings
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from PIL import Image

from tests.emulators.telegram.errors import Violation, bad_request

STATIC_STICKER: Final = 512 * 1024  # bytes
ANIMATED_STICKER: Final = 64 * 1024
VIDEO_STICKER: Final = 256 * 1024
STICKER_SIDE: Final = 512  # pixels
THUMBNAIL: Final = 200 * 1000  # bytes
THUMBNAIL_SIDE: Final = 320
_LARGEST_LOTTIE: Final = 4 * 1024 * 1024  # bytes, unpacked


def is_mp4(content: bytes) -> bool:
    """MP4, M4A or MOV: anything of the ISO family."""
    return content[4:8] == b"ftyp"


def is_gif(content: bytes) -> bool:
    return content[:6] in (b"GIF87a", b"GIF89a")


def is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def is_webm(content: bytes) -> bool:
    return content[:4] == b"\x1aE\xdf\xa3" and b"webm" in content[:64]


def is_opus(content: bytes) -> bool:
    """Opus in an OGG container."""
    return content[:4] == b"OggS" and b"OpusHead" in content[:64]


def is_mp3(content: bytes) -> bool:
    return content[:3] == b"ID3" or (len(content) > 1 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0)


def is_tgs(content: bytes) -> bool:
    return content[:2] == b"\x1f\x8b"


_SHOWN_AS: Final[Mapping[str, tuple[Callable[[bytes], bool], ...]]] = {
    "video": (is_mp4,),
    "video_note": (is_mp4,),
    "animation": (is_mp4, is_gif),
    "voice": (is_opus, is_mp3, is_mp4),
    "audio": (is_mp3, is_mp4),
}
_MIMES: Final[tuple[tuple[Callable[[bytes], bool], str, str], ...]] = (
    (is_gif, "image/gif", ".gif"),
    (is_opus, "audio/ogg", ".oga"),
    (is_mp3, "audio/mpeg", ".mp3"),
    (is_webm, "video/webm", ".webm"),
    (is_webp, "image/webp", ".webp"),
)


def check(kind: str, content: bytes) -> None:
    """Violation for bytes that the real service would show as another kind: as a document, mostly."""
    fitting = _SHOWN_AS.get(kind)
    if fitting is not None and not any(fits(content) for fits in fitting):
        raise Violation(f"bytes that are no {kind.replace('_', ' ')}: they would be shown as a document")


def mime_of(kind: str, content: bytes) -> tuple[str, str]:
    """The MIME type and ending of these bytes, sent as this kind."""
    for fits, mime, suffix in _MIMES:
        if fits(content):
            return mime, suffix
    return ("audio/mp4", ".m4a") if kind in ("audio", "voice") else ("video/mp4", ".mp4")


def sticker(content: bytes) -> dict[str, Any]:
    """What a Sticker object tells of these bytes; Violation for what would be no sticker."""
    if is_webp(content):
        return _static(content)
    if is_tgs(content):
        return _animated(content)
    if is_webm(content):
        if len(content) > VIDEO_STICKER:
            raise Violation(f"a video sticker of {len(content)} bytes, the most is {VIDEO_STICKER}")
        return _shape(STICKER_SIDE, STICKER_SIDE, is_video=True)
    raise Violation("a sticker that is no WEBP, TGS or WEBM: it would be shown as a document")


def _static(content: bytes) -> dict[str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=("WEBP",)) as image:
                width, height = image.size
                image.load()
                moves = bool(getattr(image, "is_animated", False))
    except Exception as error:  # whatever Pillow makes of foreign bytes
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if moves:
        raise Violation("an animated WEBP as a sticker: it would stand still, or be shown as a document")
    if len(content) > STATIC_STICKER or max(width, height) != STICKER_SIDE:
        raise Violation(
            f"a static sticker of {width} × {height} pixels and {len(content)} bytes: one side has to have"
            f" {STICKER_SIDE}, the other no more, and the file at most {STATIC_STICKER}"
        )
    return _shape(width, height)


def _animated(content: bytes) -> dict[str, Any]:
    if len(content) > ANIMATED_STICKER:
        raise bad_request("STICKER_FILE_INVALID")
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            lottie = json.loads(packed.read(_LARGEST_LOTTIE))
        fits = lottie["tgs"] == 1 and lottie["w"] == lottie["h"] == STICKER_SIDE
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
        raise bad_request("STICKER_FILE_INVALID") from error
    if not fits:
        raise bad_request("STICKER_FILE_INVALID")
    return _shape(STICKER_SIDE, STICKER_SIDE, is_animated=True)


def _shape(width: int, height: int, *, is_animated: bool = False, is_video: bool = False) -> dict[str, Any]:
    return {
        "type": "regular", "width": width, "height": height, "is_animated": is_animated, "is_video": is_video,
    }  # fmt: skip


def thumbnail(content: bytes) -> tuple[int, int]:
    """Width and height; Violation for one that Telegram would ignore."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG",)) as image:
            width, height = image.size
            image.load()
    except Exception as error:  # whatever Pillow makes of foreign bytes
        raise Violation("a thumbnail that is no JPEG: it would be ignored") from error
    if len(content) > THUMBNAIL or max(width, height) > THUMBNAIL_SIDE:
        raise Violation("a thumbnail larger than 320 pixels or 200 kB: it would be ignored")
    return width, height
