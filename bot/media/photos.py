"""Photos are cleaned to their pixels: nothing of a file but what it shows goes on, and nothing in it can harm the bot.

Re-encoding alone keeps comments and profiles in some formats, so the pixels are copied into a new image first. The work
runs in a thread, a few at a time; a picture's size is checked before any pixel is decoded.
"""

import asyncio
import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.content import Kind
from bot.posts import Attachment, Bytes

PHOTO_MEGABYTES = 10
PHOTO_BYTES = PHOTO_MEGABYTES * 1_000_000
"""The most Telegram takes as a photo."""

PIXELS = 50_000_000
"""A JPEG of more pixels is refused undecoded; it is decoded at the scale it is needed in."""

WHOLE_PIXELS = 20_000_000
"""The same for formats that have to be decoded whole: 80 MB of memory, a few times that while it is turned."""

LONGEST_SIDE = 2560
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")
AT_ONCE = 2


class BadPhoto(Exception):
    """Not a picture, broken, or more pixels than are decoded."""


class TooLarge(BadPhoto):
    """More bytes or pixels than are taken."""


class Photos:
    """Cleans photos in threads, `AT_ONCE` at a time."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    async def clean(self, data: bytes) -> bytes:
        """The picture as a JPEG that holds nothing but pixels. Raises BadPhoto."""
        async with self._places:
            return await asyncio.to_thread(pixels_only, data)


def pixels_only(data: bytes) -> bytes:
    """Decode the first frame, turn it as its orientation says, flatten it on white, and encode the bare pixels anew.

    At most 2560 pixels a side and 10 MB, as a JPEG of quality 90 or less. Raises TooLarge and BadPhoto.
    """
    if len(data) > PHOTO_BYTES:
        raise TooLarge(f"more than {PHOTO_MEGABYTES} MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warnings about odd metadata: it is all thrown away
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                width, height = picture.size
                most = PIXELS if picture.format in ("JPEG", "MPO") else WHOLE_PIXELS
                if width * height > most:
                    raise TooLarge(f"more than {most // 1_000_000} megapixels")
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                ImageOps.exif_transpose(picture, in_place=True)
                return _encoded(_flat(picture))
    except BadPhoto:
        raise
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        ArithmeticError,
        EOFError,
        IndexError,
        TypeError,
        KeyError,
        NotImplementedError,
        MemoryError,
        AttributeError,
        Image.DecompressionBombError,
    ) as error:
        raise BadPhoto(type(error).__name__) from None


def _flat(picture: Image.Image) -> Image.Image:
    """Small enough, without transparency, and in a new image that inherited nothing."""
    clear = picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info
    picture = picture.convert("RGBA" if clear else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", picture.size, "white")
    bare.paste(picture, mask=picture.getchannel("A") if clear else None)
    return bare


def _encoded(bare: Image.Image) -> bytes:
    for quality in (90, 80, 60):
        out = io.BytesIO()
        bare.save(out, "JPEG", quality=quality, optimize=False)
        if out.tell() <= PHOTO_BYTES:
            return out.getvalue()
    raise TooLarge("does not fit even at low quality")


def attachment(data: bytes, spoiler: bool) -> Attachment:
    """A cleaned photo under a name that tells nothing."""
    return Attachment(Kind.PHOTO, "photo.jpg", "image/jpeg", Bytes(data), spoiler)
