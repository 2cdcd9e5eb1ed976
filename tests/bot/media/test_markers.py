"""Of no field of any format does anything go on, wherever the file goes and whatever it was sent as."""

import pytest

from bot.content import Kind
from bot.media.cleaner import GOALS
from tests.bot.media.conftest import Clean
from tests.bot.media.planting import CORE, faces
from tests.bot.media.samples import Sample, content, mark, markers, samples, traces

NEUTRAL = {
    ("photo", "photo.jpg", "image/jpeg"),
    ("video", "video.mp4", "video/mp4"),
    ("video-note", "video.mp4", "video/mp4"),
    ("voice", "voice.ogg", "audio/ogg"),
    ("audio", "audio.mp3", "audio/mpeg"),
    ("audio", "audio.m4a", "audio/mp4"),
    ("animation", "animation.gif", "image/gif"),
    ("animation", "animation.mp4", "video/mp4"),
    ("sticker", "sticker.webp", "image/webp"),
    ("sticker", "sticker.webm", "video/webm"),
    ("sticker", "sticker.tgs", "application/x-tgsticker"),
}

CASES = [(each, kind) for each in samples() for kind in each.kinds]


def test_the_markers_are_in_the_samples() -> None:
    """Each by itself, as it lies there or unpacked: a field without a marker would prove nothing."""
    from tests.bot.media.planting import _said_by_ffmpeg, _said_by_pillow, _unpacked

    for each in samples():
        looked = b"\n".join((each.data, *_unpacked(each.data), _said_by_pillow(each.data), _said_by_ffmpeg(each.data)))
        planted = {what: marker for what, marker in markers().items() if what.startswith(f"{each.name} ")}
        assert planted
        missing = [what for what, marker in planted.items() if not any(face in looked for face in faces(marker[:9]))]
        assert missing == [], each.name
    assert len(markers()) > 400


@pytest.mark.parametrize("wrapped", [lambda words: words, lambda words: b"\1" + words, lambda words: b"\1\2" + words])
def test_a_marker_is_found_in_any_wrapping(wrapped: object) -> None:
    import base64
    import gzip

    assert callable(wrapped)
    words = wrapped(mark("a test").encode())
    assert traces(b"xx" + words)
    assert traces(b"xx" + base64.b64encode(words))
    assert traces(b"xx" + gzip.compress(words))
    assert traces(mark("a test").encode("utf-16-le"))
    assert traces(mark("a test").encode("utf-16-be"))
    assert not traces(CORE[:-1].encode() * 9)


@pytest.mark.parametrize("platform", GOALS)
@pytest.mark.parametrize(("seeded", "kind"), CASES, ids=[f"{each.name} as {kind}" for each, kind in CASES])
async def test_no_marker_comes_out(clean: Clean, seeded: Sample, kind: Kind, platform: str) -> None:
    made = await clean(seeded.data, kind, platform)
    assert traces(content(made.blob)) == []
    assert (made.kind.value, made.name, made.mime) in NEUTRAL
    assert 0 < made.blob.size <= GOALS[platform].limit
    assert made.kind is kind or kind in (Kind.DOCUMENT, Kind.VIDEO_NOTE)
