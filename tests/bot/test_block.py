"""/block: ends the room both ways, and the two never meet again; for 72 hours also after the chat."""

import pytest

from bot.texts.keys import Text
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_blocking_ends_the_room_for_both(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/block")
    assert ann.hears() == [Text.BLOCKED]
    assert bob.hears() == [Text.PARTNER_LEFT], "nobody is told that they were blocked"
    assert not await town.in_room(ann, bob)


async def test_the_blocked_are_never_paired_again_whoever_searches_first(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/block")
    town.clock.passes(hours=24 * 365)
    for first, second in ((ann, bob), (bob, ann)):
        await first.says("/find")
        await second.says("/find")
        assert not await town.in_room(ann, bob)
        for each in (ann, bob):
            await each.says("/stop")


async def test_one_can_block_after_the_chat(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/stop")
    await bob.presses("block")
    assert bob.hears() == [Text.PARTNER_LEFT, Text.BLOCKED]
    assert ann.hears() == [Text.YOU_LEFT]
    assert {(row["member"], row["blocked"]) for row in town.rows("blocks")} == {
        ((await bob.member()).id, (await ann.member()).id)
    }


async def test_a_single_past_chat_needs_no_choice(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("/stop")
    await ann.says("/block")
    assert ann.hears() == [Text.PARTNER_LEFT, Text.BLOCKED]


async def test_of_several_past_chats_one_is_chosen(town: Town) -> None:
    for name in ("bob", "cleo"):
        ann, other = await town.paired("ann", name)
        await other.says("/stop")
        town.clock.passes(hours=1)
    ann = town.people["ann"]
    ann.hears()
    await ann.says("/block")
    assert ann.hears() == [Text.BLOCK_WHOM]
    assert [label.text for row in ann.post.labels for label in row] == ["One hour ago", "2 hours ago"]
    await ann.taps(ann.last.data[1])
    assert ann.hears() == [Text.BLOCKED]
    blocked = [row["blocked"] for row in town.rows("blocks")]
    assert blocked == [(await town.people["bob"].member()).id]


async def test_while_talking_the_current_partner_is_meant(town: Town) -> None:
    _, bob = await town.paired("ann", "bob")
    await bob.says("/stop")
    ann, cleo = await town.paired("ann", "cleo")
    await ann.says("/block")
    assert ann.hears() == [Text.BLOCKED]
    assert [row["blocked"] for row in town.rows("blocks")] == [(await cleo.member()).id]


async def test_blocking_a_past_partner_leaves_the_present_chat_alone(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("/stop")
    old = next(data for data in ann.last.data if data.startswith("block:"))
    ann, cleo = await town.paired("ann", "cleo")
    await ann.taps(old)
    assert ann.hears() == [Text.BLOCKED]
    assert await town.in_room(ann, cleo)


async def test_blocking_somebody_met_twice_by_the_first_chats_button_ends_the_second_chat(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("/stop")
    old = next(data for data in ann.last.data if data.startswith("block:"))
    town.clock.passes(minutes=11)
    await town.paired("ann", "bob")
    assert await town.in_room(ann, bob)
    await ann.taps(old)
    assert not await town.in_room(ann, bob)
    assert ann.hears() == [Text.BLOCKED]
    assert bob.hears() == [Text.PARTNER_LEFT]


async def test_a_search_that_lasts_avoids_the_blocked_from_now_on(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("/stop")
    await ann.says("/find")
    ann.hears()
    await ann.presses("block")
    assert ann.hears() == [Text.BLOCKED]
    town.clock.passes(minutes=11)
    await bob.says("/find")
    assert not await town.in_room(ann, bob)


async def test_after_72_hours_there_is_nobody_left_to_block_or_report(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("/stop")
    town.clock.passes(hours=71, minutes=59)
    await ann.says("/report")
    assert ann.hears() == [Text.PARTNER_LEFT, Text.REPORT_WHY]
    town.clock.passes(minutes=1, seconds=1)
    await ann.presses("block")
    await ann.says("/block")
    await ann.says("/report")
    assert ann.hears() == [Text.OLD_BUTTON, Text.NOBODY_TO_BLOCK, Text.NOBODY_TO_REPORT]


async def test_whoever_never_talked_has_nobody_to_block(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/block")
    await ann.says("/report")
    assert ann.hears() == [Text.NOBODY_TO_BLOCK, Text.NOBODY_TO_REPORT]


async def test_blocking_twice_is_blocking_once(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/block")
    await ann.says("/block")
    await bob.says("/block")
    assert ann.hears() == [Text.BLOCKED, Text.BLOCKED]
    assert len(town.rows("blocks")) == 2
