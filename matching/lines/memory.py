"""The line in the memory of one process. What happens between two awaits is one step; only a tick has several."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush
from itertools import count
from math import inf, isfinite
from typing import Final

from config.ids import MemberId
from matching.appraisal import Appraised, Appraiser
from matching.line import LineStats, sane
from matching.lines.index import PAIRS_FROM, Shelf, Tongue
from matching.lines.longest import longest
from matching.lines.search import (
    LOOKS,
    LOOKS_IN_TICK,
    SEARCHES_PER_TICK,
    Sight,
    close_by,
    fits_by,
    in_common,
    look,
)
from matching.lines.stats import stats_of
from matching.lines.waiting import Claim, Waiting
from matching.pairing import BREADTH, Edge, best_pairs, edge_weight
from matching.policy import Policy
from matching.ticket import Match, Pool, Ticket
from matching.worth import PARTS

SLICE: Final = 48
"""So many searches in a row, some 5 ms, before a tick lets others have their turn."""


class MemoryLine:
    """A Line for one process. Matches are numbered: no other process and no other run ever sees them."""

    def __init__(self, policy: Policy, appraiser: Appraiser | None = None) -> None:
        self._policy = policy
        self._appraiser = appraiser or Appraiser(policy)
        self._shelves: dict[Pool, Shelf] = {}
        self._there: dict[MemberId, Waiting] = {}  # waiting or claimed
        self._claims: dict[str, Claim] = {}
        self._numbers = count(1)
        self._stamps = count(1)
        # When to look again for whom. Entries of those who left or were scheduled anew stay until they come up.
        self._due: list[tuple[float, int, int, Waiting]] = []

    @property
    def lost(self) -> bool:
        return False

    async def find(self, seeker: Ticket, now: float) -> Match | None:
        if not (isfinite(now) and isfinite(seeker.since)):
            sane(seeker.since, now)
        before = self._take_out(seeker.member) if seeker.member in self._there else None
        if before is not None and before.ticket.id == seeker.id:
            appraised = self._appraiser.again(seeker, now)
        else:
            appraised = self._appraiser.newcomer(seeker, now)
        one = Waiting(seeker, next(self._numbers), appraised)
        shelf = self._shelves.get(seeker.pool)
        due = inf
        if shelf is not None:
            tongues, overdue = shelf.of(appraised.kind), self._policy.overdue
            other = longest(tongues, one, now, overdue, overdue)
            if other is None:
                pairs = shelf.count >= PAIRS_FROM
                found, due = look(tongues, one, appraised, self._policy, now, next(self._stamps), LOOKS, pairs)
                other = max(found)[3] if found else self._anyone(tongues, one, now)
            if other is not None:
                return self._claim(one, other, appraised, now)
        self._wait(one)
        self._look_at(one, due, now)
        return None

    async def leave(self, member: MemberId) -> bool:
        return self._take_out(member) is not None

    async def settle(self, match: Match) -> None:
        claim = self._claims.pop(match.id, None)
        held = claim.held if claim is not None else []
        for one in held:
            one.claim = None
            del self._there[one.member]
        if len(held) < 2:  # else nobody of this match can be anywhere else
            for ticket in match.tickets:
                if self._has(ticket):
                    self._take_out(ticket.member)

    async def release(self, match: Match) -> None:
        claim = self._claims.get(match.id)
        if claim is not None:
            self._undo(claim)

    async def tick(self, now: float) -> list[Match]:
        sane(now)
        for claim in list(self._claims.values()):
            if now - claim.match.claimed_at >= self._policy.claim_expires:
                self._undo(claim)
        matches: list[Match] = []
        due = ripe = self._ripe(now, SEARCHES_PER_TICK)
        content: list[Waiting] = []
        try:
            while ripe:
                ripe, alone = await self._pair(ripe, now, matches)
                content += alone
            for one in sorted(content, key=_place):
                if one.alive:
                    self._pair_with_anyone(one, now, matches)
        except BaseException:  # cancelled, or a mistake of ours: whoever was due is due again
            for one in due:
                if one.alive:
                    self._schedule(one, now)
            raise
        return sorted(matches, key=lambda match: (match.seeker.since, match.seeker.member))

    async def restore(self, tickets: Sequence[Ticket]) -> None:
        sane(*(ticket.since for ticket in tickets))
        last = {ticket.member: ticket for ticket in tickets}
        new = [ticket for ticket in last.values() if not self._has(ticket)]
        self._appraiser.remember(new)
        for ticket in new:
            self._take_out(ticket.member)
            self._come_back(Waiting(ticket, next(self._numbers), self._appraiser.figures(ticket)))

    async def requeue(self, tickets: Sequence[Ticket]) -> None:
        await self.restore(tickets)

    async def stats(self, seeker: Ticket) -> LineStats:
        there = self._there.get(seeker.member)
        stats = stats_of(self._shelves.get(seeker.pool), seeker, self._appraiser.kind(seeker))
        if there is None or there.ticket.pool != seeker.pool:
            return stats
        return replace(stats, waiting=stats.waiting - there.alive, choosy=there.reserve > 0)

    def _anyone(self, tongues: Sequence[Tongue], one: Waiting, now: float) -> Waiting | None:
        """The longest waiting of those who would be content with this one, and this one with them."""
        commit = self._policy.commit_after
        choosy = -inf if now >= one.since + commit else commit
        return longest(tongues, one, now, choosy, choosy if one.reserve else -inf)

    def _claim(self, one: Waiting, other: Waiting, appraised: Appraised, now: float) -> Match:
        match = Match(
            str(next(self._numbers)),
            one.ticket,
            other.ticket,
            in_common(appraised, other.names),
            fits_by(appraised, other.names, other.length) / PARTS,
            now,
            close_by(appraised, other.names) if appraised.near else (),
        )
        claim = self._claims[match.id] = Claim(match, one, other)
        for side in claim.held:
            if side.alive:
                self._shelve(side)
            side.claim = claim
            self._there[side.member] = side
        return match

    async def _pair(self, ripe: list[Waiting], now: float, matches: list[Match]) -> tuple[list[Waiting], list[Waiting]]:
        """Pair those who are due with people who share an interest, together as well as possible.

        Others may come and go between two slices: a pair is claimed only if both are still there. Returns whoever lost
        all their possible partners to others, and whoever had none.
        """
        people: dict[int, Waiting] = {}
        edges: dict[Edge, int] = {}
        hopeful, alone = list[Waiting](), list[Waiting]()
        for at, one in enumerate(ripe):
            if at % SLICE == SLICE - 1:
                await asyncio.sleep(0)
            if not one.alive:
                continue
            found, one.due = self._look(one, now)
            for _, _, _, other, parts in sorted(found, reverse=True)[:BREADTH]:
                edge = (one.number, other.number) if one.number < other.number else (other.number, one.number)
                edges[edge] = max(edges.get(edge, 0), edge_weight(parts, one.modest, other.modest))
                people[other.number] = other
            people[one.number] = one
            (hopeful if found else alone).append(one)
        pairs: list[Edge] = []
        for so_far in best_pairs(edges):
            pairs = so_far
            await asyncio.sleep(0)
        for a, b in pairs:
            one, other = sorted((people[a], people[b]), key=_place)
            if one.alive and other.alive:
                matches.append(self._claim(one, other, self._appraiser.figures(one.ticket), now))
        return [one for one in hopeful if one.alive], alone

    def _pair_with_anyone(self, one: Waiting, now: float, matches: list[Match]) -> None:
        """Nobody who shares an interest will do yet: take who has waited longest, or look again later."""
        other = self._anyone(self._shelves[one.ticket.pool].of(one.kind), one, now)
        if other is None:
            self._look_at(one, inf if one.due is None else one.due, now)
            return
        first, second = sorted((one, other), key=_place)
        matches.append(self._claim(first, second, self._appraiser.figures(first.ticket), now))

    def _look(self, one: Waiting, now: float) -> Sight:
        appraised = self._appraiser.figures(one.ticket)
        shelf, stamp = self._shelves[one.ticket.pool], next(self._stamps)
        tongues, pairs = shelf.of(one.kind), shelf.count >= PAIRS_FROM
        return look(tongues, one, appraised, self._policy, now, stamp, LOOKS_IN_TICK, pairs)

    def _has(self, ticket: Ticket) -> bool:
        there = self._there.get(ticket.member)
        return there is not None and there.ticket.id == ticket.id

    def _wait(self, one: Waiting) -> None:
        self._there[one.member] = one
        shelf = self._shelves.get(one.ticket.pool)
        if shelf is None:
            shelf = self._shelves[one.ticket.pool] = Shelf()
        shelf.add(one)

    def _shelve(self, one: Waiting) -> None:
        """Take somebody who waits off their shelf."""
        shelf = self._shelves[one.ticket.pool]
        shelf.remove(one)
        if not shelf.count:
            del self._shelves[one.ticket.pool]

    def _take_out(self, member: MemberId) -> Waiting | None:
        one = self._there.pop(member, None)
        if one is None:
            return None
        if one.alive:
            self._shelve(one)
            return one
        claim, one.claim = one.claim, None
        if claim is not None:
            claim.held.remove(one)
            if not claim.held:
                del self._claims[claim.match.id]
        return one

    def _undo(self, claim: Claim) -> None:
        held = list(claim.held)
        for one in held:
            self._take_out(one.member)
        for one in held:
            self._come_back(one.again(next(self._numbers)))

    def _come_back(self, one: Waiting) -> None:
        """Wait, without having been tried against those who came meanwhile: the next tick does that."""
        self._wait(one)
        self._schedule(one, one.since)

    def _look_at(self, one: Waiting, due: float, now: float) -> None:
        """Look again when somebody seen becomes acceptable, and when anyone eligible does; after that, others look."""
        commits = self._policy.commits_at(one.since)
        if now < commits < due:
            due = commits
        if due < inf:
            self._schedule(one, due)

    def _schedule(self, one: Waiting, due: float) -> None:
        one.due = due
        heap = self._due
        heappush(heap, (due, one.number, next(self._numbers), one))
        if len(heap) > 2 * len(self._there) + 1000:
            self._due = [entry for entry in heap if entry[3].alive and entry[3].due == entry[0]]
            heapify(self._due)

    def _ripe(self, now: float, most: int) -> list[Waiting]:
        """Those to look again for, the longest due first; the others stay due."""
        ripe: list[Waiting] = []
        while self._due and self._due[0][0] <= now and len(ripe) < most:
            due, _, _, one = heappop(self._due)
            if one.alive and one.due == due:
                one.due = None
                ripe.append(one)
        return ripe


def _place(one: Waiting) -> tuple[float, int]:
    return one.since, one.number
