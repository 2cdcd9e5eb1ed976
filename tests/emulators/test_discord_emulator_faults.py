"""Faults: errors, lost connections, waits; what the bot sees and what was carried out."""

from __future__ import annotations

import asyncio

import aiohttp
import discord as library
import pytest

from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults
from tests.emulators.discord_clients import NOBODY, Client, Rest, Socket, running

HELLO = {"content": "hi", **NOBODY}


@pytest.fixture
async def messages(app: BotAccount, dora: Person) -> str:
    await dora.says(app, "hi")
    return f"/channels/{dora.dm(app).id}/messages"


async def test_a_lost_answer_was_carried_out_and_a_lost_request_was_not(
    discord: DiscordEmulator, rest: Rest, messages: str, app: BotAccount, dora: Person
) -> None:
    discord.faults.add(method="create_message", kind=faults.lost_answer())
    discord.faults.add(method="create_message", kind=faults.lost_request())
    body = {**HELLO, "nonce": "n", "enforce_nonce": True}
    for _ in range(2):
        with pytest.raises(aiohttp.ClientConnectionError):
            await rest("POST", messages, body)
    assert (await rest("POST", messages, body))[0] == 200
    assert dora.heard(app) == ["hi"], "the nonce found the message whose answer was lost"
    entries = discord.ledger.calls("create_message")
    assert [(entry.status, entry.fault) for entry in entries] == [
        (200, "lost_answer"),
        (0, "lost_request"),
        (200, None),
    ]
    assert [entry.accepted for entry in entries] == [True, False, True]


async def test_errors_befall_whom_they_are_laid_for(
    discord: DiscordEmulator, rest: Rest, messages: str, app: BotAccount, dora: Person
) -> None:
    emil = discord.person("Emil")
    await emil.says(app, "hi")
    theirs = f"/channels/{emil.dm(app).id}/messages"
    blocked = faults.error(50007, "Cannot send messages to this user", status=403)
    fault = discord.faults.add(channel=dora.dm(app), after=1, times=2, kind=blocked)
    statuses = [
        (await rest("POST", path, HELLO))[0] for path in (messages, theirs, messages, messages, theirs, messages)
    ]
    assert statuses == [200, 200, 403, 403, 200, 200]
    await fault.befell(2)
    assert [entry.code for entry in discord.ledger.calls("create_message", channel=dora.dm(app))] == [
        None, 50007, 50007, None,
    ]  # fmt: skip
    discord.faults.add(times=None, kind=faults.failed(503))
    assert await rest("GET", "/users/@me") == (503, {"message": "503: Internal Server Error", "code": 0})
    discord.faults.clear()
    assert (await rest("GET", "/users/@me"))[0] == 200
    with pytest.raises(ValueError, match="no route is called sendMessage"):
        discord.faults.add(method="sendMessage", kind=blocked)


async def test_a_429_is_waited_out_unless_it_looks_like_cloudflares(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, client := Client()):
        await dora.says(app, "hi")
        channel = (await client.told("message")).channel
        limited = discord.faults.add(method="create_message", kind=faults.rate_limited(0.01, scope="shared"))
        everywhere = discord.faults.add(method="create_message", kind=faults.rate_limited(0.01, global_=True))
        await channel.send("waited")
        await limited.befell()
        await everywhere.befell()
        discord.faults.add(method="create_message", kind=faults.rate_limited(1, via=False))
        with pytest.raises(library.HTTPException) as caught:
            await channel.send("banned")
        assert caught.value.status == 429
        discord.faults.add(method="create_message", kind=faults.garbage(503))
        with pytest.raises(library.DiscordServerError):
            await channel.send("garbage")
    statuses = [(entry.status, entry.fault) for entry in discord.ledger.calls("create_message")]
    assert statuses == [
        (429, "rate_limited"), (429, "rate_limited"), (200, None), (429, "rate_limited"), (503, "garbage"),
    ]  # fmt: skip
    assert dora.heard(app) == ["waited"]


async def test_a_delayed_request_is_overtaken_and_a_slow_answer_is_not(
    discord: DiscordEmulator, rest: Rest, messages: str, app: BotAccount, dora: Person
) -> None:
    delayed = discord.faults.add(method="create_message", kind=faults.delay(0.05))
    first = asyncio.create_task(rest("POST", messages, {**HELLO, "content": "first"}))
    await delayed.befell()
    await rest("POST", messages, {**HELLO, "content": "second"})
    await first
    assert dora.heard(app) == ["second", "first"]
    discord.faults.add(method="create_message", kind=faults.slow_answer(30))
    waiting = asyncio.create_task(rest("POST", messages, {**HELLO, "content": "slow"}))
    await dora.hears(app, "slow")
    assert not waiting.done()
    waiting.cancel()
    await asyncio.wait([waiting])


async def test_a_request_whose_sender_dies_meanwhile_is_carried_out(
    discord: DiscordEmulator, rest: Rest, messages: str, app: BotAccount, dora: Person
) -> None:
    delayed = discord.faults.add(method="create_message", kind=faults.delay(0.05))
    sending = asyncio.create_task(rest("POST", messages, {**HELLO, "content": "orphan"}))
    await delayed.befell()
    sending.cancel()
    await asyncio.wait([sending])
    assert (await dora.hears(app, "orphan")).text == "orphan"


async def test_what_is_down_is_down_for_rest_and_gateway(discord: DiscordEmulator, rest: Rest, app: BotAccount) -> None:
    async with Socket.opened(discord) as socket:
        await socket.identify(app)
        discord.goes_down()
        assert not isinstance(await socket.next(), dict)
        with pytest.raises(aiohttp.ClientConnectionError):
            await rest("GET", "/users/@me")
    discord.comes_back()
    assert (await rest("GET", "/users/@me"))[0] == 200


async def test_the_ledger_can_be_waited_for_and_kept_short(messages: str, discord: DiscordEmulator, rest: Rest) -> None:
    waiting = asyncio.create_task(discord.ledger.reaches(2, "create_message"))
    for _ in range(2):
        await rest("POST", messages, HELLO)
    assert [entry.parameters["content"] for entry in await waiting] == ["hi", "hi"]
    with pytest.raises(AssertionError, match="2 of 3 create_message requests within"):
        await discord.ledger.reaches(3, "create_message", timeout=0.01)
    async with DiscordEmulator(keep=2, check=False) as short, Rest(short.api_url, None) as nobody:
        for _ in range(5):
            await nobody("GET", "/gateway")
        assert (len(short.ledger), short.ledger.counts["get_gateway"]) == (2, 5)


async def test_an_interaction_whose_answer_a_fault_befell_or_whose_bot_died_is_excused(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async def find(interaction: library.Interaction) -> None:
        discord.faults.add(method="create_interaction_response", kind=faults.failed(503))
        with pytest.raises(library.DiscordServerError):
            await interaction.response.send_message("hi")

    async def mute(interaction: library.Interaction) -> None:
        return

    async with running(discord, app, client := Client(find, mute)):
        await dora.uses(app, "find")
        await discord.ledger.reaches(1, "create_interaction_response")
        assert discord.unanswered() == []
        await dora.uses(app, "mute")
        await client.told("interaction")
        await client.told("interaction")
        assert len(discord.unanswered()) == 1
        discord.drops(app)  # as SIGKILL does
        await discord.disconnected(app)
        assert discord.unanswered() == []
