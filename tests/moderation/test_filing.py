"""A report comes in: what it joins or begins, where that waits, and whom it holds at once."""

from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from itertools import repeat

import pytest

from config.ids import MemberId, RoomId
from moderation.bench import ALPHABET, Bench
from moderation.cases import State
from moderation.filing import Filed, Filing
from moderation.model import Detail, Hold, Measure, Queue, Reason, Sanction, Tell
from moderation.policy import parse, usual
from moderation.roles import Role
from moderation.service import TooOften
from tests.contracts.stores import Ground
from tests.moderation.desk import ANN, BOB, DAY, EVE, NOW, SERVER, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


def member(number: int) -> MemberId:
    return MemberId(f"m{number}")


async def crowd(desk: Desk, first: int, last: int, **report: object) -> list[Sanction]:
    """So many members report bob, each from a chat of their own: the holds that begin."""
    for number in range(first, last):
        await desk.report(reporter=member(number), room=f"room{number}", **report)  # type: ignore[arg-type]
    return [begun.sanction for begun in await desk.consequences(Hold)]


# --- cases ---


async def test_one_kind_about_one_member_is_one_case_however_many_report(desk: Desk) -> None:
    case = await desk.reported()
    assert (case.subject, case.reason, case.state, case.queue) == (BOB, Reason.SPAM, State.QUEUED, Queue.STANDARD)
    again = await desk.reported(reporter=EVE, room="other")
    assert (again.id, again.reporters, again.fence) == (case.id, 2, 0)
    assert again.rank > case.rank
    others = [await desk.reported(room="b", reason=Reason.HATE, reporter=member(2))]
    desk.now += timedelta(hours=1)
    others.append(await desk.reported(subject=EVE, room="d"))
    others.append(await desk.reported(reporter=member(1), room="c", server=SERVER))
    assert len({case.id, *(each.id for each in others)}) == 4


async def test_what_was_decided_is_joined_by_nothing(desk: Desk) -> None:
    case = await desk.reported()
    await desk.dismiss(case.id)
    assert (await desk.reported(reporter=EVE, room="other")).id != case.id


@pytest.mark.parametrize(
    ("reason", "detail", "server", "queue"),
    [
        (Reason.SPAM, None, None, Queue.STANDARD),
        (Reason.SPAM, Detail.ADS, SERVER, Queue.SERVER),
        (Reason.THREATS, None, None, Queue.URGENT),
        (Reason.THREATS, None, SERVER, Queue.URGENT),  # never left to a server's moderators
        (Reason.SEXUAL, None, SERVER, Queue.STANDARD),
        (Reason.PRIVATE_DATA, None, None, Queue.URGENT),
        (Reason.MINOR, None, SERVER, Queue.CHILD_SAFETY),
    ],
)
async def test_a_case_waits_where_its_kind_belongs(
    desk: Desk, reason: Reason, detail: Detail | None, server: str | None, queue: Queue
) -> None:
    case = await desk.reported(reason=reason, detail=detail, server=server)
    assert case.queue is queue
    assert case.state is (State.QUARANTINED if queue is Queue.CHILD_SAFETY else State.QUEUED)
    assert case.due_at == NOW + desk.moderation.policy.due(queue)


async def test_each_report_freezes_what_was_said_for_its_case(desk: Desk) -> None:
    first, second = await desk.report(), await desk.report(reporter=EVE, room="other")
    case = await desk.case(first)
    assert desk.evidence.frozen == [(case.id, first), (case.id, second)]
    assert await desk.report() == first
    assert len(desk.evidence.frozen) == 2, "the same again is the same report"


async def test_a_detail_of_another_reason_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="another reason"):
        await desk.report(reason=Reason.SPAM, detail=Detail.VIOLENCE)
    assert await desk.reports() == []


async def test_who_reports_too_often_waits_and_hears_how_long(desk: Desk) -> None:
    await desk.report()
    with pytest.raises(TooOften) as caught:
        await desk.report(room="other")
    assert caught.value.seconds == 5
    assert await desk.report() in [each.number for each in await desk.reports()], "the same again is none more"
    desk.now += timedelta(seconds=5)
    await desk.report(room="other")
    assert len(await desk.reports()) == 2


# --- numbers ---


async def filed(desk: Desk, letters: Iterator[str], reporter: MemberId = ANN, subject: MemberId = BOB) -> Filed:
    """A report whose numbers are drawn from these letters."""
    filing = Filing(Bench(desk.now.timestamp, usual(), draw=lambda _: next(letters)))
    async with desk.unit() as unit:
        return await filing.file(unit, reporter=reporter, subject=subject, room=RoomId("room"), reason=Reason.SPAM)


async def test_numbers_can_be_read_aloud_and_one_that_is_taken_is_drawn_anew(desk: Desk) -> None:
    letters = iter("222233332222444433335555")
    first = await filed(desk, letters)
    assert (first.case, first.number) == ("2222", "R-3333")
    second = await filed(desk, letters, BOB, EVE)
    assert (second.case, second.number) == ("4444", "R-5555")
    assert not set("01ILOU") & set(ALPHABET)


async def test_numbers_grow_when_they_run_out_and_a_report_fails_rather_than_overwrites(desk: Desk) -> None:
    assert (await filed(desk, repeat("2"))).case == "2222"
    second = await filed(desk, repeat("2"), BOB, EVE)
    assert (second.case, second.number) == ("22222", "R-22222")
    for number in range(3, 5):
        await filed(desk, repeat("2"), member(number), member(number + 10))
    bench = Bench(desk.now.timestamp, usual())
    assert [len(bench.number(attempt)) for attempt in (0, 7, 8, 39)] == [4, 4, 5, 8]
    assert len({bench.number() for _ in range(200)}) > 190
    await filed(desk, repeat("2"), member(30), member(31))
    with pytest.raises(RuntimeError, match="no free case number"):
        await filed(desk, repeat("2"), member(32), member(33))
    assert len(await desk.reports()) == 5


# --- holds ---


async def test_a_minors_safety_holds_at_once_until_somebody_has_looked(desk: Desk) -> None:
    case = await desk.reported(reason=Reason.MINOR)
    hold = await desk.sanction()
    assert hold is not None
    assert (hold.measure, hold.until, hold.review_at) == (Measure.HOLD, None, case.due_at)
    assert await desk.consequences(Hold) == [Hold(hold)]
    desk.now += 100 * DAY
    assert await desk.consequences(Tell) == [Tell(BOB, hold)]
    assert await desk.sanction() == hold
    await desk.dismiss(case.id)
    assert await desk.sanction() is None
    assert await desk.consequences(Tell) == [Tell(BOB, None)]


async def test_who_was_wrong_five_times_holds_nobody_by_a_word_about_minors(desk: Desk) -> None:
    for number in range(5):
        await desk.dismiss(await desk.report(subject=member(number), room=f"{number}"))
        desk.now += DAY
    await desk.report(reason=Reason.MINOR)
    assert await desk.sanction() is None
    await desk.report(reporter=EVE, room="other", reason=Reason.MINOR)
    assert await desk.sanction() is not None, "somebody else's word holds"


async def test_three_from_three_chats_hold_for_a_day(desk: Desk) -> None:
    assert await crowd(desk, 0, 2) == []
    (hold,) = await crowd(desk, 2, 3)
    assert (hold.measure, hold.until, hold.strikes) == (Measure.HOLD, NOW + DAY, 0)
    desk.now += DAY
    assert await desk.sanction() is None


@pytest.mark.parametrize("short", ["people", "chats", "day", "danger"])
async def test_less_than_that_holds_nobody(desk: Desk, short: str) -> None:
    for number in range(3):
        await desk.report(
            reporter=member(0 if short == "people" else number),
            room="one" if short == "chats" else f"{number}",
            reason=Reason.SELF_HARM if short == "danger" else Reason.HARASSMENT,
            detail=Detail.IN_DANGER if short == "danger" else None,
        )
        desk.now += timedelta(hours=13 if short == "day" else 0, seconds=6)
    assert await desk.sanction() is None


async def test_ten_who_plot_hold_somebody_for_a_day_at_most_whatever_turns_they_take(desk: Desk) -> None:
    holds = list[Sanction]()
    for number in range(10):
        holds += await crowd(desk, number, number + 1, reason=list(Reason)[number % 2])
        desk.now += timedelta(hours=7)
    assert len(holds) == 1
    assert holds[0].until is not None
    assert holds[0].until - holds[0].since <= DAY


async def test_a_decision_against_the_plot_ends_the_hold_at_once_and_the_next_time_they_cause_none(desk: Desk) -> None:
    (hold,) = await crowd(desk, 0, 10)
    senior = await desk.moderator("senior", Role.SENIOR)
    assert hold.case is not None
    desk.now += timedelta(hours=2)
    assert await desk.consequences(Tell) == [Tell(BOB, hold)]
    await desk.decide(senior, await desk.case(hold.case), Measure.NOTHING)
    assert await desk.sanction() is None
    assert await desk.consequences(Tell) == [Tell(BOB, None)]
    desk.now += 30 * DAY
    for number in range(10):
        await desk.report(reporter=member(number), subject=EVE, room=f"then{number}", reason=Reason.HATE)
    assert await desk.sanction(EVE) is None
    assert await crowd(desk, 20, 23, reason=Reason.HATE) != [], "others are still believed"


async def test_a_hold_by_numbers_does_not_stand_in_for_one_for_a_minors_safety(desk: Desk) -> None:
    (short,) = await crowd(desk, 0, 3)
    assert short.until is not None
    await desk.report(reporter=EVE, room="other", reason=Reason.MINOR)
    endless = await desk.sanction()
    assert endless is not None
    assert endless.until is None


async def test_what_becomes_urgent_while_it_waits_waits_with_what_is_urgent(stores: Ground) -> None:
    text = files("config").joinpath("policy.toml").read_text("utf-8")
    await stores.empty()
    desk = Desk(stores.database, parse(text.replace("scam = 40", "scam = 90")))
    case = await desk.reported()
    assert case.queue is Queue.STANDARD
    joined = await desk.reported(reporter=EVE, room="other", detail=Detail.SCAM)
    due = NOW + desk.moderation.policy.due(Queue.URGENT)
    assert (joined.id, joined.queue, joined.due_at) == (case.id, Queue.URGENT, due)
