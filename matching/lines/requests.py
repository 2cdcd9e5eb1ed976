"""What is asked of find.lua, and what it answers: tickets become arguments and keys, answers become values."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from struct import Struct
from typing import Any, NamedTuple

from config.ids import MemberId
from matching.appraisal import Appraised
from matching.lines.calls import Argument, Calls
from matching.lines.profiles import Profiles, Secrets, fixed_keys, left_behind, modest_of, since_of
from matching.lines.search import LOOKS, LOOKS_IN_TICK
from matching.pairing import BREADTH, Edge
from matching.policy import Policy
from matching.ticket import Match, Pool, Ticket

COUNTED = 60
"""People of one list that are asked for `stats`; how many there are in all is worked out from these."""

AT_ONCE = 64
"""People a tick takes up, and pairs it claims, in one call. Of all three more would block others for a millisecond."""

LASTS = 24 * 3600
"""Seconds after which a posting that nobody joined is given up. Whoever waits for longer in a language that nobody else
came to speak meanwhile, renewing the search every half hour, would have to search again."""

POOLS = "bauta:pools"
WHERE = "bauta:where:"
"""Before a member's name: where it stands in which pool they wait."""
NOTED = 24 * 3600
"""Seconds for which that stands there: longer than anybody searches without a word."""

HEAD = Struct("<ddddIIHHHdd")
"""now, three figures of the policy, how long postings last, how many to look at, how many languages and terms, whether
somebody new comes; the sum of the squared weights of the seeker's interests, and what all terms bring."""


RESTORES = "restores "
"""Before the name of a restore that is under way."""


class Place(NamedTuple):
    """Somebody's place in the line, as the line in Redis knows them."""

    number: int
    ticket: Ticket
    profile: bytes

    @property
    def order(self) -> tuple[float, int]:
        return since_of(self.profile), self.number

    @property
    def modest(self) -> int:
        return modest_of(self.profile)


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody was claimed for the seeker. `parts`: how well they fit, by the seeker's weights."""

    partner: Ticket
    number: int
    parts: int


@dataclass(frozen=True, slots=True)
class Waits:
    """The seeker waits. Where more people wait than one call may ask, `places`: where to go on in each queue, and
    `due`: when to look again, should nobody there do."""

    number: int
    due: float = inf
    places: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """Whom somebody who waits may be paired with: (number, score, modest); and when the next becomes acceptable."""

    edges: Sequence[tuple[int, int, int]]
    due: float


@dataclass(frozen=True, slots=True)
class Round:
    """What a tick begins with: who is due, whose claim is stale, how many ever came, whether the line is whole, how
    many wait, and whether more may be due."""

    due: Sequence[Place]
    stale: Sequence[tuple[str, Sequence[Ticket]]]
    arrivals: int
    whole: bool
    waiting: int
    more: bool


class Requests:
    """Every method raises Unreachable where Redis is."""

    def __init__(self, calls: Calls, policy: Policy, secrets: Secrets) -> None:
        self.calls = calls
        self._policy = policy
        self._profiles = Profiles(secrets)

    async def find(
        self, seeker: Ticket, appraised: Appraised, claim: str, now: float, *, newcomer: bool, looks: int
    ) -> Taken | Waits:
        """`looks`: how many people with an interest in common are looked at."""
        what, *rest = await self._search(
            "find", seeker, appraised, self.profile(seeker, appraised), "", now, claim, self._known(seeker),
            newcomer=newcomer, looks=looks,
        )  # fmt: skip
        if what == b"match":
            return Taken(self._opened(rest[0]), 0, rest[1])
        number, *more = rest
        return Waits(int(number), float(more[0]), more[1]) if more else Waits(int(number))

    async def settle_for_anyone(
        self, one: Place, appraised: Appraised, claim: str, now: float, due: float, places: Sequence[int]
    ) -> Taken | None:
        """Claim whoever has waited longest for somebody who waits; None if nobody will do, or the one is gone."""
        while True:
            what, *rest = await self._search(
                "settle_for_anyone", one.ticket, appraised, one.profile, _text(one.number), now,
                claim, repr(due), *places,
            )  # fmt: skip
            if what != b"more":
                return Taken(self._opened(rest[0]), int(rest[2]), rest[1]) if what == b"match" else None
            places = rest[0]

    async def look_again(self, one: Place, appraised: Appraised, now: float) -> Seen | None:
        """None: they don't wait any more."""
        due, *rest = await self._search(
            "look_again", one.ticket, appraised, one.profile, _text(one.number), now, BREADTH, looks=LOOKS_IN_TICK
        )
        if due == b"gone":
            return None
        return Seen([(int(number), parts, modest) for number, parts, modest in rest[0]], float(due))

    async def claim_pairs(
        self, pool: Pool, pairs: Sequence[Edge], claims: Sequence[str], now: float
    ) -> Sequence[tuple[Place, Place] | None]:
        """Claim pairs who both still wait; None for those who don't."""
        done: list[Any] = []
        for start in range(0, len(pairs), AT_ONCE):
            some = zip(claims[start : start + AT_ONCE], pairs[start : start + AT_ONCE], strict=True)
            args = [each for claim, (a, b) in some for each in (claim, _text(a), _text(b))]
            done += await self._call("claim_pairs", pool, (), repr(now), *args)
        return [
            (self._place(a, *held[:2]), self._place(b, *held[2:])) if held else None
            for (a, b), held in zip(pairs, done, strict=True)
        ]

    async def begin_tick(self, pool: Pool, now: float) -> Round:
        """Some who are due, about `AT_ONCE`."""
        self._profiles.forget(now)
        due, stale, arrivals, here, waiting, more = await self._call(
            "begin_tick", pool, (), repr(now), AT_ONCE, self._policy.claim_expires
        )
        return Round(
            [self._place(int(number), *rest) for number, *rest in due],
            [(claim.decode(), [self._opened(each) for each in known]) for claim, *known in stale],
            int(arrivals),
            bool(here),
            waiting,
            bool(more),
        )

    async def undo(self, claim: str, tickets: Sequence[Ticket]) -> None:
        """Whoever is still held in this claim waits again, due at once."""
        keys: list[str] = []
        args: list[Argument] = []
        for ticket in tickets:
            tongues, names = sorted(ticket.languages), list(dict.fromkeys(ticket.interests))
            keys += self._profiles.keys(ticket.pool, tongues, names)
            args += (ticket.member, len(tongues), len(names), self._profiles.fields(names))
        if tickets:
            await self._call("undo", tickets[0].pool, keys, claim, LASTS, *args)

    async def enters(self, ticket: Ticket) -> Pool | None:
        """Note in which pool somebody waits from now on. The one noted before, if there was one."""
        name = json.dumps([ticket.pool.scope, ticket.pool.age_band])
        before = await self.calls.command("SET", f"{WHERE}{ticket.member}", name, "EX", NOTED, "GET")
        return None if before is None else Pool(*json.loads(before))

    async def left(self, member: MemberId) -> Pool | None:
        """Nothing is noted of somebody any more. The pool that was, if there was one."""
        before = await self.calls.command("GETDEL", f"{WHERE}{member}")
        return None if before is None else Pool(*json.loads(before))

    async def leave(self, pool: Pool, member: MemberId) -> bool:
        return bool(await self._call("leave", pool, (), member))

    async def settle(self, match: Match) -> None:
        tickets = [each for ticket in match.tickets for each in (ticket.member, ticket.id)]
        tongues = sorted(match.seeker.languages | match.partner.languages)
        keys = self._profiles.queues(match.seeker.pool, tongues)
        await self._call("settle", match.seeker.pool, keys, match.id, *tickets)

    async def restore(self, ticket: Ticket, appraised: Appraised) -> None:
        """Wait without a reserve, unless this very ticket is there."""
        profile = self.profile(ticket, appraised)
        await self._search("restore", ticket, appraised, profile, ticket.id, 0.0, self._known(ticket))

    async def begin_restoring(self, pool: Pool, restores: str) -> None:
        """All who wait in this pool are being put into the line: a note of this name is there until they are."""
        await self.calls.command("HSET", fixed_keys(pool)[0], f"{RESTORES}{restores}", 1)

    async def declare_whole(self, pool: Pool, restores: str) -> bool:
        """All are in the line. False if it was emptied since the beginning."""
        await asyncio.gather(*[self.calls.command("EXPIRE", key, LASTS) for key in left_behind(pool)])
        await self.calls.command("SADD", POOLS, json.dumps([pool.scope, pool.age_band]))
        return bool(await self._call("here", pool, (), f"{RESTORES}{restores}"))

    async def pools(self) -> set[Pool]:
        """All pools that anybody ever waited in."""
        return {Pool(*json.loads(name)) for name in await self.calls.command("SMEMBERS", POOLS)}

    async def stats(self, seeker: Ticket, appraised: Appraised) -> tuple[int, int, int, bool, Sequence[int]]:
        """How many wait, fit and share; whether the seeker has a reserve; how many named each of the interests."""
        profile = self.profile(seeker, appraised)
        waiting, fit, sharing, choosy, named = await self._search(
            "stats", seeker, appraised, profile, seeker.id, 0.0, looks=COUNTED
        )
        return waiting, fit, sharing, bool(choosy), named

    def profile(self, ticket: Ticket, appraised: Appraised) -> bytes:
        return self._profiles.profile(ticket, appraised)

    def _place(self, number: int, known: bytes, profile: bytes) -> Place:
        return Place(number, self._opened(known), profile)

    def _known(self, ticket: Ticket) -> bytes:
        """What the line knows of a member, but for their number; line.lua describes it."""
        return b"%b\0%b" % (ticket.id.encode(), self._profiles.seal(ticket))

    def _opened(self, known: bytes) -> Ticket:
        """The ticket in what the line knows of a member."""
        return self._profiles.open(known[known.index(0) + 1 :])

    async def _search(
        self,
        function: str,
        ticket: Ticket,
        appraised: Appraised,
        profile: bytes,
        number: str,
        now: float,
        *own: Argument,
        looks: int = LOOKS,
        newcomer: bool = False,
    ) -> Any:
        """Call a function that searches: what search.lua reads as its `seeker`, and then what is its own."""
        policy, search, tongues = self._policy, appraised.search, appraised.kind.tongues
        head = HEAD.pack(
            now, policy.commit_after, policy.fade, policy.overdue, LASTS, looks,
            len(tongues), len(search), newcomer, appraised.every, appraised.brings,
        )  # fmt: skip
        names = [name for _, name, _ in search]
        keys, fields = self._profiles.keys(ticket.pool, tongues, names), self._profiles.fields(names)
        values, near = self._profiles.terms(appraised)
        return await self._call(function, ticket.pool, keys, head + values, fields, profile, number, near, *own)

    async def _call(self, function: str, pool: Pool, keys: Sequence[str], *args: Argument) -> Any:
        return await self.calls.call(function, [*fixed_keys(pool), *keys], *args)


def _text(number: int) -> str:
    return f"{number:016d}"
