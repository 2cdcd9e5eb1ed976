"""Menus that Discord fills with a server's roles and channels, and what a changed app might send."""

from __future__ import annotations

from typing import Any

import discord as library
import pytest

from tests.emulators.discord import BotAccount, CannotDo, DiscordEmulator, Person
from tests.emulators.discord.components import message_rows
from tests.emulators.discord.errors import Refused, Violation
from tests.emulators.discord_clients import Client, running

Use = library.Interaction[library.Client]


class Picks(library.ui.View):
    """A menu of roles and one of channels."""

    def __init__(self, chosen: int) -> None:
        super().__init__()
        role = library.SelectDefaultValue(id=chosen, type=library.SelectDefaultValueType.role)
        self.roles: Any = library.ui.RoleSelect(custom_id="roles", min_values=0, max_values=2, default_values=[role])
        kinds = [library.ChannelType.text]
        self.channels: Any = library.ui.ChannelSelect(custom_id="place", channel_types=kinds, min_values=0)
        items: list[Any] = [self.roles, self.channels]
        for item in items:
            item.callback = self._picked
            self.add_item(item)

    async def _picked(self, interaction: Use) -> None:
        names = [each.name for each in (*self.roles.values, *self.channels.values)]
        await interaction.response.edit_message(content=f"picked {', '.join(names) or 'none'}")


async def test_roles_and_channels_are_picked_from_what_the_server_has(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    guild = discord.guild()
    guild.add(app, dora)
    mask, staff, desk = guild.role("mask"), guild.role("staff"), guild.opens("desk")
    elsewhere = discord.guild("Murano").role("glass")

    async def choose(interaction: Use) -> None:
        await interaction.response.send_message("choose", view=Picks(mask.id), ephemeral=True)

    async with running(discord, app, Client(choose)):
        use = await dora.uses(app, "choose", place=guild)
        shown = await use.answered("choose")
        assert [(menu.type, menu.least, menu.most, menu.chosen) for menu in shown.selects] == [
            (6, 0, 2, (mask.id,)),
            (8, 0, 1, ()),
        ]
        assert (await (await dora.picks(shown, mask, staff)).answered("picked")).text == "picked mask, staff"
        assert (await (await dora.picks(shown)).answered("picked none")).text == "picked none"
        await (await dora.picks(shown, desk, select="place")).answered("picked desk")
        for wrong in ((elsewhere,), (desk,), (mask, staff, mask)):
            with pytest.raises(CannotDo):
                await dora.picks(shown, *wrong)
        with pytest.raises(CannotDo):
            await dora.chooses(shown, "mask", select="roles")


async def test_a_changed_app_may_tap_what_is_not_there(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    guild = discord.guild()
    guild.add(app, dora)

    async def show(interaction: Use) -> None:
        await interaction.response.send_message("nothing to tap", ephemeral=True)

    client = Client(show)
    async with running(discord, app, client):
        shown = await (await dora.uses(app, "show", place=guild)).answered("nothing")
        await client.told("interaction")
        forged = await dora.forges(shown, "server:on.no")
        seen = await client.told("interaction")
        assert seen.data["custom_id"] == "server:on.no"
        await seen.response.send_message("no", ephemeral=True)
        await forged.answered("no")


async def test_whether_a_channel_is_for_adults_comes_with_each_use(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    guild = discord.guild()
    guild.add(app, dora)
    guild.restricts(guild.opens("lounge"))

    async def where(interaction: Use) -> None:
        nsfw = isinstance(interaction.channel, library.TextChannel) and interaction.channel.is_nsfw()
        await interaction.response.send_message(f"for adults: {nsfw}", ephemeral=True)

    async with running(discord, app, Client(where)):
        for place, said in ((guild.channel, False), (guild.channels["lounge"], True)):
            await (await dora.uses(app, "where", place=place)).answered(f"for adults: {said}")


def pick(**fields: Any) -> list[dict[str, Any]]:
    return [{"type": 1, "components": [{"type": 6, "custom_id": "roles", **fields}]}]


@pytest.mark.parametrize(
    "fields",
    [
        {"max_values": 26},
        {"min_values": 2, "max_values": 1},
        {"default_values": [{"id": "5", "type": "channel"}]},
        {"default_values": [{"id": "x", "type": "role"}]},
        {"default_values": [{"id": "5", "type": "role"}, {"id": "6", "type": "role"}]},
        {"placeholder": "x" * 151},
        {"custom_id": ""},
    ],
)
def test_what_discord_would_not_take_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        message_rows(pick(**fields), ())


@pytest.mark.parametrize("fields", [{"options": []}, {"channel_types": [0]}])
def test_what_belongs_to_another_menu_is_a_violation(fields: dict[str, Any]) -> None:
    with pytest.raises(Violation):
        message_rows(pick(**fields), ())
    assert message_rows(pick(max_values=25), ())
