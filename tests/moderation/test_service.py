"""The door to moderation: reports with a receipt, sanctions that hold and end, and what follows from them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from config.ids import MemberId, RoomId
from moderation import service
from moderation.model import WORDS_LIMIT, Reason, Report
from moderation.service import ALPHABET, NoSuchReport, TooManyWords, receipt_number
from tests.moderation.desk import ANN, BOB, EVE, NOW, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

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


async def test_words_added_later_have_to_fit_and_only_ones_own_report_takes_them(desk: Desk) -> None:
    number = await desk.report(words="x" * 490)
    with pytest.raises(TooManyWords) as full:
        await desk.add_words(number, "y" * 490)
    assert full.value.left == 9
    await desk.add_words(number, "y" * 9)
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
