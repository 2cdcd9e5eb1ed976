"""A report about one message: the command answers it, and it goes with the report that the taps file."""

from dataclasses import replace
from typing import Any

import pytest

from bot.content import Content
from bot.mediums import shown_as
from bot.messages import Command, Pointed
from bot.texts.keys import Text
from moderation.bundle import Exhibits
from moderation.evidence import Shown
from tests.bot.people import Person
from tests.bot.test_report import reports
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Notepad:
    """Keeps what it is given as evidence, and nothing else."""

    def __init__(self) -> None:
        self.frozen: list[dict[str, Any]] = []

    async def freeze(self, unit: object, **about: Any) -> None:
        self.frozen.append(about)

    async def shred(self, unit: object, case: object) -> None:
        """Nothing lasts here."""

    async def view(self, unit: object, case: object) -> Exhibits:
        """Nothing was kept."""
        return Exhibits()


@pytest.fixture
def notepad(town: Town) -> Notepad:
    """What is frozen in the town."""
    kept = Notepad()
    town.moderation._filing._bench = replace(town.moderation._filing._bench, evidence=kept)
    return kept


async def answers(person: Person, text: str, words: str = "", shown: Pointed | None = None) -> None:
    """Answer a message with /report, as a messenger hands it in."""
    update = person.update(Command("report", words), reply_to=person.number_of(text), message=f"m{words}{text}")
    await person.town.hand_in(replace(update, pointed=shown))


async def test_the_message_that_is_answered_goes_with_the_report(town: Town, notepad: Notepad) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("give me your number")
    await answers(ann, "give me your number", "he insists")
    assert ann.hears() == ["give me your number", Text.REPORT_WHY]
    assert ann.points_at() == "give me your number"
    await ann.reports("private-data", "asks-for-data")
    (report,) = await reports(town)
    assert (report.words, report.subject) == ("he insists", (await bob.member()).id)
    (frozen,) = notepad.frozen
    async with town.look() as turn:
        lane = (await ann.member()).lane
        link = await turn.journal.original(str(lane), ann.number_of("give me your number"))
    assert link is not None
    assert (frozen["pointed"], frozen["room"]) == link
    assert (await ann.member()).pending is None


async def test_how_it_reads_in_the_reporters_chat_goes_with_it_too(town: Town, notepad: Notepad) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("give me your number")
    shown = Pointed(Content("give me your number"))
    await answers(ann, "give me your number", shown=shown)
    await ann.reports("private-data")
    assert [frozen["shown"] for frozen in notepad.frozen] == [Shown(("give me your number",))]


async def test_a_message_of_an_earlier_chat_is_about_that_chat(town: Town, notepad: Notepad) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("give me your number")
    await bob.says("/stop")
    _, cleo = await town.paired("ann", "cleo")
    await answers(ann, "give me your number")
    await ann.reports("private-data")
    (report,) = await reports(town)
    assert report.subject == (await bob.member()).id
    assert notepad.frozen[0]["pointed"] is not None
    assert await town.in_room(ann, cleo), "the chat that runs is with somebody else"


async def test_a_message_never_goes_with_a_report_about_another_chat(town: Town, notepad: Notepad) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("give me your number")
    await bob.says("/stop")
    await town.paired("ann", "cleo")
    button = ann.last.data[2]
    await answers(ann, "give me your number")
    await ann.taps(f"{button}.spam.ads")
    assert [frozen["pointed"] for frozen in notepad.frozen] == [None]


async def test_ones_own_message_is_kindly_refused_and_the_chat_offered(town: Town, notepad: Notepad) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("give me your number")
    await answers(ann, "give me your number", "rude")
    assert ann.hears() == [Text.REPORT_OWN_MESSAGE]
    await ann.presses("report")
    await ann.reports("spam")
    (report,) = await reports(town)
    assert report.words == "rude"
    assert notepad.frozen[0]["pointed"] is None


@pytest.mark.parametrize("hours", [0, 73])
async def test_what_belongs_to_no_chat_is_kindly_refused(town: Town, hours: float) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("give me your number")
    await bob.says("/stop")
    town.clock.passes(hours=hours)
    await town.paired("ann", "cleo")
    about = "give me your number" if hours else ann.last.post.text
    await answers(ann, about)
    assert ann.hears()[-1] == Text.REPORT_UNKNOWN_MESSAGE
    assert await reports(town) == []
    assert [data.partition(":")[0] for data in ann.last.data] == ["report"]


async def test_with_no_chat_to_report_it_says_so(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("give me your number")
    await bob.says("/stop")
    town.clock.passes(hours=73)
    await answers(ann, "give me your number")
    assert ann.hears()[-1] == Text.NOBODY_TO_REPORT


async def test_a_message_is_pointed_at_for_ten_minutes(town: Town, notepad: Notepad) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("give me your number")
    await answers(ann, "give me your number", shown=Pointed(Content("give me your number")))
    town.clock.passes(minutes=10, seconds=1)
    await ann.reports("private-data")
    assert (notepad.frozen[0]["pointed"], notepad.frozen[0]["shown"]) == (None, None)


async def test_what_was_pointed_at_lies_sealed_on_the_disk(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("give me your number")
    await answers(ann, "give me your number", shown=Pointed(Content("a secret of theirs")))
    assert (await ann.member()).pending is not None
    assert not any(b"a secret of theirs" in bytes(row["pending"] or b"") for row in town.rows("members"))


@pytest.mark.parametrize("language", ["en", "de"])
async def test_what_stood_above_a_message_that_was_passed_on_is_no_part_of_it(town: Town, language: str) -> None:
    head, keys = town.catalogue.word(Text.FORWARDED, language), town.database.keys
    shown = shown_as(Pointed(Content(f"{head}\ngive me your number")), town.catalogue, keys)
    assert "give me your number" in shown.texts
    assert not shown.own
    assert shown_as(Pointed(Content("mine"), by_bot=False), town.catalogue, keys).own
