"""What was asked of somebody is kept, sealed, while they can answer, and forgotten when it is too late."""

from dataclasses import replace

import pytest

from bot.content import Content, FileRef, Kind, Media
from bot.members import Pending
from bot.messages import Pointed
from config.ids import MessageId
from tests.contracts.known import member
from tests.contracts.stores import NOW, Ground, people

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHOWN = Pointed(Content("give me", media=(Media(Kind.PHOTO, FileRef("telegram", "77", "pic", 5)),)), by_bot=True)
REPORT = Pending("report", "tag", "rude", NOW + 600, MessageId("m1"), SHOWN)


async def asked(ground: Ground, name: str, pending: Pending) -> None:
    ann = await member(ground, name)
    async with ground.turn() as turn:
        await turn.members.save(replace(ann, pending=pending))


async def test_a_report_that_points_at_a_message_waits_for_its_taps_whole(ground: Ground) -> None:
    await people(ground, "ann")
    await asked(ground, "ann", REPORT)
    assert (await member(ground, "ann")).pending == REPORT


async def test_what_is_too_late_to_answer_is_found_and_forgotten(ground: Ground) -> None:
    await people(ground, "ann", "bob", "cleo")
    await asked(ground, "ann", REPORT)
    await asked(ground, "bob", replace(REPORT, until=NOW + 601))
    await asked(ground, "cleo", Pending("command", "find", "chess"))  # which waits for the rules, however long
    ann = await member(ground, "ann")
    async with ground.turn() as turn:
        assert await turn.members.lapsed(NOW + 599, "", 10) == []
        assert await turn.members.lapsed(NOW + 600, "", 10) == [ann.id]
        assert await turn.members.lapsed(NOW + 600, ann.id, 10) == [], "further on"
        assert await turn.members.lapse([ann.id], NOW + 600) == 1
        assert await turn.members.lapse([ann.id], NOW + 600) == 0
    assert (await member(ground, "ann")).pending is None
    assert (await member(ground, "bob")).pending is not None
    assert (await member(ground, "cleo")).pending is not None


async def test_who_was_asked_anew_meanwhile_is_still_asked(ground: Ground) -> None:
    await people(ground, "ann")
    await asked(ground, "ann", replace(REPORT, until=NOW + 2000))
    ann = await member(ground, "ann")
    async with ground.turn() as turn:
        assert await turn.members.lapse([ann.id], NOW + 600) == 0
    assert (await member(ground, "ann")).pending is not None
