"""Everything people can send besides text: files (`sends(bot, photo())`) and fields (`sends(bot, **poll())`)."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Any

from PIL import Image

from tests.emulators.discord.files import Attachment
from tests.emulators.discord.objects import HAS_SNAPSHOT, IS_VOICE_MESSAGE, moment


def file(
    filename: str, content: bytes = b"%PDF-1.4", *, size: int | None = None, spoiler: bool = False,
    description: str | None = None, content_type: str | None = None,
) -> Attachment:  # fmt: skip
    """`size` (bytes): pretend to be this large, without the bytes."""
    return Attachment(filename, content, size, spoiler, description, content_type)


def photo(content: bytes | None = None, filename: str = "IMG_0001.png", *, spoiler: bool = False) -> Attachment:
    """A picture; a small plain one if none is given."""
    return Attachment(filename, picture() if content is None else content, spoiler=spoiler)


def picture(width: int = 64, height: int = 48, kind: str = "PNG") -> bytes:
    """The bytes of a plain image."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (90, 40, 110)).save(buffer, kind)
    return buffer.getvalue()


def voice(content: bytes = b"OggS" + bytes(64), *, seconds: float = 3.0) -> tuple[Attachment, dict[str, Any]]:
    """A voice message: its file, and the fields that go with it."""
    waveform = base64.b64encode(bytes(range(0, 256, 4))).decode()
    fields = (("duration_secs", seconds), ("waveform", waveform))
    return Attachment("voice-message.ogg", content, content_type="audio/ogg", fields=fields), {
        "flags": IS_VOICE_MESSAGE
    }


def sticker(name: str = "Wave", sticker_id: int = 749_054_660_769_218_631, format_type: int = 1) -> dict[str, Any]:
    """`format_type`: 1 PNG, 2 APNG, 3 Lottie, 4 GIF."""
    return {"sticker_items": [{"id": str(sticker_id), "name": name, "format_type": format_type}]}


def poll(question: str = "Tea?", answers: Sequence[str] = ("Yes", "No"), *, expiry: float = 4e9) -> dict[str, Any]:
    made = [{"answer_id": number, "poll_media": {"text": text}} for number, text in enumerate(answers, 1)]
    return {
        "poll": {
            "question": {"text": question},
            "answers": made,
            "expiry": moment(expiry),
            "allow_multiselect": False,
            "layout_type": 1,
            "results": {"answer_counts": [], "is_finalized": False},
        }
    }


def forwarded(
    text: str, *, channel: int = 1_000_000_000_000_000_001, message: int = 1_000_000_000_000_000_002,
    sent: float = 1_700_000_000.0, **fields: Any,
) -> dict[str, Any]:  # fmt: skip
    """A forward: its own content is empty, the snapshot holds what was forwarded."""
    snapshot = {
        "type": 0, "content": text, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
        "timestamp": moment(sent), "edited_timestamp": None, "flags": 0, "components": [], **fields,
    }  # fmt: skip
    return {
        "flags": HAS_SNAPSHOT,
        "message_reference": {"type": 1, "channel_id": str(channel), "message_id": str(message)},
        "message_snapshots": [{"message": snapshot}],
    }


def link(url: str, title: str = "A page") -> dict[str, Any]:
    """The preview Discord makes of a link."""
    return {"embeds": [{"type": "link", "url": url, "title": title}]}
