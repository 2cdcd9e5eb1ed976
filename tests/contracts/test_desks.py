"""Desks keep their promises: one to a place, reached and moved like anybody, nothing left behind, and names sealed."""

from dataclasses import replace
from typing import Any

import pytest

from bot.desks import DELETABLE_FOR, GLOBAL, Card, Due
from bot.journal import Delivered
from bot.messages import Notice, Sender, Withdrawn
from bot.texts.keys import Text
from config.database import metadata
from config.ids import MemberId, MessageId
from tests.contracts.stores import NOW, BrokenOff, Ground, people, sender

pytestmark = pytest.mark.asyncio(loop_scope="session")

GROUP = replace(sender("ann"), place="group 1")
SERVER = "f" * 32


async def rows_of(ground: Ground, table: str) -> list[dict[str, Any]]:
    """A table as it lies there."""
    async with ground.turn() as turn:
        found = await turn.unit.connection.execute(metadata.tables[table].select())
        return [dict(row) for row in found.mappings()]


async def desk_at(ground: Ground, place: Sender, by: MemberId, scope: str = GLOBAL) -> MemberId:
    async with ground.turn() as turn:
        return (await turn.desks.set_up(place, scope, "de", by, NOW)).member


async def test_a_desk_is_reached_like_anybody_and_is_nobody(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    desk = await desk_at(ground, GROUP, ann)
    async with ground.turn() as turn:
        member = await turn.members.get(desk)
        assert member is not None
        assert (member.language, member.agreed_at, member.profile.interests) == ("de", None, ())
        (queued,) = await turn.journal.append([Notice(desk, Text.HELP, id=MessageId("m"))], NOW)
        address, whose = await turn.members.address(queued.lane) or (None, None)
        assert address is not None
        assert (address.chat, address.platform, address.account, whose) == ("group 1", "telegram", "77", desk)
        assert await turn.members.known(replace(GROUP, user="group 1")) is None
    assert "group 1" not in str(await rows_of(ground, "addresses"))


async def test_setting_one_up_again_changes_it_and_makes_no_second(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    first = await desk_at(ground, GROUP, ann)
    assert await desk_at(ground, replace(GROUP, user="somebody else"), bob, SERVER) == first
    async with ground.turn() as turn:
        assert await turn.desks.all(GLOBAL) == []
        (desk,) = await turn.desks.all(SERVER)
    assert (desk.member, desk.set_by, desk.private) == (first, bob, False)


async def test_the_same_group_of_another_bot_is_another_desk(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    assert await desk_at(ground, GROUP, ann) != await desk_at(ground, replace(GROUP, account="78"), ann)


async def test_ones_own_chat_is_a_desk_without_anybody_being_made_up(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    before = await rows_of(ground, "members")
    assert await desk_at(ground, sender("ann"), ann) == ann
    async with ground.turn() as turn:
        desk = await turn.desks.of(ann)
        assert desk is not None
        assert desk.private
        assert await turn.desks.at(sender("ann")) is None
        await turn.desks.remove(ann)
        assert await turn.desks.of(ann) is None
        assert await turn.members.get(ann) is not None
    assert await rows_of(ground, "members") == before


async def test_where_one_is_can_be_asked_and_which_of_some_scopes_have_one(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    shared, own = await desk_at(ground, GROUP, ann, SERVER), await desk_at(ground, sender("ann"), ann)
    async with ground.turn() as turn:
        assert [await turn.desks.where(each) for each in (shared, own)] == ["group 1", "chat ann"]
        assert await turn.desks.where(MemberId("nobody")) is None
        assert await turn.desks.among([GLOBAL, SERVER, "e" * 32]) == {GLOBAL, SERVER}
        assert await turn.desks.among([]) == frozenset()
        await turn.desks.remove(shared)
        assert await turn.desks.among([GLOBAL, SERVER]) == {GLOBAL}


async def test_removing_one_leaves_nothing_of_it(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    desk = await desk_at(ground, GROUP, ann)
    async with ground.turn() as turn:
        (queued,) = await turn.journal.append([Notice(desk, Text.HELP, id=MessageId("m"))], NOW)
        await turn.journal.done([Delivered(queued, ("5",))], NOW)
        await turn.journal.append([Notice(desk, Text.HELP)], NOW)
        await turn.desks.put([Card("7K2F", desk, MessageId("m"), "open", NOW)])
        await turn.desks.remove(desk)
        await turn.desks.remove(desk)
    for table in ("desks", "cards", "outbox", "links"):
        assert await rows_of(ground, table) == [], table
    assert [row["id"] for row in await rows_of(ground, "members")] == [ann]
    assert [row["member"] for row in await rows_of(ground, "addresses")] == [ann]


async def test_a_group_that_moves_is_found_at_its_new_name_only(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    desk = await desk_at(ground, GROUP, ann)
    async with ground.turn() as turn:
        assert await turn.desks.moved(GROUP, "group 2")
        assert await turn.desks.at(GROUP) is None
        found = await turn.desks.at(replace(GROUP, place="group 2"))
        assert found is not None
        assert found.member == desk
        assert not await turn.desks.moved(GROUP, "group 3")
        assert not await turn.desks.moved(sender("ann"), "group 3")


async def test_a_group_that_moves_to_where_a_desk_is_leaves_one(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    await desk_at(ground, GROUP, ann)
    there = await desk_at(ground, replace(GROUP, place="group 2"), ann)
    async with ground.turn() as turn:
        assert await turn.desks.moved(GROUP, "group 2")
        assert [desk.member for desk in await turn.desks.all(GLOBAL)] == [there]
        await turn.desks.led("no such lane", "group 9")


async def test_a_card_is_remembered_replaced_and_dropped(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    desk, other = await desk_at(ground, GROUP, ann), await desk_at(ground, replace(GROUP, place="group 2"), ann)
    card = Card("7K2F", desk, MessageId("m"), "open", NOW)
    async with ground.turn() as turn:
        changed = replace(card, message=MessageId("n"), says="claimed", at=NOW + 5)
        await turn.desks.put([card])
        await turn.desks.put([changed, replace(card, desk=other), replace(card, case="3QRS")])
        assert {each.desk: each for each in await turn.desks.cards("7K2F")} == {
            desk: changed,
            other: replace(card, desk=other),
        }
        assert await turn.desks.standing([desk, other]) == {desk: {"7K2F", "3QRS"}, other: {"7K2F"}}
        await turn.desks.drop("7K2F", [desk])
        assert [each.desk for each in await turn.desks.cards("7K2F")] == [other]
        await turn.desks.put([])
        await turn.desks.drop("7K2F", [])
        assert await turn.desks.standing([desk, other]) == {desk: {"3QRS"}, other: {"7K2F"}}
        assert await turn.desks.standing([]) == {}
        await turn.desks.digested(desk, MessageId("d"))
        found = await turn.desks.of(desk)
        assert found is not None
        assert found.digest == "d"


async def test_what_was_disclosed_is_due_once_and_gone_when_it_was_taken_away(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        member = await turn.members.get(ann)
        assert member is not None
        assert member.lane is not None
        lane = member.lane
        for native in ("message 5", "message 6"):
            await turn.desks.note(ann, MessageId("e"), lane, native, NOW + 600)
        await turn.desks.note(ann, MessageId("f"), lane, "message 7", NOW + 900)
        assert await turn.desks.due(NOW + 599) == []
        assert await turn.desks.due(NOW + 600) == [Due(ann, MessageId("e"), lane)]
        assert {each.message for each in await turn.desks.shown_to(ann)} == {"e", "f"}
        assert sorted(await turn.desks.shown(MessageId("e"))) == ["message 5", "message 6"]
        await turn.desks.leaving(MessageId("e"))
        assert await turn.desks.due(NOW + 600) == []
        (queued,) = await turn.journal.append([Withdrawn(ann, MessageId("e"), lane)], NOW)
        assert queued.lane == lane
        await turn.journal.done([Delivered(queued)], NOW)
        assert await turn.desks.shown(MessageId("e")) == []
        assert await turn.desks.shown(MessageId("f")) == ["message 7"]
    assert "message 7" not in str(await rows_of(ground, "fleeting"))


async def test_it_is_taken_away_where_it_was_shown_wherever_the_reader_is_now(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        before = await turn.members.lane(sender("ann"))
        assert before is not None
        await turn.members.meet(sender("ann", account="78"), "en", NOW)
        (queued,) = await turn.journal.append([Withdrawn(ann, MessageId("e"), before)], NOW)
        assert queued.lane == before


async def test_what_could_not_be_taken_away_in_two_days_is_forgotten(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        member = await turn.members.get(ann)
        assert member is not None
        assert member.lane is not None
        for number in range(3):
            await turn.desks.note(ann, MessageId("e"), member.lane, f"message {number}", NOW)
        assert not await turn.desks.any_over(NOW + DELETABLE_FOR)
        assert await turn.desks.any_over(NOW + DELETABLE_FOR + 1)
        assert await turn.desks.clean_up(NOW + DELETABLE_FOR + 1, 2) == 2
        assert await turn.desks.clean_up(NOW + DELETABLE_FOR + 1, 2) == 1
        assert not await turn.desks.any_over(NOW + DELETABLE_FOR + 1)


async def test_who_leaves_is_named_nowhere_and_what_they_were_shown_goes_with_their_address(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    group = await desk_at(ground, GROUP, ann)
    await desk_at(ground, sender("ann"), ann)
    await desk_at(ground, sender("bob"), bob)
    async with ground.turn() as turn:
        lane = await turn.members.lane(sender("ann"))
        assert lane is not None
        await turn.desks.note(ann, MessageId("e"), lane, "message 5", NOW + 600)
        assert [each["in_your_own_chat"] for each in await turn.desks.set_up_by(ann)] == [False, True]
        await turn.desks.erase(ann)
        await turn.members.erase(ann, NOW)
        await turn.members.forget(NOW, frozenset())
        assert await turn.desks.of(ann) is None
        left = await turn.desks.of(group)
        assert left is not None
        assert left.set_by is None
        assert await turn.desks.of(bob) is not None
    assert await rows_of(ground, "fleeting") == []


async def test_a_turn_that_breaks_off_sets_nothing_up(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    with pytest.raises(BrokenOff):
        await ground.breaks_off(lambda turn: turn.desks.set_up(GROUP, GLOBAL, "en", ann, NOW))
    assert await rows_of(ground, "desks") == []
    assert [row["id"] for row in await rows_of(ground, "members")] == [ann]
