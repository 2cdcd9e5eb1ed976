"""Photos that come with their bytes: cleaned, held while they are on their way, and gone once they arrived or can't."""

import pytest

from bot.content import Content
from bot.messages import Said
from bot.texts.keys import Text
from tests.bot.telegram.errands import content
from tests.bot.town import Town, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


def upload(data: bytes, caption: str = "") -> Said:
    return Said(Content(caption), data)


async def test_an_upload_arrives_cleaned_and_nothing_of_it_is_kept(town: Town, picture: bytes) -> None:
    ann, bob = await town.paired("ann", "bob")
    await town.turns.accept(ann.lines(upload(picture, "my cat")))
    (file,) = town.rows("files")
    assert b"\xff\xd8" not in file["data"][:40], "sealed, even for so short a while"
    await town.hand_out()
    assert bob.hears() == ["my cat"]
    (photo,) = map(content, bob.post.media)
    assert photo.startswith(b"\xff\xd8")
    assert b"MARKER" not in photo
    assert [(each.width, each.height) for each in bob.post.media] == [(8, 6)], "so that room can be kept for it"
    assert town.rows("files") == []


async def test_an_upload_keeps_its_place_among_words(town: Town, picture: bytes) -> None:
    ann, bob = await town.paired("ann", "bob")
    await town.hand_in(*ann.lines("look:", upload(picture, "this one"), "nice?"))
    assert bob.hears() == ["look:", "this one", "nice?"]
    await bob.says("very", reply_to="this one")
    assert ann.points_at() == "this one"


async def test_an_upload_nobody_waits_for_is_not_kept(town: Town, picture: bytes) -> None:
    ann = await town.person("ann")
    await ann.says(upload(picture))
    assert ann.hears() == [Text.NOT_TALKING]
    assert town.rows("files") == []


@pytest.mark.parametrize("caption", ["x" * 5000, "fine"])
async def test_an_upload_that_is_refused_is_not_kept(town: Town, picture: bytes, caption: str) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says(upload(picture if len(caption) > 4096 else b"no picture", caption))
    assert ann.hears() == [Text.TOO_LONG if len(caption) > 4096 else Text.FILE_BROKEN]
    assert bob.hears() == []
    assert town.rows("files") == []


async def test_an_upload_goes_with_the_room_it_was_meant_for(city: Town, picture: bytes) -> None:
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    bob.hears()
    city.mailbox.hold(bob.sender.chat)
    await ann.says("in flight")
    await until(lambda: city.mailbox.sending[bob.sender.chat])
    await ann.says(upload(picture))
    assert len(city.rows("files")) == 1
    await bob.says("/stop")
    assert city.rows("files") == []
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert bob.hears() == ["in flight", Text.YOU_LEFT]


async def test_an_upload_the_platform_refuses_is_told_and_not_kept(
    city: Town, picture: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    ann.hears()
    city.mailbox.fails(bob.sender.chat, ValueError("cannot render this"))
    await ann.says(upload(picture, "look"))
    await city.settled()
    assert ann.hears() == [Text.UNDELIVERED]
    assert ann.points_at() == "look"
    assert city.rows("files") == []


async def test_a_decoder_that_breaks_down_is_answered_like_a_broken_photo(
    town: Town, picture: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("a mistake of the decoder's")

    monkeypatch.setattr("bot.media.jobs.made", breaks)
    ann, _ = await town.paired("ann", "bob")
    await ann.says(upload(picture))
    assert ann.hears() == [Text.FILE_BROKEN]
