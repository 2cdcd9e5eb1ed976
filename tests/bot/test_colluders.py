"""Many who plot against one: strangers are nobody, past partners cause a day's hold at most, and only once."""

import pytest

from bot.texts.keys import Text
from moderation.model import Measure, Reason
from tests.bot.judges import holding
from tests.bot.justice import banned, decided
from tests.bot.mailbox import Mailbox
from tests.bot.people import Person
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAY = 86_400_000


async def met(town: Town, count: int, about: str, since: int = 0) -> list[Person]:
    """So many people who talked with somebody, each in a chat of their own that is over."""
    plotters = []
    for number in range(since, since + count):
        plotter, _ = await town.paired(f"plotter {number}", about)
        await plotter.says("/stop")
        plotters.append(plotter)
        town.clock.passes(seconds=6)
    return plotters


async def report(plotters: list[Person], reason: Reason) -> None:
    """All of them, one after the other, about whom they talked with last."""
    for plotter in plotters:
        await plotter.says("/report he is awful")
        await plotter.reports(reason.value)
        plotter.town.clock.passes(seconds=6)
        await plotter.town.goes_round()


async def test_fifty_who_never_talked_to_somebody_have_no_effect(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.presses("report")
    (of_bobs_room, *_) = [data.partition(":")[2] for data in ann.chat()[-1].data]
    tag = of_bobs_room.partition(".")[0]
    for number in range(50):
        stranger = await town.person(f"stranger {number}")
        await stranger.says("/report bob is awful")
        assert stranger.hears() == [Text.NOBODY_TO_REPORT]
        for token in (tag, f"{tag}.threats", f"{tag}.threats.violence", ".threats.violence", "x" * 64):
            await stranger.taps(f"report:{token}")
        assert set(stranger.hears()) == {Text.OLD_BUTTON}
    await town.goes_round(seconds=10)
    assert town.rows("reports") == town.rows("cases") == town.rows("sanctions") == []
    assert await town.in_room(ann, bob), "nobody noticed anything"


async def test_ten_who_talked_to_somebody_hold_them_for_a_day_once_and_a_look_at_it_ends_that(town: Town) -> None:
    bob = await town.person("bob")
    plotters = await met(town, 10, "bob")
    bob.hears()
    await report(plotters, Reason.HARASSMENT)
    (hold,) = town.rows("sanctions")
    assert (hold["measure"], hold["strikes"]) == (Measure.HOLD.value, 0)
    assert hold["until"] - hold["since"] == DAY
    for _ in range(3):
        await town.goes_round(hours=1)
    assert [heard for heard in bob.hears() if heard is not Text.PARTNER_LEFT] == [Text.SANCTION_HOLD], "told once"
    await decided(town, hold["case"], Measure.NOTHING)
    await town.goes_round()
    assert bob.hears() == [Text.SANCTION_OVER], "at once"
    await bob.says("/find")
    assert bob.hears()[-1] in (Text.SEARCHING, Text.SEARCHING_ALONE)
    await bob.says("/stop")
    await town.goes_round(hours=73)  # the chats of before can't be reported any more
    cleo = await town.person("cleo")
    for plotter in plotters:
        await town.paired(plotter.name, "cleo")
        await plotter.says("/stop")
        town.clock.passes(minutes=10)
    cleo.hears()
    await report(plotters, Reason.HATE)
    assert len(town.rows("reports")) == 20, "they are heard"
    assert len(town.rows("sanctions")) == 1, "and believed no more"
    assert cleo.hears() == []


async def test_plotters_who_take_turns_hold_nobody_for_longer_than_a_day(town: Town) -> None:
    bob = await town.person("bob")
    plotters = await met(town, 9, "bob")
    for three in range(0, 9, 3):
        await report(plotters[three : three + 3], Reason.HARASSMENT)
        await town.goes_round(hours=23)
        bob.hears()
    assert len(town.rows("sanctions")) == 1
    await town.goes_round(hours=2)
    assert await holding(town, bob) == []


@pytest.mark.parametrize("platform", ["telegram", "discord", "web"])
async def test_who_is_banned_and_erases_their_account_comes_back_banned(town: Town, platform: str) -> None:
    letterbox = town.mailbox if platform == town.mailbox.name else Mailbox(platform)
    town.platforms[platform] = letterbox
    bob = await town.person("bob", platform=letterbox)
    await town.paired("ann", "bob")
    await banned(town, "ann", "bob")
    await town.goes_round(seconds=1)
    for _ in range(2):
        await bob.says("/delete")
        await bob.presses("delete", "yes")
        await town.goes_round(minutes=2)
        town.clock.passes(hours=24 * 40)
        await bob.says("/find")
        assert bob.hears()[-1] is Text.SANCTION_BAN
