"""Methods that put words into a chat, and "typing…"."""

from __future__ import annotations

from typing import Final

from tests.emulators.telegram.errors import bad_request
from tests.emulators.telegram.methods.base import SENDING, Asked, Method, draft, open_chat_of, text_of
from tests.emulators.telegram.texts import MESSAGE_LIMIT
from tests.emulators.telegram.wire import Wire
from tests.emulators.telegram.world import Message

ACTIONS: Final = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip


def send_message(asked: Asked) -> Message:
    text, entities = text_of(asked, MESSAGE_LIMIT)
    chat = open_chat_of(asked)
    message = draft(asked, chat) | {"text": text}
    if entities:
        message["entities"] = entities
    if preview := asked.get("link_preview_options"):
        message["link_preview_options"] = preview
    chat.post(message, by_bot=True)
    return message


def send_chat_action(asked: Asked) -> bool:
    if asked.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    open_chat_of(asked)
    return True


METHODS: Final = (
    Method(
        "sendMessage",
        {**SENDING, "text": Wire.STRING, "entities": Wire.JSON, "link_preview_options": Wire.JSON},
        send_message,
        messages=True,
    ),
    Method(
        "sendChatAction",
        {
            "chat_id": Wire.CHAT,
            "action": Wire.STRING,
            "business_connection_id": Wire.UNSPOKEN,
            "message_thread_id": Wire.UNSPOKEN,
        },
        send_chat_action,
    ),
)
