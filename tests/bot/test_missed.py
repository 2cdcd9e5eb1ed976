"""What was written while nobody listened: relayed in its room, answered when that is over, never the next one's."""

import pytest

from bot.lookout import Lookout
from bot.texts.keys import Text
from tests.bot.people import Person, said
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def open_chats(town: Town, since: float) -> list[tuple[str, str | None, float, str]]:
    lookout = Lookout(town.database, town.open_turn, town.house, town.clock)
    return list(await lookout.open_chats("telegram", "77", since))


async def tag_of(person: Person) -> str:
    """What their present room is called for them."""
    found = await open_chats(person.town, person.town.clock())
    (tag,) = [tag for chat, _, _, tag in found if chat == person.sender.chat]
    return tag


async def test_where_people_talk_is_told_with_what_they_said_last(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says("hello")
    begun = town.clock()
    found = {chat: rest for chat, *rest in await open_chats(town, begun)}
    assert found == {
        ann.sender.chat: [number, begun, await tag_of(ann)],
        bob.sender.chat: [None, begun, await tag_of(bob)],
    }


async def test_a_room_that_ended_meanwhile_is_told_of_and_one_that_ended_before_is_not(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    tag = await tag_of(ann)
    town.clock.passes(minutes=1)
    await bob.says("/stop")
    assert tag in {tag for *_, tag in await open_chats(town, town.clock() - 1)}
    assert await open_chats(town, town.clock()) == []


async def test_what_belongs_to_the_present_room_is_relayed(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.does(said("hello"), room=await tag_of(ann))
    assert bob.hears() == ["hello"]


async def test_what_was_written_in_a_room_that_is_over_is_answered(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    tag = await tag_of(ann)
    await bob.says("/stop")
    await ann.does(said("hello"), room=tag)
    assert ann.hears() == [Text.PARTNER_LEFT, Text.NOT_TALKING]
    assert bob.hears() == [Text.YOU_LEFT]


async def test_what_was_written_in_an_earlier_room_never_reaches_the_next_partner(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    old = await tag_of(ann)
    await bob.says("/stop")
    ann, cleo = await town.paired("ann", "cleo")
    new = await tag_of(ann)
    assert old != new
    await ann.does(said("for bob"), room=old)
    await ann.does(said("before both"), room="")
    await ann.does(said("for cleo"), room=new)
    assert ann.hears() == [Text.ROOM_OVER, Text.ROOM_OVER]
    assert cleo.hears() == ["for cleo"]


async def test_of_a_batch_that_spans_two_rooms_each_part_goes_its_own_way(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    old = await tag_of(ann)
    await bob.says("/stop")
    bob.hears()
    ann, cleo = await town.paired("ann", "cleo")
    new = await tag_of(ann)
    rooms = (("1", old), ("2", new), ("3", old), ("4", new), ("5", None))
    await town.hand_in(*(ann.update(said(text), room=room) for text, room in rooms))
    assert cleo.hears() == ["2", "4", "5"]
    assert ann.hears() == [Text.ROOM_OVER, Text.ROOM_OVER]
    assert bob.hears() == []


async def test_what_is_read_twice_is_relayed_once(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    batch = ann.lines("one", "two")
    await town.hand_in(*batch)
    await town.hand_in(*batch, *ann.lines("three"))
    assert bob.hears() == ["one", "two", "three"]
