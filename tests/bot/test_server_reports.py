"""A report from a server's chat goes to the server's moderators where they see it, and to everybody's where not."""

from dataclasses import replace
from typing import Any

import pytest

from bot.messages import Command, Outgoing, What
from bot.servers import Whereabouts
from bot.texts.keys import Text
from bot.turn import Turn
from bot.whereabouts import noted_by, only_these
from config.ids import MemberId, RoomId
from moderation.model import Reason
from tests.bot.lagoon import MURANO, VENEZIA, Lagoon, picked, picks
from tests.bot.moderators.office import pressed
from tests.bot.people import Person
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHANNEL = "7"
LOST = ["none chosen any more", "/mod away", "the channel is gone", "the bot left", "no such bot"]
"""Ways in which the moderators of a server lose sight of its cases for good."""


@pytest.fixture
def lagoon(town: Town) -> Lagoon:
    return Lagoon(town)


async def chosen(lagoon: Lagoon) -> Person:
    """An admin who chose the channel."""
    admin = await lagoon.admin(VENEZIA)
    await picks(admin, "channel", CHANNEL)
    return admin


async def talking(lagoon: Lagoon, server: str | None = VENEZIA) -> Person:
    """One of two who talk and came from there."""
    number = len(lagoon.town.people)
    two = [await lagoon.member(f"{name} {number}", server) for name in ("good", "bad")]
    for each in two:
        await each.says("/find")
    assert await lagoon.town.in_room(*two)
    return two[0]


async def reports(lagoon: Lagoon, person: Person, reason: Reason = Reason.SPAM) -> str:
    """Somebody reports whom they talk with: the number of the case, whose cards are out."""
    before = {row["id"] for row in lagoon.town.rows("cases")}
    await person.says("/report")
    await person.reports(reason.value)
    (new,) = {row["id"] for row in lagoon.town.rows("cases")} - before
    await lagoon.town.goes_round()
    return str(new)


def case(lagoon: Lagoon, name: str) -> dict[str, Any]:
    return next(row for row in lagoon.town.rows("cases") if row["id"] == name)


def where(lagoon: Lagoon, name: str) -> tuple[str, str]:
    """The queue a case waits in, and the state it is in."""
    row = case(lagoon, name)
    return row["queue"], row["state"]


def shown(lagoon: Lagoon, name: str) -> bool:
    """Whether a card of it came to the server's channel."""
    return any(name in sent.post.text for sent in lagoon.mailbox.ledger if sent.chat == CHANNEL)


async def in_channel(admin: Person, what: What, message: str | None = None) -> None:
    """Something that somebody does in the channel."""
    update = admin.update(what, message=message)
    await admin.town.hand_in(replace(update, sender=replace(update.sender, place=CHANNEL)))


async def happens(lagoon: Lagoon, admin: Person, way: str) -> None:
    """One of the ways."""
    town = lagoon.town

    async def stopped(turn: Turn) -> list[Outgoing]:
        return await only_these({("telegram", "77"), ("discord", "78")}, town.house, turn)

    async def gone(turn: Turn) -> list[Outgoing]:
        (desk,) = town.rows("desks")
        (lane,) = [row["id"] for row in town.rows("addresses") if row["member"] == desk["member"]]
        return await town.conversation.unreachable(desk["member"], lane, turn)

    match way:
        case "none chosen any more":
            await picks(admin, "channel")
        case "/mod away":
            await in_channel(admin, Command("mod", "away"))
        case "switched off":
            await admin.taps("server:on.no")
        case "the bot left":
            await noted_by(town.turns, town.house)(Whereabouts("77", gone=(VENEZIA,)))
        case "no such bot":
            await town.turns.act(stopped)
        case "the channel is gone":
            await town.turns.act(gone)
    await town.hand_out()


async def test_where_a_channel_is_chosen_its_moderators_see_what_is_not_grave(lagoon: Lagoon) -> None:
    await chosen(lagoon)
    theirs = await reports(lagoon, await talking(lagoon))
    grave = await reports(lagoon, await talking(lagoon), Reason.MINOR)
    elsewhere = await reports(lagoon, await talking(lagoon, None))
    assert [where(lagoon, each)[0] for each in (theirs, grave, elsewhere)] == ["server", "child-safety", "standard"]
    assert [shown(lagoon, each) for each in (theirs, grave, elsewhere)] == [True, False, False]


@pytest.mark.parametrize("way", [*LOST, "switched off", "never chosen", "chosen by another server"])
async def test_where_nobody_would_see_it_a_report_is_everybodys(lagoon: Lagoon, way: str) -> None:
    other = await lagoon.admin(MURANO if way == "chosen by another server" else VENEZIA)
    if way != "never chosen":
        await picks(other, "channel", CHANNEL)
    ann = await talking(lagoon)
    await happens(lagoon, other, way)
    name = await reports(lagoon, ann)
    assert where(lagoon, name) == ("standard", "queued")
    went = [row["kind"] for row in lagoon.town.rows("audit") if row["case"] == name]
    assert went == ["route", "filed"], "from the beginning"


@pytest.mark.parametrize("way", [*LOST, "switched off"])
async def test_what_waits_goes_on_to_everybody_at_once(lagoon: Lagoon, way: str) -> None:
    admin = await chosen(lagoon)
    name, elsewhere = [await reports(lagoon, await talking(lagoon, server)) for server in (VENEZIA, None)]
    before, untouched = case(lagoon, name), case(lagoon, elsewhere)
    await happens(lagoon, admin, way)
    assert where(lagoon, name) == ("standard", "queued")
    assert case(lagoon, name)["due_at"] <= before["due_at"], "nobody waits longer for it"
    assert case(lagoon, elsewhere) == untouched
    (line,) = [row for row in lagoon.town.rows("audit") if row["case"] == name and row["kind"] == "escalate"]
    assert (line["actor"], line["note"]) == ("system", "standard")


async def test_however_much_waits_all_of_it_goes_on_soon(lagoon: Lagoon) -> None:
    admin = await chosen(lagoon)
    server = (await lagoon.server(VENEZIA)).id
    async with lagoon.town.database.unit() as unit:
        for number in range(120):
            await lagoon.town.moderation.report(
                unit,
                reporter=MemberId(f"reporter {number}"),
                subject=MemberId(f"subject {number}"),
                room=RoomId(f"room {number}"),
                reason=Reason.SPAM,
                server=server,
            )
    await happens(lagoon, admin, "/mod away")
    for _ in range(10):
        await lagoon.town.goes_round(seconds=1)
    assert {row["queue"] for row in lagoon.town.rows("cases")} == {"standard"}


async def test_what_somebody_has_in_hand_goes_on_when_it_is_back(lagoon: Lagoon) -> None:
    admin = await chosen(lagoon)
    name = await reports(lagoon, await talking(lagoon))
    (card,) = [sent for sent in lagoon.mailbox.ledger if name in sent.post.text]
    claim = next(data for data in card.data if data.startswith("mod-claim"))
    await in_channel(admin, pressed(claim), card.native)
    await in_channel(admin, Command("mod", "away"))
    assert where(lagoon, name) == ("server", "claimed"), "nobody takes it out of their hands"
    await lagoon.town.goes_round(minutes=11)
    await lagoon.town.goes_round(seconds=1)
    assert where(lagoon, name) == ("standard", "queued")


@pytest.mark.parametrize("way", LOST)
async def test_a_channel_that_is_gone_is_said_to_be_and_can_be_chosen_again(lagoon: Lagoon, way: str) -> None:
    admin = await chosen(lagoon)
    await happens(lagoon, admin, way)
    await admin.says("/bauta")
    assert "Moderators: nobody yet" in admin.post.text
    await admin.taps("server:moderators")
    assert picked(admin)["channel"].chosen == ()
    assert lagoon.town.rows("desks") == []
    assert (await lagoon.server(VENEZIA)).settings.channel is None
    await picks(admin, "channel", CHANNEL)
    assert picked(admin)["channel"].chosen == (CHANNEL,)
    assert shown(lagoon, await reports(lagoon, await talking(lagoon)))


async def test_who_set_it_up_hears_what_becomes_of_its_cases(lagoon: Lagoon) -> None:
    admin = await chosen(lagoon)
    admin.hears()
    await happens(lagoon, admin, "the bot left")
    assert admin.hears() == [Text.MOD_DESK_LOST]
    assert "/bauta" in admin.post.text
