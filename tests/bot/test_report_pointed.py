"""A report that answers a message is about the chat that message belongs to, whichever is the latest."""

import pytest

from bot.content import Content
from bot.messages import Command, Pointed
from bot.texts.keys import Text
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_message_of_an_earlier_chat_names_the_partner_of_that_chat(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("you fool")
    await ann.says("/stop")
    _, cleo = await town.paired("ann", "cleo")
    await cleo.says("hello")
    await ann.says("/report", reply_to="you fool")
    assert ann.hears()[-1] == Text.REPORT_WHY
    await ann.reports("harassment")
    (report,) = town.rows("reports")
    assert report["subject"] == (await bob.member()).id
    assert await town.in_room(ann, cleo), "the chat that is open goes on"


async def test_ones_own_message_offers_the_chat_it_belongs_to(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("what did you call me?")
    await ann.says("/stop")
    await town.paired("ann", "cleo")
    await ann.says("/report", reply_to="what did you call me?")
    assert ann.hears()[-1] == Text.REPORT_OWN_MESSAGE
    await ann.presses("report")
    await ann.reports("harassment")
    (report,) = town.rows("reports")
    assert report["subject"] == (await bob.member()).id


async def test_a_message_that_belongs_to_no_chat_offers_the_one_that_is_open(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/help")
    notice = ann.last.native
    update = ann.update(Command("report"), reply_to=notice)
    await town.hand_in(update)
    assert ann.hears()[-1] == Text.REPORT_UNKNOWN_MESSAGE
    await ann.presses("report")
    await ann.reports("spam")
    (report,) = town.rows("reports")
    assert report["subject"] == (await bob.member()).id


async def test_what_the_message_says_shows_in_no_repr() -> None:
    assert "fool" not in repr(Pointed(Content("you fool")))
