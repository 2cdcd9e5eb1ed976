"""The real client polling the emulated Telegram: nothing is acknowledged before it is accepted, nothing stops it."""

import asyncio
from collections import Counter

import pytest
from structlog.testing import capture_logs

from bot.content import Content
from bot.messages import Departed, Edited, Pressed, Reacted, Said, Unrelayable
from bot.platforms.base import Fatal
from bot.posts import Address, Label, Post
from tests.bot.telegram.conftest import KEY, TOKEN, Inside, Side, platform_at
from tests.bot.town import until
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, faults, kinds


def said(text: str) -> Said:
    return Said(Content(text))


async def test_messages_come_in_order_and_are_then_confirmed(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        for number in range(250):
            await ann.says(bot, str(number))
        await side.inside.hears(250)
        await telegram.drained(bot)
    assert side.inside.whats == [said(str(number)) for number in range(250)]
    assert len({incoming.key for incoming in side.inside.all}) == 250


async def test_what_was_not_accepted_is_asked_for_again(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    side.inside.refusals = 3
    await ann.says(bot, "one")
    await ann.says(bot, "two")
    async with side.running():
        await side.inside.hears(2)
        await telegram.drained(bot)
    assert side.inside.whats == [said("one"), said("two")]
    assert side.inside.refused == [side.inside.all] * 3
    asked = [entry.parameters.get("offset") for entry in telegram.ledger.calls("getUpdates")]
    assert asked[:4] == [None] * 4, "the offset moved before anything was accepted"


async def test_a_message_unconfirmed_at_the_end_comes_again_at_the_next_start(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    side.inside.refusals = 10**9
    await ann.says(bot, "hello")
    async with side.running():
        await telegram.ledger.reaches(3, "getUpdates")
    assert len(bot.updates) == 1
    side.inside.refusals = 0
    async with side.running():
        (incoming,) = await side.inside.hears(1)
    assert incoming == side.inside.refused[0][0]


async def test_only_what_is_needed_is_asked_for(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        await ann.says(bot, "hello")
        await side.inside.hears(1)
    polled = telegram.ledger.calls("getUpdates")[0].parameters
    assert polled["allowed_updates"] == [
        "message",
        "edited_message",
        "message_reaction",
        "callback_query",
        "my_chat_member",
    ]
    assert (polled["limit"], polled["timeout"]) == (100, 50)


async def test_everything_that_people_do_arrives(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    async with side.running():
        first = await ann.says(bot, "hello *you*")
        await side.inside.hears(1)  # from now on Telegram knows what is asked for
        await ann.says(bot, "to the first", reply_to=first)
        await ann.edits(bot, first, "hello")
        await ann.sends(bot, dice=kinds.dice())
        await ann.reacts(bot, first, "👍")
        await ann.sends(bot, contact=kinds.contact())
        await ann.sends(bot)
        await ann.blocks(bot)
        await ann.unblocks(bot)
        await ann.says(bot, "back")
        found = await side.inside.hears(9)
    assert [incoming.what for incoming in found] == [
        said("hello *you*"),
        said("to the first"),
        Edited(said("hello").content),
        said("🎲 4"),
        Reacted(("👍",)),
        Unrelayable("contact"),
        Unrelayable("unknown"),
        Departed(),
        said("back"),
    ]
    assert (found[0].message, found[1].reply_to, found[2].message) == (str(first), str(first), str(first))
    assert {incoming.sender.chat for incoming in found} == {str(ann.id)}
    assert side.skipped == {"returned": 1}


async def test_a_malformed_update_is_counted_and_skipped(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    await ann.says(bot, "before")
    chat = {"id": ann.id, "type": "private"}
    telegram.feed_raw(bot, {"message": "a secret"})
    telegram.feed_raw(bot, {"message": {"message_id": 1, "date": 1, "chat": chat, "text": ["a secret"]}})
    telegram.feed_raw(bot, {"message": {"message_id": 1, "date": "soon", "chat": chat, "text": "a secret"}})
    telegram.feed_raw(bot, {"callback_query": {"id": 5}})
    telegram.feed_raw(bot, ["a secret"], stamped=False)
    telegram.feed_raw(bot, {"something_new": {"text": "a secret"}})
    await ann.says(bot, "after")
    with capture_logs() as logs:
        async with side.running():
            await side.inside.hears(2)
            await telegram.drained(bot)
    assert side.inside.whats == [said("before"), said("after")]
    assert side.skipped == {"malformed": 5, "unasked": 1}
    told = [entry for entry in logs if entry["event"] == "telegram.update_skipped" and entry["log_level"] == "warning"]
    assert len(told) == 5
    assert "secret" not in str(logs)
    assert str(ann.id) not in str(logs)


@pytest.mark.parametrize("body", [["no update"], {"no": "number"}, {"update_id": 1}, {"update_id": "7"}])
async def test_an_update_that_cannot_be_confirmed_does_not_stop_the_others(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, body: object
) -> None:
    telegram.feed_raw(bot, body, stamped=False)
    with capture_logs() as logs:
        async with side.running():
            await telegram.ledger.reaches(4, "getUpdates")
            await ann.says(bot, "hello")
            await side.inside.hears(1)
            await telegram.drained(bot)
    assert set(side.inside.whats) == {said("hello")}
    assert len([entry for entry in logs if entry["event"] == "telegram.cannot_confirm"]) >= 3, "asked without a pause"


async def test_numbers_that_begin_anew_lower_down_are_followed(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    message = {"message_id": 9, "date": 1, "chat": {"id": ann.id, "type": "private"}, "text": "after a week"}
    sender = {"id": ann.id, "is_bot": False, "first_name": "Ann"}
    async with side.running():
        await ann.says(bot, "hello")
        await side.inside.hears(1)
        await telegram.drained(bot)
        telegram.feed_raw(bot, {"update_id": 17, "message": {**message, "from": sender}}, stamped=False)
        await side.inside.hears(2)
        polls = await telegram.ledger.reaches(telegram.ledger.counts["getUpdates"] + 1, "getUpdates")
    assert polls[-1].parameters["offset"] == 18


async def test_a_press_is_answered_once_it_is_accepted(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    (message,) = (await side.platform.send(to_ann, Post("choose", labels=((Label("Next", "next:t1"),),)), KEY)).ids
    side.inside.refusals = 1
    press = await ann.presses(bot, int(message), "Next")
    async with side.running():
        (incoming,) = await side.inside.hears(1)
        answer = await press.answered()
    assert (incoming.what, incoming.message) == (Pressed("next", "t1"), message)
    assert answer.text == ""
    order = [entry.method for entry in telegram.ledger if entry.method in ("getUpdates", "answerCallbackQuery")]
    assert order.index("answerCallbackQuery") >= 2, "answered before it was accepted"


async def test_an_answer_that_comes_too_late_harms_nobody(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    (message,) = (await side.platform.send(to_ann, Post("choose", labels=((Label("Next", "next"),),)), KEY)).ids
    press = await ann.presses(bot, int(message), "Next")
    press.expire()
    with capture_logs() as logs:
        async with side.running():
            await telegram.ledger.reaches(1, "answerCallbackQuery")
            await ann.says(bot, "still here")
            await side.inside.hears(2)
    assert "telegram.press_not_answered" in [entry["event"] for entry in logs]


@pytest.mark.parametrize(
    "trouble",
    [
        faults.error(500, "Internal Server Error"),
        faults.error(400, "Bad Request: something new"),
        faults.garbage(),
        faults.lost_request(),
        faults.lost_answer(),
        faults.rate_limited(0),
    ],
    ids=lambda trouble: f"{trouble.name}-{trouble.code}",
)
async def test_trouble_on_the_line_delays_and_loses_nothing(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, trouble: faults.Trouble
) -> None:
    telegram.faults.add(kind=trouble, method="getUpdates", times=3)
    with capture_logs() as logs:
        async with side.running():
            for number in range(5):
                await ann.says(bot, str(number))
            await side.inside.hears(5)
            await telegram.drained(bot)
    assert side.inside.whats == [said(str(number)) for number in range(5)]
    failed = [entry for entry in logs if entry["event"] == "telegram.poll_failed"]
    assert len(failed) == 3
    assert TOKEN not in str(logs)


async def test_an_outage_is_waited_out(telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side) -> None:
    async with side.running():
        await ann.says(bot, "before")
        await side.inside.hears(1)
        with capture_logs() as logs:
            async with telegram.outage():
                await until(lambda: len([e for e in logs if e["event"] == "telegram.poll_failed"]) >= 3)
            await ann.says(bot, "after")
            await side.inside.hears(2)
    assert side.inside.whats == [said("before"), said("after")]
    assert TOKEN not in str(logs)
    assert max(entry.get("retry_in", 0) for entry in logs) <= 0.02


async def test_telegram_being_away_at_the_start_is_waited_out(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    await ann.says(bot, "hello")
    assert "telegram.unreachable" in await side.starts_without(telegram)


async def test_a_predecessor_that_is_just_going_down_is_outlasted(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    conflict = faults.error(409, "Conflict: terminated by other getUpdates request")
    telegram.faults.add(kind=conflict, method="getUpdates", times=3)
    await ann.says(bot, "hello")
    async with side.running():
        await side.inside.hears(1)
    assert telegram.ledger.counts["getUpdates"] >= 4


async def test_a_second_poller_is_fatal_and_said_in_plain_words(
    telegram: TelegramEmulator, bot: BotAccount, side: Side
) -> None:
    conflict = faults.error(409, "Conflict: terminated by other getUpdates request")
    telegram.faults.add(kind=conflict, method="getUpdates", times=None)
    with pytest.raises(Fatal, match="Another program receives the messages of Telegram bot 123456") as fatal:
        await side.platform.run(side.inside.accept)
    assert telegram.ledger.counts["getUpdates"] == 4
    assert "SECRET" not in str(fatal.value)


async def test_two_real_pollers_find_each_other_out(telegram: TelegramEmulator, bot: BotAccount, side: Side) -> None:
    async with platform_at(telegram.url, Counter()) as other:
        runs = [side.platform.run(side.inside.accept), other.run(Inside().accept)]
        tasks = [asyncio.create_task(run) for run in runs]
        async with asyncio.timeout(5):
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert Fatal in {type(outcome) for outcome in outcomes}


async def test_a_webhook_that_keeps_coming_back_is_named(
    telegram: TelegramEmulator, bot: BotAccount, side: Side
) -> None:
    conflict = faults.error(409, "Conflict: can't use getUpdates method while webhook is active")
    telegram.faults.add(kind=conflict, method="getUpdates", times=None)
    with pytest.raises(Fatal, match="webhook"):
        await side.platform.run(side.inside.accept)


async def test_a_token_revoked_meanwhile_is_fatal(telegram: TelegramEmulator, bot: BotAccount, side: Side) -> None:
    telegram.faults.add(kind=faults.error(401, "Unauthorized"), method="getUpdates", after=1, times=None)
    telegram.faults.add(kind=faults.error(500, "Internal Server Error"), method="getUpdates")
    with pytest.raises(Fatal, match="token of bot 123456 is wrong") as fatal:
        await side.platform.run(side.inside.accept)
    assert "SECRET" not in str(fatal.value)
