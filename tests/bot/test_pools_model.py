"""Whatever admins set and wherever people go meanwhile: nobody meets somebody of another pool than their own.

What is theirs is reckoned beside the code, in a model of a few lines: where people came from, what the servers say.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot.lagoon import Lagoon, enters, submits
from tests.bot.people import Person
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

PEOPLE, SERVERS = ("ann", "bob", "cleo", "dan"), ("venezia", "murano", "burano")
WHERE = st.sampled_from((*SERVERS, "", ""))
Step = tuple[str, str, str]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("find"), st.sampled_from(PEOPLE), WHERE),
        st.tuples(st.just("find"), st.sampled_from(PEOPLE), WHERE),
        st.tuples(st.sampled_from(("next", "stop", "status")), st.sampled_from(PEOPLE), WHERE),
        st.tuples(st.just("everyone"), st.sampled_from(PEOPLE), st.just("")),
        st.tuples(st.just("meet"), st.sampled_from(SERVERS), st.sampled_from(("server", "allied", "everyone"))),
        st.tuples(st.just("ally"), st.sampled_from(SERVERS), st.sampled_from(SERVERS)),
        st.tuples(st.sampled_from(("leave", "on", "off")), st.sampled_from(SERVERS), st.just("")),
        st.tuples(st.sampled_from(("round", "crash", "minute")), st.just(""), st.just("")),
    ),
    min_size=4,
    max_size=24,
)


@dataclass
class Model:
    """What is so, without any of the code's help."""

    meet: dict[str, str] = field(default_factory=lambda: dict.fromkeys(SERVERS, "everyone"))
    on: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(SERVERS, True))
    alliance: dict[str, int] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)
    alliances: int = 0

    def pool(self, person: str) -> object:
        origin = self.origin.get(person, "")
        if not origin or self.meet[origin] == "everyone":
            return "everyone"
        if self.meet[origin] == "allied" and origin in self.alliance:
            return self.alliance[origin]
        return origin

    def comes(self, person: str, server: str) -> None:
        if server and self.on[server]:
            self.origin[person] = server

    def allies(self, host: str, guest: str) -> None:
        if host not in self.alliance:
            self.alliances += 1
            self.alliance[host] = self.alliances
        if guest not in self.alliance:
            self.alliance[guest] = self.alliance[host]


class Story:
    """One lagoon of its own, in which the steps happen to the code and to the model."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.lagoon = Lagoon(town)
        self.model = Model()
        self.first = len(town.people)
        self.native = {name: str(10_000_000 + 10 * self.first + at) for at, name in enumerate(SERVERS)}
        self.people: dict[str, Person] = {}
        self.admins: dict[str, Person] = {}
        self.rooms: set[frozenset[str]] = set()
        self.seen: Counter[object] = Counter()

    async def begin(self) -> None:
        for name in PEOPLE:
            self.people[name] = await self.lagoon.member(f"{name} {self.first}", None)
        for name in SERVERS:
            self.admins[name] = await self.lagoon.admin(self.native[name])

    async def does(self, what: str, who: str, value: str) -> None:
        model, town = self.model, self.town
        match what:
            case "find" | "next" | "stop" | "status":
                person = self.people[who]
                enters(person, self.native.get(value))
                model.comes(who, value)
                await person.says(f"/{what}")
            case "everyone":
                enters(self.people[who], None)
                model.origin.pop(who, None)
                await self.people[who].taps("everyone")
            case "meet":
                model.meet[who] = value
                await self.admins[who].taps(f"server:meet.{value}")
            case "on" | "off":
                model.on[who] = what == "on"
                await self.admins[who].taps(f"server:on.{'yes' if what == 'on' else 'no'}")
            case "ally":
                model.allies(who, value)
                await self.admins[who].taps("server:invite")
                code = self.admins[who].post.text.split("server: ")[1].split(". There")[0]
                await submits(self.admins[value], "join", code)
            case "leave":
                model.alliance.pop(who, None)
                await self.admins[who].taps("server:leave.yes")
            case "round":
                await self.lagoon.settled()
            case "crash":
                town.house.pools.taken()  # what was to be done is forgotten
            case "minute":
                town.clock.passes(minutes=11)  # the same two may meet again
                await town.rounds.second_chances(town.clock())
                await town.rounds.pair(town.clock())
                await town.hand_out()

    async def holds(self) -> None:
        """Rooms that have opened just now are of one pool, and name the server that both came from."""
        model = self.model
        async with self.town.look() as turn:
            ids = {(await person.member()).id: name for name, person in self.people.items()}
            now: set[frozenset[str]] = set()
            for member, name in ids.items():
                seat = await turn.rooms.seat(member)
                if seat is None:
                    continue
                partner = ids[seat.partner]
                now.add(frozenset((name, partner)))
                if frozenset((name, partner)) in self.rooms:
                    continue
                assert model.pool(name) == model.pool(partner), (name, partner)
                origins = {model.origin.get(each, "") for each in (name, partner)}
                both = origins.pop() if len(origins) == 1 else ""
                assert seat.server == (turn.servers.fingerprint(self.native[both]) if both else None)
                self.seen[type(model.pool(name)), model.pool(name) == "everyone"] += 1
        self.rooms = now

    async def agrees(self) -> None:
        """Once all is carried out, those who wait do so where they belong, and of any two who could meet none waits."""
        await self.lagoon.settled()
        await self.town.rounds.second_chances(self.town.clock())
        await self.town.hand_out()
        await self.holds()
        scopes: dict[object, set[str]] = {}
        for name, person in self.people.items():
            pool = await self.lagoon.pool(person)
            if pool is not None:
                scopes.setdefault(self.model.pool(name), set()).add(pool.scope)
        assert all(len(each) == 1 for each in scopes.values())
        assert len(set.union(set(), *scopes.values())) == len(scopes)


async def lives(town: Town, steps: Sequence[Step]) -> Counter[object]:
    story = Story(town)
    await story.begin()
    for step in steps:
        await story.does(*step)
        await story.holds()
    await story.agrees()
    for person in story.people.values():
        enters(person, None)
        await person.says("/stop")
    return story.seen


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
async def test_nobody_meets_across_pools(town: Town, steps: list[Step]) -> None:
    await lives(town, steps)


async def test_people_do_meet_in_each_kind_of_pool(town: Town) -> None:
    """Or the property above would hold where nobody ever meets."""
    seen = await lives(
        town,
        [
            ("ally", "venezia", "murano"),
            ("meet", "venezia", "allied"),
            ("meet", "murano", "allied"),
            ("meet", "burano", "server"),
            ("find", "ann", "venezia"),
            ("find", "bob", "murano"),
            ("find", "cleo", "burano"),
            ("find", "dan", "burano"),
            ("everyone", "ann", ""),
            ("stop", "ann", ""),
            ("stop", "cleo", ""),
            ("everyone", "ann", ""),
            ("everyone", "cleo", ""),
        ],
    )
    assert len(seen) == 3
