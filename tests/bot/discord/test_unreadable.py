"""What the gateway says that nobody can read, and more than can be taken in: counted, and nothing else is lost."""

import asyncio
import zlib

import pytest

from tests.bot.discord.conftest import Side
from tests.bot.discord.errands import still_hears, texts
from tests.emulators.discord import BotAccount, DiscordEmulator, Person

# --- what cannot be read ---


@pytest.mark.parametrize(
    "frame",
    [
        "not json", "", "null", "7", '"x"', "[1, 2]", "{", "[" * 5000, '{"op": 10, "d": {}}',
        '{"op": 0, "t": "READY", "d": {}}', '{"op": 0, "t": "READY", "d": null}',
        '{"op": 0, "t": "RESUMED", "d": null}',
    ],
)  # fmt: skip
async def test_a_frame_nobody_can_read_costs_one_reconnect_and_no_message(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, frame: str
) -> None:
    async with side.running():
        await ann.says(bot, "before")
        discord.feed_raw(bot, frame)
        await ann.says(bot, "after")
        await side.inside.hears(2)
        await still_hears(bot, ann, side)
    assert texts(side.inside) == ["before", "after", "still there?"]
    assert side.skipped["malformed"] >= 1


@pytest.mark.parametrize(
    "frame", ["{}", '{"op": 0}', '{"op": 0, "t": null, "d": 5}', '{"op": 99}', '{"op": 11}', '{"t": {"x": 1}, "op": 5}']
)
async def test_a_frame_without_meaning_changes_nothing(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, frame: str
) -> None:
    async with side.running():
        discord.feed_raw(bot, frame)
        await still_hears(bot, ann, side)
    assert len(discord.arrivals.all) == 1


async def test_a_stream_that_cannot_be_unpacked_costs_no_message(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        for socket in discord.server.gateway.of(bot):
            socket._deflate = zlib.compressobj()  # in the middle of a stream a new one begins
        await ann.says(bot, "packed strangely")
        await side.inside.hears(1)
        await still_hears(bot, ann, side)
    assert len(side.inside.all) == 2


@pytest.mark.parametrize("event", ["MESSAGE_CREATE", "MESSAGE_UPDATE", "INTERACTION_CREATE", "TYPING_START"])
@pytest.mark.parametrize("data", [None, [], "x", 7, {}, {"author": 1}, {"id": {}, "type": 2, "data": []}])
async def test_an_event_nobody_can_read_is_counted_and_ends_nothing(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, event: str, data: object
) -> None:
    async with side.running():
        discord.feed_event(bot, event, data)
        await still_hears(bot, ann, side)
    assert side.skipped == {"malformed": 1}
    assert len(discord.arrivals.all) == 1, "it cost a reconnect"


async def test_an_event_that_breaks_the_connection_is_not_met_again(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        discord.feed_event(bot, "RESUMED", None)  # kept for every resume that comes
        await ann.says(bot, "behind it")
        await side.inside.hears(1)
        await still_hears(bot, ann, side)
    assert len(discord.arrivals.of("resume")) == 1
    assert len(discord.arrivals.of("identify")) == 1


# --- too much at once ---


async def test_what_cannot_be_committed_yet_is_not_read_from_the_gateway(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.inbox.LIMIT", 5)
    side.inside.refusals = 10_000
    async with side.running():
        for number in range(30):
            await ann.says(bot, f"{number}")
        while len(side.inside.refused) < 3:  # noqa: ASYNC110 - it tries again and again
            await asyncio.sleep(0.001)
        (presence,) = side.platform._bots.values()
        assert len(presence._inbox._waiting) == 5
        side.inside.refusals = 0
        await side.inside.hears(30)
    assert texts(side.inside) == [f"{number}" for number in range(30)]
