"""What leaves the house as a case: all that is kept of it, what was said and whether that is proven, and no names."""

import hashlib
import json

import pytest

from moderation.dossier import document
from moderation.model import Measure, Reason
from moderation.roles import Action
from moderation.team import OPERATOR
from tests.bot.justice import SENIOR, decided, reported, who
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_dossier_holds_what_was_said_as_it_was_frozen_and_nobodys_name(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("you are a fool")
    await bob.says("please stop")
    members = [await who(town, name) for name in ("ann", "bob")]
    async with town.look() as turn:
        seat = await turn.rooms.seat(members[0])
    assert seat is not None
    filed = await reported(town, "bob", "ann", Reason.HARASSMENT, "she insults me", room=seat.room)
    await decided(town, filed.case, Measure.WARNING)
    async with town.database.unit() as unit:
        asked = await town.moderation.team.ask(unit, OPERATOR, filed.case, Action.EXPORT, "a court asks")
        await town.moderation.team.answer(unit, SENIOR, asked.id, granted=True)
        made = await town.moderation.export(unit, OPERATOR, asked.id, town.evidence.view)
    parts = json.loads(made.text)["parts"]
    (bundle,) = parts["evidence"]["bundles"]
    assert (bundle["report"], bundle["gaps"], parts["evidence"]["unreadable"]) == (filed.number, False, 0)
    assert [(each["by"], each["versions"]) for each in bundle["messages"]] == [
        ("reported", [{"text": "you are a fool", "files": [], "verified": True}]),
        ("reporter", [{"text": "please stop", "files": [], "verified": True}]),
    ]
    assert parts["reports"][0]["words"] == "she insults me"
    for private in (*members, SENIOR.member, seat.room, ann.sender.user, bob.sender.user):
        assert private not in made.text
    assert any(made.sha256 in row["note"] for row in town.rows("audit") if row["kind"] == "exported")


async def test_what_no_file_can_hold_stops_no_document() -> None:
    parts = {"evidence": {"text": "half a pair: \ud83d, ü, \\ud83d"}}
    made = document(parts)
    assert json.loads(made.text)["parts"] == parts
    assert hashlib.sha256(made.text.encode()).hexdigest() == made.sha256
    assert "half a pair: \\ud83d, ü" in made.text
