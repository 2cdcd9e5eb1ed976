"""Pictures people send on Discord: fetched from Discord alone, and never more of them than was asked for."""

import pytest

from bot.content import FileRef, Kind
from bot.messages import Said
from bot.platforms.base import Rejected, RetryLater
from bot.texts.catalogue import Catalogue
from tests.bot.discord.conftest import Side, side_at
from tests.bot.discord.errands import texts
from tests.bot.discord.strange import strange_discord
from tests.bot.telegram.errands import everything, fetched, picture
from tests.emulators.discord import BotAccount, Channel, DiscordEmulator, Person, kinds


async def sent_picture(bot: BotAccount, ann: Person, side: Side) -> FileRef:
    await ann.sends(bot, kinds.photo(picture(), spoiler=True), text="look")
    async with side.running():
        await ann.sends(bot, kinds.photo(picture(), spoiler=True), text="look")
        (incoming,) = await side.inside.hears(1)
    assert isinstance(incoming.what, Said)
    (photo,) = incoming.what.content.media
    assert (photo.kind, photo.spoiler) == (Kind.PHOTO, True)
    return photo.file


async def test_a_picture_can_be_fetched_also_when_its_address_has_run_out(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    file = await sent_picture(bot, ann, side)
    assert await fetched(side.platform, file, 100_000) == picture()
    assert discord.ledger.calls("get_message") == []
    discord.world.files.expire()
    renew(discord, ann.dm(bot))
    assert await fetched(side.platform, file, 100_000) == picture()
    assert len(discord.ledger.calls("get_message")) == 1


def renew(discord: DiscordEmulator, channel: Channel) -> None:
    """From now on the messages tell addresses that hold good again."""
    files = discord.world.files
    for message in channel.messages.values():
        told = [
            {
                **each,
                "url": f"{each['url'].partition('?')[0]}?{files._signed(int(each['id']), discord.world.clock() + 1)}",
            }
            for each in message.raw["attachments"]
        ]
        message.raw = {**message.raw, "attachments": told}


async def test_a_picture_that_was_deleted_is_no_longer_there(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    file = await sent_picture(bot, ann, side)
    discord.world.files.expire()
    for message in ann.chat(bot):
        if not message.from_bot:
            await ann.deletes(bot, message)
    with pytest.raises(Rejected, match="no longer there"):
        await fetched(side.platform, file, 100_000)


async def test_a_picture_beyond_the_limit_is_not_fetched(bot: BotAccount, ann: Person, side: Side) -> None:
    file = await sent_picture(bot, ann, side)
    with pytest.raises(Rejected, match="too large"):
        await fetched(side.platform, file, file.size - 1)
    lied = FileRef(file.platform, file.account, file.id, size=5)
    with pytest.raises(Rejected, match="too large"):
        await fetched(side.platform, lied, file.size - 1)
    assert await fetched(side.platform, lied, file.size) == picture()


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.invalid/x.png",
        "file:///etc/passwd",
        "https://cdn.discordapp.com.evil.invalid/x",
        "http://127.0.0.1:1/x",
        "http://[",
    ],
)
async def test_nothing_is_fetched_from_elsewhere(bot: BotAccount, ann: Person, side: Side, url: str) -> None:
    chat = ann.dm(bot).id
    said = await ann.says(bot, "x")
    with pytest.raises(Rejected, match="no longer there"):
        await fetched(side.platform, FileRef("discord", str(bot.id), f"{chat} {said} 0 {url}"), 1000)


async def test_while_discord_is_away_a_picture_is_fetched_later(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    file = await sent_picture(bot, ann, side)
    async with discord.outage():
        with pytest.raises(RetryLater) as error:
            await fetched(side.platform, file, 100_000)
    assert not [told for told in everything(error.value) if "SECRET" in told]


async def test_all_files_of_a_message_come_with_it_and_each_can_be_fetched(
    bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        film = kinds.file("b.mp4", b"moov", content_type="video/mp4")
        await ann.sends(bot, kinds.photo(picture()), kinds.file("a.pdf", b"%PDF"), film, text="all")
        (incoming,) = await side.inside.hears(1)
    assert isinstance(incoming.what, Said)
    media = incoming.what.content.media
    assert texts(side.inside) == ["all"]
    assert [each.kind for each in media] == [Kind.PHOTO, Kind.DOCUMENT, Kind.VIDEO]
    assert [await fetched(side.platform, each.file, 100_000) for each in media] == [picture(), b"%PDF", b"moov"]


async def test_of_several_files_the_same_one_is_fetched_when_the_addresses_have_run_out(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        await ann.sends(bot, kinds.file("a.pdf", b"first"), kinds.file("b.pdf", b"second"))
        (incoming,) = await side.inside.hears(1)
    assert isinstance(incoming.what, Said)
    first, second = incoming.what.content.media
    discord.world.files.expire()
    renew(discord, ann.dm(bot))
    assert await fetched(side.platform, second.file, 100_000) == b"second"
    assert await fetched(side.platform, first.file, 100_000) == b"first"


@pytest.mark.parametrize("form", [1, 2, 3, 4])
async def test_a_sticker_of_every_form_can_be_fetched(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, form: int
) -> None:
    async with side.running():
        await ann.sends(bot, **discord.add_sticker(b"drawn", format_type=form))
        (incoming,) = await side.inside.hears(1)
    assert isinstance(incoming.what, Said)
    (sticker,) = incoming.what.content.media
    assert sticker.kind is Kind.STICKER
    assert await fetched(side.platform, sticker.file, 1000) == b"drawn"


async def test_a_sticker_that_is_gone_has_no_message_to_be_asked_for(
    discord: DiscordEmulator, bot: BotAccount, side: Side
) -> None:
    with pytest.raises(Rejected, match="no longer there"):
        await fetched(side.platform, FileRef("discord", str(bot.id), "sticker 5.png"), 1000)
    assert discord.ledger.calls("get_message") == []


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_server_of_files_that_is_in_trouble_is_asked_later(
    discord: DiscordEmulator, bot: BotAccount, catalogue: Catalogue, status: int
) -> None:
    async with strange_discord() as strange, side_at(discord, catalogue, api_url=strange.url) as side:
        strange.answers(b"", status=status, times=3)
        with pytest.raises(RetryLater):
            await fetched(side.platform, FileRef("discord", str(bot.id), f"1 2 0 {strange.url}/a.png"), 1000)
        assert len(strange.asked) == 1, "a picture that is there was asked for as if it were not"
