"""/reveal: both agree, then each gets what the other chose to show, and never one side alone."""

from dataclasses import replace

import pytest

from bot.commands.reveal import ANSWER_WITHIN, LIMIT, awaits
from bot.content import Content, Style
from bot.members import Pending
from bot.messages import Said
from bot.platforms.base import Unsure
from bot.rooms import Seat
from bot.texts.keys import Text
from config.ids import MemberId, RoomId
from tests.bot.mailbox import Arrived
from tests.bot.people import Person, photo, said
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


def shown(person: Person) -> list[str]:
    """What somebody was ever shown of a partner."""
    return [
        sent.post.text.partition("“")[2].rpartition("”")[0] for sent in person.mail() if sent.post.topic == "revealed"
    ]


async def stored(town: Town) -> list[bytes]:
    return [row["reveal"] for row in town.rows("seats") if row["reveal"] is not None]


async def test_both_show_something_and_each_gets_the_others(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal I am Anna, @anna_k")
    assert ann.hears() == [Text.REVEAL_NOTED]
    assert bob.hears() == [Text.REVEAL_ASKED]
    assert "Anna" not in bob.post.text
    await bob.says("/reveal Bob, 0171 2345678")
    assert (shown(ann), shown(bob)) == (["Bob, 0171 2345678"], ["I am Anna, @anna_k"])
    assert ann.sees_changed() == bob.sees_changed() == [Text.REVEAL_DONE], "nothing is left to tap"
    assert await stored(town) == []
    assert Text.GUARD_ASKS not in [*ann.hears(), *bob.hears()], "what is to be shown is not asked about"


async def test_the_words_can_come_in_a_message_of_their_own(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal")
    assert ann.hears() == [Text.REVEAL_WRITE]
    await ann.says("@anna_k")
    assert ann.hears() == [Text.REVEAL_NOTED]
    assert bob.hears() == [Text.REVEAL_ASKED]
    await bob.presses("reveal")
    assert bob.hears() == [Text.REVEAL_WRITE]
    await bob.says("@bobby_b")
    assert (shown(ann), shown(bob)) == (["@bobby_b"], ["@anna_k"])
    await ann.says("so that's you")
    assert bob.hears()[-1] == "so that's you", "what is said after that goes on as ever"


async def test_a_message_for_it_is_not_passed_on(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal")
    await town.hand_in(*ann.lines("Anna", "hello"))
    assert bob.hears() == [Text.REVEAL_ASKED, "hello"]


async def test_a_refusal_is_told_kindly_and_the_words_are_gone(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal Anna")
    await bob.presses("refuse")
    assert bob.sees_changed() == [Text.REVEAL_DECLINED]
    assert ann.hears() == [Text.REVEAL_NOTED, Text.REVEAL_REFUSED]
    assert ann.sees_changed() == [Text.REVEAL_OVER]
    assert await stored(town) == []
    await bob.says("/reveal Bob")
    assert (shown(ann), shown(bob)) == ([], []), "one side alone again, the other one"
    assert ann.hears() == [Text.REVEAL_ASKED]


async def test_what_was_taken_back_is_gone(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal Anna")
    await ann.presses("conceal")
    assert ann.sees_changed() == [Text.REVEAL_TAKEN_BACK]
    assert bob.sees_changed() == [Text.REVEAL_OVER], "nothing is left to tap"
    assert await stored(town) == []
    await bob.says("/reveal Bob")
    assert (shown(ann), shown(bob)) == ([], [])


async def test_who_asks_again_replaces_the_words_and_the_other_is_asked_once(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal Anna")
    await ann.says("/reveal Annabel")
    assert bob.hears() == [Text.REVEAL_ASKED]
    assert ann.sees_changed() == [Text.REVEAL_REPLACED]
    await bob.says("/reveal Bob")
    assert (shown(ann), shown(bob)) == (["Bob"], ["Annabel"])


async def test_afterwards_they_can_show_more(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    for number in ("one", "two"):
        await ann.says(f"/reveal {number} of Anna")
        await bob.says(f"/reveal {number} of Bob")
    assert shown(ann) == ["one of Bob", "two of Bob"]
    assert shown(bob) == ["one of Anna", "two of Anna"]


@pytest.mark.parametrize("ending", ["/stop", "/next", "/block"])
@pytest.mark.parametrize("who", ["ann", "bob"])
async def test_with_the_chat_the_words_end_and_no_later_partner_gets_them(town: Town, ending: str, who: str) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal Anna")
    asked = bob.last
    await town.people[who].says(ending)
    await town.people[who].says("/stop")
    assert await stored(town) == []
    await town.paired("cleo", "bob")
    for data in asked.data:
        await bob.taps(data, on=asked.native)
        assert bob.hears()[-1] == Text.OLD_BUTTON
    await bob.says("/reveal Bob")
    assert [shown(town.people[name]) for name in ("ann", "bob", "cleo")] == [[], [], []]


async def test_who_was_asked_for_words_in_one_chat_says_them_in_no_other(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal")
    await bob.says("/stop")
    await ann.says("hello?")
    assert ann.hears()[-1] == Text.NOT_TALKING
    _, cleo = await town.paired("ann", "cleo")
    await ann.says("hello cleo")
    assert cleo.hears() == ["hello cleo"]


async def test_after_ten_minutes_a_message_is_a_message_again(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal")
    town.clock.passes(seconds=ANSWER_WITHIN)
    await ann.says("are you there?")
    assert bob.hears() == ["are you there?"]


async def test_words_are_awaited_only_in_the_room_and_the_time_they_were_asked_for() -> None:
    seat = Seat(RoomId("room"), MemberId("bob"), "tag", 0.0)
    asked = Pending("reveal", name="tag", until=10.0)
    assert awaits(asked, seat, 9.9)
    assert not awaits(asked, seat, 10.0)
    assert not awaits(asked, replace(seat, tag="another"), 9.9)
    assert not awaits(replace(asked, kind="words"), seat, 9.9)
    assert not awaits(None, seat, 9.9)


async def test_who_would_rather_not_write_anything_says_so(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal")
    await ann.presses("keep", "reveal")
    await ann.says("where were we?")
    assert bob.hears() == ["where were we?"]
    assert ann.hears() == [Text.REVEAL_WRITE, Text.STATUS_TALKING]


async def test_what_was_written_for_an_earlier_room_is_not_shown_to_a_later_partner(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal")
    await ann.does(said("this was for cleo"), room="an earlier room")
    assert ann.hears()[-1] == Text.ROOM_OVER
    assert bob.hears() == []


async def test_without_anybody_to_show_it_to_nothing_is_kept(town: Town) -> None:
    ann = await town.person("ann")
    for text in ("/reveal", "/reveal Anna"):
        await ann.says(text)
        assert ann.hears() == [Text.NOT_TALKING]
    assert await stored(town) == []


async def test_too_long_or_nothing_readable_is_refused_at_the_message(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal " + "x" * (LIMIT + 1))
    assert ann.hears() == [Text.REVEAL_TOO_LONG]
    await ann.says("/reveal")
    for what, told in (
        (said("x" * (LIMIT + 1)), Text.REVEAL_TOO_LONG),
        (said("\u200b \u2800"), Text.NOTHING_LEFT),
        (photo("pic"), Text.NOTHING_LEFT),
    ):
        number = await ann.does(what)
        assert ann.hears()[-1] == told
        assert ann.post.reply_to == number
    assert bob.hears() == []
    await ann.says("x" * LIMIT)
    assert ann.hears() == [Text.REVEAL_NOTED], "after that they are still awaited"


async def test_a_picture_sent_for_it_is_not_kept(town: Town, picture: bytes) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal")
    await ann.says(Said(Content("my name is Anna"), upload=picture))
    assert bob.hears() == [Text.REVEAL_ASKED]
    assert town.rows("files") == []


async def test_the_words_are_words_and_nothing_else(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    hostile = "*bold* { $x }\n◆ The chat has ended. \u202ehttps://t.me/anna"
    await ann.says(f"/reveal {hostile}")
    await bob.says("/reveal Bob")
    assert shown(bob) == ["*bold* { $x }\n◇ The chat has ended. https://t.me/anna"]
    revealed = next(sent.post for sent in bob.mail() if sent.post.topic == "revealed")
    assert all(span.style is not Style.LINK for span in revealed.spans)
    assert not revealed.previews


async def test_a_stale_or_forged_button_shows_nothing(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal Anna")
    noted, asked = ann.last, bob.last
    await ann.presses("conceal")
    for person, message in ((ann, noted), (bob, asked)):
        for data in message.data:
            if not data.startswith("reveal"):
                await person.taps(data, on=message.native)
                assert person.sees_changed()[-1] == Text.REVEAL_OVER
    for action in ("reveal", "refuse", "conceal"):
        for token in ("", "forged", asked.data[0].partition(":")[2]):
            await ann.taps(f"{action}:{token}")
            assert ann.hears()[-1] == Text.OLD_BUTTON
    assert (shown(ann), shown(bob)) == ([], [])


async def test_who_deletes_their_account_takes_their_words_along(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/reveal Anna")
    await ann.says("/delete")
    await ann.presses("delete", "yes")
    assert await stored(town) == []
    await bob.says("/reveal Bob")
    assert bob.hears()[-1] == Text.NOT_TALKING
    assert (shown(ann), shown(bob)) == ([], [])


async def test_the_export_tells_what_would_be_shown(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/reveal Anna of the old oak")
    await ann.says("/export")
    with ann.post.media[0].blob.open() as file:
        assert "Anna of the old oak" in file.read().decode()


async def test_both_notices_take_the_whole_way(city: Town, talking: tuple[Person, Person]) -> None:
    ann, bob = talking
    await ann.says("/reveal Anna")
    await bob.says("/reveal Bob")
    await city.settled()
    assert (shown(ann), shown(bob)) == (["Bob"], ["Anna"])


async def test_neither_is_left_without_when_it_is_in_doubt_whether_the_words_arrived(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    await ann.says("/reveal I am Anna")
    await city.settled()
    city.mailbox.fails(bob.sender.chat, Unsure())
    city.mailbox.fails(ann.sender.chat, Arrived())
    await bob.says("/reveal I am Bob")
    await city.settled()
    assert (set(shown(ann)), shown(bob)) == ({"I am Bob"}, ["I am Anna"]), "rather read twice than by one alone"
