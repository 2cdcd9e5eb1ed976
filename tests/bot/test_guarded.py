"""Asking first: what may tell who somebody is goes on only when its author says so, exactly as it would have gone."""

import pytest

from bot.content import Content, Place, Span, Style
from bot.held import LASTS
from bot.messages import Deleted, Edited, Incoming, Pressed, Said, Unrelayable
from bot.platforms.base import Rejected
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from tests.bot.keeping import keeping
from tests.bot.people import Person, photo, said
from tests.bot.town import Town
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER = "call me: 0171 2345678"


async def edits(person: Person, message: str, text: str) -> None:
    await person.town.hand_in(person.update(Edited(Content(text)), message=message))


async def deletes(person: Person, message: str) -> None:
    await person.town.hand_in(person.update(Deleted(), message=message))


async def agree(one: Person, other: Person) -> None:
    """Both want to be asked no more."""
    await one.says("@first_name")
    await one.presses("unguard")
    await other.presses("unguard")
    await one.presses("dont")
    for each in (one, other):
        each.hears()
        each.sees_changed()


def unfurled(person: Person) -> bool:
    """Whether links in what came last, or changed last, get a preview."""
    return person.mail()[-1].post.previews


# --- asking ---


@pytest.mark.parametrize("text", [NUMBER, "@anna_k", "t.me/anna", "discord.gg/abc", "anna@example.org"])
async def test_what_may_tell_who_somebody_is_waits_for_a_yes(town: Town, text: str) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says(text)
    assert ann.hears() == [Text.GUARD_ASKS]
    assert ann.post.reply_to == number
    assert [[label.text for label in row] for row in ann.post.labels] == [["Send", "Don't"], ["Don't ask in this chat"]]
    assert bob.hears() == []
    await ann.presses("send")
    assert bob.hears() == [text]
    assert ann.sees_changed() == [Text.GUARD_SENT]
    assert ann.chat()[-1].data == []
    assert town.rows("held") == []


async def test_it_says_what_it_looks_like(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    for text, word in ((NUMBER, "a phone number"), ("@anna_k", "the name of"), ("t.me/anna", "a link to a profile")):
        await ann.says(text)
        assert word in ann.post.text


async def test_what_was_not_to_be_sent_reaches_nobody_and_is_kept_nowhere(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says(NUMBER)
    await ann.presses("dont")
    assert ann.sees_changed() == [Text.GUARD_NOT_SENT]
    assert bob.hears() == []
    assert town.rows("held") == []


async def test_what_is_said_meanwhile_is_not_kept_waiting(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("one")
    await ann.says(NUMBER)
    await ann.says("two")
    await ann.presses("send")
    assert bob.hears() == ["one", "two", NUMBER]


async def test_among_many_at_once_only_that_one_waits_and_order_is_kept(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await town.hand_in(*ann.lines("one", NUMBER, "two", "@anna_k", "three"), *bob.lines("hm"))
    assert bob.hears() == ["one", "two", "three"]
    assert ann.hears() == [Text.GUARD_ASKS, Text.GUARD_ASKS, "hm"]


async def test_sent_it_is_a_message_as_any_other(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("how do I reach you?")
    number = await ann.does(said(NUMBER, Span(Style.BOLD, 0, 4)))
    await ann.presses("send")
    assert bob.post.spans == (Span(Style.BOLD, 0, 4),)
    await ann.says("@anna_k", reply_to="how do I reach you?")
    await ann.presses("send")
    assert bob.points_at() == "how do I reach you?"
    await bob.says("thanks", reply_to=NUMBER)
    assert ann.points_at() == NUMBER, "replies find it"
    await edits(ann, number, "never mind")
    assert "never mind" in bob.sees_changed(), "changes do, too"
    await bob.says("what?", reply_to="never mind")
    assert ann.points_at() == NUMBER


async def test_a_caption_is_held_with_its_file(town: Town, picture: bytes) -> None:
    ann, bob = await town.paired("ann", "bob")
    town.mailbox.files["pic"] = picture
    await ann.says(photo("pic", "me, @anna_k"))
    assert bob.hears() == []
    await ann.presses("send")
    assert bob.hears() == ["me, @anna_k"]
    assert len(bob.post.media) == 1


async def test_a_file_that_came_with_its_bytes_is_kept_while_it_is_held(town: Town, picture: bytes) -> None:
    ann, bob = await town.paired("ann", "bob")
    for answer, files in (("send", 0), ("dont", 0)):
        await ann.says(Said(Content("me, @anna_k"), upload=picture))
        assert len(town.rows("files")) == 1
        await ann.presses(answer)
        assert len(town.rows("files")) == files
    assert bob.hears() == ["me, @anna_k"]
    assert len(bob.post.media) == 1


async def test_what_cannot_pass_anyway_is_said_at_once(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says(NUMBER + "x" * 4096)
    assert ann.hears() == [Text.TOO_LONG]
    assert town.rows("held") == []


async def test_nobody_is_asked_about_more_than_twenty_at_once(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    for _ in range(21):
        await ann.says(NUMBER)
    assert ann.hears() == [*[Text.GUARD_ASKS] * 20, Text.SLOW_DOWN]


# --- answers that come late, twice, or from somebody else ---


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


# --- changes ---


async def test_a_held_message_can_be_changed_before_it_goes(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says(NUMBER)
    await edits(ann, number, "call me: 0171 2345679")
    assert bob.hears() == []
    await ann.presses("send")
    assert bob.hears() == ["call me: 0171 2345679"]


async def test_changed_so_that_it_tells_nothing_it_goes_by_itself(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says(NUMBER)
    ann.hears()
    await edits(ann, number, "call me some day")
    assert bob.hears() == ["call me some day"]
    assert ann.hears() == []
    assert ann.sees_changed() == [Text.GUARD_SENT]
    assert town.rows("held") == []


async def test_changed_to_what_cannot_pass_it_is_still_asked_about_as_it_was(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says(NUMBER)
    await edits(ann, number, "x" * 4097)
    assert ann.hears() == [Text.GUARD_ASKS, Text.TOO_LONG]
    await ann.presses("send")
    assert bob.hears() == [NUMBER]


async def test_a_held_message_that_is_deleted_goes_nowhere(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says(NUMBER)
    await deletes(ann, number)
    assert ann.sees_changed() == [Text.GUARD_NOT_SENT]
    assert town.rows("held") == []
    assert bob.hears() == []


async def test_a_change_that_tells_is_not_passed_on(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.says("call me")
    await edits(ann, number, NUMBER)
    assert ann.hears() == [Text.GUARD_EDIT]
    assert ann.post.reply_to == number
    assert bob.hears() == ["call me"]
    assert bob.sees_changed() == []
    await edits(ann, number, "call me!")
    assert bob.sees_changed() == ["call me!"]


# --- agreeing to be asked no more ---


async def test_only_when_both_agree_nothing_is_asked_any_more(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says(NUMBER)
    await ann.presses("unguard")
    assert ann.hears() == [Text.GUARD_ASKS, Text.GUARD_WAITS]
    assert bob.hears() == [Text.GUARD_OFF_ASKED]
    await bob.says("@bobby_b")
    assert bob.hears() == [Text.GUARD_ASKS], "one side is not enough, for neither"
    await ann.says("@anna_k")
    assert ann.hears() == [Text.GUARD_ASKS]
    await bob.presses("unguard")
    assert (ann.hears(), bob.hears()) == ([Text.GUARD_OFF], [Text.GUARD_OFF])
    await ann.says("@anna_k")
    await bob.says("@bobby_b")
    assert (ann.hears(), bob.hears()) == (["@bobby_b"], ["@anna_k"])
    await ann.presses("send")
    assert bob.hears() == ["@anna_k"], "what was held before is still asked about"


async def test_who_is_asked_whether_they_agree_is_asked_once(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    for _ in range(3):
        await ann.says(NUMBER)
        await ann.presses("unguard")
    assert bob.hears() == [Text.GUARD_OFF_ASKED]
    agree_, asking = bob.last.data[0], bob.last.native
    for _ in range(3):
        await bob.taps(agree_, on=asking)
    assert bob.hears() == [Text.GUARD_OFF] * 3
    assert ann.hears().count(Text.GUARD_OFF) == 1


async def test_what_was_agreed_holds_for_no_later_chat(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says(NUMBER)
    unguard = ann.last.data[2]
    await agree(ann, bob)
    await ann.says("/stop")
    _, cleo = await town.paired("ann", "cleo")
    await ann.says(NUMBER)
    assert ann.hears() == [Text.GUARD_ASKS]
    await ann.taps(unguard)
    assert ann.hears() == [Text.OLD_BUTTON], "a button of the chat before"
    assert cleo.hears() == []


async def test_links_lose_what_tracks_people_unless_both_agreed(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    link = "https://example.org/?utm_source=x&id=5"
    number = await ann.does(said(f"look: {link}", Span(Style.LINK, 6, 6 + len(link), link)))
    bare = "https://example.org/?id=5"
    assert bob.hears() == [f"look: {bare}"]
    assert bob.post.spans == (Span(Style.LINK, 6, 6 + len(bare), bare),)
    assert not unfurled(bob)
    await edits(ann, number, f"see {link}")
    assert bob.sees_changed() == [f"see {bare}"]
    await agree(ann, bob)
    number = await ann.says(link)
    assert bob.hears() == [link]
    assert unfurled(bob)
    await edits(ann, number, f"see {link}")
    assert bob.sees_changed() == [f"see {link}"]
    assert unfurled(bob)


# --- places and contacts ---


async def test_a_place_is_asked_about_and_goes_on_to_about_a_kilometre(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    place = Said(Content(place=Place(45.437132, 12.332651)))
    number = await ann.does(place)
    assert ann.hears() == [Text.GUARD_ASKS]
    assert ann.post.reply_to == number
    assert [[label.text for label in row] for row in ann.post.labels] == [["Send", "Don't"]]
    async with town.look() as turn:
        (held,) = await turn.held.of((await ann.member()).id)
    assert held.content.place is None, "nothing exact is stored"
    assert held.content.text == "📍 45.44, 12.33"
    await ann.presses("send")
    assert bob.hears() == ["📍 45.44, 12.33"]
    assert bob.post.spans[0].detail == "https://www.openstreetmap.org/?mlat=45.44&mlon=12.33#map=13/45.44/12.33"


async def test_a_place_is_asked_about_even_where_both_agreed(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await agree(ann, bob)
    await ann.does(Said(Content(place=Place(45.4, 12.3))))
    assert ann.hears() == [Text.GUARD_ASKS]
    assert bob.hears() == []


async def test_a_place_that_moves_tells_nothing_more(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.does(Said(Content(place=Place(45.4, 12.3))))
    moving = Edited(Content(place=Place(45.5, 12.4)))
    await town.hand_in(ann.update(moving, message=number))
    await ann.presses("send")
    await town.hand_in(ann.update(moving, message=number))
    assert bob.hears() == ["📍 45.40, 12.30"]
    assert bob.sees_changed() == []
    assert ann.hears() == [Text.GUARD_ASKS]


async def test_a_contact_is_not_passed_on_and_reveal_is_named(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    number = await ann.does(Unrelayable("contact"))
    assert ann.hears() == [Text.CONTACT_NOT_PASSED]
    assert ann.post.reply_to == number
    assert "/reveal" in ann.post.text
    assert bob.hears() == []


# --- what is told about it ---


async def test_the_export_tells_what_is_held(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says(NUMBER)
    await ann.says("/export")
    with ann.post.media[0].blob.open() as file:
        told = file.read().decode()
    assert NUMBER in told


async def test_a_partner_who_is_gone_is_told_of_when_it_is_to_be_sent(
    city: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    await ann.says(NUMBER)
    await city.settled()
    city.mailbox.fails(bob.sender.chat, Rejected("not that"))
    await ann.presses("send")
    await city.settled()
    assert ann.hears() == [Text.GUARD_ASKS, Text.UNDELIVERED]
    assert ann.points_at() == NUMBER
