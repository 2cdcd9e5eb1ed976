"""How many connections there are and how fast they are begun: Discord counts them, and a thousand a day are all."""

import asyncio
from itertools import pairwise

from bot.platforms.discord.account import Account
from bot.platforms.discord.gateway import Patience, _Client
from bot.texts.catalogue import Catalogue
from tests.bot.discord.conftest import TOKEN, Side, side_at
from tests.bot.discord.errands import still_hears
from tests.emulators.discord import BotAccount, DiscordEmulator, Person


async def test_as_many_shards_are_run_as_discord_asks_for(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    discord.settings.shards = 3
    async with side.running(sessions=3):
        assert {each.shard for each in discord.arrivals.of("identify")} == {(0, 3), (1, 3), (2, 3)}
        await still_hears(bot, ann, side)
        discord.drops(bot)
        await discord.arrivals.reach(3, "resume")
        await still_hears(bot, ann, side, "and now?")


async def test_when_more_shards_are_needed_discord_is_asked_how_many(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        discord.settings.shards = discord.settings.least_shards = 2
        discord.closes(bot, 4011)
        await discord.arrivals.reach(3, "identify")
        await discord.connected(bot, sessions=2)
        await still_hears(bot, ann, side)
    assert [each.shard for each in discord.arrivals.of("identify")][-2:] == [(0, 2), (1, 2)]


async def test_discord_is_not_asked_again_and_again_while_it_contradicts_itself(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    """It recommends one shard and turns one shard away: a thousand sessions a day are all there are."""
    discord.settings.least_shards = 2
    running = asyncio.create_task(side.platform.run(side.inside.accept))
    calls = await discord.ledger.reaches(8, "get_bot_gateway")
    assert calls[-1].at - calls[0].at >= 0.005 + 0.01 + 4 * 0.02
    discord.settings.shards = 2
    await discord.connected(bot, sessions=2)
    await still_hears(bot, ann, side)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_connections_that_never_last_are_taken_up_ever_more_slowly(
    discord: DiscordEmulator, bot: BotAccount, side: Side
) -> None:
    async with side.running():
        for times in range(1, 9):
            discord.closes(bot, 4000)
            await discord.arrivals.reach(times, "resume")
            await discord.connected(bot)
    resumed = [each.at for each in discord.arrivals.of("resume")]
    assert resumed[-1] - resumed[0] >= 0.005 + 0.01 + 4 * 0.02
    assert len(discord.arrivals.of("identify")) == 1, "a session that can be resumed was given up"


async def test_after_a_connection_that_lasted_the_first_failure_costs_nothing(
    discord: DiscordEmulator, bot: BotAccount, catalogue: Catalogue
) -> None:
    patience = Patience(first=30.0, most=30.0, spacing=0.0, steady=0.0)
    async with side_at(discord, catalogue, patience=patience) as side, side.running():
        for times in range(1, 5):
            discord.closes(bot, 4000)
            await discord.arrivals.reach(times, "resume")
            await discord.connected(bot)


async def test_sessions_begin_one_after_the_other(discord: DiscordEmulator, bot: BotAccount) -> None:
    """At Discord's pace, whatever it takes: tried with a short one."""
    client = _Client(Account(TOKEN, discord.api_url), {}, Patience(spacing=0.02))
    begun: list[float] = []
    loop = asyncio.get_running_loop()

    async def begins() -> None:
        await client.may_identify()
        begun.append(loop.time())

    await asyncio.gather(*(begins() for _ in range(3)))
    assert all(later - earlier >= 0.019 for earlier, later in pairwise(begun))


def test_patience_grows_and_has_an_end() -> None:
    patience = Patience(first=0.5, most=60.0)
    waits = [patience.after(failures) for failures in range(1, 30)]
    assert waits[:4] == [0.0, 0.5, 1.0, 2.0]
    assert waits == sorted(waits)
    assert waits[-1] == 60.0
