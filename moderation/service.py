"""The only door to moderation: chat buttons and the command line both come through here.

Every method works within the caller's unit of work, and what it means for conversations comes back as consequences.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from config.database import UnitOfWork
from config.ids import MemberId, RoomId, new_id
from moderation.model import WORDS_LIMIT, Reason, Report, Sanction, Tell
from moderation.stores.records import NumberTaken, SqlRecords

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud without mistakes


def receipt_number(draw: Callable[[str], str] = secrets.choice, length: int = 4) -> str:
    """R- and `length` characters: 30^4 = 810,000 numbers, longer ones as those run out."""
    return "R-" + "".join(draw(ALPHABET) for _ in range(length))


class NoSuchReport(Exception):
    """No report has this number."""


class Moderation:
    """Reports and sanctions. `clock` gives epoch seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    async def report(
        self, unit: UnitOfWork, *, reporter: MemberId, subject: MemberId, room: RoomId, reason: Reason, words: str = ""
    ) -> str:
        """File a complaint; the receipt number. The same person reporting the same room again gets the same number.

        Raises ValueError for words over 500 characters.
        """
        if len(words) > WORDS_LIMIT:
            raise ValueError("a report holds at most 500 characters of free text")
        records = SqlRecords(unit)
        earlier = await records.filed(reporter, room)
        if earlier is not None:
            if words:
                await self.add_words(unit, earlier.number, reporter, words)
            return earlier.number
        for attempt in range(40):
            number = receipt_number(length=4 + attempt // 8)
            try:
                await records.file(Report(number, reporter, subject, room, reason, words, self._now()))
            except NumberTaken:
                continue
            return number
        raise RuntimeError("no free receipt number in 40 draws")

    async def add_words(self, unit: UnitOfWork, number: str, reporter: MemberId, words: str) -> None:
        """Put free text to one's own report, after what stands there; cut at the limit.

        Raises NoSuchReport, for somebody else's report too.
        """
        records = SqlRecords(unit)
        report = await records.report(number)
        if report is None or report.reporter != reporter:
            raise NoSuchReport(number)
        await records.add_words(number, f"{report.words}\n{words}".strip()[:WORDS_LIMIT])

    async def sanction(self, unit: UnitOfWork, member: MemberId) -> Sanction | None:
        """The sanction in force, the longest if there are several."""
        holding = await SqlRecords(unit).holding([member], self._now())
        return holding[-1] if holding else None

    async def open_reports(self, unit: UnitOfWork, limit: int = 100) -> Sequence[Report]:
        """Reports nobody has decided, the oldest first."""
        return await SqlRecords(unit).open_reports(limit)

    async def ban(self, unit: UnitOfWork, number: str, days: float | None, reason: Reason | None = None) -> Sanction:
        """Sanction the one a report is about, for `days` or for ever. A running bot carries it out within seconds.

        Raises NoSuchReport.
        """
        records = SqlRecords(unit)
        report = await records.report(number)
        if report is None:
            raise NoSuchReport(number)
        now = self._now()
        until = None if days is None else now + timedelta(days=days)
        sanction = Sanction(new_id(), report.subject, reason or report.reason, now, until, number)
        await records.impose(sanction)
        await records.close(number, now)
        return sanction

    async def dismiss(self, unit: UnitOfWork, number: str) -> None:
        """Close a report without a sanction. Raises NoSuchReport."""
        records = SqlRecords(unit)
        if await records.report(number) is None:
            raise NoSuchReport(number)
        await records.close(number, self._now())

    async def unban(self, unit: UnitOfWork, number: str) -> int:
        """Lift what holds against the one a report is about; how many sanctions ended. Raises NoSuchReport."""
        records = SqlRecords(unit)
        report = await records.report(number)
        if report is None:
            raise NoSuchReport(number)
        return await records.lift(report.subject, self._now())

    async def has_news(self, unit: UnitOfWork) -> bool:
        """Whether there are consequences to carry out."""
        return bool(await SqlRecords(unit).untold())

    async def consequences(self, unit: UnitOfWork) -> Sequence[Tell]:
        """What was decided elsewhere (the command line) and not carried out yet; after this turn it is.

        One for each member: what holds now, or that nothing does any more. A sanction that ended by itself before
        anybody looked is nothing to tell.
        """
        records = SqlRecords(unit)
        lifted: dict[MemberId, bool] = {}
        for sanction, over in await records.untold():
            lifted[sanction.member] = over or lifted.get(sanction.member, False)
            await records.told(sanction.id, self._now())
        told = [Tell(member, await self.sanction(unit, member)) for member in lifted]
        return [each for each in told if each.sanction is not None or lifted[each.member]]

    async def referring(self, unit: UnitOfWork, members: Sequence[MemberId]) -> frozenset[MemberId]:
        """Those whose MemberId a report or sanction still needs."""
        return await SqlRecords(unit).referring(members, self._now())

    async def outlived(self, unit: UnitOfWork) -> bool:
        """Whether `clean_up` would find anything."""
        return await SqlRecords(unit).outlived(self._now())

    async def clean_up(self, unit: UnitOfWork, most: int) -> int:
        """Remove sanctions a year after their end, and reports 90 days after they were closed, unless a sanction on
        record came from them; so many of each at most. How many went."""
        return await SqlRecords(unit).clean_up(self._now(), most)

    async def erase(self, unit: UnitOfWork, member: MemberId) -> None:
        """Forget what a member wrote here; what others reported about them stays."""
        await SqlRecords(unit).forget_words(member)

    async def stored(self, unit: UnitOfWork, member: MemberId) -> dict[str, object]:
        """What moderation holds that the member may see: their own reports, and sanctions on them."""
        records = SqlRecords(unit)
        made = [
            {"number": each.number, "reason": each.reason.value, "words": each.words, "at": each.at.timestamp()}
            for each in await records.made_by(member)
        ]
        held = [
            {
                "reason": each.reason.value,
                "since": each.since.timestamp(),
                "until": each.until.timestamp() if each.until else None,
            }
            for each in await records.holding([member], self._now())
        ]
        return {"reports_made": made, "sanctions": held}
