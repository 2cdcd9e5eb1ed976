"""Something that cannot be told, by a mistake of ours, keeps nothing else from being told, and is tried again later."""

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.putoff import AGAIN
from bot.texts.keys import Text
from moderation.model import Measure
from tests.bot.keeping import keeping
from tests.bot.moderators.office import Office
from tests.bot.people import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def rewritten(office: Office, statement: str, **values: object) -> None:
    """Something stands in the database that no code of ours can read, or can again."""
    async with office.database.unit() as unit:
        await unit.connection.execute(text(statement), values)


async def paused(office: Office, *people: Person) -> None:
    """Decided about each, and told to nobody yet."""
    cases = [await office.reported(subject=each) for each in people]
    async with office.database.unit() as unit:
        for case in cases:
            await office.moderation.settle(unit, case, Measure.PAUSE, 86400.0)


async def test_who_cannot_be_told_keeps_nobody_else_from_hearing(office: Office) -> None:
    _, mo = await office.staffed()
    claimed, broken = await office.reported(), await office.reported()
    await office.taps(mo, office.group, claimed, "mod-claim")
    await office.taps(mo, office.group, broken, "mod-claim")
    await office.goes_round()
    victim, other = await office.person("victim"), await office.person("other")
    await paused(office, victim, other)
    name = (await victim.member()).id
    await rewritten(office, "UPDATE sanctions SET reason = 'rain' WHERE member = :name", name=name)
    await rewritten(office, "UPDATE cases SET reason = 'rain' WHERE id = :case", case=broken)
    with capture_logs() as logs:
        await office.goes_round(minutes=11)
        assert other.hears() == [Text.SANCTION_PAUSE]
        assert office.group.card(claimed).post.topic == "mod-card-open", "its claim is over"
        assert office.group.card(broken).post.topic == "mod-card-claimed"
        assert victim.hears() == []
        for _ in range(3):
            await office.goes_round(seconds=2)
    told = [(each["what"], each["error"]) for each in logs if each["event"] == "rounds.matter_failed"]
    card = "news", "ValueError"  # of the case about the victim: it tells what is on record
    assert told == [("sanctions", "ValueError"), ("claim", "ValueError"), card], "once each, and not every second"
    assert not [each for each in logs if "exc_info" in each or each["event"] == "rounds.failed"]

    await rewritten(office, "UPDATE sanctions SET reason = 'harassment' WHERE member = :name", name=name)
    await rewritten(office, "UPDATE cases SET reason = 'harassment' WHERE id = :case", case=broken)
    await office.goes_round(seconds=2)
    assert victim.hears() == [], "not before its time"
    await office.goes_round(seconds=AGAIN)
    assert victim.hears() == [Text.SANCTION_PAUSE]
    assert office.group.card(broken).post.topic == "mod-card-open"


async def test_a_card_that_cannot_be_shown_keeps_no_other_from_being_shown(office: Office) -> None:
    await office.staffed()
    broken = await office.reported()
    async with office.database.unit() as unit:
        await office.moderation.settle(unit, broken, Measure.NOTHING)
    await rewritten(office, "UPDATE cases SET queue = 'rain' WHERE id = :case", case=broken)
    case = await office.reported()
    assert office.group.card(case).post.topic == "mod-card-open"
    assert office.group.card(broken).post.topic == "mod-card-open"
    await rewritten(office, "UPDATE cases SET queue = 'standard' WHERE id = :case", case=broken)
    await office.goes_round(seconds=AGAIN)
    assert office.group.card(broken).post.topic == "mod-card-done"


async def test_a_case_that_cannot_be_put_away_keeps_nothing_else_past_its_time(office: Office) -> None:
    await office.staffed()
    cases = [await office.reported() for _ in range(4)]
    async with office.database.unit() as unit:
        for case in cases:
            await office.moderation.settle(unit, case, Measure.NOTHING)
    broken = cases[1]
    await office.goes_round()
    house = keeping(office)
    await rewritten(office, "UPDATE cases SET queue = 'rain' WHERE id = :case", case=broken)
    office.clock.passes(hours=31 * 24)
    with capture_logs() as logs:
        await house.clean()
        await house.clean()
    failed = [(each["what"], each["error"]) for each in logs if each["event"] == "housekeeping.case_failed"]
    assert failed == [("records.words", "ValueError")]
    assert {row["id"]: row["state"] for row in office.rows("cases")} == {
        **dict.fromkeys(cases, "purged"),
        broken: "decided",
    }
    assert office.rows("links") == [], "nor does it keep other rows"
    await rewritten(office, "UPDATE cases SET queue = 'standard' WHERE id = :case", case=broken)
    office.clock.passes(minutes=16)
    await house.clean()
    assert {row["state"] for row in office.rows("cases")} == {"purged"}


async def test_rows_that_cannot_be_removed_keep_no_others_from_being_removed(office: Office) -> None:
    assert office.file
    person = await office.person("ann")
    await person.says("hello")
    await office.reported()
    await rewritten(office, "CREATE TRIGGER stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'no'); END")
    office.clock.passes(hours=73)
    house = keeping(office)
    with capture_logs() as logs:
        await house.clean()
        await house.clean()
    failed = [(each["what"], each["error"]) for each in logs if each["event"] == "housekeeping.removal_failed"]
    assert failed == [("events", "IntegrityError")]
    assert office.rows("links") == []
    await rewritten(office, "DROP TRIGGER stay")
    office.clock.passes(seconds=AGAIN)
    await house.clean()
    assert office.rows("events") == []
