"""How files come to the page: in pieces, over broken connections, once; and how they go again. In a real browser."""

import asyncio
import io
import threading
from dataclasses import replace
from typing import BinaryIO

import pytest
from playwright.async_api import Browser, expect

from bot.content import Kind
from bot.platforms.web.parcel import PIECE
from bot.posts import Bytes
from tests.e2e.stage import Stage, attachment, encoded, painting

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Slow(Bytes):
    """Trickles when it comes to its last piece, until it may go on."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.go_on = threading.Event()

    def open(self) -> BinaryIO:
        slow, whole = self, super().open()

        class Reader(io.BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                if whole.tell() + PIECE >= slow.size and not slow.go_on.wait(0.02):
                    return whole.read(1)
                return whole.read(-1 if size is None else size)

        return Reader()


async def test_a_large_file_says_that_it_is_coming_and_words_pass_it(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    film = Slow(bytes(8 * PIECE))
    sending = asyncio.create_task(scene.sends(replace(attachment(Kind.DOCUMENT), blob=film), text="large"))
    try:
        await expect(guest.the("arriving")).to_contain_text("File is arriving")
        assert 7 / 8 <= await guest.the("arriving").locator("progress").evaluate("bar => bar.value") < 1
        await guest.says("meanwhile")
        await guest.delivered("meanwhile")
        await expect(guest.the("message-partner")).to_have_count(0)
    finally:
        film.go_on.set()
    await sending
    link = (await guest.hears("large")).get_by_test_id("file")
    async with guest.page.expect_download() as saving:
        await link.click()
    assert (await (await saving.value).path()).stat().st_size == film.size
    await expect(guest.the("arriving")).to_be_hidden()
    assert guest.complaints == []


async def test_a_message_with_a_file_is_shown_once_however_often_the_connection_breaks(
    scene: Stage, window: Browser
) -> None:
    guest = await scene.guest(window)
    await guest.page.evaluate("window.dispatchEvent(new Event('offline'))")
    await scene.sends(attachment(Kind.PHOTO, encoded(painting(1600, 1200), "PNG")), text="once")
    await scene.says("afterwards")
    await guest.hears("afterwards")
    await expect(guest.the("message-partner").filter(has_text="once")).to_have_count(1)
    assert guest.complaints == []


async def test_urls_of_what_is_gone_are_let_go(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    native = await scene.sends(attachment(Kind.PHOTO), text="gone soon")
    url = await (await guest.hears("gone soon")).locator("img").get_attribute("src")
    assert await guest.page.evaluate(EXISTS, url)
    await scene.deletes(native)
    await expect(guest.the("message-partner")).to_have_count(0)
    assert not await guest.page.evaluate(EXISTS, url)


EXISTS = """(url) => new Promise((resolve) => {
  const image = new Image(); image.onload = () => resolve(true); image.onerror = () => resolve(false); image.src = url;
})"""
