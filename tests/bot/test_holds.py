"""Held by a report: kept out at once, told when they ask or later, and never so that they know who reported."""

from datetime import UTC, datetime

import pytest

from bot.texts.keys import Text
from moderation.model import Measure, Reason
from tests.bot.judges import settle
from tests.bot.justice import reported
from tests.bot.people import Person
from tests.bot.test_account import exported
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def held(town: Town, detail: str = "seeks-minors") -> Person:
    """Ann has just ended a chat with bob by saying that he is a danger to minors."""
    town.clock.passes(minutes=20)  # so that a full hour would be seen
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/report")
    await ann.reports("minor", detail)
    await town.goes_round()
    return bob


async def by_numbers(town: Town) -> None:
    """Three have reported bob, each from a chat of their own that is over."""
    for name in ("cleo", "dan", "eve"):
        await town.person(name)
        await reported(town, name, "bob")
    assert len(town.rows("sanctions")) == 1


async def test_who_is_held_hears_of_it_some_minutes_to_an_hour_later_as_if_the_chat_had_just_ended(town: Town) -> None:
    bob = await held(town)
    await town.goes_round(minutes=4)
    assert bob.hears() == [Text.PARTNER_LEFT], "as when somebody says /stop"
    await town.goes_round(minutes=57)
    assert bob.hears() == [Text.SANCTION_HOLD]
    assert "Nothing is decided" in bob.post.text
    for _ in range(3):
        await town.goes_round(hours=1)
    assert bob.hears() == [], "once"


@pytest.mark.parametrize("asks", ["/find", "/status", "hello"])
async def test_who_asks_is_refused_and_told_at_once_and_not_again(town: Town, asks: str) -> None:
    bob, cleo = await held(town), await town.person("cleo")
    bob.hears()
    await cleo.says("/find")
    await bob.says(asks)
    assert not await town.in_room(bob, cleo)
    assert bob.hears() == [Text.SANCTION_HOLD]
    for _ in range(3):
        await town.goes_round(hours=1)
    assert bob.hears() == []


async def test_in_the_minute_of_the_report_they_are_refused_too(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    cleo = await town.person("cleo")
    await ann.says("/report")
    await ann.reports("minor", "seeks-minors")
    await bob.presses("find")
    await cleo.says("/find")
    assert not await town.in_room(bob, cleo), "before anything else has happened"
    for _ in range(2):
        await town.goes_round(hours=1)
    assert bob.hears() == [Text.PARTNER_LEFT, Text.SANCTION_HOLD], "once"


@pytest.mark.parametrize("detail", ["under-age", "seeks-minors", "abuse-material"])
async def test_what_exactly_was_reported_is_told_in_no_way(town: Town, detail: str) -> None:
    bob = await held(town, detail)
    await bob.says("/status")
    said = bob.post.text
    assert "A minor, or danger to minors, rule 1" in said, "what it is about, and the same rule for all of it"
    (told,) = (await exported(bob))["sanctions"]
    assert (told["reason"], told["detail"], told["since"] % 3600) == ("minor", None, 0)
    assert town.clock() - 3600 <= told["since"] <= town.clock()


async def test_when_it_ends_names_no_minute(town: Town) -> None:
    town.clock.passes(minutes=20)
    bob = await town.person("bob")
    await by_numbers(town)
    (row,) = town.rows("sanctions")
    await bob.says("/find")
    assert bob.hears() == [Text.SANCTION_HOLD]
    ends = datetime.fromtimestamp(-(-row["until"] // 3_600_000) * 3600, UTC)
    assert row["until"] % 3_600_000 != 0
    assert f"{ends:%-I}:00" in bob.post.text, "at the latest then"


async def test_a_chat_that_goes_on_with_somebody_else_ends_at_once_and_then_they_hear_why(town: Town) -> None:
    bob, cleo = await town.paired("bob", "cleo")
    await town.person("ann")
    await reported(town, "ann", "bob", Reason.MINOR)
    await town.goes_round()
    assert bob.hears() == [Text.SANCTION_HOLD]
    assert cleo.hears() == [Text.ROOM_CLOSED]
    assert not await town.in_room(bob, cleo)
    await town.goes_round(hours=1)
    assert bob.hears() == []


async def test_a_search_that_goes_on_ends_at_once_and_then_they_hear_why(town: Town) -> None:
    bob, zoe = await town.person("bob"), await town.person("zoe")
    await bob.says("/find")
    await by_numbers(town)
    await zoe.says("/find")
    assert not await town.in_room(bob, zoe), "before anything else has happened"
    await town.goes_round()
    assert bob.hears() == [Text.SEARCHING_ALONE, Text.SANCTION_HOLD]
    assert bob.sees_changed()[-1] == Text.SEARCH_CLOSED
    await town.goes_round(hours=1)
    assert bob.hears() == []


async def test_where_a_look_at_it_comes_first_they_never_knew_and_go_on(town: Town) -> None:
    bob = await held(town)
    bob.hears()
    await settle(town, town.rows("reports")[0]["number"], Measure.NOTHING)
    await town.goes_round(hours=1)
    await bob.says("/find")
    assert bob.hears() == [Text.SEARCHING_ALONE]


async def test_who_knew_hears_that_it_is_over(town: Town) -> None:
    bob = await held(town)
    await bob.says("/find")
    await settle(town, town.rows("reports")[0]["number"], Measure.NOTHING)
    await town.goes_round()
    assert bob.hears() == [Text.PARTNER_LEFT, Text.SANCTION_HOLD, Text.SANCTION_OVER]


async def test_the_wish_to_be_told_when_somebody_comes_ends_without_a_word(town: Town) -> None:
    bob = await town.person("bob")
    await bob.says("/find")
    await bob.presses("tell")
    bob.hears()
    assert len(town.rows("alerts")) == 1
    await by_numbers(town)
    await town.goes_round()
    assert town.rows("alerts") == []
    await town.goes_round(hours=1)
    assert bob.hears()[-1] == Text.SANCTION_HOLD
