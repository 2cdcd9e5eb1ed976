"""Only people of one's own platform, or from one's own server: wishes like the others, and what is known for them."""

from typing import Any

import pytest

from bot.members import Near, Profile
from bot.stores.members import PROFILE
from bot.texts.keys import Text
from tests.bot.mailbox import Mailbox
from tests.bot.people import Person
from tests.bot.test_account import exported
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

VENEZIA, MURANO = "900000000000000077", "900000000000000078"


async def resident(town: Town, name: str, server: str | None = None, wish: str = "") -> Person:
    """Somebody who uses their commands in a server."""
    person = await town.person(name)
    person.enters(server)
    await person.says(f"/settings near {wish or '-'}")
    person.hears()
    return person


async def profile(person: Person) -> Profile:
    return (await person.member()).profile


async def test_the_wish_is_set_by_taps_and_by_words(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/settings")
    assert "From: anywhere" in ann.post.text
    await ann.presses("set", "near")
    await ann.presses("set", "near.platform")
    assert (await profile(ann)).near is Near.PLATFORM
    await ann.presses("set", "menu")
    assert "From: my platform" in ann.chat()[-1].post.text
    ann.enters(VENEZIA)
    for words, near in (("near server", Near.SERVER), ("near -", None), ("near platform", Near.PLATFORM)):
        await ann.says(f"/settings {words}")
        assert ann.hears()[-1] == Text.SETTINGS
        assert (await profile(ann)).near is near
    for words in ("near", "near moon", "near any"):
        await ann.says(f"/settings {words}")
        assert ann.hears() == [Text.SETTINGS_UNKNOWN], words
    await ann.taps("set:near.any")
    assert (await profile(ann)).near is None


async def test_a_profile_stored_before_there_was_the_wish_is_read(town: Town) -> None:
    old = (
        b'{"interests":["chess"],"languages":["en"],"gender":null,"age":27,"wish_genders":["man"],"wish_ages":[18,24]}'
    )
    assert PROFILE.validate_json(old).near is None
    assert PROFILE.validate_json(old).server is None


async def test_only_people_of_the_same_platform_meet_where_one_of_them_wishes_it(town: Town) -> None:
    lagoon = Mailbox("web")
    town.platforms[lagoon.name] = lagoon
    ann, bob = await resident(town, "ann", wish="platform"), await town.person("bob", platform=lagoon)
    await ann.says("/find")
    await bob.says("/find")
    assert not await town.in_room(ann, bob)
    cleo = await town.person("cleo")
    await bob.says("/stop")
    await cleo.says("/find")
    assert await town.in_room(ann, cleo)


async def test_only_people_of_the_same_server_meet_where_one_of_them_wishes_it(town: Town) -> None:
    ann = await resident(town, "ann", VENEZIA, "server")
    bob, cleo, dan = [
        await resident(town, name, server) for name, server in (("bob", MURANO), ("cleo", None), ("dan", VENEZIA))
    ]
    await ann.says("/find")
    for other in (bob, cleo):
        await other.says("/find")
        assert not await town.in_room(ann, other)
        await other.says("/stop")
    await dan.says("/find")
    assert await town.in_room(ann, dan)


async def test_the_server_used_last_counts_and_the_chat_with_the_bot_is_none(town: Town) -> None:
    ann = await resident(town, "ann", VENEZIA)
    first = (await profile(ann)).server
    ann.enters(None)
    await ann.says("/status")
    assert (await profile(ann)).server == first
    ann.enters(MURANO)
    await ann.says("/status")
    assert (await profile(ann)).server not in (None, first)


@pytest.mark.parametrize("words", ["/status", "/find"])
async def test_a_search_follows_whoever_goes_to_another_server(town: Town, words: str) -> None:
    ann = await resident(town, "ann", VENEZIA, "server")
    await ann.says("/find")
    ann.enters(MURANO)
    await ann.says(words)
    bob, cleo = await resident(town, "bob", VENEZIA), await resident(town, "cleo", MURANO)
    await bob.says("/find")
    assert not await town.in_room(ann, bob)
    await cleo.says("/find")
    assert await town.in_room(ann, cleo)


async def test_whose_server_is_not_known_is_told_that_nobody_can_fit(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/settings near server")
    assert ann.hears() == [Text.SETTINGS_NEAR]
    assert "I know no server of yours yet" in ann.post.text
    await ann.says("/find chess")
    assert ann.hears() == [Text.NO_SERVER]
    assert ann.last.data == ["set:near"]
    assert town.rows("tickets") == []
    assert (await profile(ann)).interests == ("chess",), "what was said with it is kept"
    ann.enters(VENEZIA)
    await ann.says("/find")
    assert ann.hears() == [Text.SEARCHING_ALONE]


async def test_going_on_with_such_a_wish_leaves_the_room_and_says_so(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/settings near server")
    await ann.says("/next")
    assert ann.hears()[-2:] == [Text.YOU_WENT_ON, Text.NO_SERVER]
    assert not await town.in_room(ann, bob)


async def test_the_servers_id_lies_nowhere_and_its_fingerprint_is_told_to_its_owner(town: Town) -> None:
    ann = await resident(town, "ann", VENEZIA)
    await ann.says("/find chess")
    data: dict[str, Any] = await exported(ann)
    kept = data["account"]["profile"]["fingerprint_of_the_server_of_your_last_command"]
    assert kept == (await profile(ann)).server
    assert VENEZIA not in str(data)
    for table in town.tables():
        assert VENEZIA not in str(town.rows(table))
        assert kept not in str(town.rows(table)), "sealed, like the rest of the profile"


async def test_it_goes_with_the_account_and_with_a_closed_door(town: Town) -> None:
    ann = await resident(town, "ann", VENEZIA)
    ann.enters(None)
    await ann.taps("delete:yes")
    assert (await profile(ann)).server is None
    bob = await town.person("bob", admitted=False)
    bob.enters(VENEZIA)
    await bob.says("/find")
    await bob.taps("decline")
    await bob.says("/find")
    assert (await profile(bob)).server is None


async def test_who_wants_to_be_told_is_told_of_their_own_server_only(town: Town) -> None:
    ann = await resident(town, "ann", VENEZIA, "server")
    await ann.taps("tell")
    ann.hears()
    bob, cleo = await resident(town, "bob", MURANO), await resident(town, "cleo", VENEZIA)
    await bob.says("/find")
    assert ann.hears() == []
    await bob.says("/stop")
    await cleo.says("/find")
    assert ann.hears() == [Text.ALERT_NOW]


async def test_who_left_the_server_since_is_not_told_of_it(town: Town) -> None:
    ann = await resident(town, "ann", VENEZIA)
    await ann.taps("tell")
    ann.enters(MURANO)
    await ann.says("/status")
    ann.hears()
    bob = await resident(town, "bob", VENEZIA, "server")
    await bob.says("/find")
    assert ann.hears() == []
