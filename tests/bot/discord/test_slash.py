"""The slash commands as they are registered: in every language, within Discord's limits, the same as everywhere."""

import re
from typing import Any

import pytest
from discord import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.menu import ORDER, menus
from bot.messages import Command
from bot.platforms.discord.forms import FORMS
from bot.platforms.discord.render import messages
from bot.platforms.discord.slash import SETTINGS, slash_commands, suggestions
from bot.posts import Post
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from config.interests import well_known
from tests.bot.discord.conftest import Side, address
from tests.emulators.discord import BotAccount, CannotDo, DiscordEmulator, Person, faults

NAME = re.compile(r"[-_a-z0-9]{1,32}")


@pytest.fixture(scope="session")
def commands(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [dict(each) for each in slash_commands(catalogue, menus(catalogue))]


ALL = [*ORDER, "bauta", "mod", "Report"]
FOR_PEOPLE = len(ORDER)


def test_every_command_there_is_can_be_used_everywhere(commands: list[dict[str, Any]]) -> None:
    assert [each["name"] for each in commands] == ALL
    people = commands[:FOR_PEOPLE]
    assert all(each["contexts"] == [0, 1, 2] and each["integration_types"] == [0, 1] for each in people)
    (bauta,) = [each for each in commands if each["name"] == "bauta"]
    assert (bauta["contexts"], bauta["integration_types"]) == ([0], [0]), "in servers only"
    assert bauta["default_member_permissions"] == 0x20, "Manage Server"
    assert "find" in {each["name"] for each in commands if each.get("options")}


def test_what_is_for_moderators_is_offered_to_nobody_else_in_a_server(commands: list[dict[str, Any]]) -> None:
    moderators = next(each for each in commands if each["name"] == "mod")
    assert moderators["default_member_permissions"] == 1 << 40, "those who may time others out"
    assert (moderators["contexts"], moderators["integration_types"]) == ([0, 1], [0])


def test_a_message_is_reported_from_its_menu_in_the_chat_with_the_bot_alone(
    commands: list[dict[str, Any]], catalogue: Catalogue
) -> None:
    (entry,) = [each for each in commands if each["type"] == 3]
    assert (entry["name"], entry["contexts"]) == ("Report", [1])
    assert entry["name_localizations"]["de"] == "Melden"
    assert "description" not in entry
    assert all(len(catalogue.word(Text.REPORT_MESSAGE, tag)) <= 32 for tag in catalogue.tags)


async def test_in_a_server_moderators_find_their_command_and_others_do_not(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    guild, mo = discord.guild(), discord.person("Mo")
    guild.add(bot, ann, mo)
    guild.grants(mo, guild.role("Mods", 1 << 40))
    async with side.running():
        with pytest.raises(CannotDo):
            await ann.uses(bot, "mod", place=guild)
        use = await mo.uses(bot, "mod", {"what": "here"}, place=guild.opens("mods"))
        (incoming,) = await side.inside.hears(1)
        assert incoming.what == Command("mod", "here")
        assert incoming.sender.place == str(guild.opens("mods").id)
        assert (incoming.sender.roles, incoming.sender.server) == ((str(guild.role("Mods").id),), str(guild.id))
        assert int(incoming.sender.permissions) & 1 << 40
        assert incoming.via is not None
        await side.platform.answer(address(bot, mo), incoming.via, Post("◆ here", host=True))
        assert (await use.answered("here")).ephemeral


def described(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    typed = [each for each in commands if each["type"] == 1]
    return [*typed, *(option for each in typed for option in each.get("options", ()))]


def test_everything_is_described_in_every_language_within_the_limits(
    commands: list[dict[str, Any]], catalogue: Catalogue
) -> None:
    locales = {locale.value for locale in Locale}
    for each in described(commands):
        assert NAME.fullmatch(each["name"])
        words = [each["description"], *each.get("description_localizations", {}).values()]
        assert all(1 <= len(said) <= 100 for said in words), each["name"]
        spoken = each.get("description_localizations", {})
        assert set(spoken) <= locales
        assert {locale.partition("-")[0] for locale in spoken} == set(catalogue.tags) - {"en"}
        assert each["description"] not in spoken.values(), "one language stands for another"
    assert sum(len(str(each)) for each in commands) < 32_000


def test_every_button_and_every_form_fits_in_every_language(catalogue: Catalogue) -> None:
    for tag in catalogue.tags:
        for key in (key for key in Text if key.value.startswith("button-")):
            try:
                assert len(catalogue.word(key, tag)) <= 80, key
            except KeyError:  # takes arguments; the labels are cut
                continue
        for form in FORMS.values():
            assert len(catalogue.word(form.title, tag)) <= 45
            assert len(catalogue.word(form.field, tag)) <= 45
        for text in (Text.IN_DIRECT_MESSAGES, Text.DIRECT_MESSAGES_CLOSED, Text.DIRECT_MESSAGES_HERE):
            assert len(messages(Post(*catalogue.notice(text, tag, {})), "1")) == 1


def test_options_help_while_one_types(commands: list[dict[str, Any]], catalogue: Catalogue) -> None:
    options = {each["name"]: {option["name"]: option for option in each.get("options", ())} for each in commands}
    assert options["find"]["interests"]["autocomplete"] is True
    assert [choice["value"] for choice in options["language"]["language"]["choices"]] == list(catalogue.tags)
    assert [choice["value"] for choice in options["settings"]["setting"]["choices"]] == list(SETTINGS)
    assert not any(option["required"] for each in options.values() for option in each.values())


async def test_discord_takes_them_all(bot: BotAccount, side: Side) -> None:
    async with side.running():
        assert [each["name"] for each in bot.commands] == ALL


async def test_commands_that_are_refused_keep_nobody_from_talking(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    discord.faults.add(
        kind=faults.error(30034, "Max number of daily creates", status=400), method="bulk_set_application_commands"
    )
    async with side.running():
        await ann.says(bot, "hello")
        await side.inside.hears(1)
    assert len(discord.ledger.calls("bulk_set_application_commands")) == 1


@pytest.mark.parametrize("trouble", [faults.garbage(502), faults.lost_request()], ids=lambda each: each.name)
async def test_commands_that_did_not_get_through_are_registered_later(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, trouble: faults.Trouble
) -> None:
    discord.faults.add(kind=trouble, method="bulk_set_application_commands", times=2)
    async with side.running():
        await ann.says(bot, "hello")
        await side.inside.hears(1)
        await discord.ledger.reaches(3, "bulk_set_application_commands")
        use = await ann.uses(bot, "rules")
        incoming = (await side.inside.hears(2))[1]
        assert incoming.via is not None
        await side.platform.answer(address(bot, ann), incoming.via, Post("◆ the rules", host=True))
        await use.answered("the rules")
    assert len(bot.commands) == len(ALL)


# --- suggestions ---

KNOWN = {
    "Cheese": ("cheese", "kase"),
    "chess": ("chess", "schach"),
    "hiking": ("hiking",),
    "manchester": ("manchester",),
}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["Cheese", "chess", "hiking", "manchester"]),
        ("che", ["che", "Cheese", "chess", "manchester"]),
        ("CHESS", ["CHESS", "chess"]),
        ("hiking, che", ["hiking, che", "hiking, Cheese", "hiking, chess", "hiking, manchester"]),
        ("hiking,", ["hiking, Cheese", "hiking, chess", "hiking, manchester"]),
        ("chess, chess", ["chess, chess"]),
        ("Schach", ["Schach", "chess"]),
        ("KÄ", ["KÄ", "Cheese"]),
        ("Schach, ch", ["Schach, ch", "Schach, Cheese", "Schach, manchester"]),
        ("something of my own", ["something of my own"]),
        ("  ", ["Cheese", "chess", "hiking", "manchester"]),
        (",", ["Cheese", "chess", "hiking", "manchester"]),
    ],
)
def test_what_is_typed_is_offered_and_what_it_may_become(typed: str, offered: list[str]) -> None:
    assert suggestions(typed, KNOWN) == offered


@settings(deadline=None)  # the first reads the lexicon
@given(st.text(max_size=300))
def test_whatever_is_typed_what_is_offered_can_be_shown(typed: str) -> None:
    offered = suggestions(typed, well_known("de"))
    assert len(offered) <= 25
    assert len(set(offered)) == len(offered)
    assert all(1 <= len(each) <= 100 for each in offered)
