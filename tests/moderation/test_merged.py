"""What was said and written about a case is looked at in the one that it went on in, and handed out with it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.ids import MemberId
from moderation.cases import Case, Forbidden, NotNow, State
from moderation.model import Measure, Reason
from moderation.roles import Action, Actor, Role
from moderation.service import Moderation
from moderation.team import OPERATOR
from tests.contracts.stores import Ground
from tests.moderation.archive import Archive
from tests.moderation.desk import DAY, EVE, SERVER, Desk, seniors
from tests.moderation.said import ANN, BOB, OTHER, ROOM, says

CLEO, DAN = MemberId("cleo"), MemberId("dan")

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def archive(stores: Ground, desk: Desk, tmp_path: Path) -> Archive:
    """Real evidence, for reports about ann."""
    archive = Archive(stores, tmp_path)
    desk.now = datetime.fromtimestamp(archive.now, UTC)
    desk.moderation = Moderation(lambda: desk.now.timestamp(), None, archive.evidence)
    return archive


async def three(desk: Desk, archive: Archive) -> tuple[Case, Case, Case]:
    """Cases about ann of three kinds, of two rooms, with words."""
    await archive.hears(says("buy this"), says("I hate you", room=OTHER))
    one = await desk.reported(reporter=BOB, subject=ANN, room=ROOM, reason=Reason.SPAM, words="she sells")
    desk.now += timedelta(seconds=10)
    other = await desk.reported(reporter=BOB, subject=ANN, room=ROOM, reason=Reason.HARASSMENT, words="on and on")
    third = await desk.reported(reporter=EVE, subject=ANN, room=OTHER, reason=Reason.HATE, words="she hates me")
    return one, other, third


async def merge(desk: Desk, actor: Actor, case: Case, into: Case) -> None:
    held = await desk.claim(actor, case)
    await desk.does(desk.moderation.handover.merge, actor, case.id, held.fence, into.id)


async def test_what_was_said_in_every_merged_case_is_seen_in_the_last(desk: Desk, archive: Archive) -> None:
    one, other, third = await three(desk, archive)
    senior = await desk.moderator("senior", Role.SENIOR)
    await merge(desk, senior, one, other)
    assert sorted(await archive.read(other.id)) == ["reported -0 ✔ buy this"] * 2
    await merge(desk, senior, other, third)
    shown = await archive.viewed(third.id)
    assert sorted(each.text for each in shown) == ["I hate you", "buy this", "buy this"]
    assert {bundle.report for bundle in shown.bundles} == {row["number"] for row in await desk.rows("reports")}
    assert shown.unreadable == 0
    assert await archive.read("ZZZZ") == []


async def test_a_merged_case_whose_key_is_gone_is_told_in_the_last(desk: Desk, archive: Archive) -> None:
    one, other, _ = await three(desk, archive)
    await merge(desk, await desk.moderator("senior", Role.SENIOR), one, other)
    assert await archive.case_keys.shred(one.id)
    shown = await archive.viewed(other.id)
    assert (len(shown), shown.unreadable) == (1, 1)


async def test_what_was_written_and_decided_before_the_merge_is_read_after_it(desk: Desk, archive: Archive) -> None:
    one, other, third = await three(desk, archive)
    senior, second = await seniors(desk)
    held = await desk.claim(senior, one)
    await desk.does(desk.moderation.handover.escalate, senior, one.id, held.fence, "he did it before")
    desk.now += timedelta(minutes=1)
    await desk.decide(senior, other, Measure.WARNING, note="the second time")
    await desk.does(desk.moderation.handover.reopen, second, other.id, "there is more")
    await merge(desk, senior, one, other)
    await merge(desk, senior, other, third)
    held = await desk.claim(second, third)
    papers = await desk.papers(second, third, held.fence)
    assert [(note.case, note.words) for note in papers.notes] == [
        (one.id, "he did it before"),
        (other.id, "there is more"),
    ]
    assert [(each.case, each.note) for each in papers.decisions] == [(other.id, "the second time")]
    assert {report.words for report in papers.reports} == {"she sells", "on and on", "she hates me"}


async def test_who_decided_before_the_merge_rules_on_no_appeal_after_it(desk: Desk, archive: Archive) -> None:
    one, other, _ = await three(desk, archive)
    first, second, third = await seniors(desk, 3)
    await desk.decide(first, one, Measure.WARNING)
    await desk.does(desk.moderation.handover.reopen, second, one.id, "there is more")
    await merge(desk, second, one, other)
    decided = await desk.decide(second, other, Measure.PAUSE, seconds=3600)
    assert decided.sanction is not None
    await desk.does(desk.moderation.appeals.file, ANN, decided.sanction.id, "please")
    for part in (first, second):
        with pytest.raises(Forbidden):
            await desk.claim(part, other)
    assert (await desk.claim(third, other)).state is State.CLAIMED_APPEAL


async def test_a_case_is_handed_out_with_all_that_went_on_in_it(desk: Desk, archive: Archive) -> None:
    one, other, third = await three(desk, archive)
    senior = await desk.moderator("senior", Role.SENIOR)
    await desk.decide(senior, one, Measure.WARNING, note="the first time")
    await desk.does(desk.moderation.handover.reopen, senior, one.id, "there is more")
    await merge(desk, senior, one, other)
    await merge(desk, senior, other, third)
    asked = await desk.does(desk.moderation.team.ask, OPERATOR, third.id, Action.EXPORT, "a court asks")
    await desk.does(desk.moderation.team.answer, senior, asked.id, granted=True)
    async with desk.unit() as unit:
        made = await desk.moderation.export(unit, OPERATOR, asked.id, archive.evidence.view)
    parts = json.loads(made.text)["parts"]
    assert (parts["case"]["merged"], parts["case"]["merged_into"]) == (sorted([one.id, other.id]), None)
    said = [each["versions"][0]["text"] for bundle in parts["evidence"]["bundles"] for each in bundle["messages"]]
    assert sorted(said) == ["I hate you", "buy this", "buy this"]
    assert parts["evidence"]["unreadable"] == 0
    assert {each["report"] for each in parts["evidence"]["bundles"]} == {each["number"] for each in parts["reports"]}
    assert [(each["case"], each["note"]) for each in parts["decisions"]] == [(one.id, "the first time")]
    lines = [each["line"] for each in parts["log"]]
    assert lines == sorted(lines)
    assert {each["case"] for each in parts["log"]} == {one.id, other.id, third.id}
    assert {each["by"] for each in parts["log"]} >= {"reporter 1", "reporter 2", "moderator 1", "the operator"}


async def test_what_is_purged_takes_the_evidence_of_all_that_went_on_in_it(desk: Desk, archive: Archive) -> None:
    one, other, third = await three(desk, archive)
    senior = await desk.moderator("senior", Role.SENIOR)
    await merge(desk, senior, one, other)
    await merge(desk, senior, other, third)
    await desk.decide(senior, third, Measure.NOTHING)
    desk.now += 31 * DAY + timedelta(hours=2)
    while await desk.clean_up(10):
        pass
    assert await desk.rows("evidence") == []
    assert list(archive.case_keys.folder.iterdir()) == []


async def test_by_merging_nobody_gets_to_see_what_was_kept_from_them(desk: Desk, archive: Archive) -> None:
    """Not even where one person may see both."""
    both = await desk.moderator("both", Role.SENIOR, Role.CHILD_SAFETY)
    about = {"subject": ANN, "words": "so"}
    minor = await desk.reported(reporter=BOB, room="a", reason=Reason.MINOR, **about)
    there = await desk.reported(reporter=EVE, room="b", reason=Reason.HARASSMENT, server=SERVER, **about)
    elsewhere = await desk.reported(reporter=CLEO, room="c", reason=Reason.HATE, server="e" * 32, **about)
    plain = await desk.reported(reporter=DAN, room="d", reason=Reason.SPAM, **about)
    for case, into in ((minor, plain), (minor, there), (plain, there), (elsewhere, there)):
        held = await desk.claim(both, case)
        with pytest.raises(NotNow):
            await desk.does(desk.moderation.handover.merge, both, case.id, held.fence, into.id)
        await desk.does(desk.moderation.cases.release, both, case.id, held.fence)
    for case, into in ((there, plain), (plain, minor)):
        await merge(desk, both, await desk.case(case.id), into)
    await desk.claim(both, minor)
    assert await desk.does(desk.moderation.handover.mergeable, both, minor.id) == [], "nor is it offered"
