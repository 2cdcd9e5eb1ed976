"""Photos go up as a header and one binary frame, and only together."""

from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed

from bot.content import Content
from bot.messages import Said
from bot.platforms.web.limits import USUAL_LIMITS, Rate
from tests.bot.web.conftest import Build
from tests.bot.web.town import House, Middle, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


def header(size: int, name: str = "", reply: str | None = None) -> dict[str, object]:
    return {"t": "photo", "id": name or str(uuid4()), "caption": "look", "reply": reply, "size": size}


async def test_a_photo_comes_with_its_bytes(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    photo = bytes(range(256)) * 4096  # 1 MiB
    announced = header(len(photo), reply="d1")
    await tab.says(announced)
    await tab.says(photo)
    assert (await tab.hears("accepted"))["id"] == announced["id"]
    [incoming] = middle.heard
    assert incoming.what == Said(Content("look"), photo)
    assert (incoming.message, incoming.reply_to) == (announced["id"], "d1")


async def test_a_photo_without_bytes_is_refused_and_what_follows_is_taken(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    announced = header(10)
    await tab.says(announced)
    await tab.writes("never mind")
    assert await tab.hears("refused") == {"t": "refused", "id": announced["id"], "why": "web-refused-photo in de"}
    await tab.hears("accepted")
    assert [incoming.what for incoming in middle.heard] == [Said(Content("never mind"))]


async def test_a_photo_of_another_size_than_announced_is_refused(house: House, middle: Middle) -> None:
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


async def test_a_photo_too_large_is_refused_once_header_and_bytes_together(house: House, middle: Middle) -> None:
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


async def test_photos_have_a_pace_of_their_own(build: Build, middle: Middle) -> None:
    house = await build(limits=replace(USUAL_LIMITS, photos=Rate(0.001, 1)))
    tab = await house.visitor()
    for _ in range(2):
        await tab.says(header(3))
        await tab.says(b"abc")
    assert (await tab.hears("refused"))["why"] == "web-refused-too-fast in de"
    await tab.writes("words still pass")
    await tab.hears("accepted")
    await until(lambda: len(middle.heard) == 2)
    assert middle.malformed == 0
