"""How ffmpeg is found, asked what a file holds, and called: with as little as it needs, and no way to other files."""

import functools
import io
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO, BinaryIO, Final

from bot.media.goals import NotClean, Refusal
from bot.media.sniff import Format
from bot.media.unnamed import path, unnamed

SECONDS: Final = 150
"""No call may take longer. Who called the worker has a limit of their own."""

PIXELS: Final = 9_000_000
"""Of one frame: 4K and a little."""

DECODERS: Final = (
    "h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,mpeg4,h263,mjpeg,theora,"
    "aac,mp3,mp3float,opus,libopus,vorbis,flac,alac,amrnb,amrwb,"
    "pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s32le,pcm_f32le,pcm_alaw,pcm_mulaw"
)
"""What phones, browsers and messengers write. The hundreds of others that ffmpeg knows stay shut."""

ENCODERS: Final = ("libx264", "aac", "libopus", "libvpx-vp9", "gif", "png")

BARE: Final = (
    *("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-dn", "-sn"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
)
"""Of an output: nothing that the file says of itself, and nothing that ffmpeg would say."""

SECONDS_OF_A_FILE: Final = 3 * 3600
"""Longer ones are cut off there: none that is sent between people is."""

STRICT: Final = ("-err_detect", "explode")
"""Of an input: a stream that does not decode without a fault is no stream to be copied."""

_ERRORS: Final = 64 * 1024
_NOWHERE: Final = ("-f", "null", "/dev/null")


@functools.cache
def found() -> str | None:
    """The system's ffmpeg, else the one of the extra `media`; None without either."""
    if system := shutil.which("ffmpeg"):
        return system
    try:
        import imageio_ffmpeg
    except ImportError:
        return None
    try:
        exe: str = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError:
        return None
    return exe


def missing() -> list[str]:
    """What we encode with and the ffmpeg found can't. Raises NotClean if there is none."""
    asked = subprocess.run(  # noqa: S603 - no file is involved
        (_tool(), "-hide_banner", "-encoders"), stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False
    )
    known = {line.split()[1] for line in asked.stdout.decode("utf-8", "replace").splitlines() if len(line.split()) > 1}
    return [name for name in ENCODERS if name not in known]


def source(file: BinaryIO, held: Format, *options: str) -> tuple[str, ...]:
    """Arguments of an input that lies in a file with a descriptor: read as this format, whatever it looks like."""
    reading = ("-protocol_whitelist", "file,pipe,fd", "-codec_whitelist", DECODERS, "-max_streams", "32")
    return (*reading, "-max_pixels", str(PIXELS), "-threads", "1", *options, "-f", held.value, "-i", path(file))


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream as ffmpeg tells of it. `width`, `height`, `fps`: of a film; `channels`: of a sound."""

    codec: str
    width: int = 0
    height: int = 0
    fps: float = 0.0
    pixels: str = ""
    turned: bool = False
    channels: int = 0


@dataclass(frozen=True, slots=True)
class Holds:
    """What a file holds: the first film that is no cover, the first sound; `seconds` 0 if it does not say."""

    seconds: float
    film: Stream | None
    sound: Stream | None
    tags: frozenset[str]


def proven(stream: str) -> tuple[str, ...]:
    """Arguments of one more output, which decodes a stream that another copies: what is none ends the call."""
    return ("-xerror", "-map", stream, "-t", str(SECONDS_OF_A_FILE), *_NOWHERE)


def run(arguments: Sequence[str], *files: BinaryIO, feed: Iterator[bytes] | None = None) -> bytes:
    """Call ffmpeg with these files open to it. `feed`: its standard input. What it wrote to its standard output.

    Raises NotClean: NO_FFMPEG without one that can do this, TOO_LONG after `SECONDS`, BROKEN if it could not.
    """
    with running(arguments, *files, feed=feed) as out:
        return out.read()


@contextmanager
def running(arguments: Sequence[str], *files: BinaryIO, feed: Iterator[bytes] | None = None) -> Iterator[IO[bytes]]:
    """The same, with its standard output to read piece by piece before it has ended."""
    command = (_tool(), "-hide_banner", "-nostats", "-y", "-loglevel", "error", "-max_alloc", "200000000", *arguments)
    with unnamed() as errors:
        process = subprocess.Popen(  # noqa: S603 - the arguments are ours, the files are descriptors
            command if feed is not None else (command[0], "-nostdin", *command[1:]),
            stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            pass_fds=[file.fileno() for file in files],
        )
        try:
            if feed is not None:
                _fed(process, feed)
            yield process.stdout or io.BytesIO()
            code = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise NotClean(Refusal.TOO_LONG) from None
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        if code != 0:
            errors.seek(0)
            raise _refused(errors.read(_ERRORS))


def holds(file: BinaryIO, held: Format) -> Holds:
    """Ask what is in the file. Raises NotClean if ffmpeg makes nothing of it."""
    with unnamed() as told:
        subprocess.run(  # noqa: S603 - as above; it fails always, as there is no output to write
            (_tool(), "-nostdin", "-hide_banner", "-max_alloc", "200000000", *source(file, held)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=told,
            pass_fds=[file.fileno()],
            timeout=SECONDS,
            check=False,
        )
        told.seek(0)
        found = parsed(told.read(_ERRORS).decode("utf-8", "replace"))
    return found if found.seconds else replace(found, seconds=_played(file, held))


def _played(file: BinaryIO, held: Format) -> float:
    """How long a file plays that does not say so, as those that were recorded live: it is read to its end."""
    read = run(
        (*source(file, held), "-c", "copy", "-t", str(SECONDS_OF_A_FILE), "-progress", "pipe:1", *_NOWHERE), file
    )
    ends = re.findall(rb"^out_time_us=(\d+)$", read, re.MULTILINE)
    return int(ends[-1]) / 1_000_000 if ends else 0.0


_DURATION: Final = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?),", re.MULTILINE)
_STREAM: Final = re.compile(r"^ {2,4}Stream #0:\d+\S*: (Video|Audio): (\w+)(.*)$", re.MULTILINE)
_SIZE: Final = re.compile(r" (\d{1,5})x(\d{1,5})\b")
_FPS: Final = re.compile(r" ([\d.]+)(k?) (?:fps|tbr)")
_PIXELS: Final = re.compile(r", (\w+)[(,]")
_CHANNELS: Final = {"mono": 1, "stereo": 2}
_TAG: Final = re.compile(r"^ {4,6}([^\s:]+)\s*: ", re.MULTILINE)


def parsed(told: str) -> Holds:
    """What ffmpeg says of a file, as values. A file can put words into it; what was made of it is asked again."""
    if not (streams := list(_STREAM.finditer(told))):
        raise _refused(told.encode())
    seconds = 0.0
    if duration := _DURATION.search(told):
        hours, minutes, rest = duration.groups()
        seconds = int(hours) * 3600 + int(minutes) * 60 + float(rest)
    film = sound = None
    for at, stream in enumerate(streams):
        kind, codec, rest = stream.groups()
        if kind == "Audio":
            channels = next((count for name, count in _CHANNELS.items() if f", {name}" in rest), 3)
            sound = sound or Stream(codec, channels=channels)
        elif film is None and "(attached pic)" not in rest:
            until = streams[at + 1].start() if at + 1 < len(streams) else len(told)
            film = _film(codec, rest, told[stream.end() : until])
    return Holds(seconds, film, sound, frozenset(tag.lower() for tag in _TAG.findall(told)))


def _film(codec: str, rest: str, about: str) -> Stream:
    size, fps, pixels = _SIZE.search(rest), _FPS.search(rest), _PIXELS.search(rest)
    if size is None:
        raise NotClean(Refusal.BROKEN)
    rate = float(fps[1]) * (1000 if fps[2] else 1) if fps else 25.0
    turned = re.search(r"rotation of -?(?:90|270)", about) is not None
    return Stream(codec, int(size[1]), int(size[2]), rate, pixels[1] if pixels else "", turned)


def _tool() -> str:
    if (tool := found()) is None:
        raise NotClean(Refusal.NO_FFMPEG)
    return tool


def _fed(process: subprocess.Popen[bytes], feed: Iterator[bytes]) -> None:
    """It may end before it has taken all; then its exit code tells why."""
    if process.stdin is None:
        return
    try:
        for piece in feed:
            process.stdin.write(piece)
        process.stdin.close()
    except BrokenPipeError:
        pass


def _refused(errors: bytes) -> NotClean:
    if b"Unknown encoder" in errors or b"Unknown decoder" in errors or b"Unrecognized option" in errors:
        return NotClean(Refusal.NO_FFMPEG)  # one that was built without what is needed
    if b"max_pixels" in errors or (b"Picture size" in errors and b"is invalid" in errors):
        return NotClean(Refusal.TOO_MANY_PIXELS)
    return NotClean(Refusal.BROKEN)
