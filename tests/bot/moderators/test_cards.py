"""Cards: what they say and never say, that they follow their case, and that a flood becomes a number."""

import pytest

from bot.cards import MOST_CARDS, pseudonym
from bot.messages import Command, Pressed
from bot.texts.keys import Text
from config.ids import MemberId, RoomId
from moderation.model import Measure, Reason
from moderation.roles import Role
from tests.bot.moderators.office import CHANNEL, GROUP, SERVER, Office, toast
from tests.bot.moderators.test_places import MANAGES

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_card_tells_what_kind_of_case_it_is_and_nothing_of_anybody(office: Office) -> None:
    await office.staffed()
    case = await office.reported(Reason.THREATS)
    card = office.group.card(case).post
    assert f"Case {case} · Threats" in card.text
    assert "one reporter" in card.text
    assert [label.text for row in card.labels for label in row] == [
        "Claim", "View", "Decide", "Quick close", "Escalate",
    ]  # fmt: skip
    people = {row["id"] for row in office.rows("members")}
    shown = card.text + "".join(label.data for row in card.labels for label in row)
    assert not any(name in shown for name in people)


async def test_the_language_of_a_desk_is_that_of_whoever_set_it_up(office: Office) -> None:
    chief = await office.moderator("chef", Role.ADMIN, language="de")
    await office.does(chief, Command("mod", "here"), GROUP)
    case = await office.reported()
    assert f"Fall {case}" in office.group.cards()[-1].post.text


async def test_a_card_follows_its_case_from_hand_to_hand_to_its_end(office: Office) -> None:
    _, mo = await office.staffed()
    case = await office.reported()
    await office.taps(mo, office.group, case, "mod-claim")
    await office.goes_round()
    card = office.group.card(case).post
    assert card.topic == "mod-card-claimed"
    assert pseudonym(office.database.keys, (await mo.member()).id) in card.text
    await office.goes_round(minutes=11)
    assert office.group.card(case).post.topic == "mod-card-open", "the claim was over"
    await office.taps(mo, office.group, case, "mod-close")
    await office.goes_round()
    last = office.group.card(case).post
    assert (last.topic, last.labels) == ("mod-card-done", ())
    assert office.rows("cards") == []


async def test_a_second_reporter_changes_the_card_and_makes_no_second_one(office: Office) -> None:
    await office.staffed()
    bad = await office.person("bad")
    case = await office.reported(subject=bad)
    office.clock.passes(minutes=5)
    assert await office.reported(subject=bad) == case
    assert [each.post.topic for each in office.group.cards()].count("mod-card-open") == 1
    assert "2 reporters" in office.group.card(case).post.text


async def test_nothing_new_changes_no_card(office: Office) -> None:
    await office.staffed()
    await office.reported()
    before = len(office.mailbox.ledger)
    await office.goes_round(minutes=3)
    await office.goes_round(minutes=3)
    assert len(office.mailbox.ledger) == before


async def test_a_case_that_leaves_a_servers_moderators_leaves_their_channel(office: Office) -> None:
    _, mo = await office.staffed()
    owner = await office.person("owner")
    await office.does(owner, Command("mod", "here"), CHANNEL, server=SERVER, permissions=MANAGES)
    fingerprint = office.database.keys.hash("server", "telegram", SERVER).hex()
    case = await office.reported(server=fingerprint)
    assert len(office.group.cards()) == 1
    data = next(each for each in office.channel.card(case).data if each.startswith("mod-note"))
    action, _, token = data.partition(":")
    await office.does(owner, Pressed(action, token, "not ours to say"), CHANNEL, server=SERVER, permissions=MANAGES)
    await office.goes_round()
    there = office.channel.card(case).post
    assert (there.topic, there.labels) == ("mod-card-elsewhere", ())
    assert office.group.card(case).post.topic == "mod-card-open"
    await office.taps(mo, office.group, case, "mod-claim")
    assert mo.hears() == [Text.MOD_CLAIMED]


async def test_a_flood_of_cases_is_told_by_its_number(office: Office) -> None:
    _, mo = await office.staffed()
    cases = [await office.reported() for _ in range(MOST_CARDS + 3)]
    topics = office.group.topics()
    assert topics.count("mod-card-open") == MOST_CARDS
    assert topics.count("mod-digest") == 1
    digest = next(each for each in office.group.cards() if each.post.topic == "mod-digest")
    assert "3 more cases" in digest.post.text
    with pytest.raises(IndexError):
        office.group.card(cases[-1])
    for case in cases[:2]:
        await office.taps(mo, office.group, case, "mod-close")
        await office.goes_round()
    topics = office.group.topics()
    assert topics.count("mod-card-open") == MOST_CARDS, "those that waited without one have theirs now"
    digest = next(each for each in office.group.cards() if each.post.topic == "mod-digest")
    assert "One more case" in digest.post.text
    await office.taps(mo, office.group, cases[2], "mod-close")
    await office.goes_round()
    assert office.group.topics().count("mod-digest-over") == 1


async def test_a_card_that_grew_old_is_shown_anew_when_it_changes(office: Office) -> None:
    """Its message is forgotten after three days, and could not be found any more."""
    _, mo = await office.staffed()
    case = await office.reported()
    office.clock.passes(hours=71)
    before = office.group.card(case).native
    await office.taps(mo, office.group, case, "mod-claim", toast("t"))
    await office.goes_round()
    assert office.group.card(case).native != before
    assert office.group.card(case).post.topic == "mod-card-claimed"


async def test_a_case_that_is_appealed_has_a_card_again(office: Office) -> None:
    _, mo = await office.staffed()
    bad = await office.person("bad")
    case = await office.reported(Reason.SPAM, subject=bad)
    async with office.database.unit() as unit:
        await office.moderation.settle(unit, case, Measure.WARNING)
    await office.goes_round()
    assert office.group.card(case).post.topic == "mod-card-done"
    async with office.database.unit() as unit:
        member = (await bad.member()).id
        sanction = await office.moderation.appeals.appealable(unit, member)
        assert sanction is not None
        await office.moderation.appeals.file(unit, member, sanction.id, "it was not me")
    await office.goes_round()
    card = office.group.card(case).post
    assert (card.topic, "Appeal" in card.text) == ("mod-card-open", True)
    assert "Quick close" not in [label.text for row in card.labels for label in row]
    await office.taps(mo, office.group, case, "mod-claim")
    assert mo.hears() == [Text.MOD_NO_SUCH_CASE], "appeals are for seniors"


async def test_two_that_end_in_one_round_leave_nobody_without_a_card(office: Office) -> None:
    """The card of the second still stood there when what waits was counted after the first."""
    _, mo = await office.staffed()
    cases = [await office.reported() for _ in range(MOST_CARDS + 2)]
    for case in cases[:2]:
        await office.taps(mo, office.group, case, "mod-close")
        office.clock.passes(seconds=1)
    await office.goes_round()
    assert {row["case"] for row in office.rows("cards")} == set(cases[2:])
    topics = office.group.topics()
    assert (topics.count("mod-digest"), topics.count("mod-digest-over")) == (0, 1)


async def test_a_new_case_in_the_round_in_which_another_ends_has_its_card_and_nothing_is_counted(
    office: Office,
) -> None:
    _, mo = await office.staffed()
    cases = [await office.reported() for _ in range(MOST_CARDS)]
    async with office.database.unit() as unit:
        ann, bob, room = MemberId("ann"), MemberId("bob"), RoomId("room")
        filed = await office.moderation.report(unit, reporter=ann, subject=bob, room=room, reason=Reason.SPAM)
    office.clock.passes(seconds=1)
    await office.taps(mo, office.group, cases[0], "mod-close")
    await office.goes_round()
    assert {row["case"] for row in office.rows("cards")} == {*cases[1:], filed.case}
    assert set(office.group.topics()) == {"mod-desk-here", "mod-card-open", "mod-card-done"}


async def test_where_very_much_waits_when_a_desk_is_set_up_it_is_counted_once(office: Office) -> None:
    for _ in range(MOST_CARDS + 4):
        await office.reported()
    await office.staffed()
    assert [office.group.topics().count(each) for each in ("mod-card-open", "mod-digest")] == [MOST_CARDS, 1]
    (digest,) = [each for each in office.group.cards() if each.post.topic == "mod-digest"]
    assert "4 more cases" in digest.post.text


async def test_a_moderators_own_chat_is_filled_with_what_is_theirs_however_much_else_waits(office: Office) -> None:
    """Child safety comes before everything: it may not take the place of what this moderator sees."""
    mo = await office.moderator("mo", Role.MODERATOR)
    await mo.says("/mod here")
    mo.hears()
    cases = [await office.reported(Reason.SPAM) for _ in range(MOST_CARDS + 1)]
    for _ in range(MOST_CARDS + 2):
        await office.reported(Reason.MINOR)
    assert sorted(mo.hears()) == [Text.MOD_CARD_OPEN] * MOST_CARDS + [Text.MOD_DIGEST]
    async with office.database.unit() as unit:
        await office.moderation.settle(unit, cases[0], Measure.NOTHING)
    await office.goes_round()
    assert mo.hears() == [Text.MOD_CARD_OPEN], "the one that waited without a card has it now"
    await mo.says("/mod away")
    await mo.says("/mod here")
    assert mo.hears().count(Text.MOD_CARD_OPEN) == MOST_CARDS, "set up anew, in spite of all that others see"
