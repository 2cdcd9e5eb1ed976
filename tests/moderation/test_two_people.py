"""What takes two people: a ban waits for the second, and holds somebody no longer than they may be waited for."""

import pytest

from moderation.cases import Forbidden, State
from moderation.model import Hold, Measure, Queue, Reason, Tell
from moderation.roles import Role
from tests.moderation.desk import BOB, DAY, Desk, seniors

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_ban_takes_two_and_holds_meanwhile(desk: Desk) -> None:
    case = await desk.reported()
    one, other = await seniors(desk)
    asked = await desk.decide(one, case, Measure.BAN, note="he threatened her")
    assert asked.waits
    assert (asked.case.state, asked.case.queue) == (State.ESCALATED, Queue.SENIOR)
    assert asked.sanction is not None
    assert (asked.sanction.measure, asked.sanction.until) == (Measure.HOLD, desk.now + 7 * DAY)
    assert await desk.consequences(Tell) == [Tell(BOB, asked.sanction)]
    held = await desk.claim(one, case)
    with pytest.raises(Forbidden):
        await desk.does(desk.moderation.verdicts.decide, one, case.id, held.fence, Measure.BAN)
    await desk.does(desk.moderation.cases.release, one, case.id, held.fence)
    taken = await desk.claim(other, case)
    papers = await desk.does(desk.moderation.cases.papers, other, case.id, taken.fence)
    assert [each.note for each in papers.asked] == ["he threatened her"]
    banned = await desk.does(desk.moderation.verdicts.decide, other, case.id, taken.fence, Measure.BAN)
    assert banned.sanction is not None
    assert (banned.sanction.measure, banned.sanction.until, banned.waits) == (Measure.BAN, None, False)
    (row,) = await desk.rows("decisions")
    assert (row["actor"], row["second"]) == (other.member, one.member)
    assert await desk.sanction() == banned.sanction
    assert await desk.consequences(Tell) == [Tell(BOB, banned.sanction)], "the hold ends in the ban, and is not told"


async def test_who_asked_and_may_no_more_is_no_first_person(desk: Desk) -> None:
    case = await desk.reported()
    one, other, third = await seniors(desk, 3)
    await desk.decide(one, case, Measure.BAN)
    admin = await desk.moderator("admin", Role.ADMIN)
    await desk.does(desk.moderation.team.revoke, admin, one.member, Role.SENIOR)
    assert (await desk.decide(other, case, Measure.BAN)).waits, "asked anew"
    assert not (await desk.decide(third, case, Measure.BAN)).waits
    (row,) = await desk.rows("decisions")
    assert row["second"] == other.member


@pytest.mark.parametrize("instead", [Measure.NOTHING, Measure.PAUSE])
async def test_what_was_asked_for_comes_to_nothing_where_somebody_decides_otherwise(
    desk: Desk, instead: Measure
) -> None:
    case = await desk.reported()
    one, other, third = await seniors(desk, 3)
    await desk.decide(one, case, Measure.BAN)
    await desk.decide(other, case, instead, seconds=3600 if instead is Measure.PAUSE else None)
    await desk.does(desk.moderation.handover.reopen, other, case.id, "once more")
    assert (await desk.decide(third, case, Measure.BAN)).waits, "the old word does not count any more"


async def test_one_person_alone_keeps_nobody_out_for_longer_than_a_week(desk: Desk) -> None:
    case = await desk.reported()
    (one,) = await seniors(desk, 1)
    await desk.decide(one, case, Measure.BAN)
    desk.now += 8 * DAY
    assert await desk.sanction() is None
    with pytest.raises(Forbidden):
        await desk.decide(one, case, Measure.BAN)
    assert await desk.sanction() is None


async def test_a_hold_for_a_minors_safety_becomes_one_that_ends_once_a_person_has_looked(desk: Desk) -> None:
    case = await desk.reported(reason=Reason.MINOR)
    hold = await desk.sanction()
    assert hold is not None
    assert hold.until is None
    assert await desk.consequences(Hold) == [Hold(hold)]
    safety = await desk.moderator("safety", Role.CHILD_SAFETY)
    asked = await desk.decide(safety, case, Measure.BAN)
    assert await desk.sanction() == asked.sanction
    assert await desk.consequences(Tell) == [Tell(BOB, asked.sanction)], "one word, and none of an end"
    desk.now += 7 * DAY
    assert await desk.sanction() is None


async def test_what_was_asked_for_a_week_ago_is_asked_anew(desk: Desk) -> None:
    case = await desk.reported()
    one, other = await seniors(desk)
    await desk.decide(one, case, Measure.BAN)
    desk.now += 7 * DAY
    assert (await desk.decide(other, case, Measure.BAN)).waits


async def test_the_operator_alone_bans_nobody(desk: Desk) -> None:
    number = await desk.report()
    assert (await desk.settle(number, Measure.BAN)).waits
    with pytest.raises(Forbidden):
        await desk.settle(number, Measure.BAN)
    held = await desk.sanction()
    assert held is not None
    assert held.measure is Measure.HOLD
