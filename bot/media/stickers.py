"""Stickers, as each place shows them: still or moving, with what is transparent in them."""

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import BinaryIO, Final

from PIL import Image

from bot.content import Kind
from bot.media import animations, ffmpeg, lottie, pictures
from bot.media.animations import Frame, as_gif, as_webp, frames
from bot.media.ffmpeg import BARE, Holds
from bot.media.goals import Goal, Made, NotClean, Refusal
from bot.media.moving import checked
from bot.media.sniff import PICTURES, Format
from bot.media.unnamed import path, size_of, unnamed

TELEGRAM_SIDE: Final = 512
"""One side is exactly this."""

ELSEWHERE_SIDE: Final = 320
STAMP_SIDE: Final = 16
STILL_BYTES: Final = 512_000
FILM_BYTES: Final = 256 * 1024
FILM_SECONDS: Final = 3
FILM_RATE: Final = 30
FASTER: Final = 2
"""A sticker that is too long for Telegram plays at most so much faster; what is longer still is cut off."""

DECODED_SECONDS: Final = 6
"""Of what is longer, the beginning."""

DECODED_RATE: Final = 20

_SEES_THROUGH: Final = ("-c:v", "libvpx-vp9")
"""The decoder of VP9 that knows of transparency; ffmpeg's own does not."""

Moving = Callable[[int], Iterator[Frame]]
"""The frames anew, with the longer side of so many pixels."""


def sticker(source: BinaryIO, held: Format, goal: Goal) -> Made:
    """The sticker as the goal shows it; `kind` tells where it had to become an animation. Raises NotClean."""
    if held in (Format.TGS, Format.LOTTIE):
        if held is Format.TGS and goal.platform == "telegram":
            return lottie.tgs(source, held)
        words = lottie.rebuilt(source, held)
        return _moving(lambda side: lottie.drawn(words, side), goal)
    if held in PICTURES:
        if animations.measured(source).frames == 1:
            return _still(source, goal)
        return _moving(lambda side: frames(source, _sized(side)), goal)
    if held in (Format.MATROSKA, Format.MP4):
        return _film(source, held, goal)
    raise NotClean(Refusal.BROKEN)


def _still(source: BinaryIO, goal: Goal) -> Made:
    side = TELEGRAM_SIDE if goal.platform == "telegram" else ELSEWHERE_SIDE
    picture = pictures.with_alpha(source, side)
    if goal.platform == "telegram":
        picture = picture.resize(_sized(side)(*picture.size), Image.Resampling.BICUBIC)
    for quality in (90, 60):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=4)
        if out.tell() <= STILL_BYTES:
            out.seek(0)
            return Made(Kind.STICKER, "sticker.webp", "image/webp", out, width=picture.width, height=picture.height)
    raise NotClean(Refusal.TOO_LARGE)


def _moving(moving: Moving, goal: Goal) -> Made:
    if goal.platform != "telegram":
        made = as_webp(_first_seconds(moving(ELSEWHERE_SIDE)))
        return _of_picture(Kind.STICKER, "sticker.webp", "image/webp", made, goal)
    if ffmpeg.found() is not None and (film := _webm(moving)) is not None:
        return film
    made = as_gif(_first_seconds(moving(ELSEWHERE_SIDE)))
    return _of_picture(Kind.ANIMATION, "animation.gif", "image/gif", made, goal)


def _of_picture(kind: Kind, name: str, mime: str, made: io.BytesIO, goal: Goal) -> Made:
    if size_of(made) > goal.limit:
        raise goal.too_large()
    with Image.open(made) as picture:
        width, height = picture.size
    made.seek(0)
    return Made(kind, name, mime, made, width=width, height=height)


def _webm(moving: Moving) -> Made | None:
    """A film as Telegram's stickers are: three seconds, 512 pixels, 256 KiB at most. None if it won't be so small."""
    for quality in (34, 54):
        timed = _timed(moving, TELEGRAM_SIDE)
        first = next(timed, None)
        if first is None:
            raise NotClean(Refusal.BROKEN)
        width, height = first.size
        with unnamed() as out:
            pieces = (picture.tobytes() for picture in _before(first, timed))
            ffmpeg.run((*_raw(width, height), *_vp9(quality), path(out)), out, feed=pieces)
            if size_of(out) <= FILM_BYTES:
                return _of_film(out)
    return None


def _raw(width: int, height: int) -> tuple[str, ...]:
    return ("-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{width}x{height}", "-r", str(FILM_RATE), "-i", "pipe:0")


def _vp9(quality: int) -> tuple[str, ...]:
    return (
        *("-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", "-crf", str(quality), "-b:v", "600k", "-auto-alt-ref", "0"),
        *("-deadline", "realtime", "-cpu-used", "6", "-threads", "1", "-an", *BARE, "-f", "webm"),
    )


def _of_film(out: BinaryIO) -> Made:
    """A copy that outlives the attempt, proven to tell nothing."""
    proven = checked(out, Format.MATROSKA)
    if proven.film is None or proven.sound is not None:
        raise NotClean(Refusal.BROKEN)
    kept = io.BytesIO(out.read())
    return Made(
        *(Kind.STICKER, "sticker.webm", "video/webm", kept, proven.seconds),
        width=proven.film.width,
        height=proven.film.height,
    )


def _film(source: BinaryIO, held: Format, goal: Goal) -> Made:
    holds = ffmpeg.holds(source, held)
    if holds.film is None:
        raise NotClean(Refusal.BROKEN)
    if goal.platform == "telegram" and _fits(source, holds):
        alpha = ("-metadata:s:v:0", "alpha_mode=1") if "alpha_mode" in holds.tags else ()
        with unnamed() as out:
            copy = ("-map", "0:V:0", "-c:v", "copy", "-an", *BARE, *alpha, "-f", "webm", path(out))
            proving = (*ffmpeg.STRICT, *_SEES_THROUGH)
            reading = (*ffmpeg.source(source, held, *proving), *copy, *ffmpeg.proven("0:V:0"))
            with suppress(NotClean):  # some streams can only be decoded
                ffmpeg.run(reading, source, out)
                if size_of(out) <= FILM_BYTES:
                    return _of_film(out)
    return _moving(lambda side: _decoded(source, held, holds, side), goal)


def _fits(source: BinaryIO, holds: Holds) -> bool:
    film = holds.film
    if film is None or film.codec != "vp9" or max(film.width, film.height) != TELEGRAM_SIDE:
        return False
    return 0 < holds.seconds <= FILM_SECONDS + 0.1 and size_of(source) <= 2 * FILM_BYTES


def _decoded(source: BinaryIO, held: Format, holds: Holds, side: int) -> Iterator[Frame]:
    """What a film shows, with what is transparent where a decoder for that is there."""
    if holds.film is None:
        return
    width, height = _sized(side)(holds.film.width, holds.film.height)
    shown = ("-vf", f"fps={DECODED_RATE},scale={width}:{height},format=rgba", "-t", str(DECODED_SECONDS))
    decoder = _SEES_THROUGH if holds.film.codec == "vp9" else ()
    reading = (*ffmpeg.source(source, held, *decoder), "-map", "0:V:0", *shown, "-f", "rawvideo", "pipe:1")
    with ffmpeg.running(reading, source) as out:
        while len(pixels := out.read(width * height * 4)) == width * height * 4:
            yield Frame(Image.frombytes("RGBA", (width, height), pixels), 1000 // DECODED_RATE)


def _sized(side: int) -> animations.Sizing:
    """The longer side exactly as long; both even, as films want it."""

    def size(width: int, height: int) -> tuple[int, int]:
        share = side / max(width, height)
        return max(2, round(width * share / 2) * 2), max(2, round(height * share / 2) * 2)

    return size


def _timed(moving: Moving, side: int) -> Iterator[Image.Image]:
    """So many pictures a second, for as long as Telegram allows, a little faster where that helps.

    How long it all takes is counted first, on a stamp: frames of full size are never in memory together.
    """
    total = sum(frame.ms for frame in moving(STAMP_SIDE))
    pace = min(FASTER, max(1.0, total / (FILM_SECONDS * 1000)))
    count = max(1, min(FILM_SECONDS * FILM_RATE, int(total / pace * FILM_RATE / 1000)))
    shown, until = 0, 0.0
    for frame in moving(side):
        until += frame.ms / pace
        while shown < count and shown * 1000 / FILM_RATE < until:
            yield frame.picture
            shown += 1
        if shown == count:
            return


def _first_seconds(moving: Iterator[Frame]) -> Iterator[Frame]:
    ms = 0
    for frame in moving:
        yield frame
        ms += frame.ms
        if ms >= DECODED_SECONDS * 1000:
            return


def _before(first: Image.Image, others: Iterator[Image.Image]) -> Iterator[Image.Image]:
    yield first
    yield from others
