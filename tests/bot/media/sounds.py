"""Sounds with a marker in every field that their formats have."""

import struct
from functools import cache

from bot.content import Kind
from tests.bot.media.pictures import encoded, quarters
from tests.bot.media.planting import Sample, made_by_ffmpeg, mark

SOUND = (Kind.AUDIO, Kind.VOICE, Kind.DOCUMENT)
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:duration=2:sample_rate=48000")


def tags(name: str, *more: str) -> tuple[str, ...]:
    """What a player shows of a piece, as ffmpeg writes it. `more`: fields that not every container has."""
    fields = ("title", "artist", "album", "comment", "copyright", "date", "genre", *more)
    return tuple(word for each in fields for word in ("-metadata", f"{each}={mark(f'{name} {each}')}"))


@cache
def tone(codec: str, container: str, *options: str) -> bytes:
    return made_by_ffmpeg(*TONE, "-ac", "1", "-c:a", codec, *options, suffix=container)


def frame(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack(">I", len(data)) + b"\0\0" + data


def id3v2(name: str) -> bytes:
    """ID3v2.3 with every frame that names somebody or carries something."""

    def words(kind: str) -> bytes:
        return mark(f"{name} ID3v2 {kind}").encode()

    cover = encoded(quarters(), "JPEG", comment=words("cover's comment"))
    frames = b"".join(
        (
            *(frame(kind, b"\x03" + words(kind.decode())) for kind in (b"TIT2", b"TPE1", b"TALB", b"TENC", b"TSSE")),
            frame(b"TXXX", b"\x03key\0" + words("TXXX")),
            frame(b"COMM", b"\x03eng\0" + words("COMM")),
            frame(b"USLT", b"\x03eng\0" + words("USLT")),
            frame(b"APIC", b"\x03image/jpeg\0\x03" + words("APIC") + b"\0" + cover),
            frame(b"GEOB", b"\x03text/plain\0" + words("GEOB name") + b"\0x\0" + words("GEOB")),
            frame(b"PRIV", words("PRIV owner") + b"\0" + words("PRIV")),
            frame(b"UFID", b"http://x\0" + words("UFID")),
            frame(b"WXXX", b"\x03x\0http://" + words("WXXX")),
            frame(b"TPE2", b"\x01\xff\xfe" + mark(f"{name} ID3v2 TPE2").encode("utf-16-le")),
        )
    ) + bytes(64)
    size = len(frames)
    return b"ID3\x03\0\0" + bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0)) + frames


def id3v1(name: str) -> bytes:
    fields = [mark(f"{name} ID3v1 {field}").encode() for field in ("title", "artist", "album", "comment")]
    title, artist, album, comment = (field.ljust(30, b"\0") for field in fields)
    return b"TAG" + title + artist + album + b"2026" + comment + b"\0"


def ape(name: str) -> bytes:
    value = mark(f"{name} APE artist").encode()
    item = struct.pack("<II", len(value), 0) + b"Artist\0" + value
    foot = struct.pack("<8sIII", b"APETAGEX", 2000, len(item) + 32, 1)
    return foot + struct.pack("<I", 0xA0000000) + bytes(8) + item + foot + struct.pack("<I", 0x80000000) + bytes(8)


def mp3() -> bytes:
    """Tags before and behind, words between frames, and in the frame that an encoder signs."""
    plain = tone("libmp3lame", "mp3", "-id3v2_version", "0", "-b:a", "64k")
    signed = plain.replace(b"Lavc", mark("MP3 encoder").encode()[:8], 1) if b"Lavc" in plain[:400] else plain
    signed = signed[: len(plain)] if len(signed) == len(plain) else _same_length(plain)
    junk = mark("MP3 between frames").encode()
    middle = mp3_frame(signed, len(signed) // 2)
    return id3v2("MP3") + signed[:middle] + junk + signed[middle:] + ape("MP3") + id3v1("MP3")


def _same_length(plain: bytes) -> bytes:
    at = plain.find(b"Lavc")
    return plain[:at] + mark("MP3 encoder").encode()[:9] + plain[at + 9 :] if at >= 0 else plain


def mp3_frame(data: bytes, after: int) -> int:
    """Where a frame begins behind that place: of MPEG 1, layer 3, 64 kbit/s and 48 kHz."""
    at = data.find(data[:2], after)
    while data[at + 192 : at + 194] != data[:2]:
        at = data.find(data[:2], at + 1)
    return at


def vorbis_comment(name: str) -> bytes:
    vendor = mark(f"{name} vendor").encode()
    words = [f"{field}={mark(f'{name} {field}')}".encode() for field in ("TITLE", "ARTIST", "COMMENT", "XYZ")]
    listed = b"".join(struct.pack("<I", len(word)) + word for word in words)
    return struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(words)) + listed


def flac() -> bytes:
    plain = tone("flac", "flac")
    at, audio = 4, 0
    while not audio:
        size = int.from_bytes(plain[at + 1 : at + 4], "big")
        audio = at + 4 + size if plain[at] & 0x80 else 0
        at += 4 + size
    cover = encoded(quarters(), "JPEG", comment=mark("FLAC picture").encode())
    about = mark("FLAC picture description").encode()
    picture = struct.pack(">II", 3, 10) + b"image/jpeg" + struct.pack(">I", len(about)) + about
    picture += struct.pack(">IIIII", 64, 32, 24, 0, len(cover)) + cover
    blocks = (
        (2, b"MARK" + mark("FLAC application").encode()),
        (4, vorbis_comment("FLAC")),
        (6, picture),
        (1, mark("FLAC padding").encode() + bytes(20)),
    )
    made = b"".join(bytes((kind,)) + len(data).to_bytes(3, "big") + data for kind, data in blocks[:-1])
    kind, data = blocks[-1]
    made += bytes((0x80 | kind,)) + len(data).to_bytes(3, "big") + data
    return plain[:42] + made + plain[audio:]


def wav() -> bytes:
    plain = tone("pcm_s16le", "wav", "-fflags", "+bitexact")
    start = plain.index(b"data")

    def part(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)

    info = b"INFO" + b"".join(
        part(kind.encode(), mark(f"WAV {kind}").encode() + b"\0\0") for kind in ("INAM", "IART", "ICMT", "ISFT", "ICOP")
    )
    broadcast = mark("WAV bext").encode().ljust(256, b"\0") + mark("WAV originator").encode().ljust(346, b"\0")
    parts = (
        part(b"bext", broadcast)
        + part(b"LIST", info)
        + part(b"iXML", mark("WAV iXML").encode())
        + part(b"id3 ", id3v2("WAV"))
        + part(b"junk", mark("WAV junk").encode())
    )
    whole = plain[8:start] + parts + plain[start:] + part(b"LIST", info)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole + mark("WAV tail").encode()


def ogg_crc(page: bytes) -> bytes:
    """The page with the checksum that its format asks for."""
    page = page[:22] + bytes(4) + page[26:]
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1
        value &= 0xFFFFFFFF
    return page[:22] + struct.pack("<I", value) + page[26:]


def ogg_pages(data: bytes) -> list[bytes]:
    pages, at = [], 0
    while data[at : at + 4] == b"OggS":
        count = data[at + 26]
        end = at + 27 + count + sum(data[at + 27 : at + 27 + count])
        pages.append(data[at:end])
        at = end
    return pages


def ogg(codec: str, name: str) -> bytes:
    """Comments, a vendor of one's own, and something behind the head where a head may have it."""
    plain = made_by_ffmpeg(*TONE, "-ac", "1", "-c:a", codec, *tags(name, "encoded_by", "description"), suffix="ogg")
    pages = ogg_pages(plain)
    at = pages[1].index(b"Lavf")
    pages[1] = pages[1][:at] + mark(f"{name} vendor").encode()[:12] + pages[1][at + 12 :]
    if codec == "libopus":
        more = mark(f"{name} head").encode()
        pages[0] = pages[0][:27] + bytes((pages[0][27] + len(more),)) + pages[0][28:] + more
    return b"".join(map(ogg_crc, pages)) + mark(f"{name} tail").encode()


def aac() -> bytes:
    plain = tone("aac", "adts")
    second = int.from_bytes(plain[3:6], "big") >> 5 & 0x1FFF
    return id3v2("AAC") + plain[:second] + mark("AAC between frames").encode() + plain[second:] + id3v1("AAC")


def samples() -> list[Sample]:
    return [
        Sample("MP3", mp3(), SOUND),
        Sample("FLAC", flac(), SOUND),
        Sample("WAV", wav(), SOUND),
        Sample("AAC", aac(), SOUND),
        Sample("Opus", ogg("libopus", "Opus"), SOUND),
        Sample("Vorbis", ogg("libvorbis", "Vorbis"), SOUND),
    ]
