"""What does not arrive in time: whoever said it is told once, at the message; nothing is tried for ever."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.lasting import SAID_LASTS as LASTS
from bot.messages import Notice, Outgoing, Reworded
from bot.outbox import LATE, MOST_SAID
from bot.platforms.base import Rejected, RetryLater
from bot.regrets import Regrets
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MessageId
from tests.bot.people import Person
from tests.bot.town import Town, until
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def city(ground: Ground, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """What is late is looked for all the time."""
    monkeypatch.setattr("bot.outbox.LOOK", 0.001)
    async with Town(ground.database, catalogue, outbox=True) as city:
        yield city


def undelivered(city: Town, why: str) -> float:
    return float(city.metrics.undelivered.labels("telegram", why)._value.get())


async def held(city: Town, person: Person) -> None:
    """Until something hangs on its way to somebody."""
    await until(lambda: city.mailbox.sending[person.sender.chat])


async def test_after_a_minute_the_sender_is_told_at_the_message_that_it_is_still_on_its_way(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    city.mailbox.hold(bob.sender.chat)
    await city.hand_in(*ann.lines("one", "two", "three"))
    await held(city, bob)
    city.clock.passes(seconds=LATE)
    await until(lambda: undelivered(city, "late") and ann.post.topic == Text.NOT_YET_DELIVERED)
    assert ann.points_at() == "one"
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert ann.hears() == [Text.NOT_YET_DELIVERED], "once, not for each of them"
    assert bob.hears() == ["one", "two", "three"], "and nothing is lost"


async def test_before_a_minute_nobody_is_told(city: Town, talking: tuple[Person, Person]) -> None:
    ann, bob = talking
    city.mailbox.hold(bob.sender.chat)
    await ann.says("one")
    await held(city, bob)
    city.clock.passes(seconds=LATE - 1)
    for _ in range(3):
        await bob.says("/help")
        await ann.says("/help")
    await until(lambda: len(ann.mail()) >= 3)
    assert undelivered(city, "late") == 0
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert ann.hears() == [Text.HELP] * 3


async def test_a_lane_that_is_held_by_the_platform_is_late_too(city: Town, talking: tuple[Person, Person]) -> None:
    ann, bob = talking
    city.mailbox.fails(bob.sender.chat, RetryLater(600.0, too_fast=True))
    await ann.says("one")
    await until(lambda: city.rows("outbox") and city.rows("outbox")[0]["attempt"] == 1)
    city.clock.passes(seconds=LATE)
    await until(lambda: ann.post.topic == Text.NOT_YET_DELIVERED)
    assert ann.points_at() == "one"


async def test_once_it_has_arrived_the_next_delay_is_told_of_again(city: Town, talking: tuple[Person, Person]) -> None:
    ann, bob = talking
    for text in ("one", "two"):
        city.mailbox.hold(bob.sender.chat)
        await ann.says(text)
        await held(city, bob)
        city.clock.passes(seconds=LATE)
        await until(lambda: ann.post.topic == Text.NOT_YET_DELIVERED)
        assert ann.points_at() == text
        city.mailbox.let_go(bob.sender.chat)
        await city.settled()
        await ann.says("/help")
        await city.settled()
    assert undelivered(city, "late") == 2


async def test_nobody_is_told_of_a_notice_of_the_bots_that_is_late(city: Town) -> None:
    ann = await city.person("ann")
    city.mailbox.hold(ann.sender.chat)
    await ann.says("/help")
    await held(city, ann)
    city.clock.passes(hours=1)
    bob = await city.person("bob")
    for _ in range(3):
        await bob.says("/help")
    await until(lambda: len(bob.mail()) == 3)
    city.mailbox.let_go(ann.sender.chat)
    await city.settled()
    assert ann.hears() == [Text.HELP]
    assert undelivered(city, "late") == 0


async def test_a_message_is_not_given_up_before_its_sender_is_told(
    city: Town, talking: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = talking
    dying = asyncio.Event()

    async def never(*_: object) -> None:
        dying.set()
        await asyncio.Event().wait()

    city.mailbox.fails(bob.sender.chat, Rejected("no"))
    with monkeypatch.context() as patch:
        patch.setattr(Regrets, "_insist", never)
        await ann.says("one")
        await dying.wait()
        await city.turns.drained()
    async with Town(city.database, city.catalogue, outbox=True, after=city) as again:
        await again.settled()
        assert bob.hears() == ["one"]


async def test_what_could_not_be_delivered_for_a_day_is_not_delivered_any_more(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    city.mailbox.fails(bob.sender.chat, RetryLater(0.001))
    city.mailbox.hold(bob.sender.chat)
    await city.hand_in(*ann.lines("stale", "stale, too"))
    await held(city, bob)
    city.clock.passes(seconds=LASTS + 1)
    await ann.says("fresh")
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert bob.hears() == ["fresh"]
    assert sorted(ann.hears()) == [Text.NOT_YET_DELIVERED, Text.UNDELIVERED, Text.UNDELIVERED]
    assert undelivered(city, "expired") == 2


async def test_who_is_told_to_slow_down_often_enough_is_not_told_for_every_message(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    for each in talking:
        city.mailbox.hold(each.sender.chat)
    texts = [f"{number}" for number in range(4 * MOST_SAID)]
    for start in range(0, len(texts), 10):
        await city.hand_in(*ann.lines(*texts[start : start + 10]))
    for each in talking:
        city.mailbox.let_go(each.sender.chat)
    await city.settled()
    assert bob.hears() == texts[:MOST_SAID]
    assert ann.hears() == [Text.SLOW_DOWN] * MOST_SAID
    assert city.metrics.unsaid._value.get() == 2 * MOST_SAID


async def test_of_several_changes_to_a_message_only_the_last_is_made(city: Town) -> None:
    ann = await city.person("ann")
    member = (await ann.member()).id
    first, second = MessageId("first"), MessageId("second")

    async def say(_: Turn) -> list[Outgoing]:
        return [Notice(member, Text.HELP, id=first), Notice(member, Text.RULES, id=second)]

    async def change(_: Turn) -> list[Outgoing]:
        to_first = [Reworded(member, first, text) for text in (Text.WELCOME, Text.PRIVACY, Text.SEARCH_LOST)]
        to_second = Reworded(member, second, Text.WELCOME_BACK)
        return [to_first[0], to_second, to_first[1], Notice(member, Text.NOTHING_TO_STOP), to_first[2]]

    await city.turns.act(say)
    await city.settled()
    ann.hears()
    city.mailbox.hold(ann.sender.chat)
    await ann.says("/help")
    await held(city, ann)
    await city.turns.act(change)
    city.mailbox.let_go(ann.sender.chat)
    await city.settled()
    assert ann.hears() == [Text.HELP, Text.NOTHING_TO_STOP]
    assert ann.sees_changed() == [Text.WELCOME_BACK, Text.SEARCH_LOST]
    assert city.rows("outbox") == []


async def test_at_a_stop_what_is_under_way_ends_and_what_waits_is_for_the_next_start(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    assert city.outbox is not None
    city.mailbox.hold(bob.sender.chat)
    await ann.says("under way")
    await held(city, bob)
    await city.hand_in(*ann.lines("waits", "waits too"))
    city.outbox.stop()
    await bob.says("somebody who had nothing to hear until now")
    city.mailbox.let_go(bob.sender.chat)
    await city.outbox.drained()
    await city.turns.drained()
    assert (bob.hears(), ann.hears()) == (["under way"], [])
    assert {row["state"] for row in city.rows("outbox")} == {"ready"}, "nothing is in doubt"
    async with Town(city.database, city.catalogue, outbox=True, after=city) as again:
        await again.settled()
    assert bob.hears() == ["waits", "waits too"]
    assert ann.hears() == ["somebody who had nothing to hear until now"]
    assert city.metrics.sent_again.labels("telegram")._value.get() == 0
