"""Direct answers on their way: beside the lane, which waits for them; and down the lane where that way is closed."""

import asyncio
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.messages import Notice, Outgoing, Spot, Via
from bot.platforms.base import Rejected, RetryLater
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.turn import Turn
from tests.bot.counter import Counter, asking
from tests.bot.mailbox import Bug
from tests.bot.people import Person
from tests.bot.town import Town, until
from tests.contracts.stores import NOW, Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held up in a lane keeps an answer waiting for a moment only."""
    monkeypatch.setattr("bot.lanes.BEFORE_ANSWER", 0.01)


@pytest_asyncio.fixture(loop_scope="session")
async def ann(shop: Town, counter: Counter) -> Person:
    return await shop.person("ann", platform=counter)


async def test_an_answer_does_not_wait_for_what_is_held_up_in_the_lane(
    shop: Town, ann: Person, counter: Counter
) -> None:
    counter.hold(ann.sender.chat)
    await ann.says("/help")
    await until(lambda: counter.sending[ann.sender.chat])
    await shop.hand_in(asking(ann, "rules"))
    await until(lambda: counter.topics == [Text.RULES])
    counter.let_go(ann.sender.chat)
    await shop.settled()
    assert ann.hears() == [Text.HELP]


async def test_what_was_being_sent_when_it_was_asked_comes_before_the_answer(
    shop: Town, ann: Person, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.lanes.BEFORE_ANSWER", 10.0)
    counter.hold(ann.sender.chat)
    await ann.says("/help")
    await until(lambda: counter.sending[ann.sender.chat])
    await shop.hand_in(asking(ann, "rules"))
    await shop.turns.drained()
    assert counter.topics == []
    counter.let_go(ann.sender.chat)
    await shop.settled()
    assert (ann.hears(), counter.topics) == ([Text.HELP], [Text.RULES])


async def test_the_lane_waits_for_an_answer_under_way(shop: Town, ann: Person, counter: Counter) -> None:
    counter.hold_answers()
    await shop.hand_in(asking(ann, "rules"))
    await until(lambda: counter.answering)
    await ann.says("/help")
    await shop.turns.drained()
    assert ann.hears() == [], "it overtook the answer"
    counter.let_answers_go()
    await shop.settled()
    assert (counter.topics, ann.hears()) == ([Text.RULES], [Text.HELP])


@pytest.mark.parametrize("error", [Rejected("over"), RetryLater(5.0), Bug("oops")])
async def test_an_answer_that_failed_goes_down_the_lane_once(
    shop: Town, ann: Person, counter: Counter, error: Exception
) -> None:
    counter.troubles.append(error)
    await shop.hand_in(asking(ann, "rules"))
    await shop.settled()
    assert (counter.topics, ann.hears()) == ([], [Text.RULES])
    assert shop.rows("outbox") == []
    await ann.says("/help")
    await shop.settled()
    assert ann.hears() == [Text.HELP], "the lane hangs"


async def test_an_answer_that_takes_too_long_goes_down_the_lane(
    shop: Town, ann: Person, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.lanes.ANSWER_LASTS", 0.001)
    counter.hold_answers()
    await shop.hand_in(asking(ann, "rules"))
    await shop.settled()
    assert ann.hears() == [Text.RULES]
    assert counter.answering == 0


async def test_an_answer_whose_time_is_over_goes_down_the_lane(shop: Town, ann: Person, counter: Counter) -> None:
    await shop.hand_in(asking(ann, "rules", until=NOW))
    await shop.settled()
    assert (counter.topics, ann.hears()) == ([], [Text.RULES])


async def test_a_failed_answer_is_sent_though_the_lane_holds_more_than_memory(
    shop: Town, ann: Person, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbox.IN_MEMORY", 4)
    counter.hold(ann.sender.chat)
    counter.hold_answers()
    counter.troubles.append(Rejected("over"))
    await shop.hand_in(asking(ann, "privacy"))
    await until(lambda: counter.answering)
    await shop.hand_in(*ann.lines(*["/rules", "/help"] * 6))
    counter.let_answers_go()
    counter.let_go(ann.sender.chat)
    await shop.settled()
    heard = ann.hears()
    assert sorted(heard) == sorted([Text.PRIVACY, *[Text.RULES, Text.HELP] * 6])
    assert [each for each in heard if each != Text.PRIVACY] == [Text.RULES, Text.HELP] * 6


async def test_the_answers_to_one_question_come_one_after_the_other(shop: Town, ann: Person, counter: Counter) -> None:
    """Else the second may take the place held free for the first, and be written over by it."""
    member, via = await ann.member(), Via("a token", NOW + 800, aside=True)

    async def answers(turn: Turn) -> list[Outgoing]:
        beside = replace(via, spot=Spot.BESIDE)
        return [
            Notice(member.id, Text.RULES, via=via),
            Notice(member.id, Text.HELP, via=beside),
            Notice(member.id, Text.PRIVACY, via=beside),
        ]

    counter.hold_answers()
    await shop.turns.act(answers)
    await until(lambda: counter.answering)
    await shop.turns.drained()
    assert counter.answering == 1, "the second does not wait for the first"
    counter.troubles.append(Rejected("over"))
    counter.let_answers_go()
    await shop.settled()
    assert counter.topics == [Text.HELP, Text.PRIVACY]
    assert ann.hears() == [Text.RULES], "the one after it was not given"


async def test_many_answers_at_once_arrive_each_once(
    shop: Town, ann: Person, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbox.ANSWERS", 3)
    counter.hold_answers()
    names = ["rules", "help", "privacy", "status"] * 5
    await shop.hand_in(*(asking(ann, name) for name in names))
    await until(lambda: counter.answering)
    counter.let_answers_go()
    await shop.settled()
    assert counter.topics[:3] == names[:3], "no more than so many beside the lane"
    assert len(counter.topics) + len(ann.hears()) == len(names)
    before = len(counter.topics)
    await shop.hand_in(asking(ann, "rules"))
    await shop.settled()
    assert counter.topics[before:] == [Text.RULES], "nothing is answered directly any more"


async def test_two_answers_at_once_use_the_same_lane(shop: Town, ann: Person, counter: Counter) -> None:
    await shop.hand_in(asking(ann, "rules"), asking(ann, "help"), *ann.lines("/privacy"))
    await shop.settled()
    assert sorted(counter.topics) == [Text.HELP, Text.RULES]
    assert ann.hears() == [Text.PRIVACY]


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("valid", [True, False])
async def test_after_a_restart_an_answer_is_given_if_it_still_can_be(
    ground: Ground, catalogue: Catalogue, counter: Counter, begun: bool, valid: bool
) -> None:
    async with Town(ground.database, catalogue, outbox=True) as shop:
        shop.platforms[counter.name] = counter
        ann = await shop.person("ann", platform=counter)
        counter.hold_answers()
        if not begun:
            shop.outbox._group = None  # type: ignore[union-attr]  # committed, and then the process dies
        await shop.hand_in(asking(ann, "rules"))
        if begun:
            await until(lambda: counter.answering)
    assert [row["state"] for row in shop.rows("outbox")] == ["sending" if begun else "ready"]
    counter.let_answers_go()
    if not valid:
        shop.clock.passes(minutes=20)
    async with Town(ground.database, catalogue, outbox=True, after=shop) as again:
        again.platforms[counter.name] = counter
        await again.settled()
    assert (counter.topics, ann.hears()) == (([Text.RULES], []) if valid else ([], [Text.RULES]))


async def test_what_was_erased_before_it_was_sent_is_no_longer_answered(
    shop: Town, ann: Person, counter: Counter
) -> None:
    lane = (await ann.member()).lane or ""

    async def erased(turn: Turn) -> list[Outgoing]:
        await turn.journal.empty(lane)
        return []

    await asyncio.gather(shop.turns.accept([asking(ann, "rules")]), shop.turns.act(erased))
    await shop.settled()
    assert (counter.topics, ann.hears()) == ([], [])
