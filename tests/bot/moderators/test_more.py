"""What else can be done with a case, from its sheet: hand it to child safety, keep it, merge it, reopen it, lift it."""

import pytest

from bot.messages import Pressed
from bot.texts.keys import Text
from bot.tokens import token
from moderation.model import Measure, Reason
from moderation.roles import Role
from tests.bot.moderators.office import Office, pressed
from tests.bot.moderators.test_asked import kinds, labels
from tests.bot.people import Person
from tests.moderation.desk import swept

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def sheet(office: Office, who: Person, case: str) -> list[str]:
    """The sheet of a case: its buttons."""
    await who.says(f"/mod {case}")
    assert who.hears()[-1] == Text.MOD_SHEET
    return labels(who)


async def test_a_sheet_says_how_a_case_stands_in_words_and_that_it_was_read_is_on_record(office: Office) -> None:
    _, mo = await office.staffed()
    case = await office.reported()
    await sheet(office, mo, case)
    assert " · waits · one reporter" in mo.chat()[-1].post.text
    line = office.rows("audit")[-1]
    assert (line["kind"], line["case"], line["actor"]) == ("queue-read", case, (await mo.member()).id)
    await mo.says("/language de")
    await mo.says(f"/mod {case}")
    assert " · wartet · " in mo.chat()[-1].post.text


async def test_a_sheet_offers_what_this_moderator_may_do_and_what_can_be_done_now(office: Office) -> None:
    _, mo = await office.staffed()
    sue, keeper = await office.moderator("sue", Role.SENIOR), await office.moderator("keeper", Role.CHILD_SAFETY)
    case, child = await office.reported(), await office.reported(Reason.MINOR)
    work = ["Claim", "View", "Decide", "Quick close"]
    assert await sheet(office, mo, case) == [*work, "Escalate", "To child safety", "Merge"]
    assert await sheet(office, sue, case) == [*work, "Escalate", "To child safety", "Merge", "Put on hold"]
    assert await sheet(office, keeper, child) == [*work, "Preserve", "Merge", "Put on hold"]
    async with office.database.unit() as unit:
        await office.moderation.settle(unit, case, Measure.PAUSE, 3600)
    assert await sheet(office, mo, case) == [], "decided, and not theirs to look at again"
    assert await sheet(office, sue, case) == ["Reopen", "Lift", "Put on hold"]
    office.clock.passes(hours=2)
    assert await sheet(office, sue, case) == ["Reopen", "Put on hold"], "what is over can't be lifted"
    office.clock.passes(hours=24 * 31)
    async with office.database.unit() as unit:
        await swept(office.moderation, unit)
    assert await sheet(office, sue, case) == ["Put on hold"]
    assert "its words erased" in sue.chat()[-1].post.text


async def test_where_a_case_is_decided_there_is_a_way_to_all_else(office: Office) -> None:
    _, mo = await office.staffed()
    case = await office.reported()
    await office.taps(mo, office.group, case, "mod-decide")
    assert labels(mo)[-1] == "More"
    await office.goes_on(mo, "mod-open")
    assert mo.hears() == [Text.MOD_RULE, Text.MOD_SHEET]
    await office.goes_on(mo, "mod-quarantine")
    assert mo.hears() == [Text.MOD_QUARANTINED]
    assert (await office.state(case))[0] == "quarantined"
    await mo.says(f"/mod {case}")
    assert mo.hears() == [Text.MOD_NO_SUCH_CASE], "out of sight"


async def test_what_is_in_others_hands_is_not_taken_from_them(office: Office) -> None:
    _, mo = await office.staffed()
    other = await office.moderator("other", Role.MODERATOR)
    case = await office.reported()
    await sheet(office, other, case)
    await office.taps(mo, office.group, case, "mod-claim")
    for action in ("mod-quarantine", "mod-merge"):
        await office.goes_on(other, action)
    assert other.hears() == [Text.MOD_TAKEN] * 2
    assert (await office.state(case)) == ("claimed", None)


async def test_a_case_of_child_safetys_is_preserved_and_decided_all_the_same(office: Office) -> None:
    await office.staffed()
    keeper = await office.moderator("keeper", Role.CHILD_SAFETY)
    case = await office.reported(Reason.MINOR)
    await sheet(office, keeper, case)
    await office.goes_on(keeper, "mod-preserve")
    assert keeper.hears() == [Text.MOD_PRESERVED]
    (row,) = office.rows("cases")
    assert (row["state"], bool(row["legal_hold"])) == ("legal-hold", True)
    assert "Take the hold off" in await sheet(office, keeper, case)
    await office.goes_on(keeper, "mod-hold")
    assert keeper.hears() == [Text.MOD_HELD]
    assert "is off" in keeper.chat()[-1].post.text
    await office.goes_on(keeper, "mod-hold")
    assert keeper.hears() == [Text.MOD_ALREADY], "the same button twice"
    assert (await kinds(office))[0] == "hold-off"


async def test_two_cases_about_one_person_become_one(office: Office) -> None:
    await office.staffed()
    mo = await office.moderator("mo2", Role.MODERATOR)
    bad = await office.person("bad")
    one, other = await office.reported(subject=bad), await office.reported(Reason.THREATS, subject=bad)
    await office.reported(Reason.MINOR, subject=bad)
    await office.reported(Reason.SPAM)
    await sheet(office, mo, one)
    await office.goes_on(mo, "mod-merge")
    assert mo.hears() == [Text.MOD_MERGE]
    assert labels(mo) == [f"{other} · Urgent"], "neither others' nor child safety's"
    await office.goes_on(mo, "mod-merge", f"{other} · Urgent")
    assert mo.sees_changed()[-1:] == [Text.MOD_MERGED]
    row = next(each for each in office.rows("cases") if each["id"] == one)
    assert (row["state"], row["merged_into"]) == ("merged", other)
    await office.goes_round()
    assert office.group.card(one).post.topic == "mod-card-elsewhere"
    await sheet(office, mo, other)
    await office.goes_on(mo, "mod-merge")
    assert mo.hears() == [Text.MOD_MERGE_NONE]


async def test_a_merger_begun_under_a_claim_that_is_over_does_not_count(office: Office) -> None:
    await office.staffed()
    mo, bad = await office.moderator("mo2", Role.MODERATOR), await office.person("bad")
    one, _ = await office.reported(subject=bad), await office.reported(Reason.THREATS, subject=bad)
    await sheet(office, mo, one)
    await office.goes_on(mo, "mod-merge")
    office.clock.passes(minutes=11)
    await office.goes_on(mo, "mod-merge")
    assert mo.hears() == [Text.MOD_MERGE, Text.MOD_STALE]
    assert "merged" not in {each["state"] for each in office.rows("cases")}


@pytest.mark.parametrize(("label", "text"), [("Reopen", Text.MOD_REOPENED), ("Lift", Text.MOD_LIFTED)])
async def test_what_is_decided_is_opened_again_or_lifted_with_a_note(office: Office, label: str, text: Text) -> None:
    await office.staffed()
    sue, bad = await office.moderator("sue", Role.SENIOR), await office.person("bad")
    case = await office.reported(subject=bad)
    async with office.database.unit() as unit:
        await office.moderation.settle(unit, case, Measure.PAUSE, 86400)
    await office.goes_round()
    bad.hears()
    await sheet(office, sue, case)
    await office.goes_on(sue, "mod-note", label)
    assert sue.hears() == [Text.MOD_NOTE_ASKED]
    assert (await office.state(case))[0] == "decided"
    await sue.says("it was a quotation")
    assert sue.hears() == [text]
    (note,) = office.rows("notes")
    assert note["case"] == case
    assert (await office.state(case))[0] == ("queued" if label == "Reopen" else "decided")
    await office.goes_round()
    assert bad.hears() == ([] if label == "Reopen" else [Text.SANCTION_OVER]), "what holds goes on until then"


async def test_what_has_no_words_any_more_is_lifted_without_any(office: Office) -> None:
    await office.staffed()
    sue, bad = await office.moderator("sue", Role.SENIOR), await office.person("bad")
    case = await office.banned(bad)
    bad.hears()
    await office.years_pass(100)
    assert await sheet(office, sue, case) == ["Lift"]
    await office.goes_on(sue, "mod-lift")
    assert sue.hears() == [Text.MOD_LIFT_CASE]
    assert bad.hears() == []
    await office.goes_on(sue, "mod-lift")
    assert sue.hears() == [Text.MOD_LIFTED]
    await office.goes_round()
    assert bad.hears() == [Text.SANCTION_OVER]
    assert office.rows("notes") == []


async def test_whoever_made_up_a_button_for_more_than_they_may_is_refused(office: Office) -> None:
    """Whatever the sheet offered: who they are now counts."""
    _, mo = await office.staffed()
    case = await office.reported()
    keys, member = office.database.keys, (await mo.member()).id
    async with office.database.unit() as unit:
        await office.moderation.settle(unit, case, Measure.PAUSE, 86400)
    for action, chosen in (("mod-preserve", ()), ("mod-hold", ("1",)), ("mod-lift", ()), ("mod-note", ("r",))):
        made = token(keys, action, member, case, *chosen)
        await office.does(mo, Pressed(action, made, "because"))
    refusals = mo.hears()
    assert set(refusals) == {Text.MOD_FORBIDDEN}
    assert (await office.state(case)) == ("decided", "acted")
    await office.does(mo, pressed(f"mod-note:{token(keys, 'mod-note', member, case, 'x')}"))
    assert mo.hears() == [Text.MOD_NOT_MEASURED]


async def test_mod_counts_all_that_waits_not_only_what_it_lists(office: Office) -> None:
    _, mo = await office.staffed()
    for _ in range(11):
        await office.reported()
        office.clock.passes(seconds=1)  # so that the first has a card
    await office.reported(Reason.MINOR)
    await office.taps(mo, office.group, (await first(office, mo)), "mod-claim")
    mo.hears()
    await mo.says("/mod")
    assert "In your hands: 1. Waiting for you: 10," in mo.chat()[-1].post.text
    assert len(labels(mo)) == 8


async def first(office: Office, who: Person) -> str:
    await who.says("/mod")
    return labels(who)[0].split(" ")[0]


async def test_what_was_overturned_and_what_only_held_is_not_on_record(office: Office) -> None:
    _, mo = await office.staffed()
    bad = await office.person("bad")
    wrong, right = await office.reported(Reason.SPAM, subject=bad), await office.reported(Reason.HATE, subject=bad)
    async with office.database.unit() as unit:
        await office.moderation.settle(unit, wrong, Measure.WARNING)
        await office.moderation.settle(unit, wrong, Measure.NOTHING)
        await office.moderation.settle(unit, right, Measure.WARNING)
    await office.reported(Reason.MINOR, subject=bad)
    case = await office.reported(Reason.OTHER, subject=bad)
    await sheet(office, mo, case)
    assert "sanctions on record: 1." in mo.chat()[-1].post.text
