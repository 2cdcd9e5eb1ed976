"""From the queue to the decision, tap by tap; each tap is asked anew who makes it and under which claim."""

import pytest

from bot.messages import Command, Pressed
from bot.texts.keys import Text
from moderation.books import Books
from moderation.model import CaseId, Reason
from moderation.roles import Role
from moderation.team import OPERATOR
from tests.bot.moderators.office import GROUP, Office, pressed, toast
from tests.bot.people import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


def labels(person: Person) -> list[str]:
    """The buttons of the latest message of their own chat, as it reads now."""
    return [label.text for row in person.chat()[-1].post.labels for label in row]


async def test_the_queue_offers_what_waits_and_a_case_its_sheet(office: Office) -> None:
    _, mo = await office.staffed()
    spam, threats = await office.reported(Reason.SPAM), await office.reported(Reason.THREATS)
    await mo.says("/mod")
    assert mo.hears() == [Text.MOD_QUEUE]
    assert [each.split(" ")[0] for each in labels(mo)] == [threats, spam], "the most pressing first"
    await office.goes_on(mo, "mod-open")
    assert mo.hears() == [Text.MOD_SHEET]
    assert f"Case {threats}" in mo.post.text
    await mo.says(f"/mod {spam.lower()}")
    assert f"Case {spam}" in mo.post.text


async def test_nothing_waits_where_nothing_does(office: Office) -> None:
    _, mo = await office.staffed()
    await mo.says("/mod")
    assert mo.hears() == [Text.MOD_QUEUE_EMPTY]


async def test_a_claim_is_answered_over_the_chat_in_a_group(office: Office) -> None:
    _, mo = await office.staffed()
    case = await office.reported()
    await office.taps(mo, office.group, case, "mod-claim", toast("press"))
    assert office.discreet.toasts == [("press", "mod-claimed")]
    assert mo.hears() == []
    assert (await office.state(case))[0] == "claimed"


async def test_two_cannot_have_the_same_case_in_hand(office: Office) -> None:
    _, mo = await office.staffed()
    other = await office.moderator("other", Role.MODERATOR)
    case = await office.reported()
    await office.taps(mo, office.group, case, "mod-claim")
    for action in ("mod-close", "mod-view", "mod-decide"):
        await office.taps(other, office.group, case, action)
    assert other.hears() == [Text.MOD_TAKEN] * 3
    assert (await office.state(case)) == ("claimed", None)
    assert office.refused() == {"takenby": 3.0}


async def test_whoever_gives_a_case_back_leaves_it_to_others(office: Office) -> None:
    _, mo = await office.staffed()
    other = await office.moderator("other", Role.MODERATOR)
    case = await office.reported()
    await office.taps(mo, office.group, case, "mod-claim")
    await office.goes_round()
    await office.taps(other, office.group, case, "mod-release")
    assert other.hears() == [Text.MOD_STALE], "it is not theirs to give"
    await office.taps(mo, office.group, case, "mod-release")
    assert mo.hears() == [Text.MOD_CLAIMED, Text.MOD_RELEASED]
    await office.goes_round()
    await office.taps(other, office.group, case, "mod-claim")
    assert other.hears() == [Text.MOD_CLAIMED]


async def test_a_decision_takes_three_taps_and_a_yes(office: Office) -> None:
    _, mo = await office.staffed()
    bad = await office.person("bad")
    case = await office.reported(Reason.THREATS, subject=bad)
    await office.taps(mo, office.group, case, "mod-decide")
    assert mo.hears() == [Text.MOD_RULE]
    assert labels(mo)[0].startswith("Threat"), "as it was reported comes first"
    await office.goes_on(mo, "mod-rule")
    assert mo.sees_changed() == [Text.MOD_MEASURE]
    offered = labels(mo)
    assert offered[0].startswith(("Pause", "Limited")), "what the ladder says"
    assert not any(each.startswith("Ban") for each in offered), "their role does not ban"
    await office.goes_on(mo, "mod-plan")
    assert mo.sees_changed() == [Text.MOD_CONFIRM]
    assert (await office.state(case))[0] == "claimed", "nothing is decided yet"
    await office.goes_on(mo, "mod-do")
    assert mo.sees_changed() == [Text.MOD_DECIDED]
    assert await office.state(case) == ("decided", "acted")
    assert mo.hears() == [], "one message, not four"


async def test_a_tap_twice_decides_once(office: Office) -> None:
    _, mo = await office.staffed()
    case = await office.reported()
    await office.taps(mo, office.group, case, "mod-decide")
    await office.goes_on(mo, "mod-plan", "No violation")
    confirmed = mo.chat()[-1]
    data = next(each for each in confirmed.data if each.startswith("mod-do"))
    for _ in range(3):
        await office.does(mo, pressed(data), message=confirmed.native)
    assert await office.state(case) == ("decided", "no-violation")
    assert len(office.rows("decisions")) == 1
    assert mo.hears() == [Text.MOD_RULE, Text.MOD_STALE, Text.MOD_STALE]


async def test_a_note_goes_with_the_decision(office: Office) -> None:
    _, mo = await office.staffed()
    case = await office.reported()
    await office.taps(mo, office.group, case, "mod-decide")
    await office.goes_on(mo, "mod-plan", "No violation")
    await office.goes_on(mo, "mod-note")
    assert mo.hears()[-1] == Text.MOD_NOTE_ASKED
    await mo.says("they were joking with each other")
    assert mo.hears() == [Text.MOD_DECIDED]
    assert await office.state(case) == ("decided", "no-violation")
    async with office.database.read() as unit:
        (decision,) = await Books(unit).rulings.decisions_of(CaseId(case))
    assert decision.note == "they were joking with each other"
    assert (await mo.member()).pending is None


async def test_a_note_in_a_form_decides_at_once(office: Office) -> None:
    """As Discord brings it."""
    _, mo = await office.staffed()
    case = await office.reported()
    data = next(each for each in office.group.card(case).data if each.startswith("mod-note"))
    tap = pressed(data)
    await office.does(mo, Pressed(tap.action, tap.token, "too hard for me"), GROUP)
    assert mo.hears() == [Text.MOD_ESCALATED]
    assert (await office.state(case))[0] == "escalated"


async def test_escalating_asks_for_a_note_in_the_moderators_own_chat(office: Office) -> None:
    _, mo = await office.staffed()
    case = await office.reported()
    await office.taps(mo, office.group, case, "mod-note", toast("press"))
    assert office.discreet.toasts == [("press", "mod-in-private")]
    assert mo.hears() == [Text.MOD_NOTE_ASKED]
    await mo.says("x" * 501)
    assert mo.hears() == [Text.MOD_NEEDS_WORDS]
    assert (await office.state(case))[0] == "claimed"
    await office.taps(mo, office.group, case, "mod-note")
    await mo.says("look at the third one")
    assert mo.hears() == [Text.MOD_NOTE_ASKED, Text.MOD_ESCALATED]


async def test_a_note_that_comes_too_late_is_no_note(office: Office) -> None:
    _, mo = await office.staffed()
    case = await office.reported()
    await office.taps(mo, office.group, case, "mod-note")
    mo.hears()
    office.clock.passes(minutes=11)
    await mo.says("look at the third one")
    assert mo.hears() == [Text.NOT_TALKING]
    assert (await office.state(case))[0] != "escalated"


async def test_what_was_begun_under_a_claim_that_is_over_does_not_count(office: Office) -> None:
    """Not even if the same moderator has claimed the case again."""
    _, mo = await office.staffed()
    case = await office.reported()
    await office.taps(mo, office.group, case, "mod-decide")
    await office.goes_on(mo, "mod-plan", "No violation")
    await office.goes_round(minutes=11)
    await office.taps(mo, office.group, case, "mod-claim")
    mo.hears()
    await office.goes_on(mo, "mod-do")
    assert mo.hears() == [Text.MOD_STALE]
    assert (await office.state(case)) == ("claimed", None)


async def test_a_role_that_was_taken_away_is_gone_at_the_next_tap(office: Office) -> None:
    _, mo = await office.staffed()
    case = await office.reported()
    await office.taps(mo, office.group, case, "mod-decide")
    await office.goes_on(mo, "mod-plan", "No violation")
    async with office.database.unit() as unit:
        await office.moderation.team.revoke(unit, OPERATOR, (await mo.member()).id, Role.MODERATOR)
    mo.hears()
    await office.goes_on(mo, "mod-do")
    assert mo.hears() == [Text.MOD_NOT_YOU]
    assert (await office.state(case)) == ("queued", None), "and what they had in hand waits for the others"


async def test_nobody_decides_about_people_they_have_to_do_with(office: Office) -> None:
    _, mo = await office.staffed()
    case = await office.reported(subject=mo)
    for action in ("mod-claim", "mod-view", "mod-close", "mod-decide"):
        await office.taps(mo, office.group, case, action)
    assert mo.hears() == [Text.MOD_INVOLVED] * 4
    assert (await office.state(case)) == ("queued", None)


async def test_a_ban_waits_for_a_second_person_who_decides_the_same(office: Office) -> None:
    _, _ = await office.staffed()
    first, second = await office.moderator("s1", Role.SENIOR), await office.moderator("s2", Role.SENIOR)
    case = await office.reported(Reason.THREATS)

    async def bans(who: Person) -> None:
        await office.taps(who, office.group, case, "mod-decide")
        await office.goes_on(who, "mod-rule")
        await office.goes_on(who, "mod-plan", "Ban")
        await office.goes_on(who, "mod-do")
        await office.goes_round()

    await bans(first)
    assert first.sees_changed()[-1] == Text.MOD_WAITS
    await bans(first)
    assert first.hears()[-1] == Text.MOD_FORBIDDEN, "nobody is their own second"
    await office.taps(first, office.group, case, "mod-release")
    await office.goes_round()
    await bans(second)
    assert second.sees_changed()[-1] == Text.MOD_DECIDED
    assert await office.state(case) == ("decided", "acted")


async def test_who_asks_for_a_ban_again_hears_that_it_holds_nobody(office: Office) -> None:
    await office.staffed()
    first, bad = await office.moderator("s1", Role.SENIOR), await office.person("bad")
    told = []
    for reason in (Reason.THREATS, Reason.HATE):
        case = await office.reported(reason, subject=bad)
        await office.taps(first, office.group, case, "mod-decide")
        for action, detail in (("mod-rule", ""), ("mod-plan", "Ban"), ("mod-do", "")):
            await office.goes_on(first, action, detail)
        told.append(next(each.post.text for each in reversed(first.chat()) if "second person" in each.post.text))
    assert ["can't search or talk" in each for each in told] == [True, False]
    assert "nobody has agreed" in told[1]


async def test_an_appeal_is_ruled_by_somebody_else(office: Office) -> None:
    _, _ = await office.staffed()
    first, second = await office.moderator("s1", Role.SENIOR), await office.moderator("s2", Role.SENIOR)
    bad = await office.person("bad")
    case = await office.reported(Reason.SPAM, subject=bad)
    await office.taps(first, office.group, case, "mod-decide")
    await office.goes_on(first, "mod-rule")
    await office.goes_on(first, "mod-plan", "Warning")
    await office.goes_on(first, "mod-do")
    async with office.database.unit() as unit:
        member = (await bad.member()).id
        sanction = await office.moderation.appeals.appealable(unit, member)
        assert sanction is not None
        await office.moderation.appeals.file(unit, member, sanction.id, "it was not me")
    await office.goes_round()
    first.hears()
    await office.taps(first, office.group, case, "mod-decide")
    assert first.hears() == [Text.MOD_FORBIDDEN]
    await office.taps(second, office.group, case, "mod-decide")
    assert second.hears() == [Text.MOD_RULING]
    await office.goes_on(second, "mod-plan", "Overturn it")
    await office.goes_on(second, "mod-do")
    assert second.sees_changed() == [Text.MOD_CONFIRM, Text.MOD_RULED]
    assert await office.state(case) == ("decided", "no-violation")
    async with office.database.read() as unit:
        assert (await office.moderation.standing(unit, member)).all == ()


async def test_a_decision_in_their_own_chat_leaves_the_card_what_it_is(office: Office) -> None:
    mo = await office.moderator("mo", Role.MODERATOR)
    await mo.says("/mod here")
    case = await office.reported()
    mo.hears()
    await office.goes_on(mo, "mod-decide")
    assert mo.hears() == [Text.MOD_RULE]
    assert mo.sees_changed() == []
    await office.goes_round()
    assert mo.sees_changed() == [Text.MOD_CARD_CLAIMED]
    assert case in mo.chat()[-2].post.text


async def test_the_queue_in_a_group_is_told_in_private(office: Office) -> None:
    _, mo = await office.staffed()
    await office.reported()
    before = len(office.group.cards())
    await office.does(mo, Command("mod"), GROUP)
    assert mo.hears() == [Text.MOD_QUEUE]
    assert len(office.group.cards()) == before
