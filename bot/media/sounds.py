"""Voices and music without what their files tell: who speaks or plays is for the ear only."""

import array
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import IO, BinaryIO, Final

from bot.content import Kind
from bot.media import ffmpeg, mp3, ogg
from bot.media.ffmpeg import BARE, Holds
from bot.media.goals import Goal, Made, NotClean, Refusal
from bot.media.moving import SPARE, checked
from bot.media.sniff import Format
from bot.media.unnamed import path, size_of, unnamed

VOICE_RATE: Final = 48_000
"""Bits per second of a voice that is made anew."""

MUSIC_RATES: Final = (160_000, 96_000, 64_000)
LEAST_VOICE: Final = 12_000
SECONDS: Final = 3600
"""Longer sounds are not made anew: no decoder works on one file all day."""

SAMPLES: Final = 8000
"""A second of the sound that a waveform is taken from."""

POINTS: Final = 256
BLOCK: Final = SAMPLES // 20


def voice(file: BinaryIO, held: Format, goal: Goal) -> Made:
    """OGG with Opus and one channel, and how loud it is along the way. Raises NotClean."""
    holds = _with_sound(file, held)
    _not_too_long(holds)  # also a copy is listened to, for its waveform
    sound = holds.sound
    out = unnamed()
    copied = False
    if held is Format.OGG and sound is not None and (sound.codec, sound.channels) == ("opus", 1):
        try:
            loud, seconds = _run(file, held, out, ("-c:a", "copy"), *ffmpeg.STRICT)
            copied = size_of(out) <= goal.limit
        except NotClean:
            copied = False
    if not copied:
        rate = min(VOICE_RATE, int(goal.limit * SPARE * 8 / max(holds.seconds, 1.0)))
        if rate < LEAST_VOICE:
            raise goal.too_large()
        encoded = ("-c:a", "libopus", "-b:a", str(rate), "-ac", "1", "-ar", "48000", "-application", "voip")
        loud, seconds = _run(file, held, out, encoded)
        if size_of(out) > goal.limit:
            raise goal.too_large()
    checked(out, Format.OGG)
    return Made(Kind.VOICE, "voice.ogg", "audio/ogg", out, seconds=seconds, waveform=loud)


def music(file: BinaryIO, held: Format, goal: Goal) -> Made:
    """MP3 stays MP3, everything else is M4A. Raises NotClean."""
    holds = _with_sound(file, held)
    sound = holds.sound
    out = unnamed()
    size = size_of(file)
    if sound is not None and size <= goal.limit:
        try:
            if sound.codec == "mp3":
                return _mp3(file, held, out, goal)
            if sound.codec == "aac":
                return _m4a(file, held, out, goal, ("-c:a", "copy"), *ffmpeg.STRICT)
        except NotClean:
            pass  # some streams can only be decoded
    _not_too_long(holds)
    allowed = goal.limit * SPARE * 8 / max(holds.seconds, 1.0)
    rate = next((rate for rate in MUSIC_RATES if rate <= allowed), 0)
    if not rate:
        raise goal.too_large()
    return _m4a(file, held, out, goal, ("-c:a", "aac", "-b:a", str(rate), "-ac", "2"))


def _with_sound(file: BinaryIO, held: Format) -> Holds:
    holds = ffmpeg.holds(file, held)
    if holds.sound is None:
        raise NotClean(Refusal.BROKEN)
    return holds


def _not_too_long(holds: Holds) -> None:
    if not 0 < holds.seconds <= SECONDS:
        raise NotClean(Refusal.TOO_LONG if holds.seconds else Refusal.BROKEN)


def _mp3(file: BinaryIO, held: Format, out: BinaryIO, goal: Goal) -> Made:
    """Frames only: no tag before, after or between them, and no encoder's own frame; proven to be frames."""
    with unnamed() as copy:
        _write(file, held, copy, ("-c:a", "copy", "-write_xing", "0", "-id3v2_version", "0"), "mp3")
        mp3.only_frames(copy, out)
    ffmpeg.run((*ffmpeg.source(out, Format.MP3, *ffmpeg.STRICT), *ffmpeg.proven("0:a:0")), out)
    return _music(out, Format.MP3, "audio.mp3", "audio/mpeg", goal)


def _m4a(file: BinaryIO, held: Format, out: BinaryIO, goal: Goal, how: tuple[str, ...], *reading: str) -> Made:
    _write(file, held, out, (*how, "-movflags", "+faststart", "-brand", "M4A "), "mp4", *reading)
    return _music(out, Format.MP4, "audio.m4a", "audio/mp4", goal)


def _music(out: BinaryIO, held: Format, name: str, mime: str, goal: Goal) -> Made:
    if size_of(out) > goal.limit:
        raise goal.too_large()
    proven = checked(out, held)
    if proven.sound is None or proven.film is not None:
        raise NotClean(Refusal.BROKEN)
    return Made(Kind.AUDIO, name, mime, out, seconds=proven.seconds)


def _write(file: BinaryIO, held: Format, out: BinaryIO, how: tuple[str, ...], container: str, *reading: str) -> None:
    """A copy (`reading` is strict then) is decoded along the way."""
    ends = ("-t", str(ffmpeg.SECONDS_OF_A_FILE))
    written = ("-map", "0:a:0", "-vn", *how, *BARE, *ends, "-f", container, path(out))
    proof = ffmpeg.proven("0:a:0") if reading else ()
    ffmpeg.run((*ffmpeg.source(file, held, *reading), *written, *proof), file, out)


def _run(file: BinaryIO, held: Format, out: BinaryIO, how: tuple[str, ...], *reading: str) -> tuple[bytes, float]:
    """Write the voice and, in the same call, hear how loud it is: the waveform, and the seconds heard."""
    ends = ("-t", str(SECONDS))
    strict = ("-xerror",) if reading else ()
    heard = (
        "-map",
        "0:a:0",
        "-vn",
        *ends,
        "-ac",
        "1",
        "-ar",
        str(SAMPLES),
        "-c:a",
        "pcm_s16le",
        "-f",
        "s16le",
        "pipe:1",
    )
    with unnamed() as made:
        written = ("-map", "0:a:0", "-vn", *how, *BARE, *ends, "-f", "ogg", path(made))
        with ffmpeg.running((*strict, *ffmpeg.source(file, held, *reading), *written, *heard), file, made) as samples:
            blocks = list(_loudest(samples))
        out.seek(0)
        out.truncate()
        ogg.bare(made, out)
    return waveform(blocks), len(blocks) * BLOCK / SAMPLES


def _loudest(samples: IO[bytes]) -> Iterator[int]:
    """The greatest swing of each twentieth of a second."""
    while piece := samples.read(BLOCK * 2):
        swings = array.array("h")
        swings.frombytes(piece[: len(piece) // 2 * 2])
        if sys.byteorder == "big":
            swings.byteswap()
        if swings:
            yield max(max(swings), -min(swings))


def waveform(blocks: list[int]) -> bytes:
    """At most 256 points of 0 to 255, the loudest being 255, of swings of 0 to 32768."""
    count = min(POINTS, len(blocks))
    edges = [len(blocks) * point // count for point in range(count + 1)] if count else []
    points = [max(blocks[start:end]) for start, end in pairwise(edges)]
    top = max(points, default=0) or 1
    return bytes(point * 255 // top for point in points)
