"""Voices and music sound as before, and tell nothing else."""

import io

import pytest

from bot.content import Kind
from bot.media import ffmpeg, mp3, sounds
from bot.media.goals import GOALS, Goal, Made, NotClean, Refusal
from bot.media.sniff import Format, sniff
from bot.media.unnamed import with_descriptor, workshop
from tests.bot.media.planting import made_by_ffmpeg
from tests.bot.media.samples import sample
from tests.bot.media.sounds import ogg_crc, ogg_pages, tone

SOUNDS = ("MP3", "FLAC", "WAV", "AAC", "Opus", "Vorbis", "M4A")
LOUD_THEN_QUIET = ("-f", "lavfi", "-i", "aevalsrc='if(lt(t,2),0.8,0.1)*sin(880*t)':duration=4:sample_rate=48000")


def made_of(data: bytes, how: str, goal: Goal = GOALS["telegram"]) -> tuple[Made, bytes]:
    with workshop():
        file = with_descriptor(io.BytesIO(data))
        made = (sounds.voice if how == "voice" else sounds.music)(file, sniff(file), goal)
        return made, made.file.read()


@pytest.mark.parametrize("name", SOUNDS)
def test_every_voice_becomes_opus_in_ogg(name: str) -> None:
    made, data = made_of(sample(name).data, "voice")
    pages = ogg_pages(data)
    assert b"".join(pages) == data, "nothing before, between or behind"
    assert pages[0][28:36] == b"OpusHead"
    assert (pages[0][37], len(pages[0])) == (1, 28 + 19), "one channel, and no word behind the head"
    assert pages[1][28:] == b"OpusTags" + bytes(8), "neither an encoder's name nor a comment"
    assert all(ogg_crc(page) == page for page in pages)
    assert made.seconds == pytest.approx(2, abs=0.15)
    assert 30 < len(made.waveform) <= 256
    assert max(made.waveform) == 255


def test_a_voice_that_fits_is_copied() -> None:
    plain = tone("libopus", "ogg")
    _, data = made_of(plain, "voice")
    assert b"".join(page[-100:] for page in ogg_pages(plain)[2:]) == b"".join(
        page[-100:] for page in ogg_pages(data)[2:]
    )


def test_a_waveform_shows_where_it_is_loud() -> None:
    data = made_by_ffmpeg(*LOUD_THEN_QUIET, "-c:a", "pcm_s16le", suffix="wav")
    made, _ = made_of(data, "voice")
    assert len(made.waveform) == 80, "four seconds of twenty"
    assert min(made.waveform[:38]) > 230
    assert 20 < max(made.waveform[42:]) < 45


@pytest.mark.parametrize(
    ("blocks", "points"),
    [
        ([], b""),
        ([0, 0], b"\0\0"),
        ([100, 50], b"\xff\x7f"),
        ([1] * 256, b"\xff" * 256),
        ([*range(512)], bytes((2 * number + 1) * 255 // 511 for number in range(256))),
        ([0] * 999 + [7], bytes(255) + b"\xff"),
    ],
)
def test_a_waveform_has_at_most_so_many_points(blocks: list[int], points: bytes) -> None:
    assert sounds.waveform(blocks) == points


@pytest.mark.parametrize("name", SOUNDS)
def test_music_becomes_mp3_or_m4a(name: str) -> None:
    made, data = made_of(sample(name).data, "music")
    assert (made.kind, made.name) == (Kind.AUDIO, "audio.mp3" if name == "MP3" else "audio.m4a")
    assert made.seconds == pytest.approx(2, abs=0.15)
    assert b"Lavf" not in data


def test_an_mp3_is_frames_and_nothing_else() -> None:
    plain = tone("libmp3lame", "mp3", "-id3v2_version", "0", "-b:a", "64k", "-write_xing", "0")
    _, data = made_of(sample("MP3").data, "music")
    at = frames = 0
    while at < len(data):
        size = mp3.length(data[at : at + 4])
        assert size, at
        at, frames = at + size, frames + 1
    assert at == len(data)
    assert frames == len(plain) // 192
    assert data in plain or plain in data, "not encoded again"


@pytest.mark.parametrize(
    ("head", "length"),
    [
        ("fffb9064", 417),  # MPEG 1, 128 kbit/s, 44.1 kHz
        ("fffb9264", 418),  # the same, padded
        ("fffb5464", 192),  # 64 kbit/s, 48 kHz
        ("fff380c4", 208),  # MPEG 2, 64 kbit/s, 22.05 kHz
        ("ffe318c4", 72),  # MPEG 2.5, 8 kbit/s, 8 kHz
        ("fffbf064", 0),  # no rate of bits
        ("fffb9c64", 0),  # no rate of samples
        ("fffd9064", 0),  # layer 2
        ("ffeb9064", 0),  # no version
        ("00fb9064", 0),
        ("fffb", 0),
    ],
)
def test_the_length_of_a_frame(head: str, length: int) -> None:
    assert mp3.length(bytes.fromhex(head)) == length


def test_a_piece_that_is_too_large_is_made_smaller_or_refused_with_the_number() -> None:
    wav = made_by_ffmpeg("-f", "lavfi", "-i", "sine=duration=60:sample_rate=48000", "-ac", "2", suffix="wav")
    assert len(wav) > 11_000_000
    _, data = made_of(wav, "music", GOALS["discord"])
    assert len(data) < 1_500_000
    _, data = made_of(wav, "music", Goal("web", 1_000_000))
    assert len(data) <= 1_000_000
    for how, limit in (("music", 400_000), ("voice", 80_000)):
        with pytest.raises(NotClean) as refusal:
            made_of(wav, how, Goal("web", limit))
        assert refusal.value.refusal is Refusal.TOO_LARGE


def test_hours_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sounds, "SECONDS", 1)
    for how in ("voice", "music"):
        with pytest.raises(NotClean) as refusal:
            made_of(sample("FLAC").data, how)
        assert refusal.value.refusal is Refusal.TOO_LONG


def test_a_silent_film_is_no_sound() -> None:
    for how in ("voice", "music"):
        with pytest.raises(NotClean) as refusal:
            made_of(sample("silent MP4").data, how)
        assert refusal.value.refusal is Refusal.BROKEN


def test_a_film_sent_as_music_is_only_heard() -> None:
    made, data = made_of(sample("MP4").data, "music")
    assert made.name == "audio.m4a"
    with workshop():
        assert ffmpeg.holds(with_descriptor(io.BytesIO(data)), Format.MP4).film is None


def test_a_stream_that_does_not_decode_is_not_copied() -> None:
    """What lies in the place of sound may be anything."""
    plain = bytearray(tone("aac", "adts"))
    at = len(plain) // 2
    plain[at : at + 900] = (b"anything but sound " * 48)[:900]
    _, data = made_of(bytes(plain), "music")
    assert b"anything but sound" not in data
