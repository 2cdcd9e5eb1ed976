"""The line in the memory of one process. All of a method happens without an await: that is what makes it one step."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from itertools import count

from config.ids import MemberId
from matching.arrivals import Arrivals
from matching.line import LineStats
from matching.lines.index import Index, Waiting
from matching.policy import Policy
from matching.ticket import Match, Pool, Ticket

SEARCHES_PER_TICK = 500
LOOKS_PER_TICK = 10_000
"""After so many searches, or groups and people looked at, a tick leaves the rest to the next one: at most some 20 ms of
one core, in which the process relays nothing."""


@dataclass(slots=True)
class _Claim:
    match: Match
    held: dict[MemberId, Waiting] = field(default_factory=dict)  # those still in it


class MemoryLine:
    """A Line for one process. Weights come from a decayed count of arrivals over all pools.

    Searching again with the same ticket is no arrival. Matches are numbered: no other process and no other run of this
    one ever sees them.
    """

    def __init__(self, policy: Policy, arrivals: Arrivals | None = None) -> None:
        self._policy = policy
        self._arrivals = arrivals or Arrivals()
        self._index = Index(self._arrivals)
        self._waiting: dict[MemberId, Waiting] = {}
        self._claims: dict[str, _Claim] = {}
        self._claimed: dict[MemberId, _Claim] = {}
        self._numbers = count()
        # When to look again for whom: (due, since, number, member). Left behind by those who left; see _look_again.
        self._due: list[tuple[float, float, int, MemberId]] = []
        self._held_back: set[Pool] = set()  # pools in which a crowd may have kept people apart

    async def find(self, seeker: Ticket, now: float) -> Match | None:
        before = self._take_out(seeker.member)
        one = Waiting(seeker, next(self._numbers))
        if before is None or before.ticket.id != seeker.id:
            self._arrivals.note(one.interests, now)
        match = self._search(one, self._index.count(seeker.pool), now)
        if match is None:
            self._wait(one)
            widens_at = self._policy.widens_at(seeker)
            if widens_at > now:
                self._look_again(one, widens_at)
        return match

    async def leave(self, member: MemberId) -> bool:
        return self._take_out(member) is not None

    async def settle(self, match: Match) -> None:
        claim = self._claims.get(match.id)
        for member in list(claim.held) if claim else ():
            self._take_out(member)
        for ticket in match.tickets:
            there = self._there(ticket.member)
            if there is not None and there.ticket.id == ticket.id:
                self._take_out(ticket.member)

    async def release(self, match: Match) -> None:
        claim = self._claims.get(match.id)
        if claim is not None:
            self._undo(claim)

    async def tick(self, now: float) -> list[Match]:
        for claim in list(self._claims.values()):
            if now - claim.match.claimed_at >= self._policy.claim_expires:
                self._undo(claim)
        for pool in list(self._held_back):
            if not self._policy.crowded(self._index.count(pool) - 1):
                self._held_back.discard(pool)
                for one in self._index.in_pool(pool):
                    self._look_again(one, one.ticket.since)
        matches: list[Match] = []
        enough = self._index.looks + LOOKS_PER_TICK
        for one in self._ripe(now):
            if self._awaited(one.ticket.member, one.number) is None:
                continue  # paired a moment ago
            if self._index.looks >= enough:
                self._look_again(one, one.ticket.since)
                continue
            match = self._search(one, self._index.count(one.ticket.pool) - 1, now)
            if match is not None:
                matches.append(match)
        return matches

    async def restore(self, tickets: Sequence[Ticket]) -> None:
        for ticket in tickets:
            there = self._there(ticket.member)
            if there is not None and there.ticket.id == ticket.id:
                continue
            self._take_out(ticket.member)
            one = Waiting(ticket, next(self._numbers))
            self._arrivals.note(one.interests, ticket.since)
            self._come_back(one)

    async def stats(self, seeker: Ticket) -> LineStats:
        stats = self._index.stats(seeker)
        there = self._waiting.get(seeker.member)
        if there is not None and there.ticket.pool == seeker.pool:
            return replace(stats, waiting=stats.waiting - 1)
        return stats

    def _search(self, one: Waiting, waiting: int, now: float) -> Match | None:
        """Claim the best partner there is for somebody who may wait already; `waiting` are the others in the pool."""
        seeker, policy = one.ticket, self._policy
        found = self._index.best(one, lambda other, score: policy.accepts(seeker, other, score, waiting, now))
        if found is None:
            if policy.crowded(waiting):
                self._held_back.add(seeker.pool)
            return None
        match = Match(str(next(self._numbers)), seeker, found.who.ticket, found.shared, found.score, now)
        claim = self._claims[match.id] = _Claim(match)
        for side in (one, found.who):
            member = side.ticket.member
            self._take_out(member)
            claim.held[member] = side
            self._claimed[member] = claim
        return match

    def _there(self, member: MemberId) -> Waiting | None:
        """Where a member is in the line, waiting or claimed."""
        claim = self._claimed.get(member)
        return self._waiting.get(member) if claim is None else claim.held[member]

    def _take_out(self, member: MemberId) -> Waiting | None:
        one = self._waiting.pop(member, None)
        if one is not None:
            self._index.remove(one)
            return one
        claim = self._claimed.pop(member, None)
        if claim is None:
            return None
        one = claim.held.pop(member)
        if not claim.held:
            del self._claims[claim.match.id]
        return one

    def _undo(self, claim: _Claim) -> None:
        held = list(claim.held.values())
        for one in held:
            self._take_out(one.ticket.member)
        for one in held:
            self._come_back(one)

    def _wait(self, one: Waiting) -> None:
        self._waiting[one.ticket.member] = one
        self._index.add(one)

    def _come_back(self, one: Waiting) -> None:
        """Wait, without having been tried against those who came meanwhile: the next tick does that."""
        self._wait(one)
        self._look_again(one, one.ticket.since)
        self._look_again(one, self._policy.widens_at(one.ticket))

    def _look_again(self, one: Waiting, due: float) -> None:
        heappush(self._due, (due, one.ticket.since, one.number, one.ticket.member))
        if len(self._due) > 4 * len(self._waiting) + 1000:
            self._due = [entry for entry in set(self._due) if self._awaited(entry[3], entry[2]) is not None]
            heapify(self._due)

    def _awaited(self, member: MemberId, number: int) -> Waiting | None:
        one = self._waiting.get(member)
        return one if one is not None and one.number == number else None

    def _ripe(self, now: float) -> list[Waiting]:
        """Those to look again for, longest wait first, as many as one tick may; the others stay due."""
        ripe: dict[MemberId, Waiting] = {}
        while self._due and self._due[0][0] <= now and len(ripe) < SEARCHES_PER_TICK:
            _, _, number, member = heappop(self._due)
            one = self._awaited(member, number)
            if one is not None:
                ripe[member] = one
        return sorted(ripe.values(), key=lambda one: (one.ticket.since, one.number))
