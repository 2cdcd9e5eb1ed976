"""Methods that take InputMedia: several files sent together, and a file that takes the place of another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.emulators.telegram.errors import Refused, Violation, bad_request
from tests.emulators.telegram.methods.base import SENDING, Asked, Method, caption_of, draft, open_chat_of
from tests.emulators.telegram.methods.editing import EDITING, editable, edited
from tests.emulators.telegram.methods.files import CAPTIONED, made
from tests.emulators.telegram.wire import Wire
from tests.emulators.telegram.world import Message

FEWEST: Final = 2
MOST: Final = 10
_ALONE: Final = frozenset({"audio", "document"})  # these are grouped with their like only
_COMMON: Final = frozenset({"type", "media", "caption", "caption_entities"})
_SHOWN: Final = frozenset({"width", "height", "duration", "thumbnail", "has_spoiler", "show_caption_above_media"})
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "photo": _COMMON | {"has_spoiler", "show_caption_above_media"},
    "video": _COMMON | _SHOWN | {"supports_streaming"},
    "animation": _COMMON | _SHOWN,
    "audio": _COMMON | {"duration", "thumbnail", "performer", "title"},
    "document": _COMMON | {"thumbnail", "disable_content_type_detection"},
}


def send_media_group(asked: Asked) -> list[Message]:
    """Nothing is sent of an album that is refused."""
    items = asked.get("media")
    if items is None:
        raise bad_request('parameter "media" is required')
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > MOST:
        raise bad_request("too many messages to send as an album")
    if len(items) < FEWEST:
        raise Violation("an album of one")
    kinds = [_kind(item) for item in items]
    if "animation" in kinds:
        raise bad_request("can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup")
    for kind in kinds:
        if kind in _ALONE and set(kinds) != {kind}:
            raise bad_request(f"{kind} can't be mixed with other media types")
    captions = [_caption(asked, item) for item in items]
    chat = open_chat_of(asked)
    contents = [
        _member(asked, place, kind, item) for place, (kind, item) in enumerate(zip(kinds, items, strict=True), 1)
    ]
    group = str(asked.world.random.randrange(10**16, 10**17))
    sent = []
    for content, caption in zip(contents, captions, strict=True):
        message = draft(asked, chat) | content | caption | {"media_group_id": group}
        sent.append(message)
    for message in sent:
        chat.post(message, by_bot=True)
    return sent


def edit_message_media(asked: Asked) -> Message:
    chat, old = editable(asked)
    item = asked.get("media")
    if not isinstance(item, dict):
        raise bad_request("object expected as media")
    kind = _kind(item)
    was = next((name for name in ("text", *CAPTIONED) if name in old), None)
    if was is None or was == "voice":
        raise bad_request("message can't be edited")
    if "media_group_id" in old and kind != was and {kind, was} != {"photo", "video"}:
        raise bad_request("can't change media type in the album")
    gone = {
        *CAPTIONED, "text", "entities", "caption", "caption_entities", "reply_markup", "has_media_spoiler",
        "link_preview_options",
    }  # fmt: skip
    kept = {key: value for key, value in old.items() if key not in gone}
    return edited(asked, chat, old, {**kept, **_content(asked, kind, item), **_caption(asked, item)})


def _kind(item: Any) -> str:
    """The type of an InputMedia whose fields are all known; raises Refused."""
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in _KNOWN:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    if unknown := item.keys() - _KNOWN[kind]:
        raise Violation(f"InputMedia of type {kind} with {', '.join(sorted(unknown))}, unknown or not spoken here")
    if not item.get("media"):
        raise bad_request("can't parse InputMedia: media not found")
    return kind


def _caption(asked: Asked, item: Mapping[str, Any]) -> dict[str, Any]:
    return caption_of(Asked(asked.world, asked.bot, item))


def _member(asked: Asked, place: int, kind: str, item: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return _content(asked, kind, item)
    except Violation:
        raise
    except Refused as refusal:
        reason = refusal.description.removeprefix("Bad Request: ")
        if reason.startswith("can't parse InputMedia"):
            raise
        raise bad_request(f'failed to send message #{place} with the error message "{reason}"') from refusal


def _content(asked: Asked, kind: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a message with this file, attached parts put in their places."""
    found = dict(item)
    for name in ("media", "thumbnail"):
        value = item.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            if value[9:] not in asked.files:
                raise bad_request("can't parse InputMedia: media not found")
            found[name] = asked.files[value[9:]]
    return made(asked, kind, found["media"], found)


METHODS: Final = (
    Method(
        "sendMediaGroup",
        {
            **{
                name: wire for name, wire in SENDING.items()
                if name not in ("reply_markup", "parse_mode", "suggested_post_parameters")
            },
            "media": Wire.MEDIA,
        },
        send_media_group,
        messages=True,
    ),
    Method("editMessageMedia", {**EDITING, "media": Wire.MEDIA}, edit_message_media, messages=True),
)  # fmt: skip
