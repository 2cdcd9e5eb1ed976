"""Values of the person-driving API as JSON, for driving an emulator in another process.

What JSON has no word for becomes an object with a single key, `$` and the type's name.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final

from tests.emulators.telegram.faults import Trouble
from tests.emulators.telegram.kinds import Attachment
from tests.emulators.telegram.ledger import Entry
from tests.emulators.telegram.views import ChatMessage, view
from tests.emulators.telegram.wire import Upload
from tests.emulators.telegram.world import PressAnswer

Writers = Mapping[type, Callable[[Any], Any]]  # what a value of this type is written as
Readers = Mapping[str, Callable[[Any], Any]]  # by type name: the value again

_PLAIN: Final = (Attachment, Entry, PressAnswer, Trouble, Upload)


def _parts(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _message(message: ChatMessage) -> dict[str, Any]:
    reaction = [{"emoji": message.reaction}] if message.reaction else []
    return {"message": message.raw, "photo": message.photo, "document": message.document, "reaction": reaction}


_WRITERS: Final[Writers] = {
    bytes: lambda value: base64.b64encode(value).decode(),
    ChatMessage: _message,
    **dict.fromkeys(_PLAIN, _parts),
}
_READERS: Final[Readers] = {
    "bytes": base64.b64decode,
    "ChatMessage": lambda parts: view(**parts),
    **{kind.__name__: lambda parts, kind=kind: kind(**parts) for kind in _PLAIN},  # type: ignore[misc]
}


def dumps(value: Any, writers: Writers) -> bytes:
    """`writers`: for the types that mean something only to this side (a bot, a person, a press)."""
    every = {**_WRITERS, **writers}

    def default(unknown: Any) -> Any:
        kind = type(unknown)
        if kind not in every:
            raise TypeError(f"{kind.__name__} cannot be sent")
        return {f"${kind.__name__.removeprefix('Remote')}": every[kind](unknown)}

    return json.dumps(value, default=default, separators=(",", ":")).encode()


def loads(text: bytes | str, readers: Readers) -> Any:
    every = {**_READERS, **readers}

    def hook(found: dict[str, Any]) -> Any:
        if len(found) == 1:
            name, value = next(iter(found.items()))
            if name.startswith("$") and name[1:] in every:
                return every[name[1:]](value)
        return found

    return json.loads(text, object_hook=hook)
