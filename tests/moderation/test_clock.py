"""The clock jumps by an hour in the middle of something: nobody is locked out for longer than they would be else."""

from datetime import timedelta

import pytest

from config.ids import MemberId
from moderation.cases import Stale, State, TakenBy
from moderation.matters import Waits
from moderation.model import Measure, Queue
from moderation.roles import Role
from tests.moderation.desk import ANN, EVE, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def test_set_back_a_claim_is_still_theirs_and_nobody_waits_longer_for_it_than_for_any(desk: Desk) -> None:
    case = await desk.reported()
    mo, other = await desk.moderator("mo", Role.MODERATOR), await desk.moderator("other", Role.MODERATOR)
    held = await desk.claim(mo, case)
    desk.now += 5 * MINUTE - HOUR
    async with desk.unit() as unit:
        assert [each.waits for each in await desk.moderation.due(unit, 5)] == [Waits.CLAIM]
    await desk.consequences()
    kept = await desk.case(case.id)
    assert (kept.holder, kept.fence, kept.lease_until) == ("mo", held.fence, desk.now + 10 * MINUTE)
    with pytest.raises(TakenBy):
        await desk.claim(other, case)
    await desk.does(desk.moderation.cases.heartbeat, mo, case.id, held.fence)
    async with desk.unit() as unit:
        assert await desk.moderation.due(unit, 5) == [], "once is enough"
    desk.now += 10 * MINUTE
    assert (await desk.claim(other, case)).holder == "other"
    with pytest.raises(Stale):
        await desk.does(desk.moderation.verdicts.decide, mo, case.id, held.fence, Measure.NOTHING)


async def test_set_back_whoever_has_a_case_decides_it(desk: Desk) -> None:
    case = await desk.reported()
    mo = await desk.moderator("mo", Role.MODERATOR)
    held = await desk.claim(mo, case)
    desk.now -= HOUR
    decided = await desk.does(desk.moderation.verdicts.decide, mo, case.id, held.fence, Measure.WARNING)
    assert decided.case.state is State.DECIDED
    assert (await desk.does(desk.moderation.team.verify_log)).broken_at is None


async def test_set_ahead_a_claim_is_over_and_the_case_waits_as_if_nobody_had_skipped_it(desk: Desk) -> None:
    case = await desk.reported()
    mo = await desk.moderator("mo", Role.MODERATOR)
    held = await desk.claim(mo, case)
    desk.now += HOUR
    with pytest.raises(Stale):
        await desk.does(desk.moderation.verdicts.decide, mo, case.id, held.fence, Measure.NOTHING)
    await desk.consequences()
    back = await desk.case(case.id)
    assert (back.state, back.queue, back.skips) == (State.QUEUED, Queue.STANDARD, 0)
    again = await desk.claim(mo, case)
    desk.now -= HOUR
    await desk.does(desk.moderation.verdicts.decide, mo, case.id, again.fence, Measure.NOTHING)
    assert (await desk.case(case.id)).state is State.DECIDED


async def test_machines_whose_clocks_differ_by_seconds_disturb_no_claim(desk: Desk) -> None:
    case = await desk.reported()
    mo = await desk.moderator("mo", Role.MODERATOR)
    held = await desk.claim(mo, case)
    desk.now -= timedelta(seconds=30)
    await desk.consequences()
    assert (await desk.case(case.id)).lease_until == held.lease_until


async def test_set_back_nobody_waits_an_hour_until_they_may_report_again(desk: Desk) -> None:
    for number in range(3):
        desk.now += timedelta(seconds=6)
        await desk.report(subject=MemberId(f"m{number}"), room=f"room {number}")
    desk.now -= HOUR
    await desk.report(subject=EVE, room="another")
    assert len(await desk.reports()) == 4


async def test_set_back_a_ban_holds_and_what_was_decided_is_told(desk: Desk) -> None:
    case = await desk.reported()
    first, second = await desk.moderator("first", Role.SENIOR), await desk.moderator("second", Role.SENIOR)
    sanction = await desk.banned(case, first, second)
    desk.now -= HOUR
    async with desk.unit() as unit:
        assert await desk.moderation.sanction(unit, sanction.member) is not None
        assert (await desk.moderation.standing(unit, ANN)).out is None
    assert sanction in [getattr(told, "sanction", None) for told in await desk.consequences()]
