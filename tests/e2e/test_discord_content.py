"""What people on Discord send: what passes, and what everything else is told, at the message itself."""

import copy
from typing import Any

import pytest

from bot.app import App
from tests.e2e.anybody import OnDiscord, all_heard, words
from tests.e2e.living import Clock, fetched, series
from tests.emulators.discord import BotAccount, DiscordEmulator, kinds

Two = tuple[OnDiscord, OnDiscord]


async def test_what_is_not_passed_on_is_answered_at_the_message(
    discord_pair: Two, discord_app: App, discord: DiscordEmulator
) -> None:
    ann, bob = discord_pair
    sent: list[tuple[str, str, tuple[Any, ...], dict[str, Any]]] = [
        ("document", "Files of this kind aren't", (kinds.file("thesis.pdf"),), {}),
        ("audio", "This file could not be read", (kinds.file("song.mp3", b"no sound", content_type="audio/mpeg"),), {}),
        ("unknown", "This kind of message isn't", (), {}),
        ("unknown", "This kind of message isn't", (), kinds.link("https://example.org/")),  # only what Discord adds
    ]
    for _, answer, files, fields in sent:
        message = await ann.person.sends(ann.bot, *files, **fields)
        notice = await ann.hears(answer)
        assert notice.text.startswith("◆ ")
        assert notice.native.reply_to == message, "it stands at the message it is about"
    await ann.says("words pass")
    await bob.hears("words pass")
    assert words(bob) == ["words pass"]
    page = await fetched(discord_app.server.port, "/metrics")
    assert series(page, "bauta_not_relayed_total", kind="unknown") == 2


async def test_all_of_a_message_passes_or_nothing_of_it(discord_pair: Two) -> None:
    ann, bob = discord_pair
    files = (kinds.photo(), kinds.file("notes.txt", b"buy milk"), kinds.photo(spoiler=True))
    await ann.person.sends(ann.bot, *files, text="look at *this*")
    heard = await bob.hears("look at")
    shown = heard.native.attachments
    assert heard.text == "look at *this*"
    assert [file.filename.removeprefix("SPOILER_") for file in shown if not file.filename.endswith(".txt")] == [
        "photo.jpg",
        "photo.jpg",
    ]
    assert [file.spoiler for file in shown] == [False, False, True]
    assert (shown[1].content, "notes" in shown[1].filename) == (b"buy milk", False)
    await bob.says("and that?", reply_to=heard)
    assert (await ann.hears("and that?")).answers == "look at *this*"

    message = await ann.person.sends(ann.bot, kinds.photo(), kinds.file("thesis.pdf"), text="my thesis")
    told = await ann.hears("Files of this kind aren't")
    assert told.native.reply_to == message
    await ann.says("never mind")
    await bob.hears("never mind")
    assert words(bob) == ["look at *this*", "never mind"]


async def test_ten_pictures_arrive_in_order_and_so_would_eleven(
    discord_pair: Two, discord: DiscordEmulator, discord_bot: BotAccount
) -> None:
    ann, bob = discord_pair
    photos = [kinds.photo(kinds.picture(100 + number, 50)) for number in range(10)]
    message = await ann.person.sends(ann.bot, *photos, text="ten")
    await ann.says("that was it")
    await bob.hears("that was it")
    widths = [file.raw["width"] for each in bob.person.chat(bob.bot) for file in each.attachments]
    assert widths == [100 + number for number in range(10)]

    raw = copy.deepcopy(dict(ann.person.message(ann.bot, message).raw))  # as a client could try it
    raw |= {"id": str(discord.world.snowflakes.mint()), "content": "eleven"}
    raw["attachments"].append(raw["attachments"][0])
    discord.feed_event(discord_bot, "MESSAGE_CREATE", raw)
    await ann.says("that was all")
    await bob.hears("that was all")
    assert len([file for each in bob.person.chat(bob.bot) for file in each.attachments]) == 21


@pytest.mark.parametrize(
    ("picture", "answer"),
    [
        (kinds.file("large.png", size=51_000_000), "This is too large: at most 50 MB pass"),
        (kinds.file("broken.jpg", b"\xff\xd8\xff not a picture"), "This photo could not be read"),
        (kinds.file("lies.png", b"<svg onload=alert(1)>"), "This photo could not be read"),
    ],
    ids=["51 MB", "broken", "no picture"],
)
async def test_a_picture_that_cannot_pass_is_told_at_the_message(discord_pair: Two, picture: Any, answer: str) -> None:
    ann, bob = discord_pair
    message = await ann.person.sends(ann.bot, picture, text="see?")
    told = await ann.hears(answer)
    assert told.native.reply_to == message
    await ann.says("then in words")
    await bob.hears("then in words")
    assert words(bob) == ["then in words"]


async def test_a_picture_whose_address_has_run_out_is_fetched_by_a_new_one(
    discord_pair: Two, discord: DiscordEmulator, clock: Clock
) -> None:
    ann, bob = discord_pair
    files = discord.world.files
    message = await ann.person.sends(ann.bot, kinds.photo(), text="late")
    files.expire()
    clock.forward(1)
    channel = discord.world.channels[ann.chat]
    stored = channel.messages[message]
    stored.raw = {**stored.raw, "attachments": [files.add(channel.id, kinds.photo(kinds.picture(90, 60)))]}
    seen = await bob.hears("late")
    assert seen.native.attachments[0].raw["width"] == 90, "where it lies is asked anew"

    message = await ann.person.sends(ann.bot, kinds.photo(), text="gone")
    files.expire()
    await ann.person.deletes(ann.bot, message)
    await ann.hears("This did not arrive")
    await ann.says("hm")
    await bob.hears("hm")
    assert words(bob) == ["late", "hm"]


async def test_of_a_forwarded_message_only_the_content_passes(discord_pair: Two, discord: DiscordEmulator) -> None:
    ann, bob = discord_pair
    await ann.person.sends(ann.bot, **kinds.forwarded("seen **elsewhere**"))
    heard = await bob.hears("seen")
    assert (heard.text, heard.native.reply_to) == ("*↪ forwarded*\nseen **elsewhere**", None)
    await ann.person.sends(ann.bot, **kinds.forwarded("/stop"))
    assert (await bob.hears("/stop")).text == "*↪ forwarded*\n/stop", "somebody else's command is something to show"
    picture = discord.world.files.add(ann.chat, kinds.photo())
    await ann.person.sends(ann.bot, **kinds.forwarded("a picture", attachments=[picture]))
    assert (await bob.hears("a picture")).picture is not None


async def test_a_preview_changes_nothing(discord_pair: Two) -> None:
    ann, bob = discord_pair
    message = await ann.person.sends(ann.bot, text="see https://example.org/", **kinds.link("https://example.org/"))
    heard = await bob.hears("example.org")
    assert heard.native.embeds == ()
    await ann.person.unfurls(ann.bot, message, url="https://example.org/")
    await all_heard(ann)
    assert bob.person.message(bob.bot, heard.native).text == heard.text


async def test_a_reply_to_what_was_deleted_arrives_without_pointing_anywhere(discord_pair: Two) -> None:
    ann, bob = discord_pair
    message = await ann.person.says(ann.bot, "forget this")
    heard = await bob.hears("forget this")
    await ann.person.deletes(ann.bot, message)
    await bob.says("why?", reply_to=heard)
    answer = await ann.hears("why?")
    assert answer.native.reply_to is None
    await ann.says("because", reply_to=answer)
    assert (await bob.hears("because")).answers == "why?"


async def test_reactions_and_deletions_reach_the_other_and_are_no_messages(
    discord_pair: Two, discord_bot: BotAccount
) -> None:
    ann, bob = discord_pair
    message = await ann.person.says(ann.bot, "hm")
    heard = await bob.hears("hm")
    await all_heard(bob)  # nobody reacts faster than the answer comes that tells the bot what its message is called
    await bob.person.reacts(bob.bot, heard.native, "👍")
    await ann.sees(lambda: ann.person.message(ann.bot, message).reacted(discord_bot) == ["👍"])
    await bob.person.unreacts(bob.bot, heard.native, "👍")
    await ann.sees(lambda: ann.person.message(ann.bot, message).reacted(discord_bot) == [])
    await ann.person.deletes(ann.bot, message)
    await bob.sees(lambda: words(bob) == [])  # it is gone there, too
    assert words(ann) == [], "and nothing was said about it"


async def test_nasty_input_is_taken_or_refused_with_a_reason(discord_pair: Two, discord_app: App) -> None:
    ann, bob = discord_pair
    await ann.says("\ufdfa" * 2000)
    assert (await bob.hears("\ufdfa")).text == "\ufdfa" * 2000
    for text in ("||" * 900, "**_" * 500, "> " * 400, "`" * 1999, "[a](" * 400, "<@" * 500, "\\" * 1999, "```" * 600):
        await ann.says(text)
        await ann.says("next")
        await bob.hears("next")
    await ann.says("\u200b\u2060")
    assert await ann.hears("nothing readable")
    page = await fetched(discord_app.server.port, "/metrics")
    assert series(page, "bauta_failed_turns_total") == 0
    assert series(page, "bauta_undelivered_total", platform="discord", why="failed") == 0
    assert series(page, "bauta_undelivered_total", platform="discord", why="rejected") == 0
