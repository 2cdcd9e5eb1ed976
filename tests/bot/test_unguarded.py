"""Both in a chat can agree to be asked no more, but for places; contacts are not passed on at all."""

import pytest

from bot.content import Content, Place, Span, Style
from bot.messages import Edited, Said, Unrelayable
from bot.texts.keys import Text
from tests.bot.people import Person, said
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER = "call me: 0171 2345678"


async def edits(person: Person, message: str, text: str) -> None:
    await person.town.hand_in(person.update(Edited(Content(text)), message=message))


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
