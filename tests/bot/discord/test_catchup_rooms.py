"""What was written while nobody listened belongs to the room it was written in, and to no later one."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.platforms.discord.account import Account
from bot.platforms.discord.catchup import ROOM_SKEW_SECONDS, SKEW_SECONDS, CatchUp, Open
from bot.platforms.discord.inbox import Inbox
from tests.bot.discord.conftest import HASTE, NAMES, TOKEN, Side
from tests.bot.discord.errands import texts
from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults


class Hours:
    """A clock that somebody turns."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hours(discord: DiscordEmulator, monkeypatch: pytest.MonkeyPatch) -> Hours:
    """What ids tell of time."""
    hours = Hours(discord.world.clock() - 3600)
    monkeypatch.setattr(discord.world.snowflakes, "_clock", hours)
    return hours


async def test_each_message_is_told_with_the_room_it_was_written_in(
    discord: DiscordEmulator, bot: BotAccount, hours: Hours, side: Side
) -> None:
    ann = discord.person("Ann")
    begin, chat = hours.now, str(ann.dm(bot).id)
    written = [
        (0, "before all", ""),
        (600 - ROOM_SKEW_SECONDS + 1, "as the first begins", "first"),
        (900, "in the first", "first"),
        (1200 - ROOM_SKEW_SECONDS - 1, "at the end of the first", "first"),
        (1210, "in the second", "second"),
    ]
    for after, text, _ in written:
        hours.now = begin + after
        await ann.says(bot, text)
    side.world.talks = [Open(chat, None, begin + 1200, "second"), Open(chat, None, begin + 600, "first")]
    side.world.talks.append(Open(chat, "1", 0.0, ""))
    async with side.running():
        await side.inside.hears(5)
    assert texts(side.inside) == [text for _, text, _ in written]
    assert [each.room for each in side.inside.all] == [room for _, _, room in written]
    assert len(discord.ledger.calls("list_messages")) == 1, "one chat, though it had several rooms"


async def test_a_chat_is_read_from_the_earliest_of_its_rooms_on(
    discord: DiscordEmulator, bot: BotAccount, hours: Hours, side: Side
) -> None:
    ann = discord.person("Ann")
    begin, chat = hours.now, str(ann.dm(bot).id)
    last = await ann.says(bot, "heard before")
    for minutes in (1, 20):
        hours.now = begin + 60 * minutes
        await ann.says(bot, f"after {minutes}")
    side.world.talks = [Open(chat, None, begin + 600, "second"), Open(chat, str(last), begin - 60, "first")]
    async with side.running():
        await side.inside.hears(2)
    assert [(each.room) for each in side.inside.all] == ["first", "second"]


async def test_what_came_in_while_the_past_was_read_keeps_to_its_room_too(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    """The room may end before what was held is taken in."""
    last = await ann.says(bot, "heard before")
    side.world.talks = [Open(str(ann.dm(bot).id), str(last), 0.0, "room")]
    slow = discord.faults.add(kind=faults.delay(0.05), method="list_messages")
    async with side.running():
        await slow.befell()
        await ann.says(bot, "live")
        (live,) = await side.inside.hears(1)
    assert live.room == "room"


# --- which rooms are asked for ---


class Asked:
    """Answers about open chats when it is let, and remembers since when it was asked."""

    def __init__(self) -> None:
        self.since: list[float] = []
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, account: str, since: float) -> list[Open]:
        self.since.append(since)
        await self.open.wait()
        return []

    async def times(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.since) < count:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.001)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
async def reading(asked: Asked) -> AsyncIterator[tuple[CatchUp, Hours]]:
    hours = Hours(1000.0)

    async def pace(account: str) -> None:
        raise AssertionError("there is nothing to read")

    account = Account(TOKEN, "http://127.0.0.1:1")
    inbox = Inbox(HASTE.after)
    catch_up = CatchUp(account, inbox, asked, NAMES, frozenset(), HASTE.after, lambda: None, pace, hours)
    running = asyncio.create_task(catch_up.run())
    yield catch_up, hours
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_rooms_that_ended_while_nobody_listened_are_asked_for_too(
    reading: tuple[CatchUp, Hours], asked: Asked
) -> None:
    catch_up, hours = reading
    hours.now = 1500.0
    catch_up.begin()
    await asked.times(1)
    while catch_up._reading:  # noqa: ASYNC110 - until it has been done
        await asyncio.sleep(0)
    hours.now = 5000.0
    catch_up.listening()
    hours.now = 7000.0
    catch_up.begin()
    await asked.times(2)
    assert asked.since == [1000.0 - SKEW_SECONDS, 5000.0]


async def test_while_the_past_is_read_nothing_counts_as_heard(reading: tuple[CatchUp, Hours], asked: Asked) -> None:
    catch_up, hours = reading
    asked.open.clear()
    catch_up.begin()
    await asked.times(1)
    hours.now = 5000.0
    catch_up.listening()
    catch_up.begin()  # once more, before it was read
    asked.open.set()
    await asked.times(2)
    assert asked.since == [1000.0 - SKEW_SECONDS] * 2
