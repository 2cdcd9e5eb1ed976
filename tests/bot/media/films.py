"""Films, and sounds in films' containers, with a marker in every field that their formats have."""

import struct

from bot.content import Kind
from tests.bot.media.pictures import encoded, quarters, xmp
from tests.bot.media.planting import Sample, made_by_ffmpeg, mark
from tests.bot.media.sounds import TONE, tags

FILM = (Kind.VIDEO, Kind.ANIMATION, Kind.VIDEO_NOTE, Kind.DOCUMENT)
COLOURS = ("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=15:duration=2")
CLEAR = ("-f", "lavfi", "-i", "color=red@0.5:size=512x512:rate=15:duration=1,format=yuva420p")
USER_DATA = "086f3693-b7b3-4f2c-9653-21492feee5b8"
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "15")


def box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + kind + data


def within(data: bytes, path: tuple[bytes, ...], more: bytes) -> bytes:
    """The boxes with something added at the end of the one on this path; sizes are mended."""
    at = 0
    while at + 8 <= len(data):
        size = struct.unpack(">I", data[at : at + 4])[0] or len(data) - at
        if data[at + 4 : at + 8] == path[0]:
            inner = data[at + 8 : at + size]
            inner = within(inner, path[1:], more) if path[1:] else inner + more
            return data[:at] + box(path[0], inner) + data[at + size :]
        at += size
    raise ValueError(path)


def chapters(name: str) -> bytes:
    """Chapters, as ffmpeg reads them from its standard input."""
    marked = mark(f"{name} chapter")
    return f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle={marked}\n".encode()


def about(name: str) -> bytes:
    """udta and meta, as phones and players write them."""

    def words(kind: bytes, field: str) -> bytes:
        value = mark(f"{name} {field}").encode()
        return box(kind, struct.pack(">HH", len(value), 0x15C7) + value)

    def item(kind: bytes, field: str) -> bytes:
        return box(kind, box(b"data", struct.pack(">II", 1, 0) + mark(f"{name} {field}").encode()))

    hdlr = box(b"hdlr", bytes(8) + b"mdir" + b"appl" + bytes(9))
    cover = encoded(quarters(), "JPEG", comment=mark(f"{name} covr").encode())
    own = box(b"mean", bytes(4) + b"com.x") + box(b"name", bytes(4) + mark(f"{name} own name").encode())
    own += box(b"data", struct.pack(">II", 1, 0) + mark(f"{name} own value").encode())
    listed = b"".join(item(kind, f"ilst {kind.hex()}") for kind in (b"\xa9nam", b"\xa9ART", b"\xa9cmt", b"\xa9too"))
    listed += box(b"covr", box(b"data", struct.pack(">II", 13, 0) + cover)) + box(b"----", own)
    user = words(b"\xa9xyz", "place") + words(b"\xa9nam", "name") + words(b"\xa9cmt", "comment")
    user += words(b"\xa9mak", "make") + words(b"\xa9mod", "model") + box(b"name", mark(f"{name} track").encode())
    user += box(b"loci", bytes(6) + mark(f"{name} loci").encode() + bytes(14)) + box(b"XMP_", xmp(name))
    return box(b"udta", user + box(b"meta", bytes(4) + hdlr + box(b"ilst", listed)))


def apple(name: str) -> bytes:
    """The keys of QuickTime."""
    keys = ("com.apple.quicktime.location.ISO6709", "com.apple.quicktime.make", "com.apple.quicktime.creationdate")
    listed = b"".join(box(b"mdta", key.encode()) for key in (*keys, mark(f"{name} key")))
    values = b"".join(
        box(
            struct.pack(">I", number + 1),
            box(b"data", struct.pack(">II", 1, 0) + mark(f"{name} {key}").encode()),
        )
        for number, key in enumerate((*keys, "own key"))
    )
    hdlr = box(b"hdlr", bytes(8) + b"mdta" + bytes(13))
    return box(b"meta", hdlr + box(b"keys", struct.pack(">II", 0, len(keys) + 1) + listed) + box(b"ilst", values))


def mp4(name: str = "MP4", *video: str, sound: bool = True) -> bytes:
    seen = ("-bsf:v", f"h264_metadata=sei_user_data={USER_DATA}+{mark(f'{name} SEI')}") if "libx264" in video else ()
    plain = made_by_ffmpeg(
        *(*COLOURS, *TONE, "-f", "ffmetadata", "-i", "pipe:0", "-map", "0:v", *(("-map", "1:a") if sound else ())),
        *("-map_chapters", "2", *video, *seen, "-c:a", "aac", "-b:a", "64k", *tags(name)),
        *("-metadata:s:v", f"handler_name={mark(f'{name} handler')}", "-metadata:s:v", "language=deu"),
        *("-metadata", f"location={'+52.5+013.4'}", "-timecode", "00:00:01:00"),
        suffix="mov",
        inputs=chapters(name),
    )
    for kind in (b"avc1", b"hvc1", b"hev1"):
        if (at := plain.find(kind + bytes(6))) > 0:
            words = mark(f"{name} compressor").encode()
            plain = plain[: at + 46] + bytes((len(words),)) + words.ljust(31, b"\0") + plain[at + 78 :]
    plain = within(plain, (b"moov",), about(name) + apple(name))
    plain = within(plain, (b"moov", b"trak"), box(b"udta", box(b"name", mark(f"{name} name of a track").encode())))
    adobe = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
    loose = box(b"uuid", adobe + xmp(name)) + box(b"free", mark(f"{name} free").encode())
    loose += box(b"skip", mark(f"{name} skip").encode())
    return plain + loose + mark(f"{name} tail").encode()


def m4a() -> bytes:
    plain = made_by_ffmpeg(*TONE, "-c:a", "aac", "-b:a", "64k", *tags("M4A", "description"), suffix="ipod")
    return within(plain, (b"moov",), about("M4A") + apple("M4A")) + box(b"free", mark("M4A free").encode())


def matroska(name: str, *how: str, container: str, sound: bool = True) -> bytes:
    """Tags, titles, chapters, a file attached, and who wrote it."""
    listen = (*TONE, "-map", "0:v", "-map", "1:a", "-c:a", "libopus") if sound else ("-map", "0:v")
    inputs = CLEAR if "yuva420p" in how else COLOURS
    plain = made_by_ffmpeg(
        *(*inputs, *listen, *how, *tags(name, "encoded_by", "description")),
        *("-metadata:s:v", f"title={mark(f'{name} track')}", "-metadata:s:v", f"comment={mark(f'{name} of a track')}"),
        suffix=container,
    )
    for field in ("muxing", "writing"):
        at = plain.find(b"Lavf")
        assert at > 0
        plain = plain[:at] + mark(f"{name} {field} app").encode() + plain[at + 12 :]
    void = mark(f"{name} void").encode()
    return plain + b"\xec" + bytes((0x80 | len(void),)) + void


def samples() -> list[Sample]:
    vp9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "100k")
    return [
        Sample("MP4", mp4("MP4", *X264), FILM),
        Sample("silent MP4", mp4("silent MP4", *X264, sound=False), FILM),
        Sample("HEVC", mp4("HEVC", "-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1"), FILM),
        Sample("M4A", m4a(), (Kind.AUDIO, Kind.VOICE, Kind.DOCUMENT)),
        Sample("WebM", matroska("WebM", *vp9, container="webm"), FILM),
        Sample("Matroska", matroska("Matroska", *X264, container="matroska"), FILM),
        Sample(
            "WebM sticker",
            matroska("WebM sticker", *vp9, "-pix_fmt", "yuva420p", "-auto-alt-ref", "0", container="webm", sound=False),
            (Kind.STICKER,),
        ),
    ]
