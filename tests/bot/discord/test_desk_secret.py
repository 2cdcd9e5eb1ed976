"""What is secret on Discord: shown to the one who tapped alone, and taken away in time."""

from dataclasses import replace

import pytest

from bot.messages import Spot
from bot.platforms.base import Rejected, SendKey
from bot.posts import Address, Label, Post
from tests.bot.discord.conftest import KEY, Side, answer
from tests.emulators.discord import BotAccount, DiscordEmulator, Guild, Person


async def test_what_is_secret_shows_to_the_one_who_tapped_and_leaves_no_trace_of_its_parts(
    bot: BotAccount, ann: Person, guild: Guild, side: Side, to_ann: Address
) -> None:
    """In the chat with the bot, too, where other answers stay."""
    for to, place in ((to_ann, None), (Address("lane", "discord", str(bot.id), str(guild.channel.id)), guild)):
        post = Post("◆ card", labels=((Label("View", "mod-view:7K2F.mac"),),), host=True)
        (native,) = (await side.platform.send(to, post, SendKey(f"card-{place}"))).ids
        async with side.running():
            tap = await ann.presses(ann.message(bot, int(native), place=place), "View")
            incoming = (await side.inside.hears(len(side.inside.all) + 1))[-1]
            assert incoming.via is not None
            beside = replace(incoming.via, spot=Spot.BESIDE)
            receipt = await side.platform.answer(to, beside, Post("they wrote this", secret=True, host=True))
            assert (await tap.answered("they wrote this")).ephemeral
        assert receipt.ids == ()


async def test_what_is_secret_is_taken_away_in_time_and_nothing_else_is(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.desk.SECRET_LASTS", 0.0)
    post = Post("◆ card", labels=((Label("View", "mod-view:7K2F.mac"),),), host=True)
    (native,) = (await side.platform.send(to_ann, post, KEY)).ids
    async with side.running():
        tap = await ann.presses(ann.message(bot, int(native)), "View")
        (incoming,) = await side.inside.hears(1)
        assert incoming.via is not None
        beside = replace(incoming.via, spot=Spot.BESIDE)
        await side.platform.answer(to_ann, beside, Post("they wrote this\n" * 200, secret=True, host=True))
        await answer(side, to_ann, incoming, "◆ noted", Spot.BESIDE)
        await discord.ledger.reaches(2, "delete_webhook_message")
        await tap.answered("noted")
    assert [each.text for each in tap.followups] == ["◆ noted"]
    assert ann.message(bot, int(native)).text == "◆ card"


async def test_what_is_secret_never_takes_a_place_that_all_can_see(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    async with side.running():
        use = await ann.uses(bot, "rules")
        (incoming,) = await side.inside.hears(1)
        assert incoming.via is not None
        for spot in Spot:
            with pytest.raises(Rejected):
                await side.platform.answer(to_ann, replace(incoming.via, spot=spot), Post("evidence", secret=True))
        await answer(side, to_ann, incoming, "◆ the rules")
        assert "evidence" not in (await use.answered("")).text
