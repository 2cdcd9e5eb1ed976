"""Faults befall exactly the requests they are laid for, and the ledger tells what came of each."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut

from tests.emulators.conftest import connected
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, faults


async def test_a_lost_answer_was_carried_out(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    telegram.faults.add(method="sendMessage", kind=faults.lost_answer())
    with pytest.raises(NetworkError, match="disconnected"):
        await client.send_message(ann.id, "one")
    await client.send_message(ann.id, "two")
    assert ann.heard(bot) == ["one", "two"]
    lost, kept = telegram.ledger.accepted("sendMessage")
    assert (lost.fault, kept.fault) == ("lost_answer", None)


async def test_a_lost_request_was_not(telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    telegram.faults.add(method="sendMessage", kind=faults.lost_request())
    with pytest.raises(NetworkError, match="disconnected"):
        await client.send_message(ann.id, "one")
    assert ann.heard(bot) == []
    (entry,) = telegram.ledger.calls("sendMessage")
    assert (entry.status, entry.accepted, entry.fault) == (0, False, "lost_request")


async def test_garbage_is_no_json(telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    telegram.faults.add(method="sendMessage", kind=faults.garbage())
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await client.send_message(ann.id, "one")
    assert ann.heard(bot) == []


async def test_errors_and_rate_limits_are_told_as_telegram_tells_them(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    bob = telegram.person("Bob")
    for person in (ann, bob):
        await person.says(bot, "hi")
    telegram.faults.add(chat=ann, times=2, kind=faults.error(403, "Forbidden: bot was blocked by the user"))
    telegram.faults.add(chat=ann, kind=faults.rate_limited(7))
    await client.send_message(bob.id, "not you")
    for _ in range(2):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await client.send_message(ann.id, "one")
    with pytest.raises(RetryAfter) as limited:
        await client.send_message(ann.id, "one")
    assert limited.value.retry_after == timedelta(seconds=7)
    await client.send_message(ann.id, "one")
    assert [entry.status for entry in telegram.ledger.calls("sendMessage", chat=ann)] == [403, 403, 429, 200]


async def test_a_fault_can_spare_the_first_and_last_for_ever(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    fault = telegram.faults.add(method="sendMessage", after=1, times=None, kind=faults.error(500, "Internal"))
    await client.send_message(ann.id, "one")
    for _ in range(3):
        with pytest.raises(NetworkError):
            await client.send_message(ann.id, "two")
    await fault.befell(3)
    telegram.faults.clear()
    await client.send_message(ann.id, "three")
    assert (fault.hits, ann.heard(bot)) == (3, ["one", "three"])


async def test_a_delayed_request_is_overtaken_and_a_slow_answer_is_not(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    delayed = telegram.faults.add(method="sendMessage", kind=faults.delay(0.1))
    first = asyncio.create_task(client.send_message(ann.id, "one"))
    await delayed.befell()
    await client.send_message(ann.id, "two")
    await first

    telegram.faults.add(method="sendMessage", kind=faults.slow_answer(5))
    began = time.monotonic()
    with pytest.raises(TimedOut):
        await client.send_message(ann.id, "three", read_timeout=0.1)
    assert time.monotonic() - began < 2
    assert ann.heard(bot) == ["two", "one", "three"]


async def test_a_request_that_arrived_is_carried_out_though_its_sender_died(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    delayed = telegram.faults.add(method="sendMessage", kind=faults.delay(0.05))
    async with connected(telegram, bot.token) as dying:
        sending = asyncio.create_task(dying.send_message(ann.id, "last words"))
        await delayed.befell()
        sending.cancel()
    await ann.hears(bot, "last words")


async def test_the_ledger_can_be_waited_for(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    waiting = asyncio.create_task(telegram.ledger.reaches(2, "sendMessage", chat=ann, bot=bot))
    await client.send_message(ann.id, "one")
    assert not waiting.done()
    await client.send_message(ann.id, "two")
    first, second = await waiting
    assert (first.parameters["text"], second.parameters["text"]) == ("one", "two")
    assert first.at <= second.at
    assert telegram.ledger.counts == {"getMe": 1, "sendMessage": 2}
    with pytest.raises(AssertionError, match="2 of 3 sendMessage requests"):
        await telegram.ledger.reaches(3, "sendMessage", timeout=0.01)


async def test_a_bounded_ledger_still_counts_everything(bot: BotAccount) -> None:
    async with TelegramEmulator(keep=2) as telegram:
        telegram.add_bot(bot.token)
        async with connected(telegram, bot.token) as client:
            for _ in range(4):
                await client.get_me()
        assert (len(telegram.ledger), telegram.ledger.counts["getMe"]) == (2, 5)
        assert [entry.number for entry in telegram.ledger] == [3, 4]
