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
from tests.emulators.telegram.texts import MESSAGE_LIMIT
from tests.emulators.telegram.wire import Wire
from tests.emulators.telegram.world import Chat, Message, PressAnswer

NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
LONGEST_TOAST: Final = 200  # characters
MOST_DELETED: Final = 100
REACTIONS: Final = frozenset(
    {
        "👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮",
        "💩", "🙏", "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳", "❤‍🔥", "🌚", "🌭", "💯", "🤣", "⚡",
        "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨‍💻",
        "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿",
        "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷‍♂", "🤷", "🤷‍♀", "😡",
    }
)  # fmt: skip


def edit_message_text(asked: Asked) -> Message:
    text, entities = text_of(asked, MESSAGE_LIMIT)
    chat, old = _editable(asked)
    if "text" not in old:
        raise bad_request("there is no text in the message to edit")
    kept = {key: value for key, value in old.items() if key not in ("entities", "reply_markup", "link_preview_options")}
    new = {**kept, "text": text}
    if entities:
        new["entities"] = entities
    if preview := asked.get("link_preview_options"):
        new["link_preview_options"] = preview
    return _edited(asked, chat, old, new)


def edit_message_caption(asked: Asked) -> Message:
    chat, old = _editable(asked)
    if "photo" not in old and "document" not in old:
        raise bad_request("there is no caption in the message to edit")
    kept = {key: value for key, value in old.items() if key not in ("caption", "caption_entities", "reply_markup")}
    return _edited(asked, chat, old, {**kept, **caption_of(asked)})


def edit_message_reply_markup(asked: Asked) -> Message:
    chat, old = _editable(asked)
    return _edited(asked, chat, old, {key: value for key, value in old.items() if key != "reply_markup"})


def _editable(asked: Asked) -> tuple[Chat, Message]:
    if asked.get("chat_id") is None:
        raise bad_request("message identifier is not specified")
    chat = open_chat_of(asked)
    message = message_of(asked, chat, "message to edit")
    if message["from"]["id"] != asked.bot.id:
        raise bad_request("message can't be edited")
    return chat, message


def _edited(asked: Asked, chat: Chat, old: Message, new: Message) -> Message:
    """The keyboard goes unless it is sent again, as in the real service."""
    keyboard = keyboard_of(asked)
    if keyboard is not None:
        new["reply_markup"] = keyboard
    compared = ("text", "entities", "caption", "caption_entities", "reply_markup")
    if all(old.get(field) == new.get(field) for field in compared):
        raise bad_request(NOT_MODIFIED)
    new["edit_date"] = asked.world.now()
    chat.post(new, by_bot=True)
    return new


def delete_message(asked: Asked) -> bool:
    chat = chat_of(asked)
    message = message_of(asked, chat, "message to delete")
    if asked.world.now() - message["date"] > SECONDS_TO_DELETE:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message["message_id"]]
    return True


def delete_messages(asked: Asked) -> bool:
    """Those that are not there are passed over."""
    chat = chat_of(asked)
    ids = array(asked, "message_ids", "Integer") or []
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MOST_DELETED:
        raise bad_request("too many message identifiers specified")
    for message_id in ids:
        chat.messages.pop(message_id, None)
    return True


def set_message_reaction(asked: Asked) -> bool:
    chat = open_chat_of(asked)
    message = message_of(asked, chat, "message to react")
    reaction = array(asked, "reaction", "ReactionType") or []
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for each in reaction:
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


_EDITING: Final[dict[str, Any]] = {
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
            **_EDITING,
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
            **_EDITING,
            "caption": Wire.STRING,
            "caption_entities": Wire.JSON,
            "show_caption_above_media": Wire.UNSPOKEN,
            "parse_mode": Wire.UNSPOKEN,
        },
        edit_message_caption,
        messages=True,
    ),
    Method("editMessageReplyMarkup", _EDITING, edit_message_reply_markup, messages=True),
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
