"""What a whole run on Discord leaves behind: nothing that tells who somebody is, or what was said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.anybody import OnDiscord, admitted, all_heard
from tests.e2e.conftest import Everywhere
from tests.e2e.living import DISCORD_TOKEN, PATIENCE, fetched
from tests.e2e.processes import Spawner, deployment
from tests.e2e.strangers import ALONE
from tests.emulators.discord import BotAccount, DiscordEmulator, faults, kinds
from tests.emulators.discord.world import Guild
from tests.emulators.telegram import TelegramEmulator


@pytest.fixture
def guild(discord: DiscordEmulator, discord_bot: BotAccount) -> Guild:
    guild = discord.guild("Serenissima")
    guild.add(discord_bot)
    return guild


def natives(discord: DiscordEmulator, bot: BotAccount, *people: OnDiscord) -> Iterator[str]:
    """Every id and token that Discord gave out in this run, but the bot's own id, and the names of people."""
    yield bot.token
    yield from bot.interactions
    for interaction in bot.interactions.values():
        yield str(interaction.id)
    for guild in discord.world.guilds.values():
        yield str(guild.id)
        yield guild.name
    for channel in discord.world.channels.values():
        yield str(channel.id)
        yield from map(str, channel.messages)
    for each in people:
        yield str(each.person.id)
        yield each.person.name
        yield str(discord.world.people[each.person.id].user["username"])


def on_disk(directory: Path) -> bytes:
    return b"".join(file.read_bytes() for file in directory.glob("bauta.db*"))


def forms(secret: str) -> Iterator[bytes]:
    """A secret as it could stand in a file."""
    yield secret.encode()
    yield secret.encode("utf-16-le")
    if secret.isdecimal():
        yield int(secret).to_bytes(8, "big")
        yield int(secret).to_bytes(8, "little")


WORDS = ("fountain", "quidditch", "bludgers", "caption-of-a-picture")


async def a_busy_evening(ann: OnDiscord, bob: OnDiscord, discord: DiscordEmulator) -> None:
    """Everything that may be written down: talk, a report with words, what waits in a lane, an answer that waits."""
    await admitted(ann, "find", "quidditch")
    await ann.hears(ALONE)
    rules = await (await bob.uses("find", "quidditch")).answered("18 or older", PATIENCE)
    await bob.person.presses(rules, "agree")
    for each in (ann, bob):
        await each.hears("You both like **quidditch**")
    await ann.says("meet me at the fountain")
    await bob.says("which fountain?", reply_to=await bob.hears("fountain"))
    await ann.hears("which fountain?")
    await bob.shows(kinds.picture(), "caption-of-a-picture")
    await ann.hears("caption-of-a-picture")
    await ann.types()
    await ann.person.sends(ann.bot, kinds.file("thesis.pdf"))
    await ann.hears("Files of this kind aren't")
    closed = discord.faults.add(kind=faults.rate_limited(60), method="create_message", channel=bob.chat)
    await ann.says("the fountain by the gate")
    await closed.befell(timeout=PATIENCE)
    late = discord.faults.add(kind=faults.rate_limited(60), method="update_original_webhook_message")
    await bob.asks("status")
    await late.befell(timeout=PATIENCE)


async def test_in_logs_in_metrics_and_on_disk_there_is_neither_a_word_nor_an_id(
    discord: DiscordEmulator, discord_bot: BotAccount, guild: Guild, spawner: Spawner, tmp_path: Path
) -> None:
    ann = OnDiscord(discord, discord_bot, "Annabella")
    bob = OnDiscord(discord, discord_bot, "Bartolomeo", place=guild)
    guild.add(bob.person)
    settings = {
        "BAUTA_DISCORD_TOKEN": DISCORD_TOKEN, "BAUTA_DISCORD_API_URL": discord.api_url, "BAUTA_WEB_CHAT": "on",
        "BAUTA_LOG_LEVEL": "debug",
    }  # fmt: skip
    async with deployment(spawner, tmp_path, **settings) as deployed:
        process = await deployed.runs()
        await discord.connected(discord_bot, timeout=PATIENCE)
        await a_busy_evening(ann, bob, discord)
        discord.feed_event(discord_bot, "MESSAGE_CREATE", {"author": {"id": str(ann.person.id)}, "content": "fountain"})
        discord.feed_event(discord_bot, "INTERACTION_CREATE", {"token": "fountain", "data": {"custom_id": "fountain"}})
        for frame in ("the fountain", '{"op": 0, "t": "MESSAGE_CREATE", "s": "x", "d": "fountain"}', '["fountain"]'):
            discord.feed_raw(discord_bot, frame)
        kept = on_disk(deployed.data)
        await ann.asks("report", "bludgers everywhere")
        await ann.taps(await ann.hears("What is it about?"), "Insults or harassment")
        await ann.taps(await ann.hears("more exactly?"), "Insults")
        await ann.hears("Thank you. Report")
        await all_heard(ann)
        page = await fetched(deployed.port, "/metrics")
        kept += on_disk(deployed.data)
        await process.kill()
        told = process.out.replace(f"client_id={discord_bot.id}", "") + process.err + page
    assert len(kept) > 10_000
    assert "discord.event_unreadable" in told
    assert "discord.frame_unreadable" in told
    secrets = {*natives(discord, discord_bot, ann, bob), *WORDS, "bludgers everywhere"}
    assert len(secrets) > 30
    for secret in secrets:
        assert secret not in told, "in logs or metrics"
        for form in forms(secret):
            assert form not in kept, "on disk"


@pytest.mark.parametrize("other", ["discord", "telegram", "web"])
async def test_the_partner_is_told_nothing_but_the_words(
    everywhere: Everywhere,
    telegram: TelegramEmulator,
    discord: DiscordEmulator,
    discord_bot: BotAccount,
    guild: Guild,
    other: str,
) -> None:
    ann = OnDiscord(discord, discord_bot, "Annabella", place=guild)
    guild.add(ann.person)
    bob = await everywhere.comes(other, "Bartolomeo")
    await admitted(bob, "find", "quidditch")
    await bob.hears(ALONE)
    rules = await (await ann.uses("find", "quidditch")).answered("18 or older", PATIENCE)
    await ann.person.presses(rules, "agree")
    await ann.hears("You both like")
    opening = await bob.hears("You both like")
    message = await ann.person.says(ann.bot, f"I am <@{ann.person.id}> of https://discord.com/channels/{guild.id}/1")
    heard = await bob.hears("I am")
    await bob.says("are you?", reply_to=heard)
    await ann.says("perhaps", reply_to=await ann.hears("are you?"))
    picture = kinds.photo(kinds.picture(), "Annabella at home.png")
    await ann.person.sends(ann.bot, picture, text="me", **kinds.link("https://annabella.example"))
    shown = await bob.hears("me")
    assert shown.picture is not None
    await ann.person.sends(ann.bot, **kinds.forwarded("from elsewhere", channel=guild.channel.id))
    last = await bob.hears("from elsewhere")
    await ann.asks("stop")
    left = await bob.hears("Your partner left")

    everything = [opening, heard, shown, last, left]
    told = "".join(str(each) + str(each.native) for each in everything)
    if isinstance(bob, OnDiscord):
        told += "".join(str(entry.parameters) for entry in discord.ledger.calls(channel=bob.chat))
        assert [file.filename for file in shown.native.attachments] == ["photo.jpg"]
    told += "".join(str(entry.parameters) for entry in telegram.ledger)
    own = {str(ann.person.id), str(ann.chat), str(message), str(guild.id), str(guild.channel.id)}
    for secret in {*own, "Annabella", "annabella", "Serenissima", "/attachments/", "cdn."}:
        if isinstance(bob, OnDiscord) and secret == "/attachments/":
            told = told.replace(f"/attachments/{bob.chat}/", "")  # his own copy lies there
        assert secret not in told, secret
