"""Pictures that move (GIF, APNG, WebP), frame by frame into a new file of bare frames."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Final

from PIL import Image

from bot.content import Kind
from bot.media import webp
from bot.media.goals import Goal, Made, NotClean, Refusal
from bot.media.pictures import FORMATS, SMALLER, SMOOTH, decoding, has_alpha
from bot.media.sniff import Format, sniff

FRAMES: Final = 600
CANVAS: Final = 4_000_000
"""Pixels of one frame."""

READ_PIXELS: Final = 100_000_000
"""Pixels of all frames as they come."""

MADE_PIXELS: Final = 40_000_000
"""Pixels of all frames as they go: they are in memory together before they are written."""

GIF_SIDE: Final = 640
LEAST_MS: Final = 20
"""Viewers take anything shorter for "as slow as usual"."""

USUAL_MS: Final = 100
MOST_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Frame:
    """One bare picture (RGBA) and for how many milliseconds it is shown."""

    picture: Image.Image
    ms: int


@dataclass(frozen=True, slots=True)
class Measured:
    """An animation's size in pixels and how many frames it has."""

    width: int
    height: int
    frames: int


Sizing = Callable[[int, int], tuple[int, int]]
"""The size a frame is to have, by the one it has."""


def measured(source: BinaryIO) -> Measured:
    """Refuse what is too much before anything is decoded. Raises NotClean."""
    count = _gif_frames(source) if sniff(source) is Format.GIF else 0
    with decoding(), Image.open(source, formats=FORMATS) as picture:
        width, height = picture.size
        frames = count or int(getattr(picture, "n_frames", 1))
    source.seek(0)
    if frames > FRAMES:
        raise NotClean(Refusal.TOO_LONG)
    if width * height > CANVAS or width * height * frames > READ_PIXELS:
        raise NotClean(Refusal.TOO_MANY_PIXELS)
    return Measured(width, height, frames)


def frames(source: BinaryIO, sizing: Sizing) -> Iterator[Frame]:
    """The frames as they are seen, one by one, each a new picture. Raises NotClean."""
    source.seek(0)
    with decoding(), Image.open(source, formats=FORMATS) as picture:
        count = int(getattr(picture, "n_frames", 1))
        for number in range(int(bool(getattr(picture, "default_image", False))), count):
            picture.seek(number)
            picture.load()  # some formats tell the time of a frame only then
            ms = _shown_for(picture)
            size = sizing(*picture.size)
            shown: Image.Image = picture
            if has_alpha(picture) or picture.mode not in SMOOTH:
                shown = picture.convert("RGBA")
            if size != shown.size:
                shown = shown.resize(size, SMALLER, reducing_gap=2.0)
            bare = Image.new("RGBA", size)
            bare.paste(shown.convert("RGBA"))
            yield Frame(bare, ms)


def gif(source: BinaryIO, goal: Goal) -> Made:
    """A GIF of the same frames, smaller if it has to be. Raises NotClean."""
    whole = measured(source)
    longest = max(whole.width, whole.height)
    fitting = (MADE_PIXELS / (whole.width * whole.height * whole.frames)) ** 0.5
    for shrink in (1.0, 0.6, 0.35):
        share = min(1.0, GIF_SIDE / longest, fitting) * shrink
        made = as_gif(frames(source, _scaled(share)))
        if len(made.getbuffer()) <= goal.limit:
            return _made(made)
    raise goal.too_large()


def as_gif(moving: Iterable[Frame]) -> io.BytesIO:
    """Frames as a GIF that plays over and over. Raises NotClean if there are none."""
    out = io.BytesIO()
    pictures = (_with_time(frame) for frame in moving)
    with decoding():
        if (first := next(pictures, None)) is None:
            raise NotClean(Refusal.BROKEN)
        first.save(out, "GIF", save_all=True, append_images=chain(pictures), loop=0, disposal=2)
    out.seek(0)
    return out


def as_webp(moving: Iterable[Frame], quality: int = 80) -> io.BytesIO:
    """Frames as a WebP that plays over and over. Raises NotClean if there are none."""
    with decoding():  # none is a ValueError
        return io.BytesIO(webp.moving(((frame.picture, frame.ms) for frame in moving), quality))


def _made(made: io.BytesIO) -> Made:
    with Image.open(made) as picture:
        width, height = picture.size
    made.seek(0)
    return Made(Kind.ANIMATION, "animation.gif", "image/gif", made, width=width, height=height)


def _scaled(share: float) -> Sizing:
    return lambda width, height: (max(1, round(width * share)), max(1, round(height * share)))


def _with_time(frame: Frame) -> Image.Image:
    frame.picture.info["duration"] = frame.ms
    return frame.picture


def _shown_for(picture: Image.Image) -> int:
    try:
        ms = int(picture.info.get("duration") or 0)
    except (TypeError, ValueError, OverflowError):
        ms = 0
    return USUAL_MS if ms < LEAST_MS else min(ms, MOST_MS)


_EXTENSION, _IMAGE, _SIZE_OF_TABLE, _HAS_TABLE = 0x21, 0x2C, 0x07, 0x80


def _gif_frames(source: BinaryIO) -> int:
    """How many frames a GIF has, but no more than one too many. Nothing is decoded for that."""
    source.seek(10)
    _skip_table(source, source.read(3)[:1])
    count = 0
    while count <= FRAMES and (block := source.read(1)):
        if block[0] == _EXTENSION:
            source.seek(1, io.SEEK_CUR)
        elif block[0] == _IMAGE:
            count += 1
            _skip_table(source, source.read(9)[8:])
            source.seek(1, io.SEEK_CUR)
        else:
            break
        while length := source.read(1):
            if not length[0]:
                break
            source.seek(length[0], io.SEEK_CUR)
    source.seek(0)
    return max(1, count)


def _skip_table(source: BinaryIO, flags: bytes) -> None:
    if flags and flags[0] & _HAS_TABLE:
        source.seek(3 << ((flags[0] & _SIZE_OF_TABLE) + 1), io.SEEK_CUR)
