"""Sanctions: they hold and end, and what follows from them is told once."""

from datetime import timedelta

import pytest

from moderation.model import Reason, Tell
from tests.moderation.desk import ANN, BOB, NOW, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_ban_holds_for_its_days_and_closes_the_report(desk: Desk) -> None:
    number = await desk.report(reason=Reason.THREATS)
    made = await desk.ban(number, 2)
    assert (made.member, made.reason, made.since, made.until, made.report) == (
        BOB,
        Reason.THREATS,
        NOW,
        NOW + timedelta(days=2),
        number,
    )
    assert await desk.reports() == []
    assert await desk.sanction() == made
    assert await desk.sanction(ANN) is None
    desk.now = NOW + timedelta(days=2) - timedelta(seconds=1)
    assert await desk.sanction() == made
    desk.now = NOW + timedelta(days=2)
    assert await desk.sanction() is None


async def test_a_ban_without_days_is_for_ever_and_may_name_another_reason(desk: Desk) -> None:
    made = await desk.ban(await desk.report(), None, Reason.MINOR)
    desk.now = NOW + timedelta(days=36500)
    assert await desk.sanction() == made
    assert (made.until, made.reason) == (None, Reason.MINOR)


@pytest.mark.parametrize("order", [(None, 1, 7), (7, None, 1), (1, 7, None)])
async def test_of_several_bans_the_longest_counts(desk: Desk, order: tuple[float | None, ...]) -> None:
    for room, days in enumerate(order):
        await desk.ban(await desk.report(room=f"{room}"), days)
    longest = await desk.sanction()
    assert longest is not None
    assert longest.until is None


async def test_lifting_ends_all_that_holds(desk: Desk) -> None:
    first, second = await desk.report(), await desk.report(room="other")
    await desk.ban(first, 1)
    await desk.ban(second, None)
    assert await desk.unban(first) == 2
    assert await desk.sanction() is None
    assert await desk.unban(first) == 0


# --- consequences ---


async def test_what_was_decided_is_told_once(desk: Desk) -> None:
    assert await desk.consequences() == []
    sanction = await desk.ban(await desk.report())
    assert await desk.consequences() == [Tell(BOB, sanction)]
    assert await desk.consequences() == []


async def test_lifting_is_told_once_however_many_held(desk: Desk) -> None:
    first, second = await desk.report(), await desk.report(room="other")
    await desk.ban(first, 1)
    await desk.ban(second, None)
    assert [told.member for told in await desk.consequences()] == [BOB]
    await desk.unban(first)
    assert await desk.consequences() == [Tell(BOB, None)]
    assert await desk.consequences() == []


async def test_a_consequence_is_told_again_if_its_turn_failed(desk: Desk) -> None:
    sanction = await desk.ban(await desk.report())

    async def fails() -> None:
        async with desk.unit() as unit:
            await desk.moderation.consequences(unit)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await desk.consequences() == [Tell(BOB, sanction)]


async def test_what_ended_by_itself_before_anybody_looked_is_nothing_to_tell(desk: Desk) -> None:
    await desk.ban(await desk.report(), 1)
    desk.now = NOW + timedelta(days=2)
    assert await desk.consequences() == []
    desk.now = NOW
    assert await desk.consequences() == []
