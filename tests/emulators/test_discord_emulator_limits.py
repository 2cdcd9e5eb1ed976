"""Rate limits: buckets with their headers, the limit over everything, and how the real client keeps to them."""

from __future__ import annotations

import asyncio

import pytest

from tests.emulators.discord import BotAccount, DiscordEmulator, Person, token
from tests.emulators.discord_clients import NOBODY, Client, Rest, Socket, running

HELLO = {"content": "hi", **NOBODY}


class Clock:
    """Seconds that go when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_five_messages_in_five_seconds_to_a_channel() -> None:
    clock = Clock()
    async with DiscordEmulator(limits=True, monotonic=clock) as discord:
        bot = discord.add_bot(token())
        ann, bob = discord.person("Ann"), discord.person("Bob")
        for person in (ann, bob):
            await person.says(bot, "hi")
        path = f"/channels/{ann.dm(bot).id}/messages"
        async with Rest(discord.api_url, bot.token) as rest:
            seen = []
            for _ in range(5):
                assert (await rest("POST", path, HELLO))[0] == 200
                seen.append((rest.headers["X-RateLimit-Remaining"], rest.headers["X-RateLimit-Reset-After"]))
                clock.now += 0.5
            assert seen == [("4", "5.000"), ("3", "4.500"), ("2", "4.000"), ("1", "3.500"), ("0", "3.000")]
            bucket = rest.headers["X-RateLimit-Bucket"]
            status, body = await rest("POST", path, HELLO)
            assert (status, body) == (
                429, {"message": "You are being rate limited.", "retry_after": 2.5, "global": False},
            )  # fmt: skip
            names = ("Via", "Retry-After", "X-RateLimit-Scope", "X-RateLimit-Remaining", "X-RateLimit-Bucket")
            assert [rest.headers.get(name) for name in names] == ["1.1 google", "2.500", "user", "0", bucket]
            assert (await rest("POST", f"/channels/{bob.dm(bot).id}/messages", HELLO))[0] == 200, "another channel"
            assert rest.headers["X-RateLimit-Bucket"] == bucket
            assert (await rest("GET", path))[0] == 200, "another route"
            clock.now += 2.5
            assert (await rest("POST", path, HELLO))[0] == 200
            assert rest.headers["X-RateLimit-Remaining"] == "4", "the window begins with its first request"
        assert len(ann.heard(bot)) == 6
        assert [entry.status for entry in discord.ledger.calls("create_message", channel=ann.dm(bot))].count(429) == 1
    assert discord.violations == []


async def test_fifty_requests_a_second_over_everything_but_interactions() -> None:
    clock = Clock()
    async with DiscordEmulator(limits=True, monotonic=clock) as discord:
        bot = discord.add_bot(token())
        people = [discord.person(f"p{number}") for number in range(51)]
        async with Rest(discord.api_url, bot.token) as rest:
            statuses = []
            for person in people:
                await person.says(bot, "hi")
                statuses.append((await rest("POST", f"/channels/{person.dm(bot).id}/messages", HELLO))[0])
            assert statuses == [200] * 50 + [429]
            assert (rest.headers["X-RateLimit-Global"], rest.headers["X-RateLimit-Scope"]) == ("true", "global")
            assert await rest.code("POST", "/interactions/1/nonsense/callback", {"type": 5}) == (404, 10062)
            clock.now += 1
            assert (await rest("GET", "/users/@me"))[0] == 200


async def test_the_real_client_keeps_to_the_limits_by_the_headers() -> None:
    async with DiscordEmulator(limits=True) as discord:
        bot = discord.add_bot(token())
        ann = discord.person("Ann")
        async with running(discord, bot, client := Client()):
            await ann.says(bot, "hi")
            channel = (await client.told("message")).channel
            sending = [asyncio.create_task(channel.send(f"m{number}")) for number in range(6)]
            await discord.ledger.reaches(5, "create_message")
            with pytest.raises(AssertionError):
                await discord.ledger.reaches(6, "create_message", timeout=0.2)
            for send in sending:
                send.cancel()
            await asyncio.wait(sending)
        assert [entry.status for entry in discord.ledger.calls("create_message")] == [200] * 5
        assert discord.violations == []


async def test_headers_say_there_is_room_unless_they_are_off(
    discord: DiscordEmulator, rest: Rest, app: BotAccount, dora: Person
) -> None:
    await dora.says(app, "hi")
    path = f"/channels/{dora.dm(app).id}/messages"
    statuses = [(await rest("POST", path, HELLO))[0] for _ in range(12)]
    assert (statuses, rest.headers["X-RateLimit-Remaining"]) == ([200] * 12, "9999")
    discord.limits(False)
    assert (await rest("POST", path, HELLO))[0] == 200
    assert not [name for name in rest.headers if "ratelimit" in name.lower()]


async def test_a_hasty_identify_is_turned_away_where_limits_are_real() -> None:
    clock = Clock()
    async with DiscordEmulator(limits=True, monotonic=clock) as discord:
        bot = discord.add_bot(token())
        async with Socket.opened(discord) as one, Socket.opened(discord) as other:
            assert (await one.identify(bot))["t"] == "READY"
            assert await other.identify(bot) == {"op": 9, "d": False}
            clock.now += 5
            assert (await other.identify(bot))["t"] == "READY"
        assert [arrival.accepted for arrival in discord.arrivals.of("identify")] == [True, False, True]
        async with Rest(discord.api_url, bot.token) as rest:
            assert (await rest("GET", "/gateway/bot"))[1]["session_start_limit"]["remaining"] == 998
