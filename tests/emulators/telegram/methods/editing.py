"""Methods that change what is in a chat: edits, deletions, reactions, answers to pressed buttons."""

from __future__ import annotations

from typing import Any, Final

from tests.emulators.telegram.errors import Violation, bad_request
from tests.emulators.telegram.methods.base import (
    SECONDS_TO_DELETE,
    Asked,
    Method,
    array,
    caption_of,
    chat_of,
    keyboard_of,
    message_of,
    open_chat_of,
    text_of,
)
from tests.emulators.telegram.methods.files import CAPTIONED
from tests.emulators.telegram.reactions import REACTIONS
from tests.emulators.telegram.texts import MESSAGE_LIMIT
from tests.emulators.telegram.wire import Wire
from tests.emulators.telegram.world import Chat, Message, PressAnswer

NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
COMPARED: Final = (
    "text", "entities", "caption", "caption_entities", "reply_markup", "has_media_spoiler", *CAPTIONED,
)  # fmt: skip
LONGEST_TOAST: Final = 200  # characters
MOST_DELETED: Final = 100
SECONDS_OF_DICE: Final = 24 * 3600  # younger ones stay, so that nobody throws again unseen


def edit_message_text(asked: Asked) -> Message:
    text, entities = text_of(asked, MESSAGE_LIMIT)
    chat, old = editable(asked)
    if "text" not in old:
        raise bad_request("there is no text in the message to edit")
    kept = {key: value for key, value in old.items() if key not in ("entities", "reply_markup", "link_preview_options")}
    new = {**kept, "text": text}
    if entities:
        new["entities"] = entities
    if preview := asked.get("link_preview_options"):
        new["link_preview_options"] = preview
    return edited(asked, chat, old, new)


def edit_message_caption(asked: Asked) -> Message:
    chat, old = editable(asked)
    if not any(kind in old for kind in CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    kept = {key: value for key, value in old.items() if key not in ("caption", "caption_entities", "reply_markup")}
    return edited(asked, chat, old, {**kept, **caption_of(asked)})


def edit_message_reply_markup(asked: Asked) -> Message:
    chat, old = editable(asked)
    return edited(asked, chat, old, {key: value for key, value in old.items() if key != "reply_markup"})


def editable(asked: Asked) -> tuple[Chat, Message]:
    """The message of the bot that is to change; raises Refused."""
    if asked.get("chat_id") is None:
        raise bad_request("message identifier is not specified")
    chat = open_chat_of(asked)
    message = message_of(asked, chat, "message to edit")
    if message["from"]["id"] != asked.bot.id:
        raise bad_request("message can't be edited")
    return chat, message


def edited(asked: Asked, chat: Chat, old: Message, new: Message) -> Message:
    """The keyboard goes unless it is sent again, as in the real service."""
    keyboard = keyboard_of(asked)
    if keyboard is not None:
        new["reply_markup"] = keyboard
    if all(old.get(field) == new.get(field) for field in COMPARED):
        raise bad_request(NOT_MODIFIED)
    new["edit_date"] = asked.world.now()
    chat.post(new, by_bot=True)
    return new


def delete_message(asked: Asked) -> bool:
    chat = chat_of(asked)
    message = message_of(asked, chat, "message to delete")
    _check_age(asked, message)
    del chat.messages[message["message_id"]]
    return True


def delete_messages(asked: Asked) -> bool:
    """Those that are not there are passed over; one that can't be deleted any more keeps all of them."""
    chat = chat_of(asked)
    ids = array(asked, "message_ids", "Integer") or []
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MOST_DELETED:
        raise bad_request("too many message identifiers specified")
    found = {message_id: chat.messages[message_id] for message_id in ids if message_id in chat.messages}
    for message in found.values():
        _check_age(asked, message)
    for message_id in found:
        del chat.messages[message_id]
    return True


def _check_age(asked: Asked, message: Message) -> None:
    age = asked.world.now() - message["date"]
    if age > SECONDS_TO_DELETE or ("dice" in message and age < SECONDS_OF_DICE):
        raise bad_request("message can't be deleted for everyone")


def set_message_reaction(asked: Asked) -> bool:
    chat = open_chat_of(asked)
    message = message_of(asked, chat, "message to react")
    reaction = array(asked, "reaction", "ReactionType") or []
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for each in reaction:
        if not isinstance(each, dict):
            raise bad_request("can't parse ReactionType: expected an Object")
        if each.get("type") != "emoji":
            raise Violation("only emoji reactions are spoken here")
        if each.get("emoji") not in REACTIONS:
            raise bad_request("REACTION_INVALID")
    chat.reactions[message["message_id"], True] = reaction
    return True


def answer_callback_query(asked: Asked) -> bool:
    press = asked.bot.presses.get(asked.get("callback_query_id", ""))
    if press is None or press.answer is not None or press.until < asked.world.clock():
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = asked.get("text", "")
    if len(text) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = PressAnswer(text, bool(asked.get("show_alert")), asked.get("url", ""))
    press.changed.notify()
    return True


EDITING: Final[dict[str, Any]] = {
    "chat_id": Wire.CHAT,
    "message_id": Wire.INTEGER,
    "reply_markup": Wire.JSON,
    "inline_message_id": Wire.UNSPOKEN,
    "business_connection_id": Wire.UNSPOKEN,
}

METHODS: Final = (
    Method(
        "editMessageText",
        {
            **EDITING,
            "text": Wire.STRING,
            "entities": Wire.JSON,
            "link_preview_options": Wire.JSON,
            "parse_mode": Wire.UNSPOKEN,
            "rich_message": Wire.UNSPOKEN,
        },
        edit_message_text,
        messages=True,
    ),
    Method(
        "editMessageCaption",
        {
            **EDITING,
            "caption": Wire.STRING,
            "caption_entities": Wire.JSON,
            "show_caption_above_media": Wire.UNSPOKEN,
            "parse_mode": Wire.UNSPOKEN,
        },
        edit_message_caption,
        messages=True,
    ),
    Method("editMessageReplyMarkup", EDITING, edit_message_reply_markup, messages=True),
    Method("deleteMessage", {"chat_id": Wire.CHAT, "message_id": Wire.INTEGER}, delete_message),
    Method("deleteMessages", {"chat_id": Wire.CHAT, "message_ids": Wire.JSON}, delete_messages),
    Method(
        "setMessageReaction",
        {"chat_id": Wire.CHAT, "message_id": Wire.INTEGER, "reaction": Wire.JSON, "is_big": Wire.BOOLEAN},
        set_message_reaction,
    ),
    Method(
        "answerCallbackQuery",
        {
            "callback_query_id": Wire.STRING,
            "text": Wire.STRING,
            "show_alert": Wire.BOOLEAN,
            "url": Wire.STRING,
            "cache_time": Wire.INTEGER,
        },
        answer_callback_query,
    ),
)
