"""Small things several tests need: pictures, and all the words of an error."""

import io

from PIL import Image

from bot.posts import Attachment


def picture(width: int = 40, height: int = 30) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


def attached(data: bytes, *, spoiler: bool = False) -> Attachment:
    return Attachment("photo.jpg", "image/jpeg", data, spoiler)


def everything(error: BaseException | None) -> list[str]:
    """The words of an error and of all that led to it."""
    told = []
    while error is not None:
        told += [str(error), repr(error)]
        error = error.__cause__ or error.__context__
    return told
