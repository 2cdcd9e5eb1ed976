"""Methods that put something into a chat: texts, photos, documents, "typing…"."""

from __future__ import annotations

from typing import Final

from tests.emulators.telegram.errors import Violation, bad_request
from tests.emulators.telegram.methods.base import SENDING, Asked, Method, caption_of, draft, open_chat_of, text_of
from tests.emulators.telegram.texts import MESSAGE_LIMIT
from tests.emulators.telegram.wire import Upload, Wire
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


def send_photo(asked: Asked) -> Message:
    photo = asked.get("photo")
    if not photo:
        raise bad_request("there is no photo in the request")
    caption = caption_of(asked)
    chat = open_chat_of(asked)
    sizes = asked.world.files.photo(asked.bot.id, _content(asked, photo))
    message = draft(asked, chat) | {"photo": sizes} | caption
    if asked.get("has_spoiler"):
        message["has_media_spoiler"] = True
    chat.post(message, by_bot=True)
    return message


def send_document(asked: Asked) -> Message:
    document = asked.get("document")
    if not document:
        raise bad_request("there is no document in the request")
    caption = caption_of(asked)
    chat = open_chat_of(asked)
    content = _content(asked, document)
    if not content:
        raise bad_request("file must be non-empty")
    name = document.name if isinstance(document, Upload) else "file"
    stored = asked.world.files.add(asked.bot.id, "documents", "." + name.rpartition(".")[2], content)
    message = draft(asked, chat) | {"document": {"file_name": name, **stored.fields()}} | caption
    chat.post(message, by_bot=True)
    return message


def send_chat_action(asked: Asked) -> bool:
    if asked.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    open_chat_of(asked)
    return True


def _content(asked: Asked, file: Upload | str) -> bytes:
    """The bytes uploaded, or those behind a file_id that this bot knows."""
    if isinstance(file, Upload):
        return file.content
    if "://" in file:
        raise Violation("files by address are not spoken here: the bot must send bytes")
    stored = asked.world.files.get(asked.bot.id, file)
    if stored is None or stored.content is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored.content


_CAPTIONED: Final = {**SENDING, "caption": Wire.STRING, "caption_entities": Wire.JSON}

METHODS: Final = (
    Method(
        "sendMessage",
        {**SENDING, "text": Wire.STRING, "entities": Wire.JSON, "link_preview_options": Wire.JSON},
        send_message,
        messages=True,
    ),
    Method(
        "sendPhoto",
        {**_CAPTIONED, "photo": Wire.FILE, "has_spoiler": Wire.BOOLEAN, "show_caption_above_media": Wire.BOOLEAN},
        send_photo,
        messages=True,
    ),
    Method(
        "sendDocument",
        {
            **_CAPTIONED,
            "document": Wire.FILE,
            "thumbnail": Wire.UNSPOKEN,
            "disable_content_type_detection": Wire.BOOLEAN,
        },
        send_document,
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
