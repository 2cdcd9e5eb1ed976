"""Who takes back what they said takes it back on the other side, too; nobody takes back what somebody else said."""

from dataclasses import replace

import pytest

from bot.content import Content
from bot.messages import Deleted, Edited
from bot.platforms.base import Rejected, RetryLater, Unsure
from bot.texts.keys import Text
from tests.bot.mailbox import Arrived, Letterbox
from tests.bot.people import Person
from tests.bot.town import Town, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

Two = tuple[Person, Person]


def reads(person: Person) -> list[str]:
    """What the partner said, as it stands there now."""
    return [shown.post.text for shown in person.chat() if not shown.post.host]


async def told_by_chat(person: Person, number: str) -> None:
    """A message of their chat is gone, and who did it the platform does not say."""
    update = person.update(Deleted(), message=number)
    await person.town.hand_in(replace(update, sender=replace(person.sender, user="")))


# --- what goes ---


async def test_what_somebody_takes_back_goes_on_the_other_side(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("one")
    number = await ann.says("oops")
    await ann.says("two")
    await ann.takes_back(number)
    assert reads(bob) == ["one", "two"]
    assert {chat for chat, _ in town.mailbox.deleted} == {bob.sender.chat}, "in the own chat it is gone already"
    assert (ann.hears(), bob.hears()) == ([], ["one", "oops", "two"]), "nobody is told anything about it"


async def test_what_still_stands_in_the_own_chat_goes_there_too(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says("oops")
    await ann.takes_back(number, still_here=True)
    assert reads(bob) == []
    assert (ann.sender.chat, number) in town.mailbox.deleted
    assert ann.hears() == []


async def test_whose_doing_it_was_may_be_told_by_the_chat_alone(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says("oops")
    await told_by_chat(ann, number)
    assert reads(bob) == []


async def test_what_is_taken_back_twice_is_gone_once(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says("oops")
    await ann.takes_back(number, still_here=True)
    await told_by_chat(ann, number)
    await ann.takes_back(number)
    assert reads(bob) == []
    assert town.mailbox.deleted.count((ann.sender.chat, number)) == 1
    assert len(town.mailbox.deleted) == 2
    assert ann.hears() == []


async def test_a_reply_to_what_was_taken_back_points_nowhere_there(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says("oops")
    await ann.takes_back(number)
    await ann.says("never mind that", reply_to="oops")
    assert bob.hears()[-1] == "never mind that"
    assert bob.points_at() is None


# --- what stays ---


async def test_nobody_takes_back_what_the_partner_said(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("mine")
    for deed in (bob.takes_back(bob.number_of("mine")), told_by_chat(bob, bob.number_of("mine"))):
        await deed
    assert town.mailbox.deleted == []
    assert bob.hears() == ["mine"]
    await bob.takes_back(bob.number_of("mine"), still_here=True)
    assert town.mailbox.deleted == []
    assert bob.hears() == [Text.DELETE_WHAT], "who asked the bot to is told how it is done"


async def test_when_the_bot_removes_a_message_of_its_own_nothing_is_taken_back(town: Town) -> None:
    """Discord tells the bot of its own deletions, too, and not that they are its own."""
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says("oops")
    copy = bob.number_of("oops")
    await ann.takes_back(number)
    before = list(town.mailbox.deleted)
    await told_by_chat(bob, copy)
    for notice in [sent.native for sent in ann.mail() if sent.post.host]:
        await told_by_chat(ann, notice)
    assert town.mailbox.deleted == before == [(bob.sender.chat, copy)]


async def test_to_take_back_nothing_is_told_how_it_is_done(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/del")
    assert ann.hears() == [Text.DELETE_WHAT]
    await ann.takes_back("999", still_here=True)
    assert ann.hears() == [Text.DELETE_WHAT]
    await ann.takes_back("999")
    assert ann.hears() == [], "who deletes something of no meaning to us asked for nothing"


async def test_what_was_said_in_an_earlier_room_stays_there(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says("to bob")
    await ann.says("/stop")
    ann.hears()
    await ann.takes_back(number)
    await ann.takes_back(number, still_here=True)
    assert ann.hears() == [Text.DELETE_WHAT]
    cleo, _ = await town.paired("cleo", "ann")
    await ann.takes_back(number)
    town.clock.passes(minutes=11)
    await ann.says("/stop")
    await town.paired("ann", "bob")
    await ann.takes_back(number)
    assert reads(bob) == ["to bob"], "the two would learn that they met before"
    assert reads(cleo) == []
    assert town.mailbox.deleted == []


async def test_who_was_never_here_is_not_met_by_deleting_something(town: Town) -> None:
    eve = await town.person("eve", admitted=False)
    await eve.takes_back("1")
    await told_by_chat(eve, "1")
    assert town.rows("members") == []
    assert eve.mail() == []


async def test_with_another_bot_the_same_number_is_another_message(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    elsewhere = ann.sender
    ann.moves("88")
    number = await ann.says("said here")
    ann.sender = elsewhere
    await ann.takes_back(number)
    assert reads(bob) == ["said here"], "a message of the other bot's chat was deleted"
    ann.moves("88")
    await ann.takes_back(number)
    assert reads(bob) == []


# --- on its way ---


async def test_what_is_still_on_its_way_never_arrives(city: Town, talking: Two) -> None:
    ann, bob = talking
    city.mailbox.hold(bob.sender.chat)
    await ann.says("in flight")
    await until(lambda: city.mailbox.sending[bob.sender.chat])
    number = await ann.says("oops")
    await ann.says("after it")
    await city.hand_in(ann.update(Edited(Content("oops, changed")), message=number))
    await ann.takes_back(number)
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert bob.hears() == ["in flight", "after it"]
    assert bob.sees_changed() == []
    assert city.mailbox.deleted == []
    assert city.rows("outbox") == []


@pytest.mark.parametrize("trouble", [None, Arrived()])
async def test_what_is_being_sent_arrives_and_goes_again(city: Town, talking: Two, trouble: Exception | None) -> None:
    ann, bob = talking
    city.mailbox.fails(bob.sender.chat, trouble)
    city.mailbox.hold(bob.sender.chat)
    number = await ann.says("oops")
    await until(lambda: city.mailbox.sending[bob.sender.chat])
    await ann.takes_back(number)
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert city.mailbox.deleted == [(bob.sender.chat, bob.last.native)]
    assert ann.hears() == []


async def test_a_change_on_its_way_is_not_made_to_what_is_taken_back(city: Town, talking: Two) -> None:
    ann, bob = talking
    number = await ann.says("one")
    await city.settled()
    city.mailbox.hold(bob.sender.chat)
    await ann.says("two")
    await until(lambda: city.mailbox.sending[bob.sender.chat])
    await city.hand_in(ann.update(Edited(Content("ONE")), message=number))
    await ann.takes_back(number)
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert bob.sees_changed() == []
    assert reads(bob) == ["two"]


async def test_in_doubt_it_is_taken_back_again(city: Town, talking: Two) -> None:
    ann, bob = talking
    number = await ann.says("oops")
    await city.settled()
    city.mailbox.fails(bob.sender.chat, RetryLater(0.001), Unsure(), None)
    await ann.takes_back(number)
    await city.settled()
    assert reads(bob) == []
    assert ann.hears() == []


# --- what can't be taken back ---


async def test_what_can_no_longer_be_taken_back_is_told_at_the_message(city: Town, talking: Two) -> None:
    ann, bob = talking
    number = await ann.says("oops")
    await city.settled()
    city.mailbox.fails(bob.sender.chat, Rejected("too old"))
    await ann.takes_back(number)
    await city.settled()
    assert ann.hears() == [Text.DELETE_NOT_PASSED]
    assert ann.points_at() == "oops"
    assert reads(bob) == ["oops"]


async def test_what_can_no_longer_be_removed_from_the_own_chat_is_no_news_about_the_partner(
    city: Town, talking: Two
) -> None:
    ann, bob = talking
    number = await ann.says("oops")
    await city.settled()
    city.mailbox.fails(ann.sender.chat, Rejected("too old"))
    await ann.takes_back(number, still_here=True)
    await city.settled()
    assert reads(bob) == []
    assert ann.hears() == [], "they were told that the partner still sees it"


async def test_where_nothing_can_be_taken_back_it_is_told(city: Town) -> None:
    slow = Letterbox("letters")
    city.platforms["letters"] = slow
    await city.person("bob", platform=slow)
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    ann.hears()
    number = await ann.says("oops")
    await city.settled()
    await ann.takes_back(number)
    await city.settled()
    assert ann.hears() == [Text.DELETE_NOT_PASSED]
    assert reads(bob) == ["oops"]
