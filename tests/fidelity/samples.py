"""Tiny files of every kind that people send. Each is made once in a process."""

import gzip
import io
import json
from functools import cache

from PIL import Image

from tests.bot.media.drawings import lottie
from tests.bot.media.pictures import encoded, quarters, steps
from tests.bot.media.planting import made_by_ffmpeg

SIDES = (64, 48)
SECONDS = 0.5
TITLE = "Lagoon Song"
"""Of the piece of music; its artist has the same."""

FILM = ("-f", "lavfi", "-i", f"testsrc2=size=64x48:rate=10:duration={SECONDS}")
SQUARE = ("-f", "lavfi", "-i", f"testsrc2=size=64x64:rate=10:duration={SECONDS}")
CLEAR = (
    "-f",
    "lavfi",
    "-i",
    f"testsrc2=size=512x512:rate=10:duration={SECONDS},format=yuva420p,colorchannelmixer=aa=0.5",
)
TONE = ("-f", "lavfi", "-i", f"sine=frequency=440:duration={SECONDS}:sample_rate=48000")
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
SOUND = ("-c:a", "aac", "-b:a", "64k")


@cache
def photo(width: int = SIDES[0], height: int = SIDES[1]) -> bytes:
    return encoded(quarters(size=(width, height)), "JPEG", quality=90)


@cache
def video() -> bytes:
    return made_by_ffmpeg(*FILM, *TONE, *X264, *SOUND, "-movflags", "+faststart", suffix="mp4")


@cache
def round_video() -> bytes:
    return made_by_ffmpeg(*SQUARE, *TONE, *X264, *SOUND, "-movflags", "+faststart", suffix="mp4")


@cache
def silent_film() -> bytes:
    """What Telegram keeps of a GIF."""
    return made_by_ffmpeg(*FILM, *X264, "-an", "-movflags", "+faststart", suffix="mp4")


@cache
def gif() -> bytes:
    first, *others = (frame.convert("RGB") for frame in steps())
    return encoded(first, "GIF", save_all=True, append_images=others, duration=100, loop=0)


@cache
def voice() -> bytes:
    return made_by_ffmpeg(*TONE, "-ac", "1", "-c:a", "libopus", suffix="ogg")


@cache
def music() -> bytes:
    """With a cover."""
    named = ("-metadata", f"title={TITLE}", "-metadata", f"artist={TITLE}")
    cover = ("-f", "image2pipe", "-i", "pipe:0", "-map", "0:a", "-map", "1:v", "-c:v", "copy")
    how = ("-disposition:v", "attached_pic", "-c:a", "libmp3lame", *named)
    return made_by_ffmpeg(*TONE, *cover, *how, suffix="mp3", inputs=photo())


@cache
def still_sticker(kind: str = "WEBP") -> bytes:
    picture = Image.new("RGBA", (512, 512), (0, 0, 0, 0))
    picture.paste((200, 30, 90, 255), (100, 100, 400, 400))
    return encoded(picture, kind)


@cache
def drawing() -> bytes:
    """Lottie: what moves in it takes half a second."""
    made = lottie("fidelity")
    return json.dumps({**made, "op": 15}).encode()


@cache
def tgs() -> bytes:
    return gzip.compress(drawing(), mtime=0)


@cache
def video_sticker() -> bytes:
    how = ("-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", "-b:v", "100k", "-deadline", "realtime", "-cpu-used", "8")
    return made_by_ffmpeg(*CLEAR, *how, "-auto-alt-ref", "0", "-an", suffix="webm")


@cache
def moving_picture() -> bytes:
    """An APNG, as Discord's stickers that move are."""
    first, *others = steps()
    return encoded(first, "PNG", save_all=True, append_images=others, duration=100)


def text() -> bytes:
    return "What I wanted to say\nin two lines – and a bit.\n".encode()


def pdf() -> bytes:
    return b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Author(Ann)>>endobj\ntrailer<</Info 1 0 R>>\n%%EOF\n"


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture."""
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size
