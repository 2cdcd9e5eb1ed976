"""Files on their way: nothing of them on the disk can be read, and their room comes back when they are let go."""

import gc
import io
import os
import threading
from pathlib import Path
from random import Random

import pytest

from bot.media.spool import IN_MEMORY, Full, Spool
from bot.posts import Blob

LARGE = 1_000_003


def filled(spool: Spool, data: bytes, piece: int = 65_536) -> Blob:
    writer = spool.new()
    for start in range(0, len(data), piece):
        writer.write(data[start : start + piece])
    return writer.done()


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", 4_000_000)


@pytest.mark.parametrize("size", [0, 1, IN_MEMORY, IN_MEMORY + 1, LARGE])
def test_what_was_written_is_read_again_and_again(spool: Spool, size: int) -> None:
    data = Random(size).randbytes(size)
    blob = filled(spool, data, piece=50_001)
    assert blob.size == size
    for _ in range(2):
        with blob.open() as file:
            assert file.read() == data


def test_a_reader_goes_anywhere(spool: Spool) -> None:
    random = Random(1)
    data = random.randbytes(LARGE)
    with filled(spool, data).open() as file:
        assert file.seek(0, io.SEEK_END) == LARGE
        assert file.tell() == LARGE
        assert file.read(1) == b""
        for _ in range(200):
            at, count = random.randrange(LARGE + 10), random.randrange(200_000)
            file.seek(at)
            assert file.read(count) == data[at : at + count]
            assert file.tell() == min(at + count, LARGE) if at < LARGE else at
        file.seek(100)
        file.seek(17, io.SEEK_CUR)
        assert file.read(3) == data[117:120]
        with pytest.raises(ValueError, match=r"negative|before"):
            file.seek(-1)


def test_two_readers_do_not_disturb_each_other(spool: Spool) -> None:
    data = Random(2).randbytes(LARGE)
    blob = filled(spool, data)
    with blob.open() as one, blob.open() as other:
        one.seek(500_000)
        assert other.read(10) == data[:10]
        assert one.read(10) == data[500_000:500_010]


def descriptors() -> dict[int, str]:
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
    return found


def test_on_the_disk_there_is_neither_a_name_nor_a_word(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    spool = Spool(folder, 4_000_000)
    words = b"what was said " * 100_000
    blob = filled(spool, words)
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o077 == 0
    (descriptor,) = (number for number, name in descriptors().items() if name.startswith(str(folder)))
    sealed = os.pread(descriptor, len(words), 0)
    assert len(sealed) == len(words)
    assert b"what was said" not in sealed
    assert len({sealed[at : at + 16] for at in range(0, 16_000, 16)}) == 1000, "no block is like another"
    assert blob.size == len(words)


def test_two_files_with_the_same_words_look_different(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", 4_000_000)
    blobs = [filled(spool, bytes(300_000)) for _ in range(2)]
    numbers = [number for number, name in descriptors().items() if name.startswith(str(tmp_path))]
    one, other = (os.pread(number, 300_000, 0) for number in numbers)
    assert one != other
    assert len(blobs) == 2


def test_all_files_together_stay_within_the_quota(spool: Spool) -> None:
    kept = [filled(spool, bytes(1_000_000)) for _ in range(4)]
    with pytest.raises(Full):
        filled(spool, b"x")
    assert spool.used == 4_000_000
    kept.pop()
    assert filled(spool, bytes(1_000_000)).size == 1_000_000


def test_room_comes_back_when_the_last_one_lets_go(spool: Spool) -> None:
    before = descriptors()
    blob = filled(spool, bytes(LARGE))
    reader = blob.open()
    del blob
    gc.collect()
    assert spool.used == LARGE, "a reader holds its file"
    assert reader.read(3) == bytes(3)
    reader.close()
    del reader
    gc.collect()
    assert spool.used == 0
    assert descriptors() == before


def test_a_file_that_was_never_finished_takes_no_room(spool: Spool) -> None:
    writer = spool.new()
    writer.write(bytes(LARGE))
    assert spool.used == LARGE
    del writer
    gc.collect()
    assert spool.used == 0


def test_a_piece_too_many_is_not_counted(spool: Spool) -> None:
    writer = spool.new()
    writer.write(bytes(3_999_999))
    with pytest.raises(Full):
        writer.write(b"xx")
    writer.write(b"x")
    assert spool.used == 4_000_000


def test_what_is_done_is_done(spool: Spool) -> None:
    for size in (1, LARGE):
        writer = spool.new()
        writer.write(bytes(size))
        assert writer.done().size == size
        for again in (lambda writer=writer: writer.write(b"x"), writer.done):
            with pytest.raises(ValueError, match="done"):
                again()


def test_threads_do_not_lose_room(spool: Spool) -> None:
    def busy() -> None:
        for _ in range(200):
            filled(spool, bytes(1000))

    threads = [threading.Thread(target=busy) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.collect()
    assert spool.used == 0
