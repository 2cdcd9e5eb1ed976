"""A case is decided: what holds from now on, who hears of it, and what needs a second person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.database import UnitOfWork
from config.ids import MemberId, new_id
from moderation.audit import Kind
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import (
    ENDED,
    OPEN,
    AlreadyThere,
    Case,
    Forbidden,
    Move,
    NeedsWords,
    NotMeasured,
    NotNow,
    State,
    laid_down,
    later,
)
from moderation.ladder import proposed
from moderation.model import (
    DETAILS,
    WORDS_LIMIT,
    Decision,
    Detail,
    Measure,
    Note,
    Outcome,
    Queue,
    Reason,
    Sanction,
)
from moderation.policy import Retention
from moderation.roles import LONGEST_PAUSE, MEASURES, SECOND_WITHIN, Action, Actor
from moderation.stores.news import About, Item
from moderation.stores.rulings import Approval

TIMED = frozenset({Measure.PAUSE, Measure.LIMIT})

SHORTEST = 60.0
LONGEST: dict[Measure, float] = {
    Measure.PAUSE: LONGEST_PAUSE,
    Measure.LIMIT: LONGEST_PAUSE,
    Measure.EXCLUSION: 365 * 86400.0,
}
"""Seconds. Nothing else can be given a time."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of it. `waits`: a second person has to agree; `sanction` is what holds the member until then, None if
    nothing does that this brought about."""

    case: Case
    sanction: Sanction | None = None
    waits: bool = False


def concluded(case: Case, outcome: Outcome, now: datetime, kept: Retention, window: timedelta) -> Case:
    """The case decided, with when its words go, after `window`, and when all of it goes, by what came of it."""
    days = kept.violation_days if outcome is Outcome.ACTED else kept.no_violation_days
    purge = now + timedelta(days=days)
    return replace(
        laid_down(case, Move.DECIDE),
        decided_at=now,
        outcome=outcome,
        seal_at=min(purge, now + window),
        purge_at=later(purge, case.preserved_until),
    )


class Verdicts:
    """Decisions. Every method raises a `Refused` where it cannot be done, and then has changed nothing."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def decide(
        self,
        unit: UnitOfWork,
        actor: Actor,
        name: str,
        fence: int,
        measure: Measure,
        *,
        reason: Reason | None = None,
        detail: Detail | None = None,
        seconds: float | None = None,
        note: str = "",
    ) -> Decided:
        """Decide the case one holds. `reason`, `detail`: the rule that was broken; what was reported if left out.

        `seconds`: how long a pause or limit lasts; what the ladder says if left out. A ban takes two: the first asks,
        the second decides the same.
        """
        books, now = Books(unit), self._bench.now()
        if len(note) > WORDS_LIMIT:
            raise NeedsWords
        right = MEASURES.get(measure)
        if right is None:
            raise NotMeasured
        case = await self._bench.in_hand(books, actor, name, fence, right)
        if case.state is not State.CLAIMED or case.subject is None:
            raise NotNow
        reason, detail = await self._rule(books, case, reason, detail)
        seconds = await self.lasting(books, case, measure, reason, detail, seconds, now)
        second: MemberId | None = None
        if right is Action.BAN:
            asked = await self._asked(books, case, actor, now)
            if asked is None:
                return await self._propose(books, case, actor, reason, detail, note, now)
            second = asked.asked_by
            await books.rulings.answer(asked.id, actor.member, now, granted=True)
            await books.rulings.use(asked.id, now)
        await books.rulings.withdraw(case.id, Action.BAN.value, now)
        decision = Decision(
            new_id(), case.id, case.fence, actor.member, reason, measure, now, detail, seconds, note, second
        )
        await books.rulings.decide(decision)
        before = await books.sanctions.counted_of(case.id)
        sanction = await self.impose(books, case, decision)
        # A hold that ends in a sanction was right. What was decided before gives way, so that nothing counts twice.
        holds = [each.id for each in before if each.measure is Measure.HOLD]
        await books.lift(holds, now, overturned=not measure.sanctions)
        await books.lift([each.id for each in before if each.id not in holds], now, overturned=True)
        decided = await self.settled(books, case, decision, now)
        return Decided(decided, sanction)

    async def lift(self, unit: UnitOfWork, actor: Actor, name: str, note: str) -> int:
        """End what a case led to before its time: clemency, no other decision. How many sanctions ended.

        Why is noted as long as the case has words; a sealed one has none any more, and takes none.
        Raises NeedsWords without a note where one is taken, AlreadyThere where nothing holds.
        """
        books, now = Books(unit), self._bench.now()
        case = await books.case(name)
        noted = case.state not in ENDED
        if len(note) > WORDS_LIMIT or (noted and not note.strip()):
            raise NeedsWords
        await self._bench.allowed(books, actor, case, Action.LIFT)
        if case.state in OPEN:  # what holds until somebody decides ends when they do
            raise NotNow
        ended = await books.lift([each.id for each in await books.sanctions.of_case(case.id)], now)
        if not ended:
            raise AlreadyThere
        if noted:
            await books.rulings.note(Note(case.id, actor.member, Kind.LIFTED.value, note, now))
        await books.audit.append(now, actor.member, Kind.LIFTED, case.id, note=str(ended))
        await books.show(case.id, now)
        return ended

    async def lasting(
        self,
        books: Books,
        case: Case,
        measure: Measure,
        reason: Reason,
        detail: Detail | None,
        seconds: float | None,
        now: datetime,
    ) -> float | None:
        """How long a measure lasts, in seconds; None without an end. Raises NotMeasured."""
        if seconds is None:
            if measure not in TIMED:
                return None
            window = timedelta(days=self._bench.policy.ladder.window_days)
            strikes = 0
            if case.subject is not None:
                strikes = await books.sanctions.strikes(case.subject, now, window, beside=case.id)
            step = proposed(self._bench.policy, strikes, reason, detail)
            seconds = step.seconds if step.measure is measure else None
        if seconds is None or not SHORTEST <= seconds <= LONGEST.get(measure, 0):
            raise NotMeasured
        return seconds

    async def _rule(
        self, books: Books, case: Case, reason: Reason | None, detail: Detail | None
    ) -> tuple[Reason, Detail | None]:
        """The rule that was broken: what the moderator says, else what most of the reports say."""
        reason = reason or case.reason
        if detail is not None and detail not in DETAILS[reason]:
            raise NotMeasured
        if detail is None and reason is case.reason:
            told = await books.reports.details(case.id)
            detail = next((each for each in told if each is not None), None)
        return reason, detail

    async def _asked(self, books: Books, case: Case, actor: Actor, now: datetime) -> Approval | None:
        """What somebody else asked for in time who still may.

        Raises Forbidden for whoever asked before, however long ago: asking again and again would be a ban by one.
        """
        asked = await books.rulings.approvals_of(case.id, Action.BAN.value)
        open_ones = [each for each in asked if each.granted is None]
        if any(each.asked_by == actor.member for each in open_ones):
            raise Forbidden
        for each in open_ones:
            if each.at > now - SECOND_WITHIN and await self._bench.still_may(books, each.asked_by, Action.BAN, case):
                return each
        return None

    async def _propose(
        self,
        books: Books,
        case: Case,
        actor: Actor,
        reason: Reason,
        detail: Detail | None,
        note: str,
        now: datetime,
    ) -> Decided:
        """A ban waits for a second person; until then the member is held, and no longer than they may be waited for.

        Nobody alone keeps somebody out for longer, by asking again in the next case about them: with whom nobody agreed
        before may ask, and holds them no more. Only what held until a person looked ends then, and not at once.
        """
        again = case.subject is not None and await books.rulings.asked_alone(
            actor.member, Action.BAN.value, case.subject
        )
        await books.rulings.ask(Approval(new_id(), case.id, Action.BAN.value, actor.member, note, now))
        await books.audit.append(now, actor.member, Kind.ASKED, case.id, note=Action.BAN.value)
        queue = Queue.CHILD_SAFETY if case.queue is Queue.CHILD_SAFETY else Queue.SENIOR
        due = now + self._bench.policy.due(queue)
        waiting = replace(laid_down(case, Move.PROPOSE, queue), due_at=due)
        sanction = None
        holds = [each for each in await books.sanctions.of_case(case.id) if each.measure is Measure.HOLD]
        endless = any(each.until is None for each in holds)
        if case.subject is not None and (endless or not again):
            await books.sanctions.replace([each.id for each in holds], now)
            ends, kind = now + SECOND_WITHIN, Measure.HOLD
            sanction = Sanction(
                new_id(), case.subject, reason, now, ends, None, kind, detail, case.id, None, 0, review_at=due
            )
            await books.sanctions.impose(sanction)
            await books.news.add(Item(About.HOLD, sanction.id, case.subject), now)
            await books.audit.append(now, actor.member, Kind.SANCTIONED, case.id, note=kind.value)
        moved_on = await books.move(case, waiting, Move.PROPOSE, actor.member, now, Action.BAN.value)
        return Decided(moved_on, sanction, waits=True)

    async def impose(self, books: Books, case: Case, decision: Decision) -> Sanction | None:
        """The sanction a decision is, and its line in the log; None where it is none."""
        if not decision.measure.sanctions or case.subject is None:
            return None
        policy, now = self._bench.policy, decision.at
        local = decision.measure is Measure.EXCLUSION
        endless = decision.seconds is None and decision.measure is not Measure.WARNING
        sanction = Sanction(
            new_id(),
            case.subject,
            decision.reason,
            now,
            None if decision.seconds is None else now + timedelta(seconds=decision.seconds),
            None,
            decision.measure,
            decision.detail,
            case.id,
            case.server if local else None,
            0 if local else policy.weight(decision.reason, decision.detail),
            now + timedelta(days=policy.ladder.review_days) if endless else None,
        )
        await books.sanctions.impose(sanction, decision.id)
        lasting = "" if decision.seconds is None else f" {round(decision.seconds)}"
        note = f"{decision.measure.value}{lasting} {decision.reason.value}"
        await books.audit.append(now, decision.actor, Kind.SANCTIONED, case.id, note=note)
        return sanction

    async def settled(self, books: Books, case: Case, decision: Decision, now: datetime) -> Case:
        """The case decided, with when it is sealed and purged; those who reported will hear of it."""
        policy, outcome = self._bench.policy, decision.measure.outcome
        decided = concluded(case, outcome, now, policy.retention, policy.appeals)  # until then it can be reopened
        await self._tell(books, await books.reports.close(case.id, outcome, now))
        return await books.move(case, decided, Move.DECIDE, decision.actor, now, decision.measure.value)

    async def _tell(self, books: Books, reports: Sequence[tuple[str, MemberId]]) -> None:
        """Each who reported hears of it at a moment of its own, so that it names no chat."""
        for number, reporter in reports:
            await books.news.add(Item(About.OUTCOME, number, reporter), self._bench.soon())
