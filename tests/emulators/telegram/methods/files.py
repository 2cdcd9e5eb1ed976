"""How a file in a request becomes part of a message: one file for each kind, wherever it stands in the request."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.emulators.telegram import formats
from tests.emulators.telegram.errors import Violation, bad_request
from tests.emulators.telegram.media import StoredFile
from tests.emulators.telegram.methods.base import Asked
from tests.emulators.telegram.wire import Upload

LONGEST_NOTE: Final = 60  # seconds
WIDEST_NOTE: Final = 640  # pixels
CAPTIONED: Final = ("photo", "video", "animation", "audio", "document", "voice")
"""Kinds that can have words under them; the first of these in a message is its kind: animations are documents too."""
COVERABLE: Final = ("photo", "video", "animation")

File = Upload | str
Made = dict[str, Any]


def made(asked: Asked, kind: str, file: File, options: Mapping[str, Any]) -> Made:
    """The fields of a message that holds this file. `options`: what is said of it, as InputMedia or parameters.

    Raises Refused, in Telegram's words where those are known.
    """
    content = _content(asked, file)
    if not content:
        raise bad_request("file must be non-empty")
    for name in ("performer", "title"):
        if options.get(name):
            raise Violation(f"an audio file with a {name}: names are not passed on")
    if kind == "photo":
        sizes = asked.world.files.photo(asked.bot.id, content, file)
        return {"photo": sizes, **_covered(kind, options)}
    formats.check(kind, content)
    return {**_MAKERS[kind](asked, content, file, options), **_covered(kind, options)}


def _video(asked: Asked, content: bytes, file: File, options: Mapping[str, Any]) -> Made:
    mime, suffix = formats.mime_of("video", content)
    stored = _stored(asked, "videos", suffix, content, file)
    numbers = {name: options.get(name, 0) for name in ("width", "height", "duration")}
    return {"video": {**numbers, **_named(file), "mime_type": mime, **_thumbnail(asked, options), **stored.fields()}}


def _video_note(asked: Asked, content: bytes, file: File, options: Mapping[str, Any]) -> Made:
    length, duration = options.get("length", 240), options.get("duration", 0)
    if duration > LONGEST_NOTE or not 0 < length <= WIDEST_NOTE:
        raise Violation(f"a video note of {duration} s and {length} pixels: it would be shown as a video")
    stored = _stored(asked, "video_notes", ".mp4", content, file)
    return {"video_note": {"length": length, "duration": duration, **_thumbnail(asked, options), **stored.fields()}}


def _voice(asked: Asked, content: bytes, file: File, options: Mapping[str, Any]) -> Made:
    mime, suffix = formats.mime_of("voice", content)
    stored = _stored(asked, "voice", suffix, content, file)
    return {"voice": {"duration": options.get("duration", 0), "mime_type": mime, **stored.fields()}}


def _audio(asked: Asked, content: bytes, file: File, options: Mapping[str, Any]) -> Made:
    mime, suffix = formats.mime_of("audio", content)
    stored = _stored(asked, "music", suffix, content, file)
    about = {"duration": options.get("duration", 0), **_named(file), "mime_type": mime}
    return {"audio": {**about, **_thumbnail(asked, options), **stored.fields()}}


def _animation(asked: Asked, content: bytes, file: File, options: Mapping[str, Any]) -> Made:
    """Bots that know no animations find a document. Telegram makes an MP4 of a GIF; what was sent must show here."""
    mime, suffix = formats.mime_of("animation", content)
    stored = _stored(asked, "animations", suffix, content, file)
    document = {**_named(file), "mime_type": mime, **_thumbnail(asked, options), **stored.fields()}
    numbers = {name: options.get(name, 0) for name in ("width", "height", "duration")}
    return {"animation": {**numbers, **document}, "document": document}


def _document(asked: Asked, content: bytes, file: File, options: Mapping[str, Any]) -> Made:
    name = file.name if isinstance(file, Upload) else "file"
    stored = _stored(asked, "documents", "." + name.rpartition(".")[2], content, file)
    kind = mimetypes.guess_type(name)[0]
    about = {"file_name": name, **({"mime_type": kind} if kind else {})}
    return {"document": {**about, **_thumbnail(asked, options), **stored.fields()}}


def _sticker(asked: Asked, content: bytes, file: File, options: Mapping[str, Any]) -> Made:
    shape = formats.sticker(content)
    suffix = ".tgs" if shape["is_animated"] else ".webm" if shape["is_video"] else ".webp"
    stored = _stored(asked, "stickers", suffix, content, file)
    emoji = {"emoji": options["emoji"]} if options.get("emoji") else {}
    return {"sticker": {**shape, **emoji, **stored.fields()}}


_MAKERS: Final[Mapping[str, Callable[[Asked, bytes, File, Mapping[str, Any]], Made]]] = {
    "video": _video,
    "video_note": _video_note,
    "voice": _voice,
    "audio": _audio,
    "animation": _animation,
    "document": _document,
    "sticker": _sticker,
}


def _content(asked: Asked, file: File) -> bytes:
    """The bytes uploaded, or those behind a file_id that this bot knows."""
    if isinstance(file, Upload):
        return file.content
    if "://" in file:
        raise Violation("files by address are not spoken here: the bot must send bytes")
    stored = asked.world.files.get(asked.bot.id, file)
    if stored is None or stored.content is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored.content


def _stored(asked: Asked, folder: str, suffix: str, content: bytes, file: File) -> StoredFile:
    return asked.world.files.add(asked.bot.id, folder, suffix, content, source=file)


def _named(file: File) -> dict[str, str]:
    return {"file_name": file.name} if isinstance(file, Upload) and file.name else {}


def _thumbnail(asked: Asked, options: Mapping[str, Any]) -> dict[str, Any]:
    given = options.get("thumbnail")
    if given is None:
        return {}
    if not isinstance(given, Upload):
        raise Violation("a thumbnail that is no upload: it would be ignored")
    width, height = formats.thumbnail(given.content)
    stored = asked.world.files.add(asked.bot.id, "thumbnails", ".jpg", given.content, source=given)
    return {"thumbnail": {"width": width, "height": height, **stored.fields()}}


def _covered(kind: str, options: Mapping[str, Any]) -> dict[str, bool]:
    return {"has_media_spoiler": True} if kind in COVERABLE and options.get("has_spoiler") else {}
