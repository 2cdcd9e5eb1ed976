"""What a person sees: a chat message with its text, picture and buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

KINDS: Final = (
    "text", "photo", "animation", "document", "sticker", "voice", "video", "video_note", "audio", "venue", "location",
    "contact", "dice", "poll", "story", "game", "checklist", "paid_media",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: it carries either callback data or an address."""

    text: str
    data: str | None
    url: str | None


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


def file_ids(message: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The file_id of the largest photo, and that of the document."""
    photo = message["photo"][-1]["file_id"] if "photo" in message else None
    document = message["document"]["file_id"] if "document" in message else None
    return photo, document


def view(
    message: Mapping[str, Any], photo: bytes | None, document: bytes | None, reaction: Sequence[Mapping[str, Any]]
) -> ChatMessage:
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return ChatMessage(
        id=message["message_id"],
        from_bot=message["from"]["is_bot"],
        kind=kind_of(message),
        text=words(message),
        entities=tuple(message.get("entities") or message.get("caption_entities") or ()),
        reply_to=message.get("reply_to_message", {}).get("message_id"),
        photo=photo,
        document=document,
        file_name=message.get("document", {}).get("file_name"),
        buttons=tuple(
            tuple(Button(button["text"], button.get("callback_data"), button.get("url")) for button in row)
            for row in rows
        ),
        edited="edit_date" in message,
        reaction=reaction[0].get("emoji") if reaction else None,
        raw=message,
    )
