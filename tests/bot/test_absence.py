"""Those who can't be reached any more: they blocked the bot, closed the account, or their page lost its connection."""

import pytest

from bot.messages import Absence, Absent, Departed
from bot.platforms.base import Gone
from bot.texts.keys import Text
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_blocking_the_bot_ends_the_room_and_tells_the_partner(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.happens(Departed())
    assert ann.hears() == [Text.PARTNER_UNREACHABLE]
    assert bob.hears() == []
    assert not await town.in_room(ann, bob)


async def test_blocking_the_bot_ends_the_search(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.says("/find")
    await bob.happens(Departed())
    await ann.says("/find")
    assert ann.hears() == [Text.SEARCHING_ALONE]


async def test_whoever_comes_back_after_blocking_the_bot_goes_on_as_before(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.happens(Departed())
    await bob.says("/status")
    assert bob.hears() == [Text.STATUS_IDLE]
    assert (await bob.member()).agreed_at is not None
    assert ann.hears() == [Text.PARTNER_UNREACHABLE]


async def test_blocking_one_bot_while_talking_through_another_ends_nothing(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    before = bob.sender
    bob.moves("88")
    await bob.says("over here now")
    bob.sender = before
    await bob.happens(Departed())
    assert ann.hears() == ["over here now"]
    assert await town.in_room(ann, bob)


@pytest.mark.parametrize("what", [Departed(), Absent(Absence.LINE), Absent(Absence.ROOM)])
async def test_the_departure_of_somebody_unknown_is_nothing(town: Town, what: Departed | Absent) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.happens(what)
    assert town.committed == []
    assert town.rows("members") == [], "nobody is made up for it"


async def test_a_partner_who_turns_out_to_be_gone_ends_the_room_and_the_sender_is_told(city: Town) -> None:
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    ann.hears()
    bob.hears()
    city.mailbox.fails(bob.sender.chat, Gone())
    city.mailbox.hold(bob.sender.chat)
    for words in ("are", "you", "there"):
        await ann.says(words)
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert ann.hears() == [Text.PARTNER_UNREACHABLE]
    assert bob.hears() == []
    assert city.rows("outbox") == []
    assert not await city.in_room(ann, bob)


async def test_an_absent_visitor_loses_the_place_in_the_line_first(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.says("/find")
    await ann.happens(Absent(Absence.LINE))
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.SEARCH_LOST]
    await bob.says("/find")
    assert bob.hears() == [Text.SEARCHING_ALONE]


async def test_a_short_absence_leaves_the_room_alone(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.happens(Absent(Absence.LINE))
    assert ann.hears() == []
    assert await town.in_room(ann, bob)


async def test_a_long_absence_ends_the_room_and_both_are_told(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.happens(Absent(Absence.ROOM))
    assert ann.hears() == [Text.YOU_WERE_AWAY]
    assert bob.hears() == [Text.PARTNER_VANISHED]
    assert not await town.in_room(ann, bob)
    await ann.happens(Absent(Absence.ROOM))
    assert ann.hears() == []


async def test_talking_to_a_partner_whose_address_is_gone_ends_the_room(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    bobs = await bob.member()
    async with town.database.unit() as unit:
        turn = town.open_turn(unit, town.clock())
        await turn.members.erase(bobs.id, turn.now)
        await turn.members.forget(turn.now, frozenset({bobs.id}))
    await ann.says("hello?")
    assert ann.hears() == [Text.PARTNER_UNREACHABLE]
    assert town.rows("seats") == []
