"""The door to moderation: reports with a receipt, what the operator decides, and what is erased and exported."""

import json
from datetime import timedelta

import pytest

from config.ids import MemberId, RoomId
from moderation.cases import Refused, Stale
from moderation.model import WORDS_LIMIT, Detail, Measure, Outcome, Reason, Report, TellOutcome
from moderation.roles import Role
from moderation.service import NoSuchReport, TooManyWords
from moderation.team import OPERATOR
from tests.moderation.desk import ANN, BOB, EVE, NOW, SERVER, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

# --- reports ---


async def test_a_report_is_kept_as_it_was_made(desk: Desk) -> None:
    number = await desk.report(words="he sold “watches” ⌚")
    case = (await desk.case(number)).id
    assert await desk.reports() == [
        Report(number, ANN, BOB, RoomId("room"), Reason.SPAM, "he sold “watches” ⌚", NOW, closed=False, case=case)
    ]


async def test_reporting_the_same_again_is_the_same_report_with_more_words(desk: Desk) -> None:
    number = await desk.report(words="first")
    assert await desk.report(words="second") == number
    assert await desk.report() == number
    (report,) = await desk.reports()
    assert (report.reason, report.words) == (Reason.SPAM, "first\nsecond")


async def test_another_room_or_reason_or_the_other_side_is_another_report(desk: Desk) -> None:
    numbers = [await desk.report(), await desk.report(BOB, ANN)]
    for again in ({"room": "later"}, {"reason": Reason.HATE}):
        desk.now += timedelta(minutes=2)
        numbers.append(await desk.report(**again))
    assert len(set(numbers)) == 4


async def test_open_reports_come_the_oldest_first_and_a_bounded_number(desk: Desk) -> None:
    numbers = []
    for hour in (2, 0, 1):
        desk.now = NOW + timedelta(hours=hour)
        numbers.append(await desk.report(MemberId(f"m{hour}"), room=f"{hour}"))
    assert [report.number for report in await desk.reports()] == [numbers[1], numbers[2], numbers[0]]
    assert [report.number for report in await desk.reports(limit=1)] == [numbers[1]]


async def test_words_have_a_limit(desk: Desk) -> None:
    await desk.report(words="x" * WORDS_LIMIT)
    desk.now += timedelta(minutes=1)
    with pytest.raises(ValueError, match="500 characters"):
        await desk.report(room="other", words="x" * (WORDS_LIMIT + 1))
    assert len(await desk.reports()) == 1


async def test_words_added_later_have_to_fit_and_only_ones_own_open_report_takes_them(desk: Desk) -> None:
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
    await desk.dismiss(number)
    with pytest.raises(NoSuchReport):
        await desk.add_words(number, "too late")


async def test_a_dismissed_report_is_no_longer_open(desk: Desk) -> None:
    number = await desk.report()
    await desk.dismiss(number)
    assert await desk.reports() == []
    assert await desk.sanction() is None


async def test_what_names_no_report_is_refused(desk: Desk) -> None:
    for name in ("R-0000", "0000", "", "R-"):
        for doing in (desk.dismiss, desk.lift, desk.pause, desk.case):
            with pytest.raises(NoSuchReport):
                await doing(name)


# --- the operator ---


async def test_the_operator_decides_whoever_has_the_case_in_hand(desk: Desk) -> None:
    case = await desk.reported()
    moderator = await desk.moderator("moderator", Role.MODERATOR)
    held = await desk.claim(moderator, case)
    await desk.dismiss(case.id)
    with pytest.raises(Stale):
        await desk.does(desk.moderation.verdicts.decide, moderator, case.id, held.fence, Measure.WARNING)
    assert (await desk.settle(case.id, Measure.WARNING)).sanction is not None, "looked at again"
    assert [row["measure"] for row in await desk.rows("decisions")] == ["nothing", "warning"]


async def test_the_operator_goes_on_where_their_own_claim_ran_out(desk: Desk) -> None:
    case = await desk.reported()
    await desk.claim(OPERATOR, case)
    desk.now += timedelta(minutes=11)
    await desk.dismiss(case.id)
    assert (await desk.case(case.id)).outcome is Outcome.NO_VIOLATION


async def test_an_appeal_is_nothing_the_operator_settles_in_passing(desk: Desk) -> None:
    sanction = await desk.pause(await desk.report())
    await desk.does(desk.moderation.appeals.file, BOB, sanction.id, "please")
    assert sanction.case is not None
    with pytest.raises(Refused):
        await desk.dismiss(sanction.case)
    assert await desk.sanction() == sanction


async def test_all_that_holds_is_told_by_its_kind(desk: Desk) -> None:
    await desk.settle(await desk.report(), Measure.LIMIT, 86400.0)
    case = await desk.reported(reporter=EVE, room="b", reason=Reason.HATE, server=SERVER)
    await desk.decide(await desk.of_server("owner"), case, Measure.EXCLUSION)
    standing = await desk.does(desk.moderation.standing, BOB)
    assert standing.out is None
    assert standing.limited is not None
    assert standing.excluded == {SERVER}
    assert len(standing.all) == 2
    assert await desk.sanction() is None, "a limit keeps nobody out"


# --- erasing and exporting ---


async def test_ids_are_needed_while_a_report_is_open_or_a_sanction_holds(desk: Desk) -> None:
    everybody = [ANN, BOB, EVE]

    async def needed() -> frozenset[MemberId]:
        async with desk.unit() as unit:
            return await desk.moderation.referring(unit, everybody)

    number = await desk.report()
    assert await needed() == {BOB}
    await desk.pause(number, 1)
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


async def test_who_is_held_for_the_authorities_keeps_their_id_until_the_hold_is_off(desk: Desk) -> None:
    case = await desk.reported()
    senior = await desk.moderator("senior", Role.SENIOR)
    await desk.dismiss(case.id)
    for on in (True, False):
        await desk.does(desk.moderation.handover.hold, senior, case.id, on=on)
        assert (BOB in await desk.does(desk.moderation.referring, [BOB])) is on
    assert await desk.does(desk.moderation.referring, [senior.member]) == {senior.member}, "who moderates"


async def test_erasing_takes_roles_and_what_is_still_to_be_told(desk: Desk) -> None:
    await desk.dismiss(await desk.report(words="by ann"))
    await desk.moderator(ANN, Role.AUDITOR)
    await desk.does(desk.moderation.erase, ANN)
    assert await desk.rows("moderators") == []
    desk.now += timedelta(hours=2)
    assert await desk.consequences(TellOutcome) == []


async def test_one_sees_ones_own_reports_and_what_holds_against_oneself(desk: Desk) -> None:
    number = await desk.report(words="rude", detail=Detail.ADS)
    sanction = await desk.pause(await desk.report(BOB, ANN, words="by bob"), 1)
    await desk.does(desk.moderation.appeals.file, ANN, sanction.id, "please")
    stored = await desk.does(desk.moderation.stored, ANN)
    now = NOW.timestamp()
    assert stored == {
        "reports_made": [
            {"number": number, "reason": "spam", "detail": "ads", "words": "rude", "at": now, "outcome": None}
        ],
        "sanctions": [
            {
                "measure": "pause",
                "reason": "spam",
                "detail": None,
                "since": now,
                "until": (NOW + timedelta(days=1)).timestamp(),
                "lifted": None,
            }
        ],
        "appeals": [{"words": "please", "at": now, "ruling": None}],
        "moderation_roles": [],
        "acts_as_moderator": [],
        "cases_in_hand": [],
        "still_to_be_told": 0,
    }
    assert json.loads(json.dumps(stored)) == stored


async def test_who_moderates_sees_what_they_did(desk: Desk) -> None:
    case = await desk.reported()
    moderator = await desk.moderator("moderator", Role.MODERATOR)
    await desk.decide(moderator, case, Measure.NOTHING)
    stored = await desk.does(desk.moderation.stored, moderator.member)
    assert stored["moderation_roles"] == ["moderator"]
    assert stored["acts_as_moderator"] == [
        {"at": NOW.timestamp(), "what": what, "case": case.id} for what in ("claim", "decide")
    ]


async def test_the_words_of_a_report_show_in_no_repr(desk: Desk) -> None:
    await desk.report(words="a secret of ann's")
    assert "secret" not in repr(await desk.reports())
