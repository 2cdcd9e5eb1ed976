"""Pictures become their pixels: decoded, turned upright, and encoded anew from an image that inherited nothing.

Re-encoding alone keeps comments and profiles in some formats, so the pixels are copied into a new image first. How much
memory that will take is known before any pixel is decoded.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from PIL import Image, ImageChops, JpegImagePlugin, MpoImagePlugin

from bot.content import Kind
from bot.media.goals import PHOTO_BYTES, Goal, Made, NotClean, Refusal

LONGEST_SIDE: Final = 2560
ENOUGH: Final = 1920
"""Pixels of the longer side at which a JPEG may be decoded at half its size, or a quarter, and not be made smaller
after: that takes half the time. It is more than Telegram's own apps send of a photo if nobody asks for more."""

SMALLER: Final = Image.Resampling.HAMMING
"""Nearly as sharp as bicubic, at two thirds of its time: this is the greater part of cleaning a photo."""

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")

PIXELS: Final = 50_000_000
"""A JPEG of more pixels is refused; it is decoded at the scale it is needed in."""

WHOLE_PIXELS: Final = 20_000_000
"""The same for formats that have to be decoded whole."""

WEBP_PIXELS: Final = 10_000_000
"""WebP's decoder keeps several pictures of four bytes a pixel at once."""

DECODED_BYTES: Final = 120_000_000
"""What a picture may take while it is decoded; when it is made smaller, less than as much again is added."""

SMOOTH: Final = ("RGB", "CMYK", "YCbCr", "L")
"""Pixels that can be made fewer as they are, and without another copy."""

_CLEAR: Final = ("RGBA", "LA", "PA", "La", "RGBa")

# Orientations of EXIF, and how a picture is turned back.
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_ORIENTATION: Final = 0x0112

_BROKEN: Final = (
    OSError,  # Pillow's UnidentifiedImageError is one
    SyntaxError,
    ValueError,
    ArithmeticError,
    EOFError,
    LookupError,
    TypeError,
    NotImplementedError,
    AttributeError,
    RuntimeError,
)
"""What Pillow raises over damaged files. A picture that makes a decoder stumble is broken, whatever the stumble."""


@contextmanager
def decoding() -> Iterator[None]:
    """Whatever Pillow says of a bad file becomes a refusal; what it warns of is thrown away with the metadata."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (Image.DecompressionBombError, MemoryError):
        raise NotClean(Refusal.TOO_MANY_PIXELS) from None
    except _BROKEN as error:
        raise NotClean(Refusal.BROKEN) from error


def photo(source: BinaryIO, goal: Goal) -> Made:
    """The first picture of a file as a JPEG: upright, on white, at most 2560 pixels a side. Raises NotClean."""
    with decoding():
        bare = _on_white(source)
        limit = min(goal.limit, PHOTO_BYTES)
        for quality in (90, 80, 60):
            out = io.BytesIO()
            bare.save(out, "JPEG", quality=quality)
            if out.tell() <= limit:
                out.seek(0)
                return Made(Kind.PHOTO, "photo.jpg", "image/jpeg", out, width=bare.width, height=bare.height)
    raise goal.too_large(limit)


def with_alpha(source: BinaryIO, side: int) -> Image.Image:
    """The first picture, upright, with what is transparent in it, at most `side` pixels a side. Raises NotClean."""
    with decoding(), Image.open(source, formats=FORMATS) as picture:
        turn = _loaded(picture, side)
        clear = has_alpha(picture)
        made = picture.convert("RGBA" if clear else "RGB")
        made.thumbnail((side, side), SMALLER)
        bare = Image.new("RGBA", made.size)
        bare.paste(made)
        return bare if turn is None else bare.transpose(turn)


def has_alpha(picture: Image.Image) -> bool:
    return picture.mode in _CLEAR or "transparency" in picture.info


def _on_white(source: BinaryIO) -> Image.Image:
    """Made smaller before it is turned, and turned before it is copied: the large one is never there twice."""
    with Image.open(source, formats=FORMATS) as picture:
        turn = _loaded(picture, ENOUGH)
        if picture.mode in SMOOTH:
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), SMALLER)
        small = _flat(picture)
        picture.close()
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), SMALLER)
    if turn is not None:
        small = small.transpose(turn)
    bare = Image.new("RGB", small.size)
    bare.paste(small)
    return bare


def _flat(picture: Image.Image) -> Image.Image:
    """RGB, white where it was transparent. What it had is given away on the way."""
    if picture.mode.startswith("I"):  # sixteen bits of grey, which Pillow would cut off instead of scaling them
        return picture.point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
    if not has_alpha(picture):
        return picture.convert("RGB")
    clear = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    if clear is not picture:
        picture.close()
    clear.paste("white", mask=ImageChops.invert(clear.getchannel("A")))
    return clear.convert("RGB")


def _loaded(picture: Image.Image, side: int) -> Image.Transpose | None:
    """Refuse what would be too much to decode, decode JPEGs smaller, and tell how it still has to be turned.

    That is asked last: some formats are turned by Pillow, and some tell it behind the pixels.
    """
    pixels = picture.width * picture.height
    if isinstance(picture, JpegImagePlugin.JpegImageFile | MpoImagePlugin.MpoImageFile):
        most, decoded = PIXELS, _draft(picture, side)
    else:
        most = WEBP_PIXELS if picture.format == "WEBP" else WHOLE_PIXELS
        decoded = 4 * pixels
    if pixels > most or decoded > DECODED_BYTES:
        raise NotClean(Refusal.TOO_MANY_PIXELS)
    picture.load()
    return _TURNS.get(picture.getexif().get(_ORIENTATION, 1))


def _draft(picture: JpegImagePlugin.JpegImageFile, side: int) -> int:
    """Let libjpeg make it smaller by a power of two. How many bytes it decodes to.

    A progressive one is kept whole meanwhile, as two bytes for each coefficient of each component.
    """
    width, height = picture.size
    share = min(1.0, side / max(width, height))
    kept = 0
    if picture.info.get("progressive"):
        widest = max((across * down for _, across, down, _ in picture.layer), default=1)
        kept = 2 * sum(width * height * across * down // widest for _, across, down, _ in picture.layer)
    picture.draft(None, (max(1, int(width * share)), max(1, int(height * share))))
    return 4 * picture.width * picture.height + kept
