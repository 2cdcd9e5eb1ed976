"""People whose direct messages are closed, before a search or in the middle of a conversation."""

from collections.abc import Awaitable, Callable

import pytest

from bot.app import App
from bot.platforms.discord import doors
from tests.e2e.anybody import OnDiscord, admitted
from tests.e2e.conftest import MeetOnDiscord
from tests.e2e.living import PATIENCE, fetched, series
from tests.e2e.strangers import ALONE, PAIRED
from tests.emulators.discord import BotAccount, CannotDo, DiscordEmulator
from tests.emulators.discord.world import Guild

CLOSED = "I can't write to you directly"
GONE = "Your partner can't be reached any more"


@pytest.fixture
def guild(discord: DiscordEmulator, discord_bot: BotAccount) -> Guild:
    guild = discord.guild()
    guild.add(discord_bot)
    return guild


async def waiting(app: App) -> float:
    await app.rounds.watch(app.clock())
    return series(await fetched(app.server.port, "/metrics"), "bauta_waiting")


async def test_before_a_search_somebody_closed_is_told_how_to_open_and_waits_for_nobody(
    meet_on_discord: MeetOnDiscord,
    discord_app: App,
    discord: DiscordEmulator,
    guild: Guild,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann, bob = meet_on_discord("Ann", place=guild), meet_on_discord("Bob")
    guild.add(ann.person)
    await ann.person.closes_dms()
    use = await ann.uses("find", "chess")
    rules = await use.answered("18 or older", PATIENCE)
    told = await (await ann.person.presses(rules, "agree")).answered(CLOSED, PATIENCE)
    assert "allow direct messages" in told.text
    assert told.ephemeral
    await admitted(bob, "find", "chess")
    await bob.hears(ALONE)
    assert await waiting(discord_app) == 1
    await (await ann.person.presses(rules, "agree")).answered(CLOSED, PATIENCE)
    refused = [entry for entry in discord.ledger.calls("create_message", channel=ann.chat) if not entry.accepted]
    assert len(refused) == 1, "it is not tried again and again"

    monkeypatch.setattr(doors, "STAYS_CLOSED", 0.0)
    await ann.person.opens_dms()
    await ann.person.presses(rules, "agree")
    for each in (ann, bob):
        await each.hears("You both like **chess**")
    await bob.says("there you are")
    await ann.hears("there you are")


async def test_the_same_when_they_agreed_long_ago(
    meet_on_discord: MeetOnDiscord, discord_app: App, guild: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "STAYS_CLOSED", 0.0)
    ann, bob = meet_on_discord("Ann", place=guild), meet_on_discord("Bob", place=guild)
    guild.add(ann.person, bob.person)
    for each in (ann, bob):
        rules = await (await each.uses("start")).answered("18 or older", PATIENCE)
        await each.person.presses(rules, "agree")
        await each.hears("This is where your chats happen")
    await ann.asks("find")
    await ann.hears(ALONE)
    await ann.person.closes_dms()
    await bob.asks("find")  # she closed while she was waiting
    await bob.hears(PAIRED)
    await bob.hears(GONE)

    use = await ann.uses("find")
    await use.answered(CLOSED, PATIENCE)
    assert await waiting(discord_app) == 0
    use = await ann.uses("next")
    await use.answered(CLOSED, PATIENCE)
    await ann.person.opens_dms()
    await ann.asks("find")
    await ann.hears(ALONE)


async def leaves_the_server(ann: OnDiscord, guild: Guild) -> None:
    guild.remove(ann.person)


async def closes(ann: OnDiscord, guild: Guild) -> None:
    await ann.person.closes_dms()


async def blocks(ann: OnDiscord, guild: Guild) -> None:
    await ann.person.blocks(ann.bot)


async def throws_the_bot_out(ann: OnDiscord, guild: Guild) -> None:
    guild.remove(ann.bot)


@pytest.mark.parametrize(
    ("departs", "code"), [(closes, 50007), (blocks, 50007), (leaves_the_server, 50278), (throws_the_bot_out, 50278)]
)
async def test_in_mid_conversation_the_partner_is_told_and_goes_on_with_somebody_else(
    meet_on_discord: MeetOnDiscord,
    discord_app: App,
    discord: DiscordEmulator,
    guild: Guild,
    departs: Callable[[OnDiscord, Guild], Awaitable[None]],
    code: int,
) -> None:
    ann, bob, cleo = meet_on_discord("Ann", place=guild), meet_on_discord("Bob"), meet_on_discord("Cleo")
    guild.add(ann.person)
    rules = await (await ann.uses("find")).answered("18 or older", PATIENCE)
    await ann.person.presses(rules, "agree")
    await ann.hears(ALONE)
    await admitted(bob, "find")
    for each in (ann, bob):
        await each.hears(PAIRED)
    await departs(ann, guild)
    for text in ("one", "two", "three"):
        await bob.says(text)
    left = await bob.hears(GONE)
    assert left.labels == ("Find someone new", "Block", "Report")
    refused = [entry for entry in discord.ledger.calls("create_message", channel=ann.chat) if entry.code == code]
    assert len(refused) == 1, "nothing more is tried"
    await bob.taps(left, "Find someone new")
    await bob.hears(ALONE)
    await admitted(cleo, "find")
    for each in (bob, cleo):
        await each.hears(PAIRED)
    await bob.says("somebody new")
    await cleo.hears("somebody new")
    assert GONE not in "".join(ann.heard())


async def test_nobody_is_written_to_who_never_used_a_command(
    meet_on_discord: MeetOnDiscord, discord: DiscordEmulator, guild: Guild
) -> None:
    ann = meet_on_discord("Ann")
    guild.add(ann.person)
    await ann.person.says(ann.bot, "/find everybody", place=guild)
    await ann.says("hello?")
    await ann.hears("18 or older")
    assert discord.ledger.counts["create_dm"] == 0, "she began the chat herself"
    assert [entry for entry in discord.ledger if entry.channel == guild.channel.id] == []


async def test_a_command_is_not_shown_to_those_who_cannot_use_it(meet_on_discord: MeetOnDiscord, guild: Guild) -> None:
    ann = meet_on_discord("Ann", place="private")
    with pytest.raises(CannotDo):
        await ann.uses("find")
    await ann.person.installs(ann.bot)
    use = await ann.uses("find", "chess")
    assert (await use.answered("18 or older", PATIENCE)).ephemeral
