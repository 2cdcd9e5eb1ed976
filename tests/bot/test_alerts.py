"""[Tell me when somebody comes]: worth one notice, to those who fit right now, and about nobody."""

from typing import Any

import pytest

from bot.commands.alerts import LASTS, TOLD_AT_ONCE
from bot.messages import Absence, Absent, Departed
from bot.texts.keys import Text
from tests.bot.judges import paused
from tests.bot.keeping import keeping
from tests.bot.people import Person
from tests.bot.test_account import exported
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def wanting(town: Town, name: str, wish: str = "") -> Person:
    """Somebody who wants to be told."""
    person = await town.person(name)
    if wish:
        await person.says(f"/settings {wish}")
    await person.says("/find chess")
    await person.presses("tell")
    person.hears()
    return person


async def test_wanting_to_be_told_ends_the_search_in_its_message(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    await ann.presses("tell")
    assert ann.hears() == [Text.SEARCHING_ALONE]
    assert ann.sees_changed() == [Text.ALERT_SET]
    assert "24 hours" in ann.chat()[-1].post.text
    assert ann.chat()[-1].data == ["find", "stop"]
    assert (len(town.rows("tickets")), len(town.rows("alerts"))) == (0, 1)


async def test_the_first_who_fits_is_told_of_once_and_nothing_is_said_about_them(town: Town) -> None:
    ann = await wanting(town, "ann")
    for name in ("bob", "cleo"):
        other = await town.person(name)
        await other.says("/find origami")
        await other.says("/stop")
    assert ann.hears() == [Text.ALERT_NOW]
    assert ann.post.text == "◆ Somebody who fits is looking right now."
    assert ann.last.data == ["find"]
    assert town.rows("alerts") == []


async def test_who_comes_when_told_meets_the_one_who_waits(town: Town) -> None:
    ann = await wanting(town, "ann")
    bob = await town.person("bob")
    await bob.says("/find")
    await ann.presses("find")
    assert await town.in_room(ann, bob)


async def test_no_more_than_a_few_are_told_and_the_longest_remembered_first(town: Town) -> None:
    people = []
    for number in range(TOLD_AT_ONCE + 2):
        people.append(await wanting(town, f"person {number}"))
        for each in people[:-1]:
            if each.hears():  # the next one's search told them
                await each.taps("tell")
        for each in people:
            each.hears()
        town.clock.passes(seconds=1)
    async with town.look() as turn:
        remembered = [alert.ticket.member async for alert in turn.alerts.standing(turn.now)]
    newcomer = await town.person("newcomer")
    await newcomer.says("/find")
    told = [(await each.member()).id for each in people if each.hears() == [Text.ALERT_NOW]]
    assert len(told) == TOLD_AT_ONCE
    assert sorted(told) == sorted(remembered[:TOLD_AT_ONCE])


async def test_who_may_not_meet_is_not_told(town: Town) -> None:
    ann = await wanting(town, "ann", "meet woman")
    jiro = await wanting(town, "jiro", "languages ja")
    bob = await town.person("bob")
    await bob.says("/settings gender man")
    await bob.says("/find")
    assert [ann.hears(), jiro.hears()] == [[], []]
    cleo = await town.person("cleo")
    await cleo.says("/settings gender woman")
    await cleo.says("/find chess")
    if not await town.in_room(bob, cleo):
        assert ann.hears() == [Text.ALERT_NOW]


async def test_the_blocked_are_not_told_whenever_the_block_came(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/stop")
    town.clock.passes(minutes=11)
    await ann.taps("tell")
    await bob.says("/block")
    await bob.says("/find")
    assert Text.ALERT_NOW not in ann.hears()
    assert len(town.rows("alerts")) == 1


async def test_those_who_have_just_talked_are_told_only_after_the_cool_down(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/stop")
    await ann.taps("tell")
    await bob.says("/find")
    assert Text.ALERT_NOW not in ann.hears()
    town.clock.passes(minutes=10, seconds=1)
    await town.rounds.second_chances(town.clock())
    await town.hand_out()
    assert ann.hears() == [Text.ALERT_NOW], "by then they fit"


async def test_a_sanctioned_one_is_not_told(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("/report")
    await bob.reports("spam")
    await ann.taps("tell")
    await paused(town, town.rows("reports")[0]["number"], 1)
    cleo = await town.person("cleo")
    await cleo.says("/find")  # before anybody carried out the decision
    assert Text.ALERT_NOW not in ann.hears()
    assert town.rows("alerts") == []


async def test_a_sanction_ends_the_wish(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("/report")
    await bob.reports("spam")
    await ann.taps("tell")
    await paused(town, town.rows("reports")[0]["number"], 1)
    await town.goes_round(seconds=1)
    assert town.rows("alerts") == []


async def test_searching_talking_stopping_and_leaving_end_the_wish(town: Town) -> None:
    ann = await wanting(town, "ann")
    await ann.says("/find")
    assert (ann.hears(), town.rows("alerts")) == ([Text.SEARCHING_ALONE], [])
    await ann.presses("tell")
    await ann.says("/stop")
    assert (ann.hears(), town.rows("alerts")) == ([Text.ALERT_FORGOTTEN], [])
    await ann.taps("tell")
    await (await town.person("bob")).says("/find")
    await ann.says("/find")
    assert (ann.hears()[-1], town.rows("alerts")) == (Text.PAIRED_NOTHING_SHARED, [])
    await ann.says("/stop")
    await ann.taps("tell")
    await ann.taps("delete:yes")
    assert town.rows("alerts") == []
    cleo = await wanting(town, "cleo")
    await cleo.happens(Departed())
    assert town.rows("alerts") == []


async def test_the_button_under_it_takes_it_back(town: Town) -> None:
    ann = await wanting(town, "ann")
    ann.sees_changed()
    await ann.presses("stop")
    assert ann.sees_changed() == [Text.ALERT_FORGOTTEN]
    assert town.rows("alerts") == []


async def test_who_is_away_from_the_page_keeps_the_wish_for_a_while(town: Town) -> None:
    ann = await wanting(town, "ann")
    await ann.happens(Absent(Absence.LINE))
    assert len(town.rows("alerts")) == 1
    await ann.happens(Absent(Absence.ROOM))
    assert town.rows("alerts") == []


async def test_nobody_is_told_while_talking_or_searching(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.taps("tell")
    assert ann.hears() == [Text.ALREADY_TALKING]
    assert town.rows("alerts") == []


async def test_the_wish_ends_after_a_day_and_is_cleaned_away(town: Town) -> None:
    ann, bob = await wanting(town, "ann"), await town.person("bob")
    town.clock.passes(seconds=LASTS)
    await bob.says("/find")
    assert ann.hears() == []
    await keeping(town).clean()
    assert town.rows("alerts") == []


async def test_the_wish_follows_the_settings(town: Town) -> None:
    ann = await wanting(town, "ann", "languages ja")
    await ann.says("/settings languages en")
    ann.hears()
    bob = await town.person("bob")
    await bob.says("/find")
    assert ann.hears() == [Text.ALERT_NOW]


async def test_status_and_export_tell_of_it(town: Town) -> None:
    began = town.clock()
    ann = await wanting(town, "ann")
    town.clock.passes(hours=3)
    await ann.says("/status")
    assert ann.hears() == [Text.STATUS_ALERT]
    assert "21 more hours" in ann.post.text
    told: dict[str, Any] = (await exported(ann))["to_be_told_when_somebody_comes"]
    assert told == {"since": began, "until": began + LASTS, "interests": ["chess"]}
    town.clock.passes(hours=21)
    await ann.says("/status")
    assert ann.hears()[-1] == Text.STATUS_IDLE


async def test_a_search_that_fails_tells_nobody_and_forgets_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await wanting(town, "ann"), await town.person("bob")

    async def fails(*_: object) -> None:
        raise ValueError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr("bot.stores.rooms.SqlTickets.put", fails)
        await bob.says("/find")
    assert (ann.hears(), len(town.rows("alerts"))) == ([], 1)
    await bob.says("/find")
    assert ann.hears() == [Text.ALERT_NOW]


async def test_a_wish_survives_a_restart_and_nobody_is_told_twice(town: Town) -> None:
    ann = await wanting(town, "ann")
    async with Town(town.database, town.catalogue, after=town) as again:
        bob = await again.person("bob")
        await bob.says("/find")
        assert ann.hears() == [Text.ALERT_NOW]
    async with Town(town.database, town.catalogue, after=town) as once_more:
        cleo = await once_more.person("cleo", language="de")
        await cleo.says("/settings languages de")
        await cleo.says("/find")
        assert ann.hears() == []


async def test_whom_somebody_avoids_is_not_kept_with_the_wish(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/stop")
    await ann.taps("tell")
    async with town.look() as turn:
        (alert,) = [alert async for alert in turn.alerts.standing(turn.now)]
    assert alert.ticket.avoid == frozenset()
