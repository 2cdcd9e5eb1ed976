"""What a file that arrived really is: its bytes are decoded to their end, by Pillow or by ffmpeg."""

import io
import re
import subprocess
from dataclasses import dataclass
from functools import cache

from PIL import Image

from bot.content import Kind
from bot.media import ffmpeg


@dataclass(frozen=True, slots=True)
class Played:
    """`container`: by its first bytes. `frames`: of a picture. `seconds`: of a film or sound; `film`: its sides."""

    container: str
    frames: int = 0
    seconds: float = 0.0
    film: tuple[int, int] | None = None
    sound: str = ""


@cache
def played(data: bytes) -> Played:
    """Raises AssertionError for what does not decode to its end."""
    container = _container(data)
    if container in ("jpeg", "png", "gif", "webp"):
        return Played(container, _frames(data))
    if container in ("text", "gzip"):
        return Played(container)
    return _by_ffmpeg(container, data)


def kind_of(data: bytes) -> Kind:
    """How an app shows a file that comes as just a file, by what it is."""
    found = played(data)
    if found.frames:
        return Kind.ANIMATION if found.frames > 1 else Kind.PHOTO
    if found.film is not None:
        return Kind.VIDEO
    return Kind.AUDIO if found.sound else Kind.DOCUMENT


def _container(data: bytes) -> str:
    starts = {
        b"\xff\xd8\xff": "jpeg",
        b"\x89PNG": "png",
        b"GIF89a": "gif",
        b"OggS": "ogg",
        b"ID3": "mp3",
        b"\x1aE\xdf\xa3": "webm",
        b"\x1f\x8b": "gzip",
    }
    found = next((name for start, name in starts.items() if data.startswith(start)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = "webp"
    elif data[4:8] == b"ftyp":
        found = "mp4"
    elif data[:1] == b"\xff" and data[1] & 0xE0 == 0xE0 and not found:
        found = "mp3"
    if not found:
        data.decode()  # raises for what is no text either
        found = "text"
    return found


def _frames(data: bytes) -> int:
    with Image.open(io.BytesIO(data)) as picture:
        count = int(getattr(picture, "n_frames", 1))
        for number in range(count):
            picture.seek(number)
            picture.load()
    return count


def _by_ffmpeg(container: str, data: bytes) -> Played:
    tool = ffmpeg.found()
    assert tool is not None, "the tests need ffmpeg: make setup brings one"
    asked = (tool, "-hide_banner", "-xerror", "-i", "pipe:0", "-f", "null", "-")
    run = subprocess.run(asked, input=data, capture_output=True, check=False)
    told = run.stderr.decode()
    assert run.returncode == 0, told
    film = re.search(r"Video: .*? (\d+)x(\d+)[ ,]", told)
    sound = re.search(r"Audio: (\w+)", told)
    hours, minutes, seconds = re.findall(r"time=(\d+):(\d+):([\d.]+)", told)[-1]
    return Played(
        container,
        seconds=int(hours) * 3600 + int(minutes) * 60 + float(seconds),
        film=(int(film[1]), int(film[2])) if film else None,
        sound=sound[1] if sound else "",
    )


def check(kind: Kind, data: bytes, seconds: float) -> None:
    """Raises AssertionError unless the bytes are what apps take for such a file. `seconds`: how long it should play."""
    found = played(data)
    match kind:
        case Kind.PHOTO:
            assert found.frames == 1, found
        case Kind.ANIMATION:
            assert found.frames > 1 or (found.film and not found.sound), found
        case Kind.STICKER:
            assert (found.container in ("webp", "gzip", "webm"), found.sound) == (True, ""), found
        case Kind.VIDEO | Kind.VIDEO_NOTE:
            assert (found.container, found.sound) == ("mp4", "aac"), found
            assert found.film is not None, found
            assert kind is Kind.VIDEO or found.film[0] == found.film[1], "round ones are square"
        case Kind.VOICE:
            assert (found.container, found.sound, found.film) == ("ogg", "opus", None), found
        case Kind.AUDIO:
            assert (found.container, found.sound) in (("mp3", "mp3"), ("mp4", "aac")), found
            assert found.film is None, found
        case Kind.DOCUMENT:
            assert found.container == "text", found
    if found.seconds:
        assert abs(found.seconds - seconds) < 0.3, f"{found.seconds} s"
