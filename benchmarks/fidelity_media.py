"""What cleaning costs: each kind of file beside a plain copy of it, a photo of 4 MB, and the event loop meanwhile."""

from __future__ import annotations

import asyncio
import io
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image

from benchmarks.harness import Wrong, percentile
from benchmarks.report import Report, Row, at_most
from bot.content import Kind
from bot.media import jobs
from bot.media.cleaner import GOALS, Cleaner, Spool
from bot.media.unnamed import with_descriptor
from tests.bot.media.pictures import encoded
from tests.bot.media.planting import made_by_ffmpeg
from tests.bot.media.samples import sample, traces

ROUNDS, QUICK_ROUNDS = 7, 3
PHOTO_MS: Final = 150
BLOCKED_MS: Final = 20
MEGABYTES: Final = 256
PHOTO_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of the processor, this process's and its children's; bytes that came out."""

    ms: float
    size: int


async def rows(quick: bool, report: Report) -> list[Row]:
    """All of it: about half a minute, a third of that if `quick`."""
    made = []
    report.doing("Cleaning a file of each kind")
    made += kinds(QUICK_ROUNDS if quick else ROUNDS)
    report.doing("Cleaning photos of 4 MB")
    made += await photos(QUICK_ROUNDS if quick else ROUNDS)
    return made


def kinds(rounds: int) -> list[Row]:
    """CPU per file beside a plain copy, and bytes out beside bytes in."""
    found = []
    for name, kind, data in files():
        cost = min((cleaned(data, kind) for _ in range(rounds)), key=lambda cost: cost.ms)
        plain = min((copied(data) for _ in range(rounds)), key=lambda cost: cost.ms)
        found.append(Row(f"clean {name}: CPU", cost.ms, "ms", reference=plain.ms))
        found.append(Row(f"clean {name}: bytes out", cost.size / 1000, "kB", reference=len(data) / 1000))
    return found


async def photos(rounds: int) -> list[Row]:
    """A photo of 4 MB through a worker, and the longest that anything else had to wait for its turn meanwhile.

    "Own" counts only what this process did in one go: on a busy machine others hold it up too.
    """
    data = photo()
    waits: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder), 200_000_000)
        async with Cleaner(spool) as cleaner:

            async def one(number: int) -> float:
                """Milliseconds for a photo that is like no other: a byte behind its end makes it so."""
                writer = spool.new()
                writer.write(data + bytes((number,)))
                begun = time.perf_counter()
                await cleaner.clean(writer.done(), Kind.PHOTO, GOALS["telegram"])
                return (time.perf_counter() - begun) * 1000

            await one(0)  # which starts the worker
            waits += [await one(number) for number in range(1, rounds + 1)]
            async with Ticking() as ticking:
                for number in range(rounds + 1, 2 * rounds + 1):
                    await one(number)
            memory = max(resident(pid) for pid in cleaner.pids)
    return [
        Row("photo of 4 MB through a worker, median", percentile(waits, 0.5), "ms", goal=at_most(PHOTO_MS)),
        Row("longest turn of the event loop meanwhile, own", ticking.own * 1000, "ms", goal=at_most(BLOCKED_MS)),
        Row("longest turn of the event loop meanwhile, on the clock", ticking.clock * 1000, "ms"),
        Row("memory of the worker at most", memory, "MB", goal=at_most(MEGABYTES)),
    ]


class Ticking:
    """Takes every turn of the event loop, and notes how long the longest took: of this thread's time, and by the clock.

    Both in seconds.
    """

    def __init__(self) -> None:
        self.own = self.clock = 0.0

    async def __aenter__(self) -> Ticking:
        self._task = asyncio.create_task(self._tick())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _tick(self) -> None:
        own, clock = time.thread_time(), time.perf_counter()
        while True:
            await asyncio.sleep(0.0005)
            now_own, now_clock = time.thread_time(), time.perf_counter()
            self.own = max(self.own, now_own - own)
            self.clock = max(self.clock, now_clock - clock - 0.0005)
            own, clock = now_own, now_clock


@cache
def files() -> tuple[tuple[str, Kind, bytes], ...]:
    """A file of each kind, of sizes that are usual."""
    film = ("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30:duration=5")
    tone = ("-f", "lavfi", "-i", "sine=frequency=330:duration=10:sample_rate=48000")
    h264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    vp8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M", "-c:a", "libopus")
    steps = [Image.effect_noise((160, 120), 20 + step).resize((320, 240)).convert("RGB") for step in range(30)]
    moving = encoded(steps[0], "GIF", save_all=True, append_images=steps[1:], duration=60)
    return (
        ("a photo", Kind.PHOTO, encoded(noise(1600, 1200), "JPEG", quality=88)),
        ("a video as it is", Kind.VIDEO, made_by_ffmpeg(*film, *tone, *h264, "-shortest", suffix="mov")),
        ("a video anew", Kind.VIDEO, made_by_ffmpeg(*film, *tone, *vp8, "-shortest", suffix="webm")),
        ("a voice as it is", Kind.VOICE, made_by_ffmpeg(*tone, "-ac", "1", "-c:a", "libopus", suffix="ogg")),
        ("a voice anew", Kind.VOICE, made_by_ffmpeg(*tone, "-c:a", "libmp3lame", suffix="mp3")),
        ("music", Kind.AUDIO, made_by_ffmpeg(*tone, "-c:a", "libmp3lame", suffix="mp3")),
        ("an animation", Kind.ANIMATION, moving),
        ("a sticker", Kind.STICKER, sample("WebP").data),
        ("a sticker that is drawn", Kind.STICKER, sample("tgs").data),
        ("a text", Kind.DOCUMENT, b"what there is to say\r\n" * 2000),
    )


@cache
def photo() -> bytes:
    """A JPEG of 12 megapixels and about 4 MB."""
    picture = noise(4000, 3000)
    return next(
        data for quality in range(95, 50, -3) if len(data := encoded(picture, "JPEG", quality=quality)) <= PHOTO_BYTES
    )


def noise(width: int, height: int) -> Image.Image:
    """Grain of four pixels: as hard to pack as a photo by night."""
    return Image.effect_noise((width // 4, height // 4), 60).resize((width, height)).convert("RGB")


def cleaned(data: bytes, kind: Kind) -> Cost:
    """Without a worker, so that all of the cost is here. Raises Wrong if a marker is left."""
    out = b""

    def work() -> None:
        nonlocal out
        with with_descriptor(io.BytesIO(data)) as source:
            made = jobs.made(source, len(data), kind, GOALS["discord"])
        with made.file:
            out = made.file.read()

    ms = cpu(work)
    if traces(out):
        raise Wrong(f"a marker is left in what became of a {kind.value}")
    return Cost(ms, len(out))


def copied(data: bytes) -> Cost:
    """What passing the file on as it is takes: read from a file and written to another."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "source"), Path(folder, "target")
        source.write_bytes(data)
        ms = cpu(lambda: shutil.copyfile(source, target))
        return Cost(ms, target.stat().st_size)


def cpu(work: Callable[[], object]) -> float:
    """Milliseconds of this process and of its children that ended."""
    before = _spent()
    work()
    return max((_spent() - before) * 1000, 0.001)


def _spent() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def resident(pid: int) -> float:
    """The most megabytes that a process had in memory so far."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0.0
