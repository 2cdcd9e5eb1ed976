"""Limited matching: disclosed, and only with others whose matching is limited; everybody else never meets them."""

from functools import partial
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.pairing import matched
from bot.commands.pools import ADULTS, LIMITED
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from moderation.model import Measure
from tests.bot.judges import lift, reported, settle
from tests.bot.people import Person
from tests.bot.town import Town
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def limited(town: Town, name: str, days: float = 7, *, told: bool = True) -> tuple[Person, str]:
    """Somebody whose matching is limited; `told`: carried out, too. And the number of the report."""
    number = await reported(town, about=name, by=f"partner of {name}")
    await settle(town, number, Measure.LIMIT, days)
    if told:
        await town.goes_round()
    person = town.people[name]
    person.hears()
    return person, number


async def pools(town: Town) -> dict[str, str]:
    """Among whom each of those who wait is sought."""
    async with town.look() as turn:
        names = {(await person.member()).id: name for name, person in town.people.items()}
        return {names[each.ticket.member]: each.ticket.pool.scope for each in await turn.tickets.all()}


async def rooms(town: Town, names: list[str]) -> set[frozenset[str]]:
    """Who of these talks with whom."""
    pairs = combinations(names, 2)
    return {frozenset(pair) for pair in pairs if await town.in_room(*(town.people[name] for name in pair))}


async def test_the_limited_meet_each_other_and_nobody_else(town: Town) -> None:
    bob, _ = await limited(town, "bob")
    cleo = await town.person("cleo")
    await bob.says("/find")
    await cleo.says("/find")
    assert not await town.in_room(bob, cleo)
    dan, _ = await limited(town, "dan")
    await dan.says("/find")
    assert await town.in_room(bob, dan)
    assert await pools(town) == {"cleo": ADULTS.scope}


async def test_it_is_told_at_the_search_and_in_status_until_when_and_why(town: Town) -> None:
    bob, _ = await limited(town, "bob")
    await bob.says("/find")
    assert bob.hears() == [Text.SEARCH_LIMITED, Text.SEARCHING_ALONE]
    said = bob.mail()[-2].post.text
    assert "only people whose matching is limited" in said
    assert "November 21, 2023" in said
    await bob.says("/status")
    assert bob.hears() == [Text.SANCTION_LIMIT, Text.STATUS_WAITING]
    (status,) = [sent for sent in bob.mail() if sent.post.topic == Text.SANCTION_LIMIT][1:]
    assert "Insults, rule 2" in status.post.text
    assert [data.partition(":")[0] for data in status.data] == ["appeal", "rules"]


async def test_whoever_is_limited_while_they_talk_leaves_that_room(town: Town) -> None:
    number = await reported(town)
    bob, cleo = await town.paired("bob", "cleo")
    await settle(town, number, Measure.LIMIT, 7)
    await town.goes_round()
    assert bob.hears() == [Text.SANCTION_LIMIT]
    assert cleo.hears() == [Text.ROOM_CLOSED]
    assert not await town.in_room(bob, cleo)


async def test_whoever_is_limited_while_they_wait_is_sought_among_the_limited_at_once(town: Town) -> None:
    dan, _ = await limited(town, "dan")
    await dan.says("/find")
    number = await reported(town)
    bob = town.people["bob"]
    await bob.says("/find")
    assert await pools(town) == {"dan": LIMITED.scope, "bob": ADULTS.scope}
    await settle(town, number, Measure.LIMIT, 7)
    await town.goes_round()
    assert bob.hears()[:2] == [Text.SEARCHING_ALONE, Text.SANCTION_LIMIT]
    assert await town.in_room(bob, dan)


async def test_a_decision_between_claim_and_opening_prevents_the_room(ground: Ground, catalogue: Catalogue) -> None:
    async with Town(ground.database, catalogue, busy=True) as choosy:
        number = await reported(choosy)
        bob, cleo = choosy.people["bob"], await choosy.person("cleo")
        await bob.says("/find chess")
        await cleo.says("/find tea")
        for _ in range(60):
            choosy.clock.passes(seconds=1)
            if claims := await choosy.matchmaker.tick(choosy.clock()):
                break
        (claim,) = claims
        await settle(choosy, number, Measure.LIMIT, 7)
        await choosy.turns.act(partial(matched, choosy.house, claim))
        await choosy.hand_out()
        assert not await choosy.in_room(bob, cleo)
        assert set(await pools(choosy)) == {"bob", "cleo"}, "both go on searching"
        await choosy.goes_round(seconds=1)
        assert await pools(choosy) == {"bob": LIMITED.scope, "cleo": ADULTS.scope}


async def test_a_decision_that_is_not_carried_out_yet_binds_whoever_searches_for_them(town: Town) -> None:
    number = await reported(town)
    bob, cleo = town.people["bob"], await town.person("cleo")
    await bob.says("/find")
    await settle(town, number, Measure.LIMIT, 7)
    await cleo.says("/find")
    assert not await town.in_room(bob, cleo)
    await town.goes_round()
    dan = await town.person("dan")
    await dan.says("/find")
    assert await town.in_room(cleo, dan), "the search that found them in vain goes on"


async def test_when_it_is_over_they_are_sought_among_everybody(town: Town) -> None:
    bob, _ = await limited(town, "bob", 1 / 48)
    town.clock.passes(minutes=20)
    await bob.says("/find")
    cleo = await town.person("cleo")
    await cleo.says("/find")
    town.clock.passes(minutes=11)
    await town.rounds.second_chances(town.clock())
    assert await town.in_room(bob, cleo)


async def test_lifting_it_moves_the_search_at_once(town: Town) -> None:
    bob, number = await limited(town, "bob")
    await bob.says("/find")
    cleo = await town.person("cleo")
    await cleo.says("/find")
    await lift(town, number)
    await town.goes_round(seconds=2)
    assert await town.in_room(bob, cleo)


async def test_the_limited_hear_only_of_the_limited_who_begin_to_search(town: Town) -> None:
    bob, _ = await limited(town, "bob")
    await bob.says("/find")
    await bob.presses("tell")
    cleo = await town.person("cleo")
    bob.hears()
    await cleo.says("/find")
    assert bob.hears() == []
    dan, _ = await limited(town, "dan")
    await dan.says("/find")
    assert bob.hears() == [Text.ALERT_NOW]


async def test_when_it_is_over_they_hear_of_everybody_who_begins_to_search(town: Town) -> None:
    bob, _ = await limited(town, "bob", 1 / 48)
    await bob.says("/find")
    await bob.presses("tell")
    bob.hears()
    town.clock.passes(minutes=31)
    cleo = await town.person("cleo")
    await cleo.says("/find")
    assert bob.hears() == [Text.ALERT_NOW]


async def test_a_wish_to_be_told_follows_the_limit(town: Town) -> None:
    number = await reported(town)
    bob = town.people["bob"]
    await bob.says("/find")
    await bob.presses("tell")
    await settle(town, number, Measure.LIMIT, 7)
    await town.goes_round()
    bob.hears()
    cleo = await town.person("cleo")
    await cleo.says("/find")
    assert bob.hears() == []
    dan, _ = await limited(town, "dan")
    await dan.says("/find")
    assert bob.hears() == [Text.ALERT_NOW]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["find", "find", "stop", "limit", "round"]), st.integers(0, 3)), max_size=10
    )
)
async def test_no_order_of_events_pairs_a_limited_one_with_another(town: Town, steps: list[tuple[str, int]]) -> None:
    names = ["bob", "cleo", "dan", "eve"]
    town.clock.passes(hours=25)
    numbers: dict[str, str] = {}
    for name in names:
        await (town.people.get(name) or await town.person(name)).says("/stop")
        numbers[name] = await reported(town, about=name, by=f"partner of {name}")
    bound: set[str] = set()
    for step, who in steps:
        name = names[who]
        before = await rooms(town, names)
        match step:
            case "limit" if name in numbers:
                await settle(town, numbers.pop(name), Measure.LIMIT, 7)
                bound.add(name)
            case "round":
                await town.goes_round(seconds=2)
            case "find" | "stop":
                await town.people[name].says(f"/{step}")
        across = {pair for pair in await rooms(town, names) if len(bound & pair) == 1}
        assert across <= before, "no room opens across the pools"
        assert step != "round" or not across, "and those that were open are closed"
    async with town.database.unit() as unit:  # the next example begins with nobody limited
        await unit.connection.exec_driver_sql("UPDATE sanctions SET lifted_at = since")
    await town.goes_round(seconds=2)
