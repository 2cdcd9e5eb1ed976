"""What others may see between turns: where somebody is, and that their partner writes."""

import pytest

from bot.lookout import Lookout
from bot.platforms.web.state import At, State
from bot.posts import Address
from tests.bot.judges import paused
from tests.bot.mailbox import Mailbox
from tests.bot.people import Person
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Shows(Mailbox):
    """A platform that can show that the partner writes."""

    def __init__(self) -> None:
        super().__init__("web")
        self.shown: list[str] = []

    async def typing(self, to: Address) -> None:
        self.shown.append(to.chat)


def lookout(town: Town) -> Lookout:
    return Lookout(town.database, town.open_turn, town.house, town.clock)


async def state(person: Person) -> State:
    return await lookout(person.town).state(person.sender)


async def test_a_page_is_told_where_its_visitor_is(town: Town) -> None:
    ann, bob = await town.person("ann", admitted=False), await town.person("bob")
    assert await state(ann) == State(At.NEW)
    await ann.says("/start")
    assert await state(ann) == State(At.NEW)
    await ann.taps("agree")
    assert await state(ann) == State(At.IDLE)
    await ann.says("/find chess, tea")
    assert await state(ann) == State(At.WAITING, interests=("chess", "tea"))
    await bob.says("/find tea")
    tags = [each.last.data[0].partition(":")[2] for each in (ann, bob)]
    assert await state(ann) == State(At.TALKING, shared=("tea",), interests=("chess", "tea"), room=tags[0])
    assert await state(bob) == State(At.TALKING, shared=("tea",), interests=("tea",), room=tags[1])
    await bob.presses("report")
    await bob.reports("spam")
    await paused(town, town.rows("reports")[0]["number"], 1)
    assert await state(ann) == State(At.LOCKED)


async def test_two_who_name_the_same_in_two_languages_meet_and_each_reads_their_own(town: Town) -> None:
    ann, bob = await town.person("ann", language="de"), await town.person("bob")
    await ann.says("/settings languages de en")
    await ann.says("/find Fußball, Gartenzwerge")
    assert (await state(ann)).interests == ("Fußball", "gartenzwerge")
    await bob.says("/find soccer")
    assert "Fußball" in ann.post.text
    assert "football" in bob.post.text
    assert [(await state(each)).shared for each in (ann, bob)] == [("Fußball",), ("football",)]


async def test_looking_changes_nothing(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await state(ann)
    assert town.rows("members") == []


async def test_that_somebody_writes_is_shown_to_their_partner_only(town: Town) -> None:
    page = Shows()
    town.platforms["web"] = page
    people = [await town.person(name, platform=page) for name in ("ann", "bob", "cleo")]
    ann, bob, cleo = people
    await town.paired("ann", "bob")
    typing = lookout(town).typing(town.platforms)
    for each in (ann, cleo):
        await typing(each.sender)
    assert page.shown == [bob.sender.chat]


async def test_on_a_platform_that_cannot_show_it_nothing_happens(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await lookout(town).typing(town.platforms)(ann.sender)
