"""Two processes and one account: never both at once, and soon again one when the other is gone."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from bot.stores.leases import SqlLeases
from bot.tenure import GIVEN_UP, LATELY, LOOK, RENEW, SURE, Deposed, Tenure
from config.database import Database
from tests.bot.timeline import Timeline
from tests.bot.town import until
from tests.contracts.stores import NOW, Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")

assert SURE + LOOK <= GIVEN_UP, "a holder stops before anybody may take over"
assert 3 * RENEW < SURE, "a renewal or two may fail"

ANN, BOB = ("telegram", "1"), ("discord", "2")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Timeline:
    timeline = Timeline()
    timeline.rules("bot.tenure", monkeypatch)
    return timeline


def process(ground: Ground, name: str, clock: Timeline) -> Tenure:
    return Tenure(ground.database, SqlLeases, [ANN, BOB], name, clock, lambda: NOW)


async def test_who_comes_first_serves_and_the_other_stands_by_until_it_is_given_up(
    ground: Ground, clock: Timeline
) -> None:
    one, two = process(ground, "one", clock), process(ground, "two", Timeline(5000.0))
    await one.take()
    assert one.held == {ANN: 1, BOB: 1}
    assert one.sure()
    standing_by = asyncio.create_task(two.take())
    await until(lambda: two._first_seen)
    await one.give_up()
    assert not one.sure()
    await standing_by
    assert two.held == {ANN: 2, BOB: 2}


async def test_who_is_not_heard_of_any_more_is_relieved_and_has_stopped_by_then(
    ground: Ground, clock: Timeline
) -> None:
    one, two = process(ground, "one", clock), process(ground, "two", clock)
    await one.take()
    began = clock.now
    await two.take()
    assert GIVEN_UP <= clock.now - began < GIVEN_UP + 3 * LOOK
    assert not one.sure()
    with pytest.raises(Deposed, match="taken over"):
        await one.renew()


async def test_who_is_heard_of_is_not_relieved(
    ground: Ground, clock: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = process(ground, "one", clock), process(ground, "two", clock)
    await one.take()
    looks = 0

    async def look(seconds: float) -> None:
        nonlocal looks
        looks += 1
        clock.now += seconds
        await one.renew()
        if looks == 50:
            raise TimeoutError

    monkeypatch.setattr("bot.tenure.asyncio.sleep", look)
    with pytest.raises(TimeoutError):
        await two.take()
    assert one.sure()
    assert two.held == {}


async def test_what_was_taken_over_can_commit_nothing_any_more(ground: Ground, clock: Timeline) -> None:
    one, two = process(ground, "one", clock), process(ground, "two", clock)
    await one.take()
    async with ground.database.unit() as unit:
        await one.check(unit)
    await two.take()
    async with ground.database.unit() as unit:
        await two.check(unit)
        with pytest.raises(Deposed):
            await one.check(unit)


async def test_what_others_serve_is_known(ground: Ground, clock: Timeline) -> None:
    one = process(ground, "one", clock)
    await one.take()
    assert set(await one.served()) == {ANN, BOB}
    assert not await one.others()
    other = Tenure(ground.database, SqlLeases, [("web", "web")], "other", clock, lambda: NOW)
    await other.take()
    assert await one.others()
    assert set(await one.served()) == {ANN, BOB, ("web", "web")}
    await other.give_up()
    assert not await one.others(), "nobody serves it, but somebody is about to"
    assert set(await one.served()) == {ANN, BOB, ("web", "web")}
    later = Tenure(ground.database, SqlLeases, [ANN], "later", clock, lambda: NOW + LATELY)
    assert await later.served() == []


async def test_two_who_find_it_free_at_the_same_moment_do_not_both_get_it(ground: Ground, clock: Timeline) -> None:
    several = [process(ground, f"process {number}", clock) for number in range(5)]
    took = await asyncio.gather(*(each._tried() for each in several))
    assert sum(took) == 1
    assert [bool(each.held) for each in several] == took


async def test_while_the_database_is_away_nothing_is_sure_and_afterwards_it_is_again(
    ground: Ground, clock: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = process(ground, "one", clock)
    await one.take()
    with monkeypatch.context() as trouble:

        def away(self: Database, *, shared: bool = False) -> None:
            raise OperationalError("", {}, Exception("away"))

        trouble.setattr(Database, "unit", away)
        clock.now += SURE
        await one.renew()
        assert not one.sure()
        waiting = asyncio.create_task(one.surely())
        await asyncio.sleep(0)
        assert not waiting.done()
    await one.renew()
    await waiting
    assert one.sure()
