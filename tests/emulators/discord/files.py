"""Attachments and stickers: their bytes, the addresses they are fetched from, and how these expire."""

from __future__ import annotations

import hashlib
import io
import mimetypes
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, quote

from PIL import Image

SPOILER: Final = 1 << 3  # a flag of an attachment
STICKERS: Final = {
    1: ("png", "image/png"),
    2: ("png", "image/png"),
    3: ("json", "application/json"),
    4: ("gif", "image/gif"),
}
"""By format (PNG, APNG, Lottie, GIF): the ending a sticker is fetched by, and its content type."""
LIFETIME: Final = 24 * 3600.0  # seconds an address holds good


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file somebody sends. `size` alone (bytes) stands for a file too large to keep.

    `fields`: more of the attachment object itself (duration_secs, waveform, clip_participants…).
    """

    filename: str
    content: bytes = b""
    size: int | None = None
    spoiler: bool = False
    description: str | None = None
    content_type: str | None = None
    fields: tuple[tuple[str, Any], ...] = ()


class Files:
    """Every file by attachment id. `clock`: epoch seconds; `origin` is known once the emulator listens."""

    def __init__(self, clock: Callable[[], float], mint: Callable[[], int]) -> None:
        self._clock = clock
        self._mint = mint
        self._stored: dict[int, tuple[str, bytes]] = {}
        self._stickers: dict[str, tuple[int, str, bytes]] = {}  # by path: id, content type, bytes
        self._expired_before = 0.0
        self.origin = ""
        self.fetched: list[int] = []  # ids of attachments and stickers downloaded, in order

    def add(self, channel: int, attachment: Attachment, *, ephemeral: bool = False) -> dict[str, Any]:
        """Keep the bytes; the attachment object as messages carry it."""
        attachment_id = self._mint()
        name = attachment.filename
        if attachment.spoiler and not name.startswith("SPOILER_"):
            name = f"SPOILER_{name}"
        path = f"/attachments/{channel}/{attachment_id}/{quote(name)}"
        self._stored[attachment_id] = path, attachment.content
        url = f"{self.origin}{path}?{self._signed(attachment_id, self._clock())}"
        kind = attachment.content_type or mimetypes.guess_type(name)[0]
        return {
            "id": str(attachment_id),
            "filename": name,
            "size": len(attachment.content) if attachment.size is None else attachment.size,
            "url": url,
            "proxy_url": url,
            **({"content_type": kind} if kind else {}),
            **({"description": attachment.description} if attachment.description else {}),
            **({"flags": SPOILER} if attachment.spoiler or name.startswith("SPOILER_") else {}),
            **({"ephemeral": True} if ephemeral else {}),
            **_sides(attachment.content),
            **dict(attachment.fields),
        }

    def add_sticker(self, content: bytes, format_type: int) -> int:
        """Keep a sticker's bytes; its id, under which they can be fetched as long as the emulator lives."""
        sticker_id = self._mint()
        ending, kind = STICKERS[format_type]
        self._stickers[f"/stickers/{sticker_id}.{ending}"] = sticker_id, kind, content
        return sticker_id

    def sticker(self, raw_path: str) -> tuple[str, bytes] | None:
        """Content type and bytes behind a sticker's address; None when there is none, or not in that format."""
        found = self._stickers.get(raw_path)
        if found is None:
            return None
        self.fetched.append(found[0])
        return found[1:]

    def content(self, attachment_id: int) -> bytes | None:
        stored = self._stored.get(attachment_id)
        return stored[1] if stored else None

    def expire(self) -> None:
        """Every address given out so far holds good no longer."""
        self._expired_before = self._clock() + 0.001

    def download(self, raw_path: str, query: str) -> bytes | None:
        """The bytes behind an address, None when there are none, it was tampered with or it has expired."""
        try:
            attachment_id = int(raw_path.split("/")[3])
            asked = {key: values[0] for key, values in parse_qs(query).items()}
            made = int(asked["is"], 16) / 1000
        except (IndexError, ValueError, KeyError):
            return None
        stored = self._stored.get(attachment_id)
        if stored is None or stored[0] != raw_path or self._signature(attachment_id, asked["is"]) != asked.get("hm"):
            return None
        if made < self._expired_before or made + LIFETIME < self._clock():
            return None
        self.fetched.append(attachment_id)
        return stored[1]

    def _signed(self, attachment_id: int, now: float) -> str:
        made = f"{int(now * 1000):x}"
        return f"ex={int((now + LIFETIME) * 1000):x}&is={made}&hm={self._signature(attachment_id, made)}"

    def _signature(self, attachment_id: int, made: str) -> str:
        return hashlib.blake2s(f"{attachment_id}/{made}".encode(), key=b"emulated", digest_size=16).hexdigest()


def _sides(content: bytes) -> dict[str, int]:
    """Width and height where the bytes are an image."""
    if not content:
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            width, height = Image.open(io.BytesIO(content)).size
    except Exception:  # whatever Pillow makes of foreign bytes
        return {}
    return {"width": width, "height": height}
