"""What happens by itself: pairs of the patient, widened and expired searches, and what is past its time."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest
import pytest_asyncio

from bot.commands.pairing import matched
from bot.rounds import Rounds
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from matching.policy import Policy
from tests.bot.people import Person
from tests.bot.town import Town, until
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def choosy(ground: Ground, catalogue: Catalogue) -> AsyncIterator[Town]:
    """A busy town: whoever shares no interest waits for somebody who does."""
    async with Town(ground.database, catalogue, busy=True) as town:
        yield town


async def two_who_share_nothing(town: Town) -> tuple[Person, Person]:
    """Both wait."""
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.says("/find chess")
    await bob.says("/find tea")
    assert ann.hears() == [Text.SEARCHING_ALONE]
    assert bob.hears() == [Text.SEARCHING]
    return ann, bob


async def test_where_many_come_people_wait_for_a_shared_interest_but_not_for_long(choosy: Town) -> None:
    ann, bob = await two_who_share_nothing(choosy)
    assert "One person is waiting" in bob.post.text
    assert "In 10 s" in bob.post.text
    await choosy.goes_round(seconds=9)
    assert not await choosy.in_room(ann, bob)
    await choosy.goes_round(seconds=1)
    assert await choosy.in_room(ann, bob)
    assert ann.hears() == [Text.PAIRED_NOTHING_SHARED], "her message had not spoken of widening yet"
    assert bob.hears() == [Text.PAIRED_WIDENED]
    assert ann.sees_changed() == [Text.SEARCH_DONE]


async def test_a_match_of_the_line_becomes_a_room_only_if_both_still_search(choosy: Town) -> None:
    ann, bob = await two_who_share_nothing(choosy)
    choosy.clock.passes(seconds=12)
    (match,) = await choosy.matchmaker.tick(choosy.clock())
    await bob.says("/stop")
    await choosy.turns.act(partial(matched, choosy.house, match))
    assert choosy.rows("rooms") == []
    cleo = await choosy.person("cleo")
    await cleo.says("/find chess")
    assert await choosy.in_room(ann, cleo), "whoever still searches is back in the line"


async def test_a_block_between_the_match_and_its_room_prevents_the_room(choosy: Town) -> None:
    ann, bob = await choosy.paired("ann", "bob", "go")
    await bob.says("/stop")
    choosy.clock.passes(minutes=11)
    choosy.bustle()
    await ann.says("/find chess")
    await bob.says("/find tea")
    choosy.clock.passes(seconds=12)
    (match,) = await choosy.matchmaker.tick(choosy.clock())
    await ann.presses("block")
    await choosy.turns.act(partial(matched, choosy.house, match))
    assert not await choosy.in_room(ann, bob)
    assert len(choosy.rows("tickets")) == 2, "both go on searching"
    await choosy.goes_round(seconds=20)
    assert not await choosy.in_room(ann, bob)


async def test_those_who_still_search_when_their_cool_down_is_over_may_meet_again(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/stop")
    for each in (ann, bob):
        await each.says("/find")
    await town.rounds.second_chances(town.clock())
    assert not await town.in_room(ann, bob)
    town.clock.passes(minutes=10, seconds=1)
    await town.rounds.second_chances(town.clock())
    await town.hand_out()
    assert await town.in_room(ann, bob)
    assert ann.hears()[-1] == bob.hears()[-1] == Text.PAIRED_NOTHING_SHARED


async def test_the_blocked_get_no_second_chance(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/block")
    for each in (ann, bob):
        await each.says("/find")
    town.clock.passes(minutes=11)
    await town.rounds.second_chances(town.clock())
    assert not await town.in_room(ann, bob)
    assert len(town.rows("tickets")) == 2


async def test_a_room_that_cannot_be_opened_leaves_both_searching(
    choosy: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await two_who_share_nothing(choosy)

    async def fails(*_: object) -> list[object]:
        raise ValueError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr("bot.stores.rooms.SqlRooms.open", fails)
        await choosy.goes_round(seconds=12)
    assert len(choosy.rows("tickets")) == 2
    assert choosy.rows("seats") == []
    await choosy.goes_round(seconds=1)
    assert await choosy.in_room(ann, bob)


async def test_a_find_that_fails_leaves_the_partner_in_the_line(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.says("/find")

    async def fails(*_: object) -> list[object]:
        raise ValueError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr("bot.stores.rooms.SqlRooms.open", fails)
        await bob.says("/find")
    assert bob.hears() == [Text.WENT_WRONG]
    assert [len(town.rows(table)) for table in ("tickets", "seats", "rooms")] == [1, 0, 0]
    cleo = await town.person("cleo")
    await cleo.says("/find")
    assert await town.in_room(ann, cleo)
    await bob.says("/find")
    assert bob.hears() == [Text.SEARCHING_ALONE], "the one whose turn failed is in no line"


async def test_searches_survive_a_restart(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    async with Town(town.database, town.catalogue, after=town) as again:
        bob = await again.person("bob")
        await bob.says("/find chess")
        assert bob.hears() == [Text.PAIRED]
        assert await again.in_room(ann, bob)


async def test_the_metrics_tell_how_many_wait_and_talk(town: Town) -> None:
    await town.paired("ann", "bob")
    cleo = await town.person("cleo")
    await cleo.says("/find")
    await town.goes_round()
    assert (town.metrics.rooms._value.get(), town.metrics.waiting._value.get()) == (1, 1)
    assert town.metrics.matches._value.get() == 1


async def test_rounds_go_on_after_whatever_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = 0

    async def watch(self: Rounds, now: float) -> None:
        nonlocal rounds
        rounds += 1
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(Rounds, "watch", watch)
    monkeypatch.setattr("bot.rounds.TICK", 0.001)
    monkeypatch.setattr("bot.rounds.LOOK", 0.0)
    task = asyncio.create_task(town.rounds.run())
    await until(lambda: rounds >= 3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


async def test_the_figures_are_those_people_are_told() -> None:
    policy = Policy()
    assert (policy.commit_after, policy.search_expires) == (9.5, 1800.0)
