"""Files go up as a header and one binary frame, and only together."""

from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed

from bot.content import Content, Kind
from bot.messages import Said
from bot.platforms.web.limits import USUAL_LIMITS, Rate
from tests.bot.web.conftest import Build
from tests.bot.web.town import House, Middle, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


def header(size: int, kind: str = "photo", *, reply: str | None = None, **more: str) -> dict[str, object]:
    frame = {"t": "file", "id": str(uuid4()), "kind": kind, "caption": "look", "reply": reply, "size": size}
    return {**frame, **more}


async def test_a_file_comes_with_its_bytes(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    photo = bytes(range(256)) * 4096  # 1 MiB
    announced = header(len(photo), reply="d1")
    await tab.says(announced)
    await tab.says(photo)
    assert (await tab.hears("accepted"))["id"] == announced["id"]
    [incoming] = middle.heard
    assert incoming.what == Said(Content("look"), photo)
    assert (incoming.message, incoming.reply_to) == (announced["id"], "d1")


@pytest.mark.parametrize("kind", [Kind.PHOTO, Kind.VIDEO, Kind.VOICE, Kind.AUDIO, Kind.ANIMATION, Kind.DOCUMENT])
async def test_what_a_file_is_and_what_it_belongs_to_is_told(house: House, middle: Middle, kind: Kind) -> None:
    tab = await house.visitor()
    await tab.says({**header(3, kind, album="a-1", room="r1"), "covered": True})
    await tab.says(b"abc")
    await tab.hears("accepted")
    [incoming] = middle.heard
    assert incoming.what == Said(Content("look", album="a-1"), b"abc", kind, covered=True)
    assert incoming.room == "r1"


async def test_a_page_from_before_there_were_other_files_still_sends_its_photos(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    await tab.says({"t": "photo", "id": str(uuid4()), "caption": "look", "reply": None, "size": 3})
    await tab.says(b"abc")
    await tab.hears("accepted")
    assert middle.heard[0].what == Said(Content("look"), b"abc", Kind.PHOTO)


async def test_a_file_without_bytes_is_refused_and_what_follows_is_taken(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    announced = header(10)
    await tab.says(announced)
    await tab.writes("never mind")
    assert await tab.hears("refused") == {"t": "refused", "id": announced["id"], "why": "web-refused-file in de"}
    await tab.hears("accepted")
    assert [incoming.what for incoming in middle.heard] == [Said(Content("never mind"))]


async def test_a_file_of_another_size_than_announced_is_refused(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    announced = header(10)
    await tab.says(announced)
    await tab.says(b"nine byte")
    assert (await tab.hears("refused"))["id"] == announced["id"]
    assert (middle.heard, middle.malformed) == ([], 1)


async def test_bytes_nobody_announced_are_refused(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    await tab.says(b"\x00\xff")
    assert (await tab.hears("refused"))["id"] is None
    assert middle.malformed == 1


async def test_a_file_too_large_is_refused_once_header_and_bytes_together(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    announced = header(8 * 1024 * 1024 + 1)
    await tab.says(announced)
    await tab.says(bytes(8 * 1024 * 1024 + 1))
    assert await tab.hears("refused") == {"t": "refused", "id": announced["id"], "why": "web-refused-too-large in de"}
    await tab.writes("all right")
    await tab.hears("accepted")
    assert tab.passed == []
    assert middle.malformed == 1


async def test_bytes_beyond_what_any_frame_may_have_end_the_connection(house: House) -> None:
    tab = await house.visitor()
    with suppress(ConnectionClosed):  # it may end before all of it is out
        await tab.says(bytes(9 * 1024 * 1024 + 1))
    assert await tab.ends() == 1009
    tab = await house.visitor()
    await tab.writes("back again")
    await tab.hears("accepted")


async def test_files_have_a_pace_of_their_own(build: Build, middle: Middle) -> None:
    house = await build(limits=replace(USUAL_LIMITS, files=Rate(0.001, 1)))
    tab = await house.visitor()
    for _ in range(2):
        await tab.says(header(3))
        await tab.says(b"abc")
    assert (await tab.hears("refused"))["why"] == "web-refused-too-fast in de"
    await tab.writes("words still pass")
    await tab.hears("accepted")
    await until(lambda: len(middle.heard) == 2)
    assert middle.malformed == 0
