"""What every method is made of: its declared parameters, who asks, and the chat that is meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.emulators.telegram.errors import Refused, Violation, bad_request, forbidden
from tests.emulators.telegram.groups import Group
from tests.emulators.telegram.keyboards import inline_keyboard
from tests.emulators.telegram.quotes import chosen
from tests.emulators.telegram.texts import CAPTION_LIMIT, Entity, formatted, units
from tests.emulators.telegram.wire import Upload, Wire
from tests.emulators.telegram.world import BotAccount, Chat, Message, World, quoted

SECONDS_TO_DELETE: Final = 48 * 3600
_REPLYING: Final = frozenset(
    {"message_id", "chat_id", "allow_sending_without_reply", "quote", "quote_entities", "quote_position"}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: the bot that makes it, with typed parameters."""

    world: World
    bot: BotAccount
    parameters: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)  # every upload, by the name of its part

    def get(self, name: str, default: Any = None) -> Any:
        return self.parameters.get(name, default)


@dataclass(frozen=True, slots=True)
class Method:
    """A Bot API method. `run` returns the result or an awaitable of it, and raises Refused.

    `messages`: it puts a message into a chat, so flood control applies.
    """

    name: str
    parameters: Mapping[str, Wire]
    run: Callable[[Asked], Any | Awaitable[Any]]
    messages: bool = False


SENDING: Final[Mapping[str, Wire]] = {
    "chat_id": Wire.CHAT,
    "disable_notification": Wire.BOOLEAN,
    "protect_content": Wire.BOOLEAN,
    "reply_parameters": Wire.JSON,
    "reply_markup": Wire.JSON,
    "business_connection_id": Wire.UNSPOKEN,
    "message_thread_id": Wire.UNSPOKEN,
    "direct_messages_topic_id": Wire.UNSPOKEN,
    "parse_mode": Wire.UNSPOKEN,
    "allow_paid_broadcast": Wire.UNSPOKEN,
    "message_effect_id": Wire.UNSPOKEN,
    "suggested_post_parameters": Wire.UNSPOKEN,
}


def chat_of(asked: Asked) -> Chat:
    """The chat that `chat_id` names; raises Refused where the bot has none with that person."""
    chat_id = asked.get("chat_id", "")
    if chat_id == "":
        raise bad_request("chat_id is empty")
    if chat_id in asked.world.groups:
        return _group_chat(asked, asked.world.groups[chat_id])
    if chat_id not in asked.world.users:
        raise bad_request("chat not found")
    chat = asked.bot.chats.get(chat_id)
    if chat is None:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def _group_chat(asked: Asked, group: Group) -> Chat:
    if group.became is not None:
        upgraded = bad_request("group chat was upgraded to a supergroup chat")
        raise Refused(upgraded.code, upgraded.description, {"migrate_to_chat_id": group.became})
    if asked.bot not in group.bots:
        raise forbidden(f"bot was kicked from the {group.fields['type']} chat")
    return asked.bot.chats[group.id]


def open_chat_of(asked: Asked) -> Chat:
    """The same, and the person lets the bot write there; a group does."""
    chat = chat_of(asked)
    if chat.group is not None and asked.bot.id in chat.group.silenced:
        raise bad_request("not enough rights to send text messages to the chat")
    if chat.person in asked.world.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def message_of(asked: Asked, chat: Chat, what: str) -> Message:
    """The message that `message_id` names; `what` is how Telegram calls it when it is missing."""
    message_id = asked.get("message_id", 0)
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    if message_id not in chat.messages:
        raise bad_request(f"{what} not found")
    return chat.messages[message_id]


def text_of(asked: Asked, limit: int) -> tuple[str, list[Entity]]:
    text = asked.get("text", "")
    if not text:
        raise bad_request("message text is empty")
    text, entities = formatted(text, array(asked, "entities", "MessageEntity"))
    if units(text) > limit:
        raise bad_request("message is too long")
    return text, entities


def keyboard_of(asked: Asked) -> dict[str, Any] | None:
    markup = asked.get("reply_markup")
    return None if markup is None else inline_keyboard(markup)


def array(asked: Asked, name: str, of: str) -> list[Any] | None:
    value = asked.get(name)
    if value is not None and not isinstance(value, list):
        raise bad_request(f"expected an Array of {of}")
    return value


def replied_to(asked: Asked, chat: Chat) -> dict[str, Any]:
    """What `reply_parameters` points at, as fields of the reply: the message and the part of it that is quoted."""
    given = asked.get("reply_parameters")
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise bad_request("object expected as reply parameters")
    if unspoken := given.keys() - _REPLYING:
        raise Violation(f"reply parameters {', '.join(sorted(unspoken))} are not spoken here")
    if "message_id" not in given:
        raise bad_request('can\'t find field "message_id"')
    if given.get("chat_id", chat.person) != chat.person:
        raise Violation("a reply to a message in another chat")
    message = chat.messages.get(given["message_id"])
    if message is None and not given.get("allow_sending_without_reply", False):
        raise bad_request("message to be replied not found")
    if message is None:
        return {}
    quote = {"quote": chosen(given, message)} if given.get("quote") else {}
    return {"reply_to_message": quoted(message), **quote}


def draft(asked: Asked, chat: Chat) -> Message:
    """A new message of the bot, without content: reply, keyboard and protection checked and in place."""
    reply, keyboard = replied_to(asked, chat), keyboard_of(asked)
    message: Message = {
        "message_id": chat.next_message_id(),
        "from": asked.bot.user,
        "chat": chat.fields,
        "date": asked.world.now(),
    }
    message |= reply
    if keyboard is not None:
        message["reply_markup"] = keyboard
    if asked.get("protect_content"):
        message["has_protected_content"] = True
    return message


def caption_of(asked: Asked) -> dict[str, Any]:
    """The words under a picture or file, as fields of a message; none if there are none."""
    caption = asked.get("caption", "")
    if not caption.strip():
        return {}
    text, entities = formatted(caption, array(asked, "caption_entities", "MessageEntity"))
    if units(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    fields: dict[str, Any] = {"caption": text}
    if entities:
        fields["caption_entities"] = entities
    if asked.get("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    return fields
