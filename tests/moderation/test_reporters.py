"""Very many who report the same: it costs no more, and what they wrote is opened for those who read it."""

from datetime import timedelta
from math import log

import pytest
from sqlalchemy import text

from config.ids import MemberId
from moderation.books import Books
from moderation.cases import Case, Involved
from moderation.model import Detail, Measure, Outcome, TellOutcome
from moderation.priority import COUNTED, REPORTERS_COUNT, WINDOW
from moderation.roles import Role
from tests.moderation.desk import ANN, BOB, EVE, Desk
from tests.statements import written

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def crowd(desk: Desk, size: int, first: int = 0) -> Case:
    """So many report somebody, each from another chat."""
    numbers = [
        await desk.report(reporter=MemberId(f"crowd{each}"), room=f"room{each}") for each in range(first, first + size)
    ]
    return await desk.case(numbers[-1])


async def test_more_reporters_cost_no_more_statements(desk: Desk) -> None:
    mo = await desk.moderator("mo", Role.MODERATOR)
    case = await crowd(desk, 12)  # beyond what holds somebody
    asked = []
    for reporters in (1, 60):
        await crowd(desk, reporters, first=20 * reporters)
        with written(desk.database) as statements:
            await desk.report(reporter=MemberId(f"last{reporters}"), room=f"last{reporters}")
            await desk.does(desk.moderation.cases.sheet, case.id)
            held = await desk.claim(mo, case)
            await desk.does(desk.moderation.cases.release, mo, case.id, held.fence)
        asked.append(len(statements))
    assert asked[0] == asked[1]


async def test_the_sheet_counts_as_many_voices_as_the_queue_does(desk: Desk) -> None:
    case = await crowd(desk, COUNTED + 3)
    sheet = await desk.does(desk.moderation.cases.sheet, case.id)
    assert sheet.terms.reporters == pytest.approx(REPORTERS_COUNT * log(1 + COUNTED))
    assert sheet.case.rank == pytest.approx(sheet.terms.total)
    assert sheet.case.reporters == COUNTED + 3


async def test_everybodys_word_counts_by_their_own_latest_reports(desk: Desk) -> None:
    for each, measure in enumerate((Measure.NOTHING, Measure.WARNING, Measure.UNCLEAR)):
        await desk.settle(await desk.report(reporter=ANN, subject=MemberId(f"a{each}"), room=f"a{each}"), measure)
        desk.now += timedelta(hours=2)
    await desk.settle(await desk.report(reporter=EVE, subject=MemberId("b"), room="b"), Measure.WARNING)
    async with desk.unit() as unit:
        found = await Books(unit).reports.reliability([ANN, BOB, EVE])
        assert found == {ANN: (1, 1), BOB: (0, 0), EVE: (1, 0)}
        assert await Books(unit).reports.reliability([]) == {}


async def test_what_was_long_ago_counts_no_more_among_very_many(desk: Desk) -> None:
    await desk.settle(await desk.report(reporter=ANN, subject=MemberId("old"), room="old"), Measure.NOTHING)
    async with desk.unit() as unit:
        (old,) = (await unit.connection.execute(text("SELECT * FROM reports"))).mappings()
        for each in range(WINDOW):
            number = {"number": f"R-{each}", "room": f"r{each}", "outcome": Outcome.ACTED.value}
            row = {**old, **number, "closed_at": old["closed_at"] + 1 + each}
            values = ", ".join(f":{name}" for name in row)
            columns = ", ".join(f'"{name}"' for name in row)
            await unit.connection.execute(text(f"INSERT INTO reports ({columns}) VALUES ({values})"), row)  # noqa: S608
        assert await Books(unit).reports.reliability([ANN]) == {ANN: (WINDOW, 0)}


async def test_words_nobody_can_read_keep_nobody_from_working_on_the_case(desk: Desk) -> None:
    mo = await desk.moderator("mo", Role.MODERATOR)
    case = await desk.reported(detail=Detail.ADS, words="look at this")
    async with desk.unit() as unit:
        await unit.connection.execute(text("UPDATE reports SET words = :junk"), {"junk": b"junk" * 9})
    assert (await desk.reported(reporter=EVE, room="other")).id == case.id
    assert (await desk.does(desk.moderation.cases.sheet, case.id)).details == ((Detail.ADS, 1),)
    decided = await desk.decide(mo, case, Measure.WARNING)
    assert decided.sanction is not None
    assert decided.sanction.detail is Detail.ADS
    desk.now += timedelta(hours=2)
    assert {each.member for each in await desk.consequences(TellOutcome)} == {ANN, EVE}


async def test_whoever_reported_is_involved_also_among_many(desk: Desk) -> None:
    case = await crowd(desk, 5)
    for name in ("crowd2", str(BOB)):
        with pytest.raises(Involved):
            await desk.claim(await desk.moderator(name, Role.MODERATOR), case)
    desk.apart = {MemberId("mo"): frozenset({MemberId("crowd4")})}
    with pytest.raises(Involved):
        await desk.claim(await desk.moderator("mo", Role.MODERATOR), case)
