"""Photos: nothing of a file goes on but what it shows, and none can harm the bot."""

import io
import struct
import warnings
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from bot import media, uploads
from bot.content import Content
from bot.media import BadPhoto, Photos, TooLarge, pixels_only
from bot.messages import Incoming, Said, Sender, Unrelayable

MARKER = b"MARKER-7f3a"
TEXT = MARKER.decode()
SENDER = Sender("web", "web", "u", "c")


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def quarters(mode: str = "RGB") -> Image.Image:
    """Red, green over blue, white: shows which way it is turned."""
    picture = Image.new("RGB", (32, 16), "white")
    for colour, corner in (("red", (0, 0)), ("lime", (16, 0)), ("blue", (0, 8))):
        picture.paste(Image.new("RGB", (16, 8), colour), corner)
    return picture.convert(mode)


def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[0x010E] = tags[0x013B] = tags[0x8298] = TEXT  # description, artist, copyright
    tags.get_ifd(0x8825)[29] = TEXT  # where it was taken: the day
    return tags


def icc() -> bytes:
    """A colour profile with the marker in it."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + MARKER


def png_texts() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", TEXT)
    info.add_text("Software", TEXT, zip=False)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{TEXT}</x>")
    return info


SEEDED = {
    "JPEG comment": encoded(quarters(), "JPEG", comment=MARKER),
    "JPEG EXIF": encoded(quarters(), "JPEG", exif=exif()),
    "JPEG XMP": encoded(quarters(), "JPEG", xmp=b"<x:xmpmeta>" + MARKER + b"</x:xmpmeta>"),
    "JPEG ICC": encoded(quarters(), "JPEG", icc_profile=icc()),
    "JPEG tail": encoded(quarters(), "JPEG") + MARKER,
    "PNG text": encoded(quarters(), "PNG", pnginfo=png_texts()),
    "PNG EXIF": encoded(quarters(), "PNG", exif=exif()),
    "PNG ICC": encoded(quarters(), "PNG", icc_profile=icc()),
    "PNG tail": encoded(quarters(), "PNG") + MARKER,
    "GIF comment": encoded(quarters(), "GIF", comment=MARKER),
    "WebP EXIF": encoded(quarters(), "WEBP", exif=exif(), xmp=MARKER, icc_profile=icc()),
    "TIFF": encoded(quarters(), "TIFF", icc_profile=icc(), description=TEXT, software=TEXT, artist=TEXT),
    "BMP tail": encoded(quarters(), "BMP") + MARKER,
}


@pytest.mark.parametrize("seeded", SEEDED.values(), ids=SEEDED.keys())
def test_no_marker_survives(seeded: bytes) -> None:
    with Image.open(io.BytesIO(seeded)) as picture:
        assert MARKER in seeded or MARKER in picture.info["icc_profile"]
    clean = pixels_only(seeded)
    assert MARKER not in clean
    with Image.open(io.BytesIO(clean)) as picture:
        assert picture.format == "JPEG"
        assert (picture.size, picture.mode) == ((32, 16), "RGB")
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert picture.getexif() == {}
    assert segments(clean) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}, "tables and pixels, no comment and no application's own"


def segments(jpeg: bytes) -> set[int]:
    """The markers of a JPEG up to its pixels."""
    found, at = set(), 2
    while True:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        found.add(marker)
        if marker == 0xDA:
            return found
        at += 2 + length


@pytest.mark.parametrize(
    ("orientation", "size", "top_left"),
    [
        (1, (32, 16), "red"),
        (2, (32, 16), "lime"),
        (3, (32, 16), "white"),
        (4, (32, 16), "blue"),
        (5, (16, 32), "red"),
        (6, (16, 32), "blue"),
        (7, (16, 32), "white"),
        (8, (16, 32), "lime"),
    ],
)
def test_the_orientation_is_applied_before_it_is_lost(orientation: int, size: tuple[int, int], top_left: str) -> None:
    tags = Image.Exif()
    tags[0x0112] = orientation
    with Image.open(io.BytesIO(pixels_only(encoded(quarters(), "JPEG", exif=tags, quality=95)))) as picture:
        assert picture.size == size
        red, green, blue = picture.getpixel((3, 3))  # type: ignore[misc]
    wanted = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}[top_left]
    assert max(abs(red - wanted[0]), abs(green - wanted[1]), abs(blue - wanted[2])) < 60


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    picture = Image.new("RGBA", (8, 8), (255, 0, 0, 0)).convert(mode)
    options = {"transparency": 0} if mode == "P" else {}
    with Image.open(io.BytesIO(pixels_only(encoded(picture, "PNG", **options)))) as clean:
        assert clean.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "YCbCr"])
def test_every_way_to_keep_pixels_is_read(mode: str) -> None:
    picture = Image.new(mode, (8, 8))
    clean = pixels_only(encoded(picture, "TIFF" if mode in ("CMYK", "YCbCr") else "PNG"))
    with Image.open(io.BytesIO(clean)) as read:
        assert read.mode == "RGB"


def test_only_the_first_picture_of_a_moving_one_is_kept() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(pixels_only(moving))) as clean:
        assert clean.getpixel((4, 4))[0] > 200  # type: ignore[index]
        assert getattr(clean, "n_frames", 1) == 1


def test_large_pictures_are_made_smaller() -> None:
    with Image.open(io.BytesIO(pixels_only(encoded(Image.new("L", (4000, 1000)), "PNG")))) as clean:
        assert clean.size == (2560, 640)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes that say they unfold to very many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(10_000, 5_001), (65_000, 65_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_is_unfolded(width: int, height: int) -> None:
    with pytest.raises(BadPhoto):
        pixels_only(png_claiming(width, height))


def test_a_picture_of_many_pixels_is_called_too_large() -> None:
    with pytest.raises(TooLarge):
        pixels_only(png_claiming(10_000, 5_001))


def test_a_text_chunk_that_unfolds_to_gigabytes_is_refused_or_ignored() -> None:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 80_000_000, 9))
    data = encoded(quarters(), "PNG")
    cut = data.index(b"IDAT") - 4
    with pytest.raises(BadPhoto):
        pixels_only(data[:cut] + bomb + data[cut:])


def test_more_bytes_than_are_taken_are_not_looked_at() -> None:
    with pytest.raises(TooLarge):
        pixels_only(SEEDED["JPEG tail"] + b"\0" * media.PHOTO_BYTES)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"\xff\xd8\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"GIF89a" + bytes(10),
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run",
        b"\x00\x00\x00\x1cftypavif",
        b"MM\x00\x2a\x00\x00\x00\x08" + bytes(20),
    ],
)
def test_what_is_no_picture_we_take_is_refused(data: bytes) -> None:
    with pytest.raises(BadPhoto):
        pixels_only(data)


@pytest.mark.parametrize("kind", ["PPM", "ICO", "TGA", "PDF", "EPS"])
def test_formats_that_are_not_on_the_list_are_refused(kind: str) -> None:
    with pytest.raises(BadPhoto):
        pixels_only(encoded(quarters(), kind))


@pytest.mark.parametrize("seeded", SEEDED.values(), ids=SEEDED.keys())
def test_a_picture_that_breaks_off_is_refused(seeded: bytes) -> None:
    with pytest.raises(BadPhoto):
        pixels_only(seeded[: len(encoded(quarters(), "JPEG")) // 3] if seeded[:2] == b"\xff\xd8" else seeded[:60])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(seeded=st.sampled_from(sorted(SEEDED)), at=st.integers(0), bits=st.integers(1, 255), cut=st.integers(0, 400))
def test_a_damaged_picture_is_either_refused_or_clean(seeded: str, at: int, bits: int, cut: int) -> None:
    data = bytearray(SEEDED[seeded])
    data[at % len(data)] ^= bits
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            clean = pixels_only(bytes(data[: len(data) - cut]))
        except BadPhoto:
            return
    assert MARKER not in clean


def test_what_goes_on_has_a_name_that_tells_nothing() -> None:
    made = media.attachment(b"x", True)
    assert (made.name, made.mime, made.data, made.spoiler) == ("photo.jpg", "image/jpeg", b"x", True)


# --- uploads ---


async def cleaned(upload: bytes | None) -> object:
    return (await uploads.cleaned(Incoming("k", SENDER, Said(Content("look"), upload)), Photos())).what


async def test_an_upload_is_cleaned_before_its_turn() -> None:
    what = await cleaned(SEEDED["JPEG comment"])
    assert isinstance(what, Said)
    assert what.content.text == "look"
    assert what.upload is not None
    assert MARKER not in what.upload


async def test_an_upload_that_cannot_be_cleaned_becomes_something_that_is_not_relayed() -> None:
    assert await cleaned(b"no picture") == Unrelayable("photo-broken")
    assert await cleaned(png_claiming(10_000, 5_001)) == Unrelayable("photo-too-large")


async def test_what_is_no_upload_stays_as_it_is() -> None:
    assert await cleaned(None) == Said(Content("look"))
