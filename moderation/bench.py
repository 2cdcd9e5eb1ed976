"""What all use cases of moderation need: the time, the policy, chance, evidence, and who keeps apart from whom."""

import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from typing import Final, Protocol

from config.database import UnitOfWork
from config.ids import MemberId, MessageId, RoomId
from moderation.books import Books
from moderation.cases import Case, Forbidden, Involved, Move, NoSuchCase, Stale, put_back
from moderation.evidence import Shown
from moderation.model import COMMAND_LINE, SYSTEM, CaseId
from moderation.policy import Policy
from moderation.roles import Action, Actor

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud without mistakes


class Evidence(Protocol):
    """What was said, as far as it is kept (moderation/evidence.py)."""

    async def freeze(
        self,
        unit: UnitOfWork,
        *,
        case: CaseId,
        report: str,
        room: RoomId,
        reporter: MemberId,
        subject: MemberId,
        pointed: MessageId | None,
        shown: Shown | None,
    ) -> object:
        """Keep what was said in a room lately for a case, as the report found it. Never raises for want of evidence."""

    async def shred(self, unit: UnitOfWork, case: CaseId) -> object:
        """What was kept for a case is gone, in backups of the database too, once the unit is committed."""


class NoEvidence:
    """Where nothing is kept."""

    async def freeze(self, unit: UnitOfWork, **_: object) -> None:
        """Nothing."""

    async def shred(self, unit: UnitOfWork, case: CaseId) -> None:
        """Nothing."""


async def _nobody(unit: UnitOfWork, member: MemberId) -> frozenset[MemberId]:
    return frozenset()


Apart = Callable[[UnitOfWork, MemberId], Awaitable[frozenset[MemberId]]]
"""Whom a member blocked, and who blocked them."""


@dataclass(frozen=True, slots=True)
class Bench:
    """`clock`: epoch seconds. `draw`: a random one of some letters; `between`: a random number of two bounds."""

    clock: Callable[[], float]
    policy: Policy
    evidence: Evidence = field(default_factory=NoEvidence)
    apart: Apart = _nobody
    draw: Callable[[str], str] = secrets.choice
    between: Callable[[float, float], float] = field(default_factory=lambda: SystemRandom().uniform)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    def soon(self) -> datetime:
        """A random moment, a few minutes to an hour away: what is told then names no chat by when it is told."""
        soonest, latest = self.policy.reports.outcome_after
        return self.now() + timedelta(seconds=self.between(soonest, latest))

    def number(self, attempt: int = 0) -> str:
        """4 characters, longer ones as those run out: 30^4 = 810,000 numbers."""
        return "".join(self.draw(ALPHABET) for _ in range(4 + attempt // 8))

    async def allowed(self, books: Books, actor: Actor, case: Case, action: Action) -> None:
        """Whether somebody may do something to a case.

        Raises NoSuchCase where they may not even know of it, Forbidden, Involved.
        """
        if not actor.may(Action.SEE_QUEUE, case.queue, case.server):
            raise NoSuchCase
        if not actor.may(action, case.queue, case.server):
            raise Forbidden
        await self.uninvolved(books, actor.member, case)

    async def in_hand(self, books: Books, actor: Actor, name: str, fence: int, action: Action) -> Case:
        """The case, for somebody who may do this to it, and whose claim holds. Raises as `allowed`, and Stale."""
        case = await books.case(name)
        await self.allowed(books, actor, case, action)
        if not case.held_by(actor.member, fence, self.now()):
            raise Stale
        return case

    async def still_may(self, books: Books, member: MemberId, action: Action, case: Case) -> bool:
        """Whether somebody who asked for something has the right to it to this day."""
        if member == COMMAND_LINE:
            return True
        return Actor(member, await books.team.roles(member)).may(action, case.queue, case.server)

    async def take_back(self, books: Books, cases: Iterable[Case]) -> None:
        """What somebody had in hand who may no longer waits for the others again."""
        for case in cases:
            back = put_back(case, Move.EXPIRE, self.policy.claims)
            await books.move(case, back, Move.EXPIRE, SYSTEM, self.now())

    async def took_part(self, books: Books, case: Case) -> frozenset[MemberId]:
        """Who decided about a case or one that was merged into it, or agreed: an appeal is for somebody else."""
        decisions = list(await books.rulings.decisions_of(*await books.cases.with_merged(case.id)))
        asked, people = await books.rulings.open_appeal(case.id), set[MemberId | None]()
        if asked is not None:
            people.add(asked[1])
            origin = await books.sanctions.decision_of(asked[0].sanction)  # of another case, where two were merged
            decided = None if origin is None else await books.rulings.decision(origin)
            decisions += [] if decided is None else [decided]
        people |= {person for each in decisions for person in (each.actor, each.second)}
        return frozenset(person for person in people if person is not None)

    async def uninvolved(self, books: Books, member: MemberId, case: Case) -> None:
        """Nobody handles what they have to do with: not the people of the case, nor whom those blocked or who blocked
        them. Raises Involved."""
        people = {*await books.reports.reporters(case.id), case.subject}
        if member in people or people & await self.apart(books.unit, member):
            raise Involved
