"""Everything people can send besides text: files (`sends(bot, photo())`) and fields (`sends(bot, **poll())`)."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from PIL import Image

from tests.emulators.discord.files import Attachment
from tests.emulators.discord.objects import HAS_SNAPSHOT, IS_VOICE_MESSAGE, POLL_RESULT, moment

OPUS: Final = b"OggS" + bytes(24) + b"OpusHead" + bytes(64)
MP4: Final = b"\0\0\0\x18ftypmp42" + bytes(32)
"""As much of a voice message and of a film as shows what they are."""


def file(
    filename: str, content: bytes = b"%PDF-1.4", *, size: int | None = None, spoiler: bool = False,
    description: str | None = None, content_type: str | None = None, **more: Any,
) -> Attachment:  # fmt: skip
    """`size` (bytes): pretend to be this large, without the bytes. `more`: further fields of the attachment object."""
    return Attachment(filename, content, size, spoiler, description, content_type, tuple(more.items()))


def photo(
    content: bytes | None = None, filename: str = "IMG_0001.png", *, spoiler: bool = False,
    description: str | None = None, **more: Any,
) -> Attachment:  # fmt: skip
    """A picture; a small plain one if none is given. Apps send a `placeholder` with it."""
    content = picture() if content is None else content
    return Attachment(filename, content, spoiler=spoiler, description=description, fields=tuple(more.items()))


def video(content: bytes = MP4, filename: str = "IMG_0001.mp4", *, spoiler: bool = False, **more: Any) -> Attachment:
    return file(filename, content, spoiler=spoiler, content_type="video/mp4", **{"width": 640, "height": 360, **more})


def audio(content: bytes = b"ID3" + bytes(32), filename: str = "Somebody - Song.mp3", **more: Any) -> Attachment:
    return file(filename, content, content_type="audio/mpeg", **more)


def gif(content: bytes, filename: str = "cat.gif", **more: Any) -> Attachment:
    return file(filename, content, content_type="image/gif", **more)


def clip(content: bytes = MP4, *, participants: Sequence[Mapping[str, Any]] = (), **more: Any) -> Attachment:
    """A recording of a game, with who took part (User objects) and, in `more`, the application."""
    fields = {"title": "A clip", "clip_created_at": moment(1.7e9), "clip_participants": list(participants), **more}
    return video(content, "clip.mp4", **fields)


def picture(width: int = 64, height: int = 48, kind: str = "PNG") -> bytes:
    """The bytes of a plain image."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (90, 40, 110)).save(buffer, kind)
    return buffer.getvalue()


def voice(content: bytes = OPUS, *, seconds: float = 3.0, **more: Any) -> tuple[Attachment, dict[str, Any]]:
    """A voice message: its file, and the fields that go with it."""
    waveform = base64.b64encode(bytes(range(0, 256, 4))).decode()
    fields = {"duration_secs": seconds, "waveform": waveform, **more}
    return file("voice-message.ogg", content, content_type="audio/ogg", **fields), {"flags": IS_VOICE_MESSAGE}


def sticker(name: str = "Wave", sticker_id: int = 749_054_660_769_218_631, format_type: int = 1) -> dict[str, Any]:
    """`format_type`: 1 PNG, 2 APNG, 3 Lottie, 4 GIF."""
    return {"sticker_items": [{"id": str(sticker_id), "name": name, "format_type": format_type}]}


def poll(
    question: str = "Tea?", answers: Sequence[str] = ("Yes", "No"), *, expiry: float = 4e9, several: bool = False
) -> dict[str, Any]:
    made = [{"answer_id": number, "poll_media": {"text": text}} for number, text in enumerate(answers, 1)]
    return {
        "poll": {
            "question": {"text": question},
            "answers": made,
            "expiry": moment(expiry),
            "allow_multiselect": several,
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


def link(url: str, title: str = "A page", **more: Any) -> dict[str, Any]:
    """The preview Discord makes of a link; `more`: its author, fields, footer…"""
    return {"embeds": [{"type": "link", "url": url, "title": title, **more}]}


def poll_result(question: str, *, poll: int, channel: int, winner: str = "", votes: int = 0) -> dict[str, Any]:
    """The message that Discord writes in the name of who asked, once a poll (a message's id) is over."""
    said = {"poll_question_text": question, "victor_answer_text": winner, "victor_answer_votes": str(votes)}
    fields = [{"name": name, "value": value, "inline": False} for name, value in said.items() if value]
    reference = {"type": 0, "channel_id": str(channel), "message_id": str(poll)}
    return {"type": POLL_RESULT, "message_reference": reference, "embeds": [{"type": "poll_result", "fields": fields}]}
