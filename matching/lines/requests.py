"""What is asked of find.lua, and what it answers: tickets become arguments and keys, answers become values."""

import asyncio
import json
from collections.abc import Awaitable, Sequence
from os import urandom
from struct import Struct
from typing import Any, Final

from config.ids import MemberId
from matching.appraisal import Appraised
from matching.lines.answers import Place, Round, Seen, Taken, Waits
from matching.lines.calls import Argument, Calls
from matching.lines.profiles import FIXED, NUMBER, Profiles, keys_of, known_of, left_behind, queues_of, sealed_in
from matching.lines.sealing import Sealing, Secrets
from matching.lines.search import LOOKS, LOOKS_IN_TICK
from matching.pairing import BREADTH, Edge
from matching.policy import Policy
from matching.ticket import Match, Pool, Ticket

COUNTED: Final = 60
"""People of one list that are asked for `stats`; how many there are in all is worked out from these."""

AT_ONCE: Final = 64
"""People a tick takes up, and pairs it claims, in one call. Of all three more would block others for a millisecond."""

LOOK_TOGETHER: Final = 8
"""People for whom one call of a tick looks at most, as Redis decides: else each would cost both sides a call."""

LASTS: Final = 24 * 3600
"""Seconds after which a posting that nobody joined is given up. Whoever waits for longer in a language that nobody else
came to speak meanwhile, renewing the search every half hour, would have to search again."""

POOLS: Final = "bauta:pools"
WHERE: Final = "bauta:where:"
"""Before a member's name: where it stands in which pool they wait."""
NOTED: Final = 24 * 3600
"""Seconds for which that stands there: longer than anybody searches without a word."""

HEAD: Final = Struct("<ddddIIHHHdd")
"""now, three figures of the policy, how long postings last, how many to look at, how many languages and terms, how many
newcomers there were that Redis was not told of; the sum of the squared weights of the seeker's interests, and what all
terms bring."""

GIVEN: Final = 2**32
"""Numbers that a process gives under one name: the first byte is never one that begins another field of `people`."""

ALL_LISTS: Final = "*"


class Requests:
    """Every method raises Unreachable where Redis is."""

    def __init__(self, calls: Calls, policy: Policy, secrets: Secrets) -> None:
        self.calls = calls
        self._policy = policy
        self._profiles = Profiles(secrets.disguise)
        self._sealing = Sealing(secrets)
        self._name = 0
        self._given = GIVEN

    async def find(
        self, seeker: Ticket, appraised: Appraised, claim: str, now: float, came: int, looks: int
    ) -> Taken | Waits:
        """`came`: newcomers of whom Redis was not told yet. `looks`: how many people with an interest in common are
        looked at."""
        one = self._newcomer(seeker, appraised)
        sealed = self._sealing.seal(seeker)
        own = (claim, _field(seeker.member), known_of(_bytes(one.number), seeker, sealed))
        answer = await self._search_lists("find", one, appraised, now, *own, came=came, looks=looks)
        if answer and answer[0] == b"match":
            return Taken(self._taken(answer[1]), 0, answer[2])
        self._sealing.remember(sealed, seeker)
        return Waits(one.number, float(answer[1]), answer[2]) if answer else Waits(one.number)

    async def settle_for_anyone(
        self, one: Place, appraised: Appraised, claim: str, now: float, due: float, places: Sequence[int]
    ) -> Taken | None:
        """Claim whoever has waited longest for somebody who waits; None if nobody will do, or the one is gone."""
        while True:
            what, *rest = await self._search(
                "settle_for_anyone", one, appraised, now, (), "", claim, repr(due), *places
            )
            if what != b"more":
                return Taken(self._taken(rest[0]), int.from_bytes(rest[2]), rest[1]) if what == b"match" else None
            places = rest[0]

    async def look_again(self, some: Sequence[tuple[Place, Appraised]], now: float) -> list[Seen | None]:
        """What each of some in one pool sees; None: they don't wait any more."""
        sights: list[Seen | None] = []
        while len(sights) < len(some):
            for what, *rest in await self._look(some[len(sights) : len(sights) + LOOK_TOGETHER], now):
                if what == b"lists":
                    self._has_lists(some[len(sights)][1], rest)
                elif what == b"gone":
                    sights.append(None)
                else:
                    edges = [(int.from_bytes(number), parts, modest) for number, parts, modest in rest[0]]
                    sights.append(Seen(edges, float(what)))
        return sights

    def _look(self, some: Sequence[tuple[Place, Appraised]], now: float) -> Awaitable[Any]:
        """Ask for some of them, of whom the first are answered."""
        keys: list[str] = []
        args: list[Argument] = [BREADTH]
        for one, appraised in some:
            names = [each.name for each in appraised.search]
            pool, tongues = one.ticket.pool, appraised.kind.tongues
            lists, slots = self._profiles.known_lists(pool, tongues, names)
            keys += [*keys_of(pool, tongues)[len(FIXED) :], *lists]
            args += (*self._seeker(one, appraised, now, names, looks=LOOKS_IN_TICK), slots)
        return self.calls.call("look_again", [*keys_of(some[0][0].ticket.pool, ()), *keys], *args)

    async def claim_pairs(
        self, pool: Pool, pairs: Sequence[Edge], claims: Sequence[str], now: float
    ) -> Sequence[tuple[Place, Place] | None]:
        """Claim pairs who both still wait; None for those who don't."""
        done: list[Any] = []
        for start in range(0, len(pairs), AT_ONCE):
            some = zip(claims[start : start + AT_ONCE], pairs[start : start + AT_ONCE], strict=True)
            args = [each for claim, pair in some for each in (claim, _bytes(pair[0]), _bytes(pair[1]))]
            done += await self._call("claim_pairs", pool, (), repr(now), *args)
        return [
            (self._place(a, *held[:2]), self._place(b, *held[2:])) if held else None
            for (a, b), held in zip(pairs, done, strict=True)
        ]

    async def begin_tick(self, pool: Pool, now: float, came: int) -> Round:
        """Some who are due, about `AT_ONCE`. `came`: newcomers of whom Redis was not told yet."""
        self._sealing.forget(now)
        due, stale, arrivals, here, waiting, more = await self._call(
            "begin_tick", pool, (), repr(now), AT_ONCE, self._policy.claim_expires, came
        )
        return Round(
            [self._place(int.from_bytes(number), *rest) for number, *rest in due],
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
            tongues, names = tuple(sorted(ticket.languages)), list(dict.fromkeys(ticket.interests))
            keys += keys_of(ticket.pool, tongues)[len(FIXED) :]
            keys += self._profiles.lists(ticket.pool, tongues, names)
            fields = self._profiles.fields(names)
            args += (_field(ticket.member), _bytes(self._number()), len(tongues), len(names), fields)
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
        return bool(await self._call("leave", pool, (), _field(member)))

    async def settle(self, match: Match) -> None:
        tickets = [each for ticket in match.tickets for each in (_field(ticket.member), ticket.id)]
        keys = queues_of(match.seeker.pool, sorted(match.seeker.languages | match.partner.languages))
        await self._call("settle", match.seeker.pool, keys, match.id, *tickets)

    async def restore(self, ticket: Ticket, appraised: Appraised, many: int) -> None:
        """Wait without a reserve, unless this very ticket is there. `many` are being restored."""
        one, lists = self._newcomer(ticket, appraised), self._lists(ticket, appraised)
        sealed = self._sealing.seal(ticket)
        self._sealing.remember(sealed, ticket)
        own = (_field(ticket.member), known_of(_bytes(one.number), ticket, sealed), many)
        await self._search("restore", one, appraised, 0.0, lists, ALL_LISTS, *own)

    async def begin_restoring(self, pool: Pool, restores: str) -> None:
        """All who wait in this pool are being put into the line: a note of this name is there until they are."""
        await self._call("begin_restoring", pool, (), restores)

    async def declare_whole(self, pool: Pool, restores: str) -> bool:
        """All are in the line. False if it was emptied since the beginning."""
        await asyncio.gather(*[self.calls.command("EXPIRE", key, LASTS) for key in left_behind(pool)])
        await self.calls.command("SADD", POOLS, json.dumps([pool.scope, pool.age_band]))
        return bool(await self._call("here", pool, (), restores))

    async def pools(self) -> set[Pool]:
        """All pools that anybody ever waited in."""
        return {Pool(*json.loads(name)) for name in await self.calls.command("SMEMBERS", POOLS)}

    async def stats(self, seeker: Ticket, appraised: Appraised) -> tuple[int, int, int, bool, Sequence[int]]:
        """How many wait, fit and share; whether the seeker has a reserve; how many named each of the interests."""
        one, lists = Place(0, seeker, self.profile(seeker, appraised)), self._lists(seeker, appraised)
        waiting, fit, sharing, choosy, named = await self._search(
            "stats", one, appraised, 0.0, lists, ALL_LISTS, _field(seeker.member), looks=COUNTED
        )
        return waiting, fit, sharing, bool(choosy), named

    def profile(self, ticket: Ticket, appraised: Appraised) -> bytes:
        return self._profiles.profile(ticket, appraised)

    def _number(self) -> int:
        """One that was never given: those of a process sort as they were given."""
        if self._given >= GIVEN:
            self._name, self._given = int.from_bytes(urandom(5)), 0
        self._given += 1
        return (self._given - 1 << 40) + self._name

    def _place(self, number: int, known: bytes, profile: bytes) -> Place:
        return Place(number, self._opened(known), profile)

    def _newcomer(self, ticket: Ticket, appraised: Appraised) -> Place:
        return Place(self._number(), ticket, self.profile(ticket, appraised))

    def _opened(self, known: bytes) -> Ticket:
        """The ticket in what the line knows of a member who waits."""
        return self._sealing.open(sealed_in(known))

    def _taken(self, known: bytes) -> Ticket:
        """The same of somebody who is a match's."""
        return self._sealing.take(sealed_in(known))

    def _lists(self, ticket: Ticket, appraised: Appraised) -> Sequence[str]:
        """The keys of all lists that a ticket may be in."""
        return self._profiles.lists(ticket.pool, appraised.kind.tongues, [each.name for each in appraised.search])

    async def _search_lists(
        self, function: str, one: Place, appraised: Appraised, now: float, *own: Argument, looks: int, came: int = 0
    ) -> Any:
        """The same of a function that tells which lists it needs."""
        names = [each.name for each in appraised.search]
        while True:
            lists, slots = self._profiles.known_lists(one.ticket.pool, appraised.kind.tongues, names)
            answer = await self._search(function, one, appraised, now, lists, slots, *own, looks=looks, came=came)
            if not answer or answer[0] != b"lists":
                return answer
            self._has_lists(appraised, answer[1:])

    def _has_lists(self, appraised: Appraised, slots: Sequence[int]) -> None:
        """There are lists of these slots."""
        for slot in slots:
            self._profiles.has_list(appraised.search[(slot - 1) // len(appraised.kind.tongues)].name)

    def _search(
        self,
        function: str,
        one: Place,
        appraised: Appraised,
        now: float,
        lists: Sequence[str],
        slots: bytes | str,
        *own: Argument,
        looks: int = LOOKS,
        came: int = 0,
    ) -> Awaitable[Any]:
        """Call a function that searches: what seeker.lua reads, and then what is its own. `slots`: of
        which the keys of lists are given."""
        names = [each.name for each in appraised.search]
        keys = [*keys_of(one.ticket.pool, appraised.kind.tongues), *lists]
        seeker = self._seeker(one, appraised, now, names, looks=looks, came=came)
        return self.calls.call(function, keys, *seeker, slots, *own)

    def _seeker(
        self, one: Place, appraised: Appraised, now: float, names: Sequence[str], *, looks: int, came: int = 0
    ) -> tuple[bytes, str, bytes, bytes, bytes]:
        """What seeker.lua reads, but for the lists."""
        policy = self._policy
        head = HEAD.pack(
            now, policy.commit_after, policy.fade, policy.overdue, LASTS, looks,
            len(appraised.kind.tongues), len(names), came, appraised.every, appraised.brings,
        )  # fmt: skip
        values, near = self._profiles.terms(appraised)
        return head + values, self._profiles.fields(names), one.profile, _bytes(one.number), near

    async def _call(self, function: str, pool: Pool, keys: Sequence[str], *args: Argument) -> Any:
        return await self.calls.call(function, [*keys_of(pool, ()), *keys], *args)


def _field(member: MemberId) -> str:
    """Where the line keeps what it knows of somebody."""
    return f"@{member}"


def _bytes(number: int) -> bytes:
    return number.to_bytes(NUMBER)
