"""Markers that are planted in every field of a file, and the search for them in whatever became of it."""

import base64
import io
import itertools
import re
import subprocess
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from PIL import Image, UnidentifiedImageError

from bot.content import Kind
from bot.media import ffmpeg
from bot.media.unnamed import path, unnamed
from bot.posts import Blob

CORE = "Wq8Zmark"
"""Every marker begins with this. It is in nothing that is not planted."""

_numbers = itertools.count()
_planted: dict[str, str] = {}


def mark(what: str) -> str:
    """A marker for one field, of 12 characters, the same whenever it is asked for. `what` names format and field."""
    if what not in _planted:
        _planted[what] = f"{CORE}{next(_numbers):04x}"
    return _planted[what]


def markers() -> dict[str, str]:
    """All markers planted so far, by format and field."""
    return dict(_planted)


@dataclass(frozen=True, slots=True)
class Sample:
    """A file with markers. `kinds`: what people may send it as. `fields`: where the markers are."""

    name: str
    data: bytes = field(repr=False)
    kinds: tuple[Kind, ...]
    fields: tuple[str, ...] = ()


def faces(core: str = CORE) -> list[bytes]:
    """All ways in which a marker can lie in a file without being packed."""
    plain = [core.encode(), core.encode("utf-16-le"), core.encode("utf-16-be")]
    found = [*plain, core.encode()[::-1]]
    found += [digits.encode() for each in plain for digits in (each.hex(), each.hex().upper())]
    for shift in range(3):
        packed = base64.b64encode(bytes(shift) + core.encode() + bytes(2))
        found.append(packed[-(-8 * shift // 6) : 8 * (shift + len(core)) // 6])  # what the neighbours don't change
    return found


def traces(data: bytes) -> list[bytes]:
    """The faces of markers found in a file: as it lies there, unpacked, and in what Pillow and ffmpeg say of it."""
    looked = looked_at(data)
    return [face for face in faces() if face in looked]


def looked_at(data: bytes) -> bytes:
    """All there is to a file: as it lies there, unpacked, and what Pillow and ffmpeg say of it."""
    return b"\n".join((data, *unpacked(data), said_by_pillow(data), said_by_ffmpeg(data)))


def content(blob: Blob) -> bytes:
    with blob.open() as file:
        return file.read()


def unpacked(data: bytes) -> Iterator[bytes]:
    """Whatever in it looks as if zlib or gzip had packed it, and the files of an archive."""
    if b"PK\x03\x04" in data:
        yield from _filed(data)
    for start in re.finditer(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]", data):
        for opening in (zlib.decompressobj(), zlib.decompressobj(16 + zlib.MAX_WBITS)):
            try:
                yield opening.decompress(data[start.start() :], 10_000_000)
            except zlib.error:
                continue


UNREADABLE = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, RuntimeError, OSError)
"""What a file raises that is no archive, or was one: whatever looked like an escape in it may have been undone."""


def _filed(data: bytes) -> Iterator[bytes]:
    with suppress(*UNREADABLE), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for each in archive.infolist():
            read = b""
            with suppress(*UNREADABLE):
                read = archive.read(each)
            yield read


def said_by_pillow(data: bytes) -> bytes:
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as picture:
            said = [repr(picture.info), repr(dict(picture.getexif()))]
            for number in range(getattr(picture, "n_frames", 1)):
                picture.seek(number)
                said.append(repr(picture.info))
            return "\n".join(said).encode()
    except (UnidentifiedImageError, OSError, ValueError):
        return b""


def said_by_ffmpeg(data: bytes) -> bytes:
    tool = ffmpeg.found()
    assert tool is not None, "the tests need ffmpeg: make setup brings one"
    with unnamed() as file:
        file.write(data)
        file.flush()
        asked = (tool, "-nostdin", "-hide_banner", "-i", path(file))
        return subprocess.run(asked, capture_output=True, pass_fds=[file.fileno()], check=False).stderr


def made_by_ffmpeg(*arguments: str, suffix: str, inputs: bytes = b"") -> bytes:
    """What ffmpeg writes, given the arguments before the output. `inputs` is on its standard input."""
    tool = ffmpeg.found()
    assert tool is not None, "the tests need ffmpeg: make setup brings one"
    with unnamed() as out:
        command = (tool, "-hide_banner", "-y", "-loglevel", "error", *arguments, "-f", suffix, path(out))
        run = subprocess.run(command, input=inputs, capture_output=True, pass_fds=[out.fileno()], check=False)
        assert run.returncode == 0, run.stderr.decode()
        out.seek(0)
        return out.read()
