"""The line in memory finds exactly whom a look at everybody would find, and keeps nothing of those who are gone."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.ids import MemberId
from matching.arrivals import Arrivals
from matching.lines.index import LOOKED_AT
from matching.lines.memory import MemoryLine
from matching.policy import Policy
from matching.rules import may_meet, score
from matching.ticket import Gender, Ticket
from tests.matching.tickets import sociable, ticket

ANYONE = Policy(crowd=1_000_000)
PEOPLE = tuple(f"m{number}" for number in range(40))


def rank(seeker: Ticket, other: Ticket, order: int, arrivals: Arrivals) -> tuple[int, float, int]:
    return round(score(seeker, other, arrivals.weight) * 1_000_000), -other.since, -order


@settings(max_examples=60, deadline=None)
@given(
    st.lists(sociable(PEOPLE), unique_by=lambda one: one.member, max_size=35),
    st.lists(sociable(tuple("abcdefgh")), unique_by=lambda one: one.member, min_size=1),
)
def test_the_best_is_the_one_found_by_looking_at_everybody(crowd: list[Ticket], seekers: list[Ticket]) -> None:
    async def story() -> None:
        arrivals = Arrivals()
        line = MemoryLine(ANYONE, arrivals)
        await line.restore(crowd)
        waiting = dict(enumerate(crowd))
        for order, seeker in enumerate(seekers, len(crowd)):
            match = await line.find(seeker, 10.0)
            eligible = [
                (rank(seeker, other, at, arrivals), at) for at, other in waiting.items() if may_meet(seeker, other)
            ]
            if match is None:
                assert not eligible
                waiting[order] = seeker
            else:
                (parts, _, _), best = max(eligible)
                assert match.partner == waiting.pop(best)
                assert round(match.score * 1_000_000) == parts

    asyncio.run(story())


async def test_weights_of_those_who_wait_follow_the_arrivals() -> None:
    """Bob fits better when he comes, Ann does once a hundred others have named his other interest."""
    arrivals = Arrivals()
    line = MemoryLine(ANYONE, arrivals)
    await line.restore([ticket("ann", "tea", "jazz", since=2.0), ticket("bob", "tea", "go", since=1.0)])
    for number in range(100):
        await line.find(ticket(f"m{number}", "jazz", languages=(str(number),)), 3.0)
    match = await line.find(ticket("cleo", "tea"), 4.0)
    assert match is not None
    assert match.partner.member == "ann"
    assert match.score == pytest.approx(score(match.seeker, match.partner, arrivals.weight))


async def test_of_many_groups_the_longest_wait_is_found() -> None:
    """More people than are asked one by one, each on terms of their own."""
    line = MemoryLine(ANYONE)
    await line.restore([ticket(f"m{number}", age=20 + number, languages=("de",)) for number in range(30)])
    await line.restore([ticket(f"n{number}", age=20 + number, since=50.0 - number) for number in range(30)])
    match = await line.find(ticket("ann"), 99.0)
    assert match is not None
    assert match.partner.member == "n29"


async def test_thousands_out_of_the_question_cost_next_to_nothing() -> None:
    line = MemoryLine(ANYONE)
    await line.restore(
        [ticket(f"m{number}", "tea", gender=Gender.MAN, wants=(Gender.WOMAN,)) for number in range(3000)]
    )
    before = line._index.looks
    assert await line.find(ticket("bob", "tea", gender=Gender.MAN, wants=(Gender.WOMAN,)), 1.0) is None
    assert line._index.looks - before < 10


async def test_thousands_who_share_something_are_not_all_looked_at() -> None:
    line = MemoryLine(ANYONE)
    await line.restore([ticket(f"m{number}", "tea", f"own {number}") for number in range(3000)])
    before = line._index.looks
    assert await line.find(ticket("ann", "tea", "go"), 1.0) is not None
    assert line._index.looks - before <= LOOKED_AT + 10


async def test_a_perfect_fit_ends_the_search() -> None:
    line = MemoryLine(ANYONE)
    await line.restore([ticket(f"m{number}", "tea") for number in range(3000)])
    before = line._index.looks
    assert await line.find(ticket("ann", "tea"), 1.0) is not None
    assert line._index.looks - before < 10


async def test_nothing_is_kept_of_those_who_are_gone() -> None:
    line = MemoryLine(Policy(crowd=0))
    for number in range(5000):
        await line.find(ticket(f"m{number}", f"i{number}", since=float(number)), float(number))
        await line.leave(MemberId(f"m{number}"))
    assert len(line._due) < 1100
    first, second = ticket("ann", "go"), ticket("bob", "go")
    await line.find(first, 6000.0)
    assert await line.find(second, 6000.0) is not None
    await line.leave(first.member)
    await line.leave(second.member)
    assert not line._claims
    assert not line._claimed
    assert not line._waiting
    assert not line._index._shelves
