"""/bauta: an admin sets what holds in a server, and nobody else does, whatever they send."""

import pytest

from bot.hooks import ServerHooks
from bot.messages import Command, Incoming, Pressed, Via, What
from bot.servers import Meet, ServerChange, ServerSettings, manages
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.turn import Turn
from tests.bot.lagoon import BURANO, MURANO, NOTHING, VENEZIA, Lagoon, enters, picked, picks, submits
from tests.bot.people import Person
from tests.bot.town import Town
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")

TABLES = ("servers", "alliances", "alliance_codes", "server_bots")


@pytest.fixture
def lagoon(town: Town) -> Lagoon:
    return Lagoon(town)


async def refused(lagoon: Lagoon, person: Person, text: Text) -> None:
    """Nothing they could send sets anything."""
    await person.says("/bauta")
    assert person.hears() == [text]
    for token in ("menu", "meet", "on.no", "meet.server", "language.de", "words.none", "invite", "leave.yes"):
        await person.taps(f"server:{token}")
        assert person.hears() == [text], token
    for token in ("roles", "channel", "moderators"):
        await picks(person, token, "5")
        assert person.hears() == [text], token
    for token in ("edit", "join"):
        await submits(person, token, "gold")
        assert person.hears() == [text], token
    assert lagoon.town.rows("servers") == []


async def test_the_state_is_told_in_words(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    await admin.says("/bauta")
    assert admin.hears() == [Text.SERVER_PAGE]
    for words in (
        "Bauta in this server",
        "Switched on.",
        "may meet: everyone",
        "may use it: everybody",
        "Where: wherever commands",
        "the server's own",
        "Moderators: nobody yet",
        "Word list: empty",
        "Allied servers: none",
    ):
        assert words in admin.post.text, words
    assert lagoon.town.rows("servers") == [], "looking sets nothing"


async def test_an_admin_sets_each_thing_and_sees_it_at_once(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    for token, words in (
        ("on.no", "Switched off"),
        ("restricted.yes", "in age-restricted channels only"),
        ("meet.allied", "Now: allied servers"),
        ("language.de", "Now: German"),
    ):
        await admin.taps(f"server:{token}")
        assert words in admin.post.text, token
    await picks(admin, "roles", "5", "6")
    assert "one of 2 roles" in admin.post.text
    assert picked(admin)["roles"].chosen == ("5", "6")
    await picks(admin, "channel", "7")
    await picks(admin, "moderators", "8")
    assert {what: pick.chosen for what, pick in picked(admin).items()} == {"channel": ("7",), "moderators": ("8",)}
    await submits(admin, "edit", "gold\n/silver+/\n")
    assert "The word list has 2 rules" in admin.post.text
    server = await lagoon.server(VENEZIA)
    assert server.settings == ServerSettings(
        on=False, meet=Meet.ALLIED, roles=("5", "6"), channel="7", moderators="8", language="de", restricted=True
    )
    assert server.words == ("gold", "/silver+/")


async def test_each_thing_can_be_taken_back(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    await submits(admin, "edit", "gold")
    for token in ("on.no", "on.yes", "restricted.yes", "restricted.no", "meet.server", "meet.everyone"):
        await admin.taps(f"server:{token}")
    for token in ("language.de", "language.own", "words.none"):
        await admin.taps(f"server:{token}")
    for what in ("roles", "channel", "moderators"):
        await picks(admin, what, "5")
        await picks(admin, what)
    assert (await lagoon.server(VENEZIA)).settings == ServerSettings()
    assert (await lagoon.server(VENEZIA)).words == ()


async def test_every_button_leads_somewhere_and_back(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    await admin.says("/bauta")
    start = admin.last.data
    assert len(start) == 8
    for data in start:
        await admin.taps(data)
        if "server:menu" not in admin.last.data:
            assert admin.hears()[-1] == Text.SERVER_PAGE, data
    await lagoon.ally(VENEZIA, MURANO)
    for data in ("server:allies", "server:leave"):
        await admin.taps(data)
        for shown in admin.last.data:
            assert shown.startswith("server:")


@pytest.mark.parametrize(
    "token", ["", "nothing", "meet.nobody", "on.maybe", "language.xx", "words.all", "leave.no", "."]
)
async def test_a_button_that_was_never_ours_shows_the_menu_and_sets_nothing(lagoon: Lagoon, token: str) -> None:
    admin = await lagoon.admin(VENEZIA)
    await admin.taps(f"server:{token}")
    assert admin.hears() == [Text.SERVER_PAGE]
    await picks(admin, "on", "5")
    await submits(admin, "meet", "server")
    assert lagoon.town.rows("servers") == []


async def test_a_member_without_the_permission_sets_nothing(lagoon: Lagoon) -> None:
    await refused(lagoon, await lagoon.member("ann", VENEZIA), Text.SERVER_NOT_YOURS)
    assert lagoon.town.metrics.registry.get_sample_value("bauta_refused_total", {"what": "server"}) == 14


async def test_who_lost_the_permission_since_sets_nothing_with_the_buttons_they_have(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    await admin.says("/bauta")
    admin.hears()
    enters(admin, VENEZIA, permissions=NOTHING)
    await refused(lagoon, admin, Text.SERVER_NOT_YOURS)


async def test_an_admin_of_one_server_sets_nothing_in_another(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    await admin.taps("server:meet.server")
    enters(admin, MURANO)
    await admin.taps("server:meet.allied")
    assert admin.hears()[-1] == Text.SERVER_NOT_YOURS
    assert [row["id"] for row in lagoon.town.rows("servers")] == [(await lagoon.server(VENEZIA)).id]
    assert (await lagoon.server(VENEZIA)).settings.meet is Meet.SERVER


async def test_in_the_chat_with_the_bot_it_says_where_it_works(lagoon: Lagoon) -> None:
    await refused(lagoon, await lagoon.member("ann", None), Text.SERVER_ELSEWHERE)


async def test_where_the_bot_is_no_member_nothing_is_set(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    object.__setattr__(admin.sender, "added", False)
    await refused(lagoon, admin, Text.SERVER_ELSEWHERE)


async def test_elsewhere_than_on_discord_there_is_no_such_command(town: Town) -> None:
    ann = await town.person("ann")
    await ann.says("/bauta")
    assert ann.hears() == [Text.UNKNOWN_COMMAND]


async def test_an_admin_need_not_take_the_rules_to_set_them(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA, admitted=False)
    await admin.says("/bauta")
    assert admin.hears() == [Text.SERVER_PAGE]
    assert (await admin.member()).agreed_at is None


async def test_who_is_too_young_sets_nothing(lagoon: Lagoon) -> None:
    admin = await lagoon.member("ann", None, admitted=False)
    await admin.taps("decline")
    enters(admin, VENEZIA, permissions=str(1 << 3))
    await admin.says("/bauta")
    assert admin.hears()[-1] == Text.LOCKED


async def test_bad_rules_are_named_and_nothing_is_saved(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    await submits(admin, "edit", "gold")
    await submits(admin, "edit", "silver\n/(a*/\n" + "x" * 261 + "\n!!!\n/.*/")
    text = admin.post.text
    assert text.startswith("◆ Nothing was saved: line 2 (“/(a*/”) is no pattern that RE2 reads (missing ))")
    assert "line 3 (“xxx" in text
    assert "line 4 (“!!!”) has neither letters nor digits" in text
    assert "line 5 (“/.*/”) would stop every message" in text
    assert (await lagoon.server(VENEZIA)).words == ("gold",)
    await submits(admin, "edit", "\n".join(["/(/"] * 9))
    assert "and 4 more" in admin.post.text


async def test_a_code_lets_one_server_in_and_no_second(lagoon: Lagoon) -> None:
    venezia, murano, burano = [await lagoon.admin(each) for each in (VENEZIA, MURANO, BURANO)]
    await venezia.taps("server:invite")
    code = venezia.post.text.split("server: ")[1].split(". There")[0]
    await submits(murano, "join", f" {code.lower()} ")
    assert "allied with one other" in murano.post.text
    await submits(burano, "join", code)
    assert burano.hears() == [Text.SERVER_NO_SUCH_CODE]
    await submits(murano, "join", code)
    assert murano.hears()[-1] == Text.SERVER_NO_SUCH_CODE
    await burano.taps("server:invite")
    other = burano.post.text.split("server: ")[1].split(". There")[0]
    await submits(murano, "join", other)
    assert murano.hears()[-1] == Text.SERVER_ALLIED_ALREADY
    assert lagoon.town.metrics.registry.get_sample_value("bauta_refused_total", {"what": "invitation"}) == 3
    assert code not in str(lagoon.town.rows("alliance_codes"))


async def test_a_code_is_too_old_after_a_day(lagoon: Lagoon) -> None:
    venezia, murano = await lagoon.admin(VENEZIA), await lagoon.admin(MURANO)
    await venezia.taps("server:invite")
    code = venezia.post.text.split("server: ")[1].split(". There")[0]
    lagoon.town.clock.passes(hours=24)
    await submits(murano, "join", code)
    assert murano.hears() == [Text.SERVER_NO_SUCH_CODE]


async def test_who_changes_what_is_heard_once_for_each_change_and_names_nobody_in_the_settings(
    ground: Ground, catalogue: Catalogue
) -> None:
    heard: list[ServerChange] = []

    async def changed(_: Turn, change: ServerChange) -> None:
        heard.append(change)

    async with Town(ground.database, catalogue, hooks=ServerHooks(changed=changed)) as town:
        lagoon = Lagoon(town)
        admin = await lagoon.admin(VENEZIA)
        await admin.says("/bauta")
        await admin.taps("server:meet.server")
        await picks(admin, "roles", "5")
        await submits(admin, "edit", "/(/")
        await submits(admin, "edit", "gold")
        await admin.taps("server:invite")
        await submits(admin, "join", "NOSUCHCODE")
        await admin.taps("server:leave.yes")
        await admin.taps("server:leave.yes")
        member = (await admin.member()).id
        assert [(each.what, each.by) for each in heard] == [
            (what, member) for what in ("meet", "roles", "words", "invite", "leave")
        ]
        assert member not in str(
            [town.rows(table) for table in ("servers", "alliances", "alliance_codes", "server_bots")]
        )


async def test_each_change_is_a_line_of_the_audit_log(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    await admin.taps("server:on.no")
    await admin.taps("server:menu")
    server, member = (await lagoon.server(VENEZIA)).id, (await admin.member()).id
    lines = [(row["kind"], row["actor"], row["note"]) for row in lagoon.town.rows("audit")]
    assert lines == [("server-set", member, f"on {server}")]


async def test_the_servers_page_is_worth_nothing_in_the_chat_with_the_bot(lagoon: Lagoon) -> None:
    admin = await lagoon.admin(VENEZIA)
    asked: list[What] = [Command("bauta"), Pressed("server", "meet.server"), Pressed("server", "invite")]
    for number, what in enumerate(asked):
        via = Via("app/token", lagoon.town.clock() + 600, aside=True, tap=isinstance(what, Pressed))
        await lagoon.town.hand_in(Incoming(f"key {number}", admin.sender, what, via=via))
    assert admin.hears() == [], "this platform gives no direct answers, and the lane drops them"


@pytest.mark.parametrize(
    ("permissions", "runs"),
    [("", False), ("0", False), ("x", False), ("-8", False), ("²", False), ("8", True), ("32", True), ("1071", True)],
)
async def test_who_runs_a_server_is_told_by_the_same_rule_everywhere(permissions: str, runs: bool) -> None:
    assert manages(permissions) is runs
