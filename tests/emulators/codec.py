"""Values of the person-driving APIs as JSON, for driving an emulator in another process.

What JSON has no word for becomes an object with a single key, `$` and the type's name.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Self

Writers = Mapping[type, Callable[[Any], Any]]  # what a value of this type is written as
Readers = Mapping[str, Callable[[Any], Any]]  # by type name: the value again


class Codec:
    """Writes and reads values of the types it was told of, and bytes."""

    def __init__(self, writers: Writers, readers: Readers) -> None:
        self._writers = {bytes: lambda value: base64.b64encode(value).decode(), **writers}
        self._readers = {"bytes": base64.b64decode, **readers}

    @classmethod
    def plain(cls, *kinds: type) -> Self:
        """For dataclasses that are written field by field."""
        return cls(
            dict.fromkeys(kinds, _parts),
            {kind.__name__: lambda parts, kind=kind: kind(**parts) for kind in kinds},  # type: ignore[misc]
        )

    def also(self, writers: Writers, readers: Readers) -> Codec:
        """This, and types that mean something only to one side (a bot, a person, a press)."""
        return Codec({**self._writers, **writers}, {**self._readers, **readers})

    def dumps(self, value: Any) -> bytes:
        def default(unknown: Any) -> Any:
            kind = type(unknown)
            if kind not in self._writers:
                raise TypeError(f"{kind.__name__} cannot be sent")
            return {f"${kind.__name__.removeprefix('Remote')}": self._writers[kind](unknown)}

        return json.dumps(value, default=default, separators=(",", ":")).encode()

    def loads(self, text: bytes | str) -> Any:
        def hook(found: dict[str, Any]) -> Any:
            if len(found) == 1:
                name, value = next(iter(found.items()))
                if name.startswith("$") and name[1:] in self._readers:
                    return self._readers[name[1:]](value)
            return found

        return json.loads(text, object_hook=hook)


def _parts(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
