"""Photos: nothing of a file goes on but what it shows, upright, and none can harm the bot."""

import io
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.media import pictures
from bot.media.goals import GOALS, Goal, Made, NotClean, Refusal
from tests.bot.media.hostile import png, zeros
from tests.bot.media.pictures import chunk, encoded, quarters
from tests.bot.media.planting import traces
from tests.bot.media.samples import sample

STILLS = ("JPEG", "PNG", "WebP", "GIF", "TIFF", "BMP", "APNG", "moving GIF", "moving WebP")


def made_of(data: bytes, goal: Goal = GOALS["telegram"]) -> Made:
    return pictures.photo(io.BytesIO(data), goal)


def shown(data: bytes) -> Image.Image:
    picture = Image.open(made_of(data).file)
    picture.load()
    return picture


def test_a_place_behind_the_pixels_counts_too() -> None:
    """PNG may say how it is turned at its end."""
    tags = Image.Exif()
    tags[0x0112] = 6
    plain = encoded(quarters(size=(32, 16)), "PNG")
    late = plain[:-12] + chunk(b"eXIf", tags.tobytes()[6:]) + plain[-12:]
    assert shown(late).size == (16, 32)


def segments(jpeg: bytes) -> set[int]:
    """The markers of a JPEG up to its pixels."""
    found, at = set(), 2
    while True:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        found.add(marker)
        if marker == 0xDA:
            return found
        at += 2 + length


@pytest.mark.parametrize("name", STILLS)
def test_a_photo_is_tables_and_pixels(name: str) -> None:
    clean = made_of(sample(name).data).file.read()
    assert segments(clean) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}, "no comment and no application's own"
    with Image.open(io.BytesIO(clean)) as picture:
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert picture.getexif() == {}


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
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_the_orientation_is_applied_before_it_is_lost(
    kind: str, orientation: int, size: tuple[int, int], top_left: str
) -> None:
    tags = Image.Exif()
    tags[0x0112] = orientation
    picture = shown(encoded(quarters(size=(32, 16)), kind, exif=tags, quality=95))
    assert picture.size == size
    red, green, blue = picture.getpixel((3, 3))  # type: ignore[misc]
    wanted = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}[top_left]
    assert max(abs(red - wanted[0]), abs(green - wanted[1]), abs(blue - wanted[2])) < 60


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    picture = Image.new("RGBA", (8, 8), (255, 0, 0, 0)).convert(mode)
    options = {"transparency": 0} if mode == "P" else {}
    assert shown(encoded(picture, "PNG", **options)).getpixel((4, 4)) == (255, 255, 255)


def test_what_is_half_transparent_becomes_half_white() -> None:
    red, green, blue = shown(encoded(Image.new("RGBA", (8, 8), (255, 0, 0, 128)), "PNG")).getpixel((4, 4))  # type: ignore[misc]
    assert red > 245
    assert abs(green - 127) < 8
    assert abs(blue - 127) < 8


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "YCbCr", "RGB"])
def test_every_way_to_keep_pixels_is_read(mode: str) -> None:
    picture = Image.new("RGB", (8, 8), (128, 128, 128))
    held = (
        picture.quantize()
        if mode == "P"
        else picture.convert("L" if mode == "I;16" else mode, dither=Image.Dither.NONE)
    )
    held = Image.new("I;16", (8, 8), 0x8080) if mode == "I;16" else held
    red, green, blue = shown(encoded(held, "TIFF" if mode in ("CMYK", "YCbCr") else "PNG")).getpixel((4, 4))  # type: ignore[misc]
    grey = 255 if mode == "1" else 128
    assert all(abs(colour - grey) < 8 for colour in (red, green, blue))


def test_only_the_first_picture_of_a_moving_one_is_kept() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    picture = shown(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert picture.getpixel((4, 4))[0] > 200  # type: ignore[index]
    assert getattr(picture, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("kind", "mode", "options", "shown"),
    [
        ("PNG", "L", {}, (2560, 640)),
        ("PNG", "RGBA", {}, (2560, 640)),
        ("WEBP", "RGB", {}, (2560, 640)),
        ("JPEG", "RGB", {}, (2000, 500)),
        ("JPEG", "RGB", {"progressive": True}, (2000, 500)),
        ("JPEG", "CMYK", {}, (2000, 500)),
    ],
)
def test_large_pictures_are_made_smaller(
    kind: str, mode: str, options: dict[str, object], shown: tuple[int, int]
) -> None:
    made = made_of(encoded(Image.new(mode, (4000, 1000)), kind, **options))
    assert (made.width, made.height) == shown
    with Image.open(made.file) as picture:
        assert picture.size == shown


@pytest.mark.parametrize(("longer", "shown"), [(1000, 1000), (2560, 2560), (3800, 2560), (3840, 1920), (7000, 2560), (7680, 1920)])
def test_a_jpeg_is_never_smaller_than_is_enough(longer: int, shown: int) -> None:
    assert made_of(encoded(Image.new("RGB", (30, longer)), "JPEG")).height == shown


def test_a_photo_that_is_too_large_is_made_with_less_detail_and_then_refused_with_the_number() -> None:
    noise = encoded(Image.effect_noise((1200, 900), 90), "PNG")
    whole = made_of(noise).file
    size = len(whole.read())
    assert len(made_of(noise, Goal("web", size - 1)).file.read()) < size
    with pytest.raises(NotClean) as refusal:
        made_of(noise, Goal("web", 3000))
    assert refusal.value.refusal is Refusal.TOO_LARGE


@pytest.mark.parametrize(
    "data",
    [
        png(10_000, 5_001),
        png(65_000, 65_000),
        png(2**31 - 1, 2**31 - 1),
        png(30_000, 30_000, zeros(30_000 * 3751), depth=1, colour=0),
    ],
    ids=["50 megapixels", "4 gigapixels", "4 exapixels", "30000×30000 zeros"],
)
def test_a_bomb_is_refused_before_it_is_unfolded(data: bytes) -> None:
    with pytest.raises(NotClean) as refusal:
        made_of(data)
    assert refusal.value.refusal is Refusal.TOO_MANY_PIXELS


def test_a_large_progressive_picture_counts_for_what_it_takes() -> None:
    """Its decoder keeps it whole: with all colours in full, less of it passes than of others."""
    whole = Image.new("RGB", (6000, 4000))
    assert made_of(encoded(whole, "JPEG", progressive=True)).width == 2560
    assert made_of(encoded(whole, "JPEG", subsampling=0)).width == 2560
    with pytest.raises(NotClean) as refusal:
        made_of(encoded(whole, "JPEG", progressive=True, subsampling=0))
    assert refusal.value.refusal is Refusal.TOO_MANY_PIXELS


@pytest.mark.parametrize("kind", ["PPM", "ICO", "TGA", "PDF", "EPS", "AVIF", "JPEG2000"])
def test_formats_that_are_not_on_the_list_are_refused(kind: str) -> None:
    with pytest.raises(NotClean) as refusal:
        made_of(encoded(quarters(), kind))
    assert refusal.value.refusal is Refusal.BROKEN


@pytest.mark.parametrize("name", STILLS)
def test_a_picture_that_breaks_off_is_refused(name: str) -> None:
    plain = encoded(quarters(), "JPEG") if name == "JPEG" else sample(name).data
    with pytest.raises(NotClean) as refusal:
        made_of(plain[: len(plain) // 3] if name == "JPEG" else plain[:60])
    assert refusal.value.refusal is Refusal.BROKEN


@settings(max_examples=150, deadline=None, derandomize=True)
@given(name=st.sampled_from(STILLS), at=st.integers(0), bits=st.integers(1, 255), cut=st.integers(0, 400))
def test_a_damaged_picture_is_either_refused_or_clean(name: str, at: int, bits: int, cut: int) -> None:
    data = bytearray(sample(name).data)
    data[at % len(data)] ^= bits
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            clean = made_of(bytes(data[: len(data) - cut])).file.read()
        except NotClean:
            return
    assert traces(clean) == []
