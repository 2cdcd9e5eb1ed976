"""The emulator in a process of its own: driven, watched and ended from here."""

from __future__ import annotations

import asyncio
import time

import discord as library
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.emulators.discord import Callback, CannotDo, faults, kinds, token
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.discord_clients import NOBODY, Client, Rest
from tests.emulators.telegram import TelegramEmulator

HELLO = {"content": "hi", **NOBODY}


async def find(interaction: library.Interaction, interests: str = "") -> None:
    button: library.ui.Button[library.ui.View] = library.ui.Button(label="Report", custom_id="report")
    button.callback = report  # type: ignore[method-assign]
    view = library.ui.View(timeout=None)
    view.add_item(button)
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send(f"looking for {interests}", view=view)
    await interaction.followup.send("still", ephemeral=True)


async def report(interaction: library.Interaction) -> None:
    form = library.ui.Modal(title="Report", custom_id="form")
    form.add_item(library.ui.TextInput(label="What", custom_id="what"))
    form.on_submit = thank  # type: ignore[method-assign]
    await interaction.response.send_modal(form)


async def thank(interaction: library.Interaction) -> None:
    await interaction.response.send_message("thank you", ephemeral=True)


async def test_everything_can_be_done_from_another_process(
    discord_process: RemoteDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    discord = discord_process
    monkeypatch.setattr(Route, "BASE", discord.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord.gateway_url))
    bot = await discord.add_bot(token())
    ann = await discord.person("Ann", locale="de")
    guild = await discord.guild("Venezia")
    await guild.add(bot, ann)
    client = Client(find)
    running = asyncio.create_task(client.start(bot.token))
    await discord.connected(bot)

    # people and chats
    asked = await ann.says(bot, "hi")
    message = await client.told("message")
    await message.reply("hello")
    heard = await ann.hears(bot, "hello")
    assert (heard.reply_to, heard.from_bot) == (asked, True)
    await ann.sends(bot, kinds.photo(b"x"), text="look", **kinds.sticker("Fox"))
    await ann.edits(bot, asked, "hi there")
    await ann.reacts(bot, heard, "👍")
    await ann.types(bot)
    assert (await client.told("typing")).user_id == ann.id
    await message.channel.typing()
    await ann.sees_typing(bot)
    chat = await ann.chat(bot)
    assert [message.text for message in chat] == ["hi there", "hello", "look"]
    assert (chat[1].reactions, chat[2].attachments[0].content) == ({"👍": (ann.id,)}, b"x")
    await ann.deletes(bot, asked)
    with pytest.raises(CannotDo, match=f"sees no message {asked}"):
        await ann.message(bot, asked)
    with pytest.raises(AssertionError, match="did not hear"):
        await ann.hears(bot, "never", timeout=0.01)

    # interactions
    use = await ann.uses(bot, "find", {"interests": "chess"}, place=guild)
    assert await use.acknowledged() is Callback.DEFERRED_MESSAGE
    answer = await use.answered("chess")
    assert (answer.ephemeral, await use.deferred(), await use.settled()) == (True, True, True)
    await use.answered("still")
    assert [each.text for each in await use.followups()] == ["still"]
    pressed = await ann.presses(answer, "Report")
    assert [field.label for field in (await pressed.asked()).fields] == ["What"]
    sent = await ann.submits(pressed, {"What": "rude"})
    assert (await sent.answered()).text == "thank you"

    # the gateway
    await discord.reconnects(bot)
    (resumed,) = await discord.arrivals.reach(1, "resume", timeout=10)
    assert (resumed.bot, resumed.shard) == (bot.id, (0, 1))
    await discord.connected(bot)
    await discord.goes_down()
    await discord.comes_back()
    await discord.arrivals.reach(2, "resume", timeout=15)

    # ledger, faults, limits
    dm = await ann.dm(bot)
    fault = await discord.faults.add(
        method="create_message", channel=dm, kind=faults.error(50007, "Cannot send messages to this user", status=403)
    )
    with pytest.raises(library.Forbidden):
        await message.channel.send("lost")
    await fault.befell()
    assert await fault.hits() == 1
    await discord.faults.clear()
    assert [entry.code for entry in await discord.ledger.calls("create_message", channel=dm)] == [None, 50007]
    assert (await discord.ledger.counts())["create_message"] == 2
    await discord.sets(answer_within=1)
    with pytest.raises(ValueError, match="nothing is set by colour"):
        await discord.sets(colour="red")
    with pytest.raises(ValueError, match=r"nothing is called discord\.listen"):
        await discord.call("discord", None, "listen", [], {})
    await client.close()
    await running
    assert await discord.violations() == []
    requests, answers = await discord.checked()
    assert answers >= requests


async def test_sends_are_reported_with_a_clock_both_processes_share() -> None:
    async with (
        RemoteDiscord.spawned("--no-check", "--bot", token(), "--limits", "none", "--keep", "5") as discord,
        Rest(discord.api_url, token()) as rest,
        discord.events() as events,
    ):
        bot = await discord.add_bot(token())
        ann = await discord.person("Ann")
        began = time.monotonic()
        fed = await discord.feed(bot, [("Ann", f"m{number}") for number in range(10)])
        channel = (await ann.dm(bot)).id
        _, message = await rest("POST", f"/channels/{channel}/messages", HELLO)
        assert not [name for name in rest.headers if "ratelimit" in name.lower()]
        await rest("DELETE", f"/channels/{channel}/messages/{message['id']}")
        async with asyncio.timeout(5):
            sent, deleted = await anext(events), await anext(events)
        ended = time.monotonic()
        assert (sent.bot, sent.channel, sent.method, sent.message_id, sent.text) == (
            bot.id, channel, "create_message", int(message["id"]), "hi",
        )  # fmt: skip
        assert (deleted.method, deleted.message_id) == ("delete_message", int(message["id"]))
        times = [began, *(at for _, at in fed), sent.at, deleted.at, ended]
        assert times == sorted(times)
        assert await discord.checked() == (0, 0)


async def test_a_process_knows_strictness_and_shards() -> None:
    async with (
        RemoteDiscord.spawned("--lenient", "mentions", "--lenient", "cold_dms", "--shards", "2") as discord,
        Rest(discord.api_url, token()) as rest,
    ):
        bot = await discord.add_bot(token())
        ann = await discord.person("Ann")
        await ann.installs(bot)
        _, channel = await rest("POST", "/users/@me/channels", {"recipient_id": str(ann.id)})
        assert (await rest("POST", f"/channels/{channel['id']}/messages", {"content": "hi"}))[0] == 200
        assert (await rest("GET", "/gateway/bot"))[1]["shards"] == 2
        assert await discord.violations() == []


async def test_telegram_and_discord_are_emulated_side_by_side(
    telegram: TelegramEmulator, discord_process: RemoteDiscord
) -> None:
    there = telegram.add_bot("123456:TOKEN")
    here = await discord_process.add_bot(token())
    await telegram.person("Ann").says(there, "hi")
    ann = await discord_process.person("Ann")
    await ann.says(here, "hi")
    assert [message.text for message in await ann.chat(here)] == ["hi"]
    assert [message.text for message in telegram.person("Ann").chat(there)] == ["hi"]


async def test_every_kind_of_message_can_be_sent_from_another_process(discord_process: RemoteDiscord) -> None:
    discord = discord_process
    bot = await discord.add_bot(token())
    ann = await discord.person("Ann")
    sticker = await discord.add_sticker(b"{}", name="Fox", format_type=3)
    await ann.sends(bot, **sticker)
    file, how = kinds.voice(seconds=2.0)
    await ann.sends(bot, file, **how)
    path = f"/channels/{(await ann.dm(bot)).id}/messages"
    async with Rest(discord.api_url, bot.token) as rest:
        number = sticker["sticker_items"][0]["id"]
        async with rest.session.get(f"{discord.url}/stickers/{number}.json") as answer:
            assert await answer.read() == b"{}"
        assert await discord.fetched() == [int(number)]
        asked = {"question": {"text": "Tea?"}, "answers": [{"poll_media": {"text": each}} for each in ("Yes", "No")]}
        await rest("POST", path, {"poll": asked, **NOBODY})
        await rest("POST", path, NOBODY, files={"photo.png": kinds.picture()})
    heard = await ann.hears(bot)
    await ann.votes(bot, heard, "Yes")
    counted = (await ann.message(bot, heard)).poll
    assert counted is not None
    assert counted.answers == (("Yes", 1), ("No", 0))
    spoken = (await ann.chat(bot))[1]
    assert (spoken.voice, spoken.attachments[0].content, spoken.attachments[0].seconds) == (True, file.content, 2.0)
    entry = (await discord.ledger.accepted("create_message"))[-1]
    assert {number: upload.content for number, upload in entry.uploads.items()} == {0: kinds.picture()}
    await ann.reacts(bot, heard, "🔥", burst=True)
    own = [message for message in await ann.chat(bot) if not message.from_bot]
    await ann.deletes_all(bot, *own)
    assert [message.from_bot for message in await ann.chat(bot)] == [True, True]
