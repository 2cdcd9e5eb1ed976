"""Where the gateway is looked for: where Discord says, unless the operator says otherwise, and then always there."""

from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from yarl import URL

from bot.texts.catalogue import Catalogue
from tests.bot.discord.conftest import Side, side_at
from tests.bot.discord.errands import still_hears
from tests.emulators.discord import BotAccount, DiscordEmulator, Person


def watched(side: Side, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts that a connection was made to."""
    (presence,) = side.platform._bots.values()
    connect: Callable[[str], Awaitable[aiohttp.ClientWebSocketResponse]] = presence.account.rest.ws_connect
    hosts: list[str] = []

    async def connected(url: str) -> aiohttp.ClientWebSocketResponse:
        hosts.append(str(URL(url).host))
        return await connect(url)

    monkeypatch.setattr(presence.account.rest, "ws_connect", connected)
    return hosts


async def talks_resumes_and_begins_anew(discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side) -> None:
    async with side.running():
        discord.reconnects(bot)
        await discord.arrivals.reach(1, "resume")
        await still_hears(bot, ann, side)
        discord.invalidates(bot)
        await discord.arrivals.reach(2, "identify")
        await still_hears(bot, ann, side, "and now?")


async def test_a_gateway_of_the_operators_own_is_used_for_resuming_too(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord names an address of its own to resume at; a proxy would be left behind."""
    own = discord.gateway_url.replace("127.0.0.1", "localhost")
    async with side_at(discord, catalogue, gateway_url=own) as side:
        hosts = watched(side, monkeypatch)
        await talks_resumes_and_begins_anew(discord, bot, ann, side)
    assert set(hosts) == {"localhost"}
    assert len(hosts) >= 3


async def test_without_one_the_session_is_resumed_where_discord_says(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = watched(side, monkeypatch)
    await talks_resumes_and_begins_anew(discord, bot, ann, side)
    assert set(hosts) == {"127.0.0.1"}
