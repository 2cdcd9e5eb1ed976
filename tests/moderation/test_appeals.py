"""Appeals: who may ask for another look, who gives it, and that it never gets worse."""

from datetime import timedelta

import pytest

from config.ids import MemberId
from moderation.appeals import NotAppealable
from moderation.cases import Case, Forbidden, NeedsWords, NoSuchCase, NotMeasured, NotNow, Stale, State
from moderation.model import Appeal, Measure, Outcome, Queue, Reason, Ruling, Sanction, Tell, TellOutcome, TellRuling
from moderation.roles import Actor, Role
from moderation.verdicts import Decided
from tests.moderation.desk import ANN, BOB, DAY, EVE, NOW, SERVER, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUR, WEEK = 3600.0, 7 * 86400.0


class Hall:
    """A case that a moderator decided, an appeal against it, and two seniors."""

    def __init__(self, desk: Desk, case: Case, decider: Actor, seniors: list[Actor], sanction: Sanction) -> None:
        self.desk, self.case, self.decider, self.seniors, self.sanction = desk, case, decider, seniors, sanction

    async def appeal(self, member: MemberId = BOB, words: str = "it was a quotation") -> Appeal:
        return await self.desk.does(self.desk.moderation.appeals.file, member, self.sanction.id, words)

    async def why_not(self, member: MemberId = BOB) -> str:
        with pytest.raises(NotAppealable) as caught:
            await self.appeal(member)
        return caught.value.why

    async def rule(self, ruling: Ruling, **how: object) -> Decided:
        held = await self.desk.claim(self.seniors[0], self.case)
        return await self.desk.does(
            self.desk.moderation.appeals.rule,
            self.seniors[0],
            self.case.id,
            held.fence,
            ruling,
            **how,  # type: ignore[arg-type]
        )


async def hall(
    desk: Desk, measure: Measure = Measure.PAUSE, seconds: float | None = WEEK, reason: Reason = Reason.HARASSMENT
) -> Hall:
    case = await desk.reported(reason=reason)
    decider = await desk.moderator("decider", Role.SENIOR)
    seniors = [await desk.moderator(f"senior{number}", Role.SENIOR) for number in range(2)]
    if measure is Measure.BAN:
        sanction = await desk.banned(case, seniors[1], decider)
    else:
        decided = await desk.decide(decider, case, measure, seconds=seconds)
        assert decided.sanction is not None
        sanction = decided.sanction
    await desk.consequences()
    return Hall(desk, case, decider, seniors, sanction)


# --- asking ---


async def test_the_sanctioned_ask_once_within_thirty_days(desk: Desk) -> None:
    there = await hall(desk)
    desk.now += 30 * DAY
    assert await desk.does(desk.moderation.appeals.appealable, BOB) == there.sanction, "also when its time is over"
    appeal = await there.appeal()
    case = await desk.case(there.case.id)
    assert (appeal.member, appeal.case) == (BOB, case.id)
    assert (case.state, case.queue, case.due_at) == (State.APPEALED, Queue.APPEALS, desk.now + 7 * DAY)
    assert (case.seal_at, case.purge_at) == (None, None), "what it is about is kept until somebody has ruled"
    assert await there.why_not() == "again"
    assert await desk.does(desk.moderation.appeals.appealable, BOB) is None


async def test_an_hour_late_is_late(desk: Desk) -> None:
    there = await hall(desk)
    desk.now += 30 * DAY + timedelta(hours=1)
    assert await there.why_not() == "late"
    assert await desk.does(desk.moderation.appeals.appealable, BOB) is None


async def test_what_is_not_theirs_or_nobodys_or_a_hold_or_lifted_is_not_appealed(desk: Desk) -> None:
    there = await hall(desk)
    assert await there.why_not(ANN) == "unknown"
    await desk.report(reporter=EVE, room="b", reason=Reason.MINOR)
    hold = await desk.sanction()
    assert hold is not None
    for name, why in ((hold.id, "hold"), ("nothing", "unknown")):
        with pytest.raises(NotAppealable) as caught:
            await desk.does(desk.moderation.appeals.file, BOB, name, "please")
        assert caught.value.why == why
    await desk.does(desk.moderation.handover.reopen, there.decider, there.case.id, "more")
    assert await there.why_not() == "later"
    await desk.decide(there.decider, there.case, Measure.NOTHING)
    assert await there.why_not() == "over"


@pytest.mark.parametrize("words", ["", " \n", "x" * 2001])
async def test_an_appeal_has_words_and_not_too_many(desk: Desk, words: str) -> None:
    there = await hall(desk)
    before = await desk.everything()
    with pytest.raises(NeedsWords):
        await there.appeal(words=words)
    assert await desk.everything() == before
    await there.appeal(words="x" * 2000)


async def test_of_what_holds_the_hardest_is_what_can_be_appealed_first(desk: Desk) -> None:
    there = await hall(desk, Measure.WARNING, None)
    assert await desk.does(desk.moderation.appeals.appealable, BOB) == there.sanction
    case = await desk.reported(reporter=EVE, room="b", reason=Reason.HATE)
    paused = await desk.decide(there.decider, case, Measure.PAUSE, seconds=HOUR)
    assert await desk.does(desk.moderation.appeals.appealable, BOB) == paused.sanction


# --- ruling ---


@pytest.mark.parametrize("measure", [Measure.PAUSE, Measure.BAN])
async def test_somebody_else_rules_than_those_who_decided(desk: Desk, measure: Measure) -> None:
    there = await hall(desk, measure)
    await there.appeal()
    took_part = [there.decider, there.seniors[1]] if measure is Measure.BAN else [there.decider]
    for actor in took_part:
        with pytest.raises(Forbidden):
            await desk.claim(actor, there.case)
    moderator = await desk.moderator("moderator", Role.MODERATOR)
    with pytest.raises(NoSuchCase):
        await desk.claim(moderator, there.case)
    ruled = await there.rule(Ruling.UPHELD)
    assert (ruled.case.state, ruled.case.outcome, ruled.sanction) == (State.DECIDED, Outcome.ACTED, None)
    assert await desk.sanction() == there.sanction
    assert await desk.consequences(TellRuling) == [TellRuling(BOB, Ruling.UPHELD, there.sanction)]
    assert await there.why_not() == "again", "once is once"


@pytest.mark.parametrize(
    ("measure", "seconds"), [(Measure.PAUSE, WEEK), (Measure.WARNING, None), (Measure.LIMIT, WEEK), (Measure.BAN, None)]
)
async def test_what_is_overturned_never_was(desk: Desk, measure: Measure, seconds: float | None) -> None:
    there = await hall(desk, measure, seconds)
    desk.now += timedelta(hours=2)
    await desk.consequences()
    await there.appeal()
    ruled = await there.rule(Ruling.OVERTURNED)
    assert (ruled.case.outcome, ruled.sanction) == (Outcome.NO_VIOLATION, None)
    assert await desk.sanction() is None
    assert await desk.consequences(Tell) == [], "the ruling tells of it"
    sheet = await desk.does(desk.moderation.cases.sheet, (await desk.reported(reporter=EVE, room="b")).id)
    assert sheet.strikes == 0, "strikes are given back"
    assert {row["outcome"] for row in await desk.rows("reports") if row["reporter"] == ANN} == {"no-violation"}
    desk.now += timedelta(hours=2)
    assert await desk.consequences(TellOutcome) == [], "those who reported were answered"


async def test_a_ruling_is_told_to_the_one_it_is_about(desk: Desk) -> None:
    there = await hall(desk)
    await there.appeal()
    await there.rule(Ruling.OVERTURNED)
    assert await desk.consequences(TellRuling) == [TellRuling(BOB, Ruling.OVERTURNED, None)]


async def test_a_milder_one_takes_the_place_and_can_be_appealed_itself(desk: Desk) -> None:
    there = await hall(desk)
    await there.appeal()
    ruled = await there.rule(Ruling.MODIFIED, measure=Measure.PAUSE, seconds=HOUR)
    assert ruled.sanction is not None
    assert (ruled.sanction.until, ruled.sanction.strikes) == (NOW + timedelta(hours=1), 3)
    assert await desk.sanction() == ruled.sanction
    assert await desk.consequences(TellRuling) == [TellRuling(BOB, Ruling.MODIFIED, ruled.sanction)]
    assert ruled.case.seal_at == NOW + 30 * DAY
    assert await desk.does(desk.moderation.appeals.appealable, BOB) == ruled.sanction


@pytest.mark.parametrize(
    ("before", "lasts", "measure", "seconds"),
    [
        (Measure.PAUSE, HOUR, Measure.PAUSE, HOUR),  # as long as before, from now on: longer in all
        (Measure.PAUSE, HOUR, Measure.PAUSE, WEEK),
        (Measure.PAUSE, HOUR, Measure.LIMIT, WEEK),
        (Measure.PAUSE, HOUR, Measure.BAN, None),
        (Measure.PAUSE, HOUR, Measure.EXCLUSION, None),
        (Measure.PAUSE, HOUR, Measure.NOTHING, None),
        (Measure.PAUSE, HOUR, Measure.HOLD, None),
        (Measure.PAUSE, HOUR, None, None),
        (Measure.LIMIT, WEEK, Measure.PAUSE, HOUR),
        (Measure.WARNING, None, Measure.WARNING, None),
        (Measure.WARNING, None, Measure.PAUSE, 60.0),
        (Measure.BAN, None, Measure.BAN, None),
        (Measure.BAN, None, Measure.PAUSE, 31 * 86400.0),
    ],
)
async def test_an_appeal_never_makes_it_worse(
    desk: Desk, before: Measure, lasts: float | None, measure: Measure | None, seconds: float | None
) -> None:
    there = await hall(desk, before, lasts)
    await there.appeal()
    desk.now += timedelta(minutes=1)
    held = await desk.claim(there.seniors[0], there.case)
    unchanged = await desk.everything()
    with pytest.raises(NotMeasured):
        await desk.does(
            desk.moderation.appeals.rule,
            there.seniors[0],
            there.case.id,
            held.fence,
            Ruling.MODIFIED,
            measure=measure,
            seconds=seconds,
        )
    assert await desk.everything() == unchanged


async def test_a_ruling_needs_the_claim_and_an_appeal(desk: Desk) -> None:
    there = await hall(desk)
    rule, senior = desk.moderation.appeals.rule, there.seniors[0]
    with pytest.raises(Forbidden):
        await desk.does(rule, senior, there.case.id, 1, Ruling.OVERTURNED)
    await there.appeal()
    with pytest.raises(Stale):
        await desk.does(rule, senior, there.case.id, 1, Ruling.OVERTURNED)
    held = await desk.claim(senior, there.case)
    with pytest.raises(NeedsWords):
        await desk.does(rule, senior, there.case.id, held.fence, Ruling.UPHELD, note="x" * 501)
    desk.now += timedelta(minutes=10)
    with pytest.raises(Stale):
        await desk.does(rule, senior, there.case.id, held.fence, Ruling.UPHELD)


async def test_what_was_lifted_out_of_kindness_is_still_overturned(desk: Desk) -> None:
    there = await hall(desk)
    await there.appeal()
    await desk.does(desk.moderation.verdicts.lift, there.decider, there.case.id, "kindness")
    await there.rule(Ruling.OVERTURNED)
    assert [bool(row["overturned"]) for row in await desk.rows("sanctions")] == [True]


async def test_an_appeal_can_be_ruled_on_however_late(desk: Desk) -> None:
    there = await hall(desk)
    await there.appeal()
    desk.now += 800 * DAY
    await desk.clean_up()
    assert (await there.rule(Ruling.OVERTURNED)).case.outcome is Outcome.NO_VIOLATION


async def test_a_servers_exclusion_is_appealed_to_everybodys_seniors(desk: Desk) -> None:
    case = await desk.reported(server=SERVER)
    owner, senior = await desk.of_server("owner"), await desk.moderator("senior", Role.SENIOR)
    decided = await desk.decide(owner, case, Measure.EXCLUSION)
    assert decided.sanction is not None
    await desk.does(desk.moderation.appeals.file, BOB, decided.sanction.id, "I was polite")
    with pytest.raises(NoSuchCase):
        await desk.claim(owner, case)
    held = await desk.claim(senior, case)
    ruled = await desk.does(
        desk.moderation.appeals.rule,
        senior,
        case.id,
        held.fence,
        Ruling.MODIFIED,
        measure=Measure.EXCLUSION,
        seconds=WEEK,
    )
    assert ruled.sanction is not None
    assert (ruled.sanction.server, ruled.sanction.until) == (SERVER, NOW + 7 * DAY)


async def test_with_a_case_that_was_merged_its_deciders_stay_out_of_the_appeal(desk: Desk) -> None:
    there = await hall(desk, Measure.WARNING, None)
    other = await desk.reported(reporter=EVE, room="b", reason=Reason.HATE)
    await desk.does(desk.moderation.handover.reopen, there.seniors[0], there.case.id, "the same evening")
    held = await desk.claim(there.seniors[0], there.case)
    await desk.does(desk.moderation.handover.merge, there.seniors[0], there.case.id, held.fence, other.id)
    assert await there.why_not() == "later", "the case it went on in is not decided"
    with pytest.raises(NotNow):
        await desk.does(desk.moderation.verdicts.lift, there.seniors[0], other.id, "why")
