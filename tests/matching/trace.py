"""Traces: what people do to a line, decided beforehand, so that several lines can be asked the same."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from config.ids import TicketId
from matching.line import Line
from matching.policy import Policy
from matching.ticket import Gender, Match, Ticket
from tests.matching.tickets import ELSEWHERE, TOWN, ticket

WORDS = tuple(f"interest {number}" for number in range(60))
NEAR = {WORDS[at]: (WORDS[at ^ 1],) for at in range(20)}
GENDERS = (None, Gender.MAN, Gender.MAN, Gender.WOMAN)


def near(name: str) -> tuple[str, ...]:
    return NEAR.get(name, ())


def somebody(random: Random, now: float) -> Ticket:
    """One of four hundred people: frequent and rare interests, few or many wishes."""
    name = f"m{random.randrange(400)}"
    named = {WORDS[min(int(random.paretovariate(0.6)) - 1, 59)] for _ in range(random.randrange(6))}
    pickiness = random.random()
    return ticket(
        name,
        *random.sample(sorted(named), len(named)),
        since=now - random.choice((0, 0, 0, 0, 3, 11, 50)),
        number=random.randrange(10**6),
        pool=random.choice((TOWN, TOWN, TOWN, TOWN, ELSEWHERE)),
        languages=random.choice((("en",), ("en",), ("en",), ("de",), ("de", "en"), ())),
        gender=random.choice(GENDERS),
        age=random.choice((None, 18, 25, 40)),
        wants=random.choice(((Gender.WOMAN,), (Gender.MAN,))) if pickiness < 0.2 else tuple(Gender),
        ages=(20, 45) if pickiness > 0.9 else None,
        avoid=tuple(f"m{random.randrange(400)}" for _ in range(random.choice((0, 0, 0, 5)))),
        platform=random.choice((None, "web", "telegram")),
        server=random.choice((None, "one", "two")),
        same_platform=random.random() < 0.05,
        same_server=random.random() < 0.05,
    )


def steps(seed: int, count: int) -> Iterator[tuple[str, float, object]]:
    """What happens, decided beforehand: both lines are asked the same."""
    random = Random(seed)
    now = 1_700_000_000.0
    for step in range(count):
        now += random.expovariate(random.choice((1.0, 8.0, 30.0)) if step % 500 else 0.01)
        match random.randrange(20):
            case 0 | 1 | 2 | 3:
                yield "tick", now, None
            case 4:
                yield "leave", now, f"m{random.randrange(400)}"
            case 5:
                yield "again", now, random.random()
            case 6:
                yield "restore", now, [somebody(random, now) for _ in range(3)]
            case 7:
                yield "stats", now, somebody(random, now)
            case _:
                yield "find", now, somebody(random, now)


def plain(match: Match) -> tuple[object, ...]:
    return match.seeker, match.partner, match.shared, match.near, match.score, match.claimed_at


class Player:
    """Plays a trace on one line; matches are settled, released or left to go stale as the trace has it."""

    def __init__(self, line: Line, seed: int) -> None:
        self.line = line
        self.random = Random(seed)
        self.last: list[Ticket] = []

    async def step(self, what: str, now: float, argument: object) -> object:
        match what, argument:
            case "find", Ticket() as seeker:
                self.last.append(seeker)
                return [await self.after(found)] if (found := await self.line.find(seeker, now)) else []
            case "again", float() as which:
                if not self.last:
                    return []
                seeker = self.last[int(which * len(self.last[-50:])) - len(self.last[-50:])]
                if which < 0.5:
                    seeker = replace(seeker, id=TicketId(f"{seeker.id}'"))
                return [await self.after(found)] if (found := await self.line.find(seeker, now)) else []
            case "tick", _:
                return [await self.after(each) for each in await self.line.tick(now)]
            case "leave", str() as member:
                return await self.line.leave(ticket(member).member)
            case "restore", list() as tickets:
                await self.line.restore(tickets)
                return None
            case "stats", Ticket() as seeker:
                return await self.line.stats(seeker)
        raise AssertionError(what)

    async def after(self, match: Match) -> tuple[object, ...]:
        chance = self.random.random()
        if chance < 0.7:
            await self.line.settle(match)
        elif chance < 0.9:
            await self.line.release(match)
        return plain(match)


def policy_of(seed: int) -> Policy:
    return (Policy(), Policy(thin=0.0), Policy(thin=1e9), Policy(thin=0.0, commit_after=30.0, fade=40.0, overdue=60.0))[
        seed % 4
    ]
