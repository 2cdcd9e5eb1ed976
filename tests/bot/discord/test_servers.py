"""What Discord tells of servers: who somebody is there, what they choose and write for it, and where the bot is."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.messages import Pressed, Sender, Spot
from bot.platforms.base import Rejected
from bot.platforms.discord.asked import Asked, read
from bot.platforms.discord.render import messages
from bot.platforms.discord.residence import WAITING, Residence
from bot.platforms.discord.server_forms import FIELD_LIMIT, FIELDS, words_form
from bot.posts import Address, Label, Pick, Post
from bot.servers import Whereabouts
from bot.texts.catalogue import Catalogue
from bot.wordlist import LONGEST, MOST, TOTAL
from bot.wordlist import read as read_rules
from tests.bot.discord.conftest import NAMES, Side, World
from tests.bot.discord.messages import ANN, BOT, CHAT, interaction, message
from tests.emulators.discord import BotAccount, DiscordEmulator, Guild, Person, faults

GUILD = "900000000000000077"
THERE: dict[str, Any] = {
    "context": 0,
    "guild_id": GUILD,
    "guild_locale": "de",
    "channel": {"id": CHAT, "type": 0, "nsfw": True},
    "authorizing_integration_owners": {"0": GUILD},
    "user": None,
    "member": {"user": {"id": ANN}, "roles": ["5", "6"], "permissions": "32"},
}


def asked(raw: dict[str, Any]) -> Asked | None:
    return read(raw, BOT, NAMES)


def sender(raw: dict[str, Any]) -> Sender:
    found = asked(raw)
    assert found is not None
    return found.incoming(BOT, CHAT).sender


def test_who_somebody_is_in_a_server_comes_with_each_use() -> None:
    found = sender(interaction(**THERE))
    assert (found.server, found.place, found.roles, found.permissions) == (GUILD, CHAT, ("5", "6"), "32")
    assert (found.server_language, found.restricted, found.added) == ("de", True, True)
    for secret in (GUILD, CHAT, "32", "5"):
        assert secret not in repr(found)


def test_in_the_chat_with_the_bot_nobody_is_anything() -> None:
    found = sender(interaction())
    assert (found.server, found.place, found.roles, found.permissions) == (None, None, (), "")
    assert (found.server_language, found.restricted, found.added) == (None, False, False)


@pytest.mark.parametrize("owners", [{}, {"1": ANN}, {"0": "0"}, {"0": "900000000000000078"}, None])
def test_an_app_of_ones_own_is_not_the_servers_bot(owners: Any) -> None:
    assert not sender(interaction(**{**THERE, "authorizing_integration_owners": owners})).added


@pytest.mark.parametrize(("kind", "what"), [(6, "roles"), (8, "channel")])
def test_what_was_chosen_comes_with_the_menu(kind: int, what: str) -> None:
    data = {"custom_id": f"server:{what}", "component_type": kind, "values": ["7", "8"]}
    found = asked(interaction(3, data, message=message("◆ choose"), **THERE))
    assert found is not None
    assert found.what == Pressed("server", what, chosen=("7", "8"))
    none = asked(interaction(3, {**data, "values": []}, message=message("◆ choose"), **THERE))
    assert none is not None
    assert none.what == Pressed("server", what, chosen=())
    with pytest.raises(ValueError, match="invalid literal"):
        asked(interaction(3, {**data, "values": ["x"]}, message=message("◆ choose"), **THERE))


def test_a_form_of_several_fields_is_one_text() -> None:
    rows = [
        {"type": 1, "components": [{"type": 4, "custom_id": f"rules{at}", "value": value}]}
        for at, value in enumerate(("a\nb", "", "c"))
    ]
    found = asked(interaction(5, {"custom_id": "server:edit", "components": rows}, message=message("◆"), **THERE))
    assert found is not None
    assert found.what == Pressed("server", "edit", "a\nb\nc")


@pytest.mark.parametrize(
    ("custom_id", "fields", "opens"),
    [
        ("server:edit", {}, True),
        ("server:join", {}, True),
        ("server:menu", {}, False),
        ("words:edit", {}, False),
        ("server:edit", {"member": {"user": {"id": ANN}, "permissions": "2048"}}, False),
        ("server:edit", {"member": {"user": {"id": ANN}}}, False),
        ("server:edit", {"authorizing_integration_owners": {"1": ANN}}, False),
    ],
)
def test_only_who_may_manage_the_server_opens_its_forms(custom_id: str, fields: dict[str, Any], opens: bool) -> None:
    data = {"custom_id": custom_id, "component_type": 2}
    found = asked(interaction(3, data, message=message("◆"), **{**THERE, **fields}))
    assert found is not None
    assert found.opens_servers_form is opens


# --- menus and forms ---


def test_a_menu_of_roles_takes_a_row_and_shows_what_is_chosen() -> None:
    rows = (
        (Label("Everybody", "server:roles", Pick("role", 25, ("5", "6"))),),
        (Label("Channel", "server:channel", Pick("channel", 1)),),
        (Label("Back", "server:menu"),),
    )
    (shown,) = messages(Post("◆ who?", labels=rows), "1")
    first, second, third = [row["components"][0] for row in shown.body["components"]]
    assert first == {
        "type": 6,
        "custom_id": "server:roles",
        "placeholder": "Everybody",
        "min_values": 0,
        "max_values": 25,
        "default_values": [{"id": "5", "type": "role"}, {"id": "6", "type": "role"}],
    }
    assert (second["type"], second["channel_types"], second["default_values"]) == (8, [0], [])
    assert third["type"] == 2


def test_every_list_that_can_be_saved_can_be_edited_again(catalogue: Catalogue) -> None:
    for size in (1, 90, 130, 150, LONGEST):
        rules = tuple(f"{number:03}{'x' * (size - 3)}"[:size] for number in range(MOST))
        text = "\n".join(dict.fromkeys(rules))[:TOTAL].rpartition("\n")[0]
        kept = read_rules(text)
        assert isinstance(kept, tuple)
        form = words_form(kept, catalogue, "de")
        fields = [row["components"][0] for row in form["components"]]
        assert len(fields) <= FIELDS
        assert all(len(field.get("value", "")) <= FIELD_LIMIT for field in fields)
        assert read_rules("\n".join(field.get("value", "") for field in fields)) == kept
        assert not any(field["required"] for field in fields)
        assert all(len(field["label"]) <= 45 for field in fields)
    assert [len(words_form(rules, catalogue, "en")["components"]) for rules in ((), ("a",))] == [1, 2]


# --- where the bot is ---


def living(world: World, failures: int = 0) -> Residence:
    """One bot's, of which nothing could be taken in for so many times."""
    left = failures

    async def tell(where: Whereabouts) -> None:
        nonlocal left
        left -= 1
        if left >= 0:
            raise OSError("the database is away")
        await world.servers(where)

    return Residence("77", tell, lambda _: 0.0)


async def taken(residence: Residence, world: World, count: int) -> Sequence[Whereabouts]:
    running = asyncio.create_task(residence.run())
    told = await world.hears_of_servers(count)
    running.cancel()
    return told


async def test_a_list_and_what_changes_about_it_are_told_in_order() -> None:
    world = World()
    residence = living(world, failures=2)
    residence.all_of({"guilds": [{"id": "1", "unavailable": True}, {"id": "2", "unavailable": True}]})
    residence.entered({"id": "1", "unavailable": False})
    residence.entered({"id": "3"})
    residence.left({"id": "2", "unavailable": True})
    residence.left({"id": "2"})
    residence.entered({"id": "2"})
    residence.entered({"id": "2"})
    assert await taken(residence, world, 4) == [
        Whereabouts("77", here=("1", "2"), shard=(0, 1)),
        Whereabouts("77", here=("3",)),
        Whereabouts("77", gone=("2",)),
        Whereabouts("77", here=("2",)),
    ]


async def test_each_shard_lists_its_own() -> None:
    world = World()
    residence = living(world)
    even, odd = str(4 << 22), str(5 << 22)
    residence.all_of({"shard": [0, 2], "guilds": [{"id": even}]})
    residence.all_of({"shard": [1, 2], "guilds": [{"id": odd}]})
    residence.entered({"id": even})
    residence.all_of({"shard": [0, 2], "guilds": []})
    residence.entered({"id": odd})
    assert await taken(residence, world, 3) == [
        Whereabouts("77", here=(even,), shard=(0, 2)),
        Whereabouts("77", here=(odd,), shard=(1, 2)),
        Whereabouts("77", shard=(0, 2)),
    ]


async def test_what_nobody_takes_in_is_bounded() -> None:
    world = World()
    residence = living(world)
    for number in range(WAITING + 50):
        residence.entered({"id": str(number)})
    assert (await taken(residence, world, WAITING))[0] == Whereabouts("77", here=("50",))


async def test_the_gateway_tells_where_the_bot_is(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    venezia, murano = discord.guild("Venezia"), discord.guild("Murano")
    venezia.add(bot)
    async with side.running():
        discord.feed_event(bot, "GUILD_DELETE", {"id": str(venezia.id), "unavailable": True})
        murano.add(bot)
        venezia.remove(bot)
        told = await side.world.hears_of_servers(3)
    assert told == [
        Whereabouts(str(bot.id), here=(str(venezia.id),), shard=(0, 1)),
        Whereabouts(str(bot.id), here=(str(murano.id),)),
        Whereabouts(str(bot.id), gone=(str(venezia.id),)),
    ]


async def test_an_event_nobody_can_read_keeps_no_other_from_being_read(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        for junk in ({}, {"id": "x"}, {"id": None}, {"id": -1}):
            discord.feed_event(bot, "GUILD_DELETE", junk)
        await ann.says(bot, "hello")
        await side.inside.hears(1)
    assert side.skipped["malformed"] == 3


async def test_the_form_of_the_word_list_opens_over_the_chat(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    guild: Guild = discord.guild()
    guild.add(bot, ann)
    guild.owner = ann.id
    async with side.running():
        use = await ann.uses(bot, "bauta", place=guild)
        (incoming,) = await side.inside.hears(1)
        assert incoming.via is not None
        labels = ((Label("Edit", "server:edit"), Label("Code", "server:join")),)
        await side.platform.answer(to_ann, incoming.via, Post("◆ words", labels=labels, host=True))
        shown = await use.answered("words")
        for label, title in (("Edit", "Wortliste dieses Servers"), ("Code", "In ein Bündnis gehen")):
            opened = await ann.presses(shown, label)
            assert (await opened.asked()).title == title
        await ann.submits(opened, {"Der Code, den du bekommen hast": "ABC"})
        assert (await side.inside.hears(2))[1].what == Pressed("server", "join", "ABC")


async def test_a_menu_whose_roles_are_gone_is_shown_with_nothing_chosen(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    guild: Guild = discord.guild()
    guild.add(bot, ann)
    guild.owner = ann.id
    discord.faults.add(
        kind=faults.error(50035, "Invalid Form Body", status=400), method="update_original_webhook_message"
    )
    async with side.running():
        use = await ann.uses(bot, "bauta", place=guild)
        (incoming,) = await side.inside.hears(1)
        assert incoming.via is not None
        labels = ((Label("Everybody", "server:roles", Pick("role", 25, ("5",))),),)
        await side.platform.answer(to_ann, incoming.via, Post("◆ roles", labels=labels, host=True))
        assert (await use.answered("roles")).selects[0].chosen == ()
        discord.faults.add(kind=faults.error(50035, "Invalid Form Body", status=400), method="execute_webhook")
        beside = replace(incoming.via, spot=Spot.BESIDE)
        with pytest.raises(Rejected):
            await side.platform.answer(to_ann, beside, Post("◆ no menu", host=True))
