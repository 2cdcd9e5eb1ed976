"""Gateway sessions: what outlives a socket, what is replayed, what ends it."""

from __future__ import annotations

import pytest

from tests.emulators.discord import BotAccount, DiscordEmulator, Person
from tests.emulators.discord_clients import Client, Socket, running


@pytest.mark.parametrize("trouble", ["close", "drop", "reconnect", "resumable invalid session"])
async def test_a_session_resumes_and_what_happened_meanwhile_is_replayed_in_order(
    discord: DiscordEmulator, app: BotAccount, dora: Person, trouble: str
) -> None:
    async with running(discord, app, client := Client()):
        await dora.says(app, "before")
        assert (await client.told("message")).content == "before"
        match trouble:
            case "close":
                discord.closes(app, 4000)
            case "drop":
                discord.drops(app)
            case "reconnect":
                discord.reconnects(app)
            case _:
                discord.invalidates(app, resumable=True)
        for number in range(3):
            await dora.says(app, f"m{number}")
        heard = [(await client.told("message", timeout=15)).content for _ in range(3)]
        await discord.arrivals.reach(1, "resume")
        await dora.says(app, "after")
        assert [*heard, (await client.told("message")).content] == ["m0", "m1", "m2", "after"]
        assert client.events.empty()
    assert len(discord.arrivals.of("identify")) == 1


async def test_after_an_invalid_session_the_bot_identifies_anew_and_nothing_is_replayed(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, client := Client()):
        discord.drops(app, forget=True)
        missed = await dora.says(app, "missed")
        await discord.arrivals.reach(2, "identify", timeout=15)  # the resume was refused, discord.py waits up to 5 s
        await discord.connected(app)
        await dora.says(app, "after")
        message = await client.told("message")
        assert message.content == "after"
        assert [m.id async for m in message.channel.history(before=message)] == [missed]
    assert [arrival.accepted for arrival in discord.arrivals.of("resume")] == [False]


async def test_a_session_that_nobody_resumes_ends(discord: DiscordEmulator, app: BotAccount) -> None:
    discord.settings.session_lifetime = 0.01
    async with Socket.opened(discord) as socket:
        session = (await socket.identify(app))["d"]["session_id"]
        discord.drops(app)
        sessions = discord.world.sessions
        await sessions.changed.until(lambda: None if sessions.of(app.id) else True, timeout=5)
    async with Socket.opened(discord) as socket:
        await socket.send(6, {"token": app.token, "session_id": session, "seq": 1})
        assert await socket.next() == {"op": 9, "d": False}


async def test_a_bot_that_closes_with_1000_has_ended_its_session(discord: DiscordEmulator, app: BotAccount) -> None:
    async with Socket.opened(discord) as socket:
        await socket.identify(app)
        assert len(discord.world.sessions.of(app.id)) == 1
        await socket.socket.close(code=1000)
    await discord.disconnected(app)
    assert discord.world.sessions.of(app.id) == []


async def test_an_outage_cuts_everything_and_sessions_outlive_it(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, client := Client()):
        async with discord.outage():
            await dora.says(app, "meanwhile")
            with pytest.raises(OSError, match="Cannot connect"):
                await client.fetch_user(dora.id)
        assert (await client.told("message", timeout=15)).content == "meanwhile"
        assert (await client.fetch_user(dora.id)).id == dora.id


async def test_a_resume_takes_the_session_from_the_socket_that_had_it(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with Socket.opened(discord) as one, Socket.opened(discord) as other:
        session = (await one.identify(app))["d"]["session_id"]
        await dora.says(app, "hi")
        await one.event("MESSAGE_CREATE")
        await other.send(6, {"token": app.token, "session_id": session, "seq": 1})
        assert [(await other.next())["t"] for _ in range(2)] == ["MESSAGE_CREATE", "RESUMED"]
        assert await one.next() == 1000
        await dora.says(app, "more")
        assert (await other.event("MESSAGE_CREATE"))["content"] == "more"
