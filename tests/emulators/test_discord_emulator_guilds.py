"""Servers with roles and channels, and the menu of messages, driven by the real client."""

from __future__ import annotations

from typing import Any

import discord as library
import pytest
from discord import app_commands

from tests.emulators.discord import BotAccount, CannotDo, ChatMessage, DiscordEmulator, Guild, Person
from tests.emulators.discord.guilds import MODERATE_MEMBERS
from tests.emulators.discord_clients import Client, Rest, running

HELLO = {"content": "hello", "allowed_mentions": {"parse": []}}
Use = library.Interaction[library.Client]


async def mod(interaction: Use) -> None:
    await interaction.response.send_message("for you", ephemeral=True)


class Moderating(Client):
    """Has a command for moderators and one in the menu of messages; its buttons open a form."""

    def __init__(self) -> None:
        super().__init__(mod)
        command: Any = self.tree.get_command("mod")
        command.default_permissions = library.Permissions(moderate_members=True)
        menu: Any = app_commands.ContextMenu(name="Report it", callback=self.report)
        self.tree.add_command(app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)(menu))

    async def report(self, interaction: Use, message: library.Message) -> None:
        self.events.put_nowait(("reported", message))
        await interaction.response.send_message("thank you", ephemeral=True)


@pytest.fixture
def guild(discord: DiscordEmulator, app: BotAccount, dora: Person) -> Guild:
    guild = discord.guild("Venezia")
    guild.add(app, dora)
    return guild


async def test_roles_come_with_what_somebody_does_and_open_what_is_for_them(
    discord: DiscordEmulator, app: BotAccount, dora: Person, guild: Guild
) -> None:
    async with running(discord, app, client := Moderating()):
        with pytest.raises(CannotDo):
            await dora.uses(app, "mod", place=guild)
        role = guild.role("Mods", MODERATE_MEMBERS)
        guild.grants(dora, role)
        use = await dora.uses(app, "mod", place=guild)
        assert (await use.answered("for you")).ephemeral
        seen = await client.told("interaction")
        assert seen.permissions.moderate_members
        assert not seen.permissions.manage_guild
        assert [each.id for each in seen.user.roles if each.name != "@everyone"] in ([role.id], [])
        guild.grants(dora)
        guild.owner = dora.id
        await (await dora.uses(app, "mod", place=guild)).answered("for you")
        assert (await client.told("interaction")).permissions.administrator
        await (await dora.uses(app, "mod")).answered("for you")


async def test_a_command_in_the_menu_of_messages_is_given_the_message(
    discord: DiscordEmulator, app: BotAccount, dora: Person, guild: Guild
) -> None:
    async with running(discord, app, client := Moderating()):
        await dora.says(app, "hello")
        user = (await client.told("message")).author
        sent = await user.send("look at this")
        use = await dora.uses_on(dora.message(app, sent.id), "Report it")
        assert (await use.answered("thank you")).ephemeral
        reported = await client.told("reported")
        assert (reported.id, reported.content, reported.author.id) == (sent.id, "look at this", app.id)
        with pytest.raises(CannotDo):
            await dora.uses_on(dora.message(app, sent.id), "mod")
        with pytest.raises(CannotDo):
            await dora.uses(app, "Report it")


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Report", "type": 3, "description": "what it does"},
        {"name": "Report", "type": 3, "options": [{"type": 3, "name": "o", "description": "d"}]},
        {"name": "   ", "type": 3},
        {"name": "Report", "type": 3, "name_localizations": {"xx": "Melden"}},
    ],
)
async def test_a_command_in_the_menu_has_a_name_and_nothing_else(
    app: BotAccount, rest: Rest, command: dict[str, Any]
) -> None:
    assert await rest.code("PUT", f"/applications/{app.id}/commands", [command]) == (400, 50035)


async def test_a_name_may_be_both_typed_and_chosen(app: BotAccount, rest: Rest) -> None:
    both = [{"name": "report", "type": 1, "description": "d"}, {"name": "report", "type": 3}]
    assert (await rest("PUT", f"/applications/{app.id}/commands", both))[0] == 200
    assert len(app.commands) == 2
    ids = [each["id"] for each in app.commands]
    await rest("PUT", f"/applications/{app.id}/commands", both)
    assert [each["id"] for each in app.commands] == ids


async def test_a_server_has_channels_that_come_and_go(
    discord: DiscordEmulator, app: BotAccount, dora: Person, guild: Guild, rest: Rest
) -> None:
    mods = guild.opens("mods")
    assert guild.opens("mods") is mods
    assert (await rest("POST", f"/channels/{mods.id}/messages", HELLO))[0] == 200
    seen: ChatMessage = await dora.hears(app, "hello", place=mods)
    assert dora.chat(app, place=guild) == []
    with pytest.raises(CannotDo):
        discord.person("Eve").chat(app, place=mods)
    guild.closes("mods")
    assert await rest.code("POST", f"/channels/{mods.id}/messages", HELLO) == (404, 10003)
    assert seen.from_bot
