"""What somebody feels about a message the other sees at the same message, or reads where there is no sign for it."""

from dataclasses import replace

import pytest

from bot.messages import Reacted
from bot.platforms.base import Rejected, RetryLater, Unsure
from bot.texts.keys import Text
from tests.bot.mailbox import Letterbox
from tests.bot.people import Person
from tests.bot.town import Town, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

Two = tuple[Person, Person]


def sees(person: Person, text: str) -> tuple[str, ...]:
    """What the partner feels about the message with this text, as its reader sees it."""
    return person.town.mailbox.reactions.get((person.sender.chat, person.number_of(text)), ())


async def test_a_feeling_about_what_the_partner_said_shows_at_the_partners_own_message(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("I did it")
    await ann.feels(ann.number_of("I did it"), "🎉")
    assert sees(bob, "I did it") == ("🎉",)
    assert sees(ann, "I did it") == ()
    assert (ann.hears(), bob.hears()) == (["I did it"], [])


async def test_a_feeling_about_ones_own_words_shows_at_the_copy(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says("I did it")
    await ann.feels(number, "🎉")
    assert sees(bob, "I did it") == ("🎉",)
    assert sees(ann, "I did it") == ()


async def test_both_may_feel_something_about_the_same_message(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says("I did it")
    await ann.feels(number, "🎉")
    await bob.feels(bob.number_of("I did it"), "👍")
    assert (sees(bob, "I did it"), sees(ann, "I did it")) == (("🎉",), ("👍",))


async def test_a_feeling_changes_and_goes(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("I did it")
    number = ann.number_of("I did it")
    await ann.feels(number, "👍")
    await ann.feels(number, "👍", "🔥")
    assert sees(bob, "I did it") == ("👍", "🔥")
    await ann.feels(number, "🔥", gone=("👍",))
    assert sees(bob, "I did it") == ("🔥",)
    await ann.feels(number, gone=("🔥",))
    assert sees(bob, "I did it") == ()
    assert bob.hears() == []


# --- in words ---


async def test_what_has_no_sign_there_is_said_in_words_at_the_message(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    town.mailbox.unknown_emoji = frozenset({"🪿"})
    await bob.says("first")
    await bob.says("second")
    await ann.feels(ann.number_of("first"), "🪿")
    assert bob.hears() == [Text.REACTED]
    assert "🪿" in bob.post.text
    assert bob.points_at() == "first"


async def test_to_take_back_what_was_said_in_words_is_not_said(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    town.mailbox.unknown_emoji = frozenset({"🪿"})
    await bob.says("hm")
    await ann.feels(ann.number_of("hm"), "🪿")
    await ann.feels(ann.number_of("hm"), gone=("🪿",))
    assert bob.hears() == [Text.REACTED]


async def test_where_no_signs_can_be_shown_all_are_words(town: Town) -> None:
    letters = Letterbox("letters")
    town.platforms["letters"] = letters
    await town.person("bob", language="de", platform=letters)
    ann, bob = await town.paired("ann", "bob")
    await bob.says("hm")
    await ann.feels(ann.number_of("hm"), "👍")
    assert bob.hears() == [Text.REACTED]
    assert bob.points_at() == "hm"
    assert bob.post.text == "◆ Dein Gegenüber reagiert darauf: 👍"


# --- about nothing ---


async def test_nothing_is_felt_across_rooms(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("in the first room")
    number = ann.number_of("in the first room")
    await ann.says("/stop")
    await ann.feels(number, "👍")
    cleo, _ = await town.paired("cleo", "ann")
    await ann.feels(number, "👍")
    await ann.says("/stop")
    town.clock.passes(minutes=11)
    await town.paired("ann", "bob")
    before = (len(ann.mail()), len(bob.mail()), len(cleo.mail()))
    await ann.feels(number, "👍")
    await bob.feels(bob.number_of("in the first room"), "👍")
    assert town.mailbox.reactions == {}, "the two would learn that they met before"
    assert (len(ann.mail()), len(bob.mail()), len(cleo.mail())) == before


async def test_what_the_bot_says_and_what_nobody_said_is_felt_about_alone(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    for number in (ann.last.native, "999", "", "\x00"):
        await ann.feels(number, "👍")
    assert town.mailbox.reactions == {}
    assert ann.hears() == []


async def test_who_was_never_here_is_not_met_by_a_feeling(town: Town) -> None:
    eve = await town.person("eve", admitted=False)
    await eve.feels("1", "👍")
    await town.hand_in(replace(eve.update(Reacted(("👍",)), message="1"), sender=replace(eve.sender, user="")))
    assert town.rows("members") == []
    assert eve.mail() == []


async def test_about_what_never_arrived_nothing_is_felt(city: Town, talking: Two) -> None:
    ann, bob = talking
    city.mailbox.fails(bob.sender.chat, Rejected("no"))
    number = await ann.says("lost")
    await ann.feels(number, "👍")
    await city.settled()
    assert city.mailbox.reactions == {}
    assert (ann.hears(), bob.hears()) == ([Text.UNDELIVERED], [])


async def test_about_what_was_taken_back_nothing_is_felt(city: Town, talking: Two) -> None:
    ann, bob = talking
    number = await ann.says("oops")
    await city.settled()
    await ann.takes_back(number)
    await city.settled()
    await ann.feels(number, "👍")
    await city.settled()
    assert city.mailbox.reactions == {}
    assert bob.hears() == ["oops"]


# --- on its way ---


async def test_a_feeling_comes_after_what_it_is_about(city: Town, talking: Two) -> None:
    ann, bob = talking
    city.mailbox.hold(bob.sender.chat)
    number = await ann.says("I did it")
    await ann.feels(number, "🎉")
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert sees(bob, "I did it") == ("🎉",)


async def test_of_several_changes_on_their_way_only_the_last_is_shown(city: Town, talking: Two) -> None:
    ann, bob = talking
    await bob.says("I did it")
    await city.settled()
    number = ann.number_of("I did it")
    city.mailbox.hold(bob.sender.chat)
    await ann.says("in flight")
    await until(lambda: city.mailbox.sending[bob.sender.chat])
    await ann.feels(number, "👍")
    await ann.feels(number, "👍", "🔥")
    await ann.feels(number, "🔥", gone=("👍",))
    await ann.feels(number, "🎉", gone=("🔥",))
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert sees(bob, "I did it") == ("🎉",)
    assert city.mailbox.feelings == [("🔥",), ("🎉",)], "all but what takes away the first sign"


async def test_in_doubt_it_is_shown_again(city: Town, talking: Two) -> None:
    ann, bob = talking
    await bob.says("I did it")
    await city.settled()
    city.mailbox.fails(bob.sender.chat, RetryLater(0.001), Unsure(), None)
    await ann.feels(ann.number_of("I did it"), "🎉")
    await city.settled()
    assert sees(bob, "I did it") == ("🎉",)


async def test_what_cannot_be_shown_any_more_is_left_alone(city: Town, talking: Two) -> None:
    ann, bob = talking
    await bob.says("I did it")
    await city.settled()
    ann.hears()
    city.mailbox.fails(bob.sender.chat, Rejected("gone"))
    await ann.feels(ann.number_of("I did it"), "🎉")
    await ann.says("still there?")
    await city.settled()
    assert (ann.hears(), bob.hears()) == ([], ["still there?"])


async def test_a_block_takes_back_a_feeling_on_its_way(city: Town, talking: Two) -> None:
    ann, bob = talking
    await bob.says("I did it")
    await city.settled()
    city.mailbox.hold(bob.sender.chat)
    await bob.says("/help")
    await until(lambda: city.mailbox.sending[bob.sender.chat])
    await ann.feels(ann.number_of("I did it"), "🖕")
    await bob.says("/block")
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert city.mailbox.reactions == {}
