"""/mod here on a server: its own cases or everybody's, never the one where the other was, and never without a word."""

import pytest

from bot.messages import Command
from bot.servers import MANAGE_SERVER
from bot.texts.keys import Text
from moderation.roles import Role
from tests.bot.moderators.office import CHANNEL, SERVER, Office
from tests.bot.people import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANAGES = str(MANAGE_SERVER)
OTHER_CHANNEL = "900000079"


async def here(
    office: Office, person: Person, argument: str = "here", *, owns: bool = True, place: str = CHANNEL
) -> None:
    """/mod, on the server."""
    what = Command("mod", argument)
    await office.does(person, what, place, server=SERVER, permissions=MANAGES if owns else "")


def scopes(office: Office) -> list[str]:
    """Of the desks there are: everybody's, or the server's own."""
    return sorted("global" if row["scope"] == "global" else "server" for row in office.rows("desks"))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SENIOR])
async def test_a_servers_channel_does_not_become_everybodys_without_a_word(office: Office, role: Role) -> None:
    owner, chief = await office.person("owner"), await office.moderator("chief", role)
    await here(office, owner)
    before = office.rows("desks")
    await here(office, chief, owns=False)
    assert chief.hears() == [Text.MOD_DESK_OTHER]
    assert "this server's own cases" in chief.post.text
    assert office.rows("desks") == before
    await here(office, owner, "away")
    await here(office, chief, owns=False)
    assert scopes(office) == ["global"]


async def test_everybodys_channel_does_not_become_a_servers_without_a_word(office: Office) -> None:
    owner, chief = await office.person("owner"), await office.moderator("chief", Role.ADMIN)
    await here(office, chief, owns=False)
    before = office.rows("desks")
    for argument in ("here", "here server"):
        await here(office, owner, argument)
    assert owner.hears() == [Text.MOD_DESK_OTHER] * 2
    assert "everybody's cases" in owner.post.text
    assert office.rows("desks") == before
    assert office.rows("servers") == []


async def test_who_could_mean_either_is_told_which_it_is_and_how_to_have_the_other(office: Office) -> None:
    boss = await office.moderator("boss", Role.SENIOR)
    await here(office, boss)
    assert "everybody's, not those of this server" in boss.post.text
    assert "/mod here server" in boss.post.text
    await here(office, boss, "away")
    await here(office, boss, "here server")
    assert boss.hears() == [Text.MOD_DESK_SET, Text.MOD_DESK_AWAY, Text.MOD_DESK_SET]
    assert scopes(office) == ["server"]


async def test_a_server_has_one_channel_for_its_cases_whichever_way_it_was_chosen(office: Office) -> None:
    owner = await office.person("owner")
    await here(office, owner)
    case = await office.reported(server=office.database.keys.hash("server", "telegram", SERVER).hex())
    await here(office, owner, place=OTHER_CHANNEL)
    assert scopes(office) == ["server"]
    assert any(f"Case {case}" in each.post.text for each in office.mailbox.ledger if each.chat == OTHER_CHANNEL)
    async with office.look() as turn:
        server = await turn.servers.get(turn.unit.keys.hash("server", "telegram", SERVER).hex())
    assert server is not None
    assert server.settings.channel == OTHER_CHANNEL, "as /bauta shows it"


@pytest.mark.parametrize("first", ["the server's", "everybody's"])
async def test_only_those_end_it_who_could_begin_it(office: Office, first: str) -> None:
    owner, chief = await office.person("owner"), await office.moderator("chief", Role.ADMIN)
    guest = await office.person("guest")
    begins, other = (owner, chief) if first == "the server's" else (chief, owner)
    await here(office, begins, owns=begins is owner)
    for each in (guest, other):
        each.hears()
        await here(office, each, "away", owns=each is owner)
        assert each.hears() == [Text.MOD_DESK_NOT_YOU]
    await here(office, begins, "away", owns=begins is owner)
    assert office.rows("desks") == []


async def test_who_set_it_up_and_may_no_longer_does_not_end_it(office: Office) -> None:
    """They could hand on all that the server's moderators have before them."""
    owner = await office.person("owner")
    await here(office, owner)
    owner.hears()
    await here(office, owner, "away", owns=False)
    assert owner.hears() == [Text.MOD_DESK_NOT_YOU]
    assert scopes(office) == ["server"]
