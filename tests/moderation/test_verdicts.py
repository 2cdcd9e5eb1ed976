"""Decisions of one person: what holds from then on, and who hears of it."""

from datetime import timedelta

import pytest

from config.ids import MemberId
from moderation.cases import AlreadyThere, Case, Forbidden, NeedsWords, NoSuchCase, NotMeasured, NotNow, Stale, State
from moderation.model import Detail, Measure, Outcome, Reason, Tell, TellOutcome
from moderation.roles import Role
from tests.moderation.desk import ANN, BOB, DAY, EVE, NOW, SERVER, Desk, seniors

pytestmark = pytest.mark.asyncio(loop_scope="session")

WEEK = 7 * 86400.0


@pytest.mark.parametrize(
    ("measure", "seconds", "strikes"),
    [(Measure.WARNING, None, 3), (Measure.PAUSE, 3600.0, 3), (Measure.LIMIT, WEEK, 3)],
)
async def test_a_decision_is_a_sanction_a_reason_and_an_answer_to_those_who_reported(
    desk: Desk, measure: Measure, seconds: float | None, strikes: int
) -> None:
    number = await desk.report(reason=Reason.HARASSMENT, detail=Detail.INSULTS)
    case = await desk.case(number)
    moderator = await desk.moderator("moderator", Role.MODERATOR)
    decided = await desk.decide(moderator, case, measure, seconds=seconds, note="three times")
    sanction = decided.sanction
    assert sanction is not None
    assert (sanction.member, sanction.measure, sanction.reason, sanction.detail, sanction.strikes) == (
        BOB,
        measure,
        Reason.HARASSMENT,
        Detail.INSULTS,
        strikes,
    )
    assert sanction.until == (None if seconds is None else NOW + timedelta(seconds=seconds))
    assert (decided.case.state, decided.case.outcome, decided.case.holder) == (State.DECIDED, Outcome.ACTED, None)
    assert decided.case.seal_at == NOW + 30 * DAY
    assert decided.case.purge_at == NOW + 90 * DAY
    assert await desk.consequences(Tell) == [Tell(BOB, sanction)]
    assert await desk.consequences(TellOutcome) == [], "not at once, so that it names no chat"
    desk.now += timedelta(hours=1)
    assert await desk.consequences(TellOutcome) == [TellOutcome(ANN, number, Outcome.ACTED)]
    (row,) = await desk.rows("decisions")
    assert (row["actor"], row["measure"], row["fence"], row["second"]) == ("moderator", measure.value, 1, None)
    assert b"three" not in row["note"]


@pytest.mark.parametrize(
    ("measure", "outcome"), [(Measure.NOTHING, Outcome.NO_VIOLATION), (Measure.UNCLEAR, Outcome.UNVERIFIED)]
)
async def test_where_nothing_was_wrong_nothing_holds(desk: Desk, measure: Measure, outcome: Outcome) -> None:
    number = await desk.report()
    decided = await desk.decide(await desk.moderator("triage", Role.TRIAGE), await desk.case(number), measure)
    assert (decided.sanction, decided.case.outcome) == (None, outcome)
    assert decided.case.seal_at == decided.case.purge_at == NOW + 30 * DAY, "until then it can be reopened"
    desk.now += timedelta(hours=1)
    assert await desk.consequences(TellOutcome) == [TellOutcome(ANN, number, outcome)]
    assert await desk.rows("sanctions") == []


async def test_answers_come_at_moments_of_their_own(desk: Desk) -> None:
    for number in range(30):
        await desk.report(reporter=MemberId(f"m{number}"), room=f"{number}")
    await desk.dismiss((await desk.reports(1))[0].number)
    due = [row["due_at"] / 1000 - NOW.timestamp() for row in await desk.rows("news") if row["kind"] == "outcome"]
    assert len(set(due)) > 20
    assert min(due) >= 300
    assert max(due) <= 3600


async def test_under_one_claim_there_is_one_decision(desk: Desk) -> None:
    case = await desk.reported()
    one, other = await desk.moderator("one", Role.MODERATOR), await desk.moderator("other", Role.MODERATOR)
    first = await desk.claim(one, case)
    desk.now += timedelta(minutes=10)
    second = await desk.claim(other, case)
    decide = desk.moderation.verdicts.decide
    for actor, fence in ((one, first.fence), (one, second.fence), (other, first.fence), (other, second.fence + 1)):
        with pytest.raises(Stale):
            await desk.does(decide, actor, case.id, fence, Measure.WARNING)
    await desk.does(decide, other, case.id, second.fence, Measure.NOTHING)
    for actor, fence in ((one, first.fence), (other, second.fence)):
        with pytest.raises(Stale):
            await desk.does(decide, actor, case.id, fence, Measure.WARNING)
    assert [row["measure"] for row in await desk.rows("decisions")] == ["nothing"]


@pytest.mark.parametrize(
    ("measure", "how"),
    [
        (Measure.PAUSE, {"seconds": 59}),
        (Measure.PAUSE, {"seconds": 30 * 86400 + 1}),
        (Measure.PAUSE, {"seconds": float("nan")}),
        (Measure.PAUSE, {"seconds": float("inf")}),
        (Measure.PAUSE, {"seconds": -60}),
        (Measure.LIMIT, {}),  # the ladder says something else
        (Measure.WARNING, {"seconds": 60}),
        (Measure.NOTHING, {"seconds": 60}),
        (Measure.BAN, {"seconds": 60}),
        (Measure.HOLD, {}),
        (Measure.WARNING, {"reason": Reason.HATE, "detail": Detail.ADS}),
        (Measure.WARNING, {"note": "x" * 501}),
    ],
)
async def test_what_makes_no_sense_is_refused_and_nothing_changes(
    desk: Desk, measure: Measure, how: dict[str, object]
) -> None:
    case = await desk.reported()
    (senior,) = await seniors(desk, 1)
    held = await desk.claim(senior, case)
    before = await desk.everything()
    with pytest.raises((NotMeasured, NeedsWords)):
        await desk.does(desk.moderation.verdicts.decide, senior, case.id, held.fence, measure, **how)  # type: ignore[arg-type]
    assert await desk.everything() == before


async def test_left_to_the_ladder_a_pause_lasts_as_long_as_it_says(desk: Desk) -> None:
    moderator = await desk.moderator("moderator", Role.MODERATOR)
    lasts = []
    for number in range(3):
        case = await desk.reported(reason=Reason.HATE, reporter=MemberId(f"m{number}"), room=f"{number}")
        decided = await desk.decide(moderator, case, Measure.PAUSE if number != 1 else Measure.LIMIT)
        assert decided.sanction is not None
        assert decided.sanction.until is not None
        lasts.append(decided.sanction.until - NOW)
    assert lasts == [timedelta(hours=1), timedelta(days=7), timedelta(days=7)]


async def test_the_moderator_names_the_rule_that_was_broken(desk: Desk) -> None:
    case = await desk.reported(reason=Reason.SPAM)
    moderator = await desk.moderator("moderator", Role.MODERATOR)
    decided = await desk.decide(
        moderator, case, Measure.PAUSE, seconds=3600, reason=Reason.THREATS, detail=Detail.BLACKMAIL
    )
    assert decided.sanction is not None
    assert (decided.sanction.reason, decided.sanction.detail, decided.sanction.strikes) == (
        Reason.THREATS,
        Detail.BLACKMAIL,
        10,
    )


# --- a server's own ---


async def test_a_servers_moderators_keep_somebody_from_their_pool_and_no_other(desk: Desk) -> None:
    case = await desk.reported(server=SERVER)
    owner, stranger = await desk.of_server("owner"), await desk.of_server("stranger", "e" * 32)
    with pytest.raises(NoSuchCase):
        await desk.claim(stranger, case)
    held = await desk.claim(owner, case)
    decide = desk.moderation.verdicts.decide
    for measure in (Measure.WARNING, Measure.PAUSE, Measure.BAN, Measure.NOTHING):
        with pytest.raises(Forbidden):
            await desk.does(decide, owner, case.id, held.fence, measure)
    for seconds in (59.0, 366 * 86400.0, float("nan")):
        with pytest.raises(NotMeasured):
            await desk.does(decide, owner, case.id, held.fence, Measure.EXCLUSION, seconds=seconds)
    decided = await desk.does(decide, owner, case.id, held.fence, Measure.EXCLUSION)
    assert decided.sanction is not None
    assert (decided.sanction.server, decided.sanction.strikes, decided.sanction.until) == (SERVER, 0, None)
    assert decided.sanction.review_at == NOW + 365 * DAY
    standing = await desk.does(desk.moderation.standing, BOB)
    assert standing.out is None
    assert standing.excluded == {SERVER}


# --- before its time ---


async def test_a_senior_lifts_what_holds_and_its_strikes_stay(desk: Desk) -> None:
    case = await desk.reported()
    moderator = await desk.moderator("moderator", Role.MODERATOR)
    (senior,) = await seniors(desk, 1)
    await desk.decide(moderator, case, Measure.PAUSE, seconds=WEEK)
    lift = desk.moderation.verdicts.lift
    with pytest.raises(NeedsWords):
        await desk.does(lift, senior, case.id, "")
    with pytest.raises(Forbidden):
        await desk.does(lift, moderator, case.id, "sorry")
    await desk.consequences()
    assert await desk.does(lift, senior, case.id, "she asked for it") == 1
    assert await desk.sanction() is None
    assert await desk.consequences(Tell) == [Tell(BOB, None)]
    with pytest.raises(AlreadyThere):
        await desk.does(lift, senior, case.id, "again")
    sheet = await desk.does(desk.moderation.cases.sheet, (await desk.reported(reporter=EVE, room="b")).id)
    assert sheet.strikes == 2


async def test_what_holds_until_somebody_decides_is_not_lifted_but_decided(desk: Desk) -> None:
    case: Case = await desk.reported()
    one, _ = await seniors(desk)
    await desk.decide(one, case, Measure.BAN)
    with pytest.raises(NotNow):
        await desk.does(desk.moderation.verdicts.lift, one, case.id, "why")


async def test_where_two_endless_things_hold_the_ban_is_what_is_told(desk: Desk) -> None:
    one, other = await seniors(desk)
    for number in range(4):
        case = await desk.reported(reporter=MemberId(f"m{number}"), room=f"{number}", reason=list(Reason)[number + 4])
        if number:
            await desk.decide(one, case, Measure.BAN)
        else:
            await desk.banned(case, one, other)
    found = await desk.sanction()
    assert found is not None
    assert found.measure is Measure.BAN
