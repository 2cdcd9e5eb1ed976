"""Files that come late join the message of their album on Discord, once, and leave it again one by one."""

import io

import pytest
from PIL import Image

from bot.content import Kind
from bot.platforms.base import Rejected, RetryLater, SendKey, Unsure
from bot.posts import Address, Attachment, Bytes, Post
from tests.bot.discord.conftest import Side
from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults


def photo(number: int, *, spoiler: bool = False) -> Attachment:
    out = io.BytesIO()
    Image.new("RGB", (10 + number, 8), "teal").save(out, "JPEG")
    return Attachment(Kind.PHOTO, f"photo-{number}.jpg", "image/jpeg", Bytes(out.getvalue()), spoiler)


def shown(bot: BotAccount, ann: Person, album: str) -> tuple[list[str], str]:
    """Names of the files of the message, and its words."""
    seen = ann.message(bot, int(album))
    return [file.filename for file in seen.attachments], seen.text


@pytest.fixture
async def album(side: Side, to_ann: Address) -> str:
    """Two photos that arrived."""
    receipt = await side.platform.send(to_ann, Post("our cats", media=(photo(1), photo(2))), SendKey("k"))
    return receipt.ids[0]


async def test_a_late_file_stands_in_the_same_message(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address, album: str
) -> None:
    receipt = await side.platform.append(to_ann, album, [photo(3, spoiler=True)])
    assert receipt.ids == (f"{album}#2",)
    assert shown(bot, ann, album) == (["photo-1.jpg", "photo-2.jpg", "SPOILER_photo-3.jpg"], "our cats")
    await side.platform.delete(to_ann, [f"{album}#1"], SendKey("d"))
    assert shown(bot, ann, album) == (["photo-1.jpg", "SPOILER_photo-3.jpg"], "our cats")


async def test_added_twice_it_is_there_once(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, album: str
) -> None:
    discord.faults.add(kind=faults.lost_answer(), method="update_message")
    with pytest.raises((Unsure, RetryLater)):
        await side.platform.append(to_ann, album, [photo(3)])
    await side.platform.append(to_ann, album, [photo(3)])
    assert shown(bot, ann, album) == (["photo-1.jpg", "photo-2.jpg", "photo-3.jpg"], "our cats")


async def test_a_full_message_and_one_that_is_gone_take_nothing(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address, album: str
) -> None:
    with pytest.raises(Rejected, match="full"):
        await side.platform.append(to_ann, album, [photo(number) for number in range(3, 12)])
    assert len(shown(bot, ann, album)[0]) == 2
    await side.platform.delete(to_ann, [album, f"{album}#1"], SendKey("d"))
    with pytest.raises(Rejected):
        await side.platform.append(to_ann, album, [photo(3)])
