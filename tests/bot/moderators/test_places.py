"""Where cards go: set up by those who may, nobody's chat by mistake, and told of when it is gone."""

from dataclasses import replace

import pytest

from bot.export import gather
from bot.messages import Command, Departed, Incoming, Moved, Sender
from bot.platforms.base import Gone, Relocated
from bot.servers import MANAGE_SERVER
from bot.texts.keys import Text
from moderation.model import Reason
from moderation.roles import Role
from moderation.team import OPERATOR
from tests.bot.moderators.office import CHANNEL, GROUP, SERVER, Office

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOBODY = Sender("telegram", "77", "", "", place=GROUP)
MANAGES = str(MANAGE_SERVER)


async def test_an_admin_brings_cards_to_a_group_and_is_told_so_in_private(office: Office) -> None:
    chief = await office.moderator("chief", Role.ADMIN)
    await office.does(chief, Command("mod", "here"), GROUP)
    assert chief.hears() == [Text.MOD_DESK_SET]
    assert office.group.topics() == ["mod-desk-here"]
    case = await office.reported()
    assert office.group.card(case).post.topic == "mod-card-open"
    assert chief.hears() == []


@pytest.mark.parametrize("roles", [(), (Role.TRIAGE,), (Role.MODERATOR,), (Role.AUDITOR,), (Role.CHILD_SAFETY,)])
async def test_nobody_else_brings_everybodys_cards_to_a_group(office: Office, roles: tuple[Role, ...]) -> None:
    mo = await office.moderator("mo", *roles)
    await office.does(mo, Command("mod", "here"), GROUP)
    assert mo.hears() == [Text.MOD_DESK_NOT_YOU]
    await office.reported()
    assert office.group.cards() == []
    assert office.rows("desks") == []


async def test_a_stranger_is_not_met_by_writing_in_a_group(office: Office) -> None:
    stranger = office._newcomer("stranger", "en", office.mailbox)
    before = office.rows("members")
    for argument in ("here", "", "7K2F", "x" * 20):
        await office.does(stranger, Command("mod", argument), GROUP)
    assert office.rows("members") == before
    assert office.mailbox.ledger == []


async def test_a_moderator_brings_cards_to_their_own_chat(office: Office) -> None:
    mo = await office.moderator("mo", Role.MODERATOR)
    await mo.says("/mod here")
    assert mo.hears() == [Text.MOD_DESK_SET]
    case = await office.reported()
    assert mo.hears() == [Text.MOD_CARD_OPEN]
    assert f"Case {case}" in mo.post.text
    await mo.says("/mod away")
    await office.reported()
    assert mo.hears() == [Text.MOD_DESK_AWAY]


async def test_in_their_own_chat_stands_only_what_is_theirs_to_see(office: Office) -> None:
    helper = await office.moderator("helper", Role.TRIAGE)
    await helper.says("/mod here")
    helper.hears()
    await office.reported(Reason.MINOR)
    await office.reported(Reason.THREATS)
    assert helper.hears() == []
    await office.reported(Reason.SPAM)
    assert helper.hears() == [Text.MOD_CARD_OPEN]


async def test_nobody_without_a_role_gets_cards_in_their_chat(office: Office) -> None:
    ann = await office.person("ann")
    await ann.says("/mod here")
    assert ann.hears() == [Text.MOD_DESK_NOT_YOU]
    for command in ("/mod", "/mod 7K2F", "/mod away"):
        await ann.says(command)
    assert ann.hears() == [Text.MOD_NOT_YOU, Text.MOD_NOT_YOU, Text.MOD_DESK_NONE]


async def test_whoever_manages_a_server_brings_its_cards_to_a_channel(office: Office) -> None:
    owner = await office.person("owner")
    await office.does(owner, Command("mod", "here"), CHANNEL, server=SERVER, permissions=MANAGES)
    assert owner.hears() == [Text.MOD_DESK_SET]
    fingerprint = office.database.keys.hash("server", "telegram", SERVER).hex()
    local, other = await office.reported(server=fingerprint), await office.reported()
    assert f"Case {local}" in office.channel.cards()[-1].post.text
    assert all(f"Case {other}" not in each.post.text for each in office.channel.cards())


async def test_others_of_the_server_do_not(office: Office) -> None:
    guest = await office.person("guest")
    for permissions in ("", "0", "2048", "nonsense"):
        await office.does(guest, Command("mod", "here"), CHANNEL, server=SERVER, permissions=permissions)
    assert set(guest.hears()) == {Text.MOD_DESK_NOT_YOU}
    assert office.rows("desks") == []


async def test_what_waits_already_appears_at_once(office: Office) -> None:
    cases = [await office.reported() for _ in range(3)]
    await office.staffed()
    assert all(office.group.card(case) for case in cases)


async def test_a_place_that_threw_the_bot_out_is_no_desk_and_its_moderators_hear(office: Office) -> None:
    chief, mo = await office.staffed()
    case = await office.reported()
    assert office.rows("cards") != []
    await office.hand_in(Incoming("left", NOBODY, Departed()))
    assert chief.hears() == [Text.MOD_DESK_LOST]
    assert mo.hears() == []
    for table in ("desks", "cards"):
        assert office.rows(table) == []
    await office.taps(mo, office.group, case, "mod-claim")
    assert mo.hears() == [Text.MOD_CLAIMED], "who they are counts, not where the card stands"


async def test_a_card_that_cannot_be_written_ends_the_desk(bureau: Office) -> None:
    chief, _ = await bureau.staffed()
    await bureau.settled()
    chief.hears()
    bureau.mailbox.fails(GROUP, Gone("thrown out"))
    await bureau.reported()
    await bureau.settled()
    assert chief.hears() == [Text.MOD_DESK_LOST]
    assert bureau.rows("desks") == []
    members = {row["id"] for row in bureau.rows("members")}
    assert {row["member"] for row in bureau.rows("addresses")} <= members


async def test_a_group_that_moved_keeps_its_cards(bureau: Office) -> None:
    chief, _ = await bureau.staffed()
    await bureau.settled()
    bureau.mailbox.fails(GROUP, Relocated("-100999"))
    await bureau.reported()
    await bureau.settled()
    moved = [sent for sent in bureau.mailbox.ledger if sent.chat == "-100999"]
    assert [each.post.topic for each in moved] == ["mod-card-open"]
    await bureau.reported()
    await bureau.settled()
    assert len([sent for sent in bureau.mailbox.ledger if sent.chat == "-100999"]) == 2
    assert chief.hears()[1:] == []


async def test_a_move_that_is_told_before_anything_is_sent_is_followed(office: Office) -> None:
    chief, _ = await office.staffed()
    await office.hand_in(Incoming("moved", NOBODY, Moved("-100999")))
    async with office.look() as turn:
        assert await turn.desks.at(NOBODY) is None
        desk = await turn.desks.at(replace(NOBODY, place="-100999"))
    assert desk is not None
    assert desk.set_by == (await chief.member()).id


async def test_a_desk_is_never_counted_matched_greeted_exported_or_forgotten(office: Office) -> None:
    """To all that is about people it is nobody."""
    chief, _ = await office.staffed()
    (desk,) = office.rows("desks")
    async with office.look() as turn:
        assert [member for member, _ in await turn.members.reachable("telegram")] == []
        assert await turn.members.stranded(set()) == []
        assert desk["member"] not in await turn.tickets.all()
        assert await turn.members.known(chief.sender) != await turn.members.get(desk["member"])
    office.clock.passes(hours=24 * 400)
    async with office.look() as turn:
        faded, _ = await turn.members.faded(turn.now, "", 1000)
        assert desk["member"] not in faded
    (row,) = [each for each in office.rows("members") if each["id"] == desk["member"]]
    assert (row["agreed_at"], row["profile"], row["pending"], row["forget_at"]) == (None, None, None, None)
    assert row["locked"] in (0, False)
    assert [each for each in office.rows("identities") if each["member"] == desk["member"]] == []
    assert office.group.topics() == ["mod-desk-here"], "no rules, no welcome"


async def test_who_set_it_up_is_forgotten_with_them_and_their_own_chat_is_no_desk(office: Office) -> None:
    boss = await office.moderator("boss", Role.SENIOR)
    await office.does(boss, Command("mod", "here"), GROUP)
    await boss.says("/mod here")
    assert len(office.rows("desks")) == 2
    await boss.says("/delete")
    await boss.presses("delete", "yes")
    (left,) = office.rows("desks")
    assert (left["set_by"], bool(left["private"])) == (None, False)


async def test_the_export_tells_which_places_one_set_up(office: Office) -> None:
    chief, _ = await office.staffed()
    async with office.look() as turn:
        stored = await gather((await chief.member()).id, turn, office.moderation)
    place = {"at": office.clock(), "in_your_own_chat": False, "for_one_server": False}
    assert stored["places_for_moderators_set_up"] == [place]


async def test_an_invitation_gives_its_role_once_and_never_in_a_group(office: Office) -> None:
    mo, eve = await office.person("mo"), await office.person("eve")
    async with office.database.unit() as unit:
        code = await office.moderation.team.invite(unit, OPERATOR, Role.MODERATOR)
    await office.does(eve, Command("mod", code), GROUP)
    await mo.says(f"/mod {code}")
    assert mo.hears() == [Text.MOD_WELCOME]
    await eve.says(f"/mod {code}")
    assert eve.hears() == [Text.MOD_NOT_YOU, Text.MOD_CODE_BAD]
