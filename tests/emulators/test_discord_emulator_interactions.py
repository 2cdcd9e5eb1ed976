"""Interactions: commands, buttons, menus, forms and autocomplete, from use to answer, driven by the real client."""

from __future__ import annotations

from typing import Any

import discord as library
import pytest
from discord import app_commands

from tests.emulators.discord import BotAccount, Callback, CannotDo, DiscordEmulator, Person
from tests.emulators.discord_clients import Client, everywhere, running

Use = library.Interaction[library.Client]


async def find(interaction: Use, interests: str = "") -> None:
    await interaction.response.send_message(f"looking for {interests}", ephemeral=interaction.guild is not None)


async def slow(interaction: Use) -> None:
    await interaction.response.defer(ephemeral=True)
    assert interaction.response.is_done()
    await interaction.edit_original_response(content="there")
    await interaction.followup.send("and more", ephemeral=True)


async def test_a_command_in_a_guild_is_answered_for_its_person_alone(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    guild = discord.guild("Venezia", locale="it")
    emil = discord.person("Emil")
    guild.add(app, dora, emil)
    async with running(discord, app, client := Client(find)):
        use = await dora.uses(app, "find", {"interests": "chess"}, place=guild)
        answer = await use.answered("chess")
        assert (answer.text, answer.ephemeral, use.ephemeral, use.deferred) == ("looking for chess", True, True, False)
        seen = await client.told("interaction")
        assert (seen.locale.value, seen.guild_locale.value, seen.context.guild) == ("de", "it", True)
        assert (seen.user.id, seen.user.display_name, seen.guild.id) == (dora.id, "Dora", guild.id)
        assert [message.text for message in dora.chat(app, place=guild)] == ["looking for chess"]
        assert emil.chat(app, place=guild) == []
        channel = client.get_channel(guild.channel.id)
        assert isinstance(channel, library.TextChannel)
        assert [m async for m in channel.history()] == [], "an ephemeral message is in no history"
        with pytest.raises(library.NotFound) as caught:
            await channel.get_partial_message(answer.id).edit(content="no")
        assert caught.value.code == 10008


async def test_in_the_dm_the_answer_is_a_message_like_others(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, client := Client(find)):
        use = await dora.uses(app, "find", {"interests": "tea"})
        answer = await use.answered()
        message = await client.told("message")
        assert (message.id, message.content, message.nonce) == (answer.id, "looking for tea", None)
        assert message.interaction_metadata.user.id == dora.id
        interaction = await client.told("interaction") if client.events.qsize() else None
        assert interaction is None or interaction.context.dm_channel
        await message.edit(content="edited by id")
        assert (await dora.hears(app, "edited")).id == answer.id
        assert dora.heard(app) == ["edited by id"]


async def test_thinking_becomes_the_answer_and_a_followup_comes_after(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, Client(slow)):
        with pytest.raises(CannotDo, match="/slow is not shown there"):
            await dora.uses(app, "slow", place="private")
        await dora.installs(app)
        use = await dora.uses(app, "slow", place="private")
        assert (await use.acknowledged(), use.deferred) == (Callback.DEFERRED_MESSAGE, True)
        answer = await use.answered("there")
        assert (answer.text, answer.ephemeral, answer.edited) == ("there", True, False)
        later = await use.answered("and more")
        assert (later.ephemeral, [message.text for message in use.followups]) == (True, ["and more"])
        assert use.settled


async def test_the_first_followup_after_thinking_is_the_answer(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async def hasty(interaction: Use) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("first")
        await interaction.followup.send("second")

    async with running(discord, app, Client(hasty)):
        use = await dora.uses(app, "hasty")
        second = await use.answered("second")
        assert use.answer is not None
        assert (use.answer.text, use.answer.ephemeral, second.ephemeral) == ("first", True, False)
        assert len(use.followups) == 1


async def test_autocomplete_offers_what_the_bot_knows(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    command = everywhere(find)

    @command.autocomplete("interests")  # type: ignore[untyped-decorator]
    async def complete(interaction: Use, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current}{end}", value=end) for end in ("ess", "eese")]

    client = Client()
    client.tree.add_command(command)
    async with running(discord, app, client):
        assert await dora.autocompletes(app, "find", "interests", "ch") == [("chess", "ess"), ("cheese", "eese")]


async def test_buttons_menus_and_forms(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    class Form(library.ui.Modal, title="Report"):
        what: Any = library.ui.Label(
            text="What happened", component=library.ui.TextInput(custom_id="what", max_length=20)
        )

        async def on_submit(self, interaction: Use) -> None:
            assert isinstance(self.what.component, library.ui.TextInput)
            await interaction.response.edit_message(content=f"reported: {self.what.component.value}", view=None)

    class Board(library.ui.View):
        @library.ui.button(label="Report", custom_id="report")
        async def report(self, interaction: Use, button: Any) -> None:
            await interaction.response.send_modal(Form())

        @library.ui.button(label="Later", custom_id="later")
        async def later(self, interaction: Use, button: Any) -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content="later, then")

        @library.ui.button(label="Never", disabled=True)
        async def never(self, interaction: Use, button: Any) -> None:
            raise AssertionError

        @library.ui.select(
            custom_id="pick", placeholder="Which?", max_values=2,
            options=[library.SelectOption(label=name, value=name.lower()) for name in ("One", "Two", "Three")],
        )  # fmt: skip
        async def pick(self, interaction: Use, select: Any) -> None:
            await interaction.response.edit_message(content=f"picked {select.values}")

    async with running(discord, app, client := Client()):
        await dora.says(app, "hi")
        await (await client.told("message")).channel.send("board", view=Board(timeout=None))
        board = await dora.hears(app, "board")
        assert (board.labels, board.selects[0].options[0]) == (["Report", "Later", "Never"], ("One", "one"))

        pick = await dora.chooses(board, "Two", "three")
        assert (await pick.answered("picked")).text == "picked ['two', 'three']"
        later = await dora.presses(board, "Later")
        assert (await later.answered("later")).id == board.id
        assert later.callback is Callback.DEFERRED_UPDATE

        report = await dora.presses(board, "rep")
        form = await report.asked()
        assert (form.title, [(field.label, field.most, field.required) for field in form.fields]) == (
            "Report", [("What happened", 20, True)],
        )  # fmt: skip
        for texts in ({"What happened": ""}, {"What happened": "x" * 21}, {"Colour": "red"}):
            with pytest.raises(CannotDo):
                await dora.submits(report, texts)
        sent = await dora.submits(report, {"What happened": "rude"})
        assert (await sent.answered("reported")).text == "reported: rude"
        assert dora.message(app, board).rows == ()
        for message, label in ((board, "Report"), (board, "Never")):
            with pytest.raises(CannotDo, match="sees no button"):
                await dora.presses(message, label)
        assert [message.text for message in dora.chat(app)] == ["hi", "reported: rude"]


async def test_people_use_only_what_is_shown_to_them(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    guild = discord.guild()
    only_guilds: Any = app_commands.Command(name="here", description="d", callback=slow)
    only_guilds = app_commands.allowed_installs(guilds=True, users=False)(only_guilds)
    only_guilds = app_commands.allowed_contexts(guilds=True)(only_guilds)
    client = Client(find)
    client.tree.add_command(only_guilds)
    async with running(discord, app, client):
        with pytest.raises(CannotDo, match="has no command /seek"):
            await dora.uses(app, "seek")
        with pytest.raises(CannotDo, match="has no option 'colour'"):
            await dora.uses(app, "find", {"colour": "red"})
        with pytest.raises(CannotDo, match="takes no int"):
            await dora.uses(app, "find", {"interests": 7})
        with pytest.raises(CannotDo, match="/here is not shown there"):
            await dora.uses(app, "here")
        with pytest.raises(CannotDo, match="not in Venezia"):
            await dora.uses(app, "here", place=guild)
        guild.add(dora)
        with pytest.raises(CannotDo, match="/here is not shown there"):
            await dora.uses(app, "here", place=guild)
        use = await dora.uses(app, "find", {"interests": "x"}, place=guild)  # user-installed: everywhere
        await use.answered()
        with pytest.raises(CannotDo, match="completes no option"):
            await dora.autocompletes(app, "find", "interests", "ch")
        guild.add(app)
        await (await dora.uses(app, "here", place=guild)).answered("more")


async def test_through_which_installation_an_interaction_came_is_told(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    guild = discord.guild()
    guild.add(app, dora)
    async with running(discord, app, Client(find)):
        in_guild = await dora.uses(app, "find", place=guild)
        in_dm = await dora.uses(app, "find")
        await dora.installs(app)
        both = await dora.uses(app, "find", place=guild)
        outside = await dora.uses(app, "find", place="private")
        for use in (in_guild, in_dm, both, outside):
            await use.answered()
    assert [use.owners for use in (in_guild, in_dm, both, outside)] == [
        {"0": str(guild.id)},
        {"0": "0"},
        {"0": str(guild.id), "1": str(dora.id)},
        {"1": str(dora.id)},
    ]


async def test_a_bot_too_slow_or_too_eager_is_told_so(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    codes = []

    async def late(interaction: Use) -> None:
        discord.world.bots[app.token].interactions[interaction.token].too_late()
        for text in ("one", "two"):
            with pytest.raises(library.NotFound) as caught:
                await interaction.response.send_message(text)
            codes.append(caught.value.code)

    async def eager(interaction: Use) -> None:
        await interaction.response.send_message("one")
        interaction.response._response_type = None  # as another process would, not knowing of the first
        with pytest.raises(library.HTTPException, match="40060"):
            await interaction.response.send_message("two")
        await interaction.followup.send("three")
        discord.world.bots[app.token].interactions[interaction.token].expire()
        for later in (interaction.followup.send("four"), interaction.edit_original_response(content="five")):
            with pytest.raises(library.HTTPException) as caught:
                await later
            codes.append(caught.value.code)

    async with running(discord, app, Client(late, eager)):
        unlucky = await dora.uses(app, "late")
        await discord.ledger.reaches(2, "create_interaction_response")
        use = await dora.uses(app, "eager")
        await use.answered("three")
        await discord.ledger.reaches(2, "execute_webhook")
        await discord.ledger.reaches(1, "update_original_webhook_message")
        assert [entry.code for entry in discord.ledger.calls("create_interaction_response")] == [
            10062,
            10062,
            None,
            40060,
        ]
    assert codes == [10062, 10062, 50027, 50027]
    assert unlucky.callback is None
    assert discord.unanswered() == ["an interaction (command) was never answered"]
    discord.sets(strict=["mentions", "cold_dms"])


async def test_an_interaction_that_is_left_alone_is_a_violation(app: BotAccount) -> None:
    async with DiscordEmulator() as discord:
        bot = discord.add_bot(app.token)

        async def mute(interaction: Use) -> None:
            return

        async def pensive(interaction: Use) -> None:
            await interaction.response.defer()

        async with running(discord, bot, client := Client(mute, pensive)):
            ann = discord.person("Ann")
            await ann.uses(bot, "mute")
            await (await ann.uses(bot, "pensive")).acknowledged()
            await client.told("interaction")
            await client.told("interaction")
        await discord.disconnected(bot)
        unheard = await ann.uses(bot, "mute")  # nobody was there to hear it: no fault of the bot's
        assert not unheard.delivered
        assert discord.violations == []
    assert discord.violations == [
        "an interaction (command) was never answered",
        "an interaction (command) was deferred and never resolved",
    ]
