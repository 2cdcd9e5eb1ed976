"""Made-up people and what lies between them: traits, wishes, blocks, chats, sanctions. Judges every pairing anew.

The rules are written down a second time here, and share nothing with matching/rules.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf
from random import Random

from config.ids import MemberId, TicketId
from matching.ticket import ANY_GENDER, Gender, Pool, Ticket, Wishes

COOL_DOWN = 600.0
INTERESTS = tuple(f"interest {number}" for number in range(50))
GENDERS = (None, Gender.WOMAN, Gender.MAN, Gender.MAN, Gender.OTHER)


@dataclass(frozen=True, slots=True)
class Traits:
    """What somebody is and wishes for. `likes`: the welcome genders, None for all. `near`: "platform" or "server"."""

    scope: str = "global"
    band: str = "18+"
    languages: frozenset[str] = frozenset({"en"})
    interests: tuple[str, ...] = ()
    gender: Gender | None = None
    age: int | None = None
    likes: frozenset[Gender] | None = None
    ages: tuple[int, int] | None = None
    platform: str | None = None
    server: str | None = None
    near: str = ""


@dataclass(slots=True)
class Person:
    """Somebody, and what others are to them. `met`: when the last chat with somebody ended; infinite while it lasts."""

    name: MemberId
    traits: Traits
    banned: bool = False
    blocks: set[MemberId] = field(default_factory=set)
    met: dict[MemberId, float] = field(default_factory=dict)


def objection(one: Person, other: Person, now: float) -> str:
    """Why these two must not be paired at this moment; empty if they may."""
    if one.name == other.name:
        return "with themselves"
    if one.banned or other.banned:
        return "sanction"
    if other.name in one.blocks or one.name in other.blocks:
        return "block"
    if now < one.met.get(other.name, -inf) + COOL_DOWN:
        return "cool-down"
    a, b = one.traits, other.traits
    if a.scope != b.scope or a.band != b.band:
        return "pool"
    if not any(language in b.languages for language in a.languages):
        return "language"
    return _unwelcome(a, b) or _unwelcome(b, a)


def _unwelcome(wisher: Traits, other: Traits) -> str:
    if wisher.likes is not None and (other.gender is None or other.gender not in wisher.likes):
        return "gender"
    if wisher.ages is not None and (other.age is None or not wisher.ages[0] <= other.age <= wisher.ages[1]):
        return "age"
    if wisher.near == "platform" and (wisher.platform is None or wisher.platform != other.platform):
        return "platform"
    if wisher.near == "server" and (wisher.server is None or wisher.server != other.server):
        return "server"
    return ""


RULES = ("sanction", "block", "cool-down", "pool", "language", "gender", "age", "platform", "server")


class Society:
    """Everybody, by name."""

    def __init__(self, random: Random) -> None:
        self.people: dict[MemberId, Person] = {}
        self._random = random
        self._names: list[MemberId] = []
        self._tickets = 0

    def enters(self, name: str, traits: Traits) -> Person:
        person = self.people[MemberId(name)] = Person(MemberId(name), traits)
        self._names.append(person.name)
        return person

    def anybody(self) -> Person:
        return self.people[self._random.choice(self._names)]

    def somebody(self) -> Traits:
        """Traits of some person; most may meet most others."""
        random = self._random
        chance = random.random()
        youngest = random.randrange(18, 40)
        return Traits(
            scope="server one" if random.random() < 0.15 else "global",
            band="16-17" if random.random() < 0.15 else "18+",
            languages=frozenset(random.sample(("en", "en", "en", "de", "fr"), random.choice((1, 1, 2, 3)))),
            interests=tuple(random.sample(INTERESTS, random.randrange(5))),
            gender=random.choice(GENDERS),
            age=random.choice((None, *range(18, 50))),
            likes=frozenset(random.sample(tuple(Gender), random.choice((1, 1, 2)))) if chance < 0.15 else None,
            ages=(youngest, youngest + random.randrange(30)) if 0.1 < chance < 0.25 else None,
            platform=random.choice((None, "telegram", "discord", "web")),
            server=random.choice((None, "one", "two")),
            near=random.choice(("platform", "server")) if chance > 0.92 else "",
        )

    def changed(self, traits: Traits) -> Traits:
        """The same person, but for one thing or all."""
        other = self.somebody()
        changes: Sequence[Traits] = (
            other,
            replace(traits, interests=other.interests),
            replace(traits, languages=other.languages),
            replace(traits, gender=other.gender, likes=other.likes),
            replace(traits, age=other.age, ages=other.ages),
            replace(traits, near=other.near, server=other.server),
        )
        return self._random.choice(changes)

    def avoided(self, person: Person, now: float) -> frozenset[MemberId]:
        """Whom somebody's ticket has to name: the blocked, and whom they have just met."""
        recent = (name for name, ended in person.met.items() if now < ended + COOL_DOWN)
        return self.blocked(person).union(recent)

    def blocked(self, person: Person) -> frozenset[MemberId]:
        """On either side."""
        return frozenset(
            (*person.blocks, *(other.name for other in self.people.values() if person.name in other.blocks))
        )

    def ticket(self, person: Person, now: float, before: Ticket | None) -> Ticket:
        """As bot/commands/tickets.py makes them. `before`: the ticket of the search that this one changes."""
        traits = person.traits
        self._tickets += 1
        return Ticket(
            id=before.id if before else TicketId(f"t{self._tickets}"),
            member=person.name,
            pool=Pool(traits.scope, traits.band),
            interests=traits.interests,
            languages=traits.languages,
            gender=traits.gender,
            age=traits.age,
            wishes=Wishes(
                ANY_GENDER if traits.likes is None else traits.likes,
                traits.ages,
                same_platform=traits.near == "platform",
                same_server=traits.near == "server",
            ),
            avoid=self.avoided(person, now),
            since=before.since if before else now,
            platform=traits.platform,
            server=traits.server,
        )

    # --- what happens between people ---

    def meet(self, one: Person, other: Person) -> None:
        one.met[other.name] = other.met[one.name] = inf

    def part(self, one: Person, other: Person, now: float) -> None:
        one.met[other.name] = other.met[one.name] = now
