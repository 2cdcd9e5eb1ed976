"""A message as the gateway or the history tells of it becomes Incomings, or is skipped for a reason. Pure.

Read from the raw payload: only what is named here is looked at, so nothing else can leak, and a field of a form nobody
expected fails one message and no more.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from bot.messages import Command, Deleted, Edited, Incoming, Said, Sender, Unrelayable, What
from bot.platforms.discord.feelings import Feelings
from bot.platforms.discord.kinds import PLATFORM, content
from bot.platforms.discord.markdown import Names

EPOCH: Final = 1_420_070_400_000
"""Milliseconds from 1970 to the first second of 2015, when Discord's ids begin (API reference, Snowflakes)."""

SAID: Final = frozenset({0, 19})
"""Types of messages that people write: plain ones and replies."""
COMMAND: Final = re.compile(r"/([A-Za-z]{3,16})(?:\s+(.*))?", re.DOTALL)


class Skip(StrEnum):
    """Why something has no meaning for us. Told to the counter, never to people."""

    MALFORMED = "malformed"
    NOT_PRIVATE = "not-private"
    OWN = "own"
    SERVICE = "service"


def snowflake(moment: float) -> str:
    """The lowest id of what is made at that moment (epoch seconds) or later."""
    return str(max(0, int(moment * 1000) - EPOCH) << 22)


def moment(native: str) -> float:
    """When something with this id was made, in epoch seconds."""
    return ((int(native) >> 22) + EPOCH) / 1000


def native_id(name: str) -> str:
    """Discord's id of a message that may be one of several things said with it."""
    return name.partition("#")[0]


def place(key: str) -> int:
    """Where an update stands among those of its chat, by the key it was given: ids grow as time passes."""
    return int(key.split(":")[3])


def read_message(
    raw: Mapping[str, Any], account: str, names: Names, commands: Collection[str]
) -> Sequence[Incoming] | Skip:
    """What somebody said in their direct messages. Raises anything at all if the message is malformed."""
    sender = _sender(raw, account)
    if isinstance(sender, Skip):
        return sender
    if raw["type"] not in SAID:
        return Skip.SERVICE
    message = _id(raw["id"])
    answered = raw.get("message_reference") or {}
    reply_to = _id(answered["message_id"]) if answered.get("type", 0) == 0 and answered.get("message_id") else None
    what = _what(raw, account, names, commands)
    return [Incoming(f"{PLATFORM}:{account}:m:{message}", sender, what, message, reply_to)]


def read_edit(raw: Mapping[str, Any], account: str, names: Names) -> Incoming | Skip:
    """An edited message. Discord tells of one also when a link was unfurled; that has nothing new in it."""
    sender = _sender(raw, account)
    if isinstance(sender, Skip):
        return sender
    edited = raw.get("edited_timestamp")
    if raw.get("type", 0) not in SAID or not edited or "content" not in raw:
        return Skip.SERVICE
    message = _id(raw["id"])
    said = content(raw, raw, account, names)
    if said is None:
        return Skip.SERVICE  # of a kind that was not passed on, and its sender was told so
    return Incoming(f"{PLATFORM}:{account}:e:{message}:{edited}", sender, Edited(said), message)


def read_delete(raw: Mapping[str, Any], account: str) -> Incoming | Skip:
    """A message of a chat is gone. Whose message it was, and who is in the chat, Discord does not say."""
    if raw.get("guild_id") is not None:
        return Skip.NOT_PRIVATE
    message = _id(raw["id"])
    sender = Sender(PLATFORM, account, "", _id(raw["channel_id"]))
    return Incoming(f"{PLATFORM}:{account}:d:{message}", sender, Deleted(), message)


def read_reaction(
    raw: Mapping[str, Any], account: str, feelings: Feelings, number: int, *, on: bool
) -> Incoming | Skip:
    """How somebody feels about a message, with what they felt before as far as known.

    `number`: tells apart that it was put there, taken away, and put there again.
    """
    if raw.get("guild_id") is not None:
        return Skip.NOT_PRIVATE
    user, chat, message = _id(raw["user_id"]), _id(raw["channel_id"]), _id(raw["message_id"])
    if user == account:
        return Skip.OWN
    emoji = _emoji(raw["emoji"])
    what = feelings.changed((chat, message), emoji, on=on)
    key = f"{PLATFORM}:{account}:r:{message}:{number}"
    return Incoming(key, Sender(PLATFORM, account, user, chat), what, message)


def _emoji(raw: Mapping[str, Any]) -> str:
    name = str(raw.get("name") or "")
    return f":{name or 'emoji'}:" if raw.get("id") else name


def read_typing(raw: Mapping[str, Any], account: str) -> Sender | Skip:
    """Somebody is writing."""
    if raw.get("guild_id") is not None:
        return Skip.NOT_PRIVATE
    user = _id(raw["user_id"])
    return Skip.OWN if user == account else Sender(PLATFORM, account, user, _id(raw["channel_id"]))


def _id(given: Any) -> str:
    """An id in digits. Raises ValueError or TypeError for what is none."""
    number = int(given)
    if number < 0:
        raise ValueError("not an id")
    return str(number)


def _sender(raw: Mapping[str, Any], account: str) -> Sender | Skip:
    author = raw["author"]
    user = _id(author["id"])
    if user == account or author.get("bot") or raw.get("webhook_id"):
        return Skip.OWN
    if raw.get("guild_id") is not None:
        return Skip.NOT_PRIVATE
    return Sender(PLATFORM, account, user, _id(raw["channel_id"]))


def _what(raw: Mapping[str, Any], account: str, names: Names, commands: Collection[str]) -> What:
    """What one message says."""
    told = raw
    if snapshots := raw.get("message_snapshots"):  # a forward: what it says, not from where
        told = snapshots[0]["message"]
    words = str(told.get("content") or "")
    if told is raw and (command := COMMAND.fullmatch(words.strip())) and command[1].lower() in commands:
        return Command(command[1].lower(), (command[2] or "").strip())
    said = content(told, raw, account, names)
    # An empty message is one of a kind that came later than this program, or holds only what is not passed on.
    return Unrelayable("unknown") if said is None else Said(said)
