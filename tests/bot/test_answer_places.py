"""Where a direct answer stands among what a lane sends: in its place, also when it could not be given directly."""

import pytest
import pytest_asyncio

from bot.messages import Notice, Outgoing, Via
from bot.platforms.base import Rejected, RetryLater
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.turn import Turn
from tests.bot.counter import Counter, asking
from tests.bot.people import Person
from tests.bot.town import Town, until
from tests.contracts.stores import NOW, Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def ann(shop: Town, counter: Counter) -> Person:
    """Somebody who talks with bob."""
    ann = await shop.person("ann", platform=counter)
    await shop.paired("ann", "bob")
    await shop.settled()
    ann.hears()
    return ann


@pytest.fixture
def bob(shop: Town, ann: Person) -> Person:
    return shop.people["bob"]


async def test_what_was_said_after_a_failed_answer_comes_after_it(
    shop: Town, ann: Person, bob: Person, counter: Counter
) -> None:
    counter.hold_answers()
    counter.troubles.append(Rejected("over"))
    await shop.hand_in(asking(ann, "rules"))
    await until(lambda: counter.answering)
    await shop.hand_in(*bob.lines("one", "two"))
    counter.let_answers_go()
    await shop.settled()
    assert ann.hears() == [Text.RULES, "one", "two"]


async def test_what_was_on_its_way_before_a_failed_answer_stays_ahead_of_it(
    shop: Town, ann: Person, bob: Person, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.lanes.BEFORE_ANSWER", 0.01)
    counter.hold(ann.sender.chat)
    await shop.hand_in(*bob.lines("one"))
    await until(lambda: counter.sending[ann.sender.chat])
    await shop.hand_in(*bob.lines("two"))
    counter.hold_answers()
    counter.troubles.append(Rejected("over"))
    await shop.hand_in(asking(ann, "rules"))
    await until(lambda: counter.answering)
    await shop.hand_in(*bob.lines("three"))
    counter.let_answers_go()
    counter.let_go(ann.sender.chat)
    await shop.settled()
    assert ann.hears() == ["one", "two", Text.RULES, "three"]


async def test_several_failed_answers_keep_their_order(shop: Town, ann: Person, bob: Person, counter: Counter) -> None:
    counter.hold_answers()
    counter.troubles.extend([Rejected("over")] * 2)
    await shop.hand_in(asking(ann, "rules"), asking(ann, "help"), *bob.lines("one"))
    counter.let_answers_go()
    await shop.settled()
    assert ann.hears() == [Text.RULES, Text.HELP, "one"]


async def test_a_failed_answer_is_still_before_the_end_of_what_it_began(
    shop: Town, counter: Counter, catalogue: Catalogue
) -> None:
    """Else somebody would be told that their partner left before they heard of one."""
    ann, cleo = await shop.person("ann", platform=counter), await shop.person("cleo")
    await cleo.says("/find")
    counter.hold_answers()
    counter.troubles.append(Rejected("over"))
    await shop.hand_in(asking(ann, "find"))
    await until(lambda: counter.answering)
    await shop.hand_in(*cleo.lines("hello", "/stop"))
    counter.let_answers_go()
    await shop.settled()
    assert ann.hears() == [Text.PAIRED_NOTHING_SHARED, "hello", Text.PARTNER_LEFT]


# --- what it waits for ---


async def test_an_answer_in_the_chat_comes_after_what_was_being_sent_there(
    shop: Town, ann: Person, bob: Person, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a message would arrive after "You won't meet them again"."""
    monkeypatch.setattr("bot.lanes.BEFORE_ANSWER", 10.0)
    counter.hold(ann.sender.chat)
    await shop.hand_in(*bob.lines("on its way"))
    await until(lambda: counter.sending[ann.sender.chat])
    await shop.hand_in(asking(ann, "block"))
    await shop.turns.drained()
    assert counter.topics == []
    counter.let_go(ann.sender.chat)
    await until(lambda: counter.topics == [Text.BLOCKED])
    assert ann.hears() == ["on its way"]


async def test_an_answer_does_not_wait_for_a_send_that_waits_for_its_limit(
    shop: Town, ann: Person, bob: Person, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.lanes.BEFORE_ANSWER", 10.0)
    monkeypatch.setattr("bot.outcomes.LONGEST_PAUSE", 0.5)
    counter.fails(ann.sender.chat, RetryLater(0.5))
    await shop.hand_in(*bob.lines("limited"))
    await shop.turns.drained()
    await shop.hand_in(asking(ann, "rules"))
    await until(lambda: counter.topics == [Text.RULES])
    assert ann.hears() == []


async def test_an_answer_given_elsewhere_does_not_wait_for_the_chat(
    shop: Town, ann: Person, bob: Person, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.lanes.BEFORE_ANSWER", 10.0)
    counter.hold(ann.sender.chat)
    await shop.hand_in(*bob.lines("on its way"))
    await until(lambda: counter.sending[ann.sender.chat])
    await shop.hand_in(asking(ann, "rules", aside=True))
    await until(lambda: counter.topics == [Text.RULES])
    assert counter.sending[ann.sender.chat], "it waited"
    counter.let_go(ann.sender.chat)


# --- what makes no sense in the chat ---


@pytest.mark.parametrize("restarted", [False, True])
async def test_that_something_is_in_the_chat_is_never_said_in_the_chat(
    ground: Ground, catalogue: Catalogue, counter: Counter, restarted: bool
) -> None:
    async with Town(ground.database, catalogue, outbox=True) as shop:
        shop.platforms[counter.name] = counter
        ann = await shop.person("ann", platform=counter)
        member = await ann.member()

        async def answers(turn: Turn) -> list[Outgoing]:
            via = Via("a token", NOW - 1 if restarted else NOW + 800, aside=True)
            return [
                Notice(member.id, Text.IN_DIRECT_MESSAGES, via=via),
                Notice(member.id, Text.RULES),
            ]

        if restarted:
            shop.outbox._group = None  # type: ignore[union-attr]  # committed, and then the process dies
        else:
            counter.troubles.append(Rejected("over"))
        await shop.turns.act(answers)
        if not restarted:
            await shop.settled()
    async with Town(ground.database, catalogue, outbox=True, after=shop) as again:
        again.platforms[counter.name] = counter
        await again.settled()
    assert (counter.topics, ann.hears()) == ([], [Text.RULES])
    assert again.rows("outbox") == []
