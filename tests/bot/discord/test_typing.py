"""Signs that somebody writes: a flood of them takes neither memory nor the account's requests from what is said."""

import asyncio
from dataclasses import replace

import pytest

from bot.messages import Sender
from bot.platforms.discord.platform import TYPING_RATE
from bot.platforms.discord.presence import TYPING_AT_ONCE
from tests.bot.discord.conftest import Side, address
from tests.bot.discord.errands import still_hears
from tests.emulators.discord import BotAccount, DiscordEmulator, Person


async def test_a_flood_of_signs_is_passed_on_a_few_at_a_time(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    (presence,) = side.platform._bots.values()
    passed: list[Sender] = []
    free = asyncio.Event()

    async def slowly(sender: Sender) -> None:
        passed.append(sender)
        await free.wait()

    monkeypatch.setattr(presence, "_around", replace(presence._around, on_typing=slowly))
    async with side.running():
        for number in range(1000):
            user = str(10**17 + number)
            presence._event("TYPING_START", {"user_id": user, "channel_id": user})
        assert len(presence._tasks) == TYPING_AT_ONCE, "a task for each"
        await still_hears(bot, ann, side)
        assert len(passed) == TYPING_AT_ONCE
        free.set()
        while presence._tasks:  # noqa: ASYNC110 - until they are through
            await asyncio.sleep(0)
        await ann.types(bot)
        while len(passed) == TYPING_AT_ONCE:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.001)


async def test_a_sign_that_cannot_be_passed_on_gives_its_place_back(
    bot: BotAccount, ann: Person, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    (presence,) = side.platform._bots.values()

    async def fails(sender: Sender) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(presence, "_around", replace(presence._around, on_typing=fails))
    async with side.running():
        for number in range(3 * TYPING_AT_ONCE):
            user = str(10**17 + number)
            presence._event("TYPING_START", {"user_id": user, "channel_id": user})
            await asyncio.sleep(0)
        await still_hears(bot, ann, side)
        assert presence._typing == 0


async def test_telling_of_typing_takes_a_tenth_of_the_accounts_requests(
    discord: DiscordEmulator, bot: BotAccount, side: Side
) -> None:
    assert TYPING_RATE <= 5, "of Discord's fifty a second"
    people = [discord.person(f"P{number}") for number in range(30)]
    for person in people:
        await person.says(bot, "x")
    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(side.platform.typing(address(bot, person)) for person in people))
    told = len(discord.ledger.calls("trigger_typing_indicator"))
    assert 1 <= told <= 3 + TYPING_RATE * (loop.time() - began)
