"""Appeals: in one's own words, once, to somebody who has not decided; and what comes of them."""

from typing import Any

import pytest

from bot.messages import Pressed
from bot.texts.keys import Text
from moderation.model import Measure, Ruling
from tests.bot.judges import appeal_of, holding, paused, reported, rule, settle
from tests.bot.people import Person
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def sanctioned(town: Town, measure: Measure = Measure.PAUSE, days: float | None = 7) -> tuple[Person, str]:
    """Somebody who has heard of what holds against them, and the number of the report."""
    number = await reported(town)
    await settle(town, number, measure, days)
    await town.goes_round()
    bob = town.people["bob"]
    bob.hears()
    return bob, number


def appeals(town: Town) -> list[dict[str, Any]]:
    return town.rows("appeals")


async def test_an_appeal_is_a_button_and_ones_own_words(town: Town) -> None:
    bob, _ = await sanctioned(town)
    await bob.presses("appeal")
    assert bob.hears() == [Text.APPEAL_WRITE]
    assert "at most 2,000 characters" in bob.post.text
    await bob.says("It was a joke between us.")
    assert bob.hears() == [Text.APPEALED]
    assert "Tuesday, November 21, 2023" in bob.post.text, "by when somebody else will have looked"
    (sanction,) = await holding(town, bob)
    appeal = await appeal_of(town, sanction)
    assert appeal is not None
    assert appeal.words == "It was a joke between us."
    await bob.says("hello?")
    assert bob.hears() == [Text.SANCTION_PAUSE], "only one message goes there"


async def test_from_status_too_and_there_it_shows_how_it_stands(town: Town) -> None:
    bob, _ = await sanctioned(town)
    await bob.says("/status")
    await bob.presses("appeal")
    await bob.says("It was a joke between us.")
    bob.hears()
    await bob.says("/status")
    assert bob.hears() == [Text.SANCTION_PAUSE]
    assert "You have asked for another look" in bob.post.text
    assert [data.partition(":")[0] for data in bob.last.data] == ["rules"]


@pytest.mark.parametrize(("length", "fits"), [(2000, True), (2001, False)])
async def test_too_many_words_are_named_with_the_limit_and_can_be_sent_again(
    town: Town, length: int, fits: bool
) -> None:
    bob, _ = await sanctioned(town)
    await bob.presses("appeal")
    await bob.says("x" * length)
    if not fits:
        assert bob.hears() == [Text.APPEAL_WRITE, Text.APPEAL_TOO_LONG]
        assert "2,001 characters, and at most 2,000 fit" in bob.post.text
        assert appeals(town) == []
        town.clock.passes(minutes=29)
        await bob.says("shorter")
    assert bob.hears()[-1] == Text.APPEALED
    assert len(appeals(town)) == 1


@pytest.mark.parametrize("words", ["", " \n", "\u200b\u2060"])
async def test_nothing_readable_is_no_appeal(town: Town, words: str) -> None:
    bob, _ = await sanctioned(town)
    (sanction,) = await holding(town, bob)
    await town.hand_in(bob.update(Pressed("appeal", sanction.id, words)))
    assert bob.hears() == [Text.NOTHING_LEFT]
    assert appeals(town) == []


async def test_a_form_is_as_good(town: Town) -> None:
    bob, _ = await sanctioned(town)
    (sanction,) = await holding(town, bob)
    await town.hand_in(bob.update(Pressed("appeal", sanction.id, "It was a joke.")))
    assert bob.hears() == [Text.APPEALED]


async def test_one_can_decide_against_it(town: Town) -> None:
    bob, _ = await sanctioned(town)
    await bob.presses("appeal")
    await bob.presses("keep", "appeal")
    await bob.says("It was a joke.")
    assert bob.hears() == [Text.APPEAL_WRITE, Text.SANCTION_PAUSE, Text.SANCTION_PAUSE]
    assert appeals(town) == []


async def test_words_are_awaited_for_half_an_hour(town: Town) -> None:
    bob, _ = await sanctioned(town)
    await bob.presses("appeal")
    town.clock.passes(minutes=30, seconds=1)
    await bob.says("It was a joke.")
    assert bob.hears() == [Text.APPEAL_WRITE, Text.SANCTION_PAUSE]


async def test_one_appeal_for_each_sanction(town: Town) -> None:
    bob, _ = await sanctioned(town)
    (sanction,) = await holding(town, bob)
    await town.hand_in(bob.update(Pressed("appeal", sanction.id, "It was a joke.")))
    await bob.taps(f"appeal:{sanction.id}")
    await town.hand_in(bob.update(Pressed("appeal", sanction.id, "Again.")))
    assert bob.hears() == [Text.APPEALED, Text.NOT_APPEALED_AGAIN, Text.NOT_APPEALED_AGAIN]
    assert len(appeals(town)) == 1


async def test_after_thirty_days_it_is_too_late(town: Town) -> None:
    bob, _ = await sanctioned(town, Measure.BAN, None)
    (sanction,) = await holding(town, bob)
    town.clock.passes(hours=30 * 24 + 1)
    await bob.taps(f"appeal:{sanction.id}")
    await bob.says("/status")
    assert bob.hears() == [Text.NOT_APPEALED_LATE, Text.SANCTION_BAN]
    assert "time to ask for another look is over" in bob.post.text


async def test_a_hold_need_not_be_appealed(town: Town) -> None:
    await reported(town, "minor", "seeks-minors")
    bob = town.people["bob"]
    (sanction,) = await holding(town, bob)
    await bob.taps(f"appeal:{sanction.id}")
    assert bob.hears() == [Text.NOT_APPEALED_HOLD]


async def test_what_was_lifted_need_not_be_appealed(town: Town) -> None:
    bob, number = await sanctioned(town)
    (sanction,) = await holding(town, bob)
    async with town.database.unit() as unit:
        await town.moderation.lift(unit, number)
    await bob.taps(f"appeal:{sanction.id}")
    assert bob.hears() == [Text.NOT_APPEALED_OVER]


async def test_nobody_appeals_for_somebody_else(town: Town) -> None:
    bob, _ = await sanctioned(town)
    (sanction,) = await holding(town, bob)
    eve = await town.person("eve")
    await eve.taps(f"appeal:{sanction.id}")
    await town.hand_in(eve.update(Pressed("appeal", sanction.id, "mine")))
    await town.hand_in(eve.update(Pressed("appeal", sanction.id, "x" * 100_000)))
    await town.hand_in(eve.update(Pressed("appeal", "x" * 100_000, "mine")))
    assert eve.hears() == [Text.OLD_BUTTON] * 4
    assert appeals(town) == []
    assert town.metrics.refused.labels("appeal")._value.get() == 4


async def test_the_warned_appeal_while_they_talk_and_their_partner_reads_none_of_it(town: Town) -> None:
    number = await reported(town)
    bob, cleo = await town.paired("bob", "cleo")
    await settle(town, number, Measure.WARNING)
    await town.goes_round()
    await bob.presses("appeal")
    await bob.says("It was a joke.")
    await bob.says("hello cleo")
    assert cleo.hears() == ["hello cleo"]
    assert bob.hears() == [Text.SANCTION_WARNING, Text.APPEAL_WRITE, Text.APPEALED]


# --- what comes of it ---


async def appealed(town: Town, measure: Measure = Measure.PAUSE, days: float | None = 7) -> tuple[Person, str]:
    bob, number = await sanctioned(town, measure, days)
    await bob.presses("appeal")
    await bob.says("It was a joke.")
    bob.hears()
    return bob, number


async def test_an_appeal_that_is_upheld_leaves_all_as_it_was_and_says_so(town: Town) -> None:
    bob, number = await appealed(town)
    await rule(town, number, Ruling.UPHELD)
    await town.goes_round(seconds=2)
    assert bob.hears() == [Text.RULING_UPHELD, Text.SANCTION_PAUSE]
    assert "left it as it is" in bob.post.text
    await bob.says("/find")
    assert bob.hears() == [Text.SANCTION_PAUSE]


@pytest.mark.parametrize("measure", [Measure.PAUSE, Measure.WARNING, Measure.BAN])
async def test_an_appeal_that_is_granted_opens_the_door_and_leaves_nothing(town: Town, measure: Measure) -> None:
    bob, number = await appealed(town, measure, 7 if measure is Measure.PAUSE else None)
    await rule(town, number, Ruling.OVERTURNED)
    for _ in range(3):
        await town.goes_round(seconds=2)
    assert bob.hears() == [Text.RULING_OVERTURNED]
    assert "the decision was wrong" in bob.post.text
    assert "/find" in bob.post.text
    await bob.says("/status")
    await bob.presses("find")
    assert bob.hears() == [Text.STATUS_IDLE, Text.SEARCHING_ALONE]


async def test_where_something_else_holds_a_granted_appeal_says_so(town: Town) -> None:
    bob, number = await appealed(town)
    await town.paired("cleo", "bob")
    await town.people["cleo"].says("/report")
    await town.people["cleo"].reports("hate")
    other = next(row["number"] for row in town.rows("reports") if row["number"] != number)
    await paused(town, other, 3)
    await town.goes_round(seconds=2)
    await rule(town, number, Ruling.OVERTURNED)
    await town.goes_round(seconds=2)
    assert Text.RULING_OVERTURNED in bob.hears()
    (granted,) = [sent.post.text for sent in bob.mail() if sent.post.topic == Text.RULING_OVERTURNED]
    assert "Something else still holds" in granted


async def test_an_appeal_can_make_it_milder_and_says_what_holds_instead(town: Town) -> None:
    bob, number = await appealed(town)
    await rule(town, number, Ruling.MODIFIED, Measure.LIMIT, 2)
    await town.goes_round(seconds=2)
    assert bob.hears() == [Text.RULING_MODIFIED, Text.SANCTION_LIMIT]
    await bob.says("/find")
    assert bob.hears() == [Text.SEARCH_LIMITED, Text.SEARCHING_ALONE]
