"""Sanctions: they hold and end, and what follows from them is told once."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from config.ids import MemberId
from moderation.model import Measure, Reason, Sanction, Tell
from moderation.roles import Actor, Role
from tests.moderation.desk import ANN, BOB, DAY, NOW, Desk, carried_out

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def banned(desk: Desk, number: str, reason: Reason | None = None) -> Sanction:
    """The operator asks for a ban, and a senior agrees."""
    await desk.settle(number, Measure.BAN, reason=reason)
    senior = Actor(MemberId("senior"), frozenset({Role.SENIOR}))
    decided = await desk.decide(senior, await desk.case(number), Measure.BAN, reason=reason)
    assert decided.sanction is not None
    return decided.sanction


async def test_a_pause_holds_for_its_days_and_closes_the_report(desk: Desk) -> None:
    number = await desk.report(reason=Reason.THREATS)
    made = await desk.pause(number, 2)
    assert (made.member, made.reason, made.since, made.until, made.case) == (
        BOB,
        Reason.THREATS,
        NOW,
        NOW + timedelta(days=2),
        (await desk.case(number)).id,
    )
    assert await desk.reports() == []
    assert await desk.sanction() == made
    assert await desk.sanction(ANN) is None
    desk.now = NOW + timedelta(days=2) - timedelta(seconds=1)
    assert await desk.sanction() == made
    desk.now = NOW + timedelta(days=2)
    assert await desk.sanction() is None


async def test_a_ban_is_for_ever_and_looked_at_again_in_a_year(desk: Desk) -> None:
    made = await banned(desk, await desk.report(), reason=Reason.MINOR)
    desk.now = NOW + timedelta(days=36500)
    assert await desk.sanction() == made
    assert (made.until, made.reason, made.review_at) == (None, Reason.MINOR, NOW + timedelta(days=365))


@pytest.mark.parametrize("order", [(None, 1, 7), (7, None, 1), (1, 7, None)])
async def test_of_several_the_longest_counts(desk: Desk, order: tuple[float | None, ...]) -> None:
    for room, days in enumerate(order):
        number = await desk.report(room=f"{room}", reason=(Reason.SPAM, Reason.HATE, Reason.SEXUAL)[room])
        await (banned(desk, number) if days is None else desk.pause(number, days))
        desk.now += timedelta(minutes=10)
    longest = await desk.sanction()
    assert longest is not None
    assert longest.until is None


async def test_lifting_ends_all_that_holds(desk: Desk) -> None:
    first = await desk.report()
    desk.now += timedelta(minutes=1)
    second = await desk.report(room="other", reason=Reason.HATE)
    await desk.pause(first, 1)
    await banned(desk, second)
    assert await desk.lift(first) == 2
    assert await desk.sanction() is None
    assert await desk.lift(first) == 0


# --- consequences ---


async def test_what_was_decided_is_told_once(desk: Desk) -> None:
    assert await desk.consequences(Tell) == []
    sanction = await desk.pause(await desk.report())
    assert await desk.consequences(Tell) == [Tell(BOB, sanction)]
    assert await desk.consequences(Tell) == []


async def test_each_is_told_with_its_own_reason_and_lifting_once_however_many_held(desk: Desk) -> None:
    first = await desk.report()
    desk.now += timedelta(minutes=1)
    second = await desk.report(room="other", reason=Reason.HATE)
    told = [await desk.pause(first, 1), await banned(desk, second)]
    assert [each.sanction for each in await desk.consequences(Tell)] == told, "the hardest last"
    await desk.lift(first)
    assert await desk.consequences(Tell) == [Tell(BOB, None)]
    assert await desk.consequences(Tell) == []


async def test_a_warning_after_a_hold_tells_that_the_hold_is_over_too(desk: Desk) -> None:
    case = await desk.reported(reason=Reason.MINOR)
    desk.now += timedelta(hours=1)
    assert [each.sanction.measure for each in await desk.consequences(Tell)] == [Measure.HOLD]
    warned = await desk.settle(case.id, Measure.WARNING, reason=Reason.OTHER)
    assert await desk.consequences(Tell) == [Tell(BOB, warned.sanction), Tell(BOB, None)]


async def test_where_something_else_still_holds_lifting_tells_what(desk: Desk) -> None:
    first = await desk.reported(reason=Reason.MINOR)
    desk.now += timedelta(minutes=1)
    paused = await desk.pause(await desk.report(room="other"), 7)
    desk.now += timedelta(hours=1)
    assert len(await desk.consequences(Tell)) == 2, "of both"
    await desk.dismiss(first.id)
    assert await desk.consequences(Tell) == [Tell(BOB, paused)]


async def test_a_consequence_is_told_again_if_its_turn_failed(desk: Desk) -> None:
    sanction = await desk.pause(await desk.report())

    async def fails() -> None:
        async with desk.unit() as unit:
            assert await carried_out(desk.moderation, unit)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await desk.consequences(Tell) == [Tell(BOB, sanction)]


async def test_what_ended_by_itself_before_anybody_looked_is_nothing_to_tell(desk: Desk) -> None:
    await desk.pause(await desk.report(), 1)
    desk.now = NOW + timedelta(days=2)
    assert await desk.consequences(Tell) == []
    desk.now = NOW
    assert await desk.consequences(Tell) == []


async def test_what_can_be_appealed_is_found_at_one_stroke_however_much_is_on_record(desk: Desk) -> None:
    decider = await desk.moderator("decider", Role.MODERATOR)
    imposed = []
    for number in range(12):
        case = await desk.reported(reporter=MemberId(f"m{number}"), room=f"r{number}")
        decided = await desk.decide(decider, case, Measure.WARNING)
        assert decided.sanction is not None
        imposed.append(decided.sanction)
        desk.now += 4 * DAY
    statements = list[str]()
    async with desk.unit() as unit:
        engine = unit.connection.sync_connection
        assert engine is not None

        @event.listens_for(engine, "before_cursor_execute")
        def count(_: object, __: object, statement: str, *___: object) -> None:
            statements.append(statement)

        assert await desk.moderation.appeals.appealable(unit, BOB) == imposed[-1]
        event.remove(engine, "before_cursor_execute", count)
    assert len(statements) == 1
