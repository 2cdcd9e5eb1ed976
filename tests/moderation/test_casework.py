"""Cases in moderators' hands: the queue, what is read, claims, and who is kept away."""

from datetime import timedelta

import pytest

from config.ids import MemberId
from moderation.cases import Forbidden, Involved, NoSuchCase, Stale, State, TakenBy
from moderation.model import Detail, Measure, Queue, Reason
from moderation.roles import Actor, Role
from tests.moderation.desk import ANN, BOB, EVE, NOW, SERVER, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINUTE = timedelta(minutes=1)


async def queue(desk: Desk, actor: Actor, limit: int = 20, offset: int = 0) -> list[str]:
    return [case.id for case in await desk.does(desk.moderation.cases.queue, actor, limit, offset)]


# --- looking ---


async def test_the_queue_has_the_most_pressing_first_and_only_what_one_may_see(desk: Desk) -> None:
    spam = await desk.reported()
    threat = await desk.reported(reporter=EVE, room="b", reason=Reason.THREATS)
    minor = await desk.reported(reporter=MemberId("m1"), room="c", reason=Reason.MINOR)
    there = await desk.reported(reporter=MemberId("m2"), room="d", reason=Reason.HATE, server=SERVER)
    desk.now += timedelta(seconds=1)
    other = await desk.reported(reporter=MemberId("m3"), room="e", reason=Reason.HATE, server="e" * 32)
    triage = await desk.moderator("triage", Role.TRIAGE)
    moderator = await desk.moderator("moderator", Role.MODERATOR)
    senior = await desk.moderator("senior", Role.SENIOR)
    safety = await desk.moderator("safety", Role.CHILD_SAFETY)
    assert await queue(desk, triage) == [spam.id]
    assert await queue(desk, moderator) == [threat.id, spam.id]
    assert await queue(desk, senior) == [threat.id, there.id, other.id, spam.id]
    assert await queue(desk, safety) == [minor.id]
    assert await queue(desk, await desk.of_server("owner")) == [there.id]
    assert await queue(desk, senior, 2, 1) == [there.id, other.id]
    assert await queue(desk, Actor(MemberId("both"), frozenset({Role.MODERATOR, Role.SERVER_MODERATOR}), SERVER)) == [
        threat.id,
        there.id,
        spam.id,
    ], "a moderator of all who is one of a server sees no other server's"
    for nobody in (Actor(ANN), await desk.moderator("admin", Role.ADMIN), Actor(ANN, frozenset({Role.AUDITOR}))):
        with pytest.raises(Forbidden):
            await queue(desk, nobody)


async def test_what_waits_long_comes_before_what_weighs_a_little_more(desk: Desk) -> None:
    spam = await desk.reported()
    desk.now += timedelta(hours=40)
    hate = await desk.reported(reporter=EVE, room="b", reason=Reason.OTHER, subject=ANN)
    triage = await desk.moderator("triage", Role.TRIAGE)
    assert await queue(desk, triage) == [hate.id, spam.id]
    sheets = [await desk.does(desk.moderation.cases.sheet, case.id) for case in (spam, hate)]
    assert [round(sheet.terms.age, 1) for sheet in sheets] == [15, 0]
    assert sheets[0].terms.total - sheets[0].terms.age == pytest.approx(sheets[0].case.rank)


async def test_that_somebody_read_is_on_record(desk: Desk) -> None:
    case = await desk.reported(words="he said so")
    triage = await desk.moderator("triage", Role.TRIAGE)
    await queue(desk, triage)
    held = await desk.claim(triage, case)
    papers = await desk.papers(triage, case, held.fence)
    assert [report.words for report in papers.reports] == ["he said so"]
    assert "he said so" not in repr(papers)
    lines = [(row["kind"], row["case"], row["note"]) for row in await desk.rows("audit") if row["actor"] == "triage"]
    assert lines == [
        ("queue-read", None, "0"),
        ("claim", case.id, ""),
        ("viewed", case.id, ""),
    ]


async def test_the_sheet_tells_what_weighs_and_nobodys_name(desk: Desk) -> None:
    await desk.pause(await desk.report(reason=Reason.HATE), days=1)
    desk.now += timedelta(hours=1)
    first = await desk.report(room="b", detail=Detail.ADS)
    await desk.report(reporter=EVE, room="c", detail=Detail.ADS)
    await desk.report(reporter=MemberId("m1"), room="d", detail=Detail.SCAM)
    sheet = await desk.does(desk.moderation.cases.sheet, (await desk.case(first)).id)
    assert sheet.details == ((Detail.ADS, 2), (Detail.SCAM, 1))
    assert (sheet.terms.base, sheet.terms.strikes, sheet.strikes) == (40, 15, 4)
    assert (sheet.step.measure, sheet.step.seconds) == (Measure.PAUSE, 86400)
    assert [(past.measure, lifted) for past, lifted in sheet.past] == [(Measure.PAUSE, None)], "a hold is no decision"
    with pytest.raises(NoSuchCase):
        await desk.does(desk.moderation.cases.sheet, "ZZZZ")


async def test_only_the_one_who_holds_a_case_sees_what_was_said(desk: Desk) -> None:
    case = await desk.reported()
    one, other = await desk.moderator("one", Role.MODERATOR), await desk.moderator("other", Role.MODERATOR)
    with pytest.raises(Stale):
        await desk.does(desk.moderation.cases.opened, one, case.id, 0)
    held = await desk.claim(one, case)
    with pytest.raises(Stale):
        await desk.does(desk.moderation.cases.opened, other, case.id, held.fence)
    desk.now += 10 * MINUTE
    with pytest.raises(Stale):
        await desk.does(desk.moderation.cases.opened, one, case.id, held.fence)


# --- claiming ---


async def test_a_case_is_in_one_persons_hands_and_free_again_when_their_time_is_over(desk: Desk) -> None:
    case = await desk.reported()
    one, other = await desk.moderator("one", Role.MODERATOR), await desk.moderator("other", Role.MODERATOR)
    held = await desk.claim(one, case)
    assert [each.id for each in await desk.does(desk.moderation.cases.in_hand, one)] == [case.id]
    with pytest.raises(TakenBy):
        await desk.claim(other, case)
    desk.now += 10 * MINUTE
    taken = await desk.claim(other, case)
    assert (taken.holder, taken.fence) == (other.member, held.fence + 1)
    moves = [row["kind"] for row in await desk.rows("audit") if row["case"] == case.id and row["before"]]
    assert moves == ["route", "claim", "expire", "claim"]


async def test_claims_that_are_over_end_by_themselves(desk: Desk) -> None:
    case = await desk.reported()
    await desk.consequences()
    await desk.claim(await desk.moderator("one", Role.MODERATOR), case)
    await desk.consequences()
    desk.now += 10 * MINUTE
    await desk.consequences()
    assert (await desk.case(case.id)).state is State.QUEUED


async def test_who_is_refused_a_case_changes_nothing_not_even_a_claim_that_is_over(desk: Desk) -> None:
    case = await desk.reported()
    await desk.claim(await desk.moderator("one", Role.MODERATOR), case)
    desk.now += 10 * MINUTE
    before = await desk.everything()
    for nobody in (Actor(EVE), await desk.of_server("owner"), Actor(BOB, frozenset({Role.MODERATOR}))):
        with pytest.raises((NoSuchCase, Involved)):
            await desk.claim(nobody, case)
    after = await desk.everything()
    assert before == {**after, "moderators": before["moderators"]}


async def test_nobody_handles_what_they_have_to_do_with(desk: Desk) -> None:
    case = await desk.reported(reporter=ANN)
    for involved in (ANN, BOB):
        with pytest.raises(Involved):
            await desk.claim(await desk.moderator(involved, Role.MODERATOR), case)
    friend = await desk.moderator("friend", Role.MODERATOR)
    desk.apart[friend.member] = frozenset({BOB})
    with pytest.raises(Involved):
        await desk.claim(friend, case)
    desk.apart.clear()
    held = await desk.claim(friend, case)
    desk.apart[friend.member] = frozenset({ANN})
    with pytest.raises(Involved):
        await desk.does(desk.moderation.verdicts.decide, friend, case.id, held.fence, Measure.NOTHING)
    await desk.does(desk.moderation.cases.release, friend, case.id, held.fence)


async def test_who_may_not_know_of_a_case_hears_the_same_as_of_one_that_is_not(desk: Desk) -> None:
    case = await desk.reported(reason=Reason.MINOR)
    senior, stranger = await desk.moderator("senior", Role.SENIOR), Actor(EVE)
    service = desk.moderation
    for who in (senior, stranger):
        for name in (case.id, "ZZZZ"):
            with pytest.raises(NoSuchCase):
                await desk.does(service.cases.known, who, name)
            for doing in (service.cases.opened, service.cases.heartbeat, service.cases.release):
                with pytest.raises(NoSuchCase):
                    await desk.does(doing, who, name, 1)
            with pytest.raises(NoSuchCase):
                await desk.does(service.handover.escalate, who, name, 1, "why")
            with pytest.raises(NoSuchCase):
                await desk.does(service.verdicts.decide, who, name, 1, Measure.NOTHING)
    assert (await desk.does(service.cases.known, await desk.moderator("safety", Role.CHILD_SAFETY), case.id)) == case


async def test_who_lost_their_role_can_give_a_case_back_and_nothing_else(desk: Desk) -> None:
    case = await desk.reported()
    one = await desk.moderator("one", Role.MODERATOR)
    held = await desk.claim(one, case)
    former = Actor(one.member)
    for doing in (desk.moderation.cases.heartbeat, desk.moderation.cases.opened):
        with pytest.raises(NoSuchCase):
            await desk.does(doing, former, case.id, held.fence)
    assert (await desk.does(desk.moderation.cases.release, former, case.id, held.fence)).state is State.QUEUED


async def test_a_sign_of_life_keeps_the_claim(desk: Desk) -> None:
    case = await desk.reported()
    one = await desk.moderator("one", Role.MODERATOR)
    held = await desk.claim(one, case)
    desk.now += 9 * MINUTE
    kept = await desk.does(desk.moderation.cases.heartbeat, one, case.id, held.fence)
    assert kept.lease_until == NOW + 19 * MINUTE
    with pytest.raises(Stale):
        await desk.does(desk.moderation.cases.heartbeat, one, case.id, held.fence - 1)
    assert kept.queue is Queue.STANDARD
