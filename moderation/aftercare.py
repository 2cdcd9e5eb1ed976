"""What follows by itself: who hears of what, claims that end, cases that are sealed and purged, what is forgotten."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import Case, Move, latest, moved
from moderation.casework import Casework
from moderation.handover import Handover
from moderation.model import (
    SYSTEM,
    CaseId,
    Hold,
    Measure,
    Queue,
    Sanction,
    ShowCard,
    Tell,
    TellOutcome,
    TellRuling,
)
from moderation.questions import Answer, Consequence, ShowRequest
from moderation.reviews import Reviews
from moderation.roles import SECOND_WITHIN, Action
from moderation.stores.cases import Terms
from moderation.stores.news import About, Item


class Aftercare:
    """Everything that needs no moderator."""

    def __init__(self, bench: Bench, casework: Casework, handover: Handover, reviews: Reviews) -> None:
        self._bench = bench
        self._casework = casework
        self._handover = handover
        self._reviews = reviews

    # --- telling ---

    async def has_news(self, unit: UnitOfWork) -> bool:
        """Whether there are consequences to carry out, or claims to end."""
        books, now = Books(unit), self._bench.now()
        return (
            await books.sanctions.any_untold()
            or await books.news.any_due(now)
            or await books.cases.any_lapsed(now, latest(now, self._bench.policy.claims))
            or bool(await books.cases.overdue(now, Queue.SERVER, 1))
        )

    async def consequences(self, unit: UnitOfWork) -> Sequence[Consequence]:
        """What was decided, here or elsewhere, and not carried out yet; after this unit it is."""
        await self._casework.expire(unit)
        await self._handover.overdue(unit)
        books, now = Books(unit), self._bench.now()
        told: list[Consequence] = list(await self._sanctions(books, now))
        for item in await books.news.take(now):
            found = await self._told(books, item)
            if found is not None:
                told.append(found)
        return told

    async def _sanctions(self, books: Books, now: datetime) -> Sequence[Tell | Hold]:
        """Each member: all that is new, the hardest last, for each has a reason of its own and can be appealed; or that
        what held is over. What ended by itself before anybody looked is nothing to tell, nor is the end of a hold of
        which the member has not heard.
        """
        new: list[Sanction] = []
        lifted: dict[MemberId, None] = {}
        for sanction, over in await books.sanctions.untold():
            await books.sanctions.told(sanction.id, now)
            if over:
                if not await books.news.withdraw(About.HOLD, sanction.id):
                    lifted[sanction.member] = None
            elif sanction.until is None or sanction.until > now:
                new.append(sanction)
        told = [await self._new(books, each, now) for each in sorted(new, key=_hardness)]
        held = {each.member for each in new if each.measure is not Measure.WARNING}
        for member in lifted:
            if member not in held:
                holding = await books.sanctions.holding([member], now)
                told.append(Tell(member, max(holding, key=_hardness) if holding else None))
        return told

    async def _new(self, books: Books, sanction: Sanction, now: datetime) -> Tell | Hold:
        if sanction.measure is not Measure.HOLD or await books.news.withdraw(About.HOLD, sanction.id, now):
            return Tell(sanction.member, sanction)
        return Hold(sanction)  # they hear of it later, or have heard

    async def heard(self, unit: UnitOfWork, sanction: Sanction) -> None:
        """A member hears of what holds, and why: of a hold nothing more is told by itself."""
        if sanction.measure is Measure.HOLD:
            await Books(unit).news.withdraw(About.HOLD, sanction.id)

    async def _told(self, books: Books, item: Item) -> Consequence | None:
        match item.about:
            case About.CARD:
                return ShowCard(CaseId(item.ref))
            case About.OUTCOME:
                report = await books.reports.get(item.ref)
                if report is None or report.outcome is None:
                    return None
                return TellOutcome(report.reporter, report.number, report.outcome)
            case About.HOLD:
                hold = await books.sanctions.get(item.ref)
                holding = [] if hold is None else await books.sanctions.holding([hold.member], self._bench.now())
                return Tell(hold.member, hold) if hold is not None and hold in holding else None
            case About.RULING:
                appeal = await books.rulings.appeal_named(item.ref)
                if appeal is None or appeal.ruling is None:
                    return None
                left = await books.sanctions.of_case(appeal.case)
                holds = [each for each in left if each.until is None or each.until > self._bench.now()]
                return TellRuling(appeal.member, appeal.ruling, max(holds, key=_hardness, default=None))
            case About.REQUEST:
                return await self._request(books, item)
            case About.REVIEW:
                return await self._reviews.shown(books.unit, item.ref)

    async def _request(self, books: Books, item: Item) -> Consequence | None:
        """What waits for a second person; it is told once more when the time for that is over."""
        asked, now = await books.rulings.approval(item.ref), self._bench.now()
        if asked is None or asked.action == Action.BAN.value:  # that is agreed to by deciding it
            return None
        answer = Answer.OVER
        if asked.waits(now):
            await books.news.add(item, asked.at + SECOND_WITHIN + timedelta(seconds=1))
            answer = Answer.OPEN
        elif asked.granted is not None:
            answer = Answer.AGREED if asked.granted else Answer.DECLINED
        return ShowRequest(asked.id, asked.case, asked.action, asked.asked_by, asked.at, answer, asked.answered_by)

    # --- forgetting ---

    async def outlived(self, unit: UnitOfWork) -> bool:
        """Whether `clean_up` would find anything."""
        books, now, kept = Books(unit), self._bench.now(), self._bench.policy.retention
        oldest = await books.audit.oldest()
        return (
            await books.cases.too_late(self._terms)
            or bool(await books.cases.sealable(now, 1))
            or bool(await books.cases.purgeable(now, 1))
            or bool(await books.cases.due_for_removal(now - timedelta(days=kept.cases_days), 1))
            or await books.sanctions.any_over(now - timedelta(days=kept.sanctions_days))
            or (oldest is not None and oldest < _day(now) - timedelta(days=kept.audit_days))
            or await books.team.any_outdated(now)
        )

    async def clean_up(self, unit: UnitOfWork, most: int) -> int:
        """Seal, purge and remove what is past its time, so many of each at most. How many were."""
        books, now, kept = Books(unit), self._bench.now(), self._bench.policy.retention
        gone = await books.cases.bring_forward(self._terms)
        for case in await books.cases.sealable(now, most):
            await self._sealed(books, case, now)
            gone += 1
        for case in await books.cases.purgeable(now, most):
            gone += await self._purged(books, case, now)
        gone += await books.sanctions.remove(now - timedelta(days=kept.sanctions_days), most)
        old = await books.cases.due_for_removal(now - timedelta(days=kept.cases_days), most)
        if old:
            await books.rulings.remove(old)
            await books.cases.remove(old)
        gone += len(old)
        gone += await books.audit.trim(_day(now) - timedelta(days=kept.audit_days), most, now)
        return gone + await books.team.drop_outdated(now)

    @property
    def _terms(self) -> Terms:
        policy = self._bench.policy
        kept = policy.retention
        return Terms(policy.appeals, timedelta(days=kept.violation_days), timedelta(days=kept.no_violation_days))

    async def _sealed(self, books: Books, case: Case, now: datetime) -> None:
        """Free text goes, coded fields stay; also of what went on in it."""
        await books.reports.strip(case.id)
        await books.rulings.strip(*await books.cases.with_merged(case.id))
        sealed = replace(case, state=moved(case.state, Move.SEAL, case.queue), seal_at=None)
        await books.move(case, sealed, Move.SEAL, SYSTEM, now)

    async def _purged(self, books: Books, case: Case, now: datetime) -> int:
        """Evidence is unreadable from now on, and the case about nobody; with it those that went on in it. How many.

        What was preserved and never decided holds nobody any longer.
        """
        gone = 1
        for merged in await books.cases.merged_into(case.id):
            gone += await self._purged(books, merged, now)
        await books.reports.remove(case.id)
        await books.rulings.strip(case.id)
        holds = [each.id for each in await books.sanctions.of_case(case.id) if each.measure is Measure.HOLD]
        await books.lift(holds, now)
        purged = replace(
            case,
            state=moved(case.state, Move.PURGE, case.queue),
            subject=None,
            purge_at=None,
            merged_into=None,
        )
        await self._bench.evidence.shred(books.unit, case.id)
        await books.move(case, purged, Move.PURGE, SYSTEM, now)
        return gone

    async def referring(self, unit: UnitOfWork, members: Sequence[MemberId]) -> frozenset[MemberId]:
        """Those whose MemberId must outlast an erasure: a case that is not decided, what holds, or work in hand."""
        books, now = Books(unit), self._bench.now()
        held = {each.member for each in await books.sanctions.holding(members, now)}
        return frozenset({*await books.cases.subjects(members), *held, *await books.team.moderates(members)})


def _day(now: datetime) -> datetime:
    """The end of the day: lines of one day go together, and one line a day tells of it."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _hardness(sanction: Sanction) -> tuple[bool, float]:
    """What keeps out, and then what lasts longest."""
    until = sanction.until.timestamp() if sanction.until else float("inf")
    return sanction.measure in (Measure.PAUSE, Measure.BAN, Measure.HOLD), until
