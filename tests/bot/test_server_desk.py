"""The moderators of a server: in which channel their cases are shown, and who they are."""

from dataclasses import replace

import pytest

from tests.bot.lagoon import VENEZIA, Lagoon, enters, picks
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


async def test_a_channel_where_everybodys_cases_are_shown_stays_theirs(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    async with lagoon.town.database.unit() as unit:
        turn = lagoon.town.open_turn(unit, lagoon.town.clock())
        by = (await admin.member()).id
        await turn.desks.set_up(replace(admin.sender, place="7"), "global", "en", by, turn.now)
    await picks(admin, "channel", "7")
    await picks(admin, "channel")
    async with lagoon.town.look() as turn:
        desk = await turn.desks.at(replace(admin.sender, place="7"))
    assert desk is not None
    assert desk.scope == "global"


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
