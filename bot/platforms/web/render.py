"""What the page is told: our values as JSON text frames. Pure.

Everything outside ASCII is escaped, so that no text whatever, half a surrogate pair included, can break a frame.
"""

import base64
import json
from typing import Any

from bot.content import Kind
from bot.platforms.web.state import State
from bot.posts import Attachment, Post


def _frame(kind: str, **fields: Any) -> str:
    return json.dumps({"t": kind, **fields}, separators=(",", ":"))


def _state(state: State) -> dict[str, Any]:
    return {
        "at": state.at,
        "waiting": state.waiting,
        "shared": state.shared,
        "interests": state.interests,
        "room": state.room,
    }


def ready(state: State) -> str:
    return _frame("ready", state=_state(state))


def state(state: State) -> str:
    return _frame("state", state=_state(state))


def accepted(name: str) -> str:
    """`name`: what the page calls its message."""
    return _frame("accepted", id=name)


def refused(name: str | None, why: str) -> str:
    return _frame("refused", id=name, why=why)


def typing() -> str:
    return _frame("typing")


def elsewhere() -> str:
    return _frame("elsewhere")


def post(delivery: str, item: Post) -> str:
    return _frame("post", id=delivery, **_post(item))


def edit(delivery: str, of: str, item: Post) -> str:
    """Message `of` reads differently now."""
    return _frame("edit", id=delivery, of=of, **_post(item))


def revision(delivery: str, of: str, item: Post) -> str:
    """Message `of` of the partner's says this now; its picture, if it has one, stays."""
    return _frame("edit", id=delivery, of=of, **_post(Post(item.text, item.spans)))


def _post(item: Post) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "host": item.host,
        "topic": item.topic,
        "text": item.text,
        "spans": [
            {"style": span.style, "start": span.start, "end": span.end, "detail": span.detail} for span in item.spans
        ],
        "buttons": [[{"text": label.text, "data": label.data} for label in row] for row in item.labels],
        "reply": item.reply_to,
    }
    for each in item.media:
        if each.kind is Kind.PHOTO:
            fields["photo"] = {"mime": each.mime, "spoiler": each.spoiler, "data": _base64(each)}
        else:
            fields["file"] = {"name": each.name, "mime": each.mime, "data": _base64(each)}
    return fields


def _base64(attachment: Attachment) -> str:
    return base64.b64encode(attachment.blob.open().read()).decode("ascii")
