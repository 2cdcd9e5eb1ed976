"""/next and /stop in every state, and the fence: what still arrives after the end of a room."""

import pytest

from bot.texts.keys import Text
from tests.bot.town import Town, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_leaving_tells_the_one_left_behind(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("/stop")
    assert ann.hears() == [Text.PARTNER_LEFT]
    assert bob.hears() == [Text.YOU_LEFT]
    assert not await town.in_room(ann, bob)
    assert town.rows("seats") == []
    for one in (ann, bob):
        assert [data.partition(":")[0] for data in one.last.data] == ["find", "block", "report"]


async def test_next_leaves_and_searches_in_one_step(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/next")
    assert ann.hears() == [Text.YOU_WENT_ON, Text.SEARCHING_ALONE]
    assert bob.hears() == [Text.PARTNER_WENT_ON]


async def test_next_leads_straight_into_the_next_room_where_somebody_waits(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    cleo = await town.person("cleo")
    await cleo.says("/find")
    await ann.presses("next")
    assert ann.hears() == [Text.YOU_WENT_ON, Text.PAIRED_NOTHING_SHARED]
    assert await town.in_room(ann, cleo)


async def test_stop_ends_the_search(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find")
    await ann.says("/stop")
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.SEARCH_STOPPED]
    bob = await town.person("bob")
    await bob.says("/find")
    assert bob.hears() == [Text.SEARCHING_ALONE]


async def test_stop_tapped_at_the_search_rewords_it(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find")
    await ann.presses("stop")
    assert ann.hears() == [Text.SEARCHING_ALONE]
    assert ann.sees_changed() == [Text.SEARCH_STOPPED]
    assert ann.chat()[-1].data == ["find"]


async def test_with_nothing_going_on_stop_says_so_and_next_searches(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/stop")
    await ann.says("/next")
    assert ann.hears() == [Text.NOTHING_TO_STOP, Text.SEARCHING_ALONE]


async def test_the_one_left_behind_can_stop_too(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/stop")
    await bob.says("/stop")
    await bob.says("still there?")
    assert bob.hears() == [Text.PARTNER_LEFT, Text.NOTHING_TO_STOP, Text.NOT_TALKING]


async def test_buttons_of_a_room_end_that_room_only(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    old = ann.last.data
    await bob.says("/stop")
    ann, cleo = await town.paired("ann", "cleo")
    for data in old[:2]:
        await ann.taps(data)
    assert ann.hears() == [Text.OLD_BUTTON, Text.OLD_BUTTON]
    assert await town.in_room(ann, cleo)


async def test_a_search_button_does_not_end_a_room(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.taps("stop")
    await ann.taps("next")
    assert ann.hears() == [Text.OLD_BUTTON, Text.OLD_BUTTON]
    assert await town.in_room(ann, bob)


async def test_the_partners_buttons_do_not_work_for_oneself(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    for data in bob.last.data:
        await ann.taps(data)
    assert ann.hears() == [Text.OLD_BUTTON] * 3
    assert await town.in_room(ann, bob)


# --- the fence ---


@pytest.mark.parametrize("leave", ["/stop", "/next"])
async def test_nothing_more_reaches_the_one_who_left(city: Town, leave: str) -> None:
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    ann.hears()
    city.mailbox.hold(ann.sender.chat)
    await bob.says("one")  # in flight
    await until(lambda: city.mailbox.sending[ann.sender.chat])
    await bob.says("two")
    await bob.says("three")
    await ann.says(leave)
    city.mailbox.let_go(ann.sender.chat)
    await city.settled()
    heard = ann.hears()
    assert heard[0] == "one"
    assert "two" not in heard
    assert "three" not in heard
    assert heard[1] in (Text.YOU_LEFT, Text.YOU_WENT_ON)


async def test_what_the_leaver_wrote_before_still_arrives_and_then_the_notice(city: Town) -> None:
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    bob.hears()
    city.mailbox.hold(bob.sender.chat)
    await ann.says("one")
    await ann.says("two")
    await ann.says("bye")
    await ann.says("/stop")
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert bob.hears() == ["one", "two", "bye", Text.PARTNER_LEFT]


@pytest.mark.parametrize("part", ["block", "report"])
async def test_block_and_report_stop_both_ways_at_once(city: Town, part: str) -> None:
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    ann.hears()
    bob.hears()
    for each in (ann, bob):
        city.mailbox.hold(each.sender.chat)
    await ann.says("from ann, in flight")
    await bob.says("from bob, in flight")
    await until(lambda: all(city.mailbox.sending[each.sender.chat] for each in (ann, bob)))
    await ann.says("from ann")
    await bob.says("from bob")
    if part == "block":
        await ann.says("/block")
    else:
        tag = next(data for data in ann.last.data if data.startswith("report:"))
        await ann.taps(f"{tag}.threats.blackmail")
    for each in (ann, bob):
        city.mailbox.let_go(each.sender.chat)
    await city.settled()
    assert bob.hears() == ["from ann, in flight", Text.PARTNER_LEFT]
    assert ann.hears() == ["from bob, in flight", Text.BLOCKED if part == "block" else Text.REPORTED]


async def test_what_is_written_after_the_end_reaches_nobody(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/stop")
    await bob.says("wait")
    assert bob.hears() == [Text.PARTNER_LEFT, Text.NOT_TALKING]
    assert ann.hears() == [Text.YOU_LEFT]
