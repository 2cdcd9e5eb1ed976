"""Messages and interactions as Discord tells of them, for tests of what is made of them."""

from typing import Any, Final

BOT: Final = "1180000000000000001"
ANN: Final = "284102345871466496"
CHAT: Final = "1190000000000000001"
MESSAGE: Final = "1190000000000000777"
IDS: Final = (ANN, CHAT, MESSAGE)
CDN: Final = f"https://cdn.discordapp.com/attachments/{CHAT}/1/IMG_0001.png?ex=1"


def message(content: str = "hello", **fields: Any) -> dict[str, Any]:
    return {
        "id": MESSAGE, "channel_id": CHAT, "type": 0, "content": content, "author": {"id": ANN, "username": "ann.b"},
        "attachments": [], "embeds": [], "mentions": [], "mention_roles": [], "pinned": False, "tts": False,
        "mention_everyone": False, "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "flags": 0,
        "components": [], **fields,
    }  # fmt: skip


def attachment(mime: str | None = "image/png", name: str = "IMG_0001.png", size: int = 900, **fields: Any) -> Any:
    given = {} if mime is None else {"content_type": mime}
    return {"id": "1", "filename": name, "size": size, "url": CDN, "proxy_url": CDN, **given, **fields}


def interaction(kind: int = 2, data: Any = None, **fields: Any) -> dict[str, Any]:
    return {
        "id": MESSAGE, "application_id": BOT, "type": kind, "token": "a-SECRET-token", "version": 1,
        "data": {"id": "5", "name": "find", "type": 1} if data is None else data, "channel_id": CHAT, "context": 1,
        "locale": "de", "user": {"id": ANN, "username": "ann.b"}, **fields,
    }  # fmt: skip
