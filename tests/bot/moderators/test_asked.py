"""A second person reads why, and agrees or not; whether what has no end stands is asked where cards go."""

import pytest

from bot.messages import Command
from bot.pseudonyms import pseudonym
from bot.texts.keys import Text
from moderation.model import Reason
from moderation.roles import Action, Role
from moderation.team import OPERATOR
from tests.bot.moderators.office import WHY, Office, pressed, toast
from tests.bot.people import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


def labels(person: Person) -> list[str]:
    """The buttons of the latest message of their own chat, as it reads now."""
    return [label.text for row in person.chat()[-1].post.labels for label in row]


async def kinds(office: Office) -> list[str]:
    """What the log says was done, the latest first."""
    return [row["kind"] for row in reversed(office.rows("audit"))]


# --- a second person ---


async def test_a_second_person_reads_why_and_agrees_and_the_first_does_it_once(office: Office) -> None:
    _, mo = await office.staffed()
    sue = await office.moderator("sue", Role.SENIOR)
    case = await office.reported()
    asked = await office.requested(case)
    question = office.group.question(case)
    assert question.post.topic == "mod-request"
    assert "The operator asks to learn whose account it is about." in question.post.text
    assert [label.text for row in question.post.labels for label in row] == ["Agree", "Decline"]
    assert "Ulm" not in question.post.text, "why is for who answers alone"
    assert mo.hears() == sue.hears() == []

    await office.taps(sue, office.group, case, "mod-agree", toast("t"), asked=True)
    assert office.discreet.toasts[-1] == ("t", "mod-in-private")
    assert sue.hears() == [Text.MOD_REQUEST_WHY]
    assert f"The reason: {WHY}" in sue.chat()[-1].post.text, "as it was written"
    assert not any(span.style.value == "bold" for span in sue.chat()[-1].post.spans if span.start > 50)
    assert labels(sue) == ["Yes, I agree", "Decline"]
    async with office.database.unit() as unit:
        own = await office.moderation.team.own(unit, OPERATOR, case, Action.UNMASK)
    assert own is not None
    assert own.granted is None, "reading is not agreeing"

    await office.goes_on(sue, "mod-agree")
    assert sue.sees_changed() == [Text.MOD_AGREED]
    assert WHY not in sue.chat()[-1].post.text
    await office.goes_round()
    done = office.group.question(case).post
    assert (done.topic, done.labels) == ("mod-request-done", ())
    name = pseudonym(office.database.keys, (await sue.member()).id)
    assert f"{name} agreed" in done.text
    async with office.database.unit() as unit:
        used = await office.moderation.team.use(unit, OPERATOR, asked.id)
        assert used.subject is not None
    assert (await kinds(office))[:4] == ["unmasked", "approved", "queue-read", "approval-asked"]


async def test_whoever_declines_does_so_with_one_tap(office: Office) -> None:
    await office.staffed()
    sue = await office.moderator("sue", Role.SENIOR)
    case = await office.reported()
    await office.requested(case, Action.EXPORT)
    assert "into a file" in office.group.question(case).post.text
    await office.taps(sue, office.group, case, "mod-decline", toast("t"), asked=True)
    assert office.discreet.toasts == [("t", "mod-declined")]
    await office.goes_round()
    assert "declined: it is not done" in office.group.question(case).post.text
    async with office.database.unit() as unit:
        own = await office.moderation.team.own(unit, OPERATOR, case, Action.EXPORT)
    assert own is not None
    assert own.granted is False


async def test_it_is_asked_in_the_chats_of_those_who_may_answer_and_of_no_others(office: Office) -> None:
    sue, mo = await office.moderator("sue", Role.SENIOR), await office.moderator("mo", Role.MODERATOR)
    keeper = await office.moderator("keeper", Role.CHILD_SAFETY)
    bad = await office.moderator("bad", Role.SENIOR)
    for each in (sue, mo, keeper, bad):
        await each.says("/mod here")
        each.hears()
    case = await office.reported(subject=bad)
    for each in (sue, mo, keeper, bad):
        each.hears()
    await office.requested(case)
    assert sue.hears() == [Text.MOD_REQUEST]
    assert mo.hears() == keeper.hears() == bad.hears() == [], "least of all who it is about"
    await office.goes_on(sue, "mod-agree")
    assert sue.hears() == [Text.MOD_REQUEST_WHY], "beside the question, which others answer too"
    await office.goes_on(sue, "mod-agree", "Yes, I agree")
    await office.goes_round()
    assert sue.sees_changed() == [Text.MOD_AGREED, Text.MOD_REQUEST_DONE]
    assert [each.hears() for each in (mo, keeper, bad)] == [[], [], []]


async def test_whoever_may_not_answer_is_told_so_and_nothing_changes(office: Office) -> None:
    _, mo = await office.staffed()
    keeper, helper = await office.moderator("keeper", Role.CHILD_SAFETY), await office.moderator("t", Role.TRIAGE)
    bad = await office.moderator("bad", Role.SENIOR)
    ann = await office.person("ann")
    case = await office.reported(subject=bad)
    await office.requested(case)
    before = office.rows("approvals")
    expected = {
        mo: Text.MOD_FOR_OTHERS,
        helper: Text.MOD_FOR_OTHERS,
        keeper: Text.MOD_NO_SUCH_CASE,
        bad: Text.MOD_INVOLVED,
        ann: Text.MOD_NOT_YOU,
    }
    for who, text in expected.items():
        for action in ("mod-agree", "mod-decline"):
            await office.taps(who, office.group, case, action, asked=True)
        assert who.hears() == [text, text], who.name
    assert office.rows("approvals") == before


async def test_nobody_answers_what_they_asked_for_themselves(office: Office) -> None:
    await office.staffed()
    sue = await office.moderator("sue", Role.SENIOR)
    case = await office.reported()
    async with office.database.unit() as unit:
        actor = await office.moderation.team.actor(unit, (await sue.member()).id)
        await office.moderation.team.ask(unit, actor, case, Action.UNMASK, WHY)
    await office.goes_round()
    assert pseudonym(office.database.keys, actor.member) in office.group.question(case).post.text
    for action in ("mod-agree", "mod-decline"):
        await office.taps(sue, office.group, case, action, asked=True)
    await sue.says("/mod")
    assert sue.hears() == [Text.MOD_REQUEST_OWN, Text.MOD_REQUEST_OWN, Text.MOD_QUEUE]
    await sue.says(f"/mod {case}")
    assert not any("account" in each for each in labels(sue))
    async with office.database.unit() as unit:
        asked = await office.moderation.team.own(unit, actor, case, Action.UNMASK)
        assert asked is not None
        await office.moderation.team.answer(unit, OPERATOR, asked.id, granted=True)
    await office.goes_round()
    assert "The operator agreed" in office.group.question(case).post.text


async def test_the_queue_and_the_sheet_offer_what_waits_for_a_second_person(office: Office) -> None:
    sue = await office.moderator("sue", Role.SENIOR)
    case = await office.reported()
    await office.requested(case)
    await sue.says("/mod")
    assert sue.hears() == [Text.MOD_QUEUE, Text.MOD_ASKED]
    assert labels(sue) == [f"{case} · whose account"]
    await office.goes_on(sue, "mod-agree")
    assert sue.hears() == [Text.MOD_REQUEST_WHY]
    await sue.says(f"/mod {case}")
    assert labels(sue)[-1] == f"{case} · whose account"
    await office.goes_on(sue, "mod-agree")
    await office.goes_on(sue, "mod-decline")
    assert sue.hears() == [Text.MOD_SHEET, Text.MOD_REQUEST_WHY]
    assert sue.sees_changed() == [Text.MOD_DECLINED]
    await sue.says(f"/mod {case}")
    assert labels(sue)[-1] != f"{case} · whose account"
    await sue.says("/mod")
    assert sue.hears()[-1] == Text.MOD_QUEUE


async def test_an_answer_counts_once(office: Office) -> None:
    await office.staffed()
    sue, ida = await office.moderator("sue", Role.SENIOR), await office.moderator("ida", Role.SENIOR)
    case = await office.reported()
    await office.requested(case)
    data = office.group.question(case).data
    await office.taps(sue, office.group, case, "mod-agree", asked=True)
    await office.taps(ida, office.group, case, "mod-decline", asked=True)
    await office.goes_on(sue, "mod-agree")
    for each in data:
        await office.does(ida, pressed(each), office.group.chat)
    assert ida.hears() == [Text.MOD_DECLINED, Text.MOD_NOT_NOW, Text.MOD_NOT_NOW]
    assert sue.hears() == [Text.MOD_REQUEST_WHY, Text.MOD_NOT_NOW]
    (row,) = office.rows("approvals")
    assert bool(row["granted"]) is False


async def test_what_nobody_answered_for_a_week_says_so_in_a_new_message(office: Office) -> None:
    """The old one is forgotten after three days, and can't be changed any more."""
    await office.staffed()
    case = await office.reported()
    await office.requested(case)
    await office.goes_round(hours=7 * 24 + 1)
    last = office.group.question(case)
    assert (last.post.topic, last.post.labels) == ("mod-request-done", ())
    assert "Nobody answered in time" in last.post.text


async def test_a_case_of_child_safetys_is_theirs_to_answer(office: Office) -> None:
    await office.staffed()
    sue, keeper = await office.moderator("sue", Role.SENIOR), await office.moderator("keeper", Role.CHILD_SAFETY)
    case = await office.reported(Reason.MINOR)
    await office.requested(case)
    await office.taps(sue, office.group, case, "mod-agree", asked=True)
    await office.taps(keeper, office.group, case, "mod-agree", asked=True)
    assert (sue.hears(), keeper.hears()) == ([Text.MOD_NO_SUCH_CASE], [Text.MOD_REQUEST_WHY])


# --- what has no end ---


async def test_a_ban_of_a_year_ago_is_asked_about_and_stands(office: Office) -> None:
    await office.staffed()
    sue = await office.moderator("sue", Role.SENIOR)
    bad = await office.person("bad")
    case = await office.banned(bad)
    bad.hears()
    await office.years_pass()
    question = office.group.question(case)
    assert question.post.topic == "mod-review"
    assert "Somebody is banned, for" in question.post.text
    assert [label.text for row in question.post.labels for label in row] == ["It stands", "Lift"]
    await office.taps(sue, office.group, case, "mod-stands", toast("t"), asked=True)
    assert office.discreet.toasts == [("t", "mod-review-kept")]
    await office.goes_round()
    done = office.group.question(case).post
    assert (done.topic, done.labels) == ("mod-review-done", ())
    assert "asked about again in 365 days" in done.text
    assert bad.hears() == [], "nobody is told that they were talked about"
    await office.years_pass()
    assert office.group.question(case).post.topic == "mod-review", "a year later"


async def test_lifting_takes_two_taps_and_the_person_hears_it(office: Office) -> None:
    await office.staffed()
    sue, mo = await office.moderator("sue", Role.SENIOR), await office.moderator("mo2", Role.MODERATOR)
    bad = await office.person("bad")
    case = await office.banned(bad)
    bad.hears()
    await office.years_pass()
    for action in ("mod-ends", "mod-stands"):
        await office.taps(mo, office.group, case, action, asked=True)
    assert mo.hears() == [Text.MOD_NO_SUCH_CASE] * 2, "what went to seniors is theirs"
    await office.taps(sue, office.group, case, "mod-ends", asked=True)
    assert sue.hears() == [Text.MOD_REVIEW_SURE]
    assert bad.hears() == []
    await office.goes_on(sue, "mod-ends")
    assert sue.sees_changed() == [Text.MOD_REVIEW_LIFTED]
    await office.goes_round()
    assert bad.hears() == [Text.SANCTION_OVER]
    assert "It is lifted" in office.group.question(case).post.text


async def test_nobody_answers_and_it_is_asked_again_a_month_later(office: Office) -> None:
    await office.staffed()
    case = await office.banned()
    await office.years_pass()
    first = office.group.question(case).native
    await office.years_pass(29)
    assert office.group.question(case).native == first
    await office.years_pass(1)
    again = office.group.question(case)
    assert (again.native != first, again.post.topic) == (True, "mod-review")


async def test_what_is_to_be_looked_at_again_is_listed_for_those_who_may(office: Office) -> None:
    sue, mo = await office.moderator("sue", Role.SENIOR), await office.moderator("mo", Role.MODERATOR)
    await sue.says("/mod here")
    await mo.says("/mod here")
    case = await office.banned()
    for each in (sue, mo):
        each.hears()
        each.sees_changed()
    await office.years_pass()
    assert (sue.hears(), mo.hears()) == ([Text.MOD_REVIEW], [])
    await sue.says("/mod")
    await mo.says("/mod")
    assert (sue.hears(), mo.hears()) == ([Text.MOD_ASKED], [Text.MOD_QUEUE_EMPTY])
    assert labels(sue) == [f"{case} · ban"]
    await office.goes_on(sue, "mod-review")
    assert sue.hears() == [Text.MOD_REVIEW]
    await office.goes_on(sue, "mod-ends")
    assert sue.hears() == [Text.MOD_REVIEW_SURE]
    await office.goes_on(sue, "mod-stands")
    await office.goes_round()
    assert sue.sees_changed() == [Text.MOD_REVIEW_KEPT, Text.MOD_REVIEW_DONE]
    await sue.says("/mod")
    assert sue.hears() == [Text.MOD_QUEUE_EMPTY]


async def test_a_question_is_nobodys_own_and_its_buttons_are_good_for_nothing_else(office: Office) -> None:
    await office.staffed()
    sue = await office.moderator("sue", Role.SENIOR)
    case = await office.reported()
    asked = await office.requested(case)
    agree = next(each for each in office.group.question(case).data if each.startswith("mod-agree"))
    for forged in (agree.replace("mod-agree", "mod-stands"), agree.replace(asked.id, case), f"{agree}x", "mod-agree:y"):
        await office.does(sue, pressed(forged), office.group.chat)
    assert set(sue.hears()) == {Text.MOD_FORGED}
    await office.does(sue, Command("mod"), office.group.chat)
    assert sue.hears() == [Text.MOD_QUEUE, Text.MOD_ASKED]
