"""A file that comes late for its album, from Telegram to each platform: it joins the album or answers it."""

import io

import pytest
from PIL import Image

from tests.e2e.anybody import OnTelegram, paired
from tests.e2e.conftest import Everywhere


def picture(width: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, 40), "teal").save(out, "JPEG")
    return out.getvalue()


def widths(files: list[bytes]) -> list[int]:
    return [Image.open(io.BytesIO(file)).width for file in files]


async def test_on_discord_it_joins_the_message(everywhere: Everywhere) -> None:
    ann, bob = await everywhere.comes("telegram", "Ann"), await everywhere.comes("discord", "Bob")
    assert isinstance(ann, OnTelegram)
    await paired(ann, bob)
    stranger = ann.stranger
    album = await stranger.person.sends_album(stranger.bot, picture(50), picture(60), caption="our cats")
    await ann.says("that was it")
    first = await bob.hears("our cats")
    await bob.hears("that was it")
    await stranger.person.sends_straggler(stranger.bot, album[0], picture(70))
    await ann.says("and this one")
    await bob.hears("and this one")
    message = bob.person.message(bob.bot, first.native.id)  # type: ignore[attr-defined]
    assert widths([file.content for file in message.attachments]) == [50, 60, 70]


@pytest.mark.parametrize("platform", ["telegram", "web"])
async def test_elsewhere_it_answers_the_album(everywhere: Everywhere, platform: str) -> None:
    ann, bob = await everywhere.comes("telegram", "Ann"), await everywhere.comes(platform, "Bob")
    assert isinstance(ann, OnTelegram)
    await paired(ann, bob)
    stranger = ann.stranger
    album = await stranger.person.sends_album(stranger.bot, picture(50), picture(60), caption="our cats")
    await ann.says("that was it")
    await bob.hears("that was it")
    await stranger.person.sends_straggler(stranger.bot, album[0], picture(70))
    straggler = await bob.hears("")
    assert straggler.picture is not None
    assert widths([straggler.picture]) == [70]
    assert straggler.answers == "our cats"
