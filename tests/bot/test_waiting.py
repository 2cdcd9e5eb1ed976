"""What people see while they wait: one message, which says how things are, asks in time, and says when it is over."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot import meanwhile
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from matching.policy import Policy
from tests.bot.people import Person
from tests.bot.town import Town
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")

LANGUAGES = ("ja", "tr", "uk", "hi", "fa", "is", "mt", "cy", "ga", "eu", "gl")
"""Nobody else in these stories speaks them."""


@pytest_asyncio.fixture(loop_scope="session")
async def choosy(ground: Ground, catalogue: Catalogue) -> AsyncIterator[Town]:
    """A town in which one other is a crowd, and the search widens after 40 seconds."""
    async with Town(ground.database, catalogue, busy=True, policy=Policy(commit_after=40, fade=50, overdue=60)) as town:
        yield town


def reads(person: Person) -> str:
    """Their latest message as it reads now."""
    return person.chat()[-1].post.text


async def those_who_fit_nobody(town: Town, count: int) -> list[Person]:
    """People who wait and speak a language nobody else does."""
    others = []
    for number in range(count):
        other = await town.person(f"other {number}")
        await other.says(f"/settings languages {LANGUAGES[number]}")
        await other.says("/find")
        other.hears()
        others.append(other)
    return others


# --- what it says ---


async def test_whoever_is_alone_is_told_so_with_a_choice(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    assert reads(ann) == "◆ Nobody is here right now. I'll keep looking for 30 minutes."
    assert [label.text for row in ann.post.labels for label in row] == ["Tell me when somebody comes", "Stop"]


async def test_where_nobody_fits_the_others_are_not_passed_over_in_silence(town: Town) -> None:
    await those_who_fit_nobody(town, 2)
    ann = await town.person("ann")
    await ann.says("/find")
    assert ann.hears() == [Text.SEARCHING_NOBODY_FITS]
    assert reads(ann) == "◆ 2 people are waiting, but nobody fits. I'll keep looking for 30 minutes."


async def test_how_many_wait_fit_and_share_is_said_apart(choosy: Town) -> None:
    await those_who_fit_nobody(choosy, 2)
    for name, interest in (("bob", "tea"), ("cleo", "gardening")):
        await (await choosy.person(name)).says(f"/find {interest}")
    ann = await choosy.person("ann")
    await ann.says("/find chess")
    assert reads(ann) == (
        "◆ Looking for someone… 4 people are waiting, 2 of them fit. In 40 s I will widen the search."
    )


async def test_that_all_who_wait_fit_is_not_worth_a_word(choosy: Town) -> None:
    bob = await choosy.person("bob")
    await bob.says("/find tea")
    ann = await choosy.person("ann")
    await ann.says("/find chess")
    assert reads(ann) == "◆ Looking for someone… One person is waiting. In 40 s I will widen the search."


# --- one message, edited ---


async def test_the_message_follows_the_numbers_and_stays_one(choosy: Town) -> None:
    ann = await choosy.person("ann")
    await ann.says("/find chess")
    bob = await choosy.person("bob")
    await bob.says("/find tea")
    await choosy.goes_round(seconds=10)
    assert "One person is waiting. In 30 s" in reads(ann)
    await bob.says("/stop")
    await choosy.goes_round(seconds=10)
    assert "Nobody is here" in reads(ann)
    assert ann.hears() == [Text.SEARCHING_ALONE], "edits, not a stream of messages"
    assert ann.sees_changed() == [Text.SEARCHING, Text.SEARCHING_ALONE]


async def test_what_is_still_so_is_not_said_again(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    committed = len(town.committed)
    for _ in range(29):
        await town.goes_round(seconds=10)
    assert len(town.committed) == committed, "minutes are counted by fives"
    await town.goes_round(seconds=60)
    assert "25 minutes" in reads(ann)


async def test_no_message_changes_more_often_than_its_pace(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    (other,) = await those_who_fit_nobody(town, 1)
    for second in range(180):
        if second % 7 == 0:
            await other.says("/find" if second % 2 else "/stop")
        await town.goes_round(seconds=1)
    assert 4 <= len(ann.sees_changed()) <= 8, "every ten seconds for a minute, then every minute"


async def test_a_search_that_widens_says_so_at_once(choosy: Town) -> None:
    bob = await choosy.person("bob")
    await bob.says("/settings languages ja")
    await bob.says("/find tea")
    ann, cleo = await choosy.person("ann"), await choosy.person("cleo")
    await ann.says("/find chess")
    choosy.clock.passes(seconds=39)
    await cleo.says("/find gardening")
    choosy.clock.passes(seconds=1)
    await choosy.rounds.news(choosy.clock())  # before the line has looked
    await choosy.hand_out()
    assert ann.sees_changed() == [Text.SEARCHING_WIDE]
    assert reads(ann).endswith("2 people are waiting, one of them fits.")


async def test_a_round_rewords_a_bounded_number_and_the_next_one_the_others(town: Town) -> None:
    people = await those_who_fit_nobody(town, meanwhile.EDITS + 3)
    for each in people:
        each.sees_changed()
    await town.goes_round(seconds=10)
    assert sum(len(each.sees_changed()) for each in people) == meanwhile.EDITS
    await town.goes_round(seconds=1)
    assert sum(len(each.sees_changed()) for each in people) == 2, "all but the last one's had changed"


async def test_nothing_is_put_behind_what_is_still_on_its_way(city: Town) -> None:
    ann = await city.person("ann")
    await ann.says("/find chess")
    await city.settled()
    city.mailbox.hold(ann.sender.chat)
    await ann.says("/status")
    await city.turns.drained()
    await those_who_fit_nobody(city, 1)
    before = len(city.committed)
    await city.goes_round(seconds=10)
    assert [row.item for row in city.committed[before:] if row.item.to == (await ann.member()).id] == []
    city.mailbox.let_go(ann.sender.chat)
    await city.settled()
    await city.goes_round(seconds=10)
    await city.settled()
    assert ann.sees_changed() == [Text.SEARCHING_NOBODY_FITS]


async def test_after_a_restart_the_message_is_brought_up_to_date(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    ann.sees_changed()
    async with Town(town.database, town.catalogue, after=town) as again:
        await those_who_fit_nobody(again, 1)
        await again.goes_round(seconds=10)
        assert ann.sees_changed() == [Text.SEARCHING_NOBODY_FITS]


async def test_a_changed_search_leaves_no_second_message_that_looks_alive(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    await ann.says("/find tea")
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.SEARCHING_ALONE]
    assert ann.sees_changed() == [Text.SEARCH_CLOSED]
    assert ann.chat()[0].data == []


async def test_stopping_by_words_closes_the_message(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    await ann.says("/stop")
    assert ann.sees_changed() == [Text.SEARCH_CLOSED]
    await town.goes_round(minutes=1)
    assert ann.sees_changed() == []


# --- its end ---


async def test_before_the_end_the_same_message_asks_and_keeping_on_extends(town: Town) -> None:
    ann = await town.person("ann")
    since = town.clock()
    await ann.says("/find chess")
    await town.goes_round(minutes=24, seconds=59)
    assert Text.SEARCHING_STILL not in ann.sees_changed()
    await town.goes_round(seconds=1)
    assert ann.sees_changed() == [Text.SEARCHING_STILL]
    assert ann.hears() == [Text.SEARCHING_ALONE], "the same message"
    assert ann.chat()[-1].data == ["keep-looking", "tell", "stop"]
    await town.goes_round(minutes=3)
    await ann.presses("keep-looking")
    assert ann.sees_changed()[-1] == Text.SEARCHING_ALONE
    assert "30 minutes" in reads(ann)
    await town.goes_round(minutes=24, seconds=59)
    assert ann.hears() == [], "it lasts half an hour from then on"
    await town.goes_round(seconds=1)
    assert ann.sees_changed()[-1] == Text.SEARCHING_STILL
    async with town.look() as turn:
        waiting = await turn.tickets.of((await ann.member()).id)
    assert waiting is not None
    assert waiting.ticket.since == since, "who keeps looking has waited as long as before"


async def test_without_an_answer_the_search_ends_and_offers_both_ways_on(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.says("/find")
    await town.goes_round(minutes=25)
    await town.goes_round(minutes=4, seconds=59)
    assert ann.hears() == [Text.SEARCHING_ALONE]
    await town.goes_round(seconds=1)
    assert ann.hears() == [Text.SEARCH_OVER]
    assert ann.last.data == ["find", "tell"]
    assert ann.sees_changed()[-1] == Text.SEARCH_CLOSED, "nobody can keep on what is over"
    await bob.says("/find")
    assert bob.hears() == [Text.SEARCHING_ALONE]


async def test_a_question_that_stands_is_not_reworded_by_the_numbers(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    await town.goes_round(minutes=25)
    await those_who_fit_nobody(town, 2)
    await town.goes_round(minutes=1)
    assert set(ann.sees_changed()) == {Text.SEARCHING_STILL}
    assert "in 4 minutes" in reads(ann)


async def test_asking_to_find_is_an_answer_to_the_question_too(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")
    await town.goes_round(minutes=26)
    await ann.says("/find")
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.SEARCHING_ALONE]
    assert ann.sees_changed()[-1] == Text.SEARCH_CLOSED
    await town.goes_round(minutes=20)
    assert ann.hears() == []


async def test_who_is_found_while_the_question_stands_talks(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.says("/find chess")
    await town.goes_round(minutes=26)
    await bob.says("/find chess")
    assert await town.in_room(ann, bob)
    assert ann.sees_changed()[-1] == Text.SEARCH_DONE
    await ann.taps("keep-looking")
    assert ann.hears()[-1] == Text.ALREADY_TALKING
    assert town.rows("tickets") == []


async def test_a_stale_or_forged_keep_looking_begins_nothing(town: Town) -> None:
    ann = await town.person("ann")
    await ann.taps("keep-looking")
    await ann.taps("keep-looking:somebody")
    assert ann.hears() == [Text.OLD_BUTTON, Text.OLD_BUTTON]
    assert town.rows("tickets") == []
