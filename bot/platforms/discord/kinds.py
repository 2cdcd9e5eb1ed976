"""What a message of Discord's says: words, files, stickers, polls. An allow-list over the raw payload. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from bot.content import Content, FileRef, Kind, Media, Poll
from bot.platforms.discord.markdown import Names, parse

PLATFORM: Final = "discord"
VOICE: Final = 1 << 13
"""The flag of a message that is a voice."""
SPOILER: Final = 1 << 3
"""The flag of an attachment that is covered until tapped."""

PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff"})
STICKER: Final = "sticker"
"""Begins the name of a sticker's file."""
STICKERS: Final = {1: "png", 2: "png", 3: "json", 4: "gif"}
"""How a sticker of each format is stored; the second is an animated PNG, the third Lottie."""


def content(told: Mapping[str, Any], raw: Mapping[str, Any], account: str, names: Names) -> Content | None:
    """What `told` says: the message `raw` itself, or what it passes on. None if there is nothing in it that we know.

    Raises anything at all if it is malformed.
    """
    text, spans = parse(str(told.get("content") or ""), names)
    media = (*_attachments(told, raw, account), *_stickers(told, account))
    poll = _poll(told["poll"]) if told.get("poll") else None
    if not (text.strip() or media or poll):
        return None
    return Content(text, spans, media, poll, forwarded=told is not raw)


def _attachments(told: Mapping[str, Any], raw: Mapping[str, Any], account: str) -> tuple[Media, ...]:
    voice = bool(int(told.get("flags") or 0) & VOICE)
    found = []
    for place, each in enumerate(told.get("attachments") or ()):
        mime = str(each.get("content_type") or "").partition(";")[0].strip().lower()
        # Where it lies is told anew when the address has run out: see Discord's signed attachment addresses.
        where = f"{raw['channel_id']} {raw['id']} {place} {each['url']}"
        covered = bool(int(each.get("flags") or 0) & SPOILER) or str(each.get("filename")).startswith("SPOILER_")
        file = FileRef(PLATFORM, account, where, int(each.get("size") or 0))
        found.append(Media(Kind.VOICE if voice else _kind(mime), file, covered))
    return tuple(found)


def _kind(mime: str) -> Kind:
    if mime in PICTURES:
        return Kind.PHOTO
    match mime.partition("/")[0]:
        case "image" if mime == "image/gif":
            return Kind.ANIMATION
        case "video":
            return Kind.VIDEO
        case "audio":
            return Kind.AUDIO
        case _:
            return Kind.DOCUMENT  # what it is shows when it is looked at


def _stickers(told: Mapping[str, Any], account: str) -> tuple[Media, ...]:
    return tuple(
        Media(
            Kind.STICKER,
            FileRef(PLATFORM, account, f"{STICKER} {int(each['id'])}.{STICKERS[int(each['format_type'])]}"),
        )
        for each in told.get("sticker_items") or ()
    )


def _poll(poll: Mapping[str, Any]) -> Poll:
    options = tuple(str(each["poll_media"].get("text") or "") for each in poll["answers"])
    return Poll(str(poll["question"].get("text") or ""), options, bool(poll.get("allow_multiselect")))
