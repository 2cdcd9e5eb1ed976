"""Of no field of any format does anything go on, wherever the file goes and whatever it was sent as."""

import pytest

from bot.content import Kind
from bot.media.cleaner import GOALS, NotClean, Refusal
from tests.bot.media.conftest import Clean
from tests.bot.media.planting import CORE, faces, looked_at
from tests.bot.media.samples import Sample, content, mark, markers, refused, samples, traces

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

CUT = frozenset({"MP3 encoder"})
"""There are but nine bytes for who made an MP3."""

CASES = [(each, kind) for each in samples() for kind in each.kinds]


def test_the_markers_are_in_the_samples() -> None:
    """Each by itself and whole, as it lies there or unpacked: a field without a marker would prove nothing."""
    every = {each.name: each for each in (*samples(), *refused())}
    planted = {name: list[str]() for name in every}
    for what in markers():
        name = max((name for name in every if what.startswith(f"{name} ")), key=len, default="")
        if name and what not in CUT:
            planted[name].append(what)
    for name, fields in planted.items():
        looked = looked_at(every[name].data)
        assert [what for what in fields if not any(face in looked for face in faces(mark(what)))] == []
        assert fields, name
    assert len(markers()) > 600


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


@pytest.mark.parametrize("platform", GOALS)
@pytest.mark.parametrize("seeded", refused(), ids=lambda each: each.name)
async def test_what_nobody_can_prove_clean_does_not_go_on_at_all(clean: Clean, seeded: Sample, platform: str) -> None:
    with pytest.raises(NotClean) as refusal:
        await clean(seeded.data, Kind.DOCUMENT, platform)
    assert refusal.value.refusal is Refusal.NOT_CLEANABLE
