"""Films play anywhere, fit where they go, and are copied where that is clean enough."""

import io
import re
from functools import cache

import pytest
from PIL import Image

from bot.content import Kind
from bot.media import ffmpeg, moving
from bot.media.ffmpeg import Holds, Stream, parsed
from bot.media.goals import GOALS, Goal, Made, NotClean, Refusal
from bot.media.sniff import Format, sniff
from bot.media.unnamed import with_descriptor, workshop
from tests.bot.media.films import COLOURS, X264
from tests.bot.media.planting import made_by_ffmpeg
from tests.bot.media.samples import sample
from tests.bot.media.sounds import TONE

MAKERS = {"video": moving.video, "note": moving.note, "animation": moving.animation}


def made_of(data: bytes, how: str, goal: Goal) -> tuple[Made, bytes]:
    with workshop():
        file = with_descriptor(io.BytesIO(data))
        made = MAKERS[how](file, sniff(file), goal)
        return made, made.file.read()


def holds(data: bytes, held: Format = Format.MP4) -> Holds:
    with workshop():
        return ffmpeg.holds(with_descriptor(io.BytesIO(data)), held)


def nal_types(mp4: bytes) -> set[int]:
    """The kinds of units in an H.264 stream."""
    with workshop():
        file = with_descriptor(io.BytesIO(mp4))
        raw = ffmpeg.run(
            (*ffmpeg.source(file, Format.MP4), "-map", "0:V:0", "-c", "copy", "-f", "h264", "pipe:1"), file
        )
    return {unit[0] & 0x1F for unit in raw.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")[1:]}


@cache
def film(size: str, seconds: int, *how: str, rate: int = 15) -> bytes:
    """A film of MPEG-4, which is quickly made and never copied."""
    inputs = ("-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds}")
    return made_by_ffmpeg(*inputs, *(how or ("-c:v", "mpeg4", "-q:v", "3")), suffix="mov")


@pytest.mark.parametrize("name", ["MP4", "silent MP4", "HEVC", "WebM", "Matroska"])
def test_every_film_becomes_an_mp4_that_plays_anywhere(name: str) -> None:
    made, data = made_of(sample(name).data, "video", GOALS["telegram"])
    found = holds(data)
    assert found.film is not None
    assert (found.film.codec, found.film.pixels) == ("h264", "yuv420p")
    assert (found.sound is None) == (name == "silent MP4")
    assert found.sound is None or found.sound.codec == "aac"
    assert (made.width, made.height, round(made.seconds)) == (160, 120, 2)
    assert data.index(b"moov") < data.index(b"mdat"), "it begins to play before it is there"


def test_a_film_that_fits_is_copied_without_what_lies_beside_its_pictures() -> None:
    before, (_, after) = sample("MP4").data, made_of(sample("MP4").data, "video", GOALS["web"])
    assert 6 in nal_types(before)
    assert nal_types(after) <= {1, 2, 3, 4, 5, 7, 8}
    assert abs(len(after) - len(before)) < 8000, "not encoded again"


def test_a_film_made_anew_is_not_signed_by_its_encoder() -> None:
    _, after = made_of(sample("HEVC").data, "video", GOALS["web"])
    assert nal_types(after) <= {1, 2, 3, 4, 5, 7, 8}
    assert b"x264 - core" not in after
    assert re.search(rb"Lav[cf]\d", after) is None


def test_a_turned_film_stays_turned() -> None:
    turned = made_by_ffmpeg("-display_rotation", "90", "-i", "pipe:0", "-c", "copy", suffix="mp4", inputs=_loose())
    made, data = made_of(turned, "video", GOALS["telegram"])
    assert (made.width, made.height) == (120, 160)
    assert holds(data).film is not None
    made, _ = made_of(turned, "animation", GOALS["web"])
    assert (made.width, made.height) == (120, 160)


def _loose() -> bytes:
    """A film that can be read through a pipe."""
    return made_by_ffmpeg(*COLOURS, *X264, suffix="matroska")


def test_a_film_that_is_too_large_is_made_smaller() -> None:
    data = film("640x360", 4)
    limit = len(data) // 4
    made, smaller = made_of(data, "video", Goal("discord", limit))
    assert len(smaller) <= limit
    assert abs(made.seconds - 4) < 0.2


def test_a_film_that_would_be_no_pleasure_is_refused_with_the_number() -> None:
    with pytest.raises(NotClean) as refusal:
        made_of(film("64x36", 200, rate=1), "video", Goal("discord", 1_000_000))
    assert (refusal.value.refusal, refusal.value.limit) == (Refusal.TOO_LARGE, 1)


def test_a_large_film_gets_fewer_pixels() -> None:
    made, _ = made_of(film("1920x1080", 1), "video", GOALS["telegram"])
    assert (made.width, made.height) == (1280, 720)


def test_a_note_is_square_on_telegram_and_a_film_elsewhere() -> None:
    data = film("320x180", 2)
    made, _ = made_of(data, "note", GOALS["telegram"])
    assert (made.kind, made.width, made.height) == (Kind.VIDEO_NOTE, 180, 180)
    for platform in ("discord", "web"):
        made, _ = made_of(data, "note", GOALS[platform])
        assert (made.kind, made.width, made.height) == (Kind.VIDEO, 320, 180)


def test_a_note_that_is_too_long_is_a_film() -> None:
    made, _ = made_of(film("64x64", 62, rate=2), "note", GOALS["telegram"])
    assert made.kind is Kind.VIDEO


def test_a_square_note_is_copied() -> None:
    data = film("240x240", 1, *X264)
    made, after = made_of(data, "note", GOALS["telegram"])
    assert (made.kind, made.width) == (Kind.VIDEO_NOTE, 240)
    assert abs(len(after) - len(data)) < 2000


def test_an_animation_is_silent() -> None:
    for platform in ("telegram", "web"):
        made, data = made_of(sample("MP4").data, "animation", GOALS[platform])
        assert (made.kind, made.name, made.mime) == (Kind.ANIMATION, "animation.mp4", "video/mp4")
        assert holds(data).sound is None


def test_on_discord_an_animation_is_a_gif_if_that_fits() -> None:
    made, data = made_of(film("960x540", 2), "animation", GOALS["discord"])
    assert made.name == "animation.gif"
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (made.width, made.height) == (480, 270)
        assert picture.n_frames == 30 or picture.n_frames == 40  # type: ignore[attr-defined]
        assert picture.info["loop"] == 0
    made, data = made_of(film("960x540", 2), "animation", Goal("discord", 300_000))
    assert made.name == "animation.mp4"
    assert len(data) <= 300_000


def test_a_film_without_a_length_is_measured() -> None:
    """As browsers record them."""
    live = made_by_ffmpeg(*COLOURS, *TONE, *X264, "-c:a", "libopus", "-live", "1", suffix="matroska")
    assert holds(live, Format.MATROSKA).seconds == pytest.approx(2, abs=0.1)
    made, _ = made_of(live, "video", GOALS["discord"])
    assert made.seconds == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("how", MAKERS)
def test_a_sound_is_no_film(how: str) -> None:
    for name in ("M4A", "Opus"):
        with pytest.raises(NotClean) as refusal:
            made_of(sample(name).data, how, GOALS["telegram"])
        assert refusal.value.refusal is Refusal.BROKEN


def test_hours_are_refused_before_any_work_is_done() -> None:
    holds = Holds(3 * 3600, Stream("vp9", 1280, 720, 30, "yuv420p"), None, frozenset())
    with pytest.raises(NotClean) as refusal:
        moving.planned(holds, Goal("telegram", 2_000_000_000))
    assert refusal.value.refusal is Refusal.TOO_LONG


def test_without_ffmpeg_the_operator_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "found", lambda: None)
    with pytest.raises(NotClean) as refusal:
        made_of(sample("MP4").data, "video", GOALS["telegram"])
    assert refusal.value.refusal is Refusal.NO_FFMPEG


TOLD = """\
Input #0, mov, from 'x':
  Metadata:
    title           : x
                    :   Stream #0:0: Video: vp8, 9x9
  Duration: 01:02:03.50, start: 0.000000, bitrate: 243 kb/s
  Stream group #0:0[0x4]: Track Reference:
    Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuvj420p(pc, bt709), 1920x1080 [SAR 1:1], 29.97 fps
      Metadata:
        handler_name    : Core Media Video
      Side data:
        Display Matrix: rotation of -90.00 degrees
  Stream #0:1[0x2](eng): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 128 kb/s (default)
  Stream #0:2[0x0]: Video: mjpeg (Baseline), yuvj420p(pc), 600x600, 90k tbr, 90k tbn (attached pic)
"""


def test_what_ffmpeg_tells_is_understood() -> None:
    found = parsed(TOLD)
    assert found.seconds == 3723.5
    assert found.film == Stream("h264", 1920, 1080, 29.97, "yuvj420p", turned=True)
    assert found.sound == Stream("aac", channels=2)


def test_a_file_that_still_says_something_of_itself_is_held_back() -> None:
    for name in ("MP4", "M4A"):
        with workshop(), pytest.raises(NotClean) as refusal:
            moving.checked(with_descriptor(io.BytesIO(sample(name).data)), Format.MP4)
        assert refusal.value.refusal is Refusal.NOT_CLEANABLE


def test_what_an_ffmpeg_lacks_is_told() -> None:
    assert ffmpeg.missing() == []
