"""Rows that an earlier version wrote: read as what they meant, so that an update of Bauta loses nothing on its way."""

import json
from typing import Any

_PHOTO = b'"photo":{'
"""Until files of other kinds passed, a message had a photo or none."""


def renewed(body: bytes) -> bytes:
    """An outbox row's JSON as it is written today."""
    if _PHOTO not in body:
        return body
    item: dict[str, Any] = json.loads(body)
    content = item.get("content")
    if isinstance(content, dict) and isinstance(photo := content.pop("photo", None), dict):
        content["media"] = [{"kind": "photo", **photo}]
    return json.dumps(item).encode()
