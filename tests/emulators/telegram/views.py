"""What a person sees: a chat message with its text, files, poll and buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

KINDS: Final = (
    "text", "photo", "animation", "document", "sticker", "voice", "video", "video_note", "audio", "venue", "location",
    "contact", "dice", "poll", "story", "game", "checklist", "paid_media",
)  # fmt: skip
FILES: Final = frozenset({"photo", "animation", "document", "sticker", "voice", "video", "video_note", "audio"})


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: it carries either callback data or an address."""

    text: str
    data: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class File:
    """A file of a message with its bytes, which are None where only its size is known.

    `name` and `mime`: as a bot uploaded it, or as a person's message tells of it; empty where neither does.
    """

    kind: str  # "photo", "video_note"…
    content: bytes | None = field(repr=False)
    thumbnail: bytes | None = field(repr=False)
    name: str
    mime: str
    raw: Mapping[str, Any]  # the Bot API object; of a photo its largest size


@dataclass(frozen=True, slots=True)
class Poll:
    """A question as it stands. `options`: each with how many chose it."""

    question: str
    options: tuple[tuple[str, int], ...]
    anonymous: bool
    several: bool
    voters: int
    closed: bool


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message as it stands in the chat. `text` is the caption where there is a picture or file."""

    id: int
    from_bot: bool
    kind: str  # "text", "photo", "document"…; "unknown" for what has no name here
    text: str
    entities: tuple[Mapping[str, Any], ...]
    reply_to: int | None
    photo: bytes | None
    document: bytes | None
    file_name: str | None
    buttons: tuple[tuple[Button, ...], ...]
    edited: bool
    reaction: str | None  # the other side's: the bot's on a person's message and the reverse
    raw: Mapping[str, Any]  # the Bot API object
    file: File | None = None
    spoiler: bool = False
    quote: str | None = None  # the part of the message answered that was picked out
    reactions: tuple[Mapping[str, Any], ...] = ()  # the other side's, as ReactionType objects
    poll: Poll | None = None
    album: str | None = None  # the same of all messages of an album

    @property
    def labels(self) -> list[str]:
        return [button.text for row in self.buttons for button in row]

    def button(self, wanted: str) -> Button | None:
        """The button with this label, else the first whose data begins so."""
        every = [button for row in self.buttons for button in row]
        by_label = (button for button in every if button.text == wanted)
        by_data = (button for button in every if (button.data or "").startswith(wanted))
        return next(by_label, None) or next(by_data, None)


def kind_of(message: Mapping[str, Any]) -> str:
    return next((kind for kind in KINDS if kind in message), "unknown")


def words(message: Mapping[str, Any]) -> str:
    """The text or caption, empty if there is neither."""
    return str(message.get("text") or message.get("caption") or "")


def file_of(message: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    """The kind of the message's file and the object with its file_id; None where there is no file."""
    kind = kind_of(message)
    if kind not in FILES:
        return None
    return kind, message[kind][-1] if kind == "photo" else message[kind]


def _poll(message: Mapping[str, Any]) -> Poll | None:
    poll = message.get("poll")
    if poll is None:
        return None
    return Poll(
        question=poll["question"],
        options=tuple((option["text"], option["voter_count"]) for option in poll["options"]),
        anonymous=poll["is_anonymous"],
        several=poll["allows_multiple_answers"],
        voters=poll["total_voter_count"],
        closed=poll["is_closed"],
    )


def view(message: Mapping[str, Any], file: File | None, reactions: Sequence[Mapping[str, Any]]) -> ChatMessage:
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return ChatMessage(
        id=message["message_id"],
        from_bot=message["from"]["is_bot"],
        kind=kind_of(message),
        text=words(message),
        entities=tuple(message.get("entities") or message.get("caption_entities") or ()),
        reply_to=message.get("reply_to_message", {}).get("message_id"),
        photo=file.content if file is not None and file.kind == "photo" else None,
        document=file.content if file is not None and "document" in message else None,
        file_name=message.get("document", {}).get("file_name"),
        buttons=tuple(
            tuple(Button(button["text"], button.get("callback_data"), button.get("url")) for button in row)
            for row in rows
        ),
        edited="edit_date" in message,
        reaction=next((each["emoji"] for each in reactions if "emoji" in each), None),
        raw=message,
        file=file,
        spoiler=bool(message.get("has_media_spoiler")),
        quote=message.get("quote", {}).get("text"),
        reactions=tuple(reactions),
        poll=_poll(message),
        album=message.get("media_group_id"),
    )
