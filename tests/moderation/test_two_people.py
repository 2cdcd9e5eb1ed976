"""What takes two people: a ban waits for the second, and holds somebody no longer than they may be waited for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.ids import MemberId
from moderation.cases import Case, Forbidden, NotNow, State
from moderation.model import Hold, Measure, Queue, Reason, Tell
from moderation.roles import Action, Actor, Role
from tests.moderation.desk import BOB, DAY, EVE, Desk, seniors

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
    papers = await desk.papers(other, case, taken.fence)
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


# --- across the cases of one person ---


async def about_bob(desk: Desk, number: int, reason: Reason) -> Case:
    return await desk.reported(reporter=MemberId(f"m{number}"), room=f"r{number}", reason=reason)


async def test_one_person_alone_holds_somebody_once_whatever_cases_there_are(desk: Desk) -> None:
    (one,) = await seniors(desk, 1)
    for number, reason in enumerate((Reason.SPAM, Reason.HARASSMENT, Reason.HATE)):
        asked = await desk.decide(one, await about_bob(desk, number, reason), Measure.BAN)
        assert asked.waits
        assert (asked.sanction is None) is (number > 0)
        desk.now += 6 * DAY
    assert await desk.sanction() is None


async def test_deciding_otherwise_oneself_makes_no_room_for_another_hold(desk: Desk) -> None:
    (one,) = await seniors(desk, 1)
    case = await about_bob(desk, 1, Reason.SPAM)
    await desk.decide(one, case, Measure.BAN)
    desk.now += 6 * DAY
    await desk.decide(one, case, Measure.WARNING)
    assert await desk.sanction() is None
    await desk.does(desk.moderation.handover.reopen, one, case.id, "once more")
    assert (await desk.decide(one, case, Measure.BAN)).sanction is None
    assert (await desk.decide(one, await about_bob(desk, 2, Reason.HATE), Measure.BAN)).sanction is None
    assert await desk.sanction() is None


async def test_whom_somebody_agreed_with_before_holds_again(desk: Desk) -> None:
    one, other = await seniors(desk)
    case = await about_bob(desk, 1, Reason.SPAM)
    await desk.banned(case, one, other)
    await desk.lift(case.id)
    assert (await desk.decide(one, await about_bob(desk, 2, Reason.HATE), Measure.BAN)).sanction is not None


async def test_each_holds_by_a_word_of_their_own_and_somebody_elses_member(desk: Desk) -> None:
    one, other = await seniors(desk)
    await desk.decide(one, await about_bob(desk, 1, Reason.SPAM), Measure.BAN)
    assert (await desk.decide(other, await about_bob(desk, 2, Reason.HATE), Measure.BAN)).sanction is not None
    about_eve = await desk.reported(subject=EVE, room="e", reason=Reason.HATE)
    assert (await desk.decide(one, about_eve, Measure.BAN)).sanction is not None


async def test_asking_again_gives_a_hold_without_an_end_one_and_lets_nobody_go_at_once(desk: Desk) -> None:
    both = await desk.moderator("both", Role.CHILD_SAFETY, Role.SENIOR)
    await desk.decide(both, await about_bob(desk, 1, Reason.SPAM), Measure.BAN)
    asked = await desk.decide(both, await about_bob(desk, 2, Reason.MINOR), Measure.BAN)
    assert asked.sanction is not None
    assert asked.sanction.until == desk.now + 7 * DAY
    assert all(row["until"] is not None or row["lifted_at"] is not None for row in await desk.rows("sanctions"))


async def merged(desk: Desk, actor: Actor, case: Case, into: Case) -> None:
    held = await desk.claim(actor, case)
    await desk.does(desk.moderation.handover.merge, actor, case.id, held.fence, into.id)


async def test_a_ban_that_was_asked_for_is_decided_in_the_case_it_goes_on_in(desk: Desk) -> None:
    one, other = await seniors(desk)
    case, into = await about_bob(desk, 1, Reason.SPAM), await about_bob(desk, 2, Reason.HATE)
    hold = (await desk.decide(one, case, Measure.BAN, note="he threatened her")).sanction
    await merged(desk, other, case, into)
    assert hold is not None
    assert await desk.sanction() == replace(hold, case=into.id)
    assert [each.case for each in await desk.does(desk.moderation.team.pending, other)] == [into.id]
    held = await desk.claim(one, into)
    with pytest.raises(Forbidden):
        await desk.does(desk.moderation.verdicts.decide, one, into.id, held.fence, Measure.BAN)
    await desk.does(desk.moderation.cases.release, one, into.id, held.fence)
    held = await desk.claim(other, into)
    papers = await desk.papers(other, into, held.fence)
    assert [each.note for each in papers.asked] == ["he threatened her"]
    banned = await desk.does(desk.moderation.verdicts.decide, other, into.id, held.fence, Measure.BAN)
    assert not banned.waits
    (row,) = await desk.rows("decisions")
    assert (row["actor"], row["second"]) == (other.member, one.member)


async def test_merging_prolongs_no_hold(desk: Desk) -> None:
    (one,) = await seniors(desk, 1)
    case = await about_bob(desk, 0, Reason.SPAM)
    await desk.decide(one, case, Measure.BAN)
    for number, reason in enumerate((Reason.HARASSMENT, Reason.HATE), start=1):
        desk.now += 3 * DAY
        into = await about_bob(desk, number, reason)
        await merged(desk, one, case, into)
        with pytest.raises(Forbidden):
            await desk.decide(one, into, Measure.BAN)
        desk.now += timedelta(hours=1)
        case = into
    desk.now += DAY
    assert await desk.sanction() is None


async def test_what_was_agreed_to_about_a_case_is_not_about_the_one_it_goes_on_in(desk: Desk) -> None:
    one, other = await seniors(desk)
    case, into = await about_bob(desk, 1, Reason.SPAM), await about_bob(desk, 2, Reason.HATE)
    team = desk.moderation.team
    agreed = await desk.does(team.ask, one, case.id, Action.EXPORT, "a court asks")
    await desk.does(team.answer, other, agreed.id, granted=True)
    waits = await desk.does(team.ask, one, case.id, Action.UNMASK, "a court asks")
    await merged(desk, other, case, into)
    with pytest.raises(NotNow):
        await desk.does(team.use, one, agreed.id)
    assert [(each.id, each.case) for each in await desk.does(team.pending, other)] == [(waits.id, into.id)]
    await desk.does(team.answer, other, waits.id, granted=True)
    assert (await desk.does(team.use, one, waits.id)).case.id == into.id
