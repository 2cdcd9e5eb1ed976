"""What a page sends too fast, too large or malformed is refused by name; the rest of what it says is heard."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from bot.content import Kind
from bot.platforms.base import SendKey
from bot.platforms.web.limits import USUAL_LIMITS, Rate
from bot.posts import Attachment, Bytes, Post
from tests.bot.web.conftest import Build
from tests.bot.web.town import ANN, BOB, House, Middle, address, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_what_comes_too_fast_is_refused_and_not_heard(build: Build, middle: Middle) -> None:
    house = await build(limits=replace(USUAL_LIMITS, frames=Rate(0.001, 3)))
    tab = await house.visitor()
    names = [await tab.writes(str(number)) for number in range(5)]
    refused = [await tab.hears("refused") for _ in range(2)]
    assert [frame["id"] for frame in refused] == names[3:]
    assert refused[0]["why"] == "web-refused-too-fast in de"
    await until(lambda: len(middle.heard) == 3)


async def test_coming_back_does_not_fill_the_bucket(build: Build, middle: Middle) -> None:
    house = await build(limits=replace(USUAL_LIMITS, frames=Rate(0.001, 2)))
    tab = await house.visitor()
    for text in "ab":
        await tab.writes(text)
        await tab.hears("accepted")
    await tab.leaves()
    tab = await house.visitor()
    await tab.writes("c")
    await tab.hears("refused")
    assert len(middle.heard) == 2


async def test_a_flood_ends_the_connection(build: Build) -> None:
    house = await build(limits=replace(USUAL_LIMITS, flood=Rate(0.001, 50)))
    tab = await house.visitor()
    for _ in range(51):
        await tab.says({"t": "typing"})
    assert await tab.ends() == 4000


async def test_a_malformed_frame_is_counted_refused_and_survived(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    name = str(uuid4())
    await tab.says({"t": "say", "id": name, "text": 7})
    assert await tab.hears("refused") == {"t": "refused", "id": name, "why": "web-refused-malformed in de"}
    await tab.says({"t": "hello", "token": BOB, "language": "en"})
    assert (await tab.hears("refused"))["id"] is None
    assert middle.malformed == 2
    await tab.writes("fine")
    await tab.hears("accepted")
    assert middle.heard[0].sender.user == ANN


async def test_the_twentieth_malformed_frame_ends_the_connection(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    for _ in range(20):
        await tab.says("{")
    assert await tab.ends() == 4000
    assert [frame["t"] for frame in tab.passed] == ["refused"] * 20
    assert middle.malformed == 20


async def test_even_a_slow_page_hears_why_it_ends(house: House) -> None:
    tab = await house.visitor()
    tab.socket.transport.pause_reading()
    item = Post(media=(Attachment(Kind.PHOTO, "photo.jpg", "image/jpeg", Bytes(bytes(2_000_000))),))
    sends = [asyncio.create_task(house.web.send(address(ANN), item, SendKey(name))) for name in "abcd"]
    await asyncio.sleep(0)
    for _ in range(20):
        await tab.says("{")
    await until(lambda: house.middle.malformed == 20)
    tab.socket.transport.resume_reading()
    assert await tab.ends() == 4000
    assert [frame["t"] for frame in tab.passed] == ["post"] + ["refused"] * 20
    for sending in sends:
        sending.cancel()
    await asyncio.gather(*sends, return_exceptions=True)


async def test_a_message_too_large_to_read_is_refused_by_its_name(house: House) -> None:
    tab = await house.visitor()
    name = await tab.writes("ﷺ" * 40_000)
    assert await tab.hears("refused") == {"t": "refused", "id": name, "why": "web-refused-too-large in de"}
