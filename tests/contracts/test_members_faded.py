"""Members on whom nothing depends any more leave by themselves; nobody else does."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from bot.alerts import Alert
from bot.journal import Delivered, Original
from bot.messages import Notice
from bot.rooms import Waiting
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId, MessageId, TicketId
from matching.ticket import Pool, Ticket
from tests.contracts.stores import NOW, Ground, people, sender

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUR = 3600.0
SILENT = NOW + 72 * HOUR + 1
LONG_GONE = NOW + 30 * 24 * HOUR + 1
ALL = 1000

Deed = Callable[[Turn, MemberId, str], Coroutine[Any, Any, object]]


async def visitor(ground: Ground, name: str = "ann") -> tuple[MemberId, str]:
    """Somebody on the page, and their lane."""
    async with ground.turn() as turn:
        met = await turn.members.meet(sender(name, platform="web", account="web"), "en", NOW)
    assert met.lane is not None
    return met.id, met.lane


async def faded(ground: Ground, now: float) -> list[MemberId]:
    async with ground.turn(now) as turn:
        found, after = await turn.members.faded(now, "", ALL)
    assert after == ""
    return list(found)


async def dropped(ground: Ground, now: float, *names: MemberId, kept: tuple[MemberId, ...] = ()) -> int:
    async with ground.turn(now) as turn:
        return await turn.members.drop(names, now, kept)


async def test_a_visitor_who_was_silent_for_three_days_is_forgotten(ground: Ground) -> None:
    ann, _ = await visitor(ground)
    assert await faded(ground, SILENT - 1) == []
    assert await dropped(ground, SILENT - 1, ann) == 0
    assert await faded(ground, SILENT) == [ann]
    assert await dropped(ground, SILENT, ann) == 1
    async with ground.turn() as turn:
        assert await turn.members.get(ann) is None
        back = await turn.members.meet(sender("ann", platform="web", account="web"), "en", SILENT)
    assert back.id != ann, "whoever comes back after all is new"


async def test_people_of_messengers_stay(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    assert await faded(ground, LONG_GONE) == []
    assert await dropped(ground, LONG_GONE, ann) == 0


async def _links(turn: Turn, _: MemberId, lane: str) -> None:
    await turn.journal.link([Original(lane, "1", MessageId("m"), None)], NOW)


async def _hears(turn: Turn, who: MemberId, _: str) -> None:
    (row,) = await turn.journal.append([Notice(who, Text.HELP, id=MessageId("n"))], NOW)
    await turn.journal.done([Delivered(row, ("1",))], NOW)


async def _awaits(turn: Turn, who: MemberId, _: str) -> None:
    await turn.journal.append([Notice(who, Text.HELP)], NOW)


async def _talks(turn: Turn, who: MemberId, _: str) -> None:
    other = await turn.members.meet(sender("other"), "en", NOW)
    await turn.rooms.open(who, other.id, (), NOW)


async def _talked(turn: Turn, who: MemberId, _: str) -> None:
    other = await turn.members.meet(sender("other"), "en", NOW)
    seat, _seat = await turn.rooms.open(other.id, who, (), NOW)
    await turn.rooms.close(seat.room, NOW)


def ticket(who: MemberId) -> Ticket:
    return Ticket(TicketId("t"), who, Pool("global", "adult"))


async def _searches(turn: Turn, who: MemberId, _: str) -> None:
    await turn.tickets.put(Waiting(ticket(who), None, LONG_GONE))


async def _wants_to_be_told(turn: Turn, who: MemberId, _: str) -> None:
    await turn.alerts.put(Alert(ticket(who), NOW, LONG_GONE))


@pytest.mark.parametrize(
    "deed", [_links, _hears, _awaits, _talks, _talked, _searches, _wants_to_be_told], ids=lambda deed: deed.__name__[1:]
)
async def test_nobody_fades_on_whom_something_depends(ground: Ground, deed: Deed) -> None:
    ann, lane = await visitor(ground)
    async with ground.turn() as turn:
        await deed(turn, ann, lane)
    assert ann not in await faded(ground, LONG_GONE)
    assert await dropped(ground, LONG_GONE, ann) == 0


async def test_a_lock_keeps_a_visitor_for_a_month(ground: Ground) -> None:
    ann, _ = await visitor(ground)
    async with ground.turn() as turn:
        known = await turn.members.get(ann)
        assert known is not None
        await turn.members.save(replace(known, locked=True))
    assert await faded(ground, LONG_GONE - 2) == []
    assert await faded(ground, LONG_GONE) == [ann]


@pytest.mark.parametrize("blocking", [True, False])
async def test_a_block_keeps_a_visitor_for_a_month_and_goes_with_them(ground: Ground, blocking: bool) -> None:
    ann, _ = await visitor(ground)
    (bob,) = await people(ground, "bob")
    async with ground.turn() as turn:
        await turn.members.block(ann if blocking else bob, bob if blocking else ann, NOW)
    assert await faded(ground, LONG_GONE - 2) == []
    assert await faded(ground, LONG_GONE) == [ann]
    assert await dropped(ground, LONG_GONE, ann) == 1
    async with ground.turn() as turn:
        assert await turn.members.kept_apart(bob) == frozenset()


async def test_what_an_erasure_left_goes_once_nothing_refers_to_it(ground: Ground) -> None:
    """A report was open when they left; it is closed now."""
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        await turn.members.block(bob, ann, NOW)
        for each in (ann, bob):
            await turn.members.erase(each, NOW)
        assert await turn.members.forget(NOW, frozenset([bob])) == 2
    assert await faded(ground, SILENT) == [], "a block is for good"
    (cleo,) = await people(ground, "cleo")
    async with ground.turn() as turn:
        await turn.members.erase(cleo, NOW)
        await turn.members.forget(NOW, frozenset([cleo]))
    assert await faded(ground, SILENT) == [cleo]
    assert await dropped(ground, SILENT, cleo, kept=(cleo,)) == 0
    assert await dropped(ground, SILENT, cleo) == 1


async def test_all_are_looked_at_a_page_at_a_time(ground: Ground) -> None:
    names = sorted([(await visitor(ground, f"p{number}"))[0] for number in range(5)])
    found, after, pages = list[MemberId](), "", 0
    async with ground.turn(SILENT) as turn:
        while not pages or after:
            more, after = await turn.members.faded(SILENT, after, 2)
            found += more
            pages += 1
    assert (found, pages) == (names, 3)
