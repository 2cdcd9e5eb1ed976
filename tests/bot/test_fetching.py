"""Pictures on their way: fetched before they count as being sent, and not waited for without end."""

import asyncio

import pytest

from bot.content import Content, FileRef, Kind, Media
from bot.messages import Said
from bot.platforms.base import Keep, RetryLater
from bot.texts.keys import Text
from tests.bot.mailbox import Mailbox
from tests.bot.people import Person
from tests.bot.town import Town, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Shelf(Mailbox):
    """A messenger whose files are slow to come by, or not to be had for a while."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.asked = 0
        self.away = False
        self.free = asyncio.Event()
        self.free.set()

    async def fetch(self, file: FileRef, limit: int, keep: Keep) -> None:
        self.asked += 1
        await self.free.wait()
        if self.away:
            raise RetryLater(0.001)
        await super().fetch(file, limit, keep)


@pytest.fixture(params=["telegram", "discord"])
def shelf(request: pytest.FixtureRequest, picture: bytes) -> Shelf:
    shelf = Shelf(request.param)
    shelf.files["pic"] = picture
    return shelf


async def pair(city: Town, shelf: Shelf) -> tuple[Person, Person]:
    city.platforms[shelf.name] = shelf
    for name in ("ann", "bob"):
        await city.person(name, platform=shelf)
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    ann.hears()
    bob.hears()
    return ann, bob


def look(shelf: Shelf) -> Said:
    return Said(Content("look", media=(Media(Kind.PHOTO, FileRef(shelf.name, "77", "pic")),)))


@pytest.mark.parametrize("who", ["ann", "bob"])
@pytest.mark.parametrize("how", ["block", "report"])
async def test_a_picture_still_being_fetched_when_a_block_comes_never_arrives(
    city: Town, shelf: Shelf, who: str, how: str
) -> None:
    ann, bob = await pair(city, shelf)
    shelf.free.clear()
    await ann.says(look(shelf))
    await until(lambda: shelf.asked)
    person = city.people[who]
    button = next(data for sent in person.mail() for data in sent.data if data.startswith("report:"))
    await (person.says("/block") if how == "block" else person.taps(f"{button}.spam.ads"))
    shelf.free.set()
    await city.settled()
    assert not [sent for sent in bob.mail() if sent.post.media]
    assert "look" not in bob.hears()


async def test_a_picture_still_being_fetched_when_its_author_stops_is_delivered_before_that_is_told(
    city: Town, shelf: Shelf
) -> None:
    ann, bob = await pair(city, shelf)
    shelf.free.clear()
    await ann.says(look(shelf))
    await until(lambda: shelf.asked)
    await ann.says("/stop")
    shelf.free.set()
    await city.settled()
    assert bob.hears() == ["look", Text.PARTNER_LEFT]


async def test_a_picture_that_cannot_be_had_for_a_moment_arrives_later(city: Town, shelf: Shelf) -> None:
    ann, bob = await pair(city, shelf)
    shelf.away = True
    await ann.says(look(shelf))
    await ann.says("did you see?")
    await until(lambda: shelf.asked >= 3)
    shelf.away = False
    await city.settled()
    assert bob.hears() == ["look", "did you see?"]
    assert ann.hears() == []


async def test_a_picture_that_cannot_be_had_for_a_minute_is_told_and_the_lane_goes_on(city: Town, shelf: Shelf) -> None:
    ann, bob = await pair(city, shelf)
    shelf.away = True
    await ann.says(look(shelf))
    await ann.says("did you see?")
    await bob.says("/help")
    await until(lambda: shelf.asked >= 3)
    city.clock.passes(seconds=61)
    await city.settled()
    assert bob.hears() == ["did you see?", Text.HELP]
    assert ann.hears() == [Text.UNDELIVERED]
    assert ann.points_at() == "look"
