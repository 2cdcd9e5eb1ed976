"""Whose message it is: what somebody wrote is told from what was delivered to them, and what was taken back is gone."""

import pytest

from bot.journal import Delivered, Original
from bot.messages import Amended, Notice, Reaction, Retracted
from bot.texts.keys import Text
from config.ids import MemberId, MessageId, RoomId
from tests.contracts.rows import ROOM, appended, lane_of, relayed
from tests.contracts.stores import NOW, Ground, people, sender

pytestmark = pytest.mark.asyncio(loop_scope="session")

HI = MessageId("of hi")
AUTHOR = MemberId("author")


async def delivered(ground: Ground, ann: MemberId, bob: MemberId, *natives: str) -> tuple[str, str]:
    """Ann said hi, her message 11, and Bob has it by these names. Their lanes."""
    here, there = await lane_of(ground, ann), await lane_of(ground, bob)
    (row,) = await appended(ground, relayed(bob, "hi"))
    async with ground.turn() as turn:
        await turn.journal.link([Original(here, "11", HI, ROOM)], NOW)
        await turn.journal.claim([row.id])
        await turn.journal.done([Delivered(row, natives)], NOW)
    return here, there


async def test_what_somebody_wrote_is_their_own_and_what_they_were_sent_is_not(ground: Ground) -> None:
    here, there = await delivered(ground, *await people(ground, "ann", "bob"), "21", "22")
    async with ground.turn() as turn:
        assert await turn.journal.authored(here, "11") == (HI, ROOM)
        assert await turn.journal.original(here, "11") == (HI, ROOM)
        for native in ("21", "22"):
            assert await turn.journal.authored(there, native) is None
            assert await turn.journal.original(there, native) == (HI, ROOM)


async def test_what_nobody_knows_is_nobodys(ground: Ground) -> None:
    here, there = await delivered(ground, *await people(ground, "ann", "bob"), "21")
    async with ground.turn() as turn:
        for lane, native in ((here, "21"), (there, "11"), (here, "99"), ("nowhere", "11"), (here, "")):
            assert await turn.journal.authored(lane, native) is None
            assert await turn.journal.original(lane, native) is None


async def test_a_notice_is_nobodys_own_and_a_message_may_belong_to_no_room(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    here = await lane_of(ground, ann)
    (row,) = await appended(ground, Notice(ann, Text.RULES, id=MessageId("notice")))
    async with ground.turn() as turn:
        await turn.journal.link([Original(here, "12", MessageId("to nobody"), None)], NOW)
        await turn.journal.done([Delivered(row, ("31",))], NOW)
        assert await turn.journal.authored(here, "12") == (MessageId("to nobody"), None)
        assert await turn.journal.original(here, "31") == (MessageId("notice"), None)
        assert await turn.journal.authored(here, "31") is None


async def test_a_message_that_stands_for_something_else_by_now_is_that(ground: Ground) -> None:
    """A platform begins its numbers anew: what was delivered under a number once is written under it now."""
    _, there = await delivered(ground, *await people(ground, "ann", "bob"), "21")
    async with ground.turn() as turn:
        await turn.journal.link([Original(there, "21", MessageId("of ho"), ROOM)], NOW)
        assert await turn.journal.authored(there, "21") == (MessageId("of ho"), ROOM)
        assert await turn.journal.original(there, "21") == (MessageId("of ho"), ROOM)


# --- taken back ---


@pytest.mark.parametrize("natives", [(), ("21",)])
async def test_what_was_taken_back_is_forgotten_there_and_still_known_to_its_author(
    ground: Ground, natives: tuple[str, ...]
) -> None:
    ann, bob = await people(ground, "ann", "bob")
    here, there = await delivered(ground, ann, bob, "21", "22")
    (row,) = await appended(ground, Retracted(bob, HI, ROOM, AUTHOR))
    async with ground.turn() as turn:
        await turn.journal.claim([row.id])
        await turn.journal.done([Delivered(row, natives)], NOW)
    async with ground.turn() as turn:
        assert await turn.journal.natives(HI, there) == ()
        assert await turn.journal.original(there, "21") is None
        assert await turn.journal.original(there, "22") is None
        assert await turn.journal.natives(HI, here) == ("11",)
        assert await turn.journal.authored(here, "11") == (HI, ROOM)
        assert await turn.journal.depth() == 0


async def test_taken_back_in_the_own_chat_it_is_forgotten_there_alone(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    here, there = await delivered(ground, ann, bob, "21")
    (row,) = await appended(ground, Retracted(ann, HI, ROOM, ann))
    async with ground.turn() as turn:
        await turn.journal.done([Delivered(row)], NOW)
        assert await turn.journal.authored(here, "11") is None
        assert await turn.journal.natives(HI, there) == ("21",)


async def test_other_messages_stay_known(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    _, there = await delivered(ground, ann, bob, "21")
    rows = await appended(ground, relayed(bob, "ho"), Retracted(bob, HI, ROOM, AUTHOR))
    async with ground.turn() as turn:
        await turn.journal.done([Delivered(rows[0], ("23",)), Delivered(rows[1])], NOW)
        assert await turn.journal.original(there, "23") == (MessageId("of ho"), ROOM)
        assert await turn.journal.original(there, "21") is None


async def test_a_feeling_leaves_all_links_as_they_were_and_a_change_those_it_does_not_replace(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    _, there = await delivered(ground, ann, bob, "21", "22")
    rows = await appended(
        ground, Reaction(bob, HI, ROOM, AUTHOR, ("👍",)), Amended(bob, relayed(bob, "HI").content, HI, ROOM, AUTHOR)
    )
    async with ground.turn() as turn:
        await turn.journal.done([Delivered(rows[0], ("77",)), Delivered(rows[1])], NOW)
        assert await turn.journal.natives(HI, there) == ("21", "22")
        assert await turn.journal.original(there, "77") is None


async def test_what_is_felt_in_a_room_goes_with_it_and_what_was_taken_back_is_taken_back(ground: Ground) -> None:
    (bob,) = await people(ground, "bob")
    rows = await appended(
        ground,
        Retracted(bob, HI, ROOM, AUTHOR),
        Reaction(bob, HI, ROOM, AUTHOR, ("👍",)),
        Reaction(bob, HI, RoomId("another"), AUTHOR, ("👍",)),
    )
    async with ground.turn() as turn:
        assert [row.id for row in await turn.journal.withdraw(ROOM, [bob])] == [rows[1].id]
        assert await turn.journal.depth() == 2


# --- who lives where ---


async def test_who_lives_in_a_chat_is_known_whoever_is_named(ground: Ground) -> None:
    async with ground.turn() as turn:
        ann = await turn.members.meet(sender("ann", platform="discord"), "en", NOW)
        told = sender("ann", platform="discord")
        unnamed = type(told)(told.platform, told.account, "", told.chat)
        another = type(told)(told.platform, told.account, "user bob", told.chat)
        for each in (told, unnamed, another):
            found = await turn.members.living_at(each)
            assert found is not None
            assert (found.id, found.lane) == (ann.id, ann.lane)


async def test_nobody_lives_in_another_chat_or_with_another_bot(ground: Ground) -> None:
    async with ground.turn() as turn:
        await turn.members.meet(sender("ann", platform="discord"), "en", NOW)
        for each in (
            sender("bob", platform="discord"),
            sender("ann", platform="discord", account="88"),
            sender("ann"),
        ):
            assert await turn.members.living_at(each) is None


async def test_who_moved_on_is_still_known_where_they_were_and_who_is_erased_is_not(ground: Ground) -> None:
    async with ground.turn() as turn:
        before = sender("ann", platform="discord")
        ann = await turn.members.meet(before, "en", NOW)
        moved = await turn.members.meet(sender("ann", platform="discord", account="88"), "en", NOW)
        found = await turn.members.living_at(before)
        assert found is not None
        assert (found.id, found.lane) == (ann.id, moved.lane)
        await turn.members.erase(ann.id, NOW)
        await turn.members.forget(NOW, frozenset({ann.id}))
        assert await turn.members.living_at(before) is None
