"""Discord's gateway as it comes and goes, what was written meanwhile, nonsense, and what only the operator can mend."""

from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.platforms.base import Fatal
from tests.e2e.anybody import OnDiscord, OnTheWeb, all_heard, paired, words
from tests.e2e.living import PATIENCE, fetched, living, series, settings_for
from tests.e2e.processes import Spawner, deployment
from tests.e2e.visitor import Visitor
from tests.emulators.discord import BotAccount, DiscordEmulator

Two = tuple[OnDiscord, OnDiscord]


async def test_whatever_ends_a_connection_the_conversation_goes_on(
    discord_pair: Two, discord: DiscordEmulator, discord_bot: BotAccount
) -> None:
    ann, bob = discord_pair
    endings: list[Any] = [
        lambda: discord.reconnects(discord_bot),
        lambda: discord.invalidates(discord_bot, resumable=True),
        lambda: discord.invalidates(discord_bot, resumable=False),
        lambda: discord.drops(discord_bot),
        lambda: discord.drops(discord_bot, forget=True),
        *(lambda code=code: discord.closes(discord_bot, code) for code in (1000, 1001, 4000, 4001, 4002, 4003)),
        *(lambda code=code: discord.closes(discord_bot, code) for code in (4005, 4007, 4008, 4009)),
    ]
    for number, ending in enumerate(endings):
        await ann.says(f"before {number}")
        ending()
        await ann.says(f"meanwhile {number}")
        await discord.connected(discord_bot, timeout=PATIENCE)
        await ann.says(f"after {number}")
        await bob.hears(f"after {number}")
    said = [f"{when} {number}" for number in range(len(endings)) for when in ("before", "meanwhile", "after")]
    assert words(bob) == said


async def test_an_outage_loses_and_repeats_nothing(discord_pair: Two, discord: DiscordEmulator) -> None:
    ann, bob = discord_pair
    async with discord.outage():
        for number in range(5):
            await ann.says(f"into the dark {number}")
            await bob.says(f"and back {number}")
    await bob.hears("into the dark 4")
    await ann.hears("and back 4")
    assert words(bob) == [f"into the dark {number}" for number in range(5)]
    assert words(ann) == [f"and back {number}" for number in range(5)]


async def test_what_was_written_while_bauta_was_down_arrives_once_and_in_order(
    discord: DiscordEmulator, discord_bot: BotAccount, tmp_path: Path
) -> None:
    ann, bob = OnDiscord(discord, discord_bot, "Ann"), OnDiscord(discord, discord_bot, "Bob")
    async with living(settings_for(tmp_path, discord=discord)):
        await discord.connected(discord_bot, timeout=PATIENCE)
        await paired(ann, bob)
        await ann.says("before")
        await bob.hears("before")
    said = [f"meanwhile {number}" for number in range(90)]
    for number, text in enumerate(said):  # with the empty ones more than one page of history
        await ann.says(text)
        if number % 3 == 0:
            await ann.person.sends(ann.bot)
    await bob.says("you there?")
    async with living(settings_for(tmp_path, discord=discord)):
        await discord.connected(discord_bot, timeout=PATIENCE)
        await ann.says("after")
        await bob.hears("after")
        await ann.hears("you there?")
        await all_heard(ann)
    assert words(bob) == ["before", *said, "after"]
    assert len([text for text in ann.heard() if "This kind of message isn't" in text]) == len(said) / 3


async def test_malformed_events_are_counted_and_passed_over(
    discord_pair: Two, discord: DiscordEmulator, discord_bot: BotAccount, discord_app: App
) -> None:
    ann, bob = discord_pair
    author = {"id": str(ann.person.id), "username": "ann", "discriminator": "0"}
    message = {"id": "1", "type": 0, "channel_id": str(ann.chat), "author": author, "content": "LEAKED?"}
    events: list[tuple[str, Any]] = [
        ("MESSAGE_CREATE", {}),
        ("MESSAGE_CREATE", {**message, "author": None}),
        ("MESSAGE_CREATE", {**message, "id": "one"}),
        ("MESSAGE_CREATE", {**message, "attachments": 7}),
        ("MESSAGE_CREATE", {**message, "attachments": [{"content_type": "image/png"}]}),
        ("MESSAGE_CREATE", {**message, "message_snapshots": [{}]}),
        ("MESSAGE_CREATE", {**message, "type": "0"}),
        ("MESSAGE_CREATE", []),
        ("MESSAGE_UPDATE", {"id": "1"}),
        ("MESSAGE_UPDATE", None),
        ("INTERACTION_CREATE", {"type": 2}),
        ("INTERACTION_CREATE", {"type": 99, "data": {}, "user": author}),
        ("INTERACTION_CREATE", {"type": 3, "data": {"custom_id": 5}, "id": "x", "user": author}),
        ("TYPING_START", {"user_id": None}),
        ("A_KIND_FROM_THE_FUTURE", {"x": [1, {"y": None}]}),
    ]
    for number, (name, data) in enumerate(events):
        discord.feed_event(discord_bot, name, data)
        await ann.says(f"in between {number}")
    for frame in ("not JSON", "[]", '{"op": 0}', '{"op": 77, "d": null}', '{"op": 0, "t": "READY", "s": "x", "d": 5}'):
        discord.feed_raw(discord_bot, frame)
        await discord.connected(discord_bot, timeout=PATIENCE)
        await ann.says(f"after {frame}")
        await bob.hears("after")
    await ann.says("the last")
    await bob.hears("the last")
    assert [text for text in words(bob) if text.startswith("in between")] == [
        f"in between {number}" for number in range(len(events))
    ]
    page = await fetched(discord_app.server.port, "/metrics")
    assert series(page, "bauta_skipped_total", platform="discord") >= 10
    assert series(page, "bauta_failed_turns_total") == 0
    assert "LEAKED" not in "".join([*bob.heard(), page])


# --- what only the operator can mend -----------------------------------------------------------------------------


@pytest.mark.parametrize("code", [4004, 4010, 4012, 4013, 4014])
async def test_a_connection_that_will_never_be_taken_ends_bauta_with_a_sentence(
    discord: DiscordEmulator, discord_bot: BotAccount, tmp_path: Path, code: int
) -> None:
    async def until_it_ends() -> None:
        async with living(settings_for(tmp_path, discord=discord)) as app, Visitor(app.server.port) as visitor:
            await discord.connected(discord_bot, timeout=PATIENCE)
            discord.closes(discord_bot, code)
            await visitor.until(lambda: visitor.closed != [])

    with pytest.raises(Fatal) as ended:
        await until_it_ends()
    assert str(discord_bot.id) in str(ended.value)
    assert len(str(ended.value).splitlines()) == 1


async def test_the_operator_reads_why_and_the_exit_code_is_69(
    discord: DiscordEmulator, discord_bot: BotAccount, spawner: Spawner, tmp_path: Path
) -> None:
    settings = {"BAUTA_DISCORD_TOKEN": discord_bot.token, "BAUTA_DISCORD_API_URL": discord.api_url}
    async with deployment(spawner, tmp_path, **settings) as deployed:
        process = await deployed.runs()
        await discord.connected(discord_bot, timeout=PATIENCE)
        discord.closes(discord_bot, 4014)
        assert await process.ended() == 69
        assert "Privileged Gateway Intents" in process.err
        assert "Traceback" not in process.err
        assert discord_bot.token not in process.err + process.out

        wrong = discord_bot.token.replace("whole", "false")
        process = await deployed.does("run", settings={"BAUTA_DISCORD_TOKEN": wrong})
        assert process.code == 69
        assert "is wrong or was reset" in process.err
        assert wrong not in process.err + process.out


async def test_a_page_goes_on_while_discord_cannot_be_reached(
    discord: DiscordEmulator, discord_bot: BotAccount, tmp_path: Path
) -> None:
    async with (
        discord.outage(),
        living(settings_for(tmp_path, discord=discord)) as app,
        Visitor(app.server.port) as page,
        Visitor(app.server.port) as other,
    ):
        await paired(OnTheWeb("Ann", page), OnTheWeb("Bob", other))
