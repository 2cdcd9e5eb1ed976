"""A hold that a report causes: what it ends, it ends at once; when the member hears of it names no chat."""

from datetime import timedelta

import pytest

from config.ids import MemberId
from moderation.model import Detail, Hold, Measure, Reason, Sanction, Tell
from moderation.roles import Role
from tests.moderation.desk import BOB, DAY, EVE, NOW, Desk, carried_out

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOONEST, LATEST = timedelta(minutes=5), timedelta(hours=1)


async def held(desk: Desk) -> Sanction:
    """Somebody said that a minor is in danger: bob is held, and has not heard of it."""
    await desk.report(reason=Reason.MINOR, detail=Detail.SEEKS_MINORS)
    (begun,) = await desk.consequences(Hold)
    assert begun.sanction == await desk.sanction()
    assert isinstance(begun, Hold)
    return begun.sanction


async def told(desk: Desk) -> list[Sanction | None]:
    return [each.sanction for each in await desk.consequences(Tell)]


async def test_it_is_carried_out_at_once_and_told_some_minutes_to_an_hour_later_once(desk: Desk) -> None:
    hold = await held(desk)
    desk.now += SOONEST - timedelta(seconds=1)
    assert await desk.consequences() == []
    desk.now = NOW + LATEST
    assert await told(desk) == [hold]
    desk.now += DAY
    assert await told(desk) == []


async def test_the_moment_is_another_one_for_everybody(desk: Desk) -> None:
    for number in range(12):
        member = MemberId(f"m{number}")
        await desk.report(reporter=MemberId(f"r{number}"), subject=member, room=f"{number}", reason=Reason.MINOR)
    due = [row["due_at"] / 1000 - NOW.timestamp() for row in await desk.rows("news") if row["kind"] == "hold"]
    assert len(set(due)) == 12
    assert SOONEST.total_seconds() <= min(due) < max(due) <= LATEST.total_seconds()
    assert max(due) - min(due) > 600, "as good as never by chance: (10 / 55) ** 11 times 12"


async def test_a_hold_by_numbers_is_told_as_late_for_the_last_of_them_had_just_talked_to_them(desk: Desk) -> None:
    for number in range(3):
        await desk.report(reporter=MemberId(f"m{number}"), room=f"{number}")
    (begun,) = await desk.consequences(Hold)
    assert await told(desk) == []
    desk.now += LATEST
    assert await told(desk) == [begun.sanction]


async def test_who_heard_of_it_by_asking_is_not_told_again_but_of_its_end(desk: Desk) -> None:
    hold = await held(desk)
    await desk.does(desk.moderation.heard, hold)
    desk.now += LATEST
    assert await told(desk) == []
    await desk.dismiss(str(hold.case))
    assert await told(desk) == [None]


async def test_the_end_of_what_nobody_told_them_of_is_nothing_to_tell(desk: Desk) -> None:
    hold = await held(desk)
    await desk.dismiss(str(hold.case))
    assert await told(desk) == []
    desk.now += LATEST
    assert await told(desk) == []
    assert [row for row in await desk.rows("news") if row["kind"] == "hold"] == []


async def test_what_was_lifted_before_anybody_looked_ends_nothing(desk: Desk) -> None:
    number = await desk.report(reason=Reason.MINOR)
    await desk.lift(number)
    desk.now += LATEST
    assert [each for each in await desk.consequences() if isinstance(each, Hold | Tell)] == []


async def test_a_decision_that_comes_first_is_all_they_hear(desk: Desk) -> None:
    hold = await held(desk)
    paused = await desk.pause(str(hold.case))
    assert await told(desk) == [paused]
    desk.now += LATEST
    assert await told(desk) == []


async def test_who_is_to_be_banned_hears_of_that_hold_and_no_more_of_the_one_before(desk: Desk) -> None:
    hold = await held(desk)
    safety = await desk.moderator("safety", Role.CHILD_SAFETY)
    assert hold.case is not None
    asked = await desk.decide(safety, await desk.case(hold.case), Measure.BAN)
    assert await told(desk) == [asked.sanction], "a person has looked: that is no report's moment"
    desk.now += LATEST
    assert await told(desk) == []


async def test_after_a_night_in_which_nothing_ran_it_is_told_with_what_it_ends_once(desk: Desk) -> None:
    await desk.report(reason=Reason.MINOR)
    desk.now += DAY
    hold = await desk.sanction()
    assert [each for each in await desk.consequences() if isinstance(each, Hold | Tell)] == [Tell(BOB, hold)]
    assert await told(desk) == []


async def test_where_something_else_ends_meanwhile_they_hear_what_still_holds(desk: Desk) -> None:
    paused = await desk.report(reporter=EVE, room="other")
    await desk.pause(paused)
    await desk.consequences()
    desk.now += timedelta(minutes=1)
    hold = await held(desk)
    senior = await desk.moderator("senior", Role.SENIOR)
    case = await desk.case(paused)
    assert await desk.does(desk.moderation.verdicts.lift, senior, case.id, "they have learned") == 1
    assert await told(desk) == [hold], "else they would hear that nothing does"


async def test_a_turn_that_fails_leaves_it_to_be_carried_out_and_told(desk: Desk) -> None:
    await desk.report(reason=Reason.MINOR)

    async def fails() -> None:
        async with desk.unit() as unit:
            assert any(isinstance(each, Hold) for each in await carried_out(desk.moderation, unit))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert len(await desk.consequences(Hold)) == 1
    desk.now += LATEST
    assert len(await told(desk)) == 1


async def test_whoever_erases_their_account_is_told_nothing(desk: Desk) -> None:
    await held(desk)
    await desk.does(desk.moderation.erase, BOB)
    desk.now += LATEST
    assert await told(desk) == []


async def test_the_export_names_neither_the_minute_nor_what_exactly_was_reported(desk: Desk) -> None:
    desk.now = NOW + timedelta(minutes=20)
    await desk.report(reason=Reason.MINOR, detail=Detail.SEEKS_MINORS)
    stored = await desk.does(desk.moderation.stored, BOB)
    assert stored["sanctions"] == [
        {
            "measure": "hold",
            "reason": "minor",
            "detail": None,
            "since": NOW.timestamp(),
            "until": None,
            "lifted": None,
        }
    ]
