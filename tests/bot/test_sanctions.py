"""Sanctions: the gate keeps the sanctioned out, and a decision made elsewhere ends what they do now."""

import pytest

from bot.texts.keys import Text
from tests.bot.people import Person
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def reported(town: Town) -> tuple[Person, str]:
    """Somebody who has been reported, and the number of the report."""
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/report")
    await town.settled()
    await ann.reports("harassment")
    await town.settled()
    bob.hears()
    return bob, town.rows("reports")[0]["number"]


async def ban(town: Town, number: str, days: float | None) -> None:
    """As the command line does it, beside the running bot."""
    async with town.database.unit() as unit:
        await town.moderation.ban(unit, number, days)


async def unban(town: Town, number: str) -> None:
    async with town.database.unit() as unit:
        await town.moderation.unban(unit, number)


async def test_the_banned_can_neither_search_nor_talk_but_read_and_leave(town: Town) -> None:
    bob, number = await reported(town)
    await ban(town, number, 7)
    for words in ("/find", "/next", "hello", "/start", "/status", "/settings", "/block"):
        await bob.says(words)
    assert bob.hears() == [Text.BANNED] * 7
    assert "until 2023-11-21 22:13 (UTC)" in bob.post.text
    assert "Insults or harassment" in bob.post.text
    for words in ("/rules", "/privacy", "/help", "/export", "/delete"):
        await bob.says(words)
    assert Text.BANNED not in bob.hears()


async def test_a_ban_ends_by_itself(town: Town) -> None:
    bob, number = await reported(town)
    await ban(town, number, 7)
    town.clock.passes(hours=7 * 24 - 1)
    await bob.says("/find")
    town.clock.passes(hours=1)
    await bob.says("/find")
    assert bob.hears() == [Text.BANNED, Text.SEARCHING_ALONE]


async def test_a_ban_for_ever_says_so(town: Town) -> None:
    bob, number = await reported(town)
    await ban(town, number, None)
    town.clock.passes(hours=24 * 3650)
    await bob.says("/find")
    assert bob.hears() == [Text.BANNED]
    assert "any more" in bob.post.text


async def test_a_ban_ends_the_room_that_runs(town: Town) -> None:
    bob, number = await reported(town)
    _, cleo = await town.paired("bob", "cleo")
    await ban(town, number, 7)
    await town.goes_round()
    assert bob.hears() == [Text.BANNED]
    assert cleo.hears() == [Text.ROOM_CLOSED], "the other is not told why"
    assert not await town.in_room(bob, cleo)
    assert [data.partition(":")[0] for data in cleo.last.data] == ["find", "block", "report"]


async def test_a_ban_stops_both_ways_at_once(city: Town) -> None:
    bob, number = await reported(city)
    _, cleo = await city.paired("bob", "cleo")
    await city.settled()
    bob.hears()
    cleo.hears()
    city.mailbox.hold(cleo.sender.chat)
    for words in ("in flight", "withdrawn", "too"):
        await bob.says(words)
    await ban(city, number, 7)
    await city.goes_round()
    city.mailbox.let_go(cleo.sender.chat)
    await city.settled()
    assert cleo.hears() == ["in flight", Text.ROOM_CLOSED]
    assert bob.hears() == [Text.BANNED]


async def test_a_ban_ends_the_search(town: Town) -> None:
    bob, number = await reported(town)
    await bob.says("/find")
    await ban(town, number, 7)
    await town.goes_round()
    assert bob.hears() == [Text.SEARCHING_ALONE, Text.BANNED]
    cleo = await town.person("cleo")
    await cleo.says("/find")
    assert cleo.hears() == [Text.SEARCHING_ALONE]


async def test_the_banned_are_told_once(town: Town) -> None:
    bob, number = await reported(town)
    await ban(town, number, 7)
    for _ in range(3):
        await town.goes_round(seconds=2)
    assert bob.hears() == [Text.BANNED]


async def test_lifting_a_ban_is_told_and_opens_the_door(town: Town) -> None:
    bob, number = await reported(town)
    await ban(town, number, None)
    await town.goes_round()
    await unban(town, number)
    await town.goes_round(seconds=2)
    await bob.presses("find")
    assert bob.hears() == [Text.BANNED, Text.UNBANNED, Text.SEARCHING_ALONE]


async def test_a_ban_that_was_over_before_anybody_looked_ends_nothing(town: Town) -> None:
    bob, number = await reported(town)
    await ban(town, number, 0.01)
    town.clock.passes(hours=1)
    _, cleo = await town.paired("bob", "cleo")
    await town.goes_round()
    assert bob.hears() == []
    assert await town.in_room(bob, cleo)


async def test_several_bans_at_once_are_lifted_and_told_as_one(town: Town) -> None:
    bob, first = await reported(town)
    await town.paired("bob", "cleo")
    await town.people["cleo"].says("/report")
    await town.people["cleo"].reports("hate")
    for row in town.rows("reports"):
        await ban(town, row["number"], None)
    await town.goes_round()
    await unban(town, first)
    await town.goes_round(seconds=2)
    assert bob.hears().count(Text.UNBANNED) == 1
    await bob.says("/find")
    assert bob.hears()[-1] == Text.SEARCHING_ALONE


@pytest.mark.parametrize("language", ["en", "de"])
async def test_until_when_and_why_is_said_in_the_readers_language(town: Town, language: str) -> None:
    bob, number = await reported(town)
    await bob.says(f"/language {language}")
    await ban(town, number, 1.5)
    await bob.says("/find")
    assert bob.hears()[-1] == Text.BANNED
    assert town.catalogue.word(Text.REASON_HARASSMENT, language) in bob.post.text
    assert "2023-11-16 10:13" in bob.post.text
