"""The door to moderation: reports with a receipt, sanctions that hold and end, and what follows from them."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from config.database import Database, UnitOfWork
from config.ids import MemberId, RoomId
from moderation import service
from moderation.model import WORDS_LIMIT, Reason, Report, Sanction, Tell
from moderation.service import ALPHABET, Moderation, NoSuchReport, receipt_number

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN, BOB, EVE = MemberId("ann"), MemberId("bob"), MemberId("eve")


class Desk:
    """Moderation over a database, at a time that can be set."""

    def __init__(self, database: Database) -> None:
        self.now = NOW
        self._database = database
        self.moderation = Moderation(lambda: self.now.timestamp())

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        async with self._database.unit() as unit:
            yield unit

    async def report(
        self,
        reporter: MemberId = ANN,
        subject: MemberId = BOB,
        room: str = "room",
        reason: Reason = Reason.SPAM,
        words: str = "",
    ) -> str:
        async with self.unit() as unit:
            return await self.moderation.report(
                unit, reporter=reporter, subject=subject, room=RoomId(room), reason=reason, words=words
            )

    async def reports(self, limit: int = 100) -> Sequence[Report]:
        async with self.unit() as unit:
            return await self.moderation.open_reports(unit, limit)

    async def ban(self, number: str, days: float | None = 7, reason: Reason | None = None) -> Sanction:
        async with self.unit() as unit:
            return await self.moderation.ban(unit, number, days, reason)

    async def unban(self, number: str) -> int:
        async with self.unit() as unit:
            return await self.moderation.unban(unit, number)

    async def sanction(self, member: MemberId = BOB) -> Sanction | None:
        async with self.unit() as unit:
            return await self.moderation.sanction(unit, member)

    async def consequences(self) -> Sequence[Tell]:
        async with self.unit() as unit:
            news = await self.moderation.has_news(unit)
            told = await self.moderation.consequences(unit)
        assert news or not told
        return told

    async def add_words(self, number: str, words: str, reporter: MemberId = ANN) -> None:
        async with self.unit() as unit:
            await self.moderation.add_words(unit, number, reporter, words)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


# --- reports ---


async def test_a_report_is_kept_as_it_was_made(desk: Desk) -> None:
    number = await desk.report(words="he sold “watches” ⌚")
    assert await desk.reports() == [
        Report(number, ANN, BOB, RoomId("room"), Reason.SPAM, "he sold “watches” ⌚", NOW, closed=False)
    ]


async def test_reporting_the_same_room_again_is_the_same_report_with_more_words(desk: Desk) -> None:
    number = await desk.report(words="first")
    assert await desk.report(reason=Reason.HATE, words="second") == number
    assert await desk.report(reason=Reason.HATE) == number
    (report,) = await desk.reports()
    assert (report.reason, report.words) == (Reason.SPAM, "first\nsecond")


async def test_another_room_or_the_other_side_is_another_report(desk: Desk) -> None:
    numbers = [await desk.report(), await desk.report(room="later"), await desk.report(BOB, ANN)]
    assert len(set(numbers)) == 3


async def test_open_reports_come_the_oldest_first_and_a_bounded_number(desk: Desk) -> None:
    numbers = []
    for hour in (2, 0, 1):
        desk.now = NOW + timedelta(hours=hour)
        numbers.append(await desk.report(room=f"{hour}"))
    assert [report.number for report in await desk.reports()] == [numbers[1], numbers[2], numbers[0]]
    assert [report.number for report in await desk.reports(limit=1)] == [numbers[1]]


async def test_words_have_a_limit(desk: Desk) -> None:
    await desk.report(words="x" * WORDS_LIMIT)
    with pytest.raises(ValueError, match="500 characters"):
        await desk.report(room="other", words="x" * (WORDS_LIMIT + 1))
    assert len(await desk.reports()) == 1


async def test_words_added_later_are_cut_at_the_limit_and_only_ones_own_report_takes_them(desk: Desk) -> None:
    number = await desk.report(words="x" * 490)
    await desk.add_words(number, "y" * 490)
    (report,) = await desk.reports()
    assert report.words == "x" * 490 + "\n" + "y" * 9
    for stranger, wrong in ((EVE, number), (BOB, number), (ANN, "R-0000")):
        with pytest.raises(NoSuchReport):
            await desk.add_words(wrong, "lies", stranger)


async def test_a_dismissed_report_is_no_longer_open(desk: Desk) -> None:
    number = await desk.report()
    async with desk.unit() as unit:
        await desk.moderation.dismiss(unit, number)
    assert await desk.reports() == []
    assert await desk.sanction() is None


async def test_what_names_no_report_is_refused(desk: Desk) -> None:
    async with desk.unit() as unit:
        for act in (desk.moderation.dismiss, desk.moderation.unban):
            with pytest.raises(NoSuchReport):
                await act(unit, "R-0000")
        with pytest.raises(NoSuchReport):
            await desk.moderation.ban(unit, "R-0000", 7)


# --- receipt numbers ---


async def test_receipt_numbers_can_be_read_aloud() -> None:
    numbers = {receipt_number() for _ in range(200)}
    assert len(numbers) > 190
    assert all(number.startswith("R-") and len(number) == 6 for number in numbers)
    assert not set("01ILOU") & set(ALPHABET)
    assert receipt_number(lambda letters: letters[0], 6) == "R-222222"


async def test_a_taken_number_is_drawn_again_and_numbers_grow_when_they_run_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def unlucky(draw: Callable[[str], str] = lambda letters: letters[0], length: int = 4) -> str:
        drawn.append(length)
        return "R-" + "2" * length

    monkeypatch.setattr(service, "receipt_number", unlucky)
    assert await desk.report() == "R-2222"
    assert await desk.report(room="other") == "R-22222"
    assert drawn == [4] + [4] * 8 + [5]


async def test_when_no_number_is_free_the_report_fails_rather_than_overwrites(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "receipt_number", lambda length: "R-2222")
    await desk.report()
    with pytest.raises(RuntimeError):
        await desk.report(room="other")
    assert len(await desk.reports()) == 1


# --- sanctions ---


async def test_a_ban_holds_for_its_days_and_closes_the_report(desk: Desk) -> None:
    number = await desk.report(reason=Reason.THREATS)
    made = await desk.ban(number, 2)
    assert (made.member, made.reason, made.since, made.until, made.report) == (
        BOB,
        Reason.THREATS,
        NOW,
        NOW + timedelta(days=2),
        number,
    )
    assert await desk.reports() == []
    assert await desk.sanction() == made
    assert await desk.sanction(ANN) is None
    desk.now = NOW + timedelta(days=2) - timedelta(seconds=1)
    assert await desk.sanction() == made
    desk.now = NOW + timedelta(days=2)
    assert await desk.sanction() is None


async def test_a_ban_without_days_is_for_ever_and_may_name_another_reason(desk: Desk) -> None:
    made = await desk.ban(await desk.report(), None, Reason.MINOR)
    desk.now = NOW + timedelta(days=36500)
    assert await desk.sanction() == made
    assert (made.until, made.reason) == (None, Reason.MINOR)


@pytest.mark.parametrize("order", [(None, 1, 7), (7, None, 1), (1, 7, None)])
async def test_of_several_bans_the_longest_counts(desk: Desk, order: tuple[float | None, ...]) -> None:
    for room, days in enumerate(order):
        await desk.ban(await desk.report(room=f"{room}"), days)
    longest = await desk.sanction()
    assert longest is not None
    assert longest.until is None


async def test_lifting_ends_all_that_holds(desk: Desk) -> None:
    first, second = await desk.report(), await desk.report(room="other")
    await desk.ban(first, 1)
    await desk.ban(second, None)
    assert await desk.unban(first) == 2
    assert await desk.sanction() is None
    assert await desk.unban(first) == 0


# --- consequences ---


async def test_what_was_decided_is_told_once(desk: Desk) -> None:
    assert await desk.consequences() == []
    sanction = await desk.ban(await desk.report())
    assert await desk.consequences() == [Tell(BOB, sanction)]
    assert await desk.consequences() == []


async def test_lifting_is_told_once_however_many_held(desk: Desk) -> None:
    first, second = await desk.report(), await desk.report(room="other")
    await desk.ban(first, 1)
    await desk.ban(second, None)
    assert [told.member for told in await desk.consequences()] == [BOB]
    await desk.unban(first)
    assert await desk.consequences() == [Tell(BOB, None)]
    assert await desk.consequences() == []


async def test_a_consequence_is_told_again_if_its_turn_failed(desk: Desk) -> None:
    sanction = await desk.ban(await desk.report())

    async def fails() -> None:
        async with desk.unit() as unit:
            await desk.moderation.consequences(unit)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await desk.consequences() == [Tell(BOB, sanction)]


async def test_what_ended_by_itself_before_anybody_looked_is_nothing_to_tell(desk: Desk) -> None:
    await desk.ban(await desk.report(), 1)
    desk.now = NOW + timedelta(days=2)
    assert await desk.consequences() == []
    desk.now = NOW
    assert await desk.consequences() == []


# --- erasing and exporting ---


async def test_ids_are_needed_while_a_report_is_open_or_a_sanction_holds(desk: Desk) -> None:
    everybody = [ANN, BOB, EVE]

    async def needed() -> frozenset[MemberId]:
        async with desk.unit() as unit:
            return await desk.moderation.referring(unit, everybody)

    number = await desk.report()
    assert await needed() == {BOB}
    await desk.ban(number, 1)
    assert await needed() == {BOB}
    desk.now = NOW + timedelta(days=2)
    assert await needed() == frozenset()
    async with desk.unit() as unit:
        assert await desk.moderation.referring(unit, []) == frozenset()


async def test_erasing_takes_the_words_of_ones_own_reports(desk: Desk) -> None:
    await desk.report(words="by ann")
    await desk.report(BOB, ANN, words="by bob")
    async with desk.unit() as unit:
        await desk.moderation.erase(unit, ANN)
    assert {report.reporter: report.words for report in await desk.reports()} == {ANN: "", BOB: "by bob"}


async def test_one_sees_ones_own_reports_and_what_holds_against_oneself(desk: Desk) -> None:
    number = await desk.report(words="rude")
    await desk.ban(await desk.report(BOB, ANN), 1)
    async with desk.unit() as unit:
        stored = await desk.moderation.stored(unit, ANN)
    assert stored == {
        "reports_made": [{"number": number, "reason": "spam", "words": "rude", "at": NOW.timestamp()}],
        "sanctions": [{"reason": "spam", "since": NOW.timestamp(), "until": (NOW + timedelta(days=1)).timestamp()}],
    }


async def test_the_words_of_a_report_show_in_no_repr(desk: Desk) -> None:
    await desk.report(words="a secret of ann's")
    assert "secret" not in repr(await desk.reports())
