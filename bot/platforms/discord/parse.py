"""A message as the gateway or the history tells of it becomes Incomings, or is skipped for a reason. Pure.

Read from the raw payload: only what is named here is looked at, so nothing else can leak, and a field of a form nobody
expected fails one message and no more.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

from bot.content import Content, FileRef, Kind, Media
from bot.messages import Command, Edited, Incoming, Said, Sender, Unrelayable, What
from bot.platforms.discord.markdown import Names, parse

PLATFORM: Final = "discord"
EPOCH: Final = 1_420_070_400_000
"""Milliseconds from 1970 to the first second of 2015, when Discord's ids begin (API reference, Snowflakes)."""

SAID: Final = frozenset({0, 19})
"""Types of messages that people write: plain ones and replies."""
VOICE: Final = 1 << 13
SPOILER: Final = 1 << 3
"""The flag of an attachment that is covered until tapped."""

PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff"})
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
    """What somebody said in their direct messages: one Incoming, or one for each picture and for what can't pass.

    Raises anything at all if the message is malformed.
    """
    sender = _sender(raw, account)
    if isinstance(sender, Skip):
        return sender
    if raw["type"] not in SAID:
        return Skip.SERVICE
    message = _id(raw["id"])
    whats = _whats(raw, account, names, commands)
    answered = raw.get("message_reference") or {}
    reply_to = _id(answered["message_id"]) if answered.get("type", 0) == 0 and answered.get("message_id") else None
    first = Incoming(f"{PLATFORM}:{account}:m:{message}", sender, whats[0], message, reply_to)
    more = [
        replace(first, key=f"{first.key}:{number}", what=what, message=f"{message}#{number}", reply_to=None)
        for number, what in enumerate(whats[1:], 1)
    ]
    return [first, *more]


def read_edit(raw: Mapping[str, Any], account: str, names: Names) -> Incoming | Skip:
    """An edited message. Discord tells of one also when a link was unfurled; that has nothing new in it."""
    sender = _sender(raw, account)
    if isinstance(sender, Skip):
        return sender
    edited = raw.get("edited_timestamp")
    if raw.get("type", 0) not in SAID or not edited:
        return Skip.SERVICE
    message = _id(raw["id"])
    pictures, _ = _attachments(raw, account, str(raw["channel_id"]), message)
    text, spans = parse(str(raw.get("content") or ""), names)
    content = Content(text, spans, pictures[0] if pictures else None)
    if "content" not in raw or not (text.strip() or pictures):
        return Skip.SERVICE  # of a kind that was not passed on, and its sender was told so
    return Incoming(f"{PLATFORM}:{account}:e:{message}:{edited}", sender, Edited(content), message)


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


def _whats(raw: Mapping[str, Any], account: str, names: Names, commands: Collection[str]) -> list[What]:
    """What one message says, in order; never nothing."""
    told = raw
    if snapshots := raw.get("message_snapshots"):  # a forward: what it says, not from where
        told = snapshots[0]["message"]
    if told.get("poll"):
        return [Unrelayable("poll")]
    content = str(told.get("content") or "")
    if told is raw and (command := COMMAND.fullmatch(content.strip())) and command[1].lower() in commands:
        return [Command(command[1].lower(), (command[2] or "").strip())]
    text, spans = parse(content, names)
    pictures, refused = _attachments(told, account, str(raw["channel_id"]), str(raw["id"]))
    others: list[What] = [Unrelayable(kind) for kind in dict.fromkeys(refused)]
    if told.get("sticker_items") or told.get("stickers"):
        others.append(Unrelayable("sticker"))
    if pictures:
        said = [Content(text, spans, pictures[0]), *(Content(photo=photo) for photo in pictures[1:])]
        return [*map(Said, said), *others]
    if text.strip():
        return [Said(Content(text, spans)), *others]
    # An empty message is one of a kind that came later than this program, or holds only what is not passed on.
    return others or [Unrelayable("unknown")]


def _attachments(told: Mapping[str, Any], account: str, chat: str, message: str) -> tuple[list[Photo], list[str]]:
    """The pictures, and the kinds of all else."""
    pictures, refused = [], []
    voice = int(told.get("flags") or 0) & VOICE
    for place, each in enumerate(told.get("attachments") or ()):
        mime = str(each.get("content_type") or "").partition(";")[0].strip().lower()
        if mime in PICTURES:
            # Where it lies is told anew when the address has run out: see Discord's signed attachment addresses.
            where = f"{chat} {message} {place} {each['url']}"
            covered = bool(int(each.get("flags") or 0) & SPOILER) or str(each.get("filename")).startswith("SPOILER_")
            pictures.append(Photo(FileRef(PLATFORM, account, where, int(each.get("size") or 0)), covered))
        else:
            refused.append("voice" if voice else _kind(mime))
    return pictures, refused


def _kind(mime: str) -> str:
    match mime.partition("/")[0]:
        case "image":
            return "animation" if mime == "image/gif" else "document"
        case "video" | "audio" as kind:
            return kind
        case _:
            return "document"
