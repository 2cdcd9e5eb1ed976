"""The states of a case, and what leads from one to another: a pure table, and a case's own rules. No clock, no I/O.

    report ─▶ NEW ─▶ QUEUED ─claim▶ CLAIMED ─decide▶ DECIDED ─(window closes)▶ SEALED ─▶ PURGED
               │     ▲ ▲ └ merge ▶ MERGED │ │          │ ▲ └ reopen ▶ QUEUED
               │     │ └ release, expire ─┘ │          │ │
               │     │      └ escalate ▶ ESCALATED     │ └───────── decide ──────────┐
               │     └──────────── (claim by seniors)  └ appeal ▶ APPEALED ─claim▶ CLAIMED_APPEAL
               └ a minor is in danger ▶ QUARANTINED ─claim▶ CLAIMED ─preserve▶ LEGAL_HOLD ─▶ PURGED

A legal hold is a flag beside the state: under it nothing is sealed or purged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from config.ids import MemberId
from moderation.model import CaseId, Outcome, Queue, Reason


class State(StrEnum):
    """Where a case is."""

    NEW = "new"
    QUEUED = "queued"
    CLAIMED = "claimed"
    ESCALATED = "escalated"
    QUARANTINED = "quarantined"
    DECIDED = "decided"
    APPEALED = "appealed"
    CLAIMED_APPEAL = "claimed-appeal"
    LEGAL_HOLD = "legal-hold"
    MERGED = "merged"
    SEALED = "sealed"
    PURGED = "purged"


class Move(StrEnum):
    """What happens to a case."""

    ROUTE = "route"
    CLAIM = "claim"
    HEARTBEAT = "heartbeat"
    RELEASE = "release"
    EXPIRE = "expire"
    ESCALATE = "escalate"
    QUARANTINE = "quarantine"
    MERGE = "merge"
    PROPOSE = "propose"  # a measure that needs a second person waits for one
    DECIDE = "decide"
    PRESERVE = "preserve"
    APPEAL = "appeal"
    REOPEN = "reopen"
    SEAL = "seal"
    PURGE = "purge"


OPEN: Final = frozenset({State.NEW, State.QUEUED, State.CLAIMED, State.ESCALATED, State.QUARANTINED, State.LEGAL_HOLD})
"""Nobody has decided yet: another report of the same kind about the same member joins the case."""

CLAIMED: Final = frozenset({State.CLAIMED, State.CLAIMED_APPEAL})
IN_APPEAL: Final = frozenset({State.APPEALED, State.CLAIMED_APPEAL})
"""Whether a decision stands is the question, in whatever queue."""

WAITING: Final = frozenset({State.QUEUED, State.ESCALATED, State.QUARANTINED, State.APPEALED, State.LEGAL_HOLD})
"""Somebody has to look at it: also at what was preserved before anybody decided."""

ENDED: Final = frozenset({State.MERGED, State.SEALED, State.PURGED})

RESTS: Final[Mapping[Queue, State]] = {
    Queue.STANDARD: State.QUEUED,
    Queue.URGENT: State.QUEUED,
    Queue.SERVER: State.QUEUED,
    Queue.SENIOR: State.ESCALATED,
    Queue.CHILD_SAFETY: State.QUARANTINED,
    Queue.APPEALS: State.APPEALED,
}
"""The state in which an open case waits in each queue. An appeal waits as APPEALED, also in child safety's queue: what
was theirs stays theirs."""

_AT_REST: Final = frozenset({State.QUEUED, State.ESCALATED, State.QUARANTINED})

TABLE: Final[Mapping[tuple[State, Move], frozenset[State]]] = {
    (State.NEW, Move.ROUTE): frozenset({State.QUEUED, State.QUARANTINED}),
    (State.QUEUED, Move.CLAIM): frozenset({State.CLAIMED}),
    (State.ESCALATED, Move.CLAIM): frozenset({State.CLAIMED}),
    (State.QUARANTINED, Move.CLAIM): frozenset({State.CLAIMED}),
    (State.APPEALED, Move.CLAIM): frozenset({State.CLAIMED_APPEAL}),
    (State.CLAIMED, Move.HEARTBEAT): frozenset({State.CLAIMED}),
    (State.CLAIMED_APPEAL, Move.HEARTBEAT): frozenset({State.CLAIMED_APPEAL}),
    (State.CLAIMED, Move.RELEASE): _AT_REST,
    (State.CLAIMED, Move.EXPIRE): _AT_REST,
    (State.CLAIMED_APPEAL, Move.RELEASE): frozenset({State.APPEALED}),
    (State.CLAIMED_APPEAL, Move.EXPIRE): frozenset({State.APPEALED}),
    (State.QUEUED, Move.ESCALATE): frozenset({State.QUEUED}),  # on from a server that left it lying
    (State.CLAIMED, Move.ESCALATE): frozenset({State.ESCALATED, State.QUEUED}),
    (State.CLAIMED, Move.PROPOSE): frozenset({State.ESCALATED, State.QUARANTINED}),
    (State.CLAIMED, Move.QUARANTINE): frozenset({State.QUARANTINED}),
    (State.CLAIMED, Move.MERGE): frozenset({State.MERGED}),
    (State.CLAIMED, Move.DECIDE): frozenset({State.DECIDED}),
    (State.CLAIMED_APPEAL, Move.DECIDE): frozenset({State.DECIDED}),
    (State.CLAIMED, Move.PRESERVE): frozenset({State.LEGAL_HOLD}),
    (State.DECIDED, Move.APPEAL): frozenset({State.APPEALED}),
    (State.DECIDED, Move.REOPEN): frozenset({State.QUEUED, State.QUARANTINED}),
    (State.DECIDED, Move.SEAL): frozenset({State.SEALED}),
    (State.SEALED, Move.PURGE): frozenset({State.PURGED}),
    (State.MERGED, Move.PURGE): frozenset({State.PURGED}),
    (State.LEGAL_HOLD, Move.CLAIM): frozenset({State.CLAIMED}),
    (State.LEGAL_HOLD, Move.PURGE): frozenset({State.PURGED}),
}
"""All that can happen to a case, and the states it may lead to."""


class Refused(Exception):
    """What was asked cannot be done; nothing has changed. Named by what the one who asked is told."""


class NoSuchCase(Refused):
    """There is no such case, or none that the one who asks may know of."""


class AlreadyThere(Refused):
    """It was done before."""


class NotNow(Refused):
    """The case is in a state in which this cannot happen."""


class Stale(Refused):
    """The claim is over or somebody else's: what was decided under it does not count."""


class TakenBy(Refused):
    """Somebody else has claimed the case and their time is not over."""


class Forbidden(Refused):
    """The one who asks may not do this."""


class Involved(Forbidden):
    """The one who asks has to do with the people of the case."""


class TheirOwn(Forbidden):
    """The one who asks asked for this before, and somebody else has to answer."""


class NeedsWords(Refused):
    """A note is missing, or longer than allowed."""


class NotMeasured(Refused):
    """This measure needs a time, has none, or lasts too long for one person to decide."""


@dataclass(frozen=True, slots=True)
class Case:
    """One piece of work: what was reported about one member, of one kind, on one server or anywhere.

    `fence` grows with every claim, `version` with every change. `rank` is the priority without its bonus for age.
    """

    id: CaseId
    subject: MemberId | None  # None once it is nobody's any more
    reason: Reason
    server: str | None
    state: State
    queue: Queue
    rank: float
    due_at: datetime
    created_at: datetime
    version: int = 1
    fence: int = 0
    holder: MemberId | None = None
    claimed_at: datetime | None = None
    lease_until: datetime | None = None
    skips: int = 0
    legal_hold: bool = False
    reporters: int = 1
    decided_at: datetime | None = None
    outcome: Outcome | None = None
    seal_at: datetime | None = None
    purge_at: datetime | None = None
    merged_into: CaseId | None = None
    preserved_until: datetime | None = None  # kept for the authorities until then, whatever is decided

    def leased(self, now: datetime) -> bool:
        """Whether a claim holds."""
        return self.state in CLAIMED and self.lease_until is not None and now < self.lease_until

    def lapsed(self, now: datetime) -> bool:
        """Whether a claim's time is over, and it is still theirs on paper."""
        return self.lease_until is not None and now >= self.lease_until

    def held_by(self, actor: MemberId, fence: int, now: datetime) -> bool:
        """Whether this claim of theirs holds."""
        return self.leased(now) and self.holder == actor and self.fence == fence


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two times, where there is any."""
    return max((each for each in (one, other) if each is not None), default=None)


@dataclass(frozen=True, slots=True)
class Claims:
    """How long a claim holds. `lease`: after a sign of life; `most`: in all; `skips`: then seniors look at it."""

    lease: timedelta = timedelta(minutes=10)
    most: timedelta = timedelta(minutes=60)
    skips: int = 3


def moved(state: State, move: Move, queue: Queue) -> State:
    """The state that this leads to, where the case is to wait in `queue` if it waits.

    Raises AlreadyThere, NotNow.
    """
    ways = TABLE.get((state, move))
    if ways is None:
        raise AlreadyThere if _done(state, move) else NotNow
    if len(ways) == 1:
        return next(iter(ways))
    rest = RESTS[queue]
    if rest not in ways:
        raise NotNow
    return rest


_DONE: Final = {
    Move.DECIDE: State.DECIDED,
    Move.ESCALATE: State.ESCALATED,
    Move.QUARANTINE: State.QUARANTINED,
    Move.PRESERVE: State.LEGAL_HOLD,
    Move.MERGE: State.MERGED,
    Move.SEAL: State.SEALED,
    Move.PURGE: State.PURGED,
}


def _done(state: State, move: Move) -> bool:
    return _DONE.get(move) is state


def claim(case: Case, actor: MemberId, now: datetime, claims: Claims) -> Case:
    """The case in somebody's hands. Raises TakenBy while another claim holds, NotNow."""
    if case.leased(now):
        raise AlreadyThere if case.holder == actor else TakenBy
    state = moved(case.state, Move.CLAIM, case.queue)
    return replace(
        case, state=state, holder=actor, fence=case.fence + 1, claimed_at=now, lease_until=now + claims.lease
    )


def heartbeat(case: Case, actor: MemberId, fence: int, now: datetime, claims: Claims) -> Case:
    """The claim holds on, until its hour is over. Raises Stale."""
    if not case.held_by(actor, fence, now) or case.claimed_at is None or case.lease_until is None:
        raise Stale
    until = min(now + claims.lease, case.claimed_at + claims.most)
    return replace(case, lease_until=max(case.lease_until, until))


def latest(now: datetime, claims: Claims) -> datetime:
    """No claim ends after this, unless the clock was set back since: clocks of machines agree to a minute."""
    return now + claims.lease + timedelta(minutes=1)


def set_anew(case: Case, now: datetime, claims: Claims) -> Case:
    """A claim that was made before the clock was set back, as if it were made now; whoever has it keeps it."""
    return replace(case, claimed_at=now, lease_until=now + claims.lease)


def joins(case: Case, into: Case) -> bool:
    """Whether a case can go on in another: an open one about the same member, and one where nobody gets to see by it
    what they do not see now. What is child safety's stays theirs, and a server's moderators see what began there."""
    if case.queue is Queue.CHILD_SAFETY and into.queue is not Queue.CHILD_SAFETY:
        return False
    if into.queue is Queue.SERVER and (case.queue is not Queue.SERVER or case.server != into.server):
        return False
    return case.id != into.id and case.subject == into.subject and into.state in OPEN


def laid_down(case: Case, move: Move, queue: Queue | None = None) -> Case:
    """The case where a move leads to, in nobody's hands; in another queue if one is named. Raises as `moved`."""
    queue = queue or case.queue
    state = moved(case.state, move, queue)
    return replace(case, state=state, queue=queue, holder=None, claimed_at=None, lease_until=None)


def put_back(case: Case, move: Move, claims: Claims) -> Case:
    """Out of somebody's hands: released by them or expired. Who is skipped too often goes to the seniors."""
    skips = case.skips + (move is Move.RELEASE)
    if case.queue in (Queue.STANDARD, Queue.URGENT, Queue.SERVER) and skips >= claims.skips:
        return replace(laid_down(case, move, Queue.SENIOR), skips=0)
    return replace(laid_down(case, move), skips=skips)
