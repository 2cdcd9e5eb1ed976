"""A report comes in: it joins a case or begins one, freezes what was said, and may hold somebody at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.database import UnitOfWork
from config.ids import MemberId, MessageId, RoomId, new_id
from moderation import limits
from moderation.audit import Kind
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import Case, Move, State, moved
from moderation.evidence import Shown
from moderation.model import (
    DETAILS,
    SYSTEM,
    WORDS_LIMIT,
    CaseId,
    Detail,
    Measure,
    Queue,
    Reason,
    Report,
    Sanction,
)
from moderation.policy import Policy
from moderation.priority import COUNTED, reporter_weight, terms
from moderation.stores.cases import NumberTaken
from moderation.stores.news import About, Item
from moderation.stores.reports import ReportNumberTaken

ATTEMPTS = 40


class NoSuchReport(Exception):
    """No report has this number, or it is somebody else's."""


class TooManyWords(Exception):
    """They don't fit any more; so many characters would."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} characters left")
        self.left = left


class TooOften(Exception):
    """More reports than anybody files in earnest; again in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.0f} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Filed:
    """A report is on record. `number`: its receipt; `again`: it had been filed before; `held`: it held somebody.

    `kept`: the words stand in it. They don't where it was filed before, and is decided or full by now.
    """

    number: str
    case: CaseId
    again: bool = False
    held: bool = False
    kept: bool = True


def routed(policy: Policy, reason: Reason, detail: Detail | None, server: str | None) -> Queue:
    """Where a case waits: the first that fits. A server's moderators get only what is not grave."""
    if reason is Reason.MINOR:
        return Queue.CHILD_SAFETY
    if server is not None and reason.value not in policy.routing.global_:
        return Queue.SERVER
    return Queue.URGENT if policy.base(reason, detail) >= policy.routing.urgent else Queue.STANDARD


class Filing:
    """Reports, from the side of those who file them."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def file(
        self,
        unit: UnitOfWork,
        *,
        reporter: MemberId,
        subject: MemberId,
        room: RoomId,
        reason: Reason,
        detail: Detail | None = None,
        words: str = "",
        server: str | None = None,
        pointed: MessageId | None = None,
        shown: Shown | None = None,
    ) -> Filed:
        """File a complaint. The same person, chat and reason again: the same receipt.

        `server`: where the chat began, if it has moderators. `pointed`, `shown`: the message it is about, and as what
        it stands there (moderation/evidence.py). Raises ValueError for words over 500 characters or a detail of another
        reason, TooOften.
        """
        if len(words) > WORDS_LIMIT:
            raise ValueError("a report holds at most 500 characters of free text")
        if detail is not None and detail not in DETAILS[reason]:
            raise ValueError("the detail belongs to another reason")
        books, now, policy = Books(unit), self._bench.now(), self._bench.policy
        earlier = await books.reports.filed(reporter, room, reason)
        if earlier is not None and earlier.case is not None:
            kept = True
            if words:
                try:
                    await self.add_words(unit, earlier.number, reporter, words)
                except (NoSuchReport, TooManyWords):
                    kept = False
            return Filed(earlier.number, earlier.case, again=True, kept=kept)
        longest = timedelta(seconds=max(within for _, within in policy.reports.limits))
        wait = limits.wait(policy.reports, await books.reports.times(reporter, now - longest), now)
        if wait > 0:
            raise TooOften(wait)
        case, new = await self._case(books, subject, reason, detail, server, now)
        number = await self._receipt(
            books, Report("", reporter, subject, room, reason, words, now, False, detail, case.id)
        )
        await self._bench.evidence.freeze(
            unit,
            case=case.id,
            report=number,
            room=room,
            reporter=reporter,
            subject=subject,
            pointed=pointed,
            shown=shown,
        )
        await books.audit.append(now, reporter, Kind.FILED if new else Kind.JOINED, case.id, note=reason.value)
        case = await self._ranked(books, case, detail, now)
        held = await self._hold(books, case, reporter, detail, now)
        return Filed(number, case.id, held=held)

    async def add_words(self, unit: UnitOfWork, number: str, reporter: MemberId, words: str) -> None:
        """Put free text to one's own report, after what stands there. Raises NoSuchReport, TooManyWords."""
        books = Books(unit)
        report = await books.reports.get(number)
        if report is None or report.reporter != reporter or report.closed:
            raise NoSuchReport(number)
        all_of_it = f"{report.words}\n{words}".strip()
        if len(all_of_it) > WORDS_LIMIT:
            raise TooManyWords(max(0, WORDS_LIMIT - len(report.words) - 1) if report.words else WORDS_LIMIT)
        await books.reports.add_words(number, all_of_it)

    async def _case(
        self, books: Books, subject: MemberId, reason: Reason, detail: Detail | None, server: str | None, now: datetime
    ) -> tuple[Case, bool]:
        """The open case this joins, or a new one."""
        found = await books.cases.open_about(subject, reason, server)
        if found is not None:
            return found, False
        policy = self._bench.policy
        queue = routed(policy, reason, detail, server)
        due = now + policy.due(queue)
        for attempt in range(ATTEMPTS):
            name = CaseId(self._bench.number(attempt))
            case = Case(name, subject, reason, server, State.NEW, queue, 0.0, due, now)
            try:
                await books.cases.add(case)
            except NumberTaken:
                continue
            ready = replace(case, state=moved(State.NEW, Move.ROUTE, queue))
            return await books.move(case, ready, Move.ROUTE, SYSTEM, now, queue.value), True
        raise RuntimeError("no free case number in 40 draws")

    async def _receipt(self, books: Books, report: Report) -> str:
        for attempt in range(ATTEMPTS):
            number = f"R-{self._bench.number(attempt)}"
            try:
                await books.reports.file(replace(report, number=number))
            except ReportNumberTaken:
                continue
            return number
        raise RuntimeError("no free receipt number in 40 draws")

    async def _ranked(self, books: Books, case: Case, detail: Detail | None, now: datetime) -> Case:
        """The case with its priority and reporters as they are with this report. What becomes urgent by it while nobody
        has it in hand waits with what is urgent."""
        reporters = await books.reports.reporters(case.id)
        weights = [reporter_weight(*each) for each in (await books.reports.reliability(reporters[-COUNTED:])).values()]
        policy = self._bench.policy
        window = timedelta(days=policy.ladder.window_days)
        strikes = 0
        if case.subject is not None:
            strikes = await books.sanctions.strikes(case.subject, now, window, beside=case.id)
        base = max(policy.base(case.reason, each) for each in {*await books.reports.details(case.id), detail})
        rank = terms(base, weights, strikes).total
        ranked = replace(case, rank=rank, reporters=len(reporters), version=case.version + 1)
        if (case.state, case.queue) == (State.QUEUED, Queue.STANDARD) and base >= policy.routing.urgent:
            ranked = replace(ranked, queue=Queue.URGENT, due_at=min(case.due_at, now + policy.due(Queue.URGENT)))
        await books.cases.save(ranked, case.version)
        await books.show(case.id, now)
        return ranked

    async def _hold(self, books: Books, case: Case, reporter: MemberId, detail: Detail | None, now: datetime) -> bool:
        """Hold the reported until a person has looked, where the policy says so. Whether it did.

        Numbers hold somebody once within `again`, so that those who plot cannot take turns.
        """
        if case.subject is None:
            return False
        holding = [each for each in await books.sanctions.holding([case.subject], now) if each.measure is Measure.HOLD]
        rule = self._bench.policy.automatic
        if case.reason is Reason.MINOR:
            if any(each.until is None for each in holding):
                return False
            reliability = (await books.reports.reliability([reporter]))[reporter]
            if reporter_weight(*reliability) < rule.reliable:
                return False
            until, review = None, case.due_at
        else:
            if holding or await books.sanctions.held_by_numbers(case.subject, now - timedelta(seconds=rule.again)):
                return False
            since = now - timedelta(seconds=rule.window)
            if not await self._many(books, await books.reports.voices(case.subject, since)):
                return False
            until = review = now + timedelta(seconds=rule.hold)
        sanction = Sanction(
            new_id(), case.subject, case.reason, now, until, None, Measure.HOLD, detail, case.id, None, 0, review
        )
        await books.sanctions.impose(sanction)
        await books.news.add(Item(About.HOLD, sanction.id, case.subject), self._bench.soon())
        await books.audit.append(now, SYSTEM, Kind.SANCTIONED, case.id, note=Measure.HOLD.value)
        return True

    async def _many(self, books: Books, voices: Sequence[tuple[MemberId, RoomId]]) -> bool:
        """Whether enough different people reported from as many different chats, whose word counts enough in all.

        Those who were wrong more often than right are not among them: they would make up by numbers what each lacks.
        """
        rule = self._bench.policy.automatic
        counted: dict[MemberId, RoomId] = {}
        for reporter, room in voices:
            counted.setdefault(reporter, room)
        reliability = await books.reports.reliability(list(counted))
        weights = {each: reporter_weight(*reliability[each]) for each in counted}
        trusted = {each: weight for each, weight in weights.items() if weight >= rule.trusted}
        rooms = {counted[each] for each in trusted}
        return min(len(trusted), len(rooms)) >= rule.reporters and sum(trusted.values()) >= rule.weight
