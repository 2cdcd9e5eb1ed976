"""Small things several tests need: pictures and other files, their bytes, and all the words of an error."""

import io
from typing import Final

from PIL import Image

from bot.content import FileRef, Kind
from bot.platforms.base import HoldsFiles
from bot.posts import Attachment, Bytes

NAMES: Final = {
    Kind.PHOTO: ("photo.jpg", "image/jpeg"),
    Kind.VIDEO: ("video.mp4", "video/mp4"),
    Kind.VIDEO_NOTE: ("video.mp4", "video/mp4"),
    Kind.VOICE: ("voice.ogg", "audio/ogg"),
    Kind.AUDIO: ("audio.mp3", "audio/mpeg"),
    Kind.ANIMATION: ("animation.mp4", "video/mp4"),
    Kind.STICKER: ("sticker.webp", "image/webp"),
    Kind.DOCUMENT: ("document.pdf", "application/pdf"),
}


def picture(width: int = 40, height: int = 30) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


def attached(
    data: bytes,
    kind: Kind = Kind.PHOTO,
    *,
    spoiler: bool = False,
    seconds: float = 0.0,
    waveform: bytes = b"",
    width: int = 0,
    height: int = 0,
) -> Attachment:
    """A file under a neutral name, as a platform is handed it."""
    name, mime = NAMES[kind]
    return Attachment(kind, name, mime, Bytes(data), spoiler, seconds, waveform, width, height)


def exported(data: bytes = b"{}") -> Attachment:
    """What /export sends."""
    return Attachment(Kind.DOCUMENT, "bauta-export.json", "application/json", Bytes(data))


def content(file: Attachment) -> bytes:
    """Its bytes."""
    with file.blob.open() as reader:
        return reader.read()


async def fetched(platform: HoldsFiles, file: FileRef, limit: int) -> bytes:
    """All the pieces that a platform hands over."""
    kept = bytearray()
    await platform.fetch(file, limit, kept.extend)
    return bytes(kept)


def everything(error: BaseException | None) -> list[str]:
    """The words of an error and of all that led to it."""
    told = []
    while error is not None:
        told += [str(error), repr(error)]
        error = error.__cause__ or error.__context__
    return told
