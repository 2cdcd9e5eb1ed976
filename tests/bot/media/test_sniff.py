"""What a file is, is told by its bytes alone."""

import io

import pytest

from bot.media.sniff import Format, sniff
from tests.bot.media.hostile import bombs
from tests.bot.media.samples import sample, samples

FORMATS = {
    "JPEG": Format.JPEG,
    "PNG": Format.PNG,
    "WebP": Format.WEBP,
    "GIF": Format.GIF,
    "TIFF": Format.TIFF,
    "BMP": Format.BMP,
    "moving GIF": Format.GIF,
    "APNG": Format.PNG,
    "moving WebP": Format.WEBP,
    "MP3": Format.MP3,
    "FLAC": Format.FLAC,
    "WAV": Format.WAV,
    "AAC": Format.AAC,
    "Opus": Format.OGG,
    "Vorbis": Format.OGG,
    "MP4": Format.MP4,
    "silent MP4": Format.MP4,
    "HEVC": Format.MP4,
    "M4A": Format.MP4,
    "WebM": Format.MATROSKA,
    "Matroska": Format.MATROSKA,
    "WebM sticker": Format.MATROSKA,
    "tgs": Format.TGS,
    "Lottie": Format.LOTTIE,
}


def of(data: bytes) -> Format:
    return sniff(io.BytesIO(data))


def test_every_format_is_told_from_the_others() -> None:
    assert {each.name: of(each.data) for each in samples()} == FORMATS


def test_the_file_is_left_at_its_beginning() -> None:
    for each in samples():
        file = io.BytesIO(each.data)
        sniff(file)
        assert file.tell() == 0


def test_a_sound_is_found_behind_its_tag_and_without_one() -> None:
    data = sample("MP3").data
    tag = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    assert of(data[tag:]) is Format.MP3
    assert of(data[:tag] + sample("FLAC").data) is Format.FLAC


@pytest.mark.parametrize(
    "data",
    [
        b"hello\nworld\t\r\n",
        "\ufeffgrüße 👋".encode(),
        b"<script>alert(1)</script>",
        b"#EXTM3U\n",
        b"{}",
        b'{"v": 1, "layers": 2}',
        ("ü" * 70_000).encode(),
    ],
)
def test_words_are_words_whatever_they_say(data: bytes) -> None:
    assert of(data) is Format.TEXT


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"hello\0world",
        b"\x1b[31mred",
        b"caf\xe9",
        b"ends in the middle of \xc3",
        b"hello\x85",
        b"%PDF-1.7 all ASCII",
        b"\n%PDF-1.7",
        b"{\\rtf1 hello}",
        b"PK\x03\x04 all ASCII",
        b"\xff\xfeh\0i\0",
        b"RIFF\0\0\0\0AVI ",
        b"\x1f\x8b\x08",
        b"x" * 100_000 + b"\0",
    ],
)
def test_what_nobody_can_prove_clean_is_something_else(data: bytes) -> None:
    assert of(data) is Format.OTHER


def test_nothing_makes_it_stumble() -> None:
    for bomb in bombs():
        assert isinstance(of(bomb.data), Format)
    for each in samples():
        for cut in range(64):
            assert isinstance(of(each.data[:cut]), Format)
