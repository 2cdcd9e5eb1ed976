"""Changes to what was said ride the lane of the message they change, and the other sees what the author wrote last."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import Content
from bot.messages import Edited
from bot.plain import LIMIT
from bot.platforms.base import Rejected, RetryLater, Unsure
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from tests.bot.mailbox import Arrived
from tests.bot.people import Person
from tests.bot.town import Town, until
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")

Two = tuple[Person, Person]


async def edits(person: Person, message: str, text: str) -> None:
    """Their own message `message` (its number) reads like this now."""
    await person.town.hand_in(person.update(Edited(Content(text)), message=message))


def reads(person: Person) -> list[str]:
    """What the partner said, as it stands there now."""
    return [shown.post.text for shown in person.chat() if not shown.post.host]


async def test_a_change_is_made_to_the_message_it_changes(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    first = await ann.says("one")
    await ann.says("two")
    await edits(ann, first, "ONE")
    assert reads(bob) == ["ONE", "two"]
    assert bob.sees_changed() == ["ONE"]
    assert ann.hears() == []
    await bob.says("what?", reply_to="ONE")
    assert ann.points_at() == "one", "it is linked as before"


async def test_a_change_keeps_its_place_behind_what_was_said_before(city: Town, talking: Two) -> None:
    ann, bob = talking
    first = await ann.says("one")
    await city.settled()
    city.mailbox.hold(bob.sender.chat)
    await ann.says("two")
    await until(lambda: city.mailbox.sending[bob.sender.chat])
    await edits(ann, first, "ONE")
    await ann.says("three")
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert [sent.post.text for sent in bob.mail()][-4:] == ["one", "two", "ONE", "three"]


async def test_of_what_waits_only_the_last_version_is_ever_seen(city: Town, talking: Two) -> None:
    ann, bob = talking
    city.mailbox.hold(bob.sender.chat)
    await ann.says("in flight")
    await until(lambda: city.mailbox.sending[bob.sender.chat])
    waiting = await ann.says("waiting")
    for text in ("better", "better still", "best"):
        await edits(ann, waiting, text)
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert bob.hears() == ["in flight", "best"]
    assert bob.sees_changed() == [], "the message went out as it read by then"
    assert city.rows("outbox") == []


async def test_what_may_have_arrived_as_it_was_is_changed_afterwards(city: Town, talking: Two) -> None:
    ann, bob = talking
    city.mailbox.fails(bob.sender.chat, Arrived())
    city.mailbox.hold(bob.sender.chat)
    message = await ann.says("one")
    await until(lambda: city.mailbox.sending[bob.sender.chat])
    await edits(ann, message, "ONE")
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert reads(bob)[-1] == "ONE"
    assert bob.hears() == ["one", "one"]


async def test_a_change_in_doubt_is_made_again_and_counts_as_nothing_sent_twice(city: Town, talking: Two) -> None:
    ann, bob = talking
    message = await ann.says("one")
    await city.settled()
    city.mailbox.fails(bob.sender.chat, RetryLater(0.001), Unsure(), None)
    await edits(ann, message, "ONE")
    await city.settled()
    assert reads(bob) == ["ONE"]
    assert city.metrics.sent_again.labels("telegram")._value.get() == 0


async def test_who_changes_what_can_no_longer_be_changed_is_told_at_the_message(city: Town, talking: Two) -> None:
    ann, bob = talking
    message = await ann.says("one")
    await city.settled()
    city.mailbox.fails(bob.sender.chat, Rejected("message to edit not found"))
    await edits(ann, message, "ONE")
    await city.settled()
    assert ann.hears() == [Text.EDIT_NOT_PASSED]
    assert ann.points_at() == "one"


@pytest.mark.parametrize(
    ("text", "told"), [("x" * (LIMIT + 1), Text.TOO_LONG), ("\u2800", Text.NOTHING_LEFT), ("", Text.NOTHING_LEFT)]
)
async def test_what_may_not_be_said_may_not_be_edited_in_either(town: Town, text: str, told: Text) -> None:
    ann, bob = await town.paired("ann", "bob")
    message = await ann.says("one")
    await edits(ann, message, text)
    assert ann.hears() == [told]
    assert ann.points_at() == "one"
    assert reads(bob) == ["one"]
    await edits(ann, message, "two")
    assert reads(bob) == ["two"], "and it is linked as before"


async def test_what_was_said_to_somebody_else_or_to_nobody_changes_nothing(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    message = await ann.says("to bob")
    await ann.says("/stop")
    ann.hears()
    await edits(ann, message, "to nobody")
    cleo, _ = await town.paired("cleo", "ann")
    await edits(ann, message, "to cleo")
    await edits(ann, "999", "of nothing")
    assert reads(bob) == ["to bob"]
    assert reads(cleo) == []
    assert ann.hears() == []


async def test_a_block_takes_back_changes_on_their_way(city: Town, talking: Two) -> None:
    ann, bob = talking
    message = await ann.says("one")
    await city.settled()
    city.mailbox.hold(bob.sender.chat)
    await bob.says("/help")
    await until(lambda: city.mailbox.sending[bob.sender.chat])
    await edits(ann, message, "ONE")
    await bob.says("/block")
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert reads(bob) == ["one"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    does=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=25),
    troubles=st.lists(st.sampled_from([None, RetryLater(0), Unsure()]), max_size=25),
)
async def test_after_quiet_the_other_sees_what_the_author_wrote_last(
    ground: Ground, catalogue: Catalogue, does: list[tuple[int, int]], troubles: list[Exception | None]
) -> None:
    await ground.empty()
    async with Town(ground.database, catalogue, outbox=True) as city:
        ann, bob = await city.paired("ann", "bob")
        await city.settled()
        ann.hears()
        for trouble in troubles:  # a doubt is never followed by another one: that would be given up
            city.mailbox.fails(bob.sender.chat, trouble, None)
        wrote: dict[str, str] = {}
        for number, text in does:
            known = list(wrote)
            if number < len(known):
                await edits(ann, known[number], f"edit {text}")
                wrote[known[number]] = f"edit {text}"
            else:
                message = await ann.says(f"said {text} {len(wrote)}")
                wrote[message] = f"said {text} {len(wrote)}"
        await city.settled()
        assert reads(bob) == list(wrote.values())
        assert ann.hears() == []
