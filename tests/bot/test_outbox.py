"""The outbox: what is committed is sent, in order, through every trouble a platform can make, and after a crash."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest

from bot.journal import Queued
from bot.outbox import IN_MEMORY, MOST_SAID
from bot.platforms.base import Gone, Rejected, RetryLater, Scope, Unsure
from bot.stores.journal import SqlJournal
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from tests.bot.mailbox import Arrived, Bug, Letterbox
from tests.bot.people import Person
from tests.bot.town import Town, until
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")


# --- order ---


@pytest.mark.parametrize("seed", range(2))
async def test_order_is_kept_in_every_lane_whatever_goes_wrong(ground: Ground, catalogue: Catalogue, seed: int) -> None:
    chance = random.Random(seed)
    async with Town(ground.database, catalogue, outbox=True) as city:
        pairs = [await city.paired(f"a{n}", f"b{n}") for n in range(3)]
        await city.settled()
        people = [person for pair in pairs for person in pair]
        sent: dict[str, list[str]] = {person.name: [] for person in people}
        troubles: list[Exception | None] = [None, None, RetryLater(0), RetryLater(0, Scope.ACCOUNT)]
        for person in people:
            person.hears()
            plan: list[Exception | None] = []
            while len(plan) < 40:  # a doubt is never followed by another one: that would be given up
                plan += chance.choice([[Unsure(), None], [Arrived(), None], [chance.choice(troubles)]])
            city.mailbox.fails(person.sender.chat, *plan)
        for round_ in range(10):
            for pair in pairs:
                for one, other in (pair, pair[::-1]):
                    texts = [f"{round_}.{n}" for n in range(chance.randrange(4))]
                    sent[other.name] += texts
                    await city.hand_in(*one.lines(*texts))
        await city.settled()
        for person in people:
            heard = person.hears()
            assert [text for n, text in enumerate(heard) if n == 0 or heard[n - 1] != text] == sent[person.name]
            assert max(Counter(heard).values(), default=1) <= 2
            assert city.mailbox.most_at_once[person.sender.chat] == 1, "one request in flight for each lane"


async def test_a_lane_longer_than_memory_keeps_its_order(city: Town, talking: tuple[Person, Person]) -> None:
    ann, _ = talking
    city.mailbox.hold(ann.sender.chat)
    asked = ["/rules", "/privacy", "/help"] * (IN_MEMORY // 3 + 3)
    for start in range(0, len(asked), 40):
        await city.hand_in(*ann.lines(*asked[start : start + 40]))
    city.mailbox.let_go(ann.sender.chat)
    await city.hand_in(*ann.lines("/status"))
    await city.settled()
    assert ann.hears() == [*(Text(name[1:]) for name in asked), Text.STATUS_TALKING]


async def test_whoever_writes_faster_than_the_other_can_be_reached_is_told_to_wait(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    city.mailbox.hold(bob.sender.chat)
    texts = [f"{number}" for number in range(MOST_SAID + 30)]
    for start in range(0, len(texts), 10):
        await city.hand_in(*ann.lines(*texts[start : start + 10]))
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    arrived, refused = bob.hears(), ann.hears()
    assert arrived == texts[: len(arrived)]
    assert len(arrived) == MOST_SAID
    assert refused == [Text.SLOW_DOWN] * (len(texts) - len(arrived))
    assert ann.points_at() == texts[-1]
    await ann.says("now?")
    await city.settled()
    assert bob.hears() == ["now?"]


async def test_one_lane_that_hangs_holds_up_no_other(city: Town, talking: tuple[Person, Person]) -> None:
    ann, bob = talking
    city.mailbox.hold(bob.sender.chat)
    await ann.says("are you there?")
    await bob.says("yes")
    await until(lambda: ann.mail()[-1].post.text == "yes")
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert bob.hears() == ["are you there?"]


# --- trouble ---


async def test_what_shall_be_sent_later_is_sent_later(city: Town, talking: tuple[Person, Person]) -> None:
    ann, bob = talking
    city.mailbox.fails(bob.sender.chat, RetryLater(0.001), RetryLater(0, Scope.ACCOUNT), RetryLater(0))
    await city.hand_in(*ann.lines("one", "two"))
    await city.settled()
    assert bob.hears() == ["one", "two"]
    assert [sent.key.attempt for sent in bob.mail()[-2:]] == [4, 1]
    assert ann.hears() == []


async def test_what_is_rejected_is_told_at_the_message_and_the_rest_goes_on(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    city.mailbox.fails(bob.sender.chat, Rejected("too strange"))
    await city.hand_in(*ann.lines("one", "two"))
    await city.settled()
    assert bob.hears() == ["two"]
    assert ann.hears() == [Text.UNDELIVERED]
    assert ann.points_at() == "one"
    counted = city.metrics
    assert counted.undelivered.labels("telegram", "rejected")._value.get() == 1
    assert counted.relayed.labels("telegram")._value.get() == 1


async def test_a_platform_with_a_mistake_of_its_own_stops_nothing(city: Town, talking: tuple[Person, Person]) -> None:
    ann, bob = talking
    city.mailbox.fails(bob.sender.chat, Bug("oops"), None, KeyError("x"))
    await city.hand_in(*ann.lines("one", "two", "three", "four"))
    await city.settled()
    assert bob.hears() == ["two", "four"]
    assert ann.hears() == [Text.UNDELIVERED] * 2


async def test_a_message_in_doubt_is_sent_again_once_and_then_its_sender_is_told(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    city.mailbox.fails(bob.sender.chat, Unsure(), None, Unsure(), Unsure())
    await city.hand_in(*ann.lines("one", "two", "three"))
    await city.settled()
    assert bob.hears() == ["one", "three"]
    assert ann.hears() == [Text.UNDELIVERED]
    assert city.metrics.sent_again.labels("telegram")._value.get() == 2


async def test_a_notice_in_doubt_is_not_sent_again(city: Town) -> None:
    ann = await city.person("ann")
    city.mailbox.fails(ann.sender.chat, Arrived(), Unsure())
    for words in ("/rules", "/privacy", "/help"):
        await ann.says(words)
        await city.settled()
    assert ann.hears() == [Text.RULES, Text.HELP]
    assert city.metrics.sent_again.labels("telegram")._value.get() == 0


async def test_what_somebody_is_told_of_their_own_message_is_sent_again_in_doubt(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    city.mailbox.fails(bob.sender.chat, Rejected("no"))
    city.mailbox.fails(ann.sender.chat, Unsure())
    await ann.says("one")
    await city.settled()
    assert ann.hears() == [Text.UNDELIVERED]
    assert ann.points_at() == "one"


async def test_what_the_undelivered_are_told_is_itself_no_cause_for_more(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    city.mailbox.fails(bob.sender.chat, Rejected("no"))
    city.mailbox.fails(ann.sender.chat, Rejected("no"))
    await ann.says("one")
    await city.settled()
    assert (ann.hears(), bob.hears()) == ([], [])


async def test_both_may_be_gone_at_once(city: Town, talking: tuple[Person, Person]) -> None:
    ann, bob = talking
    for each in talking:
        city.mailbox.fails(each.sender.chat, Gone())
    await ann.says("hello?")
    await bob.says("hello?")
    await city.settled()
    assert city.rows("outbox") == []
    assert not await city.in_room(ann, bob)
    await ann.says("/status")
    await city.settled()
    assert ann.hears() == [Text.STATUS_IDLE], "whoever comes back is served again"


async def test_an_old_address_that_is_gone_ends_nothing(city: Town, talking: tuple[Person, Person]) -> None:
    ann, bob = talking
    city.mailbox.hold(bob.sender.chat)
    await ann.says("to the old address")
    await until(lambda: city.mailbox.sending[bob.sender.chat])
    city.mailbox.fails(bob.sender.chat, Gone())
    before = bob.sender
    bob.moves("88")
    await bob.says("I am here now")
    city.mailbox.let_go(before.chat)
    await city.settled()
    assert await city.in_room(ann, bob)
    assert ann.hears() == ["I am here now"]


async def test_a_platform_that_cannot_edit_leaves_messages_as_they_were(city: Town) -> None:
    letterbox = Letterbox("paper")
    city.platforms["paper"] = letterbox
    ann = await city.person("ann", platform=letterbox)
    bob = await city.person("bob")
    await ann.says("/find")
    await city.settled()
    await bob.says("/find")
    await city.settled()
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.PAIRED_NOTHING_SHARED]
    assert ann.sees_changed() == []
    assert city.rows("outbox") == []


async def test_what_waits_for_a_platform_that_is_not_running_is_kept(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    city.platforms.clear()
    await ann.says("see you when it is back")
    await until(lambda: [row["state"] for row in city.rows("outbox")] == ["ready"])
    async with Town(city.database, city.catalogue, outbox=True, after=city) as again:
        await again.settled()
    assert bob.hears() == ["see you when it is back"]


async def test_a_notice_that_is_no_longer_there_is_left_alone(city: Town) -> None:
    ann, bob = await city.person("ann"), await city.person("bob")
    await ann.says("/find")
    await city.settled()
    city.mailbox.fails(ann.sender.chat, None, Rejected("message to edit not found"))
    await bob.says("/find")
    await city.settled()
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.PAIRED_NOTHING_SHARED]
    assert city.rows("outbox") == []


async def test_idle_lanes_are_forgotten_and_work_when_they_are_needed(
    city: Town, talking: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbox.IDLE_LANES", 10)
    for number in range(14):
        person = await city.person(f"p{number}")
        await person.says("/rules")
    await city.settled()
    ann, bob = talking
    await ann.says("still there?")
    await city.settled()
    assert bob.hears() == ["still there?"]


async def test_a_database_that_cannot_be_read_for_a_while_delays_but_loses_nothing(
    city: Town, talking: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bob = talking
    monkeypatch.setattr("bot.outbox.TROUBLE", 0.001)
    city.mailbox.hold(bob.sender.chat)
    asked = ["/rules", "/privacy", "/help"] * (IN_MEMORY // 3 + 6)
    await city.hand_in(*bob.lines(*asked))
    failures = 3

    async def fails(self: SqlJournal, lane: str, limit: int) -> Sequence[Queued]:
        nonlocal failures
        if failures:
            failures -= 1
            raise OSError("disk trouble")
        return await rows(self, lane, limit)

    rows = SqlJournal.rows
    monkeypatch.setattr(SqlJournal, "rows", fails)
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert bob.hears() == [Text(name[1:]) for name in asked]
