"""Forty people at once: nobody in a one-way pair, nobody paired twice, nobody lost, by their chats and the tables."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

import pytest
from sqlalchemy import select

from bot.app import App
from bot.messages import Sender
from bot.stores.schema import rooms, seats, tickets
from bot.stores.turn import open_turn
from tests.e2e.conftest import Meet
from tests.e2e.living import fetched, series
from tests.e2e.strangers import Stranger


@dataclass(frozen=True, slots=True)
class Census:
    """Who sits with whom, who waits, and who has ever met, by name, as the tables have it."""

    partners: dict[str, str]
    waiting: frozenset[str]
    met: frozenset[frozenset[str]]


async def census(app: App, people: Sequence[Stranger]) -> Census:
    async with app.database.read() as unit:
        turn = open_turn(unit, app.clock())
        names = {}
        for each in people:
            sender = Sender("telegram", str(each.bot.id), str(each.id), str(each.id))
            member = await turn.members.known(sender)
            assert member is not None
            names[str(member.id)] = each.name
        seated = (await unit.connection.execute(select(seats.c.member, seats.c.partner, seats.c.room))).all()
        waiting = (await unit.connection.execute(select(tickets.c.member))).scalars().all()
        opened = (await unit.connection.execute(select(rooms.c.id, rooms.c.first, rooms.c.second))).all()
        live = (await unit.connection.execute(select(rooms.c.id).where(rooms.c.closed_at.is_(None)))).scalars().all()
    of_room = {row.id: {row.first, row.second} for row in opened}
    for row in seated:
        assert {row.member, row.partner} == of_room[row.room], "a seat belongs to its room's two people"
    assert sorted([row.room for row in seated]) == sorted([*live, *live]), "an open room has two seats, a closed none"
    return Census(
        {names[row.member]: names[row.partner] for row in seated},
        frozenset(names[member] for member in waiting),
        frozenset(frozenset((names[row.first], names[row.second])) for row in opened),
    )


async def assembled(meet: Meet, count: int) -> list[Stranger]:
    """People past the rules."""
    people = [meet(f"Person{number:02}") for number in range(count)]

    async def enter(person: Stranger) -> None:
        await person.admitted()
        await person.hears("Welcome")

    await asyncio.gather(*map(enter, people))
    return people


async def all_settled(people: Sequence[Stranger]) -> None:
    await asyncio.gather(*(each.has_heard_all() for each in people))


async def check(app: App, people: Sequence[Stranger]) -> Census:
    """Everybody says something only they say: exactly the one beside them hears it."""
    found = await census(app, people)
    for name, beside in found.partners.items():
        assert found.partners.get(beside) == name, "one-way pair"
    assert not found.partners.keys() & found.waiting, "in a room and in the line"
    assert found.partners.keys() | found.waiting == {each.name for each in people}, "lost"
    for pair in combinations(sorted(found.waiting), 2):
        assert frozenset(pair) in found.met, "both wait although they may meet"
    for each in people:
        await each.says(f"only {each.name} says this")
    await all_settled(people)
    for each in people:
        words = [text for text in each.heard() if "says this" in text]
        partner = found.partners.get(each.name)
        assert words == ([f"only {partner} says this"] if partner else [])
        if partner is None:
            assert [text for text in each.heard() if "still looking for someone, so this was not passed on" in text]
    return found


@pytest.mark.parametrize("count", [40, 41])
async def test_all_search_at_once(meet: Meet, app: App, count: int) -> None:
    people = await assembled(meet, count)
    await asyncio.gather(*(each.says("/find") for each in people))
    await all_settled(people)
    found = await check(app, people)
    assert (len(found.partners), len(found.waiting)) == (40, count - 40)
    assert len(found.met) == 20, "nobody was in two rooms"
    for each in people:
        notices = [text for text in each.heard() if "You are talking with a stranger" in text]
        assert len(notices) == (each.name in found.partners)
    metrics = await fetched(app.server.port, "/metrics")
    assert series(metrics, "bauta_matches_total") == 20
    assert series(metrics, "bauta_wait_seconds_count") == 40


@pytest.mark.parametrize("seed", [1, 2])
async def test_they_come_and_go_as_they_like_meanwhile(meet: Meet, app: App, seed: int) -> None:
    random = Random(seed)
    people = await assembled(meet, 41)
    interests = ["chess", "hiking", "tea", "jazz", "opera"]
    for _ in range(6):
        for each in random.sample(people, k=random.randrange(20, 41)):
            await each.says(random.choice(["/find", f"/find {random.choice(interests)}", "/next", "/stop", "hm"]))
        if random.random() < 0.5:  # else the next wave comes on top of this one
            await all_settled(random.sample(people, k=5))
    for each in people:
        await each.says("/find")
    await all_settled(people)
    found = await check(app, people)
    assert len(found.met) > 40, "the waves have mixed them"
    metrics = await fetched(app.server.port, "/metrics")
    assert series(metrics, "bauta_failed_turns_total") == 0
    assert series(metrics, "bauta_matches_total") >= len(found.met)
