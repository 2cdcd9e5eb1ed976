"""Where Bauta may be used in a server, and by whom: off, roles, age-restricted channels; and in which language."""

import pytest

from bot.texts.keys import Text
from tests.bot.lagoon import MURANO, VENEZIA, Lagoon, enters, picks
from tests.bot.test_pools import searching
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def lagoon(town: Town) -> Lagoon:
    return Lagoon(town)


async def test_where_it_is_off_nothing_begins_and_nothing_is_out_of_reach(lagoon: Lagoon) -> None:
    await lagoon.sets(VENEZIA, "on.no")
    ann = await lagoon.member("ann", VENEZIA)
    for words in ("/find", "/next", "/start", "/interests chess", "/settings", "/reveal"):
        await ann.says(words)
        assert ann.hears() == [Text.SERVER_IS_OFF], words
        assert ann.last.data == ["chat"]
    for words in ("/stop", "/block", "/report", "/status", "/rules", "/privacy", "/help", "/language", "/delete"):
        await ann.says(words)
        assert Text.SERVER_IS_OFF not in ann.hears(), words
    assert (await ann.member()).profile.server is None, "they don't come from there"
    enters(ann, None)
    await ann.says("/find")
    assert ann.hears() == [Text.SEARCHING_ALONE]


async def test_a_newcomer_is_refused_before_the_rules_are_put_to_them(lagoon: Lagoon) -> None:
    await lagoon.sets(VENEZIA, "on.no")
    ann = await lagoon.member("ann", VENEZIA, admitted=False)
    await ann.says("/find")
    await ann.taps("agree")
    assert ann.hears() == [Text.SERVER_IS_OFF] * 2
    assert (await ann.member()).agreed_at is None


async def test_switching_off_ends_searches_in_the_servers_pool_with_a_way_out(lagoon: Lagoon) -> None:
    await lagoon.sets(VENEZIA, "meet.server")
    ann = await searching(lagoon, "ann", VENEZIA)
    ann.hears()
    await lagoon.sets(VENEZIA, "on.no")
    assert ann.hears() == [Text.POOL_OFF]
    assert ann.sees_changed() == [Text.SEARCH_CLOSED]
    assert lagoon.town.rows("tickets") == []
    enters(ann, None)
    await ann.says("/find")
    assert ann.hears() == [Text.POOL_OFF]
    bob = await searching(lagoon, "bob", None)
    await ann.presses("everyone")
    assert await lagoon.town.in_room(ann, bob)


async def test_only_members_with_one_of_the_roles_may_use_it(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    await picks(admin, "roles", "5", "6")
    ann = await lagoon.member("ann", VENEZIA)
    for roles, may in (((), False), (("7",), False), (("7", "6"), True)):
        enters(ann, VENEZIA, roles=roles)
        await ann.says("/find")
        assert (ann.hears() == [Text.SERVER_NEEDS_ROLE]) != may, roles


async def test_who_loses_the_role_comes_from_there_no_more(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    await picks(admin, "roles", "5")
    await admin.taps("server:meet.server")
    ann = await lagoon.member("ann", None)
    enters(ann, VENEZIA, roles=("5",))
    await ann.says("/find")
    ann.hears()
    enters(ann, VENEZIA)
    await ann.says("/find")
    assert ann.hears() == [Text.SERVER_NEEDS_ROLE]
    assert ann.sees_changed() == [Text.SEARCH_CLOSED]
    assert (await ann.member()).profile.server is None
    assert lagoon.town.rows("tickets") == [], "nobody leads them into a wider pool"


async def test_in_age_restricted_channels_only(lagoon: Lagoon) -> None:
    await lagoon.sets(VENEZIA, "restricted.yes")
    ann = await lagoon.member("ann", VENEZIA)
    await ann.says("/find")
    assert ann.hears() == [Text.SERVER_NEEDS_CHANNEL]
    enters(ann, VENEZIA, restricted=True)
    await ann.says("/find")
    assert ann.hears() == [Text.SEARCHING_ALONE]


async def test_a_newcomer_is_spoken_to_in_their_language_or_the_servers(lagoon: Lagoon) -> None:
    met = [await lagoon.member(f"{tag}", VENEZIA, admitted=False, language=tag) for tag in ("en", "fr")]
    for each in met:
        await each.says("/find")
    assert [(await each.member()).language for each in met] == ["en", "de"], "the server is a German one"
    await lagoon.sets(MURANO, "language.en")
    late = await lagoon.member("late", MURANO, admitted=False, language="fr")
    await late.says("/find")
    assert (await late.member()).language == "en"
