"""A document is what its bytes say; of those that show all they hold, plain text is the only one."""

import re

import pytest

from bot.content import Kind
from bot.media.cleaner import NotClean, Refusal
from tests.bot.media.conftest import Clean
from tests.bot.media.hostile import polyglots
from tests.bot.media.samples import Sample, content, sample


async def test_text_goes_on_as_it_reads_and_without_its_name(clean: Clean) -> None:
    made = await clean("\ufeffGrüße\r\nan\ralle\n\tEnde".encode(), Kind.DOCUMENT)
    assert content(made.blob) == "Grüße\nan\nalle\n\tEnde".encode()
    assert re.fullmatch(r"file-[0-9a-f]{8}\.txt", made.name)
    assert (made.kind, made.mime) == (Kind.DOCUMENT, "text/plain")


async def test_no_two_texts_have_the_same_name(clean: Clean) -> None:
    assert len({(await clean(b"hello", Kind.DOCUMENT)).name for _ in range(20)}) == 20


async def test_a_long_text_is_refused_with_the_number(clean: Clean) -> None:
    with pytest.raises(NotClean) as refusal:
        await clean(b"x" * 1_000_001, Kind.DOCUMENT)
    assert (refusal.value.refusal, refusal.value.limit) == (Refusal.TOO_LARGE, 1)


async def test_text_is_nothing_but_a_document(clean: Clean) -> None:
    for kind in set(Kind) - {Kind.DOCUMENT}:
        with pytest.raises(NotClean) as refusal:
            await clean(b"hello", kind)
        assert refusal.value.refusal is Refusal.BROKEN


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("JPEG", Kind.PHOTO),
        ("PNG", Kind.PHOTO),
        ("GIF", Kind.PHOTO),
        ("moving GIF", Kind.ANIMATION),
        ("APNG", Kind.ANIMATION),
        ("moving WebP", Kind.ANIMATION),
        ("MP4", Kind.VIDEO),
        ("WebM", Kind.VIDEO),
        ("M4A", Kind.AUDIO),
        ("MP3", Kind.AUDIO),
        ("Opus", Kind.AUDIO),
        ("WAV", Kind.AUDIO),
        ("tgs", Kind.STICKER),
    ],
)
async def test_a_document_becomes_what_it_really_is(clean: Clean, name: str, kind: Kind) -> None:
    assert (await clean(sample(name).data, Kind.DOCUMENT)).kind is kind


@pytest.mark.parametrize("two", polyglots(), ids=lambda two: two.name)
async def test_a_file_that_is_two_things_goes_on_as_one(clean: Clean, two: Sample) -> None:
    for kind in two.kinds:
        data = content((await clean(two.data, kind)).blob)
        for other in (b"PK\x03\x04", b"<script>", b"%PDF", b"document.xml"):
            assert other not in data


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("MP4", Kind.PHOTO),
        ("JPEG", Kind.VIDEO),
        ("JPEG", Kind.VOICE),
        ("JPEG", Kind.ANIMATION),
        ("MP3", Kind.VIDEO),
        ("MP3", Kind.ANIMATION),
        ("tgs", Kind.PHOTO),
        ("Lottie", Kind.VIDEO),
        ("moving GIF", Kind.VIDEO),
    ],
)
async def test_a_file_that_is_not_what_it_was_sent_as_is_refused(clean: Clean, name: str, kind: Kind) -> None:
    if (name, kind) == ("JPEG", Kind.ANIMATION):
        assert (await clean(sample(name).data, kind)).name == "animation.gif", "an animation may stand still"
        return
    with pytest.raises(NotClean) as refusal:
        await clean(sample(name).data, kind)
    assert refusal.value.refusal is Refusal.BROKEN
