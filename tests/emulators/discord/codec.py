"""Values of the person-driving API as JSON, for driving an emulator in another process."""

from __future__ import annotations

from typing import Any, Final

from tests.emulators.codec import Codec
from tests.emulators.discord.arrivals import Arrival
from tests.emulators.discord.faults import Trouble
from tests.emulators.discord.files import Attachment
from tests.emulators.discord.ledger import Entry
from tests.emulators.discord.views import ChatMessage, Field, Modal, view
from tests.emulators.discord.wire import Upload


def _message(message: ChatMessage) -> dict[str, Any]:
    return {
        "raw": message.raw,
        "contents": {file.raw["id"]: file.content for file in message.attachments},
        "reactions": message.reactions,
        "from_bot": message.from_bot,
    }


def _read_message(parts: dict[str, Any]) -> ChatMessage:
    contents = parts["contents"]
    reactions = {emoji: tuple(who) for emoji, who in parts["reactions"].items()}
    return view(parts["raw"], lambda number: contents.get(str(number)), reactions, from_bot=parts["from_bot"])


def _read_arrival(parts: dict[str, Any]) -> Arrival:
    return Arrival(**{**parts, "shard": parts["shard"] and tuple(parts["shard"])})


def _read_entry(parts: dict[str, Any]) -> Entry:
    return Entry(**{**parts, "uploads": {int(number): upload for number, upload in parts["uploads"].items()}})


CODEC: Final = Codec.plain(Arrival, Attachment, Entry, Field, Modal, Trouble, Upload).also(
    {ChatMessage: _message},
    {
        "Entry": _read_entry,
        "ChatMessage": _read_message,
        "Arrival": _read_arrival,
        "Modal": lambda parts: Modal(parts["custom_id"], parts["title"], tuple(parts["fields"])),
    },
)
