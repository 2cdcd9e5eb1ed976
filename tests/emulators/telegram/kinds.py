"""Everything people can send besides text: `await ann.sends(bot, sticker=sticker(), …)`.

An Attachment has bytes (or only a size) behind it that the bot can download; the other helpers return plain fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Attachment:
    """Fields of a media object, and the file behind it. `size` alone (bytes) stands for a file too large to keep."""

    folder: str
    suffix: str
    fields: Mapping[str, Any]
    content: bytes = b""
    size: int | None = None
    also: Mapping[str, Any] = field(default_factory=dict)  # further fields of the message itself


def sticker(
    emoji: str = "🙂", *, set_name: str | None = "PlainFaces", animated: bool = False, video: bool = False
) -> Attachment:
    fields = {
        "type": "regular", "width": 512, "height": 512, "is_animated": animated, "is_video": video, "emoji": emoji,
    }  # fmt: skip
    if set_name:
        fields["set_name"] = set_name
    return Attachment("stickers", ".tgs" if animated else ".webp", fields, b"RIFF\0\0\0\0WEBP")


def voice(content: bytes = b"OggS" + bytes(64), *, seconds: int = 3) -> Attachment:
    return Attachment("voice", ".oga", {"duration": seconds, "mime_type": "audio/ogg"}, content)


def video(content: bytes = b"\0\0\0\x18ftypmp42", *, seconds: int = 5, file_name: str = "IMG_0001.MOV") -> Attachment:
    fields = {"duration": seconds, "width": 640, "height": 480, "file_name": file_name, "mime_type": "video/mp4"}
    return Attachment("videos", ".mp4", fields, content)


def video_note(content: bytes = b"\0\0\0\x18ftypmp42", *, seconds: int = 5) -> Attachment:
    return Attachment("video_notes", ".mp4", {"length": 240, "duration": seconds}, content)


def animation(content: bytes = b"\0\0\0\x18ftypmp42", *, seconds: int = 2) -> Attachment:
    """A GIF as Telegram keeps it. The message also has `document`, which older bots look at."""
    fields = {"duration": seconds, "width": 320, "height": 240, "file_name": "mp4.mp4", "mime_type": "video/mp4"}
    document = {"file_name": "mp4.mp4", "mime_type": "video/mp4"}
    return Attachment("animations", ".mp4", fields, content, also={"document": document})


def audio(content: bytes = b"ID3" + bytes(32), *, title: str = "Song", performer: str = "Somebody") -> Attachment:
    fields = {
        "duration": 180, "performer": performer, "title": title, "file_name": f"{performer} - {title}.mp3",
        "mime_type": "audio/mpeg",
    }  # fmt: skip
    return Attachment("music", ".mp3", fields, content)


def document(
    content: bytes = b"%PDF-1.4", *, file_name: str = "letter.pdf", mime_type: str = "application/pdf",
    size: int | None = None,
) -> Attachment:  # fmt: skip
    """`size`: pretend to be this large; above 20 MB the bot cannot download it."""
    suffix = "." + file_name.rpartition(".")[2]
    return Attachment("documents", suffix, {"file_name": file_name, "mime_type": mime_type}, content, size)


def location(latitude: float = 45.4342, longitude: float = 12.3388) -> dict[str, Any]:
    return {"latitude": latitude, "longitude": longitude}


def venue(title: str = "Florian", address: str = "Piazza San Marco") -> dict[str, Any]:
    return {"location": location(), "title": title, "address": address}


def contact(phone: str = "+390415205641", first_name: str = "Carlo", user_id: int | None = None) -> dict[str, Any]:
    return {"phone_number": phone, "first_name": first_name} | ({"user_id": user_id} if user_id else {})


def dice(emoji: str = "🎲", value: int = 4) -> dict[str, Any]:
    return {"emoji": emoji, "value": value}


def poll(question: str = "Tea?", options: Sequence[str] = ("Yes", "No")) -> dict[str, Any]:
    return {
        "id": "5312345678901234567",
        "question": question,
        "options": [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(options)],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }


def story(of: int = 7_000_000_001, story_id: int = 3) -> dict[str, Any]:
    return {"chat": {"id": of, "type": "private", "first_name": "Somebody"}, "id": story_id}


def forwarded_from_user(user_id: int, first_name: str, date: int) -> dict[str, Any]:
    """`forward_origin` of a message whose author lets forwards link to the account. `date` in seconds."""
    user = {"id": user_id, "is_bot": False, "first_name": first_name}
    return {"type": "user", "sender_user": user, "date": date}


def forwarded_from_hidden_user(name: str, date: int) -> dict[str, Any]:
    return {"type": "hidden_user", "sender_user_name": name, "date": date}


def forwarded_from_channel(title: str, date: int, *, chat: int = -1001234567890, message: int = 17) -> dict[str, Any]:
    return {
        "type": "channel", "chat": {"id": chat, "type": "channel", "title": title}, "message_id": message, "date": date,
    }  # fmt: skip
