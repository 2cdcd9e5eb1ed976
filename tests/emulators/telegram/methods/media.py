"""Methods that put one file into a chat: photos, films, sounds, animations, stickers, documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.emulators.telegram.errors import bad_request
from tests.emulators.telegram.methods.base import SENDING, Asked, Method, caption_of, draft, open_chat_of
from tests.emulators.telegram.methods.files import made
from tests.emulators.telegram.wire import Wire
from tests.emulators.telegram.world import Message

VOICES: Final = ("voice", "video_note")
"""What somebody with Telegram Premium can forbid to be sent."""


def _send(kind: str) -> Callable[[Asked], Message]:
    """The method that sends a file as this kind."""

    def send(asked: Asked) -> Message:
        if not asked.get(kind):
            raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
        caption = caption_of(asked)
        chat = open_chat_of(asked)
        content = made(asked, kind, asked.get(kind), asked.parameters)
        if kind in VOICES and chat.person in asked.world.forbid_voices:
            raise bad_request("VOICE_MESSAGES_FORBIDDEN")
        message = draft(asked, chat) | content | caption
        chat.post(message, by_bot=True)
        return message

    return send


_CAPTIONED: Final = {**SENDING, "caption": Wire.STRING, "caption_entities": Wire.JSON}
_SHOWN: Final = {"has_spoiler": Wire.BOOLEAN, "show_caption_above_media": Wire.BOOLEAN}
_SIDES: Final = {"width": Wire.INTEGER, "height": Wire.INTEGER}
_PLAYED: Final = {"duration": Wire.INTEGER, "thumbnail": Wire.FILE}
_UNFORMATTED: Final = {name: wire for name, wire in SENDING.items() if name != "parse_mode"}

METHODS: Final = (
    Method("sendPhoto", {**_CAPTIONED, **_SHOWN, "photo": Wire.FILE}, _send("photo"), messages=True),
    Method(
        "sendVideo",
        {
            **_CAPTIONED, **_SHOWN, **_SIDES, **_PLAYED, "video": Wire.FILE, "supports_streaming": Wire.BOOLEAN,
            "cover": Wire.UNSPOKEN, "start_timestamp": Wire.UNSPOKEN,
        },
        _send("video"),
        messages=True,
    ),
    Method(
        "sendAnimation",
        {**_CAPTIONED, **_SHOWN, **_SIDES, **_PLAYED, "animation": Wire.FILE},
        _send("animation"),
        messages=True,
    ),
    Method(
        "sendVideoNote",
        {**_UNFORMATTED, **_PLAYED, "video_note": Wire.FILE, "length": Wire.INTEGER},
        _send("video_note"),
        messages=True,
    ),
    Method(
        "sendVoice", {**_CAPTIONED, "voice": Wire.FILE, "duration": Wire.INTEGER}, _send("voice"), messages=True
    ),
    Method(
        "sendAudio",
        {**_CAPTIONED, **_PLAYED, "audio": Wire.FILE, "performer": Wire.STRING, "title": Wire.STRING},
        _send("audio"),
        messages=True,
    ),
    Method(
        "sendDocument",
        {
            **_CAPTIONED, "document": Wire.FILE, "thumbnail": Wire.FILE,
            "disable_content_type_detection": Wire.BOOLEAN,
        },
        _send("document"),
        messages=True,
    ),
    Method(
        "sendSticker",
        {**_UNFORMATTED, "sticker": Wire.FILE, "emoji": Wire.STRING},
        _send("sticker"),
        messages=True,
    ),
)  # fmt: skip
