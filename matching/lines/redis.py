"""The line in Redis, for several processes: each method is one call of a function in find.lua, a tick is several.

Redis is an index that may be lost at any moment. While it can't be reached, whoever searches waits in the database
only; when it is back, or came back empty, `lost` says so, and `restore` makes the line whole again.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from config.ids import MemberId, TicketId
from matching.appraisal import Appraised, Appraiser
from matching.line import LineStats, sane
from matching.lines.answers import Place, Taken
from matching.lines.calls import Calls, Unreachable
from matching.lines.loss import Loss
from matching.lines.profiles import length_of
from matching.lines.requests import Requests
from matching.lines.sealing import Secrets
from matching.lines.search import LOOKS, SEARCHES_PER_TICK, close_by, fits_by, in_common
from matching.pairing import Edge, best_pairs, edge_weight
from matching.policy import Policy
from matching.ticket import GLOBAL, Match, Pool, Ticket
from matching.worth import PARTS, Worth, sign_of

TOGETHER: Final = 256
"""Tickets that are restored at once."""

KNOWN: Final = 200_000
"""People this process remembers having put there. Forgetting one only counts them twice as they search again."""

LONG: Final = 2_000
LOOKS_IN_LONG_LINE: Final = 32
"""With so many in a pool a search reads the briefs of so many who share something, or looks at these people."""

MANY: Final = 50
"""Arrivals from which on it is worth asking which share of them this process saw."""

TELLS: Final = 8
"""Newcomers after whom Redis is told how many came: one by one it would be a command for each."""


class RedisLine:
    """A Line that processes share. `secrets` keep tickets from whoever reads the Redis.

    How often interests are named is what this process sees; how many come it asks of Redis, which counts for all.
    """

    def __init__(self, calls: Calls, policy: Policy, secrets: Secrets, appraiser: Appraiser | None = None) -> None:
        self._requests = Requests(calls, policy, secrets)
        self._appraiser = appraiser or Appraiser(policy)
        self._known: dict[MemberId, TicketId] = {}  # those this process has put there
        self._pools: set[Pool] = set()
        self._counts: dict[Pool, tuple[int, int]] = {}
        self._told: dict[Pool, int] = {}  # of how many newcomers Redis knows from this process
        self._waiting: dict[Pool, int] = {}  # how many wait in a pool, as it was lately
        self._name = uuid4().hex
        self._claims = 0
        self._loss = Loss(self._requests, self._new_claim)

    @property
    def lost(self) -> bool:
        return self._loss.known

    async def find(self, seeker: Ticket, now: float) -> Match | None:
        sane(seeker.since, now)
        known = self._known.get(seeker.member) == seeker.id
        appraised = (self._appraiser.again if known else self._appraiser.newcomer)(seeker, now)
        if len(self._known) >= KNOWN:  # of those whom other processes paired nobody tells this one
            self._known.clear()
        self._known[seeker.member] = seeker.id
        claim = self._new_claim()
        try:
            await self._enter(seeker)
            looks = LOOKS_IN_LONG_LINE if self._waiting.get(seeker.pool, 0) >= LONG else LOOKS
            found = await self._requests.find(seeker, appraised, claim, now, self._untold(seeker.pool, TELLS), looks)
            if isinstance(found, Taken):
                return _match(claim, seeker, found.partner, appraised, found.parts, now)
            if not found.places:
                return None
            # more people are out of the question than one call may ask: the seeker waits meanwhile
            one, claim = Place(found.number, seeker, self._requests.profile(seeker, appraised)), self._new_claim()
            more = await self._requests.settle_for_anyone(one, appraised, claim, now, found.due, found.places)
            return None if more is None else _match(claim, seeker, more.partner, appraised, more.parts, now)
        except Unreachable:
            self._loss.is_away()
            return None

    async def leave(self, member: MemberId) -> bool:
        self._known.pop(member, None)
        try:
            pools = self._pools
            if len(pools) > 1 or any(pool.scope != GLOBAL for pool in pools):
                pools = self._left_by(await self._requests.left(member))
            return any(await asyncio.gather(*[self._requests.leave(pool, member) for pool in pools]))
        except Unreachable:
            self._loss.is_away()
            return False

    async def settle(self, match: Match) -> None:
        for ticket in match.tickets:
            if self._known.get(ticket.member) == ticket.id:
                del self._known[ticket.member]
        try:
            await self._requests.settle(match)
        except Unreachable:
            self._loss.is_away()

    async def release(self, match: Match) -> None:
        try:
            await self._requests.undo(match.id, match.tickets)
        except Unreachable:
            self._loss.is_away()

    async def tick(self, now: float) -> list[Match]:
        sane(now)
        matches: list[Match] = []
        try:
            self._pools |= await self._requests.pools()
            whole = [await self._tick(pool, now, matches) for pool in list(self._pools)]
            await self._loss.is_there(self._pools, whole=all(whole))
        except Unreachable:
            self._loss.is_away()
        return sorted(matches, key=lambda match: (match.seeker.since, match.seeker.member))

    async def restore(self, tickets: Sequence[Ticket]) -> None:
        last, notes = self._last_of(tickets), dict[Pool, str]()
        for pool, many in Counter(ticket.pool for ticket in last).items():
            self._waiting[pool] = max(many, self._waiting.get(pool, 0))
        try:
            notes = await self._loss.begins(self._pools | {ticket.pool for ticket in last})
            await self._take_in(last)
            await self._loss.ends(notes)
        except BaseException as error:
            self._loss.failed(notes)
            if not isinstance(error, Unreachable):
                raise
            self._loss.is_away()

    async def requeue(self, tickets: Sequence[Ticket]) -> None:
        try:
            await self._take_in(self._last_of(tickets))
        except Unreachable:
            self._loss.is_away()

    async def stats(self, seeker: Ticket) -> LineStats:
        unweighed = Appraised(
            self._appraiser.kind(seeker), [Worth(1, name, 0.0, sign_of(name)) for name in seeker.interests], 0, 0
        )
        try:
            waiting, fit, sharing, choosy, named = await self._requests.stats(seeker, unweighed)
        except Unreachable:
            self._loss.is_away()
            return LineStats(0, 0, 0)
        times = dict(zip(seeker.interests, named, strict=True))
        by_times = sorted(times, key=lambda name: -times[name])
        return LineStats(waiting, fit, sharing, tuple(name for name in by_times if times[name]), choosy)

    async def close(self) -> None:
        """End what is under way. The Redis client is the caller's to close."""
        await self._requests.calls.close()

    async def _enter(self, ticket: Ticket) -> None:
        """Be in one pool only: whoever waits in another leaves it.

        Of pools there may be one for each server: which one it was is noted, so that not all have to be asked.
        """
        self._pools.add(ticket.pool)
        if self._pools == {ticket.pool} and ticket.pool.scope == GLOBAL:
            return
        others = self._left_by(await self._requests.enters(ticket)) - {ticket.pool}
        await asyncio.gather(*[self._requests.leave(pool, ticket.member) for pool in others])

    def _left_by(self, noted: Pool | None) -> set[Pool]:
        """The pools that somebody may be in. Of whom nothing is noted, they are in one of everybody's, or in none."""
        return {pool for pool in self._pools if pool.scope == GLOBAL} if noted is None else {noted}

    def _last_of(self, tickets: Sequence[Ticket]) -> Sequence[Ticket]:
        """One for each member."""
        sane(*(ticket.since for ticket in tickets))
        return list({ticket.member: ticket for ticket in tickets}.values())

    async def _take_in(self, tickets: Sequence[Ticket]) -> None:
        self._appraiser.remember([each for each in tickets if self._known.get(each.member) != each.id])
        self._known |= {ticket.member: ticket.id for ticket in tickets}
        for start in range(0, len(tickets), TOGETHER):
            some = tickets[start : start + TOGETHER]
            await asyncio.gather(*map(self._enter, some))
            await asyncio.gather(*map(self._restore, some))  # in the order in which they are given

    async def _restore(self, ticket: Ticket) -> None:
        figures = self._appraiser.figures(ticket)
        await self._requests.restore(ticket, figures, self._waiting.get(ticket.pool, 0))

    async def _settle_for_anyone(self, one: Place, appraised: Appraised, due: float, now: float) -> Match | None:
        """Pair somebody who waits with whoever has waited longest; the longer of the two is the seeker."""
        claim = self._new_claim()
        found = await self._requests.settle_for_anyone(one, appraised, claim, now, due, ())
        if found is None:
            return None
        if (found.partner.since, found.number) < one.order:
            figures = self._appraiser.figures(found.partner)
            parts = fits_by(figures, one.ticket.interests, length_of(one.profile))
            return _match(claim, found.partner, one.ticket, figures, parts, now)
        return _match(claim, one.ticket, found.partner, appraised, found.parts, now)

    async def _tick(self, pool: Pool, now: float, matches: list[Match]) -> bool:
        """One pool's part; whether the line there is whole."""
        ripe: list[Place] = []
        while True:
            begun = await self._requests.begin_tick(pool, now, self._untold(pool, 1))
            ripe += begun.due
            for claim, tickets in begun.stale:
                await self._requests.undo(claim, tickets)
            if not begun.stale and (not begun.more or len(ripe) >= SEARCHES_PER_TICK):
                break
        self._count(pool, begun.arrivals)
        self._waiting[pool] = begun.waiting
        content: list[tuple[Place, float]] = []
        while ripe:
            ripe = await self._pair(pool, ripe, now, matches, content)
        for one, due in sorted(content, key=lambda each: each[0].order):
            match = await self._settle_for_anyone(one, self._appraiser.figures(one.ticket), due, now)
            if match is not None:
                matches.append(match)
        return begun.whole

    async def _pair(
        self, pool: Pool, ripe: Sequence[Place], now: float, matches: list[Match], content: list[tuple[Place, float]]
    ) -> list[Place]:
        """As the line in memory does it: look for all who are due, then pair them together as well as possible.

        Returns those who lost all their possible partners to others, or to another process. Whoever had none is
        `content` with anyone, or looks again later.
        """
        some = [(one, self._appraiser.figures(one.ticket)) for one in ripe]
        sights = await self._requests.look_again(some, now)
        edges: dict[Edge, int] = {}
        hopeful: list[Place] = []
        for one, sight in zip(ripe, sights, strict=True):
            if sight is None:
                continue
            for other, parts, modest in sight.edges:
                edge = (one.number, other) if one.number < other else (other, one.number)
                edges[edge] = max(edges.get(edge, 0), edge_weight(parts, one.modest, modest))
            if sight.edges:
                hopeful.append(one)
            else:
                content.append((one, sight.due))
        pairs: list[Edge] = []
        for so_far in best_pairs(edges):
            pairs = so_far
            await asyncio.sleep(0)
        paired = await self._claim(pool, pairs, now, matches)
        return [one for one in hopeful if one.number not in paired]

    async def _claim(self, pool: Pool, pairs: Sequence[Edge], now: float, matches: list[Match]) -> set[int]:
        """Claim those of the pairs who both still wait; the numbers of the claimed."""
        claims = [self._new_claim() for _ in pairs]
        paired: set[int] = set()
        done = await self._requests.claim_pairs(pool, pairs, claims, now)
        for claim, both in zip(claims, done, strict=True):
            if both is None:
                continue
            one, other = sorted(both, key=lambda each: each.order)
            paired |= {one.number, other.number}
            figures = self._appraiser.figures(one.ticket)
            parts = fits_by(figures, other.ticket.interests, length_of(other.profile))
            matches.append(_match(claim, one.ticket, other.ticket, figures, parts, now))
        return paired

    def _untold(self, pool: Pool, least: int) -> int:
        """How many newcomers Redis is told of now, if there were so many at least."""
        came, told = self._appraiser.market(pool).came, self._told.get(pool, 0)
        if came - told < least:
            return 0
        self._told[pool] = came
        return came - told

    def _count(self, pool: Pool, arrivals: int) -> None:
        """Which share of all who come this process sees."""
        told = self._told.get(pool, 0)
        before, ours_before = self._counts.get(pool, (0, 0))
        came, ours = arrivals - before, told - ours_before
        if came < ours:  # Redis was emptied meanwhile
            self._counts[pool] = arrivals, told
        elif came >= MANY:
            self._appraiser.market(pool).share = max(ours, 1) / came
            self._counts[pool] = arrivals, told

    def _new_claim(self) -> str:
        self._claims += 1
        return f"{self._name}-{self._claims:012d}"


def _match(claim: str, seeker: Ticket, partner: Ticket, appraised: Appraised, parts: int, now: float) -> Match:
    near = close_by(appraised, partner.interests) if appraised.near else ()
    return Match(claim, seeker, partner, in_common(appraised, partner.interests), parts / PARTS, now, near)
