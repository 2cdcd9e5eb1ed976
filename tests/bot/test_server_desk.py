"""The moderators of a server: in which channel their cases are shown, and who they are."""

from dataclasses import replace

import pytest

from bot.desks import GLOBAL
from bot.texts.keys import Text
from tests.bot.lagoon import VENEZIA, Lagoon, enters, picked, picks
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def lagoon(town: Town) -> Lagoon:
    return Lagoon(town)


async def test_the_channel_that_is_chosen_becomes_the_servers_desk_and_the_one_before_is_none(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    for channel in ("7", "8", ""):
        await picks(admin, "channel", *([channel] if channel else []))
        async with lagoon.town.look() as turn:
            desks = await turn.desks.all((await lagoon.server(VENEZIA)).id)
            there = [await turn.desks.at(replace(admin.sender, place=each)) for each in ("7", "8")]
        assert [desk in desks for desk in there] == [channel == "7", channel == "8"]
        assert len(desks) == bool(channel)
    greeted = [sent.post.topic for sent in lagoon.mailbox.ledger if sent.chat in ("7", "8")]
    assert greeted == ["mod-desk-here"] * 2


async def test_a_channel_where_everybodys_cases_are_shown_stays_theirs_and_that_is_said(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    await picks(admin, "channel", "8")
    async with lagoon.town.database.unit() as unit:
        turn = lagoon.town.open_turn(unit, lagoon.town.clock())
        by = (await admin.member()).id
        await turn.desks.set_up(replace(admin.sender, place="7"), GLOBAL, "en", by, turn.now)
    admin.hears()
    before = [lagoon.town.rows(table) for table in ("desks", "servers", "audit")]
    await picks(admin, "channel", "7")
    assert admin.hears() == [Text.SERVER_CHANNEL_TAKEN]
    assert [lagoon.town.rows(table) for table in ("desks", "servers", "audit")] == before, "the one before stays chosen"
    await admin.taps("server:moderators")
    assert picked(admin)["channel"].chosen == ("8",)
    await picks(admin, "channel")
    async with lagoon.town.look() as turn:
        desk = await turn.desks.at(replace(admin.sender, place="7"))
    assert desk is not None
    assert desk.scope == GLOBAL


async def test_choosing_the_same_channel_again_changes_nothing_there(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    await picks(admin, "channel", "7")
    before, sent = lagoon.town.rows("desks"), len([each for each in lagoon.mailbox.ledger if each.chat == "7"])
    await picks(admin, "channel", "7")
    assert lagoon.town.rows("desks") == before
    assert len([each for each in lagoon.mailbox.ledger if each.chat == "7"]) == sent


async def test_moderators_of_a_server_are_those_with_the_role_that_was_chosen(lagoon: Lagoon) -> None:
    admin, ann = await lagoon.admin(VENEZIA), await lagoon.member("ann", VENEZIA)

    async def moderate() -> list[bool]:
        async with lagoon.town.look() as turn:
            tapping = [replace(each.sender, place="7") for each in (admin, ann)]
            return [await lagoon.town.house.moderates(turn, sender) for sender in tapping]

    enters(ann, VENEZIA, roles=("5",))
    assert await moderate() == [True, False], "as long as none is chosen, those who run it"
    await picks(admin, "moderators", "5")
    assert await moderate() == [False, True]
