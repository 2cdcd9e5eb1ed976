"""/delete: asks once, erases now; what a chat of the last 72 hours needs is a name and a fingerprint, and goes then."""

import pytest

from bot.members import Member
from bot.platforms.base import RetryLater
from bot.texts.keys import Text
from tests.bot.justice import banned
from tests.bot.keeping import keeping
from tests.bot.people import Person
from tests.bot.town import Town, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def erased(person: Person) -> Member:
    """Erase somebody by the way they would; who they were."""
    member = await person.member()
    await person.says("/delete")
    await person.presses("delete", "yes")
    return member


def traces(town: Town, member: Member) -> dict[str, int]:
    """In which tables the member, or an address of theirs, is still named, and how often."""
    names = {member.id, member.lane}
    found = {table: sum(1 for row in town.rows(table) if names & set(row.values())) for table in town.tables()}
    return {table: count for table, count in found.items() if count}


async def test_erasing_asks_once(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/interests chess")
    await ann.says("/delete")
    assert ann.hears() == [Text.INTERESTS_SET, Text.DELETE_ASK]
    await ann.presses("keep")
    assert ann.hears() == [Text.DELETE_KEPT]
    assert (await ann.member()).profile.interests == ("chess",)


async def test_keeping_it_leaves_alone_whatever_else_was_asked(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.says("/find chess")
    await ann.says("/delete")
    await ann.presses("keep")
    await ann.presses("agree")
    assert ann.hears() == [Text.RULES_ASK, Text.DELETE_ASK, Text.DELETE_KEPT, Text.SEARCHING_ALONE]


async def test_no_more_is_left_than_that_they_talked_and_after_72_hours_nothing(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob", "chess")
    await ann.says("hello")
    await bob.says("hi", reply_to="hello")
    await ann.says("/stop")
    town.clock.passes(minutes=11)
    await town.paired("ann", "bob")
    member = await ann.member()
    assert set(traces(town, member)) >= {"members", "identities", "addresses", "seats", "rooms", "links"}
    await erased(ann)
    assert "links" not in traces(town, member)
    assert "seats" not in traces(town, member)
    await town.goes_round(seconds=1)
    assert set(traces(town, member)) == {"members", "identities", "rooms"}
    (row,) = [row for row in town.rows("members") if row["id"] == member.id]
    assert (row["profile"], row["pending"], row["agreed_at"], row["lane"]) == (None,) * 4
    assert bob.hears()[-1] == Text.PARTNER_LEFT
    town.clock.passes(hours=73)
    for _ in range(2):
        await keeping(town).clean()
    assert traces(town, member) == {}


async def test_profile_and_agreement_go_in_the_turn_itself(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess, tea")
    member = await erased(ann)
    (row,) = town.rows("members")
    assert (row["profile"], row["pending"], row["agreed_at"]) == (None, None, None)
    assert town.rows("tickets") == []
    assert traces(town, member) == {"members": 1, "identities": 1, "addresses": 1}
    bob = await town.person("bob")
    await bob.says("/find chess")
    assert bob.hears() == [Text.SEARCHING_ALONE]


async def test_the_address_goes_once_the_farewell_is_out(city: Town) -> None:
    ann = await city.person("ann")
    city.mailbox.hold(ann.sender.chat)
    await ann.taps("delete:yes")
    await until(lambda: city.mailbox.sending[ann.sender.chat])
    await city.goes_round(seconds=30)
    assert len(city.rows("addresses")) == 1, "the farewell is still on its way"
    city.mailbox.let_go(ann.sender.chat)
    await city.settled()
    await city.goes_round(seconds=1)
    assert ann.hears() == [Text.DELETED]
    assert [len(city.rows(table)) for table in ("addresses", "members", "outbox")] == [0, 0, 0]


async def test_the_address_goes_after_a_minute_even_if_the_farewell_does_not_arrive(city: Town) -> None:
    ann = await city.person("ann")
    city.mailbox.fails(ann.sender.chat, RetryLater(300))
    await ann.taps("delete:yes")
    await until(lambda: not city.mailbox._troubles[ann.sender.chat])
    await city.turns.drained()
    await city.goes_round(seconds=59)
    assert len(city.rows("addresses")) == 1
    await city.goes_round(seconds=1)
    assert [len(city.rows(table)) for table in ("addresses", "members", "outbox")] == [0, 0, 0]


async def test_every_address_of_the_member_goes(town: Town) -> None:
    ann = await town.person("ann")
    ann.moves("88")
    await ann.says("/status")
    assert len(town.rows("addresses")) == 2
    await erased(ann)
    await town.goes_round(seconds=1)
    assert town.rows("addresses") == []


@pytest.mark.parametrize("why", ["blocking", "blocked", "reported"])
async def test_the_fingerprint_stays_while_a_block_or_report_needs_it(town: Town, why: str) -> None:
    ann, bob = await town.paired("ann", "bob", "chess")
    match why:
        case "blocking":
            await ann.says("/block")
        case "blocked":
            await bob.says("/block")
        case _:
            await bob.says("/report")
            await bob.reports("spam")
    member = await erased(ann)
    await town.goes_round(minutes=2)
    left = traces(town, member)
    assert left.pop("members") == 1
    assert left.pop("identities") == 1
    assert set(left) <= {"blocks", "cases", "reports", "rooms"}
    (row,) = [row for row in town.rows("members") if row["id"] == member.id]
    assert (row["profile"], row["pending"], row["agreed_at"], row["lane"]) == (None,) * 4
    town.clock.passes(minutes=11)
    await ann.says("/find")
    assert ann.hears()[-1] == Text.RULES_ASK, "somebody who comes back is asked again"
    await ann.presses("agree")
    await bob.says("/find")
    assert not await town.in_room(ann, bob)


async def test_who_erases_their_account_after_a_chat_can_still_be_reported_for_it(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("please stop")
    await bob.says("I will find you")
    await bob.says("/stop")
    before = await erased(bob)
    await town.goes_round(minutes=2)
    await bob.says("/find")
    await bob.presses("agree")
    assert (await bob.member()).id == before.id
    await ann.says("/report")
    await ann.reports("minor", "seeks-minors")
    await town.goes_round(seconds=2)
    await bob.says("/find")
    assert bob.hears()[-1] == Text.SANCTION_HOLD
    async with town.database.read() as unit:
        (case,) = {row["case"] for row in town.rows("reports")}
        kept = [(each.role, each.text, each.verified) for each in await town.evidence.view(unit, case)]
    assert kept == [("reporter", "please stop", True), ("reported", "I will find you", True)]


@pytest.mark.parametrize("days", [0, 1, 40, 400])
async def test_a_ban_outlasts_erasing_and_coming_back(town: Town, days: int) -> None:
    ann, _ = await town.paired("ann", "bob")
    await banned(town, "bob", "ann")
    await erased(ann)
    await town.goes_round(minutes=2)
    for _ in range(days):
        town.clock.passes(hours=24)
        await keeping(town).clean()
    await ann.says("/find")
    assert ann.hears()[-1] == Text.SANCTION_BAN
    await ann.says("/start")
    await erased(ann)
    await town.goes_round(minutes=2)
    await ann.says("/find")
    assert ann.hears()[-1] == Text.SANCTION_BAN, "and erasing again does not help"


async def test_reporting_within_the_minute_still_holds_on_to_the_reported(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    member = await erased(ann)
    await bob.presses("report")
    await bob.reports("threats")
    await town.goes_round(minutes=2)
    assert [row["subject"] for row in town.rows("reports")] == [member.id]
    assert (await ann.member()).id == member.id


async def test_the_partner_of_somebody_erased_can_still_report_and_block(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    member = await erased(ann)
    await town.goes_round(minutes=2)
    bob.hears()
    await bob.presses("report")
    await bob.reports("threats", "blackmail")
    await bob.presses("block")
    assert bob.hears() == [Text.REPORT_WHY, Text.BLOCKED]
    assert bob.sees_changed() == [Text.REPORT_WHAT, Text.REPORTED]
    assert {row["subject"] for row in town.rows("reports")} == {member.id}


async def test_words_in_reports_go_with_their_writer_but_the_report_stays(town: Town) -> None:
    ann, _ = await town.paired("ann", "bob")
    await ann.says("/report rude words")
    await ann.reports("spam")
    await erased(ann)
    (row,) = town.rows("reports")
    assert row["words"] is None
    assert row["reason"] == "spam"


async def test_coming_back_within_the_minute_is_coming_back(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/interests chess")
    await erased(ann)
    await ann.says("/start")
    await town.goes_round(minutes=2)
    assert ann.hears()[-1] == Text.RULES_ASK
    await ann.presses("agree")
    assert (await ann.member()).profile.interests == ()
    assert len(town.rows("addresses")) == 1


async def test_erasing_while_talking_leaves_what_was_written_to_arrive(city: Town) -> None:
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    bob.hears()
    city.mailbox.hold(bob.sender.chat)
    await ann.says("take care")
    await ann.taps("delete:yes")
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    assert bob.hears() == ["take care", Text.PARTNER_LEFT]


async def test_erasing_twice_is_erasing_once(town: Town) -> None:
    ann = await town.person("ann")
    await erased(ann)
    await ann.taps("delete:yes")
    await town.goes_round(minutes=2)
    assert ann.hears() == [Text.DELETE_ASK, Text.DELETED, Text.DELETED]
    assert [len(town.rows(table)) for table in ("addresses", "members")] == [0, 0]
