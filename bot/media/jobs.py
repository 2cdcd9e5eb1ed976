"""One file cleaned, by what it really is: the heart of a worker. Nothing here opens a network."""

from typing import BinaryIO

from bot.content import Kind
from bot.media.goals import SOURCE_BYTES, Goal, Made, NotClean, Refusal
from bot.media.sniff import CONTAINERS, PICTURES, SOUNDS, Format, sniff
from bot.media.unnamed import with_descriptor, workshop


def made(source: BinaryIO, size: int, kind: Kind, goal: Goal) -> Made:
    """What may go on of the file. Modules are loaded when they are first needed: most files are photos.

    A file that is not what it was sent as is refused; only of a document is nothing claimed. Raises NotClean.
    """
    if size > SOURCE_BYTES:
        raise goal.too_large(SOURCE_BYTES)
    with workshop() as keep:
        result = _made(source, kind, goal)
        keep(result.file)
    return result


def _made(source: BinaryIO, kind: Kind, goal: Goal) -> Made:
    held = sniff(source)
    if held is Format.OTHER:
        raise NotClean(Refusal.NOT_CLEANABLE)
    if kind is Kind.DOCUMENT:
        return _by_content(source, held, goal)
    if kind is Kind.STICKER:
        from bot.media import stickers

        return stickers.sticker(source if held in PICTURES else with_descriptor(source), held, goal)
    if held in PICTURES:
        return _picture(source, kind, goal)
    if held in SOUNDS | CONTAINERS:
        return _played(with_descriptor(source), held, kind, goal)
    raise NotClean(Refusal.BROKEN)


def _by_content(source: BinaryIO, held: Format, goal: Goal) -> Made:
    if held is Format.TEXT:
        from bot.media import words

        return words.text(source, goal)
    if held in (Format.TGS, Format.LOTTIE):
        from bot.media import stickers

        return stickers.sticker(source, held, goal)
    if held in PICTURES:
        return _picture(source, Kind.ANIMATION if _moves(source, held) else Kind.PHOTO, goal)
    file = with_descriptor(source)
    if held in SOUNDS:
        return _played(file, held, Kind.AUDIO, goal)
    from bot.media import moving

    return _played(file, held, Kind.VIDEO if moving.has_film(file, held) else Kind.AUDIO, goal)


def _picture(source: BinaryIO, kind: Kind, goal: Goal) -> Made:
    if kind is Kind.PHOTO:
        from bot.media import pictures

        return pictures.photo(source, goal)
    if kind is Kind.ANIMATION:
        from bot.media import animations

        return animations.gif(source, goal)
    raise NotClean(Refusal.BROKEN)


def _moves(source: BinaryIO, held: Format) -> bool:
    if held not in (Format.GIF, Format.PNG, Format.WEBP):
        return False
    from PIL import Image

    from bot.media import pictures

    with pictures.decoding(), Image.open(source, formats=pictures.FORMATS) as picture:
        moves = bool(getattr(picture, "is_animated", False))
    source.seek(0)
    return moves


def _played(file: BinaryIO, held: Format, kind: Kind, goal: Goal) -> Made:
    from bot.media import moving, sounds

    makers = {
        Kind.VIDEO: moving.video,
        Kind.VIDEO_NOTE: moving.note,
        Kind.ANIMATION: moving.animation,
        Kind.VOICE: sounds.voice,
        Kind.AUDIO: sounds.music,
    }
    if kind not in makers or (held in SOUNDS and kind not in (Kind.VOICE, Kind.AUDIO)):
        raise NotClean(Refusal.BROKEN)
    return makers[kind](file, held, goal)
