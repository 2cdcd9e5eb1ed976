"""Cases that are handed on, merged, reopened and preserved."""

from datetime import timedelta

import pytest

from config.ids import MemberId
from moderation.cases import AlreadyThere, Case, Forbidden, NeedsWords, NoSuchCase, NotNow, State
from moderation.model import Measure, Outcome, Queue, Reason, TellOutcome
from moderation.roles import Actor, Role
from tests.moderation.desk import ANN, BOB, DAY, EVE, NOW, SERVER, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_what_is_escalated_waits_for_seniors_with_the_note(desk: Desk) -> None:
    case = await desk.reported()
    triage, senior = await desk.moderator("triage", Role.TRIAGE), await desk.moderator("senior", Role.SENIOR)
    held = await desk.claim(triage, case)
    for note in ("", "  ", "x" * 501):
        with pytest.raises(NeedsWords):
            await desk.does(desk.moderation.handover.escalate, triage, case.id, held.fence, note)
    handed = await desk.does(desk.moderation.handover.escalate, triage, case.id, held.fence, "beyond me")
    assert (handed.state, handed.queue, handed.holder) == (State.ESCALATED, Queue.SENIOR, None)
    assert handed.due_at == NOW + timedelta(hours=12), "sooner than before"
    with pytest.raises(NoSuchCase):
        await desk.claim(triage, case)
    taken = await desk.claim(senior, case)
    papers = await desk.papers(senior, case, taken.fence)
    assert [(note.actor, note.about, note.words) for note in papers.notes] == [("triage", "escalate", "beyond me")]


async def test_what_a_servers_moderators_hand_on_is_everybodys(desk: Desk) -> None:
    case = await desk.reported(server=SERVER)
    owner = await desk.of_server("owner")
    held = await desk.claim(owner, case)
    handed = await desk.does(desk.moderation.handover.escalate, owner, case.id, held.fence, "not only here")
    assert (handed.state, handed.queue) == (State.QUEUED, Queue.STANDARD)
    with pytest.raises(NoSuchCase):
        await desk.claim(owner, case)


async def test_what_a_servers_moderators_leave_lying_becomes_everybodys(desk: Desk) -> None:
    case = await desk.reported(server=SERVER)
    desk.now = case.due_at
    await desk.consequences()
    assert (await desk.case(case.id)).queue is Queue.STANDARD


async def test_what_nobody_on_a_server_sees_becomes_everybodys_and_other_servers_keep_theirs(desk: Desk) -> None:
    handover = desk.moderation.handover
    other = MemberId("m1")
    case, elsewhere = await desk.reported(server=SERVER), await desk.reported(reporter=other, server="e" * 32)
    grave = await desk.reported(reporter=EVE, server=SERVER, reason=Reason.THREATS)
    held = await desk.reported(reporter=MemberId("m2"), subject=EVE, server=SERVER)
    owner = await desk.of_server("owner")
    claimed = await desk.claim(owner, held)
    assert await desk.does(handover.awaited) == ["e" * 32, SERVER]
    assert await desk.does(handover.unattended, [SERVER]) == 1
    assert [(await desk.case(each.id)).queue for each in (case, elsewhere, grave, held)] == [
        Queue.STANDARD,
        Queue.SERVER,
        Queue.URGENT,
        Queue.SERVER,
    ]
    assert await desk.does(handover.awaited) == ["e" * 32]
    await desk.does(desk.moderation.cases.release, owner, held.id, claimed.fence)
    assert await desk.does(handover.unattended, [SERVER]) == 1, "what was in hand follows"
    assert await desk.does(handover.unattended, []) == 0


async def test_what_goes_to_child_safety_is_out_of_sight_of_all_others_for_good(desk: Desk) -> None:
    case = await desk.reported(reason=Reason.SEXUAL)
    moderator, senior = await desk.moderator("moderator", Role.MODERATOR), await desk.moderator("senior", Role.SENIOR)
    safety = [await desk.moderator(f"safety{number}", Role.CHILD_SAFETY) for number in range(3)]
    held = await desk.claim(moderator, case)
    handed = await desk.does(desk.moderation.handover.quarantine, moderator, case.id, held.fence)
    assert (handed.state, handed.queue) == (State.QUARANTINED, Queue.CHILD_SAFETY)
    decided = await desk.decide(safety[0], case, Measure.PAUSE, seconds=3600)
    assert decided.sanction is not None
    with pytest.raises(NoSuchCase):
        await desk.does(desk.moderation.handover.reopen, senior, case.id, "let me see")
    again = await desk.does(desk.moderation.handover.reopen, safety[1], case.id, "there is more")
    assert (again.state, again.queue) == (State.QUARANTINED, Queue.CHILD_SAFETY)
    decided = await desk.decide(safety[0], case, Measure.PAUSE, seconds=3600)
    assert decided.sanction is not None
    await desk.does(desk.moderation.appeals.file, BOB, decided.sanction.id, "please")
    appealed = await desk.case(case.id)
    assert (appealed.state, appealed.queue) == (State.APPEALED, Queue.CHILD_SAFETY)
    with pytest.raises(NoSuchCase):
        await desk.claim(senior, case)
    with pytest.raises(Forbidden):
        await desk.claim(safety[0], case)
    assert (await desk.claim(safety[2], case)).state is State.CLAIMED_APPEAL


# --- merging ---


async def two(desk: Desk) -> tuple[Case, Case, Actor]:
    """Two cases about bob, and somebody who may merge them."""
    one = await desk.reported()
    other = await desk.reported(reporter=EVE, room="b", reason=Reason.HATE)
    return one, other, await desk.moderator("moderator", Role.MODERATOR)


async def test_two_cases_about_one_member_become_one(desk: Desk) -> None:
    one, other, moderator = await two(desk)
    held = await desk.claim(moderator, one)
    gone = await desk.does(desk.moderation.handover.merge, moderator, one.id, held.fence, other.id)
    assert (gone.state, gone.merged_into, gone.holder) == (State.MERGED, other.id, None)
    joined = await desk.case(other.id)
    assert (joined.reporters, joined.rank, joined.state) == (2, max(one.rank, other.rank), State.QUEUED)
    await desk.decide(moderator, other, Measure.NOTHING)
    desk.now += timedelta(hours=1)
    assert {told.member for told in await desk.consequences(TellOutcome)} == {ANN, EVE}, "both hear of it"


@pytest.mark.parametrize("into", ["itself", "another's", "a decided one", "one of child safety", "none"])
async def test_what_does_not_belong_together_is_not_merged(desk: Desk, into: str) -> None:
    one, other, moderator = await two(desk)
    held = await desk.claim(moderator, one)
    target = other.id
    match into:
        case "itself":
            target = one.id
        case "another's":
            target = (await desk.reported(reporter=MemberId("m1"), subject=EVE, room="c")).id
        case "a decided one":
            await desk.dismiss(other.id)
        case "one of child safety":
            target = (await desk.reported(reporter=MemberId("m1"), room="c", reason=Reason.MINOR)).id
        case _:
            target = type(target)("ZZZZ")
    before = await desk.everything()
    with pytest.raises((NotNow, NoSuchCase)):
        await desk.does(desk.moderation.handover.merge, moderator, one.id, held.fence, target)
    assert await desk.everything() == before


async def test_an_appeal_is_merged_with_nothing(desk: Desk) -> None:
    one, other, moderator = await two(desk)
    decided = await desk.decide(moderator, one, Measure.PAUSE, seconds=3600)
    assert decided.sanction is not None
    await desk.does(desk.moderation.appeals.file, BOB, decided.sanction.id, "please")
    senior = await desk.moderator("senior", Role.SENIOR)
    held = await desk.claim(senior, one)
    before = await desk.everything()
    with pytest.raises(Forbidden):
        await desk.does(desk.moderation.handover.merge, senior, one.id, held.fence, other.id)
    assert await desk.everything() == before


async def test_a_hold_for_the_authorities_goes_over_with_what_is_merged(desk: Desk) -> None:
    one, other, _ = await two(desk)
    senior = await desk.moderator("senior", Role.SENIOR)
    held = await desk.claim(senior, one)
    await desk.does(desk.moderation.handover.hold, senior, one.id, on=True)
    await desk.does(desk.moderation.handover.merge, senior, one.id, held.fence, other.id)
    assert ((await desk.case(one.id)).legal_hold, (await desk.case(other.id)).legal_hold) == (False, True)
    with pytest.raises(NotNow):
        await desk.does(desk.moderation.handover.hold, senior, one.id, on=True)
    await desk.decide(senior, other, Measure.NOTHING)
    desk.now += 400 * DAY
    await desk.clean_up()
    assert {(await desk.case(each.id)).state for each in (one, other)} == {State.MERGED, State.DECIDED}
    assert desk.evidence.shredded == []
    await desk.does(desk.moderation.handover.hold, senior, other.id, on=False)
    await desk.clean_up()
    assert sorted(desk.evidence.shredded) == sorted([one.id, other.id])


async def test_what_was_merged_twice_goes_with_the_last(desk: Desk) -> None:
    one, other, moderator = await two(desk)
    third = await desk.reported(reporter=MemberId("m1"), room="c", reason=Reason.HARASSMENT)
    for case, into in ((one, other), (other, third)):
        held = await desk.claim(moderator, case)
        await desk.does(desk.moderation.handover.merge, moderator, case.id, held.fence, into.id)
    await desk.decide(moderator, third, Measure.NOTHING)
    desk.now += 31 * DAY
    await desk.clean_up()
    assert sorted(desk.evidence.shredded) == sorted([one.id, other.id, third.id])
    assert await desk.rows("reports") == []


# --- afterwards ---


async def test_reopening_keeps_what_holds_until_it_is_decided_anew_and_nothing_counts_twice(desk: Desk) -> None:
    case = await desk.reported(reason=Reason.HARASSMENT)
    moderator, senior = await desk.moderator("moderator", Role.MODERATOR), await desk.moderator("senior", Role.SENIOR)
    await desk.decide(moderator, case, Measure.PAUSE, seconds=86400)
    with pytest.raises(NeedsWords):
        await desk.does(desk.moderation.handover.reopen, senior, case.id, " ")
    again = await desk.does(desk.moderation.handover.reopen, senior, case.id, "a witness")
    assert (again.state, again.queue, again.outcome, again.seal_at, again.purge_at) == (
        State.QUEUED,
        Queue.STANDARD,
        None,
        None,
        None,
    )
    first = await desk.sanction()
    assert first is not None
    await desk.decide(moderator, case, Measure.PAUSE, seconds=7 * 86400)
    second = await desk.sanction()
    assert second is not None
    assert second.until == NOW + 7 * DAY
    rows = {row["id"]: (bool(row["overturned"]), row["strikes"]) for row in await desk.rows("sanctions")}
    assert rows == {first.id: (True, 3), second.id: (False, 3)}
    with pytest.raises(NoSuchCase):
        await desk.does(desk.moderation.handover.reopen, Actor(EVE), case.id, "me, too")
    with pytest.raises(Forbidden):
        await desk.does(desk.moderation.handover.reopen, moderator, case.id, "me, too")


async def test_nothing_is_reopened_beside_an_open_case_of_its_kind(desk: Desk) -> None:
    case = await desk.reported()
    await desk.dismiss(case.id)
    await desk.report(reporter=EVE, room="b")
    with pytest.raises(AlreadyThere):
        await desk.does(desk.moderation.handover.reopen, await desk.moderator("s", Role.SENIOR), case.id, "why")


async def test_what_is_preserved_is_still_decided_and_kept_for_its_year_whatever_is(desk: Desk) -> None:
    case = await desk.reported(reason=Reason.MINOR)
    safety = await desk.moderator("safety", Role.CHILD_SAFETY)
    held = await desk.claim(safety, case)
    kept = await desk.does(desk.moderation.handover.preserve, safety, case.id, held.fence)
    assert (kept.state, kept.legal_hold, kept.purge_at) == (State.LEGAL_HOLD, True, NOW + 365 * DAY)
    assert [each.id for each in await desk.does(desk.moderation.cases.queue, safety)] == [case.id]
    assert await desk.sanction() is not None, "the hold goes on"
    joined = await desk.reported(reporter=EVE, room="b", reason=Reason.MINOR)
    assert joined.id == case.id, "what comes later belongs to it"
    decided = await desk.decide(safety, case, Measure.NOTHING)
    assert decided.case.purge_at == NOW + 365 * DAY
    await desk.does(desk.moderation.handover.hold, safety, case.id, on=False)
    await desk.consequences()
    desk.now = NOW + 365 * DAY - timedelta(seconds=1)
    await desk.clean_up()
    assert desk.evidence.shredded == []
    desk.now += timedelta(seconds=1)
    await desk.clean_up()
    assert desk.evidence.shredded == [case.id]


async def test_what_is_preserved_and_never_decided_holds_nobody_when_it_goes(desk: Desk) -> None:
    case = await desk.reported(reason=Reason.MINOR)
    safety = await desk.moderator("safety", Role.CHILD_SAFETY)
    held = await desk.claim(safety, case)
    await desk.does(desk.moderation.handover.preserve, safety, case.id, held.fence)
    desk.now += 1000 * DAY
    await desk.consequences()
    await desk.clean_up()
    assert (await desk.case(case.id)).state is State.LEGAL_HOLD, "as long as the hold stands"
    await desk.does(desk.moderation.handover.hold, safety, case.id, on=False)
    await desk.clean_up()
    assert (await desk.case(case.id)).state is State.PURGED
    assert await desk.sanction() is None


async def test_a_hold_is_put_on_and_taken_off_once(desk: Desk) -> None:
    case = await desk.reported()
    senior = await desk.moderator("senior", Role.SENIOR)
    for on in (True, False):
        assert (await desk.does(desk.moderation.handover.hold, senior, case.id, on=on)).legal_hold is on
        with pytest.raises(AlreadyThere):
            await desk.does(desk.moderation.handover.hold, senior, case.id, on=on)
    assert (await desk.case(case.id)).outcome is not Outcome.ACTED
