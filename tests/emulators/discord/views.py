"""What a person sees: a chat message with its text, files, poll and buttons."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.emulators.discord.files import SPOILER
from tests.emulators.discord.objects import EPHEMERAL, IS_VOICE_MESSAGE, LOADING, SUPPRESS_NOTIFICATIONS, Object
from tests.emulators.ledger import HasId


@dataclass(frozen=True, slots=True)
class Button:
    """A button; one with an address has no custom_id."""

    label: str
    custom_id: str | None
    url: str | None
    style: int
    disabled: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A menu to choose from: its options as label and value; none where Discord fills it with roles or channels.

    `type`: of the component. `chosen`: ids that such a menu shows as chosen already.
    """

    custom_id: str
    placeholder: str | None
    options: tuple[tuple[str, str], ...]
    least: int
    most: int
    disabled: bool
    type: int = 3
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """An attachment with its bytes."""

    filename: str
    content: bytes
    content_type: str | None
    spoiler: bool
    description: str | None
    raw: Mapping[str, Any]

    @property
    def seconds(self) -> float | None:
        """How long a voice message plays."""
        return self.raw.get("duration_secs")

    @property
    def waveform(self) -> bytes | None:
        """How loud a voice message is along its way."""
        return base64.b64decode(self.raw["waveform"]) if "waveform" in self.raw else None


@dataclass(frozen=True, slots=True)
class Poll:
    """A question as it stands. `answers`: each with how many chose it."""

    question: str
    answers: tuple[tuple[str, int], ...]
    several: bool
    expiry: str


@dataclass(frozen=True, slots=True)
class Field:
    """A text field of a modal."""

    custom_id: str
    label: str
    required: bool
    least: int
    most: int
    value: str | None
    placeholder: str | None


@dataclass(frozen=True, slots=True)
class Modal:
    """A form over the chat."""

    custom_id: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message as it stands in the chat. `text` is its content: markdown source, as everybody has it."""

    id: int
    from_bot: bool
    text: str
    reply_to: int | None
    attachments: tuple[File, ...]
    rows: tuple[tuple[Button | Select, ...], ...]
    embeds: tuple[Mapping[str, Any], ...]
    edited: bool
    ephemeral: bool
    thinking: bool  # deferred, and not resolved yet
    reactions: Mapping[str, tuple[int, ...]]  # by emoji: ids of who
    raw: Mapping[str, Any]  # the message object
    voice: bool = False
    poll: Poll | None = None
    silent: bool = False  # sent without a sound

    def reacted(self, who: HasId) -> list[str]:
        """What this person or bot reacted with."""
        return [emoji for emoji, people in self.reactions.items() if who.id in people]

    @property
    def buttons(self) -> list[Button]:
        return [part for row in self.rows for part in row if isinstance(part, Button)]

    @property
    def selects(self) -> list[Select]:
        return [part for row in self.rows for part in row if isinstance(part, Select)]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    def button(self, wanted: str) -> Button | None:
        """The button with this label, else the first whose custom_id begins so."""
        by_label = (button for button in self.buttons if button.label == wanted)
        by_id = (button for button in self.buttons if (button.custom_id or "").startswith(wanted))
        return next(by_label, None) or next(by_id, None)

    def select(self, wanted: str | None = None) -> Select | None:
        """The menu with this placeholder, or whose custom_id begins so; the first if none is named."""
        return next(
            (s for s in self.selects if wanted is None or wanted == s.placeholder or s.custom_id.startswith(wanted)),
            None,
        )


def view(
    raw: Object, content_of: Callable[[int], bytes | None], reactions: Mapping[str, tuple[int, ...]], *, from_bot: bool
) -> ChatMessage:
    reference = raw.get("message_reference") or {}
    return ChatMessage(
        id=int(raw["id"]),
        from_bot=from_bot,
        text=raw["content"],
        reply_to=int(reference["message_id"]) if raw["type"] == 19 else None,
        attachments=tuple(_file(each, content_of) for each in raw["attachments"]),
        rows=tuple(tuple(_parts(row)) for row in raw["components"]),
        embeds=tuple(raw["embeds"]),
        edited=raw["edited_timestamp"] is not None,
        ephemeral=bool(raw["flags"] & EPHEMERAL),
        thinking=bool(raw["flags"] & LOADING),
        reactions=reactions,
        raw=raw,
        voice=bool(raw["flags"] & IS_VOICE_MESSAGE),
        poll=_poll(raw["poll"]) if "poll" in raw else None,
        silent=bool(raw["flags"] & SUPPRESS_NOTIFICATIONS),
    )


def _poll(raw: Object) -> Poll:
    counts = {each["id"]: each["count"] for each in raw["results"]["answer_counts"]}
    return Poll(
        question=raw["question"]["text"],
        answers=tuple((each["poll_media"]["text"], counts.get(each["answer_id"], 0)) for each in raw["answers"]),
        several=raw["allow_multiselect"],
        expiry=raw["expiry"],
    )


def _file(raw: Object, content_of: Callable[[int], bytes | None]) -> File:
    return File(
        filename=raw["filename"],
        content=content_of(int(raw["id"])) or b"",
        content_type=raw.get("content_type"),
        spoiler=bool(raw.get("flags", 0) & SPOILER),
        description=raw.get("description"),
        raw=raw,
    )


def _parts(row: Object) -> Iterator[Button | Select]:
    for part in row["components"]:
        if part["type"] == 2:
            yield Button(
                part.get("label", ""),
                part.get("custom_id"),
                part.get("url"),
                part["style"],
                part.get("disabled", False),
            )
        elif part["type"] in (3, 6, 8):
            options = tuple((option["label"], option["value"]) for option in part.get("options", ()))
            chosen = tuple(int(each["id"]) for each in part.get("default_values", ()))
            yield Select(
                part["custom_id"], part.get("placeholder"), options, part["min_values"], part["max_values"],
                part.get("disabled", False), part["type"], chosen,
            )  # fmt: skip


def modal_view(data: Object) -> Modal:
    fields = []
    for row in data["components"]:
        if row["type"] == 18:
            inner, label = [row["component"]], row["label"]
        else:
            inner, label = row.get("components", ()), ""
        fields += [
            Field(
                part["custom_id"], part.get("label") or label, part.get("required", True) is not False,
                part.get("min_length") or 0, part.get("max_length") or 4000, part.get("value"), part.get("placeholder"),
            )
            for part in inner
            if part["type"] == 4
        ]  # fmt: skip
    return Modal(data["custom_id"], data["title"], tuple(fields))
