"""Members who ask to be forgotten are, and what has to outlast them is no more than an id nobody can read."""

from dataclasses import replace

import pytest

from bot.journal import Kept, Original
from bot.members import Member, Pending, Profile
from bot.messages import Notice
from bot.stores.journal import LINKS_LAST
from bot.texts.keys import Text
from config.ids import MemberId, MessageId
from tests.contracts.known import TOLD, member, member_in
from tests.contracts.stores import NOW, Ground, people, sender

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOBODY: frozenset[MemberId] = frozenset()


async def erased(ground: Ground, name: str, forget_at: float = NOW + 60) -> MemberId:
    who = (await member(ground, name)).id
    async with ground.turn() as turn:
        await turn.members.erase(who, forget_at)
    return who


async def forgotten(ground: Ground, now: float, kept: frozenset[MemberId] = NOBODY) -> int:
    async with ground.turn(now) as turn:
        return await turn.members.forget(now, kept)


async def test_erasing_takes_what_was_told_at_once(ground: Ground) -> None:
    await people(ground, "ann")
    async with ground.turn() as turn:
        known = await member_in(turn, "ann")
        await turn.members.save(replace(known, agreed_at=NOW, profile=TOLD, pending=Pending("words")))
    await erased(ground, "ann")
    ann = await member(ground, "ann")
    assert (ann.agreed_at, ann.profile, ann.pending) == (None, Profile(), None)
    assert ann.lane is not None, "the farewell still has to find its way"


async def test_forgetting_waits_for_the_farewell_but_not_for_ever(ground: Ground) -> None:
    await people(ground, "ann", "bob")
    who = (await member(ground, "ann")).id
    async with ground.turn() as turn:
        (farewell,) = await turn.journal.append([Notice(who, Text.DELETED)], NOW)
    await erased(ground, "ann")
    async with ground.turn() as turn:
        assert await turn.members.erased(NOW + 59) == []
        assert await turn.members.erased(NOW + 60) == [who]
    assert await forgotten(ground, NOW + 59) == 0
    assert await forgotten(ground, NOW + 60) == 1
    async with ground.turn() as turn:
        assert await turn.members.get(who) is None
        assert await turn.members.known(sender("ann")) is None
        assert await turn.members.address(farewell.lane) is None
        assert await turn.journal.depth() == 0
        assert await turn.members.known(sender("bob")) is not None


async def test_once_the_farewell_is_out_forgetting_does_not_wait(ground: Ground) -> None:
    await people(ground, "ann")
    await erased(ground, "ann")
    assert await forgotten(ground, NOW) == 1
    assert await forgotten(ground, NOW) == 0


async def test_whoever_comes_back_after_being_forgotten_is_new(ground: Ground) -> None:
    await people(ground, "ann")
    before = await erased(ground, "ann")
    await forgotten(ground, NOW + 60)
    await people(ground, "ann")
    after = await member(ground, "ann")
    assert after.id != before
    assert not after.locked


async def test_whoever_comes_back_before_is_not_forgotten(ground: Ground) -> None:
    await people(ground, "ann")
    await erased(ground, "ann")
    await people(ground, "ann")
    assert await forgotten(ground, NOW + 60) == 0
    assert (await member(ground, "ann")).lane is not None


@pytest.mark.parametrize("why", ["locked", "blocking", "blocked", "kept"])
async def test_identity_and_id_stay_where_they_are_needed_and_nothing_else(ground: Ground, why: str) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        if why == "locked":
            await turn.members.save(replace(await member_in(turn, "ann"), locked=True))
        elif why != "kept":
            await turn.members.block(*((ann, bob) if why == "blocking" else (bob, ann)), NOW)
    await erased(ground, "ann")
    assert await forgotten(ground, NOW + 60, frozenset({ann}) if why == "kept" else NOBODY) == 1
    left = await member(ground, "ann")
    assert left == Member(ann, "en", None, locked=why == "locked")
    await people(ground, "ann")
    assert (await member(ground, "ann")).id == ann
    assert (await member(ground, "ann")).locked is (why == "locked")


async def test_while_a_room_is_on_record_who_talked_there_can_be_named_and_then_goes(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        seat, bobs = await turn.rooms.open(ann, bob, (), NOW)
        await turn.rooms.close(seat.room, NOW)
    await erased(ground, "ann")
    await forgotten(ground, NOW + 60)
    assert await member(ground, "ann") == Member(ann, "en", None), "no more than an id and a fingerprint"
    over = NOW + LINKS_LAST + 1
    async with ground.turn(over) as turn:
        (past,) = await turn.rooms.past(bob, NOW - 1)
        assert (past.room, past.tag, past.partner) == (seat.room, bobs.tag, ann)
        assert await turn.members.drop([ann], over, NOBODY) == 0
        assert await turn.journal.clean_up(Kept.ROOMS, over, 10) == 1
        assert await turn.members.drop([ann], over, NOBODY) == 1
        assert await turn.members.known(sender("ann")) is None


async def test_whoever_comes_back_while_a_room_is_on_record_is_who_talked_there(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        seat, _ = await turn.rooms.open(ann, bob, (), NOW)
        await turn.rooms.close(seat.room, NOW)
    await erased(ground, "ann")
    await forgotten(ground, NOW + 60)
    await people(ground, "ann")
    assert (await member(ground, "ann")).id == ann


async def test_links_of_the_erased_go_at_once(ground: Ground) -> None:
    await people(ground, "ann", "bob")
    lanes = [(await member(ground, name)).lane or "" for name in ("ann", "bob")]
    message = MessageId("m")
    async with ground.turn() as turn:
        await turn.journal.link([Original(lane, "1", message, None) for lane in lanes], NOW)
    await erased(ground, "ann")
    async with ground.turn() as turn:
        assert [await turn.journal.natives(message, lane) for lane in lanes] == [(), ("1",)]
