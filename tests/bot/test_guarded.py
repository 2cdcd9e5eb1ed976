"""Asking first: what may tell who somebody is goes on only when its author says so, exactly as it would have gone."""

import pytest

from bot.content import Content, Span, Style
from bot.messages import Deleted, Edited, Said
from bot.platforms.base import Rejected
from bot.texts.keys import Text
from tests.bot.people import Person, photo, said
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER = "call me: 0171 2345678"


async def edits(person: Person, message: str, text: str) -> None:
    await person.town.hand_in(person.update(Edited(Content(text)), message=message))


async def deletes(person: Person, message: str) -> None:
    await person.town.hand_in(person.update(Deleted(), message=message))


# --- asking ---


@pytest.mark.parametrize("text", [NUMBER, "@anna_k", "t.me/anna", "discord.gg/abc", "anna@example.org"])
async def test_what_may_tell_who_somebody_is_waits_for_a_yes(town: Town, text: str) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says(text)
    assert ann.hears() == [Text.GUARD_ASKS]
    assert ann.post.reply_to == number
    assert [[label.text for label in row] for row in ann.post.labels] == [["Send", "Don't"], ["Don't ask in this chat"]]
    assert bob.hears() == []
    await ann.presses("send")
    assert bob.hears() == [text]
    assert ann.sees_changed() == [Text.GUARD_SENT]
    assert ann.chat()[-1].data == []
    assert town.rows("held") == []


async def test_it_says_what_it_looks_like(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    for text, word in ((NUMBER, "a phone number"), ("@anna_k", "the name of"), ("t.me/anna", "a link to a profile")):
        await ann.says(text)
        assert word in ann.post.text


async def test_what_was_not_to_be_sent_reaches_nobody_and_is_kept_nowhere(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says(NUMBER)
    await ann.presses("dont")
    assert ann.sees_changed() == [Text.GUARD_NOT_SENT]
    assert bob.hears() == []
    assert town.rows("held") == []


async def test_what_is_said_meanwhile_is_not_kept_waiting(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("one")
    await ann.says(NUMBER)
    await ann.says("two")
    await ann.presses("send")
    assert bob.hears() == ["one", "two", NUMBER]


async def test_among_many_at_once_only_that_one_waits_and_order_is_kept(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await town.hand_in(*ann.lines("one", NUMBER, "two", "@anna_k", "three"), *bob.lines("hm"))
    assert bob.hears() == ["one", "two", "three"]
    assert ann.hears() == [Text.GUARD_ASKS, Text.GUARD_ASKS, "hm"]


async def test_sent_it_is_a_message_as_any_other(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("how do I reach you?")
    number = await ann.does(said(NUMBER, Span(Style.BOLD, 0, 4)))
    await ann.presses("send")
    assert bob.post.spans == (Span(Style.BOLD, 0, 4),)
    await ann.says("@anna_k", reply_to="how do I reach you?")
    await ann.presses("send")
    assert bob.points_at() == "how do I reach you?"
    await bob.says("thanks", reply_to=NUMBER)
    assert ann.points_at() == NUMBER, "replies find it"
    await edits(ann, number, "never mind")
    assert "never mind" in bob.sees_changed(), "changes do, too"
    await bob.says("what?", reply_to="never mind")
    assert ann.points_at() == NUMBER


async def test_a_caption_is_held_with_its_file(town: Town, picture: bytes) -> None:
    ann, bob = await town.paired("ann", "bob")
    town.mailbox.files["pic"] = picture
    await ann.says(photo("pic", "me, @anna_k"))
    assert bob.hears() == []
    await ann.presses("send")
    assert bob.hears() == ["me, @anna_k"]
    assert len(bob.post.media) == 1


async def test_a_file_that_came_with_its_bytes_is_kept_while_it_is_held(town: Town, picture: bytes) -> None:
    ann, bob = await town.paired("ann", "bob")
    for answer, files in (("send", 0), ("dont", 0)):
        await ann.says(Said(Content("me, @anna_k"), upload=picture))
        assert len(town.rows("files")) == 1
        await ann.presses(answer)
        assert len(town.rows("files")) == files
    assert bob.hears() == ["me, @anna_k"]
    assert len(bob.post.media) == 1


async def test_what_cannot_pass_anyway_is_said_at_once(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says(NUMBER + "x" * 4096)
    assert ann.hears() == [Text.TOO_LONG]
    assert town.rows("held") == []


async def test_nobody_is_asked_about_more_than_twenty_at_once(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    for _ in range(21):
        await ann.says(NUMBER)
    assert ann.hears() == [*[Text.GUARD_ASKS] * 20, Text.SLOW_DOWN]


# --- changes ---


async def test_a_held_message_can_be_changed_before_it_goes(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says(NUMBER)
    await edits(ann, number, "call me: 0171 2345679")
    assert bob.hears() == []
    await ann.presses("send")
    assert bob.hears() == ["call me: 0171 2345679"]


async def test_changed_so_that_it_tells_nothing_it_goes_by_itself(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says(NUMBER)
    ann.hears()
    await edits(ann, number, "call me some day")
    assert bob.hears() == ["call me some day"]
    assert ann.hears() == []
    assert ann.sees_changed() == [Text.GUARD_SENT]
    assert town.rows("held") == []


async def test_changed_to_what_cannot_pass_it_is_still_asked_about_as_it_was(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says(NUMBER)
    await edits(ann, number, "x" * 4097)
    assert ann.hears() == [Text.GUARD_ASKS, Text.TOO_LONG]
    await ann.presses("send")
    assert bob.hears() == [NUMBER]


async def test_a_held_message_that_is_deleted_goes_nowhere(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says(NUMBER)
    await deletes(ann, number)
    assert ann.sees_changed() == [Text.GUARD_NOT_SENT]
    assert town.rows("held") == []
    assert bob.hears() == []


async def test_a_change_that_tells_is_not_passed_on(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says("call me")
    await edits(ann, number, NUMBER)
    assert ann.hears() == [Text.GUARD_EDIT]
    assert ann.post.reply_to == number
    assert bob.hears() == ["call me"]
    assert bob.sees_changed() == []
    await edits(ann, number, "call me!")
    assert bob.sees_changed() == ["call me!"]


# --- what is told about it ---


async def test_the_export_tells_what_is_held(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says(NUMBER)
    await ann.says("/export")
    with ann.post.media[0].blob.open() as file:
        told = file.read().decode()
    assert NUMBER in told


async def test_a_partner_who_is_gone_is_told_of_when_it_is_to_be_sent(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    await ann.says(NUMBER)
    await city.settled()
    city.mailbox.fails(bob.sender.chat, Rejected("not that"))
    await ann.presses("send")
    await city.settled()
    assert ann.hears() == [Text.GUARD_ASKS, Text.UNDELIVERED]
    assert ann.points_at() == NUMBER
