"""What people do to messages on the emulated Discord comes in as it happens; of what the bot does next to nothing."""

from bot.content import Content
from bot.messages import Deleted, Edited, Reacted, Said
from bot.platforms.base import SendKey
from bot.posts import Address, Post
from tests.bot.discord.conftest import KEY, Side
from tests.emulators.discord import BotAccount, DiscordEmulator, Person


async def test_all_that_happens_to_a_message_arrives_in_order(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    async with side.running():
        said = await ann.says(bot, "one")
        await ann.reacts(bot, said, "👍")
        await ann.reacts(bot, said, "🔥")
        await ann.edits(bot, said, "ONE")
        await ann.unreacts(bot, said, "👍")
        await ann.deletes(bot, said)
        heard = await side.inside.hears(6)
    assert [each.what for each in heard] == [
        Said(Content("one")),
        Reacted(("👍",)),
        Reacted(("👍", "🔥")),
        Edited(Content("ONE")),
        Reacted(("🔥",), ("👍",)),
        Deleted(),
    ]
    assert {each.message for each in heard} == {str(said)}
    assert {each.sender.chat for each in heard} == {to_ann.chat}
    assert [each.sender.user for each in heard] == [*[str(ann.id)] * 5, ""], "whose deed it was is not told"
    assert len({each.key for each in heard}) == 6


async def test_what_is_felt_taken_back_and_felt_again_are_three_things(
    bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        said = await ann.says(bot, "one")
        await ann.reacts(bot, said, "👍")
        await ann.unreacts(bot, said, "👍")
        await ann.reacts(bot, said, "👍")
        heard = await side.inside.hears(4)
    assert [each.what for each in heard[1:]] == [Reacted(("👍",)), Reacted((), ("👍",)), Reacted(("👍",))]
    assert len({each.key for each in heard}) == 4


async def test_an_emoji_of_a_server_is_told_by_its_name(bot: BotAccount, ann: Person, side: Side) -> None:
    async with side.running():
        said = await ann.says(bot, "one")
        await ann.reacts(bot, said, "blobwave:749054660769218631")
        heard = await side.inside.hears(2)
    assert heard[1].what == Reacted((":blobwave:",))


async def test_of_the_bots_own_doing_only_its_deletions_are_told(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    async with side.running():
        said = await ann.says(bot, "one")
        await side.platform.react(to_ann, str(said), ["👍"], [])
        await side.platform.react(to_ann, str(said), [], ["👍"])
        (native,) = (await side.platform.send(to_ann, Post("copy"), KEY)).ids
        await side.platform.revise(to_ann, [native], Post("changed"), SendKey("change"))
        await side.platform.delete(to_ann, [native], SendKey("deletion"))
        await ann.says(bot, "two")
        heard = await side.inside.hears(3)
    assert [each.what for each in heard] == [Said(Content("one")), Deleted(), Said(Content("two"))]
    assert heard[1].message == native, "Discord does not say whose doing it was"


async def test_what_happens_in_servers_is_none_of_ours(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    elsewhere = {"channel_id": to_ann.chat, "guild_id": "9"}
    emoji = {"emoji": {"id": None, "name": "👍"}}
    async with side.running():
        discord.feed_event(bot, "MESSAGE_DELETE", {"id": "5", **elsewhere})
        for name in ("ADD", "REMOVE"):
            reaction = {"user_id": str(ann.id), "message_id": "5", "type": 0, "burst": False, **emoji, **elsewhere}
            discord.feed_event(bot, f"MESSAGE_REACTION_{name}", reaction)
        await ann.says(bot, "one")
        await side.inside.hears(1)
    assert side.inside.whats == [Said(Content("one"))]
    assert side.skipped == {"not-private": 3}
