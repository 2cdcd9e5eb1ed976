"""Answers to whether a message is to go on that come late, twice, from somebody else, or after a crash."""

import pytest

from bot.held import LASTS
from bot.messages import Incoming, Pressed
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from tests.bot.keeping import keeping
from tests.bot.town import Town
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER = "call me: 0171 2345678"


async def test_two_taps_send_it_once_and_say_so(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says(NUMBER)
    send, asking = ann.last.data[0], ann.last.native
    for _ in range(3):
        await ann.taps(send, on=asking)
    assert bob.hears() == [NUMBER]
    assert set(ann.sees_changed()) == {Text.GUARD_SENT}


async def test_after_a_no_a_yes_sends_nothing(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says(NUMBER)
    (send, dont), asking = ann.last.data[:2], ann.last.native
    await ann.taps(dont, on=asking)
    await ann.taps(send, on=asking)
    assert bob.hears() == []
    assert ann.sees_changed() == [Text.GUARD_NOT_SENT, Text.GUARD_TOO_LATE]


async def test_after_an_hour_it_is_too_late(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    for cleaned in (False, True):
        await ann.says(NUMBER)
        town.clock.passes(seconds=LASTS)
        if cleaned:
            await keeping(town).clean()
            assert town.rows("held") == []
        await ann.presses("send")
        assert ann.sees_changed() == [Text.GUARD_TOO_LATE]
    assert bob.hears() == []


@pytest.mark.parametrize("ending", ["/stop", "/next", "/block"])
@pytest.mark.parametrize("who", ["ann", "bob"])
async def test_after_the_chat_it_is_too_late_and_the_next_partner_gets_nothing(
    town: Town, ending: str, who: str
) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says(NUMBER)
    send, asking = ann.last.data[0], ann.last.native
    await town.people[who].says(ending)
    await town.people[who].says("/stop")
    assert town.rows("held") == []
    _, cleo = await town.paired("ann", "cleo")
    await ann.taps(send, on=asking)
    assert ann.sees_changed() == [Text.GUARD_TOO_LATE]
    assert NUMBER not in bob.hears()
    assert cleo.hears() == []


async def test_forged_and_foreign_tokens_do_nothing(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("hello")
    await ann.says(NUMBER)
    ann.hears()
    token = town.rows("held")[0]["id"]
    partners = next(row["message"] for row in town.rows("links") if row["room"] is not None)
    for action in ("send", "dont"):
        for forged in ("", "forged", "x" * 60, token[:-1], "\x00", partners):
            await ann.taps(f"{action}:{forged}")
            assert ann.hears() == [Text.OLD_BUTTON], forged
        await bob.taps(f"{action}:{token}")
        assert bob.hears() == [Text.OLD_BUTTON], "somebody else's"
    assert len(town.rows("held")) == 1
    assert bob.hears() == []


class Crowded(Town):
    """One where at times so much is on its way to everybody that no more is taken."""

    full = False

    def crowded(self, lane: str, beside: int = 0) -> bool:
        return self.full


async def test_where_there_is_no_room_left_it_stays_held(ground: Ground, catalogue: Catalogue) -> None:
    town = Crowded(ground.database, catalogue)
    async with town:
        ann, bob = await town.paired("ann", "bob")
        await ann.says(NUMBER)
        town.full = True
        await ann.presses("send")
        assert ann.hears() == [Text.GUARD_ASKS, Text.SLOW_DOWN]
        assert bob.hears() == []
        town.full = False
        await ann.presses("send")
        assert bob.hears() == [NUMBER]


async def test_a_crash_between_question_and_answer_loses_nothing(ground: Ground, catalogue: Catalogue) -> None:
    async with Town(ground.database, catalogue) as town:
        ann, bob = await town.paired("ann", "bob")
        await ann.says(NUMBER)
    async with Town(ground.database, catalogue, after=town):
        await ann.presses("send")
        assert bob.hears() == [NUMBER]


async def test_a_tap_brought_twice_by_the_platform_sends_once(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says(NUMBER)
    action, _, token = ann.last.data[0].partition(":")
    tap: Incoming = ann.update(Pressed(action, token), message=ann.last.native)
    await town.hand_in(tap)
    await town.hand_in(tap)
    assert bob.hears() == [NUMBER]


async def test_who_deletes_their_account_leaves_nothing_held(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says(NUMBER)
    await ann.says("/delete")
    await ann.presses("delete", "yes")
    assert town.rows("held") == []
