"""Whoever is in the line, and whatever they do: nobody is paired whom a rule keeps apart."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from config.ids import MemberId
from matching.appraisal import Appraiser
from matching.lines.memory import MemoryLine
from matching.policy import Policy
from matching.ticket import ANY_GENDER, Match, Pool, Ticket
from tests.contracts.lines import LINES, NOW
from tests.matching.society import RULES, Person, Society, Traits, objection
from tests.matching.throng import POLICIES, Throng
from tests.telling import Tell

STEPS = {"memory": 60_000, "redis": 6_000, "redis, long": 3_000}


@pytest.mark.parametrize("policy", list(POLICIES))
@pytest.mark.parametrize("name", list(LINES))
async def test_nobody_is_paired_whom_a_rule_keeps_apart(name: str, policy: str, tell: Tell) -> None:
    async with LINES[name](POLICIES[policy], Appraiser(POLICIES[policy])) as line:
        throng = Throng(line, Random(f"{name} {policy}"), NOW)
        await throng.steps(STEPS[name] // len(POLICIES))
    tell(f"{throng.outcome}.")
    assert throng.outcome.pairs > throng.outcome.steps // 20
    assert throng.outcome.rooms > throng.outcome.pairs // 2
    if name == "memory":
        assert throng.outcome.reunions > 0
        assert set(RULES) - {"sanction"} <= throng.kept_apart.keys(), "somebody waited who was out of the question"


# what it would see


class Careless(MemoryLine):
    """A line that overlooks something in every ticket it is given by a search."""

    def __init__(self, overlooks: Callable[[Ticket], Ticket]) -> None:
        super().__init__(Policy())
        self._overlooks = overlooks
        self._given: dict[MemberId, Ticket] = {}

    async def find(self, seeker: Ticket, now: float) -> Match | None:
        self._given[seeker.member] = seeker
        match = await super().find(self._overlooks(seeker), now)
        return None if match is None else self._as_given(match)

    async def tick(self, now: float) -> list[Match]:
        return [self._as_given(match) for match in await super().tick(now)]

    def _as_given(self, match: Match) -> Match:
        seeker, partner = (self._given[one.member] for one in match.tickets)
        return match._replace(seeker=seeker, partner=partner)


OVERLOOKED: dict[str, Callable[[Ticket], Ticket]] = {
    "pool": lambda one: replace(one, pool=Pool("global", "18+")),
    "language": lambda one: replace(one, languages=frozenset({"en"})),
    "gender": lambda one: replace(one, wishes=replace(one.wishes, genders=ANY_GENDER)),
    "age": lambda one: replace(one, wishes=replace(one.wishes, ages=None)),
    "platform": lambda one: replace(one, wishes=replace(one.wishes, same_platform=False)),
    "server": lambda one: replace(one, wishes=replace(one.wishes, same_server=False)),
    "cool-down": lambda one: replace(one, avoid=frozenset()),
}


@pytest.mark.parametrize("rule", list(OVERLOOKED))
async def test_a_rule_that_is_overlooked_is_found_out(rule: str) -> None:
    with pytest.raises(AssertionError, match=f"^{rule}:"):
        await Throng(Careless(OVERLOOKED[rule]), Random(1), NOW).steps(10_000)


async def test_a_block_that_no_ticket_names_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Society, "blocked", lambda *_: frozenset())
    with pytest.raises(AssertionError, match=r"^block:"):
        await Throng(MemoryLine(Policy()), Random(1), NOW).steps(10_000)


async def test_whoever_is_banned_and_stays_in_the_line_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class Deaf(MemoryLine):
        async def leave(self, member: MemberId) -> bool:
            return False

    monkeypatch.setattr(Throng, "_leave", Throng._tick)  # nobody leaves but those who are banned
    with pytest.raises(AssertionError, match=r"^sanction:"):
        await Throng(Deaf(Policy()), Random(1), NOW).steps(10_000)


def test_what_the_society_objects_to() -> None:
    def why(one: Traits, other: Traits, now: float = NOW, **more: object) -> str:
        ann, bob = Person(MemberId("ann"), one), Person(MemberId("bob"), other)
        for name, value in more.items():
            setattr(ann, name, value)
        assert objection(ann, bob, now) == objection(bob, ann, now) or "met" in more
        return objection(ann, bob, now)

    plain, bob = Traits(), MemberId("bob")
    assert why(plain, plain) == ""
    assert why(plain, plain, banned=True) == "sanction"
    assert why(plain, plain, blocks={bob}) == "block"
    assert why(plain, plain, met={bob: NOW - 599.9}) == "cool-down"
    assert why(plain, plain, met={bob: NOW - 600.0}) == ""
    assert why(plain, replace(plain, band="16-17")) == "pool"
    assert why(plain, replace(plain, scope="one server")) == "pool"
    assert why(plain, replace(plain, languages=frozenset({"de"}))) == "language"
    assert why(replace(plain, likes=frozenset(ANY_GENDER)), plain) == "gender"
    assert why(replace(plain, ages=(18, 30)), plain) == "age"
    assert why(replace(plain, ages=(18, 30)), replace(plain, age=31)) == "age"
    assert why(replace(plain, near="platform"), plain) == "platform"
    assert why(replace(plain, near="server", server="one"), replace(plain, server="two")) == "server"
    assert why(replace(plain, near="server", server="one"), replace(plain, server="one")) == ""
    society = Society(Random(1))
    one, other = society.enters("ann", plain), society.enters("bob", plain)
    other.blocks.add(one.name)
    assert society.ticket(one, NOW, None).avoid == {other.name}
