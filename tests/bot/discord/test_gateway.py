"""The gateway: whatever ends a connection, it is taken up again, and nothing is missed or heard twice."""

import asyncio
import threading

import pytest
from structlog.testing import capture_logs

from bot.platforms.base import Fatal
from bot.platforms.discord.catchup import Open
from bot.platforms.discord.gateway import INTENTS
from bot.platforms.discord.rest import Rest
from bot.texts.catalogue import Catalogue
from tests.bot.discord.conftest import OTHER_TOKEN, TOKEN, Side, side_at
from tests.bot.discord.errands import still_hears, texts
from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults, token

FATAL = {
    4004: "token of bot",
    4010: "refused the shard",
    4012: "install a newer Bauta",
    4013: "install a newer Bauta",
    4014: "Privileged Gateway Intents",
}


def test_only_what_is_not_privileged_is_asked_for() -> None:
    privileged = (1 << 1) | (1 << 8) | (1 << 15)
    assert INTENTS.value & privileged == 0


# --- a session that goes on ---


async def test_what_is_written_while_the_connection_is_cut_comes_with_the_resume(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        await ann.says(bot, "one")
        await side.inside.hears(1)
        discord.drops(bot)
        await ann.says(bot, "two")
        await ann.says(bot, "three")
        await discord.arrivals.reach(1, "resume")
        await ann.says(bot, "four")
        await side.inside.hears(4)
    assert texts(side.inside) == ["one", "two", "three", "four"]
    assert len(discord.arrivals.of("identify")) == 1


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4001, 4002, 4005, 4008, 4999])
async def test_a_closed_connection_is_resumed(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, code: int
) -> None:
    async with side.running():
        discord.closes(bot, code)
        await discord.arrivals.reach(1, "resume")
        await still_hears(bot, ann, side)


@pytest.mark.parametrize("code", [4003, 4007, 4009])
async def test_a_session_that_is_over_is_not_resumed_in_vain(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, code: int
) -> None:
    async with side.running():
        discord.closes(bot, code)
        await discord.arrivals.reach(2, "identify")
        await still_hears(bot, ann, side)
    assert discord.arrivals.of("resume") == []


async def test_a_request_to_reconnect_is_followed(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        for times in range(1, 6):
            discord.reconnects(bot)
            await discord.arrivals.reach(times, "resume")
            await discord.connected(bot)
        await still_hears(bot, ann, side)
    assert len(discord.arrivals.of("identify")) == 1, "resuming now and then is no failure"


async def test_a_session_that_can_be_resumed_is(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        discord.invalidates(bot, resumable=True)
        await discord.arrivals.reach(1, "resume")
        await still_hears(bot, ann, side)
    assert len(discord.arrivals.of("identify")) == 1


async def test_a_session_that_is_over_is_followed_by_a_new_one(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        discord.invalidates(bot)
        await discord.arrivals.reach(2, "identify")
        await discord.connected(bot)
        await still_hears(bot, ann, side)
    assert discord.arrivals.of("resume") == []


async def test_a_session_discord_has_forgotten_is_followed_by_a_new_one(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        discord.drops(bot, forget=True)
        await discord.arrivals.reach(2, "identify")
        await discord.connected(bot)
        await still_hears(bot, ann, side)


async def test_a_resume_goes_where_discord_said(
    discord: DiscordEmulator, bot: BotAccount, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    connect = Rest.ws_connect

    async def noted(self: Rest, url: str) -> object:
        called.append(url.partition("?")[0])
        return await connect(self, url)

    monkeypatch.setattr(Rest, "ws_connect", noted)
    elsewhere = discord.gateway_url.rstrip("/")
    discord.server.gateway.url = elsewhere
    async with side.running():
        discord.drops(bot)
        await discord.arrivals.reach(1, "resume")
    assert called == [discord.gateway_url, elsewhere]


async def test_a_gateway_of_the_operators_own_is_used(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, catalogue: Catalogue
) -> None:
    discord.world.gateway_url = "ws://127.0.0.1:1/nobody-is-here"
    async with side_at(discord, catalogue, gateway_url=discord.gateway_url) as side, side.running():
        await still_hears(bot, ann, side)


# --- what only the operator can mend ---


@pytest.mark.parametrize("code", list(FATAL))
async def test_what_will_not_pass_ends_it_with_one_sentence(
    discord: DiscordEmulator, bot: BotAccount, side: Side, code: int
) -> None:
    running = asyncio.create_task(side.platform.run(side.inside.accept))
    await discord.connected(bot)
    discord.closes(bot, code)
    with pytest.raises(Fatal, match=FATAL[code]) as error:
        await asyncio.wait_for(running, 5)
    assert "SECRET" not in str(error.value)
    assert len(discord.arrivals.of("identify")) == 1


async def test_a_wrong_token_ends_it_with_one_sentence(discord: DiscordEmulator, catalogue: Catalogue) -> None:
    async with side_at(discord, catalogue, token(1_180_000_000_000_000_077, "wrong-SECRET")) as side:
        with pytest.raises(Fatal, match="token of bot 1180000000000000077 is wrong") as error:
            await side.platform.run(side.inside.accept)
    assert "SECRET" not in str(error.value)


async def test_a_token_that_is_reset_meanwhile_ends_it_for_all_bots(
    discord: DiscordEmulator, bot: BotAccount, catalogue: Catalogue
) -> None:
    other = discord.add_bot(OTHER_TOKEN)
    async with side_at(discord, catalogue, TOKEN, OTHER_TOKEN) as side:
        running = asyncio.create_task(side.platform.run(side.inside.accept))
        await discord.connected(bot)
        await discord.connected(other)
        del discord.world.bots[OTHER_TOKEN]
        discord.drops(other, forget=True)
        with pytest.raises(Fatal, match=f"token of bot {other.id} is wrong"):
            await asyncio.wait_for(running, 5)


# --- start and stop ---


async def test_a_discord_that_is_down_at_the_start_is_waited_for(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with discord.outage():
        running = asyncio.create_task(side.platform.run(side.inside.accept))
        with capture_logs() as logs:
            while not logs:  # noqa: ASYNC110 - until the first try has failed
                await asyncio.sleep(0.001)
    await discord.connected(bot)
    await still_hears(bot, ann, side)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize("method", ["get_bot_gateway", "get_my_user"])
async def test_a_start_that_fails_in_passing_is_tried_again(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, method: str
) -> None:
    discord.faults.add(kind=faults.lost_request(), method=method)
    discord.faults.add(kind=faults.garbage(502), method=method)
    async with side.running():
        await still_hears(bot, ann, side)


async def test_an_outage_is_waited_out_and_nothing_is_lost(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        side.world.talks = [Open(str(ann.dm(bot).id), str(await ann.says(bot, "heard")), 0.0)]
        await side.inside.hears(1)
        async with discord.outage():
            await discord.disconnected(bot)
            await ann.says(bot, "into the dark")
        await side.inside.hears(2)
        await still_hears(bot, ann, side)
    assert texts(side.inside) == ["heard", "into the dark", "still there?"]


async def test_stopping_says_goodbye_and_leaves_nothing_behind(
    discord: DiscordEmulator, bot: BotAccount, side: Side
) -> None:
    before = threading.active_count()
    async with side.running():
        pass
    await discord.disconnected(bot)
    assert discord.world.sessions.of(bot.id) == [], "the bot seems to be there still"
    assert not [name for task in asyncio.all_tasks() if (name := task.get_name()).startswith("discord")]
    for thread in threading.enumerate():
        if thread.name.startswith("keep-alive"):
            thread.join(timeout=2)
    assert threading.active_count() <= before
