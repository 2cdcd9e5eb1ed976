"""What moderators do with a case before they decide: look at it, claim it, give it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.database import UnitOfWork
from moderation.audit import Kind
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import (
    CLAIMED,
    OPEN,
    WAITING,
    Case,
    Forbidden,
    Move,
    NoSuchCase,
    Stale,
    State,
    claim,
    heartbeat,
    put_back,
)
from moderation.ladder import Step, proposed
from moderation.model import SYSTEM, CaseId, Detail, Queue, Report, Sanction
from moderation.priority import Terms, age_bonus, reporter_weight, terms
from moderation.roles import Action, Actor


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case as moderators see it before they look at evidence: nothing in it tells who anybody is.

    `details`: what was reported more exactly, and how often. `step`: what the ladder proposes. `strikes`: of the last
    90 days. `past`: sanctions of before.
    """

    case: Case
    terms: Terms
    details: tuple[tuple[Detail, int], ...]
    strikes: int
    step: Step
    past: tuple[Sanction, ...]


def mine(case: Case, actor: Actor, fence: int, now: datetime) -> Case:
    """The case, if this claim of theirs holds. Raises Stale."""
    if not case.held_by(actor.member, fence, now):
        raise Stale
    return case


class Casework:
    """Cases, from the side of those who work on them. Every method raises a `Refused` where it cannot be done, and then
    has changed nothing."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    # --- looking ---

    async def queue(self, unit: UnitOfWork, actor: Actor, limit: int = 20, offset: int = 0) -> Sequence[Case]:
        """What waits for somebody, the most pressing first. Raises Forbidden for those who have no queue."""
        queues = actor.sees()
        if not queues:
            raise Forbidden
        books = Books(unit)
        only = actor.server if queues == {Queue.SERVER} else None
        return await books.cases.page(self._bench.now(), WAITING, queues, server=only, limit=limit, offset=offset)

    async def waiting(self, unit: UnitOfWork, server: str | None = None) -> dict[Queue, int]:
        """How many cases nobody has decided, by queue: those of a server's moderators, or of all others."""
        found = await Books(unit).cases.counts(OPEN | {State.APPEALED, State.CLAIMED_APPEAL}, server)
        return {queue: count for queue, count in found.items() if (queue is Queue.SERVER) is (server is not None)}

    async def open_ones(self, unit: UnitOfWork, server: str | None, limit: int) -> Sequence[Case]:
        """Cases nobody has decided, the most pressing first: those of a server's moderators, or all others."""
        queues = {Queue.SERVER} if server is not None else set(Queue) - {Queue.SERVER}
        states = OPEN | {State.APPEALED, State.CLAIMED_APPEAL}
        return await Books(unit).cases.page(self._bench.now(), states, queues, server=server, limit=limit)

    async def words(self, unit: UnitOfWork, name: str) -> Sequence[Report]:
        """The reports of a case, with what was written to them: for the eyes of whoever holds it."""
        return await Books(unit).reports.of(CaseId(name))

    async def in_hand(self, unit: UnitOfWork, actor: Actor) -> Sequence[Case]:
        """What somebody has claimed."""
        return await Books(unit).cases.held(actor.member)

    async def sheet(self, unit: UnitOfWork, name: str) -> Sheet:
        """What the card of a case says. Raises NoSuchCase."""
        books, now, policy = Books(unit), self._bench.now(), self._bench.policy
        case = await books.case(name)
        reports = await books.reports.of(case.id)
        details: dict[Detail, int] = {}
        for each in reports:
            if each.detail is not None:
                details[each.detail] = details.get(each.detail, 0) + 1
        ordered = tuple(sorted(details.items(), key=lambda pair: (-pair[1], pair[0])))
        weights = [reporter_weight(*await books.reports.reliability(each)) for each in {r.reporter for r in reports}]
        strikes, past = 0, tuple[Sanction, ...]()
        if case.subject is not None:
            strikes = await books.sanctions.strikes(case.subject, now, timedelta(days=policy.ladder.window_days))
            past = tuple(sanction for sanction, _ in await books.sanctions.on_record(case.subject))
        first = ordered[0][0] if ordered else None
        base = max([policy.base(case.reason, detail) for detail in details] or [policy.base(case.reason)])
        counted = replace(terms(base, weights, strikes), age=age_bonus(case.created_at, case.due_at, now))
        return Sheet(case, counted, ordered, strikes, proposed(policy, strikes, case.reason, first), past)

    async def undecided(self, unit: UnitOfWork, actor: Actor, limit: int = 100) -> Sequence[Case]:
        """All that is to be decided, in hand or not, the most pressing first; that it was looked at is a line in the
        log. Raises Forbidden."""
        queues = actor.sees()
        if not queues:
            raise Forbidden
        books, now = Books(unit), self._bench.now()
        only = actor.server if queues == {Queue.SERVER} else None
        await books.audit.append(now, actor.member, Kind.QUEUE_READ)
        return await books.cases.page(now, WAITING | CLAIMED, queues, server=only, limit=limit)

    async def looked_at(self, unit: UnitOfWork, actor: Actor, name: str) -> Sheet:
        """The sheet of a case that somebody may know of, and a line in the log. Raises NoSuchCase."""
        case = await self.known(unit, actor, name)
        await Books(unit).audit.append(self._bench.now(), actor.member, Kind.QUEUE_READ, case.id)
        return await self.sheet(unit, name)

    async def known(self, unit: UnitOfWork, actor: Actor, name: str) -> Case:
        """A case that somebody may know of. Raises NoSuchCase."""
        case = await Books(unit).case(name)
        if not actor.may(Action.SEE_QUEUE, case.queue, case.server):
            raise NoSuchCase
        return case

    async def opened(self, unit: UnitOfWork, actor: Actor, name: str, fence: int) -> Case:
        """Somebody looks at the evidence of the case they hold; it is on record that they did."""
        books, now = Books(unit), self._bench.now()
        case = await books.case(name)
        await self._bench.allowed(books, actor, case, Action.VIEW)
        if not case.held_by(actor.member, fence, now):
            raise Stale
        await books.audit.append(now, actor.member, Kind.VIEWED, case.id)
        return case

    # --- claiming ---

    async def claim(self, unit: UnitOfWork, actor: Actor, name: str) -> Case:
        """Take a case in hand for ten minutes; `fence` of the answer is what later steps name."""
        books, now = Books(unit), self._bench.now()
        case = await self._fresh(books, await books.case(name), now)
        await self._bench.allowed(books, actor, case, Action.CLAIM)
        if case.queue is Queue.APPEALS:
            await self._somebody_else(books, actor, case)
        taken = claim(case, actor.member, now, self._bench.policy.claims)
        return await books.move(case, taken, Move.CLAIM, actor.member, now)

    async def heartbeat(self, unit: UnitOfWork, actor: Actor, name: str, fence: int) -> Case:
        """The one who holds it is still there."""
        books, now = Books(unit), self._bench.now()
        case = await books.case(name)
        kept = heartbeat(case, actor.member, fence, now, self._bench.policy.claims)
        return await books.move(case, kept, Move.HEARTBEAT, actor.member, now)

    async def release(self, unit: UnitOfWork, actor: Actor, name: str, fence: int) -> Case:
        """Give it back undecided."""
        books, now = Books(unit), self._bench.now()
        case = mine(await books.case(name), actor, fence, now)
        back = put_back(case, Move.RELEASE, self._bench.policy.claims)
        return await books.move(case, back, Move.RELEASE, actor.member, now)

    async def _fresh(self, books: Books, case: Case, now: datetime) -> Case:
        """The case without a claim that is over."""
        if case.lease_until is None or case.leased(now):
            return case
        back = put_back(case, Move.EXPIRE, self._bench.policy.claims)
        return await books.move(case, back, Move.EXPIRE, SYSTEM, now)

    async def expire(self, unit: UnitOfWork, most: int = 50) -> int:
        """Claims whose time is over end. How many did."""
        books, now = Books(unit), self._bench.now()
        lapsed = await books.cases.lapsed(now, most)
        for case in lapsed:
            await self._fresh(books, case, now)
        return len(lapsed)

    async def _somebody_else(self, books: Books, actor: Actor, case: Case) -> None:
        """An appeal is for somebody who did not take part in the decision. Raises Forbidden."""
        decided = await books.rulings.decisions_of(case.id)
        asked = await books.rulings.open_appeal(case.id)
        took_part = {each.actor for each in decided} | {each.second for each in decided}
        if actor.member in took_part | ({asked[1]} if asked else set()):
            raise Forbidden
