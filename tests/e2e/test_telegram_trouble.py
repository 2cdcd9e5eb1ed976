"""Telegram as it is on bad days: nonsense, groups, people who are gone, floods, lost answers, outages."""

from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from tests.e2e.conftest import Meet
from tests.e2e.living import PATIENCE, fetched, living, series, settings_for
from tests.e2e.strangers import ALONE, PAIRED, Stranger, paired
from tests.emulators.telegram import BotAccount, TelegramEmulator, faults

GONE = "Your partner can't be reached any more"


def nonsense(person: Stranger) -> list[Any]:
    """Updates as Telegram never sends them, or not yet."""
    user = {"id": person.id, "is_bot": False, "first_name": "Ann"}
    chat = {"id": person.id, "type": "private", "first_name": "Ann"}
    text = {"message_id": 1, "date": 1, "chat": chat, "from": user, "text": "LEAKED?"}
    return [
        {},
        {"message": None},
        {"message": 5},
        {"message": []},
        {"message": {"text": "LEAKED?"}},
        {"message": {**text, "chat": {"id": "x", "type": "private"}}},
        {"message": {**text, "message_id": "one"}},
        {"message": {**text, "from": None}},
        {"message": {**text, "entities": [{"type": "bot_command"}]}},
        {"message": {**text, "entities": 7}},
        {"message": {**text, "photo": [{"file_id": 1}], "text": None}},
        {"message": {**text, "photo": {"0": 1}, "text": None}},
        {"edited_message": {"message_id": 1}},
        {"callback_query": {"id": "1", "from": user}},
        {"callback_query": {"id": "1", "from": user, "chat_instance": "1", "data": "stop"}},
        {"my_chat_member": {"chat": chat}},
        {"a_kind_from_the_future": {"x": [1, 2, {"y": None}]}},
    ]


async def test_malformed_updates_are_counted_and_passed_over(
    meet: Meet, app: App, telegram: TelegramEmulator, bot: BotAccount
) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    bodies = nonsense(ann)
    for number, body in enumerate(bodies):
        telegram.feed_raw(bot, body)
        await ann.says(f"in between {number}")
    unnumbered: list[Any] = [None, [], "update", 7, {"message": "x"}]
    for body in unnumbered:
        telegram.feed_raw(bot, body, stamped=False)
    await ann.says("the last")
    await bob.hears("the last")
    heard = [text for text in bob.heard() if not text.startswith("◆")]
    assert heard == [*(f"in between {number}" for number in range(len(bodies))), "the last"]
    metrics = await fetched(app.server.port, "/metrics")
    assert series(metrics, "bauta_skipped_total", platform="telegram") >= len(bodies)
    assert series(metrics, "bauta_failed_turns_total") == 0
    assert "LEAKED" not in metrics


async def test_groups_are_none_of_its_business(
    meet: Meet, app: App, telegram: TelegramEmulator, bot: BotAccount
) -> None:
    ann = meet("Ann")
    group = {"id": -100123, "type": "supergroup", "title": "A club"}
    user = {"id": ann.id, "is_bot": False, "first_name": "Ann"}
    for number, text in enumerate(("/find", "/start@bauta_1_bot", "hello")):
        message = {"message_id": number + 1, "date": 1, "chat": group, "from": user, "text": text}
        telegram.feed_raw(bot, {"message": message})
    await ann.says("/start")
    await ann.hears("18 or older")
    assert [entry for entry in telegram.ledger if entry.chat == group["id"]] == []
    assert series(await fetched(app.server.port, "/metrics"), "bauta_waiting") == 0


async def test_blocking_the_bot_ends_the_room_and_the_partner_is_told(meet: Meet, bot: BotAccount) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    await bob.person.blocks(bot)
    await ann.hears(GONE)
    await ann.says("/find")
    await ann.hears(ALONE)
    await bob.person.unblocks(bot)
    await bob.says("/status")
    await bob.hears("You are not in a chat")


@pytest.mark.parametrize("departed", ["blocked", "deactivated"])
async def test_somebody_gone_at_the_moment_of_sending_ends_the_room(
    meet: Meet, app: App, telegram: TelegramEmulator, departed: str
) -> None:
    ann, bob, cleo = meet("Ann"), meet("Bob"), meet("Cleo")
    await paired(ann, bob)
    if departed == "blocked":
        telegram.faults.add(kind=faults.error(403, "Forbidden: bot was blocked by the user"), chat=bob.id, times=None)
    else:
        await bob.person.leaves_telegram()
    for text in ("one", "two", "three"):
        await ann.says(text)
    await ann.hears(GONE)
    await ann.says("/find")
    await ann.hears(ALONE)
    await cleo.admitted("/find")
    for each in (ann, cleo):
        await each.hears(PAIRED)
    await ann.says("somebody new")
    await cleo.hears("somebody new")
    metrics = await fetched(app.server.port, "/metrics")
    assert series(metrics, "bauta_undelivered_total", platform="telegram", why="gone") >= 1


async def test_a_flood_limit_holds_the_lane_it_hit_and_no_other(meet: Meet, telegram: TelegramEmulator) -> None:
    ann, bob, cleo, dan = meet("Ann"), meet("Bob"), meet("Cleo"), meet("Dan")
    await paired(ann, bob)
    await paired(cleo, dan)
    flood = telegram.faults.add(kind=faults.rate_limited(1), method="sendMessage", chat=bob.id)
    for number in range(5):
        await ann.says(f"for bob {number}")
    await flood.befell(timeout=PATIENCE)
    await bob.says("for ann")
    await ann.hears("for ann")
    await cleo.says("for dan")
    await dan.hears("for dan")
    assert not [text for text in bob.heard() if text.startswith("for bob")], "the lane waits as long as it was told"
    await bob.hears("for bob 4")
    assert [text for text in bob.heard() if text.startswith("for bob")] == [f"for bob {n}" for n in range(5)]


async def test_what_may_have_arrived_is_said_again_once_and_notices_never(
    meet: Meet, app: App, telegram: TelegramEmulator
) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    for trouble in (faults.lost_answer(), faults.lost_request(), faults.garbage()):
        telegram.faults.add(kind=trouble, method="sendMessage", chat=bob.id)
        for part in ("first", "then"):
            await ann.says(f"{part} {trouble.name}")
        await bob.hears(f"then {trouble.name}")
    assert [text for text in bob.heard() if not text.startswith("◆")] == [
        "first lost_answer", "first lost_answer", "then lost_answer",
        "first lost_request", "then lost_request",
        "first garbage", "then garbage",
    ]  # fmt: skip
    telegram.faults.add(kind=faults.lost_answer(), method="sendMessage", chat=bob.id)
    await bob.says("/help")
    await bob.has_heard_all()
    assert len([text for text in bob.heard() if "Stay safe" in text]) == 1
    metrics = await fetched(app.server.port, "/metrics")
    assert series(metrics, "bauta_sent_again_total", platform="telegram") == 3


async def test_what_telegram_refuses_is_told_to_its_sender_at_the_message(
    meet: Meet, app: App, telegram: TelegramEmulator
) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    telegram.faults.add(kind=faults.error(400, "Bad Request: some new reason"), method="sendMessage", chat=bob.id)
    refused = await ann.says("not for Telegram")
    told = await ann.hears("This did not arrive")
    assert told.reply_to == refused
    await ann.says("but this is")
    await bob.hears("but this is")
    metrics = await fetched(app.server.port, "/metrics")
    assert series(metrics, "bauta_undelivered_total", platform="telegram", why="rejected") == 1


async def test_an_outage_of_telegram_loses_and_repeats_nothing(
    meet: Meet, app: App, telegram: TelegramEmulator, bot: BotAccount
) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    await telegram.drained(bot, timeout=PATIENCE)
    async with telegram.outage():
        for number in range(5):
            await ann.says(f"into the dark {number}")
    await bob.hears("into the dark 4")
    assert [text for text in bob.heard() if "dark" in text] == [f"into the dark {number}" for number in range(5)]


async def test_telegrams_limits_are_kept_rather_than_run_into(
    telegram: TelegramEmulator, bot: BotAccount, tmp_path: Path
) -> None:
    ann, bob = Stranger(telegram, bot, "Ann"), Stranger(telegram, bot, "Bob")
    async with living(settings_for(tmp_path, telegram, telegram_rate=30)):
        await paired(ann, bob)
        telegram.limit_chats(per_second=1.0, burst=3)
        for number in range(5):
            await ann.says(f"words {number}")
        await bob.hears("words 4")
    assert [entry for entry in telegram.ledger if entry.status == 429] == []
