"""Files as Telegram takes them: the method for each kind, what it is told about them, and albums."""

from collections.abc import Mapping
from typing import Final

from telegram import (
    InputFile,
    InputMedia,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
)

from bot.content import Kind
from bot.platforms.base import Rejected
from bot.platforms.telegram.render import Part
from bot.posts import Attachment

METHODS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.PHOTO: ("sendPhoto", "photo"),
    Kind.VIDEO: ("sendVideo", "video"),
    Kind.VIDEO_NOTE: ("sendVideoNote", "video_note"),
    Kind.VOICE: ("sendVoice", "voice"),
    Kind.AUDIO: ("sendAudio", "audio"),
    Kind.ANIMATION: ("sendAnimation", "animation"),
    Kind.STICKER: ("sendSticker", "sticker"),
    Kind.DOCUMENT: ("sendDocument", "document"),
}
"""How each kind of file is sent: the method, and what it calls the file."""


REPLACEABLE: Final = frozenset({Kind.PHOTO, Kind.VIDEO, Kind.AUDIO, Kind.DOCUMENT})


def uploaded(file: Attachment, *, attach: bool = False) -> InputFile:
    """The file as the library takes it: read while it is sent, and never whole in memory."""
    made = InputFile(file.blob.open(), file.name, attach=attach, read_file_handle=False)
    made.mimetype = file.mime
    return made


def described(file: Attachment) -> dict[str, object]:
    """What Telegram is told about a file besides its bytes."""
    seconds, spoiler = round(file.seconds) or None, file.spoiler or None
    match file.kind:
        case Kind.PHOTO:
            return {"has_spoiler": spoiler}
        case Kind.VIDEO:
            sides = {"width": file.width or None, "height": file.height or None}
            return {"has_spoiler": spoiler, "duration": seconds, "supports_streaming": True, **sides}
        case Kind.ANIMATION:
            return {"has_spoiler": spoiler, "duration": seconds}
        case Kind.VIDEO_NOTE:
            return {"duration": seconds, "length": file.width or None}
        case Kind.VOICE | Kind.AUDIO:
            return {"duration": seconds}
        case Kind.DOCUMENT:
            return {"disable_content_type_detection": True}
        case _:
            return {}


def album(part: Part) -> list[InputMedia]:
    """The files of an album; the first bears the words."""
    return [_member(file, part if at == 0 else Part()) for at, file in enumerate(part.files)]


def replacing(file: Attachment, part: Part) -> InputMedia:
    """A file that takes the place of another under the same message. Raises Rejected for kinds that can't."""
    if file.kind is Kind.ANIMATION:
        return InputMediaAnimation(
            uploaded(file, attach=True), part.text or None, caption_entities=part.entities or None
        )
    if file.kind not in REPLACEABLE:
        raise Rejected("files of this kind can't be replaced")
    return _member(file, part)


def _member(file: Attachment, part: Part) -> InputMedia:
    words, marks = part.text or None, part.entities or None
    data, seconds = uploaded(file, attach=True), round(file.seconds) or None
    match file.kind:
        case Kind.PHOTO:
            return InputMediaPhoto(data, words, caption_entities=marks, has_spoiler=file.spoiler or None)
        case Kind.VIDEO:
            return InputMediaVideo(
                data,
                words,
                caption_entities=marks,
                has_spoiler=file.spoiler or None,
                duration=seconds,
                width=file.width or None,
                height=file.height or None,
                supports_streaming=True,
            )
        case Kind.AUDIO:
            return InputMediaAudio(data, words, caption_entities=marks, duration=seconds)
        case _:
            return InputMediaDocument(data, words, caption_entities=marks, disable_content_type_detection=True)
