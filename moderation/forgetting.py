"""What is past its time: cases are sealed and purged, and what is on record goes, little by little."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from config.database import UnitOfWork
from config.ids import MemberId
from config.trouble import in_trouble
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import Case, Move, moved
from moderation.model import SYSTEM, CaseId, Measure
from moderation.stores.past import Terms


class Past(StrEnum):
    """What may be past its time, in the order in which it goes."""

    TERMS = "terms"  # of cases that were to be kept for longer than the policy says by now
    WORDS = "words"  # free text of cases whose time to appeal is over
    EVIDENCE = "evidence"  # and of whom a case is, with its reports
    SANCTIONS = "sanctions"
    CASES = "cases"
    AUDIT = "audit"
    INVITATIONS = "invitations"


class Stuck(Exception):
    """A case cannot be sealed or purged, by a mistake of ours; without it the others can."""

    def __init__(self, case: CaseId) -> None:
        super().__init__("a case cannot be put away")
        self.case = case


class Forgetting:
    """Nothing of it needs a moderator."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._after = CaseId("")  # cases up to here have the terms that hold now

    async def outlived(self, unit: UnitOfWork) -> Sequence[Past]:
        """Of what `clean_up` would find something, or may when it has let go of the others: what is sealed may be past
        another time, too, and a case goes after its sanctions."""
        books, now, kept = Books(unit), self._bench.now(), self._bench.policy.retention
        oldest = await books.audit.oldest()
        words = bool(await books.past.sealable(now, 1))
        evidence = words or bool(await books.past.purgeable(now, 1))
        sanctions = await books.sanctions.any_over(now - timedelta(days=kept.sanctions_days))
        removable = bool(await books.past.due_for_removal(now - timedelta(days=kept.cases_days), 1))
        found = {
            Past.TERMS: await books.past.too_late(self._terms),
            Past.WORDS: words,
            Past.EVIDENCE: evidence,
            Past.SANCTIONS: sanctions,
            Past.CASES: removable or evidence or sanctions,
            Past.AUDIT: oldest is not None and oldest < _day(now) - timedelta(days=kept.audit_days),
            Past.INVITATIONS: await books.team.any_outdated(now),
        }
        return [what for what in Past if found[what]]

    async def clean_up(self, unit: UnitOfWork, what: Past, most: int, beside: Collection[str] = ()) -> int:
        """Let go of what is past its time, so much at most; not of the cases `beside`. How much it was.

        Raises Stuck.
        """
        books, now, kept = Books(unit), self._bench.now(), self._bench.policy.retention
        match what:
            case Past.TERMS:
                late = await books.past.bring_forward(self._terms, self._after, most)
                self._after = late[-1] if len(late) == most else CaseId("")
                return len(late)
            case Past.WORDS:
                return await self._each(books, await books.past.sealable(now, most, beside), self._sealed)
            case Past.EVIDENCE:
                return await self._each(books, await books.past.purgeable(now, most, beside), self._purged)
            case Past.SANCTIONS:
                return await books.sanctions.remove(now - timedelta(days=kept.sanctions_days), most)
            case Past.CASES:
                old = await books.past.due_for_removal(now - timedelta(days=kept.cases_days), most)
                if old:
                    await books.rulings.remove(old)
                    await books.past.remove(old)
                return len(old)
            case Past.AUDIT:
                return await books.audit.trim(_day(now) - timedelta(days=kept.audit_days), most, now)
            case Past.INVITATIONS:
                return await books.team.drop_outdated(now)

    @property
    def _terms(self) -> Terms:
        policy = self._bench.policy
        kept = policy.retention
        return Terms(policy.appeals, timedelta(days=kept.violation_days), timedelta(days=kept.no_violation_days))

    async def _each(
        self, books: Books, names: Sequence[CaseId], goes: Callable[[Books, Case, datetime], Awaitable[int]]
    ) -> int:
        gone = 0
        for name in names:
            try:
                gone += await goes(books, await books.case(name), self._bench.now())
            except Exception as error:
                if in_trouble(error):
                    raise
                raise Stuck(name) from error
        return gone

    async def _sealed(self, books: Books, case: Case, now: datetime) -> int:
        """Free text goes, coded fields stay; also of what went on in it."""
        await books.reports.strip(case.id)
        await books.rulings.strip(*await books.cases.with_merged(case.id))
        sealed = replace(case, state=moved(case.state, Move.SEAL, case.queue), seal_at=None)
        await books.move(case, sealed, Move.SEAL, SYSTEM, now)
        return 1

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
