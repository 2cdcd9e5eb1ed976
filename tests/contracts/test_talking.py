"""Where a messenger goes on after it was away: who talks at which bot, since when, and what they said last."""

import pytest

from bot.journal import Delivered, Original
from bot.members import Talk
from config.ids import MemberId, MessageId, RoomId
from tests.contracts.rows import appended, lane_of, relayed
from tests.contracts.stores import NOW, Ground, people, sender

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOM, OTHER_ROOM = RoomId("room"), RoomId("another room")


async def said(ground: Ground, lane: str, native: str, room: RoomId | None = ROOM, at: float = NOW) -> None:
    async with ground.turn(at) as turn:
        await turn.journal.link([Original(lane, native, MessageId(f"message {native}"), room)], at)


async def last_said(ground: Ground, lane: str, room: RoomId = ROOM) -> str | None:
    async with ground.turn() as turn:
        return await turn.journal.last_said(lane, room)


async def opened(ground: Ground, first: MemberId, second: MemberId, at: float) -> RoomId:
    async with ground.turn(at) as turn:
        return (await turn.rooms.open(first, second, (), at))[0].room


async def talking(ground: Ground, account: str = "77", platform: str = "telegram", since: float = NOW) -> list[Talk]:
    async with ground.turn() as turn:
        return list(await turn.members.talking(platform, account, since))


# --- what was said last ---


async def test_who_said_nothing_in_a_room_said_nothing_last(ground: Ground) -> None:
    assert await last_said(ground, "lane") is None


async def test_the_latest_of_several_is_the_last(ground: Ground) -> None:
    for at, native in enumerate(("10", "300", "20")):
        await said(ground, "lane", native, at=NOW + at)
    assert await last_said(ground, "lane") == "20", "by when it was said, not by its number"


async def test_other_rooms_and_other_people_are_not_looked_at(ground: Ground) -> None:
    await said(ground, "lane", "1", at=NOW)
    await said(ground, "lane", "2", OTHER_ROOM, at=NOW + 1)
    await said(ground, "lane", "3", None, at=NOW + 2)
    await said(ground, "another lane", "4", at=NOW + 3)
    assert await last_said(ground, "lane") == "1"
    assert await last_said(ground, "lane", OTHER_ROOM) == "2"


async def test_what_the_partner_said_is_not_ones_own(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    lane = await lane_of(ground, bob)
    await said(ground, lane, "11")
    (row,) = await appended(ground, relayed(bob, "from ann"))
    async with ground.turn(NOW + 5) as turn:
        await turn.journal.done([Delivered(row, ("12",))], NOW + 5)
    assert await last_said(ground, lane) == "11", "a message of the bot's own: nothing before it would be read"
    assert await last_said(ground, await lane_of(ground, ann)) is None


async def test_of_things_said_at_the_same_moment_it_is_one(ground: Ground) -> None:
    await said(ground, "lane", "1")
    await said(ground, "lane", "2")
    assert await last_said(ground, "lane") in ("1", "2")


# --- who talks where ---


async def test_who_talks_is_told_the_latest_rooms_first(ground: Ground) -> None:
    ann, bob, cleo, dan, _ = await people(ground, "ann", "bob", "cleo", "dan", "eve")
    first = await opened(ground, ann, bob, NOW)
    second = await opened(ground, cleo, dan, NOW + 60)
    found = await talking(ground)
    assert [(each.room, each.opened_at) for each in found] == [(second, NOW + 60)] * 2 + [(first, NOW)] * 2
    assert {each.address.chat for each in found[:2]} == {"chat cleo", "chat dan"}
    assert {each.address.id for each in found[2:]} == {await lane_of(ground, ann), await lane_of(ground, bob)}


async def test_other_bots_and_other_platforms_are_left_out(ground: Ground) -> None:
    async with ground.turn() as turn:
        here = await turn.members.meet(sender("ann"), "en", NOW)
        there = await turn.members.meet(sender("bob", account="88"), "en", NOW)
        elsewhere = await turn.members.meet(sender("cleo", platform="discord"), "en", NOW)
        fourth = await turn.members.meet(sender("dan", platform="discord"), "en", NOW)
    await opened(ground, here.id, elsewhere.id, NOW)
    await opened(ground, there.id, fourth.id, NOW)
    assert [each.address.chat for each in await talking(ground)] == ["chat ann"]
    assert [each.address.chat for each in await talking(ground, "88")] == ["chat bob"]
    assert {each.address.chat for each in await talking(ground, "77", "discord")} == {"chat cleo", "chat dan"}
    assert await talking(ground, "99") == []


async def test_who_writes_to_another_bot_now_is_talked_with_there(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    await opened(ground, ann, bob, NOW)
    async with ground.turn() as turn:
        await turn.members.meet(sender("ann", account="88"), "en", NOW)
    assert [each.address.chat for each in await talking(ground)] == ["chat bob"]
    assert [each.address.account for each in await talking(ground, "88")] == ["88"]


async def test_a_room_that_is_closed_is_told_of_if_it_was_open_then(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    room = await opened(ground, ann, bob, NOW - 60)
    async with ground.turn() as turn:
        await turn.rooms.close(room, NOW)
    assert await talking(ground, since=NOW) == []
    assert [each.room for each in await talking(ground, since=NOW - 1)] == [room, room]


async def test_each_of_the_two_is_told_of_by_the_rooms_name_for_them(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        anns, bobs = await turn.rooms.open(ann, bob, (), NOW)
    assert {each.address.chat: each.tag for each in await talking(ground)} == {
        "chat ann": anns.tag,
        "chat bob": bobs.tag,
    }


# --- the chat of somebody a bot reached before ---


async def test_the_chat_of_somebody_known_is_found_whatever_chat_is_named(ground: Ground) -> None:
    async with ground.turn() as turn:
        known = sender("ann", platform="discord")
        await turn.members.meet(known, "en", NOW)
        unnamed = type(known)(known.platform, known.account, known.user, "")
        assert await turn.members.chat(unnamed) == "chat ann"
        assert await turn.members.chat(known) == "chat ann"


async def test_a_chat_with_another_bot_or_person_is_none(ground: Ground) -> None:
    async with ground.turn() as turn:
        await turn.members.meet(sender("ann", platform="discord"), "en", NOW)
        assert await turn.members.chat(sender("ann", platform="discord", account="88")) is None
        assert await turn.members.chat(sender("bob", platform="discord")) is None
        assert await turn.members.chat(sender("ann")) is None


async def test_of_somebody_at_two_bots_each_has_its_own_chat(ground: Ground) -> None:
    async with ground.turn() as turn:
        await turn.members.meet(sender("ann", platform="discord"), "en", NOW)
        second = sender("ann", platform="discord", account="88")
        await turn.members.meet(type(second)("discord", "88", second.user, "another chat"), "en", NOW)
        assert await turn.members.chat(sender("ann", platform="discord")) == "chat ann"
        assert await turn.members.chat(second) == "another chat"
