"""After a crash: what was committed is sent, what is in doubt is sent again or not, and nothing comes out of order."""

import asyncio
from collections.abc import Sequence

import pytest
import pytest_asyncio

from bot.journal import Queued
from bot.messages import Notice, Outgoing
from bot.stores.journal import SqlJournal
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId
from tests.bot.people import Person
from tests.bot.town import Town, until
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def crashed(ground: Ground, catalogue: Catalogue) -> Town:
    """A town whose Bauta died: one message to bob was being sent, two more and a notice to ann waited."""
    async with Town(ground.database, catalogue, outbox=True) as city:
        ann, bob = await city.paired("ann", "bob")
        await city.settled()
        ann.hears()
        bob.hears()
        for each in (ann, bob):
            city.mailbox.hold(each.sender.chat)
        await city.hand_in(*ann.lines("being sent", "waits", "waits too"))
        await ann.says("/rules")
        await until(lambda: all(city.mailbox.sending[each.sender.chat] for each in (ann, bob)))
    for each in (ann, bob):
        city.mailbox.let_go(each.sender.chat)
    return city


async def _lane(town: Town, person: Person) -> str:
    async with town.look() as turn:
        member = await turn.members.known(person.sender)
    assert member is not None
    assert member.lane is not None
    return member.lane


async def test_after_a_crash_content_in_doubt_is_sent_again_and_notices_are_not(crashed: Town) -> None:
    ann, bob = crashed.people["ann"], crashed.people["bob"]
    async with Town(crashed.database, crashed.catalogue, outbox=True, after=crashed) as again:
        await again.settled()
        assert bob.hears() == ["being sent", "waits", "waits too"]
        assert ann.hears() == []
        assert again.metrics.sent_again.labels("telegram")._value.get() == 1
        await bob.says("got it", reply_to="being sent")
        await again.settled()
        assert ann.hears() == ["got it"]


async def test_after_a_crash_what_is_new_comes_after_what_waited(crashed: Town) -> None:
    bob = crashed.people["bob"]
    async with Town(crashed.database, crashed.catalogue, outbox=True, after=crashed) as again:
        await again.hand_in(*again.people["ann"].lines("new"))
        await again.settled()
        assert bob.hears() == ["being sent", "waits", "waits too", "new"]


async def test_what_is_said_before_it_is_known_what_waited_does_not_overtake_it(
    crashed: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = crashed.people["bob"]
    first, known = SqlJournal.first, asyncio.Event()

    async def slow(self: SqlJournal, lanes: Sequence[str], limit: int) -> dict[str, list[Queued]]:
        await known.wait()
        return await first(self, lanes, limit)

    monkeypatch.setattr(SqlJournal, "first", slow)
    async with Town(crashed.database, crashed.catalogue, outbox=True, after=crashed) as again:
        await again.hand_in(*again.people["ann"].lines("new"))
        assert again.outbox is not None
        await again.outbox.drained()
        known.set()
        await again.settled()
        assert bob.hears() == ["being sent", "waits", "waits too", "new"]


async def test_nobody_is_told_to_wait_because_of_what_is_only_not_known_yet(
    crashed: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = crashed.people["ann"], crashed.people["bob"]
    rows = SqlJournal.rows
    async with Town(crashed.database, crashed.catalogue, outbox=True, after=crashed) as again:
        outbox = again.outbox
        assert outbox is not None

        async def heard_meanwhile(self: SqlJournal, lane: str, limit: int) -> Sequence[Queued]:
            loaded = await rows(self, lane, limit)
            outbox.unread(lane)
            assert not outbox.crowded(lane)
            return loaded

        await again.settled()
        bob.hears()
        lane = await _lane(again, bob)
        outbox.unread(lane)
        monkeypatch.setattr(SqlJournal, "rows", heard_meanwhile)
        again.mailbox.hold(bob.sender.chat)
        await again.hand_in(*ann.lines("one", "two"))
        await until(lambda: again.mailbox.sending[bob.sender.chat])
        assert not outbox.crowded(lane)
        monkeypatch.setattr(SqlJournal, "rows", rows)
        again.mailbox.let_go(bob.sender.chat)
        await again.settled()
        assert bob.hears() == ["one", "two"]


async def test_after_a_crash_the_end_of_the_room_still_withdraws_what_waited(crashed: Town) -> None:
    bob = crashed.people["bob"]
    async with Town(crashed.database, crashed.catalogue, after=crashed) as again:  # nothing is sent yet
        await again.turns.accept(bob.lines("/stop"))
    async with Town(crashed.database, crashed.catalogue, outbox=True, after=crashed) as again:
        await again.settled()
        assert bob.hears() == [Text.YOU_LEFT], "neither what waited nor what was in doubt"


async def test_rows_for_an_address_that_was_erased_are_dropped_at_the_start(
    ground: Ground, catalogue: Catalogue
) -> None:
    async with Town(ground.database, catalogue) as town:

        async def orphan(turn: Turn) -> list[Outgoing]:
            await turn.journal.append([Notice(MemberId("x"), Text.RULES)], turn.now, {MemberId("x"): "nowhere"})
            return []

        await town.turns.act(orphan)
    async with Town(ground.database, catalogue, outbox=True, after=town) as again:
        await again.settled()
        assert again.rows("outbox") == []
