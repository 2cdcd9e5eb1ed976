"""What moderation remembers goes when it has outlived its use, and not before."""

from datetime import timedelta

import pytest

from config.ids import MemberId
from moderation.service import NoSuchReport
from tests.moderation.desk import BOB, NOW, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECOND = timedelta(seconds=1)


async def dismissed(desk: Desk, number: str) -> None:
    async with desk.unit() as unit:
        await desk.moderation.dismiss(unit, number)


async def test_a_report_goes_90_days_after_it_was_closed_and_an_open_one_never(desk: Desk) -> None:
    still_open = await desk.report(room="other")
    await dismissed(desk, await desk.report())
    desk.now = NOW + timedelta(days=90)
    assert await desk.clean_up() == 0
    desk.now += SECOND
    assert await desk.clean_up() == 1
    desk.now += timedelta(days=1000)
    assert await desk.clean_up() == 0
    assert [report.number for report in await desk.reports()] == [still_open]


async def test_a_ban_goes_a_year_after_its_end_and_the_report_behind_it_with_it(desk: Desk) -> None:
    number = await desk.report()
    await desk.ban(number, days=7)
    await desk.consequences()
    desk.now = NOW + timedelta(days=372)
    assert await desk.clean_up() == 0
    assert await desk.unban(number) == 0, "its report is still known"
    desk.now += SECOND
    assert await desk.clean_up() == 2
    with pytest.raises(NoSuchReport):
        await desk.unban(number)


async def test_a_ban_for_ever_stays_until_a_year_after_it_was_lifted(desk: Desk) -> None:
    number = await desk.report()
    await desk.ban(number, days=None)
    await desk.consequences()
    desk.now = NOW + timedelta(days=4000)
    assert await desk.clean_up() == 0
    assert await desk.sanction(BOB) is not None
    assert await desk.unban(number) == 1
    await desk.consequences()
    desk.now += timedelta(days=365) + SECOND
    assert await desk.clean_up() == 2


async def test_so_many_go_at_once_and_no_more(desk: Desk) -> None:
    for number in range(5):
        await dismissed(desk, await desk.report(reporter=MemberId(f"m{number}")))
    desk.now = NOW + timedelta(days=91)
    assert [await desk.clean_up(2) for _ in range(4)] == [2, 2, 1, 0]
