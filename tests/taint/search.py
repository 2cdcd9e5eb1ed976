"""The search: whatever Bauta let out, unfolded to the bottom and looked through for families of markers and for ids.

A marker is looked for as UTF-8, as UTF-16 in both orders, in hex of either, reversed, in base64 at any shift and in
lower case; in the bytes as they are and in all that can be unfolded from them: percent signs, JSON's and HTML's
escapes, base64, zlib, gzip and zip, one within the other. Of files Pillow and ffmpeg are asked, too.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Final
from urllib.parse import unquote_to_bytes

from tests.bot.media.planting import faces, said_by_ffmpeg, said_by_pillow, unpacked
from tests.taint.markers import named

DEEPEST: Final = 4
_ESCAPED: Final = re.compile(rb"\\u([0-9a-fA-F]{4})")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_PLAIN: Final = bytes.maketrans(b"-_", b"+/")
_FILES: Final = (
    b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"OggS", b"ID3", b"\xff\xfb", b"fLaC", b"\x1aE\xdf\xa3", b"II*\0",
    b"MM\0*", b"BM",
)  # fmt: skip
LONGEST: Final = 8_000_000
"""Bytes: what is longer is looked through, but not unfolded."""


def unfolded(data: bytes) -> Iterator[bytes]:
    """The bytes, and whatever can be made of them by undoing how things are written or packed."""
    seen: set[bytes] = set()
    layers = [data]
    for _ in range(DEEPEST):
        found: list[bytes] = []
        for layer in layers:
            if layer in seen:
                continue
            seen.add(layer)
            yield layer
            if len(layer) <= LONGEST:
                found += _within(layer)
        layers = found


def _within(data: bytes) -> Iterator[bytes]:
    if b"%" in data:
        yield unquote_to_bytes(data)
    if b"\\u" in data:
        yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)).encode("utf-8", "replace"), data)
    if b"&" in data and b";" in data:
        with suppress(UnicodeDecodeError):
            yield html.unescape(data.decode()).encode("utf-8", "replace")
    if packed := _BASE64.findall(data):
        yield b"\n".join(_decoded(text[at:]) for text in packed for at in range(4))  # wherever it may begin
    yield from unpacked(data)


def _decoded(text: bytes) -> bytes:
    """As much of it as makes whole bytes."""
    text = text.rstrip(b"=").translate(_PLAIN)
    if len(text) % 4 == 1:
        text = text[:-1]
    return base64.b64decode(text + b"=" * (-len(text) % 4))


@cache
def _all_faces(families: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    return tuple((core, face) for core in families for each in {core, core.lower()} for face in faces(each))


def found(data: bytes, families: Collection[str]) -> list[str]:
    """The fields whose markers are in there; of one that can't be made out its family and the form it has."""
    told: set[str] = set()
    unnamed: set[str] = set()
    for layer in unfolded(data):
        for core, face in _all_faces(tuple(families)):
            if face in layer:
                told.update(named(layer.replace(b"\0", b"").decode("latin-1"), families))
                unnamed.add(f"{core} as {face!r}")
    return sorted(told or unnamed)


def found_in_file(data: bytes, families: Collection[str]) -> list[str]:
    """The same in a file, of which programs are asked as well what it says."""
    told = found(data, families)
    if data.startswith(_FILES) or data[4:8] == b"ftyp":
        told += found(said_by_pillow(data) + said_by_ffmpeg(data), families)
    return sorted(set(told))


class Needles:
    """Many things to look for at once. All of them have at least `LEAST` bytes."""

    LEAST: Final = 5

    def __init__(self, needles: Iterable[bytes]) -> None:
        self._by_start: dict[bytes, list[bytes]] = {}
        for each in sorted(set(needles), key=len, reverse=True):
            self._by_start.setdefault(each[: self.LEAST], []).append(each)

    def within(self, data: bytes) -> Iterator[tuple[bytes, int]]:
        """What is there, and where."""
        for start, needles in self._by_start.items():
            at = data.find(start)
            while at >= 0:
                yield from ((each, at) for each in needles if data.startswith(each, at))
                at = data.find(start, at + 1)


class Ids:
    """Ids to look for: as people read them, and as programs write them."""

    def __init__(self, ids: Iterable[str]) -> None:
        given = set(ids)
        self._texts = Needles(each.encode() for each in given)
        self._names = {_bytes(int(each)): each for each in given if each.isdecimal() and int(each) >= 1 << 32}
        self._bytes = Needles(self._names)

    def read_in(self, data: bytes) -> set[str]:
        """Those that stand there in digits or letters, in UTF-8 or UTF-16, unfolded as well.

        Short numbers count where they stand alone: within longer ones there are any.
        """
        told = set()
        for layer in unfolded(data):
            for form in {layer, layer.replace(b"\0", b"")}:
                for each, at in self._texts.within(form):
                    around = form[max(0, at - 1) : at] + form[at + len(each) : at + len(each) + 1]
                    if len(each) > 9 or not each.isdigit() or not re.search(rb"\d", around):
                        told.add(each.decode())
        return told

    def written_in(self, data: bytes) -> set[str]:
        """Those that stand there in 8 bytes, or in 6 if they fit, either end first."""
        either = (data, data[::-1])
        return {self._names[each] for form in either for each, _ in self._bytes.within(form)}


def _bytes(number: int) -> bytes:
    return number.to_bytes(6 if number < 1 << 47 else 8, "big")


def sentences(place: str, told: Sequence[str]) -> list[str]:
    return [f"{place}: {each}" for each in told]
