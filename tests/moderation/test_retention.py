"""What moderation remembers goes when it has outlived its use, and not before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.ids import MemberId
from moderation.cases import Case, State
from moderation.forgetting import Past
from moderation.model import Measure, Reason, TellOutcome
from moderation.roles import Role
from moderation.service import NoSuchReport
from tests.moderation.desk import ANN, BOB, DAY, EVE, NOW, Desk
from tests.statements import written

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECOND = timedelta(seconds=1)


async def settled(desk: Desk) -> None:
    """Everything is told."""
    desk.now += timedelta(hours=1)
    await desk.consequences()
    desk.now -= timedelta(hours=1)


async def state(desk: Desk, case: Case) -> State:
    return (await desk.case(case.id)).state


async def test_where_nothing_was_wrong_it_goes_after_30_days_and_what_is_open_never(desk: Desk) -> None:
    still_open = await desk.report(room="other", reason=Reason.HATE)
    desk.now += timedelta(minutes=1)
    case = await desk.reported(words="he said so")
    await desk.dismiss(case.id)
    await settled(desk)
    desk.now += 30 * DAY - SECOND
    assert await desk.clean_up() == 0
    desk.now += SECOND
    assert await desk.clean_up() == 2, "sealed and purged"
    assert await state(desk, case) is State.PURGED
    assert desk.evidence.shredded == [case.id]
    assert (await desk.case(case.id)).subject is None
    desk.now += 334 * DAY
    assert await desk.clean_up() == 0
    desk.now += 400 * DAY
    assert await desk.clean_up() > 0
    with pytest.raises(NoSuchReport):
        await desk.case(case.id)
    assert [report.number for report in await desk.reports()] == [still_open]


async def test_what_was_a_violation_is_sealed_after_the_time_to_appeal_and_purged_60_days_later(desk: Desk) -> None:
    number = await desk.report(words="he said so")
    case = await desk.case(number)
    moderator = await desk.moderator("moderator", Role.MODERATOR)
    await desk.decide(moderator, case, Measure.PAUSE, seconds=3600, note="three times")
    await settled(desk)
    desk.now = NOW + 30 * DAY - SECOND
    assert await desk.clean_up() == 0
    assert [row["words"] is None for row in await desk.rows("reports")] == [False]
    desk.now += SECOND
    assert await desk.clean_up() == 1
    assert await state(desk, case) is State.SEALED
    assert [row["words"] for row in await desk.rows("reports")] == [None]
    assert [(row["note"], row["measure"]) for row in await desk.rows("decisions")] == [(None, "pause")]
    assert desk.evidence.shredded == [], "evidence outlasts words"
    desk.now = NOW + 90 * DAY
    assert await desk.clean_up() == 1
    assert await state(desk, case) is State.PURGED
    assert desk.evidence.shredded == [case.id]
    assert await desk.rows("reports") == []


async def test_a_sanction_goes_a_year_after_its_end_and_what_was_decided_with_it(desk: Desk) -> None:
    case = await desk.reported()
    await desk.pause(case.id, days=7)
    await settled(desk)
    for days in (30, 90, 371):
        desk.now = NOW + days * DAY
        await desk.clean_up()
    desk.now = NOW + 372 * DAY
    assert [row["case"] for row in await desk.rows("sanctions")] == [case.id]
    assert len(await desk.rows("decisions")) == 1, "a sanction on record has its decision"
    desk.now += SECOND
    assert await desk.clean_up() > 0
    assert await desk.rows("sanctions") == await desk.rows("decisions") == await desk.rows("cases") == []


async def test_a_ban_for_ever_stays_until_a_year_after_it_was_lifted(desk: Desk) -> None:
    case = await desk.reported()
    one, other = await desk.moderator("one", Role.SENIOR), await desk.moderator("other", Role.SENIOR)
    await desk.banned(case, one, other)
    await settled(desk)
    desk.now = NOW + 4000 * DAY
    await desk.clean_up()
    assert await state(desk, case) is State.PURGED
    assert await desk.sanction(BOB) is not None
    assert await desk.does(desk.moderation.verdicts.lift, one, case.id, "ten years") == 1
    assert await desk.rows("notes") == [], "words would never be erased any more"
    await desk.consequences()
    desk.now += 365 * DAY + SECOND
    assert await desk.clean_up() > 0
    assert await desk.rows("sanctions") == await desk.rows("cases") == []


async def test_removing_an_old_case_leaves_a_sanction_that_another_took_over(desk: Desk) -> None:
    one = await desk.reported()
    other = await desk.reported(reporter=EVE, room="b", reason=Reason.HATE)
    senior = await desk.moderator("senior", Role.SENIOR)
    await desk.decide(senior, one, Measure.WARNING)
    await settled(desk)
    await desk.does(desk.moderation.handover.reopen, senior, one.id, "the same evening")
    held = await desk.claim(senior, one)
    await desk.does(desk.moderation.handover.merge, senior, one.id, held.fence, other.id)
    desk.now += 364 * DAY
    await desk.decide(senior, other, Measure.PAUSE, seconds=30 * 86400)
    await settled(desk)
    for days in (91, 300, 300, 300):
        desk.now += days * DAY
        await desk.clean_up()
    assert await desk.rows("cases") == await desk.rows("decisions") == await desk.rows("notes") == []


async def test_the_audit_log_is_kept_for_a_year_and_its_head_for_good(desk: Desk) -> None:
    await desk.report()
    desk.now += 364 * DAY
    assert await desk.clean_up() == 0
    desk.now += DAY
    assert await desk.clean_up() == 2, "lines of one day go together"
    assert [row["kind"] for row in await desk.rows("audit")] == ["trimmed"]
    assert len(await desk.rows("audit_heads")) == 1
    assert (await desk.does(desk.moderation.team.verify_log)).broken_at is None


async def test_invitations_go_when_they_are_over(desk: Desk) -> None:
    admin = await desk.moderator("admin", Role.ADMIN)
    await desk.does(desk.moderation.team.invite, admin, Role.AUDITOR)
    desk.now += timedelta(minutes=15)
    assert await desk.clean_up() == 1
    assert await desk.rows("invitations") == []


async def test_so_many_go_at_once_and_no_more(desk: Desk) -> None:
    for number in range(5):
        await desk.dismiss(await desk.report(reporter=MemberId(f"m{number}"), subject=MemberId(f"s{number}")))
    await settled(desk)
    desk.now = NOW + 31 * DAY
    assert [await desk.clean_up(2) for _ in range(4)] == [4, 4, 2, 0], "two sealed and two purged each time"


async def test_what_is_to_be_kept_for_a_shorter_time_is_noted_little_by_little_and_once(desk: Desk) -> None:
    for number in range(5):
        await desk.dismiss(await desk.report(reporter=MemberId(f"m{number}"), subject=MemberId(f"s{number}")))
    kept = desk.moderation.policy.retention.model_copy(update={"no_violation_days": 7})
    shorter = Desk(desk.database, replace(desk.moderation.policy, retention=kept))
    shorter.now = desk.now
    with written(desk.database) as asked:
        async with shorter.unit() as unit:
            assert await shorter.moderation.outlived(unit) == [Past.TERMS]
            assert [await shorter.moderation.clean_up(unit, Past.TERMS, 2) for _ in range(4)] == [2, 2, 1, 0]
            assert await shorter.moderation.outlived(unit) == []
            assert await shorter.moderation.clean_up(unit, Past.WORDS, 5) == 0
    assert sum("decided_at +" in each and each.startswith("UPDATE") for each in asked) == 3, (
        "nothing is rewritten again"
    )
    assert {row["purge_at"] for row in await desk.rows("cases")} == {round((NOW + 7 * DAY).timestamp() * 1000)}


async def test_putting_cases_away_shows_no_card(desk: Desk) -> None:
    await desk.dismiss(await desk.report())
    await settled(desk)
    desk.now = NOW + 31 * DAY
    await desk.consequences()
    assert await desk.clean_up() == 2
    assert await desk.rows("news") == []


async def test_nothing_is_over_age_in_four_hundred_days(desk: Desk) -> None:
    moderator = await desk.moderator("moderator", Role.MODERATOR)
    for day in range(0, 400, 8):
        desk.now = NOW + day * DAY
        case = await desk.reported(reporter=MemberId(f"m{day}"), subject=MemberId(f"s{day}"), words="so")
        measure = (Measure.NOTHING, Measure.WARNING, Measure.PAUSE)[day % 3]
        await desk.decide(moderator, case, measure, seconds=3600 if measure is Measure.PAUSE else None)
        desk.now += timedelta(hours=2)
        assert len(await desk.consequences(TellOutcome)) == 1
        while await desk.clean_up():
            pass
        at = {each: (desk.now - each * DAY).timestamp() * 1000 for each in (30, 90, 365)}
        decided = {row["id"]: (row["decided_at"], row["state"], row["outcome"]) for row in await desk.rows("cases")}
        for when, stands, outcome in decided.values():
            assert when > at[365]
            assert stands == "purged" or when > at[90 if outcome == "acted" else 30]
            assert stands != "decided" or when > at[30]
        assert all(row["at"] > at[365] for row in await desk.rows("audit"))
        assert all((row["until"] or row["since"]) > at[365] for row in await desk.rows("sanctions"))
        for row in await desk.rows("reports"):
            when, stands, _ = decided[row["case"]]
            assert (row["words"] is None) == (stands != "decided")
    assert await desk.sanction(ANN) is None
