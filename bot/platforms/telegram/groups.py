"""What is heard in groups: /mod, moderators' buttons, and what becomes of the group. All else is not even read."""

from collections.abc import Mapping
from typing import Any, Final

from bot.messages import Command, Departed, Incoming, Moved, Pressed, Sender, What
from bot.platforms.telegram.kinds import PLATFORM
from bot.platforms.telegram.skips import Skip
from bot.platforms.utf16 import Utf16, well_formed
from bot.taps import for_moderators
from bot.via import Via

GROUPS: Final = frozenset({"group", "supergroup"})
OUT: Final = frozenset({"left", "kicked"})
RESTRICTED: Final = "restricted"
TOAST_LASTS: Final = 30.0
"""Seconds within which a press is answered: nobody looks longer at a button."""


def concerns(raw: Mapping[str, Any]) -> bool:
    """Whether an update comes from elsewhere than a private chat or a channel. Never raises for a JSON object."""
    for name in ("message", "my_chat_member"):
        if isinstance(found := raw.get(name), dict):
            return _kind(found) in GROUPS
    pressed = raw.get("callback_query")
    message = pressed.get("message") if isinstance(pressed, dict) else None
    return isinstance(message, dict) and _kind(message) in GROUPS


def _kind(holder: Mapping[str, Any]) -> object:
    chat = holder.get("chat")
    kind = chat.get("type") if isinstance(chat, dict) else None
    return kind if isinstance(kind, str) else None


def read(raw: Mapping[str, Any], account: str, username: str, now: float) -> Incoming | Skip:
    """What it means to the bot `account`, which is called `username`. Raises anything at all if it is malformed.

    Nobody is met by it: what is said in groups is nobody's business, and reaches nobody.
    """
    key = f"{PLATFORM}:{account}:u:{_int(raw['update_id'])}"
    if (message := raw.get("message")) is not None:
        return _message(message, key, account, username)
    if (change := raw.get("my_chat_member")) is not None:
        return _membership(change, key, account)
    return _pressed(raw["callback_query"], key, account, now)


def _message(message: Mapping[str, Any], key: str, account: str, username: str) -> Incoming | Skip:
    if (moved := message.get("migrate_to_chat_id")) is not None:
        nobody = Sender(PLATFORM, account, "", "", place=str(_int(message["chat"]["id"])))
        return Incoming(key, nobody, Moved(str(_int(moved))))
    what = _command(message, username)
    if what is None or not for_moderators(what) or message.get("from") is None:
        return Skip.NOT_PRIVATE
    sender = _sender(message["from"], message["chat"], account)
    return Incoming(key, sender, what, str(_int(message["message_id"])))


def _command(message: Mapping[str, Any], username: str) -> Command | None:
    """A command at the beginning that is meant for this bot, or for any."""
    text = message.get("text")
    first = next((each for each in message.get("entities") or () if each["offset"] == 0), None)
    if not isinstance(text, str) or first is None or first["type"] != "bot_command" or "forward_origin" in message:
        return None
    text = well_formed(text)
    end = Utf16(text).point(_int(first["length"]))
    name, _, address = text[1:end].partition("@")
    if address and address.lower() != username.lower():
        return None
    return Command(name.lower(), text[end:].strip())


def _pressed(query: Mapping[str, Any], key: str, account: str, now: float) -> Incoming | Skip:
    """Answered by a toast: in the group nobody else sees what somebody is told."""
    data, message = query.get("data"), query["message"]
    if not isinstance(data, str):
        return Skip.UNASKED
    action, _, token = well_formed(data).partition(":")
    what: What = Pressed(action, token)
    if not for_moderators(what):
        return Skip.NOT_PRIVATE
    sender = _sender(query["from"], message["chat"], account)
    via = Via(str(query["id"]), now + TOAST_LASTS, aside=True, tap=True, brief=True)
    return Incoming(key, sender, what, str(_int(message["message_id"])), via=via)


def _membership(change: Mapping[str, Any], key: str, account: str) -> Incoming | Skip:
    """Where the bot was thrown out, or may not write any more, nothing can be sent."""
    member = change["new_chat_member"]
    silenced = member["status"] == RESTRICTED and not member.get("can_send_messages")
    if member["status"] in OUT or silenced:
        place = str(_int(change["chat"]["id"]))
        return Incoming(key, Sender(PLATFORM, account, "", "", place=place), Departed())
    return Skip.NOT_PRIVATE


def _sender(user: Mapping[str, Any], chat: Mapping[str, Any], account: str) -> Sender:
    """Their chat with the bot is called as they are."""
    name, language = str(_int(user["id"])), user.get("language_code")
    language = language if isinstance(language, str) else None
    return Sender(PLATFORM, account, name, name, language, place=str(_int(chat["id"])))


def _int(number: Any) -> int:
    """Raises TypeError for anything but a number."""
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError("not a number")
    return number
