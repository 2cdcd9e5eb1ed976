"""The method that repeats a message in another chat: for the bots Bauta is compared with, never for Bauta itself."""

from __future__ import annotations

from typing import Any, Final

from tests.emulators.telegram.errors import Violation, bad_request
from tests.emulators.telegram.methods.base import SENDING, Asked, Method, draft, open_chat_of
from tests.emulators.telegram.wire import Wire

CONTENT: Final = "text", "entities", "photo", "document", "caption", "caption_entities"


def copy_message(asked: Asked) -> dict[str, Any]:
    if not asked.world.copying:
        raise Violation("copyMessage is not spoken here: messages are built anew")
    source = asked.bot.chats.get(asked.get("from_chat_id", 0))
    original = source.messages.get(asked.get("message_id", 0)) if source else None
    content = {name: original[name] for name in CONTENT if name in original} if original else {}
    if not content:
        raise bad_request("message to copy not found")
    chat = open_chat_of(asked)
    message = draft(asked, chat) | content
    chat.post(message, by_bot=True)
    return {"message_id": message["message_id"]}


METHODS: Final = (
    Method(
        "copyMessage",
        {
            **{name: wire for name, wire in SENDING.items() if name != "business_connection_id"},
            "from_chat_id": Wire.CHAT,
            "message_id": Wire.INTEGER,
            "caption": Wire.UNSPOKEN,
            "caption_entities": Wire.UNSPOKEN,
            "show_caption_above_media": Wire.UNSPOKEN,
            "video_start_timestamp": Wire.UNSPOKEN,
        },
        copy_message,
        messages=True,
    ),
)
