"""The made-up town is the same for everybody who is compared in it, keeps the rules, and is told from the future."""

import asyncio
import sys
from collections.abc import Collection
from dataclasses import replace
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.policy import Policy
from matching.rules import may_meet
from matching.simulation import optimum as optimum_module
from matching.simulation.comparison import Course, Standing, average, long_enough, patiences
from matching.simulation.optimum import Missing, heaviest
from matching.simulation.play import TICK, Contestant, Outcome, optimum, ours, play, theirs
from matching.simulation.rivals import PATIENT, RIVALS, best_now, common_interest, first_come
from matching.simulation.world import AT_ALL, BEGIN, Conditions, Person, World, value
from matching.worth import idf

SMALL = Conditions(rate=3.0, seconds=90.0, vocabulary=300, warm_up=120.0)
CROWD = World(SMALL)


def everybody(world: World) -> dict[str, Contestant]:
    """A line of each kind."""
    return {"ours": ours(world, Policy()), **{rival.name: theirs(world, rival) for rival in RIVALS}}


async def outcomes(world: World) -> dict[str, Outcome]:
    return {name: await play(name, world, line) for name, line in everybody(world).items()}


async def test_the_same_seed_tells_the_same_story() -> None:
    again = World(SMALL)
    assert [one.ticket for one in again.people] == [one.ticket for one in CROWD.people]
    assert [one.leaves for one in again.people] == [one.leaves for one in CROWD.people]
    assert again.before == CROWD.before
    assert await outcomes(again) == await outcomes(CROWD)
    assert optimum(again) == optimum(CROWD)
    other = World(Conditions(rate=3.0, seconds=90.0, vocabulary=300, seed=2))
    assert [one.ticket for one in other.people] != [one.ticket for one in CROWD.people]


def test_what_came_before_changes_nobody_who_comes() -> None:
    cold = World(Conditions(rate=3.0, seconds=90.0, vocabulary=300, warm_up=0.0))
    assert not cold.before
    assert [one.ticket for one in cold.people] == [one.ticket for one in CROWD.people]


async def test_nobody_is_paired_who_may_not_meet_nor_twice_nor_after_leaving() -> None:
    for outcome in [*(await outcomes(CROWD)).values(), optimum(CROWD)]:
        paired = [number for meeting in outcome.meetings for number in (meeting.one, meeting.other)]
        assert len(paired) == len(set(paired)) == len(outcome.waits) > len(CROWD.people) / 2
        for meeting in outcome.meetings:
            one, other = CROWD.people[meeting.one], CROWD.people[meeting.other]
            assert may_meet(one.ticket, other.ticket)
            assert max(one.comes, other.comes) <= meeting.at < min(one.leaves, other.leaves)


async def test_ours_makes_more_of_a_crowd_than_its_rivals_and_nobody_more_than_was_possible() -> None:
    world = World(Conditions(rate=5.0, seconds=120.0))
    most, found = optimum(world), await outcomes(world)
    mine = found.pop("ours")
    assert all(other.value < mine.value for other in found.values())
    assert mine.value < most.value
    assert mine.wait(0.95) <= 10.0


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.05, 4.0), st.integers(1, 4), st.integers(4, 60))
def test_nobody_makes_more_of_any_world_than_was_possible(
    seed: int, rate: float, interests: int, vocabulary: int
) -> None:
    world = World(
        Conditions(rate=rate, seconds=30.0, seed=seed, interests=interests, vocabulary=vocabulary, warm_up=9.0)
    )
    most = optimum(world).value
    for outcome in asyncio.run(outcomes(world)).values():
        assert outcome.value <= most + 1e-3


async def test_whoever_waits_is_shown_around_each_tick() -> None:
    seen: list[tuple[float, int]] = []

    def watch(now: float, waiting: Collection[Person]) -> None:
        assert all(one.comes <= now < one.leaves for one in waiting)
        seen.append((now, len(waiting)))

    await play("ours", CROWD, ours(CROWD, Policy()), watch)
    moments = [now for now, _ in seen]
    assert moments[::2] == moments[1::2] == [BEGIN + TICK * number for number in range(len(seen) // 2)]
    assert all(after <= before for (_, before), (_, after) in zip(seen[::2], seen[1::2], strict=True))


def test_people_are_as_the_conditions_say() -> None:
    world = World(Conditions(rate=10.0, seconds=300.0, warm_up=30.0))
    people = world.people
    assert 2800 < len(people) < 3200
    assert all(BEGIN <= one.comes < BEGIN + 300.0 for one in people)
    stays = [one.leaves - one.comes for one in people]
    assert min(stays) >= 5.0
    assert sum(stays) / len(stays) == pytest.approx(35.0, rel=0.1)
    assert {len(set(one.ticket.interests)) for one in people} == {5}
    assert 0.65 < sum("en" in one.ticket.languages for one in people) / len(people) < 0.75
    eligible = sum(one.may_meet(other) for one in people[:300] for other in people[300:600]) / 300**2
    assert 0.2 < eligible < 0.3


def test_weights_go_by_how_often_an_interest_is_really_named() -> None:
    """By nearly half, for the commonest: as the five must differ, more often than by five draws."""
    world = World(Conditions(rate=20.0, seconds=200.0, warm_up=0.0))
    named = sum("interest 0" in one.squares for one in world.people) / len(world.people)
    square = next(one.squares["interest 0"] for one in world.people if "interest 0" in one.squares)
    assert square == pytest.approx(idf(named, 1.0) ** 2, rel=0.1)
    everything = World(Conditions(rate=1.0, seconds=60.0, interests=4, vocabulary=4))
    assert all(value(one, other) == pytest.approx(1 + AT_ALL) for one, other in everything.pairs())


def person(number: int, *interests: str) -> Person:
    """Somebody who came so many seconds after the beginning."""
    template = CROWD.people[0]
    ticket = replace(template.ticket, since=BEGIN + number)
    return Person(number, ticket, template.kind, inf, dict.fromkeys(interests, 4.0))


def test_what_rivals_do() -> None:
    there = [person(0, "tea"), person(1, "go"), person(2, "go", "jazz")]
    seeker = person(3, "go", "jazz")
    assert first_come(seeker, there, seeker.comes) is there[0]
    assert common_interest(seeker, there, seeker.comes) is there[1]
    assert best_now(seeker, there, seeker.comes) is there[2]
    stranger = person(4, "chess")
    assert common_interest(stranger, there, stranger.comes) is None
    assert common_interest(stranger, there, BEGIN + PATIENT) is there[0]
    assert best_now(stranger, there, stranger.comes) is there[0]
    for choose in (first_come, common_interest, best_now):
        assert choose(seeker, [], seeker.comes) is None


def test_the_heaviest_pairs_are_not_always_the_heaviest_edges() -> None:
    edges = [(0, 1, 0.6), (1, 2, 1.0), (2, 7, 0.6)]
    assert heaviest(edges) == [(0, 1), (2, 7)]
    assert heaviest([]) == []


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rustworkx", None)
    with pytest.raises(Missing, match=r"rustworkx.*pip install 'bauta\[simulate\]'"):
        optimum_module.solver()


async def test_a_course_puts_everybody_beside_the_optimum() -> None:
    course = Course(SMALL)
    rivals = await course.rivals()
    assert list(rivals) == [rival.name for rival in RIVALS]
    for each in (*rivals.values(), await course.ours(Policy())):
        assert 0 < each.value < 1
        assert 0 < each.matched <= 1
        assert 0 <= each.p50 <= each.p95
    empty = Course(Conditions(rate=1e-9, seconds=1.0, warm_up=0.0))
    assert await empty.ours(Policy()) == Standing(1.0, 0.0, 0.0, 0.0, 0.0)


def test_an_average_is_of_each_figure() -> None:
    assert average([Standing(1, 1, 2, 3, 4), Standing(0, 0.5, 0, 1, 0)]) == Standing(0.5, 0.75, 1, 2, 2)
    with pytest.raises(ValueError, match="no standings"):
        average([])


def test_less_and_more_patient_policies_are_sound() -> None:
    for each in patiences(Policy()):
        assert each.fade - each.commit_after == Policy().fade - Policy().commit_after


def test_a_run_is_long_enough_and_ends() -> None:
    assert (long_enough(5.0), long_enough(0.2), long_enough(0.0)) == (600.0, 7200.0, 7200.0)


@pytest.mark.parametrize(
    "wrong",
    [{"rate": 0.0}, {"rate": float("nan")}, {"seconds": -1.0}, {"patience": 0.0}, {"at_least": -1.0}, {"interests": 0},
     {"interests": 6, "vocabulary": 5}, {"warm_up": 1e9}],
)  # fmt: skip
def test_conditions_that_cannot_be_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Conditions(**wrong)  # type: ignore[arg-type]
