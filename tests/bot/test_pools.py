"""Among whom one is paired: the server one came from says so, and nobody is led anywhere they were not told of."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.hooks import ServerHooks
from bot.servers import KEPT, Whereabouts
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from config.ids import new_id
from moderation.books import Books
from moderation.model import Measure, Reason, Sanction
from tests.bot.lagoon import BURANO, MURANO, VENEZIA, Lagoon, Moderators, enters
from tests.bot.people import Person
from tests.bot.town import Town
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def lagoon(town: Town) -> Lagoon:
    return Lagoon(town)


async def searching(lagoon: Lagoon, name: str, server: str | None) -> Person:
    """Somebody who searches from there."""
    person = await lagoon.member(name, server)
    await person.says("/find")
    return person


async def test_where_nothing_is_set_everybody_meets_everybody(lagoon: Lagoon) -> None:
    ann = await searching(lagoon, "ann", VENEZIA)
    assert "among" not in ann.post.text
    assert "everyone" not in ann.last.data
    bob = await searching(lagoon, "bob", None)
    assert await lagoon.town.in_room(ann, bob)


async def test_this_server_only_pairs_those_of_the_server_and_says_so(lagoon: Lagoon) -> None:
    await lagoon.sets(VENEZIA, "meet.server")
    ann = await searching(lagoon, "ann", VENEZIA)
    assert ann.post.text.endswith("I look only among people who come from your server.")
    assert ann.last.data[-1] == "everyone"
    for name, server in (("bob", MURANO), ("cleo", None)):
        other = await searching(lagoon, name, server)
        assert not await lagoon.town.in_room(ann, other)
        await other.says("/stop")
    dan = await searching(lagoon, "dan", VENEZIA)
    assert await lagoon.town.in_room(ann, dan)


async def test_it_binds_them_in_the_chat_with_the_bot_too(lagoon: Lagoon) -> None:
    await lagoon.sets(VENEZIA, "meet.server")
    ann = await lagoon.member("ann", VENEZIA)
    await ann.says("/status")
    enters(ann, None)
    await ann.says("/find")
    bob = await searching(lagoon, "bob", None)
    assert not await lagoon.town.in_room(ann, bob)


async def test_allied_servers_meet_each_other_and_nobody_else(lagoon: Lagoon) -> None:
    await lagoon.ally(VENEZIA, MURANO)
    for each in (VENEZIA, MURANO, BURANO):
        await lagoon.sets(each, "meet.allied")
    ann = await searching(lagoon, "ann", VENEZIA)
    assert ann.post.text.endswith("I look only among people of your server and its allies.")
    bob = await searching(lagoon, "bob", BURANO)
    assert bob.post.text.endswith("I look only among people who come from your server."), "it has no allies"
    assert not await lagoon.town.in_room(ann, bob)
    cleo = await searching(lagoon, "cleo", MURANO)
    assert await lagoon.town.in_room(ann, cleo)


async def test_an_ally_that_lets_its_people_meet_everyone_is_met_among_everyone(lagoon: Lagoon) -> None:
    await lagoon.ally(VENEZIA, MURANO)
    await lagoon.sets(VENEZIA, "meet.allied")
    ann, bob = await searching(lagoon, "ann", VENEZIA), await searching(lagoon, "bob", MURANO)
    assert not await lagoon.town.in_room(ann, bob)


async def test_who_would_rather_meet_everyone_comes_from_there_no_more(lagoon: Lagoon) -> None:
    await lagoon.sets(VENEZIA, "meet.server")
    ann, bob = await searching(lagoon, "ann", VENEZIA), await searching(lagoon, "bob", VENEZIA)
    await ann.says("/next")
    cleo = await searching(lagoon, "cleo", None)
    enters(ann, None)
    await ann.presses("everyone")
    assert await lagoon.town.in_room(ann, cleo)
    assert (await ann.member()).profile.server is None
    assert (await bob.member()).profile.server is not None
    enters(ann, VENEZIA)
    await ann.says("/next")
    assert "your server" in ann.post.text, "a command there brings them back"


async def test_a_wish_for_their_own_server_goes_with_it(lagoon: Lagoon) -> None:
    await lagoon.sets(VENEZIA, "meet.server")
    ann = await lagoon.member("ann", VENEZIA)
    await ann.says("/settings near server")
    await ann.says("/find")
    enters(ann, None)
    await ann.presses("everyone")
    assert "your server" not in ann.chat()[-1].post.text, "the message of the search says so, too"
    bob = await searching(lagoon, "bob", None)
    assert await lagoon.town.in_room(ann, bob)


async def test_the_button_works_when_the_search_is_over_and_not_in_a_chat(lagoon: Lagoon) -> None:
    await lagoon.sets(VENEZIA, "meet.server")
    ann = await searching(lagoon, "ann", VENEZIA)
    enters(ann, None)
    await ann.says("/stop")
    await ann.taps("everyone")
    bob = await searching(lagoon, "bob", None)
    assert await lagoon.town.in_room(ann, bob)
    await ann.taps("everyone")
    assert ann.hears()[-1] == Text.ALREADY_TALKING


async def test_a_wish_to_be_told_follows_out_of_the_pool(lagoon: Lagoon) -> None:
    await lagoon.sets(VENEZIA, "meet.server")
    ann = await searching(lagoon, "ann", VENEZIA)
    await ann.taps("tell")
    ann.hears()
    bob = await searching(lagoon, "bob", None)
    assert ann.hears() == []
    await bob.says("/stop")
    await searching(lagoon, "cleo", VENEZIA)
    assert ann.hears() == [Text.ALERT_NOW]


# --- settings that change while people wait ---


async def test_those_who_wait_are_searched_for_anew_where_they_belong_and_are_told(lagoon: Lagoon) -> None:
    ann = await searching(lagoon, "ann", VENEZIA)
    await lagoon.sets(VENEZIA, "meet.server")
    assert ann.sees_changed() == [Text.SEARCHING_ALONE]
    assert "your server" in ann.chat()[0].post.text
    bob = await searching(lagoon, "bob", None)
    assert not await lagoon.town.in_room(ann, bob)
    await lagoon.sets(VENEZIA, "meet.everyone")
    assert await lagoon.town.in_room(ann, bob), "whoever is there now is found at once"


async def test_nobody_meets_across_a_change_that_nobody_has_carried_out_yet(lagoon: Lagoon) -> None:
    town = lagoon.town
    ann = await searching(lagoon, "ann", VENEZIA)
    admin = await lagoon.admin(VENEZIA)
    await admin.taps("server:meet.server")  # the process dies before its round
    bob = await searching(lagoon, "bob", None)
    assert not await town.in_room(ann, bob)
    town.house.pools.taken()
    await town.rounds.second_chances(town.clock())
    await town.hand_out()
    assert (await lagoon.pool(ann)) != (await lagoon.pool(bob))
    cleo = await searching(lagoon, "cleo", VENEZIA)
    assert await town.in_room(ann, cleo)


async def test_a_pair_the_line_found_by_itself_is_looked_at_again(ground: Ground, catalogue: Catalogue) -> None:
    async with Town(ground.database, catalogue, busy=True) as town:
        lagoon = Lagoon(town)
        ann, bob = await lagoon.member("ann", VENEZIA), await lagoon.member("bob", None)
        await ann.says("/find chess")
        await bob.says("/find hiking")
        admin = await lagoon.admin(VENEZIA)
        await admin.taps("server:meet.server")
        town.clock.passes(seconds=120)
        await town.rounds.pair(town.clock())
        assert not await town.in_room(ann, bob)


async def test_chats_that_are_going_on_stay(lagoon: Lagoon) -> None:
    ann, bob = await searching(lagoon, "ann", VENEZIA), await searching(lagoon, "bob", None)
    await lagoon.sets(VENEZIA, "meet.server", "on.no")
    assert await lagoon.town.in_room(ann, bob)
    enters(ann, None)
    await ann.says("hello")
    assert bob.hears()[-1] == "hello"


async def test_leaving_the_alliance_parts_those_who_wait(lagoon: Lagoon) -> None:
    await lagoon.ally(VENEZIA, MURANO)
    for each in (VENEZIA, MURANO):
        await lagoon.sets(each, "meet.allied")
    ann = await searching(lagoon, "ann", VENEZIA)
    await lagoon.sets(VENEZIA, "leave.yes")
    bob = await searching(lagoon, "bob", MURANO)
    assert not await lagoon.town.in_room(ann, bob)


# --- whom moderators keep out ---


async def test_who_is_kept_out_of_a_servers_pool_is_told_and_may_meet_everyone_else(
    ground: Ground, catalogue: Catalogue
) -> None:
    moderators = Moderators()
    async with Town(ground.database, catalogue, hooks=ServerHooks(excluded=moderators.excluded)) as town:
        lagoon = Lagoon(town)
        await lagoon.ally(VENEZIA, MURANO)
        for each in (VENEZIA, MURANO):
            await lagoon.sets(each, "meet.allied")
        ann = await searching(lagoon, "ann", VENEZIA)
        ann.hears()
        moderators.kept_out.add(((await ann.member()).id, (await lagoon.server(MURANO)).id))
        bob = await searching(lagoon, "bob", MURANO)
        assert not await town.in_room(ann, bob), "from that moment on"
        await town.house.pools.stir()
        await lagoon.settled()
        assert ann.hears() == [Text.POOL_EXCLUDED]
        enters(ann, MURANO)
        await ann.says("/find")
        assert ann.hears() == [Text.SERVER_EXCLUDES]
        enters(ann, None)
        await ann.says("/find")
        assert ann.hears() == [Text.POOL_EXCLUDED]
        await ann.presses("everyone")
        cleo = await searching(lagoon, "cleo", None)
        assert await town.in_room(ann, cleo)


async def test_an_exclusion_that_moderation_decided_holds_in_that_servers_pool_only(lagoon: Lagoon) -> None:
    town = lagoon.town
    for each in (VENEZIA, MURANO):
        await lagoon.sets(each, "meet.server")
    ann = await searching(lagoon, "ann", VENEZIA)
    ann.hears()
    async with town.database.unit() as unit:
        since = datetime.fromtimestamp(town.clock(), UTC)
        server = (await lagoon.server(VENEZIA)).id
        out = Sanction(
            new_id(),
            (await ann.member()).id,
            Reason.HATE,
            since,
            since + timedelta(days=7),
            measure=Measure.EXCLUSION,
            server=server,
        )
        await Books(unit).sanctions.impose(out)
    await town.rounds.second_chances(town.clock())
    await town.hand_out()
    assert ann.hears() == [Text.POOL_EXCLUDED]
    enters(ann, MURANO)
    await ann.says("/find")
    bob = await searching(lagoon, "bob", MURANO)
    assert await town.in_room(ann, bob)


# --- the bot leaves ---


async def tell(town: Town, where: Whereabouts) -> None:
    async with town.database.unit() as unit:
        turn = town.open_turn(unit, town.clock())
        await turn.servers.told(where, turn.now)


async def test_a_server_the_bot_has_left_keeps_its_word_until_it_is_forgotten(lagoon: Lagoon) -> None:
    town = lagoon.town
    await lagoon.sets(VENEZIA, "meet.server")
    ann = await lagoon.member("ann", VENEZIA)
    await ann.says("/status")
    enters(ann, None)
    await tell(town, Whereabouts("77", gone=(VENEZIA,)))
    await ann.says("/find")
    assert "your server" in ann.post.text, "who came by it is not led elsewhere without being asked"
    await ann.says("/stop")
    town.clock.passes(seconds=KEPT)
    async with town.database.unit() as unit:
        turn = town.open_turn(unit, town.clock())
        assert len(await turn.servers.clean_up(turn.now, 5)) == 1
    await ann.says("/find")
    assert "your server" not in ann.post.text
