"""The real discord.py Client against the emulator: logging in, messages both ways, files, history."""

from __future__ import annotations

import io

import discord as library
import pytest

from tests.emulators.discord import BotAccount, DiscordEmulator, Person, kinds, token
from tests.emulators.discord_clients import Client, running


async def test_a_bot_logs_in_and_tells_who_it_is(discord: DiscordEmulator, app: BotAccount) -> None:
    async with running(discord, app, client := Client()):
        assert client.user is not None
        assert (client.user.id, client.user.name, client.application_id) == (app.id, "Bauta", app.id)
        info = await client.application_info()
        assert (info.id, info.name) == (app.id, "Bauta")
    assert [entry.method for entry in discord.ledger][:2] == ["get_my_user", "get_my_oauth2_application"]
    (arrival,) = discord.arrivals.of("identify")
    assert (arrival.bot, arrival.intents, arrival.hasty) == (app.id, 28673, False)


async def test_a_wrong_token_is_refused_as_discord_does(discord: DiscordEmulator) -> None:
    stranger = BotAccount(5, token(5), "Stranger", {})
    client = Client()
    with pytest.raises(library.LoginFailure):
        async with running(discord, stranger, client):
            pass


async def test_a_message_goes_both_ways_with_everything_that_belongs_to_it(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, client := Client()):
        asked = await dora.says(app, "  hello **you** ")
        message = await client.told("message")
        assert (message.id, message.content, message.author.id) == (asked, "hello **you**", dora.id)
        assert message.author.global_name == "Dora"
        assert isinstance(message.channel, library.DMChannel)
        assert message.channel.id == dora.dm(app).id

        view = library.ui.View(timeout=None)
        view.add_item(library.ui.Button(label="Next", custom_id="next"))
        sent = await message.reply("hello back", nonce="once", view=view)
        heard = await dora.hears(app, "hello back")
        assert (heard.id, heard.reply_to, heard.labels, heard.from_bot) == (sent.id, asked, ["Next"], True)
        echo = await client.told("message")
        assert (echo.id, echo.nonce, echo.reference.resolved.content) == (sent.id, "once", "hello **you**")

        await sent.edit(content="changed", view=None)
        assert (await dora.hears(app, "changed")).labels == []
        assert (await client.told("edit")).data["edited_timestamp"] is not None
        await dora.edits(app, asked, "never mind")
        edit = await client.told("edit")
        assert (edit.message_id, edit.message.content, edit.message.edited_at is not None) == (
            asked,
            "never mind",
            True,
        )

        await sent.delete()
        assert (await client.told("delete")).message_id == sent.id
        await dora.deletes(app, asked)
        assert (await client.told("delete")).message_id == asked
        assert dora.chat(app) == []


async def test_files_keep_their_bytes_both_ways(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    picture = kinds.picture(60, 40)
    async with running(discord, app, client := Client()):
        await dora.sends(app, kinds.photo(picture, spoiler=True), kinds.file("a.txt", b"text"), text="look")
        message = await client.told("message")
        first, second = message.attachments
        assert (await first.read(), await second.read(use_cached=True)) == (picture, b"text")
        assert (first.filename, first.width, first.height, first.is_spoiler()) == ("SPOILER_IMG_0001.png", 60, 40, True)
        assert (second.content_type, second.size, second.is_spoiler()) == ("text/plain", 4, False)

        files = [library.File(io.BytesIO(picture), "p.png", spoiler=True, description="a picture")]
        sent = await message.channel.send("here", files=files)
        (seen,) = (await dora.hears(app, "here")).attachments
        assert (seen.content, seen.filename, seen.spoiler, seen.description) == (
            picture, "SPOILER_p.png", True, "a picture",
        )  # fmt: skip
        await sent.edit(attachments=[*sent.attachments, library.File(io.BytesIO(b"more"), "file-2.txt")])
        assert [file.content for file in dora.message(app, sent.id).attachments] == [picture, b"more"]

        discord.expires_attachments()
        with pytest.raises(library.NotFound):
            await first.read()
    assert discord.ledger.accepted("create_message")[0].files == 1


async def test_an_address_that_was_tampered_with_leads_nowhere(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, client := Client()):
        await dora.sends(app, kinds.file("a.txt", b"text"))
        (attachment,) = (await client.told("message")).attachments
        attachment.url = attachment.url.replace("hm=", "hm=0")
        with pytest.raises(library.NotFound):
            await attachment.read()


async def test_history_is_read_newest_first_in_every_direction(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, client := Client()):
        said = [await dora.says(app, f"m{number}") for number in range(7)]
        channel = (await client.told("message")).channel
        everything = [message.content async for message in channel.history()]
        assert everything == [f"m{number}" for number in reversed(range(7))]
        after = [m.content async for m in channel.history(after=library.Object(said[3]), oldest_first=True)]
        assert after == ["m4", "m5", "m6"]
        before = [m.content async for m in channel.history(before=library.Object(said[3]), limit=2)]
        assert before == ["m2", "m1"]
        around = [m.content async for m in channel.history(around=library.Object(said[3]), limit=3)]
        assert around == ["m4", "m3", "m2"]
        assert (await channel.fetch_message(said[0])).content == "m0"


async def test_what_a_reply_answers_is_null_once_it_is_deleted(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, client := Client()):
        first = await dora.says(app, "first")
        await dora.says(app, "second", reply_to=first)
        await client.told("message")
        answer = await client.told("message")
        assert answer.reference.resolved.id == first
        await dora.deletes(app, first)
        again = await answer.channel.fetch_message(answer.id)
        assert isinstance(again.reference.resolved, library.DeletedReferencedMessage)


async def test_typing_and_reactions_go_both_ways(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    async with running(discord, app, client := Client()):
        asked = await dora.says(app, "hi")
        message = await client.told("message")
        await dora.types(app)
        typing = await client.told("typing")
        assert (typing.user_id, typing.channel_id) == (dora.id, message.channel.id)
        await message.channel.typing()
        await dora.sees_typing(app)

        await message.add_reaction("👍")
        assert dora.message(app, asked).reactions == {"👍": (app.id,)}
        await dora.reacts(app, asked, "👍")
        await dora.reacts(app, asked, "wave:123")
        assert [str((await client.told("reacted")).emoji) for _ in range(3)] == ["👍", "👍", "<:wave:123>"]
        await dora.unreacts(app, asked, "👍")
        assert (await client.told("unreacted")).user_id == dora.id
        await message.remove_reaction("👍", library.Object(app.id))
        assert (await client.told("unreacted")).user_id == app.id
        assert dora.message(app, asked).reactions == {"wave:123": (dora.id,)}


async def test_stickers_polls_forwards_voices_and_previews_reach_the_bot(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, client := Client()):
        await dora.sends(app, **kinds.sticker("Fox"))
        assert [sticker.name for sticker in (await client.told("message")).stickers] == ["Fox"]
        await dora.sends(app, **kinds.poll("Tea?", ("Yes", "No")))
        poll = (await client.told("message")).poll
        assert (poll.question, [answer.text for answer in poll.answers]) == ("Tea?", ["Yes", "No"])
        await dora.sends(app, **kinds.forwarded("from elsewhere"))
        forward = await client.told("message")
        assert (forward.content, [snapshot.content for snapshot in forward.message_snapshots]) == (
            "",
            ["from elsewhere"],
        )
        file, fields = kinds.voice(seconds=2)
        await dora.sends(app, file, **fields)
        voice = await client.told("message")
        assert (voice.flags.voice, voice.attachments[0].duration) == (True, 2)
        linked = await dora.says(app, "https://example.org/")
        await client.told("message")
        await dora.unfurls(app, linked, url="https://example.org/", title="Example")
        edit = await client.told("edit")
        assert (edit.message.edited_at, [embed.title for embed in edit.message.embeds]) == (None, ["Example"])


async def test_a_dm_is_opened_once_and_counted(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    async with running(discord, app, client := Client()):
        await dora.says(app, "hi")
        user = await client.fetch_user(dora.id)
        first, second = await user.create_dm(), await client.create_dm(user)
        assert first.id == second.id == dora.dm(app).id
        await first.send("hello")
        await dora.hears(app, "hello")
    assert discord.ledger.counts["create_dm"] == 1
    assert [entry.message_id for entry in discord.ledger.accepted("create_message", channel=dora.dm(app))] == [
        dora.chat(app)[-1].id
    ]
