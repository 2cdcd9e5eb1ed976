"""Files that are damaged, or were made to do damage: bombs, lies about sizes, endless and self-repeating things."""

import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random

from bot.content import Kind
from tests.bot.media.drawings import lottie
from tests.bot.media.films import box
from tests.bot.media.pictures import chunk, encoded, quarters, segment
from tests.bot.media.samples import Sample, sample, samples


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file that nobody sends in good faith, and what it claims to be. `bomb`: it must be refused."""

    name: str
    kind: Kind
    data: bytes = field(repr=False)
    bomb: bool = False


def damaged(random: Random) -> Iterator[Hostile]:
    """Samples with something wrong in them, without an end; now and then sent as what they are not."""
    while True:
        seeded = random.choice(samples())
        kind = random.choice(seeded.kinds if random.random() < 0.9 else tuple(Kind))
        ways = random.sample(sorted(WAYS), random.choice((1, 1, 2)))
        data = seeded.data
        for way in ways:
            data = WAYS[way](data, random)
        yield Hostile(f"{seeded.name}, {' and '.join(ways)}", kind, data)


def _flipped(data: bytes, random: Random) -> bytes:
    wrong = bytearray(data)
    for _ in range(random.choice((1, 5, 50)) if wrong else 0):
        wrong[random.randrange(len(wrong))] ^= 1 << random.randrange(8)
    return bytes(wrong)


def _head_flipped(data: bytes, random: Random) -> bytes:
    wrong = bytearray(data)
    for _ in range(4 if wrong else 0):
        wrong[random.randrange(min(256, len(wrong)))] = random.randrange(256)
    return bytes(wrong)


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _beheaded(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) // 2 + 1)
    return data[:16] + data[16 + start :]


def _spliced(data: bytes, random: Random) -> bytes:
    other = random.choice(samples()).data
    start, at = random.randrange(len(other) + 1), random.randrange(len(data) + 1)
    return data[:at] + other[start : start + 4000] + data[at:]


def _doubled(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    end = start + random.randrange(2000)
    return data[:end] + data[start:end] * random.choice((1, 20)) + data[end:]


def _emptied(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    size = min(len(data) - start, random.randrange(1, 3000))
    return data[:start] + bytes(size) + data[start + size :]


def _enlarged(data: bytes, random: Random) -> bytes:
    """Numbers made as large as they can be, where sizes and counts may lie."""
    wrong = bytearray(data)
    for _ in range(random.choice((1, 3))):
        at = random.randrange(max(1, min(len(wrong), random.choice((64, 1024, 1 << 30)))))
        wrong[at : at + 4] = random.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"))
    return bytes(wrong)


WAYS = {
    "flipped": _flipped,
    "head flipped": _head_flipped,
    "cut": _cut,
    "beheaded": _beheaded,
    "spliced": _spliced,
    "doubled": _doubled,
    "emptied": _emptied,
    "enlarged": _enlarged,
}


def png(width: int, height: int, lines: bytes = b"", depth: int = 8, colour: int = 2) -> bytes:
    """A PNG of these dimensions, whatever is really in it."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IDAT", lines or zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def zeros(size: int) -> bytes:
    """So many zeros, packed."""
    packing, piece = zlib.compressobj(1), bytes(1 << 20)
    packed = [packing.compress(piece[: size - start]) for start in range(0, size, len(piece))]
    return b"".join((*packed, packing.flush()))


def gif(width: int, height: int, frames: int) -> bytes:
    """Very many small frames on a canvas."""
    frame = b"\x21\xf9\x04\x04\x02\0\0\0" + b"\x2c" + bytes(4) + b"\1\0\1\0\0" + b"\x02\x02\x44\x01\0"
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0)
    return head + b"\0\0\0\xff\xff\xff" + b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0" + frame * frames + b";"


def _drawing(**changes: object) -> bytes:
    return json.dumps(lottie("Lottie") | changes).encode()


def _nested(depth: int) -> bytes:
    return b'{"v":"5","ip":0,"op":9,"layers":[' + b'{"it":[' * depth + b"]}" * depth + b"]}"


def _again(times: int, levels: int) -> bytes:
    """Layers that refer to layers that refer to layers."""
    each = lottie("Lottie")["layers"][0]
    assets = [
        {"id": f"c{level}", "layers": [{"ty": 0, "refId": f"c{level + 1}", "ks": each["ks"], "op": 60}] * times}
        for level in range(levels)
    ]
    assets.append({"id": f"c{levels}", "layers": [each]})
    return _drawing(assets=assets, layers=[{"ty": 0, "refId": "c0", "ks": each["ks"], "op": 60}])


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:author>somebody</w:author>")
    return out.getvalue()


def _absurd_mp4(table: bytes, count: int) -> bytes:
    """The sample's table says that it has so many entries."""
    data = sample("MP4").data
    at = data.index(table)
    return data[: at + 8] + struct.pack(">I", count) * 2 + data[at + 16 :]


def _wav(channels: int, rate: int) -> bytes:
    form = struct.pack("<HHIIHH", 1, channels, rate, rate, channels & 0xFFFF, 16)
    return b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0" + form + b"data\xff\xff\xff\x7f" + bytes(4000)


def _looped_tiff() -> bytes:
    """Its only directory says that it is followed by itself."""
    entries = [(256, 3, 1, 60000), (257, 3, 1, 60000), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 9)]
    listed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + listed + b"\x08\0\0\0"


@cache
def bombs() -> tuple[Hostile, ...]:
    """Files made to do damage, each of which must be refused."""
    jpeg, mp4 = encoded(quarters(), "JPEG"), sample("MP4").data
    huge = jpeg.replace(struct.pack(">HH", 32, 64), b"\xff\xdc\xff\xdc", 1)
    profile = chunk(b"iCCP", b"x\0\0" + zeros(200_000_000))
    made: list[tuple[str, Kind, bytes]] = [
        ("30000×30000 zeros", Kind.PHOTO, png(30_000, 30_000, zeros(30_000 * 3751), depth=1, colour=0)),
        ("PNG that claims 2³¹ a side", Kind.PHOTO, png(2**31 - 1, 2**31 - 1)),
        ("PNG of 21 megapixels as a sticker", Kind.STICKER, png(7000, 3000, zeros(3000 * 21001))),
        ("PNG with a profile of 200 MB, cut", Kind.PHOTO, png(64, 64)[:33] + profile),
        ("JPEG that claims 65500 a side", Kind.PHOTO, huge),
        ("JPEG with half a head", Kind.PHOTO, jpeg[:200]),
        ("GIF of 5000 frames", Kind.ANIMATION, gif(500, 500, 5000)),
        ("GIF of 200,000 frames", Kind.ANIMATION, gif(16, 16, 200_000)),
        ("GIF of 65535 a side", Kind.ANIMATION, gif(65_535, 65_535, 3)),
        ("sticker of 5000 frames", Kind.STICKER, gif(500, 500, 5000)),
        ("TIFF that follows itself", Kind.PHOTO, _looped_tiff()),
        ("tgs of 100 MB of zeros", Kind.STICKER, gzip.compress(bytes(100_000_000), 1)),
        (
            "tgs of 100 MB of blanks",
            Kind.STICKER,
            gzip.compress(b'{"v":"5","layers":[],"ip":0,' + b" " * 100_000_000, 1),
        ),
        ("Lottie 100,000 deep", Kind.STICKER, _nested(100_000)),
        ("Lottie 150 deep", Kind.STICKER, _nested(150)),
        ("Lottie of a billion frames", Kind.STICKER, _drawing(op=10**9)),
        ("Lottie of no frames", Kind.STICKER, _drawing(op=0)),
        ("Lottie of no rate", Kind.STICKER, _drawing(fr=1e-9)),
        ("Lottie of infinite width", Kind.STICKER, _drawing(w=1).replace(b'"w": 1', b'"w": 1e999')),
        ("Lottie that is not a number", Kind.STICKER, _drawing(w=1).replace(b'"w": 1', b'"w": NaN')),
        ("Lottie that draws itself", Kind.STICKER, _again(1, 1).replace(b'"refId": "c1"', b'"refId": "c0"')),
        ("Lottie of 10¹⁰ layers", Kind.STICKER, _again(10, 10)),
        ("Lottie of a million keys", Kind.STICKER, _drawing(layers=[{"ty": 4, "it": list(range(900_000))}])),
        ("MP4 of a box of 2⁶³", Kind.VIDEO, mp4[:20] + b"\0\0\0\1mdat\x7f" + b"\xff" * 7),
        ("MP4 that is a head", Kind.VIDEO, box(b"ftyp", b"isom\0\0\2\0isomavc1")),
        ("MP4 of boxes in boxes", Kind.VIDEO, box(b"ftyp", b"isom" + bytes(4)) + b"\0\0\xff\xffmoov" * 8000),
        ("WAV of 65535 channels", Kind.AUDIO, _wav(65_535, 48_000)),
        ("WAV of 2³¹ a second", Kind.AUDIO, _wav(2, 2**31)),
        ("Matroska of an endless head", Kind.VIDEO, b"\x1aE\xdf\xa3\x01" + b"\xff" * 7 + bytes(5000)),
        ("Ogg of nothing", Kind.VOICE, b"OggS\0\2" + bytes(20) + b"\1\x1e" + bytes(3000)),
        ("FLAC of nothing", Kind.AUDIO, b"fLaC\x80\0\0\x22" + b"\xff" * 34 + bytes(3000)),
        ("MP3 of an endless tag", Kind.AUDIO, b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(3000)),
        ("playlist as a film", Kind.VIDEO, b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
        ("list of files as a film", Kind.VIDEO, b"ffconcat version 1.0\nfile /etc/passwd\n"),
        ("SVG", Kind.PHOTO, b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"),
        ("PostScript", Kind.DOCUMENT, b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run"),
        ("PDF", Kind.DOCUMENT, b"%PDF-1.7\n1 0 obj<</Author(somebody)>>endobj"),
        ("Office", Kind.DOCUMENT, _zip()),
        ("program", Kind.DOCUMENT, b"\x7fELF\2\1\1" + bytes(300)),
        ("nothing", Kind.DOCUMENT, b""),
        ("one byte", Kind.PHOTO, b"\xff"),
        ("film as a photo", Kind.PHOTO, mp4),
        ("photo as a film", Kind.VIDEO, jpeg),
        ("photo as a voice", Kind.VOICE, jpeg),
        ("text as a photo", Kind.PHOTO, b"hello"),
        ("HEIC", Kind.PHOTO, b"\0\0\0\x1cftypheic" + bytes(300)),
    ]
    return tuple(Hostile(name, kind, data, bomb=True) for name, kind, data in made)


@cache
def polyglots() -> tuple[Sample, ...]:
    """Files that are two things at once: only one of them goes on."""
    jpeg, payload = encoded(quarters(), "JPEG"), b"<script>alert(1)</script>"
    return (
        Sample("JPEG and ZIP", jpeg + _zip(), (Kind.PHOTO, Kind.DOCUMENT)),
        Sample("JPEG and HTML", jpeg[:20] + segment(0xFE, payload) + jpeg[20:], (Kind.PHOTO, Kind.DOCUMENT)),
        Sample("GIF and JavaScript", sample("GIF").data + b"=1;" + payload, (Kind.PHOTO, Kind.DOCUMENT)),
        Sample("PNG and PDF", sample("PNG").data + b"%PDF-1.7 " + payload, (Kind.PHOTO, Kind.DOCUMENT)),
        Sample("MP4 and ZIP", sample("MP4").data + box(b"free", payload) + _zip(), (Kind.VIDEO, Kind.DOCUMENT)),
        Sample("MP3 and ZIP", sample("MP3").data + payload + _zip(), (Kind.AUDIO, Kind.DOCUMENT)),
    )
