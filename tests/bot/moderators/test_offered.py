"""Buttons that can work and no others; and a tap that is refused leaves the case in nobody's hands."""

import pytest

from bot.cards import ESCALATION
from bot.messages import Command, Pressed
from bot.taps import CLOSE, MERGE, NOTE, PRESERVE
from bot.texts.keys import Text
from bot.tokens import AT_DESK, token
from moderation.model import Measure, Reason
from moderation.roles import Role
from tests.bot.moderators.office import CHANNEL, GROUP, SERVER, Office, Place
from tests.bot.moderators.test_places import MANAGES
from tests.bot.people import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


def offered(place: Place, case: str) -> list[str]:
    """The buttons of a card."""
    return [label.text for row in place.card(case).post.labels for label in row]


async def taps_an_old_button(office: Office, who: Person, action: str, case: str, *chosen: str) -> None:
    """One that stood under the card at another time."""
    held = token(office.database.keys, action, AT_DESK, case, *chosen)
    await office.does(who, Pressed(action, held), GROUP)


async def at_child_safety(office: Office) -> tuple[Person, Person, str]:
    """Whoever works there, whom the case is about, and its number."""
    chief, safe = await office.moderator("chief", Role.ADMIN), await office.moderator("safe", Role.CHILD_SAFETY)
    await office.does(chief, Command("mod", "here"), GROUP)
    bad = await office.person("bad")
    case = await office.reported(Reason.MINOR, subject=bad)
    for each in (chief, safe):
        each.hears()
    return safe, bad, case


async def test_child_safety_hands_nothing_on_and_nobody_is_asked_why(office: Office) -> None:
    safe, _, case = await at_child_safety(office)
    assert offered(office.group, case) == ["Claim", "View", "Decide", "Quick close"]
    await taps_an_old_button(office, safe, NOTE, case, ESCALATION)
    assert safe.hears() == [Text.MOD_FORBIDDEN]
    assert await office.state(case) == ("quarantined", None)
    member = await safe.member()
    assert member.pending is None, "no note is waited for"


async def test_an_appeal_is_ruled_on_and_not_closed_in_whatever_queue_it_waits(office: Office) -> None:
    safe, bad, case = await at_child_safety(office)
    async with office.database.unit() as unit:
        await office.moderation.settle(unit, case, Measure.PAUSE, 86400.0)
    await office.goes_round()
    async with office.database.unit() as unit:
        member = (await bad.member()).id
        sanction = await office.moderation.appeals.appealable(unit, member)
        assert sanction is not None
        await office.moderation.appeals.file(unit, member, sanction.id, "it was not me")
    await office.goes_round()
    assert offered(office.group, case) == ["Claim", "View", "Decide"]
    for action, chosen in ((CLOSE, ()), (NOTE, (ESCALATION,))):
        await taps_an_old_button(office, safe, action, case, *chosen)
    assert safe.hears() == [Text.MOD_NOT_NOW, Text.MOD_FORBIDDEN]
    for action in (MERGE, PRESERVE):
        held = token(office.database.keys, action, (await safe.member()).id, case)
        await office.does(safe, Pressed(action, held))
        assert safe.hears() == [Text.MOD_NOT_NOW]
    assert (await office.state(case))[0] == "appealed"
    await safe.says(f"/mod {case}")
    labels = [label.text for row in safe.chat()[-1].post.labels for label in row]
    assert labels == ["Claim", "View", "Decide", "Lift", "Put on hold"]


async def test_who_may_not_close_takes_nothing_in_hand_by_trying(office: Office) -> None:
    await office.staffed()
    owner = await office.person("owner")
    await office.does(owner, Command("mod", "here server"), CHANNEL, server=SERVER, permissions=MANAGES)
    fingerprint = office.database.keys.hash("server", "telegram", SERVER).hex()
    case = await office.reported(server=fingerprint)
    assert offered(office.channel, case) == ["Claim", "View", "Decide", "Escalate"]
    held = token(office.database.keys, CLOSE, AT_DESK, case)
    await office.does(owner, Pressed(CLOSE, held), CHANNEL, server=SERVER, permissions=MANAGES)
    assert owner.hears()[-1] == Text.MOD_FORBIDDEN
    assert await office.state(case) == ("queued", None)
