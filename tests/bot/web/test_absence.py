"""Who is away long enough loses first the place in the line, then the room; who comes back in time loses nothing."""

import asyncio
from dataclasses import replace

import pytest

from bot.messages import Absence, Absent, Said
from bot.platforms.base import SendKey
from bot.platforms.web.limits import USUAL_LIMITS, USUAL_TIMES
from bot.posts import Post
from tests.bot.web.conftest import Build
from tests.bot.web.town import ANN, BOB, House, Middle, address, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUICK = replace(USUAL_TIMES, line_after=0.02, room_after=0.05, absence_again=0.01)


async def known(house: House, token: str = ANN) -> None:
    """Somebody comes, says something and leaves."""
    tab = await house.visitor(token)
    await tab.writes("hi")
    await tab.hears("accepted")
    await tab.leaves()
    await house.middle.next()


def away(middle: Middle) -> list[tuple[str, Absence]]:
    """The absences recorded so far."""
    return [(one.sender.user, one.what.stage) for one in middle.heard if isinstance(one.what, Absent)]


async def test_absence_comes_in_two_stages(build: Build, middle: Middle) -> None:
    house = await build(times=QUICK)
    await known(house)
    began = asyncio.get_running_loop().time()
    line, room = await middle.next(), await middle.next()
    assert [line.what, room.what] == [Absent(Absence.LINE), Absent(Absence.ROOM)]
    assert asyncio.get_running_loop().time() - began >= QUICK.room_after - QUICK.line_after
    assert line.key != room.key
    assert (line.sender.user, line.sender.chat, room.sender.platform) == (ANN, ANN, "web")


async def test_each_absence_is_an_event_of_its_own(build: Build, middle: Middle) -> None:
    house = await build(times=QUICK)
    keys = set()
    for _ in range(2):
        await known(house)
        keys |= {(await middle.next()).key for _ in range(2)}
    assert len(keys) == 4


async def test_who_comes_back_in_time_was_never_away(build: Build, middle: Middle) -> None:
    house = await build(times=replace(QUICK, line_after=0.4))
    await known(house)
    await house.visitor()
    await known(house, BOB)  # a second clock, started later, runs out first of all
    assert (await middle.next()).sender.user == BOB


async def test_who_comes_back_after_the_first_stage_keeps_the_room(build: Build, middle: Middle) -> None:
    house = await build(times=replace(QUICK, room_after=0.3))
    await known(house)
    assert (await middle.next()).what == Absent(Absence.LINE)
    await house.visitor()
    await known(house, BOB)
    await until(lambda: (BOB, Absence.ROOM) in away(middle))
    assert away(middle) == [(ANN, Absence.LINE), (BOB, Absence.LINE), (BOB, Absence.ROOM)]


async def test_taking_over_is_no_absence(build: Build, middle: Middle) -> None:
    house = await build(times=QUICK)
    older = await house.visitor()
    await older.writes("hi")
    await older.hears("accepted")
    newer = await house.visitor()
    await older.ends()
    await known(house, BOB)
    await until(lambda: len(away(middle)) == 2)
    assert away(middle) == [(BOB, Absence.LINE), (BOB, Absence.ROOM)]
    await newer.writes("here")
    await newer.hears("accepted")


async def test_an_absence_that_could_not_be_recorded_is_reported_again_as_the_same(
    build: Build, middle: Middle
) -> None:
    house = await build(times=QUICK)
    await known(house)
    middle.failing = 2
    tries = [await middle.next() for _ in range(3)]
    assert len({incoming.key for incoming in tries}) == 1
    assert (await middle.next()).what == Absent(Absence.ROOM)
    await until(lambda: [type(incoming.what) for incoming in middle.heard] == [Said, Absent, Absent])


async def test_those_expected_after_a_restart_are_away_until_they_come(build: Build, middle: Middle) -> None:
    house = await build(times=replace(QUICK, line_after=0.3, room_after=0.35), listening=False)
    house.web.expect([ANN, BOB])
    await house.listen()
    tab = await house.visitor(ANN)
    assert [(await middle.next()).sender.user for _ in range(2)] == [BOB, BOB]
    await tab.leaves()  # though she said nothing: she was known before
    assert [(await middle.next()).sender.user for _ in range(2)] == [ANN, ANN]


async def test_expecting_somebody_who_is_here_starts_no_clock(build: Build, middle: Middle) -> None:
    house = await build(times=QUICK)
    await house.visitor(ANN)
    house.web.expect([ANN, BOB])
    assert [(await middle.next()).sender.user for _ in range(2)] == [BOB, BOB]


async def test_who_only_looked_in_is_forgotten_at_once(build: Build, middle: Middle) -> None:
    house = await build(times=QUICK, limits=replace(USUAL_LIMITS, visitors=1))
    await (await house.visitor(ANN)).leaves()
    await until(lambda: not house.web.connections)
    await known(house, BOB)
    assert (await middle.next()).sender.user == BOB


async def test_nobody_is_remembered_after_the_last_stage(build: Build, middle: Middle) -> None:
    house = await build(times=QUICK, limits=replace(USUAL_LIMITS, visitors=1))
    ann = await house.visitor(ANN)
    await ann.writes("hi")
    await ann.hears("accepted")
    middle.open.clear()
    await ann.leaves()
    bob = await house.tab()
    assert await bob.ends_after_hello(BOB) == 1013
    middle.open.set()
    await until(lambda: len(away(middle)) == 2)
    await house.visitor(BOB)


async def test_a_message_on_its_way_outlives_the_absence(build: Build, middle: Middle) -> None:
    house = await build(times=QUICK)
    await known(house)
    sending = asyncio.create_task(house.web.send(address(ANN), Post("◆ you were away", host=True), SendKey("d1")))
    await until(lambda: len(middle.heard) == 3)
    tab = await house.visitor()
    assert (await tab.shows())["id"] == "d1"
    await sending
