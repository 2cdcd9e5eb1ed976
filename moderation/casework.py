"""What moderators do with a case before they decide: look at it, claim it, give it back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.audit import Kind
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import (
    CLAIMED,
    IN_APPEAL,
    OPEN,
    WAITING,
    Case,
    Forbidden,
    Move,
    NoSuchCase,
    NotNow,
    Refused,
    Stale,
    State,
    claim,
    heartbeat,
    latest,
    put_back,
    set_anew,
)
from moderation.ladder import Step, proposed
from moderation.model import SYSTEM, Appeal, CaseId, Decision, Detail, Note, Queue, Report, Sanction
from moderation.priority import COUNTED, Terms, age_bonus, reporter_weight, terms
from moderation.roles import SECOND_WITHIN, Action, Actor, Role
from moderation.stores.rulings import Approval


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case as moderators see it before they look at evidence: nothing in it tells who anybody is.

    `details`: what was reported more exactly, and how often. `step`: what the ladder proposes. `strikes`: of the last
    90 days. `past`: sanctions on record that count, and when they were lifted if they were. `holding`: how many came of
    the case and hold. `asked`: to unmask somebody or to export the case, which waits for a second person.
    """

    case: Case
    terms: Terms
    details: tuple[tuple[Detail, int], ...]
    strikes: int
    step: Step
    past: tuple[tuple[Sanction, datetime | None], ...]
    holding: int = 0
    asked: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True)
class Papers:
    """What was written about a case, for the one who holds it: reports with their words, decisions with their notes,
    what waits for a second person, the appeal, and moderators' notes. People are MemberIds in it: show none."""

    reports: tuple[Report, ...] = field(repr=False)
    decisions: tuple[Decision, ...] = field(repr=False)
    asked: tuple[Approval, ...] = field(repr=False)
    appeal: Appeal | None = field(repr=False)
    notes: tuple[Note, ...] = field(repr=False)


class Casework:
    """Cases, from the side of those who work on them. Every method raises a `Refused` where it cannot be done, and then
    has changed nothing."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    # --- looking ---

    async def queue(self, unit: UnitOfWork, actor: Actor, limit: int = 20, offset: int = 0) -> Sequence[Case]:
        """What waits for somebody, the most pressing first; it is on record that they looked.

        Raises Forbidden for those who have no queue.
        """
        everywhere, there = actor.sees(), actor.sees_there()
        if not everywhere | there:
            raise Forbidden
        books, now = Books(unit), self._bench.now()
        found = await books.cases.page(
            now, WAITING, everywhere, there=there - everywhere, server=actor.server, limit=limit, offset=offset
        )
        await books.audit.append(now, actor.member, Kind.QUEUE_READ, note=str(offset))
        return found

    async def waiting_for(self, unit: UnitOfWork, actor: Actor) -> int:
        """How many cases wait in the queues of this moderator, as `queue` lists them."""
        cases, everywhere = Books(unit).cases, actor.sees()
        found = await cases.counts(WAITING)
        there = {} if actor.server is None else await cases.counts(WAITING, actor.server)
        apart = actor.sees_there() - everywhere
        return sum(found.get(each, 0) for each in everywhere) + sum(there.get(each, 0) for each in apart)

    async def waiting(self, unit: UnitOfWork, server: str | None = None) -> dict[Queue, int]:
        """How many cases nobody has decided, by queue: those of a server's moderators, or of all others."""
        found = await Books(unit).cases.counts(OPEN | {State.APPEALED, State.CLAIMED_APPEAL}, server)
        return {queue: count for queue, count in found.items() if (queue is Queue.SERVER) is (server is not None)}

    async def open_ones(
        self, unit: UnitOfWork, server: str | None, limit: int, seen: Collection[Queue] = frozenset(Queue)
    ) -> Sequence[CaseId]:
        """The numbers of cases nobody has decided, the most pressing first: those of a server's moderators, or all
        others.

        `seen`: the queues that count; what is in others takes nobody's place.
        """
        everywhere = set(seen) - {Queue.SERVER} if server is None else set[Queue]()
        there = set[Queue]() if server is None else {Queue.SERVER}
        states = OPEN | {State.APPEALED, State.CLAIMED_APPEAL}
        now = self._bench.now()
        return await Books(unit).cases.first(now, states, everywhere, there=there, server=server, limit=limit)

    async def show(self, unit: UnitOfWork, names: Sequence[CaseId]) -> None:
        """Cards of these cases are to be shown, or to read as they stand, with the next consequences."""
        for name in names:
            await Books(unit).show(name, self._bench.now())

    async def written(self, unit: UnitOfWork, name: str) -> Papers:
        """What was written about a case, and about those that were merged into it: for the eyes of whoever holds it.

        That they look is put on record before.
        """
        books, case = Books(unit), CaseId(name)
        appeal, whole = await books.rulings.open_appeal(case), await books.cases.with_merged(case)
        return Papers(
            tuple(await books.reports.of(case)),
            tuple(await books.rulings.decisions_of(*whole)),
            tuple(await books.rulings.approvals_of(case, Action.BAN.value, self._bench.now() - SECOND_WITHIN)),
            None if appeal is None else appeal[0],
            tuple(await books.rulings.notes_of(*whole)),
        )

    async def in_hand(self, unit: UnitOfWork, actor: Actor) -> Sequence[Case]:
        """What somebody has claimed."""
        return await Books(unit).cases.held(actor.member)

    async def sheet(self, unit: UnitOfWork, name: str) -> Sheet:
        """What the card of a case says. Raises NoSuchCase."""
        books, now, policy = Books(unit), self._bench.now(), self._bench.policy
        case = await books.case(name)
        details = await books.reports.details(case.id)
        told = [(detail, count) for detail, count in details.items() if detail is not None]
        ordered = tuple(sorted(told, key=lambda pair: (-pair[1], pair[0])))
        reporters = (await books.reports.reporters(case.id))[-COUNTED:]
        weights = [reporter_weight(*each) for each in (await books.reports.reliability(reporters)).values()]
        strikes, past = 0, tuple[tuple[Sanction, datetime | None], ...]()
        if case.subject is not None:
            window = timedelta(days=policy.ladder.window_days)
            strikes = await books.sanctions.strikes(case.subject, now, window, beside=case.id)
            past = tuple(await books.sanctions.counting(case.subject))
        first = ordered[0][0] if ordered else None
        base = max([policy.base(case.reason, detail) for detail in details] or [policy.base(case.reason)])
        counted = replace(terms(base, weights, strikes), age=age_bonus(case.created_at, case.due_at, now))
        holding = [each for each in await books.sanctions.of_case(case.id) if each.holds(now)]
        step, asked = proposed(policy, strikes, case.reason, first), await self._asked(books, case, now)
        return Sheet(case, counted, ordered, strikes, step, past, len(holding), asked)

    async def _asked(self, books: Books, case: Case, now: datetime) -> tuple[Approval, ...]:
        """A ban is none of them: it is agreed to by deciding it, and the case's queue says so."""
        found = await books.rulings.asked_about(case.id, now - SECOND_WITHIN)
        return tuple(each for each in found if each.action != Action.BAN.value)

    async def undecided(self, unit: UnitOfWork, actor: Actor, limit: int = 100) -> Sequence[Case]:
        """All that is to be decided, in hand or not, the most pressing first; that it was looked at is a line in the
        log. Raises Forbidden."""
        everywhere, there = actor.sees(), actor.sees_there()
        if not everywhere | there:
            raise Forbidden
        books, now = Books(unit), self._bench.now()
        await books.audit.append(now, actor.member, Kind.QUEUE_READ)
        return await books.cases.page(
            now, WAITING | CLAIMED, everywhere, there=there - everywhere, server=actor.server, limit=limit
        )

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

    async def in_sight(self, unit: UnitOfWork, member: MemberId, name: str) -> Case | None:
        """The case, if what was said goes to somebody now: they still hold it, and still have the right to look.

        Whom a role on a server makes a moderator is known there alone: of what waits for them their claim counts.
        """
        books = Books(unit)
        case = await books.cases.get(CaseId(name))
        if case is None or case.holder != member or not case.leased(self._bench.now()):
            return None
        roles = await books.team.roles(member)
        there = {Role.SERVER_MODERATOR} if case.queue is Queue.SERVER else set[Role]()
        try:
            await self._bench.allowed(books, Actor(member, roles | there, case.server), case, Action.VIEW)
        except Refused:
            return None
        return case

    async def opened(self, unit: UnitOfWork, actor: Actor, name: str, fence: int) -> Case:
        """Somebody looks at what was said and written about the case they hold; it is on record that they did."""
        books, now = Books(unit), self._bench.now()
        case = await self._bench.in_hand(books, actor, name, fence, Action.VIEW)
        await books.audit.append(now, actor.member, Kind.VIEWED, case.id)
        return case

    # --- claiming ---

    async def ready(self, unit: UnitOfWork, actor: Actor, name: str, action: Action) -> None:
        """Whether somebody may do this to a case, before they claim it for that.

        Raises NoSuchCase, Forbidden, Involved, and NotNow for what is not done about an appeal.
        """
        books = Books(unit)
        case = await books.case(name)
        await self._bench.allowed(books, actor, case, action)
        if case.state in IN_APPEAL and action not in (Action.VIEW, Action.DECIDE_APPEAL):
            raise NotNow

    async def claim(self, unit: UnitOfWork, actor: Actor, name: str) -> Case:
        """Take a case in hand for ten minutes; `fence` of the answer is what later steps name."""
        books, now = Books(unit), self._bench.now()
        case = await books.case(name)
        free = self._over(case) if case.lapsed(now) else case
        await self._bench.allowed(books, actor, free, Action.CLAIM)
        if free.state is State.APPEALED and actor.member in await self._bench.took_part(books, case):
            raise Forbidden
        claim(free, actor.member, now, self._bench.policy.claims)  # refused before anything has changed
        case = await self._fresh(books, case, now)
        taken = claim(case, actor.member, now, self._bench.policy.claims)
        return await books.move(case, taken, Move.CLAIM, actor.member, now)

    async def heartbeat(self, unit: UnitOfWork, actor: Actor, name: str, fence: int) -> Case:
        """The one who holds it is still there."""
        books, now = Books(unit), self._bench.now()
        case = await self._bench.in_hand(books, actor, name, fence, Action.CLAIM)
        kept = heartbeat(case, actor.member, fence, now, self._bench.policy.claims)
        return await books.move(case, kept, Move.HEARTBEAT, actor.member, now)

    async def release(self, unit: UnitOfWork, actor: Actor, name: str, fence: int) -> Case:
        """Give it back undecided; whoever holds it may, also if they have no right to it any more."""
        books, now = Books(unit), self._bench.now()
        case = await books.case(name)
        if not case.held_by(actor.member, fence, now):
            raise Stale if actor.may(Action.SEE_QUEUE, case.queue, case.server) else NoSuchCase
        back = put_back(case, Move.RELEASE, self._bench.policy.claims)
        return await books.move(case, back, Move.RELEASE, actor.member, now)

    async def _fresh(self, books: Books, case: Case, now: datetime) -> Case:
        """The case without a claim that is over."""
        if not case.lapsed(now):
            return case
        return await books.move(case, self._over(case), Move.EXPIRE, SYSTEM, now)

    def _over(self, case: Case) -> Case:
        return put_back(case, Move.EXPIRE, self._bench.policy.claims)

    async def expire(self, unit: UnitOfWork, name: str) -> None:
        """A claim ends if its time is over; one of a time that is still to come, the clock being set back, begins anew:
        nobody keeps a case from others for longer than from now on."""
        books, now, claims = Books(unit), self._bench.now(), self._bench.policy.claims
        case = await books.cases.get(CaseId(name))
        if case is None:
            return
        if case.lapsed(now):
            await self._fresh(books, case, now)
        elif case.lease_until is not None and case.lease_until > latest(now, claims):
            await books.move(case, set_anew(case, now, claims), Move.HEARTBEAT, SYSTEM, now)
