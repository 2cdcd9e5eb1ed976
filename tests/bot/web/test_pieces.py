"""Files reach the page in pieces, in order, whole; words pass between the pieces; a lost connection repeats all."""

import asyncio
import random
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

import pytest

from bot.content import Kind
from bot.platforms.base import Rejected, SendKey
from bot.platforms.web.limits import USUAL_TIMES
from bot.platforms.web.parcel import PIECE
from bot.posts import Attachment, Blob, Bytes, Post
from tests.bot.web.conftest import Build
from tests.bot.web.town import ANN, BOB, House, address, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILM = random.Random(7).randbytes(10 * PIECE + 1)
LARGE = bytes(64 * PIECE)
"""More than the buffers between the two ends hold."""


class Watched:
    """A blob that counts its readers, and how much they took. `broken`: reading fails beyond so many bytes."""

    def __init__(self, data: bytes, *, broken: bool = False) -> None:
        self._data = data
        self._broken = broken
        self.readers: list[BytesIO] = []
        self.size = len(data)

    def open(self) -> BinaryIO:
        if self._broken:
            raise OSError("the disk is gone")
        self.readers.append(BytesIO(self._data))
        return self.readers[-1]


def post(*blobs: Blob) -> Post:
    return Post("look", media=tuple(Attachment(Kind.VIDEO, "video.mp4", "video/mp4", blob) for blob in blobs))


async def test_files_follow_their_frame_one_after_the_other(house: House) -> None:
    tab = await house.visitor()
    sending = asyncio.create_task(
        house.web.send(address(ANN), post(Bytes(FILM), Bytes(b""), Bytes(b"b")), SendKey("d1"))
    )
    frame = await tab.hears("post")
    assert [file["size"] for file in frame["media"]] == [len(FILM), 0, 1]
    assert await tab.receives(len(FILM) + 1) == FILM + b"b"
    assert not sending.done(), "the page has not said that it shows it"
    await tab.says({"t": "ack", "id": "d1"})
    assert (await sending).ids == ("d1",)


async def test_no_piece_is_large_nor_part_of_two_files(house: House) -> None:
    tab = await house.visitor()
    sending = asyncio.create_task(house.web.send(address(ANN), post(Bytes(FILM), Bytes(b"b")), SendKey("d1")))
    await tab.hears("post")
    sizes: list[int] = []
    while sum(sizes) < len(FILM) + 1:
        raw = await tab.socket.recv()
        assert isinstance(raw, bytes)
        sizes.append(len(raw))
    assert sizes == [PIECE] * 10 + [1, 1]
    await tab.says({"t": "ack", "id": "d1"})
    await sending


async def test_an_answer_does_not_wait_for_a_film(house: House) -> None:
    tab = await house.visitor()
    sending = asyncio.create_task(house.web.send(address(ANN), post(Bytes(LARGE)), SendKey("d1")))
    await tab.hears("post")
    name = await tab.writes("meanwhile")
    assert (await tab.hears("accepted"))["id"] == name
    assert sum(map(len, tab.bytes)) < len(LARGE)
    await tab.receives(len(LARGE))
    await tab.says({"t": "ack", "id": "d1"})
    await sending


async def test_a_lost_connection_repeats_the_frame_and_every_byte(house: House) -> None:
    tab = await house.visitor()
    watched = Watched(LARGE)
    sending = asyncio.create_task(house.web.send(address(ANN), post(watched), SendKey("d1")))
    await tab.hears("post")
    tab.socket.transport.abort()
    await until(lambda: not house.web.connections)
    tab = await house.visitor()
    assert (await tab.hears("post"))["id"] == "d1"
    assert await tab.receives(len(LARGE)) == LARGE
    await tab.says({"t": "ack", "id": "d1"})
    await sending
    assert len(watched.readers) == 2
    await until(lambda: all(reader.closed for reader in watched.readers))


async def test_what_the_page_has_already_is_not_sent_to_its_end(house: House) -> None:
    tab = await house.visitor()
    watched = Watched(LARGE)
    sending = asyncio.create_task(house.web.send(address(ANN), post(watched), SendKey("d1")))
    await tab.hears("post")
    await tab.says({"t": "ack", "id": "d1"})  # it was shown before the connection was lost
    await sending
    await until(lambda: watched.readers[0].closed)
    name = await tab.writes("go on")
    assert (await tab.hears("accepted"))["id"] == name
    assert sum(map(len, tab.bytes)) < len(LARGE)


async def test_a_film_that_takes_long_is_not_begun_again_meanwhile(build: Build) -> None:
    house = await build(times=replace(USUAL_TIMES, ack_within=0.001, ack_at_most=0.001))
    tab, clock = await house.visitor(ANN), await house.visitor(BOB)
    watched = Watched(LARGE)
    sending = asyncio.create_task(house.web.send(address(ANN), post(watched), SendKey("d1")))
    await tab.hears("post")
    tab.socket.transport.pause_reading()
    for _ in range(20):
        await clock.writes("tick")
        await clock.hears("accepted")
    assert len(watched.readers) == 1
    tab.socket.transport.resume_reading()
    await tab.says({"t": "ack", "id": "d1"})
    await sending
    tab.socket.transport.abort()  # else closing would wait for what is still on its way


async def test_a_file_that_cannot_be_read_is_given_up_and_the_rest_goes_on(house: House) -> None:
    tab = await house.visitor()
    with pytest.raises(Rejected):
        await house.web.send(address(ANN), post(Watched(b"x", broken=True)), SendKey("d1"))
    sending = asyncio.create_task(house.web.send(address(ANN), post(Bytes(b"fine")), SendKey("d2")))
    assert [(await tab.shows())["id"] for _ in range(2)] == ["d1", "d2"]
    assert (await sending).ids == ("d2",)
