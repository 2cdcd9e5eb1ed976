"""What moderators do with a case instead of deciding it, or after: hand it on, merge it, reopen it, preserve it."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.audit import Kind
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import (
    AlreadyThere,
    Case,
    Move,
    NeedsWords,
    NotNow,
    Refused,
    State,
    joins,
    laid_down,
    later,
    moved,
)
from moderation.filing import routed
from moderation.model import SYSTEM, WORDS_LIMIT, CaseId, Note, Queue
from moderation.roles import Action, Actor


class Handover:
    """Every method raises a `Refused` where it cannot be done, and then has changed nothing."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    # --- handing on ---

    async def escalate(self, unit: UnitOfWork, actor: Actor, name: str, fence: int, note: str) -> Case:
        """On to the seniors; from a server's moderators to everybody's. Raises NeedsWords without a note."""
        books, now = Books(unit), self._bench.now()
        if not note.strip() or len(note) > WORDS_LIMIT:
            raise NeedsWords
        case = await self._bench.in_hand(books, actor, name, fence, Action.ESCALATE)
        handed = await self._on(books, case, actor.member, now)
        await books.rulings.note(Note(case.id, actor.member, Move.ESCALATE.value, note, now))
        return handed

    async def _on(self, books: Books, case: Case, actor: MemberId, now: datetime) -> Case:
        queue = routed(self._bench.policy, case.reason, None, None) if case.queue is Queue.SERVER else Queue.SENIOR
        return await self._handed(books, case, queue, Move.ESCALATE, actor, now)

    async def quarantine(self, unit: UnitOfWork, actor: Actor, name: str, fence: int) -> Case:
        """Over to child safety."""
        books, now = Books(unit), self._bench.now()
        case = await self._bench.in_hand(books, actor, name, fence, Action.QUARANTINE)
        return await self._handed(books, case, Queue.CHILD_SAFETY, Move.QUARANTINE, actor.member, now)

    async def _handed(self, books: Books, case: Case, queue: Queue, move: Move, actor: MemberId, now: datetime) -> Case:
        due = min(case.due_at, now + self._bench.policy.due(queue)) if case.due_at > now else now
        after = replace(laid_down(case, move, queue), due_at=due)
        return await books.move(case, after, move, actor, now, queue.value)

    async def left(self, unit: UnitOfWork, name: str) -> None:
        """What the moderators of a server have left lying goes to everybody's queue."""
        books, now = Books(unit), self._bench.now()
        case = await books.cases.get(CaseId(name))
        if case is not None and (case.state, case.queue) == (State.QUEUED, Queue.SERVER) and case.due_at <= now:
            await self._on(books, case, SYSTEM, now)

    async def awaited(self, unit: UnitOfWork) -> Sequence[str]:
        """The servers (fingerprints) whose moderators have something waiting."""
        return await Books(unit).cases.awaited()

    async def unattended(self, unit: UnitOfWork, servers: Collection[str], most: int = 50) -> int:
        """What waits for the moderators of servers where nobody sees it goes to everybody's queue. How many.

        What somebody has in hand stays theirs, and follows once it is back.
        """
        books, now = Books(unit), self._bench.now()
        found = await books.cases.at_servers(servers, most)
        for case in found:
            await self._on(books, case, SYSTEM, now)
        return len(found)

    async def merge(self, unit: UnitOfWork, actor: Actor, name: str, fence: int, into: str) -> Case:
        """Two cases about the same member become one: what was reported in `name` goes on in `into`.

        What is held for the authorities is so in the other, too; a ban that was asked for is to be decided there.
        """
        books, now = Books(unit), self._bench.now()
        case = await self._bench.in_hand(books, actor, name, fence, Action.MERGE)
        target = await books.case(into)
        await self._bench.allowed(books, actor, target, Action.MERGE)
        if not joins(case, target):
            raise NotNow
        gone = replace(
            laid_down(case, Move.MERGE),
            legal_hold=False,  # it holds the one it goes on in
            purge_at=None,  # it goes with that one
            merged_into=target.id,
        )
        await books.reports.hand_over(case.id, target.id)
        await books.sanctions.hand_over(case.id, target.id)
        await books.rulings.hand_over(case.id, target.id, now)
        gone = await books.move(case, gone, Move.MERGE, actor.member, now, target.id)
        reporters = await books.reports.reporters(target.id)
        joined = replace(
            target,
            rank=max(target.rank, case.rank),
            due_at=min(target.due_at, case.due_at),
            reporters=len(reporters),
            legal_hold=target.legal_hold or case.legal_hold,
            purge_at=None if target.purge_at is None else later(target.purge_at, case.preserved_until),
            preserved_until=later(target.preserved_until, case.preserved_until),
            version=target.version + 1,
        )
        await books.cases.save(joined, target.version)
        if joined.legal_hold and not target.legal_hold:
            await books.audit.append(now, actor.member, Kind.HOLD_ON, target.id, note=case.id)
        await books.show(target.id, now)
        return gone

    async def mergeable(self, unit: UnitOfWork, actor: Actor, name: str, most: int = 5) -> Sequence[Case]:
        """The cases this one can be merged into by somebody who holds it, the most pressing first."""
        books = Books(unit)
        case, found = await books.case(name), list[Case]()
        if case.state is not State.CLAIMED or case.subject is None or not self._merges(actor, case):
            return found
        for other in await books.cases.open_of(case.subject):
            if not joins(case, other) or not self._merges(actor, other) or len(found) == most:
                continue
            with suppress(Refused):
                await self._bench.uninvolved(books, actor.member, other)
                found.append(other)
        return found

    def _merges(self, actor: Actor, case: Case) -> bool:
        return all(actor.may(each, case.queue, case.server) for each in (Action.SEE_QUEUE, Action.MERGE))

    # --- afterwards ---

    async def reopen(self, unit: UnitOfWork, actor: Actor, name: str, note: str) -> Case:
        """Look again at what was decided. What holds goes on until it is decided anew."""
        books, now = Books(unit), self._bench.now()
        if not note.strip() or len(note) > WORDS_LIMIT:
            raise NeedsWords
        case = await books.case(name)
        await self._bench.allowed(books, actor, case, Action.REOPEN)
        safety = case.queue is Queue.CHILD_SAFETY
        queue = case.queue if safety else routed(self._bench.policy, case.reason, None, None)
        state = moved(case.state, Move.REOPEN, queue)
        if case.subject is None or await books.cases.open_about(case.subject, case.reason, case.server):
            raise AlreadyThere
        due = now + self._bench.policy.due(queue)
        again = replace(
            case,
            state=state,
            queue=queue,
            due_at=due,
            skips=0,
            decided_at=None,
            outcome=None,
            seal_at=None,
            purge_at=None,
        )
        await books.reports.reopen(case.id)
        await books.rulings.note(Note(case.id, actor.member, Move.REOPEN.value, note, now))
        return await books.move(case, again, Move.REOPEN, actor.member, now)

    async def preserve(self, unit: UnitOfWork, actor: Actor, name: str, fence: int) -> Case:
        """Keep a case for the authorities: nothing of it goes until the hold is lifted. It is still to be decided."""
        books, now = Books(unit), self._bench.now()
        case = await self._bench.in_hand(books, actor, name, fence, Action.PRESERVE)
        until = now + timedelta(days=self._bench.policy.retention.preserved_days)
        kept = replace(
            laid_down(case, Move.PRESERVE),
            legal_hold=True,
            purge_at=until,
            preserved_until=until,
        )
        return await books.move(case, kept, Move.PRESERVE, actor.member, now)

    async def hold(self, unit: UnitOfWork, actor: Actor, name: str, *, on: bool) -> Case:
        """Put a legal hold on a case, or take it off: under it nothing is sealed or purged."""
        books, now = Books(unit), self._bench.now()
        case = await books.case(name)
        await self._bench.allowed(books, actor, case, Action.LEGAL_HOLD)
        if case.state in (State.MERGED, State.PURGED):  # what was merged is held where it went on
            raise NotNow
        if case.legal_hold is on:
            raise AlreadyThere
        held = replace(case, legal_hold=on, version=case.version + 1)
        await books.cases.save(held, case.version)
        await books.audit.append(now, actor.member, Kind.HOLD_ON if on else Kind.HOLD_OFF, case.id)
        await books.show(case.id, now)
        return held
