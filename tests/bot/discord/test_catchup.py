"""What was written while nobody listened: read from where each conversation stopped, and told in its order."""

import asyncio
import time

import pytest

from bot.content import Content
from bot.messages import Command, Said
from bot.platforms.discord.account import Account
from bot.platforms.discord.catchup import REQUEST_SECONDS, SKEW_SECONDS, CatchUp, Open
from bot.platforms.discord.inbox import Inbox
from bot.platforms.discord.parse import moment, snowflake
from tests.bot.discord.conftest import HASTE, NAMES, TOKEN, Side, World
from tests.bot.discord.errands import still_hears, texts
from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults, kinds


def talk(bot: BotAccount, person: Person, last: int | None, since: float = 0.0) -> Open:
    return Open(str(person.dm(bot).id), None if last is None else str(last), since)


async def test_what_was_written_while_away_arrives_in_order_and_once(bot: BotAccount, ann: Person, side: Side) -> None:
    last = await ann.says(bot, "heard before")
    for number in range(5):
        await ann.says(bot, f"{number}")
    await ann.says(bot, "/next")
    side.world.talks = [talk(bot, ann, last)]
    async with side.running():
        await ann.says(bot, "live")
        await side.inside.hears(7)
        await still_hears(bot, ann, side)
    assert texts(side.inside) == ["0", "1", "2", "3", "4", "live", "still there?"]
    assert side.inside.whats[5] == Command("next")
    assert len({each.key for each in side.inside.all}) == 8


async def test_a_conversation_in_which_nothing_was_said_yet_is_read_from_its_beginning(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    since = time.time() - 100
    side.world.talks = [talk(bot, ann, None, since)]
    async with side.running():
        await side.inside.hears(1)
    (call,) = discord.ledger.calls("list_messages")
    assert abs(moment(call.query["after"]) - (since - SKEW_SECONDS)) < 0.01


async def test_the_last_of_several_pictures_counts_as_its_message(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    last = await ann.says(bot, "three pictures")
    side.world.talks = [Open(str(ann.dm(bot).id), f"{last}#2", 0.0)]
    async with side.running():
        await discord.ledger.reaches(1, "list_messages")
    assert discord.ledger.calls("list_messages")[0].query["after"] == str(last)


async def test_a_resumed_session_reads_nothing(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    last = await ann.says(bot, "heard before")
    side.world.talks = [talk(bot, ann, last)]
    async with side.running():
        await discord.ledger.reaches(1, "list_messages")
        discord.drops(bot)
        await discord.arrivals.reach(1, "resume")
        await still_hears(bot, ann, side)
    assert len(discord.ledger.calls("list_messages")) == 1


async def test_after_a_session_is_lost_what_came_in_between_is_read(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        last = await ann.says(bot, "heard")
        await side.inside.hears(1)
        side.world.talks = [talk(bot, ann, last)]
        async with discord.outage():
            await discord.disconnected(bot)
            for session in discord.world.sessions.of(bot.id):
                discord.world.sessions.end(session)
            await ann.says(bot, "into the dark")
        await side.inside.hears(2)
        await still_hears(bot, ann, side)
    assert texts(side.inside) == ["heard", "into the dark", "still there?"]


async def test_several_pages_are_read_to_their_end(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    last = await ann.says(bot, "heard before")
    for number in range(250):
        await ann.says(bot, f"{number}")
    side.world.talks = [talk(bot, ann, last)]
    async with side.running():
        await side.inside.hears(250)
    assert texts(side.inside) == [f"{number}" for number in range(250)]
    assert len(discord.ledger.calls("list_messages")) == 3


async def test_others_do_not_wait_for_a_past_that_is_not_theirs(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    bob, eve = discord.person("Bob"), discord.person("Eve")
    last = await ann.says(bot, "heard before")
    await ann.says(bot, "missed")
    side.world.talks = [talk(bot, ann, last), talk(bot, bob, await bob.says(bot, "heard too"))]
    slow = discord.faults.add(kind=faults.delay(0.3), method="list_messages", channel=ann.dm(bot))
    async with side.running():
        await slow.befell()
        await eve.says(bot, "hello from eve")
        await bob.says(bot, "hello from bob")
        await ann.says(bot, "live")
        await side.inside.hears(2)
        assert sorted(texts(side.inside)) == ["hello from bob", "hello from eve"]
        await side.inside.hears(4)
    assert texts(side.inside)[2:] == ["missed", "live"]


async def test_the_latest_conversations_are_read_first(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    bob = discord.person("Bob")
    side.world.talks = [talk(bot, bob, await bob.says(bot, "x")), talk(bot, ann, await ann.says(bot, "y"))]
    async with side.running():
        calls = await discord.ledger.reaches(2, "list_messages")
    assert [call.channel for call in calls] == [bob.dm(bot).id, ann.dm(bot).id]


async def test_a_new_session_in_the_middle_begins_the_reading_anew(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    last = await ann.says(bot, "heard before")
    await ann.says(bot, "missed")
    side.world.talks = [talk(bot, ann, last)]
    slow = discord.faults.add(kind=faults.slow_answer(0.1), method="list_messages")
    async with side.running():
        await slow.befell()
        discord.invalidates(bot)
        await discord.arrivals.reach(2, "identify")
        await discord.connected(bot)
        await ann.says(bot, "live")
        await side.inside.hears(2)
        await still_hears(bot, ann, side)
    assert texts(side.inside) == ["missed", "live", "still there?"]
    assert len(discord.ledger.calls("list_messages")) == 2


async def test_a_list_of_conversations_made_for_an_earlier_session_is_not_gone_by(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = await ann.says(bot, "heard before")
    await ann.says(bot, "missed")
    asked, go_on = asyncio.Event(), asyncio.Event()
    lists: list[list[Open]] = [[], [talk(bot, ann, last)]]

    async def open_chats(_: str, since: float) -> list[Open]:
        found = lists.pop(0)
        asked.set()
        await go_on.wait()
        return found

    (presence,) = side.platform._bots.values()
    monkeypatch.setattr(presence._catch_up, "_open_chats", open_chats)
    async with side.running():
        await asked.wait()
        discord.invalidates(bot)
        await discord.arrivals.reach(2, "identify")
        await discord.connected(bot)
        await ann.says(bot, "live")
        while not presence._catch_up._due.is_set():  # noqa: ASYNC110 - until the new session is noticed
            await asyncio.sleep(0.001)
        go_on.set()
        await side.inside.hears(2)
    assert texts(side.inside) == ["missed", "live"]


async def test_a_chat_that_is_closed_to_us_holds_up_nobody(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    bob = discord.person("Bob")
    last = await bob.says(bot, "heard before")
    await bob.says(bot, "missed")
    side.world.talks = [talk(bot, ann, await ann.says(bot, "x")), talk(bot, bob, last)]
    discord.faults.add(kind=faults.error(50001, "Missing Access", status=403), method="list_messages")
    async with side.running():
        await side.inside.hears(1)
        await still_hears(bot, ann, side)
    assert texts(side.inside) == ["missed", "still there?"]


@pytest.mark.parametrize(
    "trouble",
    [faults.garbage(502), faults.lost_answer(), faults.lost_request(), faults.rate_limited(0.01)],
    ids=lambda trouble: trouble.name,
)
async def test_a_reading_that_fails_in_passing_is_repeated(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, trouble: faults.Trouble
) -> None:
    last = await ann.says(bot, "heard before")
    await ann.says(bot, "missed")
    side.world.talks = [talk(bot, ann, last)]
    side.world.troubles = 2
    discord.faults.add(kind=trouble, method="list_messages", times=2)
    async with side.running():
        await ann.says(bot, "live")
        await side.inside.hears(2)
    assert texts(side.inside) == ["missed", "live"]


async def test_what_cannot_be_read_among_it_costs_nothing_else(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    last = await ann.says(bot, "heard before")
    broken = await ann.says(bot, "broken")
    await ann.sends(bot, **kinds.sticker())
    await ann.says(bot, "whole")
    channel = ann.dm(bot)
    channel.messages[broken].raw = {**channel.messages[broken].raw, "attachments": "none"}
    discord.conformance = discord.server.conformance = None  # this is no message as the schema has it
    side.world.talks = [talk(bot, ann, last)]
    async with side.running():
        await side.inside.hears(2)
    assert side.inside.whats[1] == Said(Content("whole"))
    assert side.skipped["malformed"] == 1


async def test_no_more_than_ten_pages_are_read_in_a_second(
    discord: DiscordEmulator, bot: BotAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what is waited before each, however fast Discord answers."""
    assert REQUEST_SECONDS >= 0.1
    monkeypatch.setattr("bot.platforms.discord.catchup.REQUEST_SECONDS", 0.02)
    people = [discord.person(f"P{number}") for number in range(5)]
    talks = [talk(bot, person, await person.says(bot, "x")) for person in people]
    account = Account(TOKEN, discord.api_url)
    await account.rest.open()

    async def open_chats(_: str, since: float) -> list[Open]:
        return talks

    inbox = Inbox(HASTE.after)
    pace = World().pace
    catch_up = CatchUp(account, inbox, open_chats, NAMES, frozenset(), HASTE.after, lambda: None, pace, time.time)
    running = asyncio.create_task(catch_up.run())
    begun = time.monotonic()
    catch_up.begin()
    calls = await discord.ledger.reaches(5, "list_messages")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await account.rest.close()
    assert calls[-1].at - begun >= 4 * 0.02


def test_ids_tell_when_and_moments_tell_ids() -> None:
    now = 1_700_000_000.123
    assert abs(moment(snowflake(now)) - now) < 0.001
    assert snowflake(0.0) == "0"
