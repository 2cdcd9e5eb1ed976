"""Flood control as Telegram keeps it: a chat's rate with bursts, an account's limit within any second; and copies."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import RetryAfter

from tests.emulators.conftest import TOKEN, connected, refusal
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator
from tests.emulators.telegram.control import TelegramControl
from tests.emulators.telegram.errors import Refused
from tests.emulators.telegram.flood import FloodControl


class Clock:
    """Seconds that go forward when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def passes(flood: FloodControl, chat: int, bot: int = 1) -> bool:
    try:
        flood.check(bot, chat)
    except Refused:
        return False
    return True


def test_no_limit_holds_until_it_is_set() -> None:
    flood = FloodControl(Clock())
    assert all(passes(flood, chat=7) for _ in range(100))


def test_a_burst_at_the_edge_of_a_second_does_not_hide() -> None:
    clock = Clock()
    flood = FloodControl(clock)
    flood.limit_accounts(3)
    clock.now = 0.9
    assert [passes(flood, chat) for chat in range(4)] == [True, True, True, False]
    clock.now = 1.1  # another calendar second, the same second of the window
    assert not passes(flood, chat=5)
    clock.now = 1.9
    assert [passes(flood, chat) for chat in range(4)] == [True, True, True, False]


def test_each_bot_has_a_limit_of_its_own_for_all_its_chats() -> None:
    flood = FloodControl(Clock())
    flood.limit_accounts(2)
    assert [passes(flood, chat, bot=1) for chat in (1, 2, 3)] == [True, True, False]
    assert passes(flood, chat=1, bot=2)


def test_what_is_refused_by_one_limit_uses_up_none_of_the_other() -> None:
    clock = Clock()
    flood = FloodControl(clock)
    flood.limit_chats(per_second=1.0, burst=3)
    flood.limit_accounts(4)
    assert [passes(flood, chat=1) for _ in range(9)] == [True] * 3 + [False] * 6
    assert [passes(flood, chat=2) for _ in range(2)] == [True, False]
    clock.now = 1.0  # the account is free again; of the first chat one token has come in
    assert [passes(flood, chat=2) for _ in range(3)] == [True, True, True]
    assert [passes(flood, chat=1) for _ in range(2)] == [True, False]


@given(st.lists(st.integers(0, 26).map(lambda n: n / 64), max_size=120), st.integers(1, 8))  # sums without rounding
def test_no_second_holds_more_than_the_limit_and_no_room_is_wasted(steps: list[float], limit: int) -> None:
    clock = Clock()
    flood = FloodControl(clock)
    flood.limit_accounts(limit)
    passed: list[float] = []
    for chat, step in enumerate(steps):
        clock.now += step
        within = [at for at in passed if at > clock.now - 1.0]
        assert passes(flood, chat) == (len(within) < limit)
        if len(within) < limit:
            passed.append(clock.now)


async def test_an_account_that_is_too_fast_is_told_to_wait() -> None:
    clock = Clock()
    async with TelegramEmulator(monotonic=clock) as telegram:
        bot = telegram.add_bot(TOKEN)
        chats = telegram.acquaint(bot, ["Ann", "Bob", "Cem"])
        telegram.limit_accounts(2)
        async with connected(telegram, TOKEN) as client:
            for chat in chats[:2]:
                await client.send_message(chat, "hi")
            with pytest.raises(RetryAfter) as refused:
                await client.send_message(chats[2], "hi")
            assert refused.value.retry_after == timedelta(seconds=1)
            await client.get_me()  # no message
            clock.now += 1.0
            await client.send_message(chats[2], "hi")
        assert [entry.accepted for entry in telegram.ledger.calls("sendMessage")] == [True, True, False, True]


async def test_people_who_are_acquainted_can_be_written_to_and_have_said_nothing(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount
) -> None:
    (ann,) = telegram.acquaint(bot, ["Ann"])
    assert (await client.send_message(ann, "hi")).chat.id == ann
    assert await client.get_updates(timeout=0) == ()


async def test_copying_is_a_violation_unless_it_is_allowed(
    telegram: TelegramEmulator, session: aiohttp.ClientSession, bot: BotAccount, ann: Person
) -> None:
    message = await ann.says(bot, "hi")
    copy = {"chat_id": ann.id, "from_chat_id": ann.id, "message_id": message}
    url = f"{telegram.base_url}{bot.token}/copyMessage"
    assert await refusal(session, url, copy) == "Bad Request: copyMessage is not spoken here: messages are built anew"
    assert len(telegram.violations) == 1
    telegram.violations.clear()


async def test_a_copy_says_the_same_and_tells_only_its_id() -> None:
    async with TelegramEmulator(copying=True) as telegram:
        bot = telegram.add_bot(TOKEN)
        ann, bob = telegram.person("Ann"), telegram.person("Bob")
        telegram.acquaint(bot, ["Bob"])
        message = await ann.says(bot, "hi")
        async with connected(telegram, TOKEN) as client:
            copy = await client.copy_message(bob.id, ann.id, message)
        assert bob.heard(bot) == ["hi"]
        (entry,) = telegram.ledger.accepted("copyMessage")
        assert entry.answer == {"message_id": copy.message_id}
        assert TelegramControl.attach(telegram).events(entry) == [
            [entry.at, bot.id, "copyMessage", bob.id, copy.message_id, "hi", None]
        ]
        assert telegram.violations == []
