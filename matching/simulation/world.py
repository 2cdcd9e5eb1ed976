"""Made-up people: when they come, how long they stay, what they like, whom they may meet. The same for equal seeds."""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import exp, isfinite, sqrt
from random import Random

from config.ids import MemberId, TicketId
from matching.kinds import Kind, Kinds
from matching.ticket import ANY_GENDER, Gender, Pool, Ticket, Wishes
from matching.worth import idf

BEGIN = 1_000_000.0
"""When the measured time begins: any moment will do, as long as the warm-up is after zero."""

POOL = Pool("global", "18+")
LANGUAGES = ("en", "es", "de", "fr")
SPOKEN = (0.70, 0.15, 0.10, 0.05)
AGES = (20, 30, 40, 50, 60)
APART = 10  # years: everybody wishes for their own age and the next ones
MEN = 0.7
PARTICULAR = 0.2  # of people wish for one gender
AT_ALL = 0.1
"""What meeting anybody is worth; a perfect fit is worth one more."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What kind of town it is. Raises ValueError, in a sentence, for what can't be.

    Arrivals are a Poisson process of `rate` per second during `seconds`; before that, for `warm_up` seconds, others
    came, from whom a line may have learnt. People leave after `at_least` seconds and an exponential time of mean
    `patience`. Everybody names so many `interests` of a `vocabulary` in which the k-th is named in proportion to 1/k.
    """

    rate: float = 5.0
    seconds: float = 600.0
    seed: int = 1
    patience: float = 30.0
    at_least: float = 5.0
    interests: int = 5
    vocabulary: int = 5000
    warm_up: float = 600.0

    def __post_init__(self) -> None:
        for name in ("rate", "seconds", "patience"):
            if not (isfinite(getattr(self, name)) and getattr(self, name) > 0):
                raise ValueError(f"{name} must be a number above zero")
        for name in ("at_least", "warm_up"):
            if not (isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise ValueError(f"{name} must be a number from zero up")
        if self.warm_up > BEGIN:
            raise ValueError(f"warm_up must be at most {BEGIN:g}")
        if not 1 <= self.interests <= self.vocabulary:
            raise ValueError("interests must be at least one, and at most as many as the vocabulary has")


class Person:
    """Somebody who comes and, if nobody is found for them, leaves. `squares` are their interests' true weights."""

    __slots__ = ("kind", "leaves", "length", "number", "squares", "ticket")

    def __init__(self, number: int, ticket: Ticket, kind: Kind, leaves: float, squares: dict[str, float]) -> None:
        self.number = number
        self.ticket = ticket
        self.kind = kind
        self.leaves = leaves
        self.squares = squares
        self.length = sqrt(sum(squares.values()))

    @property
    def comes(self) -> float:
        return self.ticket.since

    def may_meet(self, other: "Person") -> bool:
        return self.kind.may_meet(other.kind) and other is not self

    def shares_with(self, other: "Person") -> int:
        """How many interests both named."""
        return len(self.squares.keys() & other.squares.keys())


def value(one: Person, other: Person) -> float:
    """What a conversation of these two is worth: 0.1, and how well they fit by how often interests are really named."""
    theirs = other.squares
    shared = sum([square for name, square in one.squares.items() if name in theirs])
    return AT_ALL + shared / (one.length * other.length)


class World:
    """Everybody who comes, in order; `before` are the tickets of those who came during the warm-up, and have gone."""

    def __init__(self, conditions: Conditions) -> None:
        self.conditions = conditions
        self._ladder = list(accumulate(1 / rank for rank in range(1, conditions.vocabulary + 1)))
        self._weights = [idf(share, 1.0) ** 2 for share in _shares(conditions)]
        self._kinds = Kinds()
        begin, seed = BEGIN - conditions.warm_up, conditions.seed
        earlier = self._crowd(Random(f"{seed}, earlier"), "earlier ", begin, conditions.warm_up)  # noqa: S311
        self.before = [person.ticket for person in earlier]
        self.people = list(self._crowd(Random(f"{seed}"), "", BEGIN, conditions.seconds))  # noqa: S311 (no secret)

    def pairs(self) -> Iterator[tuple[Person, Person]]:
        """All who may meet and are there at the same time, the earlier one first."""
        people = self.people
        for at, one in enumerate(people):
            meets = one.kind.may_meet
            for number in range(at + 1, len(people)):
                other = people[number]
                if other.ticket.since >= one.leaves:
                    break
                if meets(other.kind):
                    yield one, other

    def _crowd(self, random: Random, prefix: str, begin: float, seconds: float) -> Iterator[Person]:
        """A Poisson process: the gaps between arrivals are exponential."""
        conditions, number = self.conditions, 0
        now = begin + random.expovariate(conditions.rate)
        while now < begin + seconds:
            ranks = self._some_interests(random)
            ticket = _ticket(random, f"{prefix}{number}", tuple([f"interest {rank}" for rank in ranks]), now)
            leaves = now + conditions.at_least + random.expovariate(1 / conditions.patience)
            squares = {name: self._weights[rank] for name, rank in zip(ticket.interests, ranks, strict=True)}
            yield Person(number, ticket, self._kinds.of(ticket), leaves, squares)
            number += 1
            now += random.expovariate(conditions.rate)

    def _some_interests(self, random: Random) -> list[int]:
        """Distinct ranks from zero, drawn one after another."""
        drawn: dict[int, None] = {}
        while len(drawn) < self.conditions.interests:
            drawn[bisect(self._ladder, random.random() * self._ladder[-1], hi=len(self._ladder) - 1)] = None
        return list(drawn)


def _shares(conditions: Conditions) -> list[float]:
    """Which share of people names each interest.

    Distinct ones drawn one after another are the first to ring of clocks that ring at rates in proportion to how often
    they are drawn. By a time at which `interests` of them are expected to have rung, each has with 1 - exp(-rate time).
    """
    wanted, ranks = conditions.interests, range(1, conditions.vocabulary + 1)
    if wanted == conditions.vocabulary:
        return [1.0] * wanted
    low, high = 0.0, 1.0
    while sum(1 - exp(-high / rank) for rank in ranks) < wanted:
        low, high = high, 2 * high
    for _ in range(40):
        middle = (low + high) / 2
        rung = sum(1 - exp(-middle / rank) for rank in ranks)
        low, high = (middle, high) if rung < wanted else (low, middle)
    return [1 - exp(-high / rank) for rank in ranks]


def _ticket(random: Random, name: str, interests: tuple[str, ...], now: float) -> Ticket:
    age = random.choice(AGES)
    gender = Gender.MAN if random.random() < MEN else Gender.WOMAN
    wanted = frozenset({random.choice((Gender.MAN, Gender.WOMAN))}) if random.random() < PARTICULAR else ANY_GENDER
    return Ticket(
        id=TicketId(name),
        member=MemberId(name),
        pool=POOL,
        interests=interests,
        languages=frozenset(random.choices(LANGUAGES, SPOKEN)),
        gender=gender,
        age=age,
        wishes=Wishes(wanted, (age - APART, age + APART)),
        since=now,
    )
