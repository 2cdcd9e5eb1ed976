"""What came of a report: those who reported hear of it, coarse and later, and no chat or sanction is named."""

import pytest

from bot.texts.keys import Text
from moderation.model import Measure, Outcome
from tests.bot.judges import reported, settle
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRETS = ("pause", "ban", "warn", "limit", "insult", "harass", "2023", "November", "minute", "hour", "bob")
"""Words by which one would know what was done, to whom, or which chat it was."""


@pytest.mark.parametrize(
    ("measure", "days", "told"),
    [
        (Measure.PAUSE, 7, Text.OUTCOME_ACTED),
        (Measure.WARNING, None, Text.OUTCOME_ACTED),
        (Measure.NOTHING, None, Text.OUTCOME_NO_VIOLATION),
        (Measure.UNCLEAR, None, Text.OUTCOME_UNVERIFIED),
    ],
)
async def test_whoever_reported_hears_what_came_of_it_and_nothing_more(
    town: Town, measure: Measure, days: float | None, told: Text
) -> None:
    number = await reported(town)
    ann = town.people["ann"]
    await settle(town, number, measure, days)
    await town.goes_round(minutes=4)
    assert ann.hears() == [], "not so soon that it could be guessed from when it was decided"
    await town.goes_round(minutes=57)
    assert ann.hears() == [told]
    assert number in ann.post.text
    assert not [secret for secret in SECRETS if secret.casefold() in ann.post.text.casefold()]
    assert ann.last.data == []
    for _ in range(3):
        await town.goes_round(minutes=60)
    assert ann.hears() == [], "once"


async def test_every_outcome_has_words_and_what_was_done_makes_no_difference(town: Town) -> None:
    assert {measure.outcome for measure in Measure} == set(Outcome)
    told = []
    for measure, days in ((Measure.PAUSE, 1), (Measure.WARNING, None)):
        number = await reported(town, about=f"stranger {measure}")
        await settle(town, number, measure, days)
        await town.goes_round(hours=2)
        told.append(town.people["ann"].post.text.replace(number, "R-"))
    assert told[0] == told[1]


@pytest.mark.parametrize("measure", [Measure.PAUSE, Measure.WARNING, Measure.LIMIT])
async def test_nothing_the_reported_hear_tells_who_reported_or_when(town: Town, measure: Measure) -> None:
    town.clock.passes(hours=3)
    number = await reported(town)
    ann, bob = town.people["ann"], town.people["bob"]
    began = len(bob.mail())
    town.clock.passes(hours=5)
    await settle(town, number, measure, None if measure is Measure.WARNING else 7)
    await town.goes_round()
    await bob.says("/status")
    await bob.presses("appeal")
    await bob.says("Why?")
    heard = " ".join(sent.post.text for sent in bob.mail()[began:])
    assert heard
    for secret in (number, ann.sender.user, (await ann.member()).id, "ago", "reported by", "Your partner"):
        assert secret not in heard, secret


async def test_whoever_erased_their_account_hears_nothing_and_nothing_goes_wrong(town: Town) -> None:
    number = await reported(town)
    ann = town.people["ann"]
    await ann.says("/delete")
    await ann.presses("delete", "yes")
    ann.hears()
    await town.goes_round(minutes=2)
    await settle(town, number, Measure.NOTHING)
    await town.goes_round(hours=2)
    assert ann.hears() == []
    assert town.metrics.failed_turns._value.get() == 0


async def test_several_who_reported_the_same_hear_of_it_each_at_a_moment_of_their_own(town: Town) -> None:
    first = await reported(town)
    await town.paired("cleo", "bob")
    cleo = town.people["cleo"]
    await cleo.says("/report")
    await cleo.reports("harassment", "pressure")
    cleo.hears()
    await settle(town, first, Measure.WARNING)
    dues = {row["due_at"] for row in town.rows("news") if row["kind"] == "outcome"}
    assert len(dues) == 2
    await town.goes_round(hours=1)
    assert [person.hears() for person in (town.people["ann"], cleo)] == [[Text.OUTCOME_ACTED]] * 2
