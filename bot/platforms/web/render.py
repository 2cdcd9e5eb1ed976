"""What the page is told: our values as JSON text frames, and the files that follow them. Pure.

Everything outside ASCII is escaped, so that no text whatever, half a surrogate pair included, can break a frame.
"""

import json
from collections.abc import Sequence
from typing import Any

from bot.platforms.web.parcel import Parcel
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


def post(delivery: str, item: Post) -> Parcel:
    """A message; the bytes of its files follow the frame in their order."""
    return Parcel(_frame("post", id=delivery, **_post(item)), tuple(file.blob for file in item.media))


def edit(delivery: str, of: str, item: Post) -> Parcel:
    """Message `of` reads differently now."""
    return Parcel(_frame("edit", id=delivery, of=of, **_post(item)), tuple(file.blob for file in item.media))


def revision(delivery: str, of: str, item: Post) -> Parcel:
    """Message `of` of the partner's says this now; files that come with their bytes take the place of the former."""
    files = tuple(file for file in item.media if file.blob.size)
    return edit(delivery, of, Post(item.text, item.spans, files))


def deletion(delivery: str, of: Sequence[str]) -> Parcel:
    """These messages of the partner's are taken back."""
    return Parcel(_frame("delete", id=delivery, of=list(of)))


def reaction(delivery: str, of: str, emoji: Sequence[str], gone: Sequence[str]) -> Parcel:
    """All that the partner feels about message `of`, and what they feel no more."""
    return Parcel(_frame("react", id=delivery, of=of, emoji=list(emoji), gone=list(gone)))


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
    if item.quote:
        fields["quote"] = item.quote
    if item.media:
        fields["media"] = [_file(file) for file in item.media]
    if item.poll:
        poll = item.poll
        fields["poll"] = {"question": poll.question, "options": list(poll.options), "several": poll.several}
    return fields


def _file(file: Attachment) -> dict[str, Any]:
    return {
        "kind": file.kind,
        "name": file.name,
        "mime": file.mime,
        "size": file.blob.size,
        "spoiler": file.spoiler,
        "seconds": round(file.seconds, 3),
        "waveform": list(file.waveform),
        "width": file.width,
        "height": file.height,
    }
