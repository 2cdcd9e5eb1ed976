"""Everything people can send besides text: `await ann.sends(bot, sticker=sticker(), …)`.

An Attachment has bytes (or only a size) behind it that the bot can download; the other helpers return plain fields.
`more` are further fields of the object itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

OPUS: Final = b"OggS" + bytes(24) + b"OpusHead" + bytes(64)
MP4: Final = b"\0\0\0\x18ftypmp42" + bytes(32)
"""As much of a voice message and of a film as shows what they are."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Fields of a media object, and the file behind it. `size` alone (bytes) stands for a file too large to keep.

    `kind`: the field of the message it stands in. `thumbnail`: the bytes of a JPEG. `parts`: further files within the
    object, by field (a sticker's premium animation). `also`: further fields of the message, which get the file's id.
    """

    kind: str
    suffix: str
    fields: Mapping[str, Any]
    content: bytes = b""
    size: int | None = None
    thumbnail: bytes | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict)
    also: Mapping[str, Any] = field(default_factory=dict)


def photo(content: bytes) -> Attachment:
    """A photo as albums and edits take it; `content` are the bytes of an image."""
    return Attachment("photo", ".jpg", {}, content)


def sticker(
    emoji: str = "🙂", *, set_name: str | None = "PlainFaces", animated: bool = False, video: bool = False,
    content: bytes = b"RIFF\0\0\0\0WEBP", thumbnail: bytes | None = None, premium: bytes | None = None, **more: Any,
) -> Attachment:  # fmt: skip
    """`content`: a WEBP, a TGS if it is `animated`, a WEBM if it is a `video`. `premium`: the animation around it."""
    fields = {
        "type": "regular", "width": 512, "height": 512, "is_animated": animated, "is_video": video, "emoji": emoji,
        **more,
    }  # fmt: skip
    if set_name:
        fields["set_name"] = set_name
    suffix = ".tgs" if animated else ".webm" if video else ".webp"
    parts = {"premium_animation": premium} if premium is not None else {}
    return Attachment("sticker", suffix, fields, content, thumbnail=thumbnail, parts=parts)


def voice(content: bytes = OPUS, *, seconds: int = 3, **more: Any) -> Attachment:
    return Attachment("voice", ".oga", {"duration": seconds, "mime_type": "audio/ogg", **more}, content)


def video(
    content: bytes = MP4, *, seconds: int = 5, file_name: str = "IMG_0001.MOV", width: int = 640, height: int = 480,
    thumbnail: bytes | None = None, **more: Any,
) -> Attachment:  # fmt: skip
    fields = {
        "duration": seconds, "width": width, "height": height, "file_name": file_name, "mime_type": "video/mp4", **more,
    }  # fmt: skip
    return Attachment("video", ".mp4", fields, content, thumbnail=thumbnail)


def video_note(
    content: bytes = MP4, *, seconds: int = 5, length: int = 240, thumbnail: bytes | None = None
) -> Attachment:
    return Attachment("video_note", ".mp4", {"length": length, "duration": seconds}, content, thumbnail=thumbnail)


def animation(
    content: bytes = MP4, *, seconds: int = 2, file_name: str = "mp4.mp4", thumbnail: bytes | None = None, **more: Any
) -> Attachment:
    """A GIF as Telegram keeps it. The message also has `document`, which older bots look at."""
    document = {"file_name": file_name, "mime_type": "video/mp4"}
    fields = {"duration": seconds, "width": 320, "height": 240, **document, **more}
    return Attachment("animation", ".mp4", fields, content, thumbnail=thumbnail, also={"document": document})


def audio(
    content: bytes = b"ID3" + bytes(32), *, title: str = "Song", performer: str = "Somebody", seconds: int = 180,
    file_name: str | None = None, thumbnail: bytes | None = None, **more: Any,
) -> Attachment:  # fmt: skip
    """`thumbnail`: the cover of the album."""
    fields = {
        "duration": seconds, "performer": performer, "title": title, "mime_type": "audio/mpeg",
        "file_name": file_name or f"{performer} - {title}.mp3", **more,
    }  # fmt: skip
    return Attachment("audio", ".mp3", fields, content, thumbnail=thumbnail)


def document(
    content: bytes = b"%PDF-1.4", *, file_name: str = "letter.pdf", mime_type: str = "application/pdf",
    size: int | None = None, thumbnail: bytes | None = None,
) -> Attachment:  # fmt: skip
    """`size`: pretend to be this large; above 20 MB the bot cannot download it."""
    suffix = "." + file_name.rpartition(".")[2]
    fields = {"file_name": file_name, "mime_type": mime_type}
    return Attachment("document", suffix, fields, content, size, thumbnail)


def photo_as_file(content: bytes, *, file_name: str = "IMG_0001.JPG", thumbnail: bytes | None = None) -> Attachment:
    """A photo sent uncompressed, with all its metadata."""
    return document(content, file_name=file_name, mime_type="image/jpeg", thumbnail=thumbnail)


def quote(text: str, position: int = 0, *, manual: bool = True, **more: Any) -> dict[str, Any]:
    """A TextQuote, for replies to messages that are not in the chat; `position` in UTF-16 code units."""
    return {"text": text, "position": position, **({"is_manual": True} if manual else {}), **more}


def external_reply(origin: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """What a message answers that stands in another chat; `origin` as of a forward, `more` what it is."""
    return {"origin": origin, **more}


def custom_reaction(custom_emoji_id: str = "5312345678901234567") -> dict[str, str]:
    """A reaction that only subscribers have."""
    return {"type": "custom_emoji", "custom_emoji_id": custom_emoji_id}


def paid_reaction() -> dict[str, str]:
    return {"type": "paid"}


def location(latitude: float = 45.4342, longitude: float = 12.3388, **live: int) -> dict[str, Any]:
    """`live`: of a live location, live_period (seconds), heading, proximity_alert_radius."""
    return {"latitude": latitude, "longitude": longitude, **live}


def venue(title: str = "Florian", address: str = "Piazza San Marco", **more: Any) -> dict[str, Any]:
    return {"location": location(), "title": title, "address": address, **more}


def contact(
    phone: str = "+390415205641", first_name: str = "Carlo", user_id: int | None = None, **more: Any
) -> dict[str, Any]:
    return {"phone_number": phone, "first_name": first_name, **more} | ({"user_id": user_id} if user_id else {})


def dice(emoji: str = "🎲", value: int = 4) -> dict[str, Any]:
    return {"emoji": emoji, "value": value}


def poll(
    question: str = "Tea?", options: Sequence[str] = ("Yes", "No"), *, several: bool = False, anonymous: bool = True,
    **more: Any,
) -> dict[str, Any]:  # fmt: skip
    return {
        "id": "5312345678901234567",
        "question": question,
        "options": [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(options)],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": anonymous,
        "type": "regular",
        "allows_multiple_answers": several,
        "allows_revoting": True,
        "members_only": False,
        **more,
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
