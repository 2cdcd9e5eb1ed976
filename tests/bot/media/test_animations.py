"""Pictures that move keep their frames and their pace, and nothing else."""

import io

import pytest
from PIL import Image

from bot.media import animations
from bot.media.goals import GOALS, Goal, NotClean, Refusal
from tests.bot.media.hostile import gif
from tests.bot.media.pictures import encoded, steps
from tests.bot.media.samples import sample


@pytest.mark.parametrize("name", ["moving GIF", "APNG", "moving WebP"])
def test_frames_and_pace_are_kept(name: str) -> None:
    made = animations.gif(io.BytesIO(sample(name).data), GOALS["discord"])
    with Image.open(made.file) as picture:
        assert (picture.format, picture.size, (made.width, made.height)) == ("GIF", (48, 32), (48, 32))
        assert picture.n_frames == 4  # type: ignore[attr-defined]
        assert picture.info["loop"] == 0
        for number, frame in enumerate(steps()):
            picture.seek(number)
            assert picture.info["duration"] == 80
            now = picture.convert("RGBA")
            walker = (8 * number + 4, 12)
            if name != "moving WebP":  # Pillow writes no clear ones
                assert now.getpixel((47, 31))[3] == 0, "what was clear stays clear"  # type: ignore[index]
            assert now.getpixel(walker)[3] == 255  # type: ignore[index]
            wanted, found = frame.getpixel(walker), now.getpixel(walker)
            assert max(abs(a - b) for a, b in zip(wanted, found, strict=True)) < 40  # type: ignore[arg-type]


def test_a_moving_webp_keeps_what_is_clear_and_stands_still_as_long() -> None:
    walk = [animations.Frame(frame, 80) for frame in steps()]
    made = animations.as_webp([walk[0], *walk, walk[3]])
    with Image.open(made) as picture:
        assert (picture.format, picture.mode, picture.size) == ("WEBP", "RGBA", (48, 32))
        assert picture.n_frames == 4  # type: ignore[attr-defined]
    again = list(animations.frames(made, lambda width, height: (width, height)))
    assert [frame.ms for frame in again] == [160, 80, 80, 160]
    for number, frame in enumerate(again):
        assert frame.picture.getpixel((47, 31))[3] == 0  # type: ignore[index]
        assert frame.picture.getpixel((8 * number + 4, 12))[3] == 255  # type: ignore[index]
        assert number == 0 or frame.picture.getpixel((2, 12))[3] == 0, "nothing of the frame before"  # type: ignore[index]


def test_a_picture_that_does_not_move_is_a_short_animation() -> None:
    made = animations.gif(io.BytesIO(sample("PNG").data), GOALS["web"])
    with Image.open(made.file) as picture:
        assert getattr(picture, "n_frames", 1) == 1


def test_a_large_animation_is_made_smaller_and_then_refused() -> None:
    noise = [Image.effect_noise((400, 300), 80).convert("RGB") for _ in range(6)]
    data = encoded(noise[0], "GIF", save_all=True, append_images=noise[1:], duration=100)
    whole = animations.gif(io.BytesIO(data), GOALS["discord"])
    size = len(whole.file.read())
    smaller = animations.gif(io.BytesIO(data), Goal("discord", size // 2))
    assert smaller.width < whole.width
    assert len(smaller.file.read()) <= size // 2
    with pytest.raises(NotClean) as refusal:
        animations.gif(io.BytesIO(data), Goal("discord", 10_000))
    assert refusal.value.refusal is Refusal.TOO_LARGE


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (gif(10, 10, animations.FRAMES + 1), Refusal.TOO_LONG),
        (gif(3000, 3000, 2), Refusal.TOO_MANY_PIXELS),
        (gif(1000, 1000, 101), Refusal.TOO_MANY_PIXELS),
    ],
)
def test_too_much_is_refused_before_it_is_decoded(data: bytes, refused: Refusal) -> None:
    with pytest.raises(NotClean) as refusal:
        animations.gif(io.BytesIO(data), GOALS["telegram"])
    assert refusal.value.refusal is refused


def test_many_small_frames_pass() -> None:
    made = animations.gif(io.BytesIO(gif(20, 20, animations.FRAMES)), GOALS["telegram"])
    assert made.width == 20


@pytest.mark.parametrize(("given", "shown"), [(0, 100), (10, 100), (20, 20), (655_350, 60_000)])
def test_a_pace_that_no_viewer_keeps_becomes_the_usual_one(given: int, shown: int) -> None:
    frames = steps(2)
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=given)
    found = list(animations.frames(io.BytesIO(data), lambda width, height: (width, height)))
    assert [frame.ms for frame in found] == [shown, shown]
