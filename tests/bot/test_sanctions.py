"""Sanctions: the gate keeps the sanctioned out, and a decision made elsewhere ends what they do now."""

import pytest

from bot.texts.keys import Text
from config.ids import MemberId
from moderation.model import Measure, Reason
from moderation.roles import Actor, Role
from tests.bot.judges import holding, lift, paused, reported, settle
from tests.bot.people import Person
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


WALT = Actor(MemberId("walt"), frozenset({Role.SERVER_MODERATOR}), "f1")
"""Moderates one server."""


def names(person: Person) -> list[str]:
    """What the buttons of the latest message do."""
    return [data.partition(":")[0] for data in person.last.data]


async def test_the_paused_can_neither_search_nor_talk_but_read_appeal_and_leave(town: Town) -> None:
    number = await reported(town)
    bob = town.people["bob"]
    await paused(town, number)
    for words in ("/find", "/next", "hello", "/start", "/settings", "/block", "/report", "/interests tea", "/reveal"):
        await bob.says(words)
    assert bob.hears() == [Text.SANCTION_PAUSE] * 9
    for data in ("find", "next", "words:R-2222", "report:x", "set:menu", "tell", "agree"):
        await bob.taps(data)
    assert bob.hears() == [Text.SANCTION_PAUSE] * 7
    for words in ("/rules", "/privacy", "/help", "/language", "/export", "/delete"):
        await bob.says(words)
    assert Text.SANCTION_PAUSE not in bob.hears()
    await bob.presses("appeal")
    assert bob.hears() == [Text.APPEAL_WRITE]


async def test_a_pause_says_what_why_by_which_rule_until_when_and_how_to_appeal(town: Town) -> None:
    number = await reported(town, "harassment", "mockery")
    bob = town.people["bob"]
    await paused(town, number)
    await town.goes_round()
    assert bob.hears() == [Text.SANCTION_PAUSE]
    for part in ("can't search or talk", "Mockery or bullying, rule 2", "November 21, 2023", "in 7 days", "[Appeal]"):
        assert part in bob.post.text.replace("1 week", "7 days"), part
    assert names(bob) == ["appeal", "rules"]
    await bob.says("/status")
    assert bob.hears() == [Text.SANCTION_PAUSE], "the same at any time"


@pytest.mark.parametrize("language", ["en", "de"])
async def test_until_when_and_why_is_said_in_the_readers_language(town: Town, language: str) -> None:
    number = await reported(town)
    bob = town.people["bob"]
    await bob.says(f"/language {language}")
    await paused(town, number, 1.5)
    await bob.says("/find")
    assert bob.hears()[-1] == Text.SANCTION_PAUSE
    assert town.catalogue.word(Text.DETAIL_INSULTS, language) in bob.post.text
    assert {"en": "Thursday, November 16, 2023, 10:13", "de": "Donnerstag, 16. November 2023, 10:13 Uhr"}[
        language
    ] in bob.post.text


async def test_a_pause_ends_by_itself(town: Town) -> None:
    number = await reported(town)
    bob = town.people["bob"]
    await paused(town, number)
    town.clock.passes(hours=7 * 24 - 1)
    await bob.says("/find")
    town.clock.passes(hours=1)
    await bob.says("/find")
    assert bob.hears() == [Text.SANCTION_PAUSE, Text.SEARCHING_ALONE]


async def test_a_ban_takes_two_and_until_then_one_is_held(town: Town) -> None:
    number = await reported(town)
    bob = town.people["bob"]
    async with town.database.unit() as unit:
        await town.moderation.settle(unit, number, Measure.BAN)
    await town.goes_round()
    assert bob.hears() == [Text.SANCTION_HOLD]
    assert "until somebody has looked" in bob.post.text
    assert names(bob) == ["rules"], "a hold is looked at anyway"


async def test_a_ban_has_no_end_but_a_day_on_which_it_is_looked_at_again(town: Town) -> None:
    number = await reported(town)
    bob = town.people["bob"]
    await settle(town, number, Measure.BAN)
    await town.goes_round()
    assert bob.hears() == [Text.SANCTION_BAN]
    assert "any more" in bob.post.text
    assert "looked at again on Wednesday, November 13, 2024" in bob.post.text
    town.clock.passes(hours=24 * 3650)
    await bob.says("/find")
    assert bob.hears() == [Text.SANCTION_BAN]


async def test_a_warning_is_said_once_and_one_may_go_on(town: Town) -> None:
    number = await reported(town)
    bob = town.people["bob"]
    _, cleo = await town.paired("bob", "cleo")
    await settle(town, number, Measure.WARNING)
    for _ in range(3):
        await town.goes_round(seconds=2)
    assert bob.hears() == [Text.SANCTION_WARNING]
    assert "Insults, rule 2" in bob.post.text
    assert names(bob) == ["appeal", "rules"]
    await bob.says("sorry")
    assert cleo.hears() == ["sorry"]
    assert await town.in_room(bob, cleo)
    await bob.says("/stop")
    bob.hears()
    await bob.says("/status")
    assert bob.hears() == [Text.SANCTION_WARNING, Text.STATUS_IDLE]


async def test_an_exclusion_from_a_server_keeps_nobody_out_elsewhere(town: Town) -> None:
    number = await reported(town)
    bob = town.people["bob"]
    async with town.database.unit() as unit:
        case = await town.moderation.case_of(unit, number)
        await unit.connection.exec_driver_sql("UPDATE cases SET server = 'f1', queue = 'server'")
        case = await town.moderation.cases.claim(unit, WALT, case.id)
        await town.moderation.verdicts.decide(unit, WALT, case.id, case.fence, Measure.EXCLUSION)
    await town.goes_round()
    assert bob.hears() == [Text.SANCTION_EXCLUSION]
    assert "excluded you from its pool" in bob.post.text
    await bob.says("/find")
    assert bob.hears() == [Text.SEARCHING_ALONE]


async def test_a_pause_ends_the_room_that_runs(town: Town) -> None:
    number = await reported(town)
    bob, cleo = await town.paired("bob", "cleo")
    await paused(town, number)
    await town.goes_round()
    assert bob.hears() == [Text.SANCTION_PAUSE]
    assert cleo.hears() == [Text.ROOM_CLOSED], "the other is not told why"
    assert not await town.in_room(bob, cleo)
    assert names(cleo) == ["find", "block", "report"]


async def test_a_pause_stops_both_ways_at_once(city: Town) -> None:
    number = await reported(city)
    bob, cleo = await city.paired("bob", "cleo")
    await city.settled()
    bob.hears()
    cleo.hears()
    city.mailbox.hold(cleo.sender.chat)
    for words in ("in flight", "withdrawn", "too"):
        await bob.says(words)
    await paused(city, number)
    await city.goes_round()
    city.mailbox.let_go(cleo.sender.chat)
    await city.settled()
    assert cleo.hears() == ["in flight", Text.ROOM_CLOSED]
    assert bob.hears() == [Text.SANCTION_PAUSE]


async def test_a_pause_ends_the_search(town: Town) -> None:
    number = await reported(town)
    bob = town.people["bob"]
    await bob.says("/find")
    await paused(town, number)
    await town.goes_round()
    assert bob.hears() == [Text.SEARCHING_ALONE, Text.SANCTION_PAUSE]
    assert bob.sees_changed()[-1] == Text.SEARCH_CLOSED
    cleo = await town.person("cleo")
    await cleo.says("/find")
    assert cleo.hears() == [Text.SEARCHING_ALONE]


async def test_the_sanctioned_are_told_once(town: Town) -> None:
    number = await reported(town)
    bob = town.people["bob"]
    await paused(town, number)
    for _ in range(3):
        await town.goes_round(seconds=2)
    assert bob.hears() == [Text.SANCTION_PAUSE]


async def test_lifting_is_told_and_opens_the_door(town: Town) -> None:
    number = await reported(town)
    bob = town.people["bob"]
    await settle(town, number, Measure.BAN)
    await town.goes_round()
    await lift(town, number)
    await town.goes_round(seconds=2)
    await bob.presses("find")
    assert bob.hears() == [Text.SANCTION_BAN, Text.SANCTION_OVER, Text.SEARCHING_ALONE]


async def test_what_was_over_before_anybody_looked_ends_nothing(town: Town) -> None:
    number = await reported(town)
    await paused(town, number, 0.01)
    town.clock.passes(hours=1)
    bob, cleo = await town.paired("bob", "cleo")
    await town.goes_round()
    assert bob.hears() == []
    assert await town.in_room(bob, cleo)


async def test_all_that_holds_is_in_status_each_with_its_reason(town: Town) -> None:
    first = await reported(town)
    bob = town.people["bob"]
    await town.paired("cleo", "bob")
    await town.people["cleo"].says("/report")
    await town.people["cleo"].reports("hate", "religion")
    second = next(row["number"] for row in town.rows("reports") if row["number"] != first)
    await paused(town, first, 2)
    await settle(town, second, Measure.LIMIT, 5)
    await town.goes_round()
    bob.hears()
    await bob.says("/status")
    assert bob.hears() == [Text.SANCTION_PAUSE, Text.SANCTION_LIMIT]
    assert [each.reason for each in await holding(town, bob)] == [Reason.HARASSMENT, Reason.HATE]
    town.clock.passes(hours=49)
    await bob.says("/status")
    assert bob.hears() == [Text.SANCTION_LIMIT, Text.STATUS_IDLE]
    await lift(town, first)
    await town.goes_round(seconds=2)
    await bob.says("/status")
    assert bob.hears() == [Text.SANCTION_OVER, Text.STATUS_IDLE]
