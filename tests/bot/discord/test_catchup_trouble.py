"""A past that cannot be read holds up nobody but its own chat, and that one not for ever."""

import asyncio

import pytest

from bot.platforms.discord.catchup import REMEMBERED_SECONDS, Open
from bot.platforms.discord.parse import snowflake
from bot.stores.journal import EVENTS_LAST
from tests.bot.discord.conftest import Side
from tests.bot.discord.errands import still_hears, texts
from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults

PASSING = [
    faults.failed(500),
    faults.garbage(200),  # an answer that is no history
    faults.garbage(401),
    faults.garbage(403),
    faults.error(0, "401: Unauthorized", status=401),
    faults.error(20026, "flagged", status=403),
]


def called(trouble: faults.Trouble) -> str:
    return f"{trouble.name}-{trouble.status}"


def talk(bot: BotAccount, person: Person, last: int) -> Open:
    return Open(str(person.dm(bot).id), str(last), 0.0)


@pytest.fixture
def bob(discord: DiscordEmulator) -> Person:
    return discord.person("Bob")


async def missed(bot: BotAccount, side: Side, *people: Person) -> None:
    """All of these talk, and wrote something while nobody listened; who comes first has the latest room."""
    for person in people:
        side.world.talks.append(talk(bot, person, await person.says(bot, "heard before")))
        await person.says(bot, f"missed from {person.name}")


@pytest.mark.parametrize("trouble", PASSING, ids=called)
async def test_a_past_that_cannot_be_had_holds_up_nobody_else_and_is_asked_for_again(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, bob: Person, side: Side, trouble: faults.Trouble
) -> None:
    await missed(bot, side, ann, bob)
    failing = discord.faults.add(kind=trouble, method="list_messages", channel=ann.dm(bot), times=None)
    async with side.running():
        await ann.says(bot, "live from Ann")
        await bob.says(bot, "live from Bob")
        await side.inside.hears(2)
        await failing.befell(4)
        assert texts(side.inside) == ["missed from Bob", "live from Bob"]
        discord.faults.clear()
        await side.inside.hears(4)
    assert texts(side.inside)[2:] == ["missed from Ann", "live from Ann"]


async def test_after_a_while_somebody_is_heard_without_their_past(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.catchup.GIVE_UP_SECONDS", 0.1)
    await missed(bot, side, ann)
    failing = discord.faults.add(kind=faults.failed(500), method="list_messages", times=None)
    async with side.running():
        await ann.says(bot, "live")
        await side.inside.hears(1)
        assert failing.hits > 1, "it was given up at once"
        await still_hears(bot, ann, side)
    assert texts(side.inside) == ["live", "still there?"]


@pytest.mark.parametrize(("code", "status"), [(50001, 403), (10003, 404), (50007, 403)])
async def test_a_chat_that_is_closed_is_given_up_at_once(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, code: int, status: int
) -> None:
    await missed(bot, side, ann)
    refused = discord.faults.add(
        kind=faults.error(code, "closed", status=status), method="list_messages", times=None
    )  # fmt: skip
    async with side.running():
        await ann.says(bot, "live")
        await side.inside.hears(1)
    assert refused.hits == 1


async def test_where_somebody_has_written_since_comes_before_those_who_are_silent(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, bob: Person, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleo = discord.person("Cleo")
    await missed(bot, side, bob, cleo, ann)
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def open_chats(account: str, since: float) -> list[Open]:
        asked.set()
        await go_on.wait()
        return side.world.talks

    (presence,) = side.platform._bots.values()
    monkeypatch.setattr(presence._catch_up, "_open_chats", open_chats)
    async with side.running():
        await asked.wait()
        await ann.says(bot, "live from Ann")
        while not presence._inbox.holds(str(ann.dm(bot).id)):  # noqa: ASYNC110 - until it has come in
            await asyncio.sleep(0.001)
        go_on.set()
        calls = await discord.ledger.reaches(3, "list_messages")
        await side.inside.hears(4)
    assert [call.channel for call in calls] == [person.dm(bot).id for person in (ann, bob, cleo)]


# --- how far back ---


def test_nothing_is_read_again_that_would_not_be_recognised_as_handled() -> None:
    now = 1_800_000_000.0
    quiet = Open("1", snowflake(now - 72 * 3600), now - 80 * 3600)
    silent = Open("1", None, now - 80 * 3600)
    for each in (quiet, silent):
        assert int(each.after(now)) >= int(snowflake(now - REMEMBERED_SECONDS))
    assert REMEMBERED_SECONDS <= EVENTS_LAST - 600, "keys are forgotten before"
    lively = Open("1", snowflake(now - 3600), now - 80 * 3600)
    assert lively.after(now) == snowflake(now - 3600)


async def test_in_a_chat_quiet_for_days_nothing_is_relayed_twice(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    """Its messages are no longer known, neither as the last one nor by their keys."""
    for text in ("one", "two"):
        await ann.says(bot, text)
    side.world.talks = [Open(str(ann.dm(bot).id), None, 0.0)]
    (presence,) = side.platform._bots.values()
    clock = presence._catch_up._clock
    presence._catch_up._clock = lambda: clock() + 73 * 3600
    async with side.running():
        await discord.ledger.reaches(1, "list_messages")
        await still_hears(bot, ann, side)
    assert texts(side.inside) == ["still there?"]
