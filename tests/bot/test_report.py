"""/report: two taps in one message, a receipt; the room ends both ways and the two never meet again."""

import pytest

from bot.texts.keys import Text
from moderation.books import Books
from moderation.model import DETAILS, Detail, Reason, Report
from tests.bot.people import Person
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

TWO_TAPS = [Text.REPORT_WHAT, Text.REPORTED]


async def reports(town: Town) -> list[Report]:
    async with town.database.read() as unit:
        return list(await Books(unit).reports.open(100))


def choices(person: Person) -> list[str]:
    """What the buttons of the latest message choose, as it reads now."""
    return [data.partition(".")[2] for data in person.chat()[-1].data]


@pytest.mark.parametrize("reason", list(Reason))
async def test_a_report_is_two_taps_in_one_message_and_gives_a_receipt(town: Town, reason: Reason) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.presses("report")
    assert ann.hears() == [Text.REPORT_WHY]
    assert choices(ann) == list(Reason)
    await ann.presses("report", f".{reason.value}")
    assert choices(ann) == [*(f"{reason}.{detail}" for detail in DETAILS[reason]), ""], "and back"
    assert await town.in_room(ann, bob), "the chat goes on until the second tap"
    assert await reports(town) == []
    detail = DETAILS[reason][-1]
    await ann.presses("report", f".{reason.value}.{detail.value}")
    assert ann.sees_changed() == TWO_TAPS
    assert [heard for heard in ann.hears() if heard != Text.HELP_CARD] == [], "it is one message"
    assert bob.hears() == [Text.PARTNER_LEFT], "nobody is told that they were reported"
    (report,) = await reports(town)
    assert report.number in next(sent.post.text for sent in ann.chat() if sent.post.topic == "reported")
    assert (report.reporter, report.subject) == ((await ann.member()).id, (await bob.member()).id)
    assert (report.reason, report.detail, report.words) == (reason, detail, "")


async def test_one_can_go_back_and_choose_another_reason(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/report")
    await ann.presses("report", ".spam")
    await ann.presses("report", ".")
    assert choices(ann) == list(Reason)
    assert await town.in_room(ann, bob)
    await ann.reports("hate", "religion")
    (report,) = await reports(town)
    assert (report.reason, report.detail) == (Reason.HATE, Detail.RELIGION)
    assert ann.sees_changed() == [Text.REPORT_WHAT, Text.REPORT_WHY, *TWO_TAPS]


async def test_the_receipt_says_what_happens_next_and_danger_is_no_accusation(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/report")
    await ann.reports("self-harm", "in-danger")
    assert ann.sees_changed()[-1] == Text.REPORTED_DANGER
    receipt = next(sent for sent in ann.chat() if sent.post.topic == "reported-danger")
    assert "accuses nobody" in receipt.post.text
    assert "You'll hear from me" in receipt.post.text
    assert [data.partition(":")[0] for data in receipt.data] == ["words", "find"]


async def test_the_reported_are_never_paired_again(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/report")
    await ann.reports("spam")
    town.clock.passes(hours=1000)
    for each in (bob, ann):
        await each.says("/find")
    assert not await town.in_room(ann, bob)


async def test_reporting_the_same_chat_for_the_same_reason_again_gives_the_same_number(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.presses("report")
    await ann.reports("spam")
    await ann.presses("report")
    await ann.reports("spam")
    assert ann.sees_changed() == [*TWO_TAPS, Text.REPORT_WHAT, Text.REPORTED_AGAIN]
    (report,) = await reports(town)
    assert report.number in ann.chat()[-1].post.text


async def test_both_can_report_each_other(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/report")
    await ann.reports("spam")
    await bob.presses("report")
    await bob.reports("hate")
    assert {report.subject for report in await reports(town)} == {(await ann.member()).id, (await bob.member()).id}


async def test_of_several_past_chats_one_is_chosen(town: Town) -> None:
    for name in ("bob", "cleo"):
        ann, other = await town.paired("ann", name)
        await other.says("/stop")
        town.clock.passes(minutes=1)
    ann = town.people["ann"]
    ann.hears()
    await ann.says("/report rude")
    assert ann.hears() == [Text.REPORT_WHOM]
    await ann.taps(ann.last.data[1], on=ann.last.native)
    await ann.reports("harassment")
    assert ann.hears() == []
    assert ann.sees_changed() == [Text.REPORT_WHY, *TWO_TAPS]
    (report,) = await reports(town)
    assert (report.subject, report.words) == ((await town.people["bob"].member()).id, "rude")


async def test_a_chat_can_be_reported_for_72_hours_after_its_end(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await bob.says("/stop")
    town.clock.passes(hours=71, minutes=59)
    await ann.presses("report")
    await ann.presses("report", ".spam")
    assert ann.sees_changed() == [Text.REPORT_WHAT]
    town.clock.passes(minutes=2)
    await ann.presses("report", ".spam.ads")
    assert ann.hears()[-1] == Text.OLD_BUTTON
    assert await reports(town) == []


# --- too many ---


async def test_too_many_reports_wait_and_blocking_works_at_once(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/report")
    await ann.reports("spam")
    _, cleo = await town.paired("ann", "cleo")
    await ann.says("/report she lies")
    await ann.reports("harassment")
    assert ann.sees_changed()[-1] == Text.REPORT_TOO_OFTEN
    told = ann.chat()[-1]
    assert "in 1 minute" in told.post.text
    assert "counts against you" in told.post.text
    assert [data.partition(":")[0] for data in told.data] == ["report", "block"]
    assert len(await reports(town)) == 1
    assert await town.in_room(ann, cleo)
    town.clock.passes(seconds=5)
    await ann.taps(told.data[0], on=told.native)
    assert ann.sees_changed() == [Text.REPORTED]
    assert [report.words for report in await reports(town)] == ["", "she lies"], "what was written is not lost"


async def test_whoever_has_to_wait_can_block_instead(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/report")
    await ann.reports("spam")
    _, cleo = await town.paired("ann", "cleo")
    await ann.says("/report")
    await ann.reports("harassment")
    ann.hears()
    await ann.presses("block")
    assert ann.hears() == [Text.BLOCKED]
    assert not await town.in_room(ann, cleo)


async def test_after_many_reports_it_is_said_when_the_next_can_be_sent(town: Town) -> None:
    for number in range(10):
        ann, _ = await town.paired("ann", f"stranger {number}")
        await ann.says("/report")
        await ann.reports("spam")
        town.clock.passes(minutes=5)
    await town.paired("ann", "another")
    await ann.says("/report")
    await ann.reports("spam")
    assert ann.sees_changed()[-1] == Text.REPORT_TOO_OFTEN
    assert "in 10 minutes" in ann.chat()[-1].post.text


# --- help ---


@pytest.mark.parametrize(
    ("reason", "detail", "helps"),
    [
        ("self-harm", "in-danger", True),
        ("self-harm", "urges-harm", True),
        ("threats", "violence", True),
        ("threats", "blackmail", False),
        ("harassment", "insults", False),
    ],
)
async def test_whoever_reports_danger_is_told_privately_where_help_is(
    town: Town, reason: str, detail: str, helps: bool
) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/settings languages en, fr")
    ann.hears()
    await ann.says("/report")
    await ann.reports(reason, detail)
    assert ann.hears() == [Text.REPORT_WHY, *([Text.HELP_CARD] if helps else [])]
    assert Text.HELP_CARD not in bob.hears()
    if helps:
        card = ann.post.text
        places = [card.index(part) for part in ("112 / 911", "findahelpline.com", "988", "116\u00a0123", "3114")]
        assert places == sorted(places), "first what helps everywhere, then by language"
        assert "0800\u00a01110111" not in card


async def test_help_comes_whatever_becomes_of_the_report(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/report")
    await ann.reports("spam")
    await town.paired("ann", "cleo")
    await ann.says("/report")
    await ann.reports("self-harm", "in-danger")
    assert ann.sees_changed()[-1] == Text.REPORT_TOO_OFTEN
    assert ann.hears()[-1] == Text.HELP_CARD


async def test_help_mentions_where_to_turn(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/help")
    assert "112, 911" in ann.post.text
    assert "findahelpline.com" in ann.post.text
