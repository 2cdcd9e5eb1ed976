"""A worker speaks one language, and loads nothing that it does not need."""

import io
import json
import subprocess
import sys

import pytest

from bot.media.hand import ROOT
from bot.media.pieces import END, LENGTH, PIECE, Garbled, framed, length
from tests.bot.media.pictures import encoded, quarters

JOB = {"kind": "photo", "platform": "web", "limit": 8_000_000, "seconds": 5}


def answer(given: bytes) -> tuple[bytes, int]:
    """What a worker says to this, and how it ends."""
    worker = subprocess.run(
        (sys.executable, "-m", "bot.media.worker"), input=given, cwd=ROOT, capture_output=True, check=False
    )
    return worker.stdout, worker.returncode


def frames(said: bytes) -> list[bytes]:
    file, found = io.BytesIO(said), []
    while head := file.read(LENGTH.size):
        found.append(file.read(length(head)))
    return found


def job(data: bytes, **changes: object) -> bytes:
    parts = (data[start : start + PIECE] for start in range(0, len(data), PIECE))
    return framed(json.dumps(JOB | changes).encode()) + b"".join(map(framed, parts)) + END


def test_one_job_after_another_until_there_are_no_more() -> None:
    picture = encoded(quarters(), "PNG")
    said, code = answer(job(picture) + job(b"%PDF-1.7", kind="document") + job(picture))
    assert code == 0
    first, pixels, end, refused, again, *rest = frames(said)
    assert json.loads(first)["name"] == "photo.jpg"
    assert pixels[:3] == b"\xff\xd8\xff"
    assert end == b""
    assert json.loads(refused) == {"refusal": "not-cleanable", "limit": 0}
    assert (again, rest) == (first, [pixels, b""])


@pytest.mark.parametrize(
    "given",
    [
        b"\0\0",
        LENGTH.pack(PIECE + 1),
        LENGTH.pack(9) + b"half",
        framed(b"no job"),
        framed(b"{}") + END,
        job(b"x", kind="unheard of"),
    ],
)
def test_a_worker_that_does_not_understand_ends(given: bytes) -> None:
    said, code = answer(given)
    assert code != 0
    assert said == b""


def test_a_frame_is_never_longer_than_a_piece() -> None:
    assert length(framed(bytes(PIECE))[: LENGTH.size]) == PIECE
    with pytest.raises(Garbled):
        length(LENGTH.pack(PIECE + 1))


def test_nothing_of_networks_is_loaded_and_pictures_only_when_there_are_any() -> None:
    asking = "import sys, bot.media.worker; print(*sys.modules)"
    loaded = set(subprocess.check_output((sys.executable, "-c", asking), cwd=ROOT, text=True).split())
    assert "bot.media.jobs" in loaded
    assert not loaded & {"PIL", "asyncio", "ssl", "cryptography", "structlog", "aiohttp", "telegram", "discord"}
