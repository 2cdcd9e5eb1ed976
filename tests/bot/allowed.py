"""What requests to the messengers may hold: method by method, field by field, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from tests.bot.outbound import Asked
from tests.taint.markers import FAMILIES
from tests.taint.search import found

ABOUT: Final = {"chat_id", "reply_parameters", "reply_markup"}
CAPTIONED: Final = {*ABOUT, "caption", "caption_entities"}
TELEGRAM: Final[Mapping[str, Collection[str]]] = {
    "sendMessage": {*ABOUT, "text", "entities", "link_preview_options"},
    "sendPhoto": {*CAPTIONED, "photo", "has_spoiler"},
    "sendVideo": {*CAPTIONED, "video", "has_spoiler", "duration", "width", "height", "supports_streaming"},
    "sendAnimation": {*CAPTIONED, "animation", "has_spoiler", "duration"},
    "sendVoice": {*CAPTIONED, "voice", "duration"},
    "sendAudio": {*CAPTIONED, "audio", "duration"},
    "sendDocument": {*CAPTIONED, "document", "disable_content_type_detection"},
    "sendVideoNote": {*ABOUT, "video_note", "duration", "length"},
    "sendSticker": {*ABOUT, "sticker"},
    "sendPoll": {*ABOUT, "question", "options", "is_anonymous", "allows_multiple_answers"},
    "sendMediaGroup": {"chat_id", "reply_parameters", "media"},
    "editMessageText": {"chat_id", "message_id", "text", "entities", "link_preview_options", "reply_markup"},
    "editMessageCaption": {"chat_id", "message_id", "caption", "caption_entities"},
    "editMessageMedia": {"chat_id", "message_id", "media"},
    "deleteMessage": {"chat_id", "message_id"},
    "setMessageReaction": {"chat_id", "message_id", "reaction"},
}
MARKS: Final = {"type", "offset", "length", "url", "language"}
WITHIN_TELEGRAM: Final[Mapping[str, Collection[str]]] = {
    "entities": MARKS,
    "caption_entities": MARKS,
    "reply_parameters": {"message_id", "allow_sending_without_reply", "quote"},
    "link_preview_options": {"is_disabled"},
    "reply_markup": {"inline_keyboard"},
    "inline_keyboard": {"text", "callback_data"},
    "options": {"text"},
    "reaction": {"type", "emoji"},
    "media": {
        "type", "media", "caption", "caption_entities", "has_spoiler", "duration", "width", "height",
        "supports_streaming", "disable_content_type_detection",
    },
}  # fmt: skip

WRITTEN: Final = {"content", "components", "flags", "attachments", "poll", "allowed_mentions"}
MESSAGE: Final = "/channels/{chat}/messages/{message}"
REACTION: Final = f"{MESSAGE}/reactions/{{emoji}}/@me"
DISCORD: Final[Mapping[str, Collection[str]]] = {
    "POST /channels/{chat}/messages": {*WRITTEN, "nonce", "enforce_nonce", "message_reference"},
    f"PATCH {MESSAGE}": {"content", "components", "attachments", "allowed_mentions"},
    f"GET {MESSAGE}": (),
    f"DELETE {MESSAGE}": (),
    f"PUT {REACTION}": (),
    f"DELETE {REACTION}": (),
}
WITHIN_DISCORD: Final[Mapping[str, Collection[str]]] = {
    "allowed_mentions": {"parse", "replied_user"},
    "message_reference": {"message_id", "fail_if_not_exists"},
    "attachments": {"id", "filename", "duration_secs", "waveform"},
    "components": {"type", "components", "label", "style", "custom_id", "options", "url"},
    "options": {"label", "value"},
    "poll": {"question", "answers", "duration", "allow_multiselect", "layout_type"},
    "question": {"text"},
    "answers": {"poll_media"},
    "poll_media": {"text"},
}


def surplus(fields: Mapping[str, Any], known: Collection[str], within: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Fields that are on no list, at any depth."""
    for name, value in fields.items():
        if name not in known:
            yield name
        for each in _objects(value):
            yield from (f"{name}.{inner}" for inner in surplus(each, within.get(name, ()), within))


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _objects(each)


def wrong(asked: Iterable[Asked]) -> list[str]:
    """What in these requests should not be there."""
    told = []
    for each in asked:
        ours, within = (DISCORD, WITHIN_DISCORD) if " " in each.what else (TELEGRAM, WITHIN_TELEGRAM)
        if each.what not in ours:
            told.append(f"{each.what} is on no list")
            continue
        told += [f"{each.what}: {name}" for name in surplus(each.fields, ours[each.what], within)]
        told += [f"{each.what}: {where}" for where in found(each.raw, FAMILIES)]
    return told
