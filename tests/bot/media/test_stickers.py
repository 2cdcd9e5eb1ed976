"""Stickers take the form that each place shows, and keep what is transparent."""

import io
import json

import pytest
from PIL import Image

from bot.content import Kind
from bot.media import ffmpeg, stickers
from bot.media.animations import Frame
from bot.media.goals import GOALS, Made, NotClean, Refusal
from bot.media.sniff import Format, sniff
from bot.media.unnamed import with_descriptor, workshop
from tests.bot.media.drawings import lottie
from tests.bot.media.pictures import encoded, quarters, steps
from tests.bot.media.planting import made_by_ffmpeg
from tests.bot.media.samples import sample


def made_of(data: bytes, platform: str) -> tuple[Made, bytes]:
    with workshop():
        file = with_descriptor(io.BytesIO(data))
        made = stickers.sticker(file, sniff(file), GOALS[platform])
        return made, made.file.read()


@pytest.mark.parametrize(("size", "shown"), [((64, 32), (512, 256)), ((32, 64), (256, 512)), ((900, 900), (512, 512))])
def test_on_telegram_one_side_is_exactly_as_long_as_it_has_to_be(size: tuple[int, int], shown: tuple[int, int]) -> None:
    made, data = made_of(encoded(quarters("RGBA", size), "PNG"), "telegram")
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size) == ("WEBP", shown)
    assert (made.kind, made.width, made.height) == (Kind.STICKER, *shown)


def test_elsewhere_it_is_no_larger_than_it_is_shown() -> None:
    for size, shown in (((64, 32), (64, 32)), ((900, 300), (320, 107))):
        made, _ = made_of(encoded(quarters("RGBA", size), "WEBP"), "discord")
        assert (made.width, made.height) == shown


def test_what_is_clear_stays_clear() -> None:
    clear = encoded(Image.new("RGBA", (100, 100), (0, 0, 0, 0)), "PNG")
    for platform in GOALS:
        _, data = made_of(clear, platform)
        with Image.open(io.BytesIO(data)) as picture:
            assert picture.convert("RGBA").getpixel((50, 50))[3] == 0  # type: ignore[index]


def last_of(webm: bytes) -> bytes:
    """What a film shows at its end, as bytes of RGBA."""
    with workshop():
        file = with_descriptor(io.BytesIO(webm))
        reading = ffmpeg.source(file, Format.MATROSKA, "-c:v", "libvpx-vp9")
        shown = ("-frames:v", "1", "-vf", "reverse,scale=16:16,format=rgba", "-f", "rawvideo", "pipe:1")
        return ffmpeg.run((*reading, *shown), file)


@pytest.mark.parametrize("name", ["moving GIF", "APNG", "Lottie", "WebM sticker"])
def test_a_moving_one_becomes_the_film_that_telegram_takes(name: str) -> None:
    made, data = made_of(sample(name).data, "telegram")
    assert (made.kind, made.name, made.mime) == (Kind.STICKER, "sticker.webm", "video/webm")
    assert max(made.width, made.height) == 512
    assert 0 < made.seconds <= 3.1
    assert len(data) <= 256 * 1024
    alpha = set(last_of(data)[3::4])
    assert min(alpha) < 140, "something is clear"
    assert name == "WebM sticker" or max(alpha) > 200, "something is not"


def test_a_film_that_fits_is_copied() -> None:
    """Not encoded again: it has as many frames and as many bytes of pictures."""
    _, data = made_of(sample("WebM sticker").data, "telegram")
    assert abs(len(data) - len(sample("WebM sticker").data)) < 1000


def test_a_film_that_does_not_fit_is_made_anew() -> None:
    vp9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")
    long = made_by_ffmpeg("-f", "lavfi", "-i", "testsrc=size=256x256:rate=10:duration=5", *vp9, suffix="webm")
    made, data = made_of(long, "telegram")
    assert (made.width, made.height) == (512, 512)
    assert 2.4 <= made.seconds <= 3.1, "it plays a little faster"
    assert len(data) <= 256 * 1024


def test_what_will_not_be_small_enough_goes_on_as_an_animation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stickers, "FILM_BYTES", 1000)
    made, _ = made_of(sample("APNG").data, "telegram")
    assert (made.kind, made.name) == (Kind.ANIMATION, "animation.gif")


def test_without_ffmpeg_it_goes_on_as_an_animation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "found", lambda: None)
    made, _ = made_of(sample("moving WebP").data, "telegram")
    assert (made.kind, made.name) == (Kind.ANIMATION, "animation.gif")
    with pytest.raises(NotClean) as refusal:
        made_of(sample("WebM sticker").data, "discord")
    assert refusal.value.refusal is Refusal.NO_FFMPEG


@pytest.mark.parametrize("name", ["moving GIF", "APNG", "tgs", "Lottie", "WebM sticker"])
@pytest.mark.parametrize("platform", ["discord", "web"])
def test_elsewhere_it_moves_as_a_webp(name: str, platform: str) -> None:
    made, data = made_of(sample(name).data, platform)
    assert (made.kind, made.name) == (Kind.STICKER, "sticker.webp")
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "WEBP"
        assert picture.mode == "RGBA"
        assert max(picture.size) == 320
        assert name == "WebM sticker" or picture.n_frames > 3  # type: ignore[attr-defined]


def test_frames_are_spread_over_the_time_they_take() -> None:
    def moving(side: int) -> list[Frame]:
        return [Frame(step, ms) for step, ms in zip(steps(4), (100, 300, 100, 100), strict=True)]

    shown = list(stickers._timed(lambda side: iter(moving(side)), 48))
    assert len(shown) == 18, "0.6 s of 30 frames"
    order = [next(number for number, step in enumerate(steps(4)) if step == picture) for picture in shown]
    assert order == sorted(order)
    assert [order.count(number) for number in range(4)] == [3, 9, 3, 3]


def test_a_long_one_is_played_faster_and_then_cut() -> None:
    long = [Frame(step, 4000) for step in steps(3)]
    shown = list(stickers._timed(lambda side: iter(long), 48))
    assert len(shown) == 90
    assert {picture.tobytes() for picture in shown} == {step.tobytes() for step in steps(2)}


def test_a_drawing_without_the_library_is_refused_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rlottie_python.rlottie_wrapper", None)
    for platform in ("discord", "web"):
        with pytest.raises(NotClean) as refusal:
            made_of(json.dumps(lottie("Lottie")).encode(), platform)
        assert refusal.value.refusal is Refusal.NO_LOTTIE
    assert made_of(sample("tgs").data, "telegram")[0].name == "sticker.tgs"


def test_a_sound_is_no_sticker() -> None:
    for name in ("MP3", "Opus", "M4A"):
        with pytest.raises(NotClean) as refusal:
            made_of(sample(name).data, "telegram")
        assert refusal.value.refusal is Refusal.BROKEN
