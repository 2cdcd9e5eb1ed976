"""Workers are told nothing, do one thing, and are replaced when they fail; the loop never waits for them."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.content import Kind
from bot.media import cleaner as cleaning
from bot.media.cleaner import GOALS, SECONDS, Cleaner, Goal, InProcess, NotClean, Refusal, Spool
from bot.media.goals import SOURCE_BYTES
from bot.posts import Attachment, Blob, Bytes
from tests.bot.media.pictures import encoded, quarters
from tests.bot.media.planting import made_by_ffmpeg
from tests.bot.media.samples import content, sample, traces

TELEGRAM, DISCORD = GOALS["telegram"], GOALS["discord"]


@pytest.fixture
async def cleaner(spool: Spool) -> AsyncIterator[Cleaner]:
    async with Cleaner(spool) as made:
        yield made


def picture(number: int = 0) -> Bytes:
    """A photo that is like no other."""
    return Bytes(encoded(quarters(size=(64 + number, 32)), "JPEG"))


def slow() -> Bytes:
    """A film that takes many seconds."""
    large = ("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30:duration=20")
    return Bytes(made_by_ffmpeg(*large, "-c:v", "mpeg4", "-q:v", "10", suffix="mov"))


def told_of(pid: int, what: str) -> str:
    """What the system tells of a process."""
    return Path(f"/proc/{pid}/{what}").read_text()


async def refused(cleaner: Cleaner, source: Blob, kind: Kind, goal: Goal = TELEGRAM) -> tuple[Refusal, int]:
    with pytest.raises(NotClean) as refusal:
        await cleaner.clean(source, kind, goal)
    return refusal.value.refusal, refusal.value.limit


@pytest.mark.parametrize("name", ["JPEG", "moving GIF", "MP4", "Opus", "MP3", "tgs", "WebM sticker"])
async def test_a_worker_cleans_as_we_do(cleaner: Cleaner, spool: Spool, name: str) -> None:
    seeded = sample(name)
    theirs = await cleaner.clean(Bytes(seeded.data), seeded.kinds[0], DISCORD, spoiler=True)
    ours = await InProcess(spool).clean(Bytes(seeded.data), seeded.kinds[0], DISCORD, spoiler=True)
    assert theirs == ours
    assert theirs.spoiler
    assert theirs.waveform == ours.waveform
    assert traces(content(theirs.blob)) == []
    assert content(theirs.blob) == content(ours.blob)


async def test_workers_start_with_the_first_file_and_end_with_the_cleaner(spool: Spool) -> None:
    async with Cleaner(spool) as cleaner:
        assert not cleaner.pids
        await cleaner.clean(picture(), Kind.PHOTO, TELEGRAM)
        (pid,) = cleaner.pids
        for number in range(3):
            await cleaner.clean(picture(number), Kind.PHOTO, TELEGRAM)
        assert list(cleaner.pids) == [pid], "one at a time needs one worker"
    assert not cleaner.pids
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_no_more_workers_than_were_asked_for(cleaner: Cleaner) -> None:
    await asyncio.gather(*(cleaner.clean(picture(number), Kind.PHOTO, TELEGRAM) for number in range(9)))
    assert len(cleaner.pids) == 2


async def test_a_worker_knows_no_secret_and_has_what_it_needs(spool: Spool) -> None:
    environment = {**os.environ, "BAUTA_TELEGRAM_TOKEN": "123:secret", "HOME": "/somewhere"}
    async with Cleaner(spool, environment=environment) as cleaner:
        await cleaner.clean(Bytes(sample("MP4").data), Kind.VIDEO, TELEGRAM)
        (pid,) = cleaner.pids
        told = told_of(pid, "environ").encode()
        assert b"secret" not in told
        assert b"HOME" not in told
        assert b"PATH" in told
        assert set(os.listdir(f"/proc/{pid}/fd")) == {"0", "1", "2"}
        limits = told_of(pid, "limits")
        within = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()[1:]}
        assert within["Max core file size"] == "0"
        assert int(within["Max data size"]) < 256 * 1024 * 1024
        assert int(within["Max file size"]) <= 128 * 1024 * 1024
        assert within["Max cpu time"] != "unlimited"
        assert "NoNewPrivs:\t1" in told_of(pid, "status")
        assert os.getpgid(pid) == pid, "whatever it starts is ended with it"


async def test_a_worker_sees_no_network(cleaner: Cleaner) -> None:
    """Where the system lets us take it away at all."""
    trying = "import ctypes,sys; u=ctypes.CDLL(None).unshare; sys.exit(u(0x40000000) and u(0x50000000))"
    asked = await asyncio.create_subprocess_exec(sys.executable, "-c", trying)
    possible = await asked.wait() == 0
    await cleaner.clean(picture(), Kind.PHOTO, TELEGRAM)
    (pid,) = cleaner.pids
    apart = os.readlink(f"/proc/{pid}/ns/net") != os.readlink("/proc/self/ns/net")
    assert apart == possible


async def test_a_worker_that_died_of_something_else_is_replaced_before_anybody_notices(cleaner: Cleaner) -> None:
    await cleaner.clean(picture(), Kind.PHOTO, TELEGRAM)
    (pid,) = cleaner.pids
    os.kill(pid, signal.SIGKILL)
    assert (await cleaner.clean(picture(1), Kind.PHOTO, TELEGRAM)).kind is Kind.PHOTO
    assert cleaner.pids != (pid,)
    assert len(cleaner.pids) == 1


async def test_a_file_that_kills_every_worker_is_broken(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "ceil", lambda seconds: "no number")  # a job that no worker understands
    async with Cleaner(spool) as cleaner:
        assert await refused(cleaner, picture(), Kind.PHOTO) == (Refusal.BROKEN, 0)
        assert cleaner.pids == ()
        monkeypatch.undo()
        assert (await cleaner.clean(picture(), Kind.PHOTO, TELEGRAM)).kind is Kind.PHOTO


async def test_a_file_that_takes_too_long_ends_its_worker_and_all_that_it_started(spool: Spool) -> None:
    async with Cleaner(spool, patience={**SECONDS, Kind.VIDEO: 0.8}) as cleaner:
        await cleaner.clean(picture(), Kind.PHOTO, TELEGRAM)
        (pid,) = cleaner.pids
        assert await refused(cleaner, slow(), Kind.VIDEO) == (Refusal.TOO_LONG, 0)
        assert cleaner.pids == ()
        with pytest.raises(ProcessLookupError):
            os.killpg(pid, 0)
        assert (await cleaner.clean(picture(1), Kind.PHOTO, TELEGRAM)).kind is Kind.PHOTO


async def test_who_gives_up_waiting_leaves_no_work_behind(cleaner: Cleaner) -> None:
    await cleaner.clean(picture(), Kind.PHOTO, TELEGRAM)
    (pid,) = cleaner.pids
    film = slow()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.8):
            await cleaner.clean(film, Kind.VIDEO, TELEGRAM)
    assert cleaner.pids == ()
    with pytest.raises(ProcessLookupError):
        os.killpg(pid, 0)


async def test_a_photo_does_not_wait_for_films(spool: Spool) -> None:
    film = slow()
    async with Cleaner(spool) as cleaner:
        films = [asyncio.create_task(cleaner.clean(film, kind, TELEGRAM)) for kind in (Kind.VIDEO, Kind.DOCUMENT)]
        await asyncio.sleep(0)
        await cleaner.clean(picture(), Kind.PHOTO, TELEGRAM)
        assert not any(each.done() for each in films)
        for each in films:
            each.cancel()
        await asyncio.gather(*films, return_exceptions=True)


async def test_a_worker_does_not_live_for_ever(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "JOBS_OF_A_LIFE", 2)
    seen = set[int]()
    async with Cleaner(spool) as cleaner:
        for number in range(5):
            await cleaner.clean(picture(number), Kind.PHOTO, TELEGRAM)
            seen.update(cleaner.pids)
    assert len(seen) == 3


async def test_the_same_file_is_cleaned_once(cleaner: Cleaner) -> None:
    first = await cleaner.clean(picture(), Kind.PHOTO, TELEGRAM)
    again = await cleaner.clean(picture(), Kind.PHOTO, TELEGRAM, spoiler=True)
    assert again.blob is first.blob
    assert (first.spoiler, again.spoiler) == (False, True)
    for kind, goal in ((Kind.DOCUMENT, TELEGRAM), (Kind.PHOTO, DISCORD)):
        assert (await cleaner.clean(picture(), kind, goal)).blob is not first.blob


async def test_what_was_cleaned_before_gives_way_to_what_comes(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 20_000)
    async with Cleaner(spool) as cleaner:
        for number in range(60):
            made = await cleaner.clean(picture(number), Kind.PHOTO, TELEGRAM)
        assert made.blob.size > 500
        assert spool.used <= 20_000 // 4 + made.blob.size


async def test_without_room_the_file_may_come_again(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1000)
    writer = spool.new()
    writer.write(bytes(900))
    async with Cleaner(spool) as cleaner:
        assert await refused(cleaner, Bytes(sample("MP4").data), Kind.VIDEO) == (Refusal.BUSY, 0)
        assert await refused(cleaner, picture(), Kind.PHOTO) == (Refusal.BUSY, 0)
        del writer
        assert (await cleaner.clean(picture(), Kind.PHOTO, TELEGRAM)).kind is Kind.PHOTO


async def test_a_crowd_is_told_to_come_later(cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "WAITING", 3)
    ends = await asyncio.gather(
        *(cleaner.clean(picture(number), Kind.PHOTO, TELEGRAM) for number in range(20)), return_exceptions=True
    )
    assert {end.refusal for end in ends if isinstance(end, NotClean)} == {Refusal.BUSY}
    assert sum(isinstance(end, Attachment) for end in ends) >= 3


async def test_a_file_that_is_too_large_is_not_even_read(cleaner: Cleaner) -> None:
    class Endless:
        size = SOURCE_BYTES + 1

        def open(self) -> None:
            raise AssertionError("it was read")

    limit = SOURCE_BYTES // 1_000_000
    assert await refused(cleaner, Endless(), Kind.VIDEO) == (Refusal.TOO_LARGE, limit)  # type: ignore[arg-type]
    assert cleaner.pids == ()


async def test_large_files_pass_in_pieces_and_lie_sealed(cleaner: Cleaner, spool: Spool) -> None:
    noise = encoded(_noise(), "JPEG", quality=95)
    writer = spool.new()
    for start in range(0, len(noise), 65_536):
        writer.write(noise[start : start + 65_536])
    source = writer.done()
    assert source.size > 1_000_000
    made = await cleaner.clean(source, Kind.PHOTO, TELEGRAM)
    assert made.blob.size > 256 * 1024
    assert content(made.blob)[:3] == b"\xff\xd8\xff"


def _noise() -> Image.Image:
    return Image.effect_noise((2000, 1500), 60).convert("RGB")


async def test_the_loop_is_not_held_up(cleaner: Cleaner) -> None:
    """Of its own doing: what the machine gives to others meanwhile is not counted."""
    await cleaner.clean(picture(), Kind.PHOTO, TELEGRAM)
    noise = Bytes(encoded(_noise(), "JPEG", quality=95))
    longest, before = 0.0, time.thread_time()

    async def tick() -> None:
        nonlocal longest, before
        while True:
            now = time.thread_time()
            longest, before = max(longest, now - before), now
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    await cleaner.clean(noise, Kind.PHOTO, TELEGRAM)
    ticking.cancel()
    assert longest < 0.02
