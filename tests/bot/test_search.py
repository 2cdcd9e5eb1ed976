"""/find: with interests and without, while waiting and while talking; and who is found."""

import pytest

from bot.texts.keys import Text
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_finding_without_interests_searches_at_once(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find")
    assert ann.hears() == [Text.SEARCHING_ALONE]
    assert "30 minutes" in ann.post.text
    assert ann.last.data == ["tell", "stop"]


async def test_finding_with_interests_sets_them_and_searches(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find  Hiking, #Chess ,hiking")
    assert ann.hears() == [Text.SEARCHING_ALONE]
    assert (await ann.member()).profile.interests == ("hiking", "chess")


async def test_two_who_search_are_paired_and_their_searches_are_over(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.says("/find chess, tea")
    await bob.says("/find tea, go")
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.PAIRED]
    assert bob.hears() == [Text.PAIRED]
    assert ann.sees_changed() == [Text.SEARCH_DONE]
    assert "tea" in ann.post.text
    assert "chess" not in bob.post.text
    assert [data.partition(":")[0] for data in ann.last.data] == ["next", "stop", "report"]
    assert ann.last.data[0] != bob.last.data[0], "the room has another name for each of the two"
    assert town.rows("tickets") == []


async def test_with_nothing_in_common_they_are_told_so(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.says("/find chess")
    await bob.says("/find")
    assert bob.hears() == [Text.PAIRED_NOTHING_SHARED]
    assert ann.hears()[-1:] == [Text.PAIRED_NOTHING_SHARED]


async def test_finding_while_waiting_says_so(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find")
    await ann.says("/find")
    await ann.says("/next")
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.ALREADY_SEARCHING, Text.ALREADY_SEARCHING]
    assert len(town.rows("tickets")) == 1


async def test_finding_with_other_interests_while_waiting_changes_the_search(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    since = town.clock()
    town.clock.passes(seconds=5)
    await ann.says("/find tea")
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.SEARCHING_ALONE]
    async with town.look() as turn:
        waiting = await turn.tickets.of((await ann.member()).id)
    assert waiting is not None
    assert (waiting.ticket.interests, waiting.ticket.since) == (("tea",), since)
    bob = await town.person("bob")
    await bob.says("/find tea")
    assert bob.hears() == [Text.PAIRED]


async def test_finding_while_talking_says_so_and_keeps_the_interests(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob", "chess")
    await ann.says("/find tea")
    assert ann.hears() == [Text.ALREADY_TALKING]
    assert (await ann.member()).profile.interests == ("chess",)
    assert await town.in_room(ann, bob)


async def test_what_is_said_while_waiting_is_not_passed_on(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("anybody here?")
    await ann.says("/find")
    await ann.says("anybody here?")
    assert ann.hears() == [Text.NOT_TALKING, Text.SEARCHING_ALONE, Text.STILL_SEARCHING]


async def test_interests_that_cannot_be_taken_are_refused_with_the_reason(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/interests chess")
    ann.hears()
    for interests, refused in (
        (", ".join(f"thing {n}" for n in range(50)), Text.TOO_MANY_INTERESTS),
        ("x" * 41, Text.INTEREST_TOO_LONG),
        ("\ufdfa" * 4096, Text.INTEREST_TOO_LONG),
        ("\u200b, \u2066\u2069", Text.NO_INTERESTS_READ),
        (",,,;;", Text.NO_INTERESTS_READ),
    ):
        await ann.says(f"/find {interests}")
        await ann.says(f"/interests {interests}")
        assert ann.hears() == [refused, refused], interests[:20]
    assert (await ann.member()).profile.interests == ("chess",)
    assert town.rows("tickets") == []


async def test_what_is_no_text_at_all_is_no_argument(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    ann.hears()
    for nothing in ("\x00\x07", "\ud800", "\u2028", " \n"):
        await ann.says(f"/interests {nothing}")
        await ann.says(f"/find {nothing}")
        assert ann.hears() == [Text.INTERESTS, Text.ALREADY_SEARCHING], repr(nothing)


async def test_unusual_interests_are_understood_and_shown_as_plain_words(town: Town) -> None:
    ann = await town.person("ann")
    for typed, named in (
        ("🏔️, ♟", ("🏔", "♟")),
        ("שחמט, קפה, #Schach", ("שחמט", "קפה", "chess")),
        ("ＣＨＥＳＳ、ｔｅａ", ("chess", "tea")),
        ("che\u200bss\x07", ("chess",)),
        ("*bold*, [x](http://y)", ("*bold*", "[x](http://y)")),
    ):
        await ann.says(f"/interests {typed}")
        assert (await ann.member()).profile.interests == named, typed
        await ann.says("/interests")
        assert ann.hears() == [Text.INTERESTS_SET, Text.INTERESTS]
        assert all(name in ann.post.text for name in named)


async def test_a_dash_clears_the_interests(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/interests chess")
    await ann.says("/interests -")
    await ann.says("/interests")
    assert ann.hears() == [Text.INTERESTS_SET, Text.INTERESTS_CLEARED, Text.NO_INTERESTS]
    await ann.says("/find chess")
    await ann.says("/stop")
    await ann.says("/find -")
    assert (await ann.member()).profile.interests == ()


async def test_whoever_shares_an_interest_is_preferred_to_whoever_waited_longer(town: Town) -> None:
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await ann.says("/settings meet woman")  # keeps ann and bob apart
    await ann.says("/find tea")
    await bob.says("/find chess")
    assert not await town.in_room(ann, bob)
    await cleo.says("/settings gender woman")
    await cleo.says("/find chess")
    assert await town.in_room(bob, cleo)


async def test_no_language_in_common_no_pair(town: Town) -> None:
    ann, jiro = await town.person("ann"), await town.person("jiro", language="ja")
    await ann.says("/find")
    await jiro.says("/find")
    assert jiro.hears() == [Text.SEARCHING_NOBODY_FITS]
    await jiro.says("/settings languages ja, en")
    assert jiro.hears() == [Text.SETTINGS, Text.PAIRED_NOTHING_SHARED], "a search that lasts follows the settings"
    assert await town.in_room(ann, jiro)


async def test_interests_named_while_waiting_change_the_search(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    await ann.says("/interests tea")
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.INTERESTS_SET]
    bob = await town.person("bob")
    await bob.says("/find tea, chess")
    assert "tea" in bob.post.text
    assert "chess" not in bob.post.text


async def test_wishes_are_respected_in_both_directions(town: Town) -> None:
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await ann.says("/settings meet woman")
    await ann.says("/settings ages 25-35")
    await ann.says("/find")
    await bob.says("/settings gender man")
    await bob.says("/settings age 30")
    await bob.says("/find")
    assert not await town.in_room(ann, bob)
    await bob.says("/stop")
    await cleo.says("/settings gender woman")
    await cleo.says("/find")
    assert not await town.in_room(ann, cleo), "a wish about age is met only by somebody who stated theirs"
    await cleo.says("/stop")
    await cleo.says("/settings age 30")
    await cleo.says("/find")
    assert await town.in_room(ann, cleo)


async def test_the_same_two_do_not_meet_again_within_ten_minutes(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/stop")
    await ann.says("/find")
    await bob.says("/find")
    assert not await town.in_room(ann, bob)
    for each in (ann, bob):
        await each.says("/stop")
    town.clock.passes(minutes=10, seconds=1)
    for each in (ann, bob):
        await each.says("/find")
    assert await town.in_room(ann, bob)


async def test_nobody_meets_themselves_by_searching_from_two_bots(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find")
    ann.moves("88")
    await ann.says("/find")
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.ALREADY_SEARCHING]
    assert town.rows("rooms") == []
