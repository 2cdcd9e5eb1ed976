"""After a crash: what was committed is sent, what is in doubt is sent again or not, and nothing comes out of order."""

import pytest
import pytest_asyncio

from bot.messages import Notice, Outgoing
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId
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
