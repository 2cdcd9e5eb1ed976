"""Files: their bytes, the ids by which each bot knows them, and the sizes Telegram makes of a photo."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from PIL import Image

from tests.emulators.telegram.errors import bad_request
from tests.emulators.telegram.wire import Upload

LARGEST_PHOTO: Final = 10 * 1024 * 1024  # bytes
LARGEST_DOWNLOAD: Final = 20 * 1024 * 1024
WIDEST_SUM: Final = 10_000  # width + height
MOST_OBLONG: Final = 20  # long side : short side
THUMBNAIL_SIDES: Final = (90, 320)
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
_UNREADABLE: Final = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, struct.error, Warning, Image.DecompressionBombError
)  # fmt: skip
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as one bot knows it. `content` is None where only its size matters (a film of two gigabytes)."""

    id: str
    unique_id: str
    path: str
    size: int
    content: bytes | None
    name: str = ""  # as it was uploaded; empty if it was not
    mime: str = ""

    def fields(self) -> dict[str, Any]:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """Every file, by bot and file_id: an id that one bot got means nothing to another."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._by_id: dict[tuple[int, str], StoredFile] = {}
        self._by_path: dict[tuple[int, str], StoredFile] = {}

    def add(
        self, bot: int, folder: str, suffix: str, content: bytes | None, size: int | None = None,
        source: Upload | str | None = None,
    ) -> StoredFile:  # fmt: skip
        """`source`: the upload it comes from, if a bot sent it."""
        body = content or b""
        digest = hashlib.blake2s(body, digest_size=9).hexdigest() if content else self._token(18)
        name = f"{folder}/file_{len(self._by_id)}{suffix}"
        given = (source.name, source.mime) if isinstance(source, Upload) else ("", "")
        number = "AgACAgIAAxkB" + self._token(44)
        stored = StoredFile(number, "AQAD" + digest, name, size or len(body), content, *given)
        self._by_id[bot, stored.id] = stored
        return stored

    def get(self, bot: int, file_id: str) -> StoredFile | None:
        return self._by_id.get((bot, file_id))

    def link(self, bot: int, stored: StoredFile) -> str:
        """Make the file downloadable, as getFile does, and tell its path."""
        self._by_path[bot, stored.path] = stored
        return stored.path

    def download(self, bot: int, path: str) -> bytes | None:
        """The bytes behind a path that getFile gave out."""
        stored = self._by_path.get((bot, path))
        return stored.content if stored else None

    def photo(self, bot: int, content: bytes, source: Upload | str | None = None) -> list[dict[str, Any]]:
        """PhotoSize objects, smallest first. The largest holds the very bytes that were sent, metadata and all,
        though Telegram would re-encode them: what a bot lets through must show."""
        image = opened(content)
        sizes = [
            {**self.add(bot, "thumbnails", ".jpg", small).fields(), "width": width, "height": height}
            for small, width, height in _thumbnails(image)
        ]
        full = self.add(bot, "photos", ".jpg", content, source=source)
        return [*sizes, {**full.fields(), "width": image.width, "height": image.height}]

    def thumbnail(self, bot: int, content: bytes, source: Upload | None = None) -> dict[str, Any]:
        """The PhotoSize object of a small picture that goes with another file."""
        stored = self.add(bot, "thumbnails", ".jpg", content, source=source)
        return {**stored.fields(), "width": THUMBNAIL_SIDES[-1], "height": THUMBNAIL_SIDES[-1]}

    def _token(self, length: int) -> str:
        return "".join(self._random.choices(_ALPHABET, k=length))


def opened(content: bytes) -> Image.Image:
    """The decoded image; raises Refused when the bytes are none, or none Telegram takes for a photo."""
    if len(content) > LARGEST_PHOTO:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            image = Image.open(io.BytesIO(content), formats=_FORMATS)
            width, height = image.size
            if width + height <= WIDEST_SUM:
                image.load()
    except _UNREADABLE as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if width + height > WIDEST_SUM or max(width, height) > MOST_OBLONG * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return image


def _thumbnails(image: Image.Image) -> Sequence[tuple[bytes, int, int]]:
    made = []
    for side in THUMBNAIL_SIDES:
        if max(image.size) > side:
            small = image.convert("RGB")
            small.thumbnail((side, side))
            buffer = io.BytesIO()
            small.save(buffer, "JPEG", quality=70)
            made.append((buffer.getvalue(), small.width, small.height))
    return made
