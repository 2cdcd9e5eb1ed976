"""The gateway: close codes, opcodes, compression, intents, shards, guilds."""

from __future__ import annotations

from typing import Any

import discord as library
import pytest

from tests.emulators.discord import BotAccount, DiscordEmulator, Person, token
from tests.emulators.discord_clients import INTENTS, Client, Socket, running


async def test_ready_tells_where_to_resume_and_what_guilds_there_are(discord: DiscordEmulator, app: BotAccount) -> None:
    guild = discord.guild()
    guild.add(app)
    async with Socket.opened(discord, compressed=True) as socket:
        assert socket.hello == {"op": 10, "d": {"heartbeat_interval": 41250, "_trace": []}}
        ready = await socket.identify(app, shard=[0, 1])
        assert (ready["op"], ready["s"], ready["t"]) == (0, 1, "READY")
        d = ready["d"]
        assert (d["v"], d["resume_gateway_url"], d["shard"]) == (10, discord.gateway_url, [0, 1])
        assert (d["user"]["id"], d["application"]["id"]) == (str(app.id), str(app.id))
        assert d["guilds"] == [{"id": str(guild.id), "unavailable": True}]
        created = await socket.next()
        assert (created["t"], created["s"], created["d"]["id"]) == ("GUILD_CREATE", 2, str(guild.id))
        guild.remove(app)
        assert (await socket.next())["d"] == {"id": str(guild.id)}


async def test_heartbeats_are_answered_asked_for_and_missed(discord: DiscordEmulator, app: BotAccount) -> None:
    async with Socket.opened(discord) as socket:
        await socket.send(1, None)
        assert await socket.next() == {"op": 11, "d": None}
        await socket.identify(app)
        discord.asks_heartbeat(app)
        assert await socket.next() == {"op": 1, "d": None}
    discord.settings.heartbeat_interval = 0.02
    async with Socket.opened(discord) as socket:
        await socket.identify(app)
        assert await socket.next() == 4009


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": 1 << 40}, 4013),
        ({"intents": "all"}, 4013),
        ({"intents": 1 << 15}, 4014),
        ({"shard": [1, 1]}, 4010),
        ({"shard": "first"}, 4010),
        ({"properties": None}, 4002),
    ],
)
async def test_an_identify_that_is_wrong_closes_the_socket(
    discord: DiscordEmulator, app: BotAccount, said: dict[str, Any], code: int
) -> None:
    async with Socket.opened(discord) as socket:
        assert await socket.identify(app, **said) == code
    assert discord.world.sessions.of(app.id) == []


async def test_other_misbehaviour_has_its_close_code(discord: DiscordEmulator, app: BotAccount) -> None:
    async with Socket.opened(discord, version="9") as socket:
        assert await socket.next() == 4012
    async with Socket.opened(discord) as socket:
        await socket.send(3, {})
        assert await socket.next() == 4003
    async with Socket.opened(discord) as socket:
        await socket.send(77, {})
        assert await socket.next() == 4001
    async with Socket.opened(discord) as socket:
        await socket.socket.send_str("{")
        assert await socket.next() == 4002
    async with Socket.opened(discord) as socket:
        await socket.identify(app)
        assert await socket.identify(app) == 4005
    discord.settings.least_shards = 2
    async with Socket.opened(discord) as socket:
        assert await socket.identify(app) == 4011
    discord.settings.least_shards = 1
    async with Socket.opened(discord) as socket:
        ready = await socket.identify(app)
        await socket.send(3, {"since": 0, "activities": [], "status": "online", "afk": False})
        async with Socket.opened(discord) as second:
            await second.send(6, {"token": app.token, "session_id": ready["d"]["session_id"], "seq": 99})
            assert await second.next() == 4007
        for _ in range(119):
            await socket.send(1, None)
        while isinstance(answer := await socket.next(), dict):
            assert answer["op"] == 11
        assert answer == 4008


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013, 4014])
async def test_close_codes_that_only_an_operator_can_mend_end_the_client(
    discord: DiscordEmulator, app: BotAccount, code: int
) -> None:
    async def close() -> None:
        async with running(discord, app, client := Client()):
            discord.closes(app, code, "as the test wants it")
            await client.ended()

    with pytest.raises((library.ConnectionClosed, library.PrivilegedIntentsRequired)):
        await close()


async def test_a_malformed_event_reaches_the_client_and_ends_it(discord: DiscordEmulator, app: BotAccount) -> None:
    async def feed() -> None:
        async with running(discord, app, client := Client()):
            assert discord.feed_event(app, "MESSAGE_CREATE", {"id": "1"}) == 1
            await client.ended()

    with pytest.raises(KeyError):
        await feed()


async def test_a_frame_is_sent_as_it_is_however_malformed(discord: DiscordEmulator, app: BotAccount) -> None:
    async with Socket.opened(discord) as socket:
        await socket.identify(app)
        assert discord.feed_raw(app, "[1, 2") == 1
        assert (await socket.socket.receive()).data == "[1, 2"


async def test_events_are_given_by_intent(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    guild = discord.guild()
    guild.add(app, dora)
    only_dms, only_guilds = 1 << 12, (1 << 0) | (1 << 9)
    async with Socket.opened(discord) as dms, Socket.opened(discord, compressed=True) as guilds:
        await dms.identify(app, only_dms)
        await guilds.identify(app, only_guilds)
        await guilds.event("GUILD_CREATE")
        asked = await dora.says(app, "in the DM")
        await dora.types(app)
        await dora.reacts(app, asked, "👍")
        await dora.says(app, "in the guild", place=guild)
        await dora.deletes(app, asked)
        first, second = await dms.next(), await dms.next()
        assert [first["t"], second["t"]] == ["MESSAGE_CREATE", "MESSAGE_DELETE"]
        assert (first["d"]["content"], "guild_id" in first["d"], first["d"]["channel_type"]) == ("in the DM", False, 1)
        seen = await guilds.next()
        assert (seen["t"], seen["d"]["guild_id"]) == ("MESSAGE_CREATE", str(guild.id))
        assert seen["d"]["content"] == "", "message content needs a privileged intent"
    app.privileged = 1 << 15
    async with Socket.opened(discord) as reading:
        await reading.identify(app, only_guilds | 1 << 15)
        await dora.says(app, "read", place=guild)
        assert (await reading.event("MESSAGE_CREATE"))["content"] == "read"


async def test_dms_go_to_shard_0_and_guilds_to_theirs(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    discord.sets(shards=2, max_concurrency=2)
    guilds = [discord.guild(f"guild {number}") for number in range(4)]
    for guild in guilds:
        guild.add(app, dora)
        discord.world.snowflakes._last += 1 << 22
    async with running(discord, app, client := library.AutoShardedClient(intents=INTENTS, guild_ready_timeout=0)):
        assert client.shard_count == 2
        await discord.connected(app, sessions=2)
        sessions = {session.shard: session for session in discord.world.sessions.of(app.id)}
        assert set(sessions) == {(0, 2), (1, 2)}
        before = {shard: session.sequence for shard, session in sessions.items()}
        await dora.says(app, "hi")
        after = {shard: session.sequence for shard, session in sessions.items()}
        assert after == {(0, 2): before[0, 2] + 1, (1, 2): before[1, 2]}
        assert {guild.id: guild.shard_id for guild in client.guilds} == {g.id: (g.id >> 22) % 2 for g in guilds}
    assert {arrival.shard for arrival in discord.arrivals.of("identify")} == {(0, 2), (1, 2)}


async def test_two_sessions_of_one_shard_get_the_same_events(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with Socket.opened(discord) as one, Socket.opened(discord) as other:
        await one.identify(app)
        await other.identify(app)
        await discord.connected(app, sessions=2)
        asked = await dora.says(app, "hi")
        assert [(await each.event("MESSAGE_CREATE"))["id"] for each in (one, other)] == [str(asked)] * 2
    hasty = [arrival.hasty for arrival in discord.arrivals.of("identify")]
    assert hasty == [False, True], "noted, but turned away only where limits are real"


async def test_guilds_come_and_go(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    async with running(discord, app, client := Client()):
        guild = discord.guild("Venezia", locale="it")
        guild.add(dora, app)
        joined = await client.told("joined")
        assert (joined.id, joined.name, [c.name for c in joined.text_channels]) == (guild.id, "Venezia", ["general"])
        guild.remove(app)
        assert (await client.told("removed")).id == guild.id


async def test_bots_of_one_discord_do_not_hear_each_others_dms(discord: DiscordEmulator, dora: Person) -> None:
    one, other = discord.add_bot(token(111)), discord.add_bot(token(222))
    async with Socket.opened(discord) as first, Socket.opened(discord) as second:
        await first.identify(one)
        await second.identify(other)
        await dora.says(one, "for one")
        await dora.says(other, "for other")
        assert (await first.event("MESSAGE_CREATE"))["content"] == "for one"
        assert (await second.event("MESSAGE_CREATE"))["content"] == "for other"
    assert dora.dm(one).id != dora.dm(other).id


async def test_a_new_dm_is_announced_only_where_old_api_versions_are_played(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with Socket.opened(discord) as socket:
        await socket.identify(app)
        await dora.says(app, "hi")
        assert (await socket.next())["t"] == "MESSAGE_CREATE"
        discord.sets(dm_channel_create=True)
        emil = discord.person("Emil")
        await emil.says(app, "hi")
        created = await socket.next()
        assert (created["t"], created["d"]["type"], created["d"]["id"]) == ("CHANNEL_CREATE", 1, str(emil.dm(app).id))
