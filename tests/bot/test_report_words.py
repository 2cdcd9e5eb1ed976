"""Words to a report: with the command before, or by button after; to nobody but the moderators."""

import pytest

from bot.messages import Pressed, Unrelayable
from bot.texts.keys import Text
from tests.bot.people import Person, photo
from tests.bot.test_report import reports
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def has_reported(town: Town, name: str = "ann", *, about: str = "bob") -> Person:
    """Somebody who has just reported their partner, without words."""
    ann, _ = await town.paired(name, about)
    await ann.says("/report")
    await ann.reports("spam")
    ann.hears()
    return ann


async def test_words_written_with_the_command_go_with_the_report(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/report he asked for my address")
    await ann.reports("private-data")
    assert ann.hears() == [Text.REPORT_WHY]
    assert not any(data.startswith("words") for data in ann.chat()[-1].data)
    (report,) = await reports(town)
    assert report.words == "he asked for my address"


async def test_words_can_be_added_afterwards(town: Town) -> None:
    ann = await has_reported(town)
    await ann.presses("words")
    await ann.says("he sold watches")
    assert ann.hears() == [Text.REPORT_WORDS, Text.REPORT_WORDS_ADDED]
    (report,) = await reports(town)
    assert report.words == "he sold watches"
    assert report.number in ann.post.text
    await ann.says("and more")
    assert ann.hears() == [Text.NOT_TALKING], "only one message goes to the report"


@pytest.mark.parametrize(("length", "fits"), [(500, True), (501, False)])
async def test_a_report_holds_500_characters(town: Town, length: int, fits: bool) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/report " + "x" * length)
    assert ann.hears() == [Text.REPORT_WHY if fits else Text.REPORT_WORDS_TOO_LONG]
    if not fits:
        await ann.presses("report")
    await ann.reports("spam")
    ann.hears()
    if not fits:
        await ann.presses("words")
        await ann.says("x" * length)
        await ann.says("shorter")
        assert ann.hears() == [Text.REPORT_WORDS, Text.REPORT_WORDS_TOO_LONG, Text.REPORT_WORDS_ADDED]
    (report,) = await reports(town)
    assert report.words == ("x" * 500 if fits else "shorter")


async def test_more_words_than_there_is_room_for_are_not_cut_but_said_to_be_too_many(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/report " + "x" * 490)
    await ann.reports("spam")
    (report,) = await reports(town)
    ann.hears()
    await ann.taps(f"words:{report.number}")
    await ann.says("y" * 10)
    assert ann.hears() == [Text.REPORT_WORDS, Text.REPORT_WORDS_FULL]
    assert "9 more characters" in ann.post.text
    await ann.says("y" * 9)
    assert ann.hears() == [Text.REPORT_WORDS_ADDED]
    (report,) = await reports(town)
    assert report.words == "x" * 490 + "\n" + "y" * 9


async def test_words_that_come_too_late_with_the_same_report_are_said_not_to_be_in_it(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    for words in ("x" * 490, "y" * 100):
        await ann.says(f"/report {words}")
        await ann.reports("spam")
    assert ann.hears()[-1] == Text.REPORT_WORDS_NOT_KEPT
    (report,) = await reports(town)
    assert report.words == "x" * 490


async def test_words_are_awaited_for_ten_minutes(town: Town) -> None:
    ann = await has_reported(town)
    await ann.presses("words")
    town.clock.passes(minutes=10, seconds=1)
    await ann.says("he sold watches")
    assert ann.hears() == [Text.REPORT_WORDS, Text.NOT_TALKING]


async def test_words_before_the_reason_are_kept_for_ten_minutes(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/report he sold watches")
    town.clock.passes(minutes=10, seconds=1)
    await ann.reports("spam")
    (report,) = await reports(town)
    assert report.words == ""


async def test_one_can_decide_against_words(town: Town) -> None:
    ann = await has_reported(town)
    await ann.presses("words")
    await ann.presses("keep")
    await ann.says("he sold watches")
    assert ann.hears() == [Text.REPORT_WORDS, Text.STATUS_IDLE, Text.NOT_TALKING]


async def test_deciding_against_words_while_searching_says_that_one_is_searching(town: Town) -> None:
    ann = await has_reported(town)
    await ann.says("/find")
    await ann.presses("words")
    await ann.presses("keep")
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.REPORT_WORDS, Text.STATUS_WAITING]


async def test_words_for_a_report_never_reach_the_next_partner(town: Town) -> None:
    ann = await has_reported(town)
    cleo = await town.person("cleo")
    await town.paired("ann", "cleo")
    await ann.presses("words")
    await ann.says("he sold watches")
    assert cleo.hears() == []
    assert ann.hears() == [Text.REPORT_WORDS, Text.REPORT_WORDS_ADDED]
    await ann.says("hello cleo")
    assert cleo.hears() == ["hello cleo"]


async def test_a_partner_found_meanwhile_is_talked_to(town: Town) -> None:
    ann = await has_reported(town)
    await ann.says("/find")
    await ann.presses("words")
    cleo = await town.person("cleo")
    await cleo.says("/find")
    await ann.says("hello cleo")
    assert cleo.hears() == [Text.PAIRED_NOTHING_SHARED, "hello cleo"]


async def test_a_photo_is_no_words(town: Town) -> None:
    ann = await has_reported(town)
    await ann.presses("words")
    await ann.says(photo("pic"))
    await ann.does(Unrelayable("sticker"))
    await ann.says("\u200b")
    assert ann.hears() == [Text.REPORT_WORDS, Text.NOTHING_LEFT, Text.NOT_TALKING, Text.NOTHING_LEFT]
    await ann.says("in words, then")
    assert ann.hears() == [Text.REPORT_WORDS_ADDED]


async def test_words_hold_nothing_that_could_fool_a_moderators_terminal(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/report \x1b]0;owned\x07he\u202e sold\x00 \ud800watches")
    await ann.reports("spam")
    (report,) = await reports(town)
    assert report.words == "]0;ownedhe sold watches"
    await ann.taps(f"words:{report.number}")
    await ann.says("\x1b[2Jmore")
    (report,) = await reports(town)
    assert report.words == "]0;ownedhe sold watches\n[2Jmore"


async def test_nobody_can_write_into_the_report_of_another(town: Town) -> None:
    ann = await has_reported(town)
    (report,) = await reports(town)
    eve = await town.person("eve")
    await eve.taps(f"words:{report.number}")
    await eve.says("all lies")
    assert eve.hears() == [Text.REPORT_WORDS, Text.REPORT_WORDS_LATE]
    assert (await reports(town))[0].words == ""
    assert ann.hears() == []
    assert town.metrics.refused.labels("words")._value.get() == 1


@pytest.mark.parametrize("words", ["", " \n\t ", "\u200b\u2060", "\x00\u202e"])
async def test_a_form_in_which_nothing_can_be_read_adds_nothing_and_says_so(town: Town, words: str) -> None:
    ann = await has_reported(town)
    (report,) = await reports(town)
    await town.hand_in(ann.update(Pressed("words", report.number, words)))
    assert ann.hears() == [Text.NOTHING_LEFT]
    assert (await reports(town))[0].words == ""
    await town.hand_in(ann.update(Pressed("words", report.number, "rude")))
    assert ann.hears() == [Text.REPORT_WORDS_ADDED]
    assert (await reports(town))[0].words == "rude"
