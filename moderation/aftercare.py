"""What follows by itself: who hears of what, claims that end, what was left lying."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import latest
from moderation.casework import Casework
from moderation.handover import Handover
from moderation.matters import Matter, Waits, named
from moderation.model import (
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
from moderation.stores.news import About, Item


class Aftercare:
    """Everything that is told, and needs no moderator."""

    def __init__(self, bench: Bench, casework: Casework, handover: Handover, reviews: Reviews) -> None:
        self._bench = bench
        self._casework = casework
        self._handover = handover
        self._reviews = reviews

    async def due(self, unit: UnitOfWork, most: int, beside: Collection[Matter] = ()) -> Sequence[Matter]:
        """What is to be carried out now, the most pressing first, so much at most; those `beside` are left alone."""
        books, now = Books(unit), self._bench.now()
        members = await books.sanctions.untold(most, named(beside, Waits.SANCTIONS))
        last = latest(now, self._bench.policy.claims)
        lapsed = await books.cases.lapsed(now, last, most, named(beside, Waits.CLAIM))
        left = await books.cases.overdue(now, Queue.SERVER, most, named(beside, Waits.LEFT))
        news = await books.news.due(now, most, named(beside, Waits.NEWS))
        found = [Matter(Waits.SANCTIONS, each) for each in members]
        found += [Matter(Waits.CLAIM, each) for each in lapsed]
        found += [Matter(Waits.LEFT, each) for each in left]
        found += [Matter(Waits.NEWS, each) for each in news]
        return found[:most]

    async def consequences(self, unit: UnitOfWork, matter: Matter) -> Sequence[Consequence]:
        """One matter, as far as it is still due; after this unit it is not."""
        match matter.waits:
            case Waits.SANCTIONS:
                return await self._sanctions(Books(unit), self._bench.now(), MemberId(matter.name))
            case Waits.CLAIM:
                await self._casework.expire(unit, matter.name)
                return ()
            case Waits.LEFT:
                await self._handover.left(unit, matter.name)
                return ()
            case Waits.NEWS:
                books = Books(unit)
                item = await books.news.take(matter.name)
                found = None if item is None else await self._told(books, item)
                return () if found is None else (found,)

    async def _sanctions(self, books: Books, now: datetime, member: MemberId) -> Sequence[Tell | Hold]:
        """All that is new, the hardest last, for each has a reason of its own and can be appealed; or that what held is
        over. What ended by itself before anybody looked is nothing to tell, nor is the end of a hold of which the
        member has not heard.
        """
        new: list[Sanction] = []
        lifted = False
        for sanction, over in await books.sanctions.untold_of(member):
            await books.sanctions.told(sanction.id, now)
            if over:
                lifted |= not await books.news.withdraw(About.HOLD, sanction.id)
            elif sanction.until is None or sanction.until > now:
                new.append(sanction)
        told = [await self._new(books, each, now) for each in sorted(new, key=_hardness)]
        if lifted and all(each.measure is Measure.WARNING for each in new):
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
                found = await books.reports.outcome(item.ref)
                return None if found is None else TellOutcome(found[0], item.ref, found[1])
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


def _hardness(sanction: Sanction) -> tuple[bool, float]:
    """What keeps out, and then what lasts longest."""
    until = sanction.until.timestamp() if sanction.until else float("inf")
    return sanction.measure in (Measure.PAUSE, Measure.BAN, Measure.HOLD), until
