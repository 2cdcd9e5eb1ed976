"""A sanctioned member asks for another look, and somebody else decides."""

from dataclasses import replace
from datetime import datetime, timedelta

from config.database import UnitOfWork
from config.ids import MemberId, new_id
from moderation.audit import Kind
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import Case, Forbidden, Move, NeedsWords, NotMeasured, NotNow, State, moved
from moderation.model import (
    APPEAL_LIMIT,
    COMMAND_LINE,
    WORDS_LIMIT,
    Appeal,
    Decision,
    Measure,
    Outcome,
    Queue,
    Ruling,
    Sanction,
)
from moderation.roles import Action, Actor
from moderation.stores.news import About, Item
from moderation.verdicts import Decided, Verdicts, concluded

APPEALABLE = frozenset({Measure.WARNING, Measure.PAUSE, Measure.LIMIT, Measure.BAN, Measure.EXCLUSION})
"""A hold is looked at by itself."""

MILDER = (Measure.WARNING, Measure.EXCLUSION, Measure.LIMIT, Measure.PAUSE, Measure.BAN)
"""From mild to hard: an appeal never makes it worse."""


def milder(measure: Measure, seconds: float | None, against: Sanction, now: datetime) -> bool:
    """Whether this, from now on, is less than what was decided before: a milder measure, or a sooner end."""
    ends = float("inf") if seconds is None else now.timestamp() + seconds
    if measure is Measure.WARNING:
        ends = 0.0
    ended = float("inf") if against.until is None else against.until.timestamp()
    if measure is against.measure:
        return against.measure is not Measure.WARNING and ends < ended
    return MILDER.index(measure) < MILDER.index(against.measure) and ends <= ended


class NotAppealable(Exception):
    """There is no such sanction of theirs ("unknown"), it was lifted ("over"), appealed before ("again"), its time to
    appeal has passed ("late"), its case is being looked at ("later"), or it is a hold, which is looked at anyway
    ("hold")."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Appeals:
    """Appeals, from both sides."""

    def __init__(self, bench: Bench, verdicts: Verdicts) -> None:
        self._bench = bench
        self._verdicts = verdicts

    async def appealable(self, unit: UnitOfWork, member: MemberId) -> Sanction | None:
        """What a member can ask another look at now, by `why_not`: of what holds the hardest, else the latest."""
        now = self._bench.now()
        found = await Books(unit).sanctions.appealable(member, APPEALABLE, now - self._bench.policy.appeals)
        holding = [each for each in found if each.until is None or each.until > now]
        ranked = sorted(holding or found, key=lambda each: (MILDER.index(each.measure), each.since))
        return ranked[-1] if ranked else None

    async def why_not(self, unit: UnitOfWork, member: MemberId, name: str) -> str | None:
        """Why a member can't ask for another look at a sanction now; None where they can. See `NotAppealable`."""
        return await self._why_not(Books(unit), member, name)

    async def against(self, unit: UnitOfWork, name: str) -> Appeal | None:
        """The appeal against a sanction, decided or not; None if there was none."""
        return await Books(unit).rulings.appeal_against(name)

    async def _why_not(self, books: Books, member: MemberId, name: str) -> str | None:
        sanction, now = await books.sanctions.get(name), self._bench.now()
        if sanction is None or sanction.member != member:
            return "unknown"
        if sanction.measure not in APPEALABLE or sanction.case is None:
            return "hold"
        if await books.rulings.appeal_against(name) is not None:
            return "again"
        if sanction.id not in {each.id for each in await books.sanctions.of_case(sanction.case)}:
            return "over"
        if now > sanction.since + self._bench.policy.appeals:
            return "late"
        case = await books.cases.get(sanction.case)
        return None if case is not None and case.state is State.DECIDED else "later"

    async def file(self, unit: UnitOfWork, member: MemberId, sanction: str, words: str) -> Appeal:
        """Ask for another look. Raises NotAppealable, NeedsWords for none or more than 2000 characters."""
        books, now = Books(unit), self._bench.now()
        if not words.strip() or len(words) > APPEAL_LIMIT:
            raise NeedsWords
        if (why := await self._why_not(books, member, sanction)) is not None:
            raise NotAppealable(why)
        against = await books.sanctions.get(sanction)
        if against is None or against.case is None:
            raise NotAppealable("unknown")
        case = await books.case(against.case)
        decision = await books.sanctions.decision_of(sanction)
        decided = None if decision is None else await books.rulings.decision(decision)
        appeal = Appeal(new_id(), sanction, case.id, member, words, now)
        await books.rulings.appeal(appeal, COMMAND_LINE if decided is None else decided.actor)
        queue = Queue.CHILD_SAFETY if case.queue is Queue.CHILD_SAFETY else Queue.APPEALS
        appealed = replace(
            case,
            state=moved(case.state, Move.APPEAL, queue),
            queue=queue,
            due_at=now + self._bench.policy.due(Queue.APPEALS),
            skips=0,
            seal_at=None,
            purge_at=None,
        )
        await books.move(case, appealed, Move.APPEAL, member, now)
        return appeal

    async def rule(
        self,
        unit: UnitOfWork,
        actor: Actor,
        name: str,
        fence: int,
        ruling: Ruling,
        *,
        measure: Measure | None = None,
        seconds: float | None = None,
        note: str = "",
    ) -> Decided:
        """Decide the appeal one holds. `measure`, `seconds`: what holds instead, where it is modified: never harder."""
        books, now = Books(unit), self._bench.now()
        if len(note) > WORDS_LIMIT:
            raise NeedsWords
        case = await self._bench.in_hand(books, actor, name, fence, Action.DECIDE_APPEAL)
        asked = await books.rulings.open_appeal(case.id)
        if case.state is not State.CLAIMED_APPEAL or asked is None or case.subject is None:
            raise NotNow
        appeal, before = asked
        if actor.member in await self._bench.took_part(books, case):
            raise Forbidden
        against = await books.sanctions.get(appeal.sanction)
        if against is None:
            raise NotNow
        decision = Decision(
            new_id(),
            case.id,
            case.fence,
            actor.member,
            against.reason,
            against.measure,
            now,
            against.detail,
            None,
            note,
        )
        decision = await self._ruled(books, case, decision, against, ruling, measure, seconds, before)
        await books.rulings.decide(decision)
        await books.rulings.rule(appeal.id, ruling, actor.member, now)
        sanction = None
        if ruling is not Ruling.UPHELD:
            ended = [each.id for each in await books.sanctions.counted_of(case.id)]
            sanction = await self._verdicts.impose(books, case, decision)
            await books.lift(ended, now, overturned=True)
            for each in ended:
                await books.sanctions.told(each, now)  # the ruling tells of it
        if sanction is not None:
            await books.sanctions.told(sanction.id, now)
        kind = Kind.UPHELD if ruling is Ruling.UPHELD else Kind.LIFTED
        await books.audit.append(now, actor.member, kind, case.id)
        await books.news.add(Item(About.RULING, appeal.id, appeal.member), now)
        return Decided(await self._settled(books, case, decision, against, ruling), sanction)

    async def _ruled(
        self,
        books: Books,
        case: Case,
        decision: Decision,
        against: Sanction,
        ruling: Ruling,
        measure: Measure | None,
        seconds: float | None,
        before: MemberId,
    ) -> Decision:
        """The decision an appeal ends in. Raises NotMeasured."""
        match ruling:
            case Ruling.UPHELD:
                return replace(decision, second=before)
            case Ruling.OVERTURNED:
                return replace(decision, measure=Measure.NOTHING)
            case Ruling.MODIFIED:
                if measure not in MILDER or measure is Measure.BAN:
                    raise NotMeasured
                if measure is Measure.EXCLUSION and case.server is None:
                    raise NotMeasured
                lasting = await self._verdicts.lasting(
                    books, case, measure, decision.reason, decision.detail, seconds, decision.at
                )
                if not milder(measure, lasting, against, decision.at):
                    raise NotMeasured
                return replace(decision, measure=measure, seconds=lasting)

    async def _settled(self, books: Books, case: Case, decision: Decision, against: Sanction, ruling: Ruling) -> Case:
        """Decided again: for a new sanction there is time to appeal; those who reported hear no more of it."""
        policy, now = self._bench.policy, decision.at
        outcome = Outcome.NO_VIOLATION if ruling is Ruling.OVERTURNED else Outcome.ACTED
        window = policy.appeals if ruling is Ruling.MODIFIED else timedelta(0)
        settled = concluded(case, outcome, now, policy.retention, window)
        await books.reports.close(case.id, outcome, now)
        return await books.move(case, settled, Move.DECIDE, decision.actor, now, ruling.value)
