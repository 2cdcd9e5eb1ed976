"""Beyond single refusals: menus, what a bot must never say, flood control, how texts are cleaned."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    MessageEntity,
)
from telegram.error import BadRequest, RetryAfter

from tests.emulators.conftest import refusal
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator


async def test_menus_are_refused_in_telegrams_words(
    telegram: TelegramEmulator, client: Bot, session: aiohttp.ClientSession, bot: BotAccount
) -> None:
    for name, description, expected in (
        ("Find", "d", "Bot_command_invalid"),
        ("f" * 33, "d", "Bot_command_invalid"),
        ("find", "", "Bot_command_description_invalid"),
        ("find", "d" * 257, "Bot_command_description_invalid"),
    ):
        with pytest.raises(BadRequest, match=expected):
            await client.set_my_commands([BotCommand(name, description)])
    with pytest.raises(BadRequest, match="Bot_commands_too_much"):
        await client.set_my_commands([BotCommand(f"c{n}", "d") for n in range(101)])
    with pytest.raises(BadRequest, match="Invalid language code specified"):
        await client.set_my_commands([BotCommand("find", "d")], language_code="english")
    url = f"{telegram.base_url}{bot.token}/setMyCommands"
    assert await refusal(session, url, {}) == "Bad Request: can't parse commands JSON object"
    telegram.violations.clear()  # the schema misses the commands too


async def test_what_the_bot_must_never_say_is_a_violation(
    telegram: TelegramEmulator, session: aiohttp.ClientSession, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    hello = {"chat_id": ann.id, "text": "hi"}
    for method, body, expected in (
        ("sendMessage", {**hello, "colour": "red"}, "unknown parameter colour"),
        ("sendMessage", {**hello, "parse_mode": "HTML"}, "parameter parse_mode is not spoken here"),
        ("sendMessage", {**hello, "text": 7}, "parameter text is no String"),
        ("sendMessage", {**hello, "disable_notification": 1}, "parameter disable_notification is no Boolean"),
        ("sendMessage", {**hello, "reply_markup": {"force_reply": True}}, "only inline keyboards are spoken here"),
        ("getUpdates", {"limit": "many"}, "parameter limit is no Integer"),
        ("getUpdates", {"allowed_updates": ["gossip"]}, "allowed_updates with unknown gossip"),
        ("sendPhoto", {"chat_id": ann.id, "photo": "https://example.org/cat.jpg"}, "files by address are not spoken"),
    ):
        text = await refusal(session, f"{telegram.base_url}{bot.token}/{method}", body)
        assert text.startswith(f"Bad Request: {expected}")
        assert telegram.violations[-1].startswith(f"{method}: Bad Request: {expected}")
        telegram.violations.clear()
    assert await refusal(session, f"{telegram.base_url}{bot.token}/forwardMessage", {}) == "Not Found"
    assert telegram.violations == ["forwardMessage is no method that is spoken here"]
    telegram.violations.clear()


async def test_chats_can_be_limited_as_telegram_limits_them(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    bob = telegram.person("Bob")
    for person in (ann, bob):
        await person.says(bot, "hi")
    telegram.limit_chats(per_second=0.1, burst=2)
    await client.send_message(ann.id, "one")
    await client.send_message(ann.id, "two")
    with pytest.raises(RetryAfter) as refused:
        await client.send_message(ann.id, "three")
    assert refused.value.retry_after == timedelta(seconds=10)
    await client.send_message(bob.id, "one")
    assert telegram.ledger.calls("sendMessage")[2].answer == "Too Many Requests: retry after 10"


async def test_texts_are_cleaned_and_links_found_as_telegram_does(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    sent = await client.send_message(ann.id, "\n  a\tb\r\u202ec 😀 bold  \n", entities=[MessageEntity("bold", 13, 6)])
    assert sent.text == "a b" + "c 😀 bold"
    assert sent.parse_entities() == {sent.entities[0]: "bold"}
    moved = await client.send_message(ann.id, "😀\t😀 bold", entities=[MessageEntity("bold", 6, 4)])
    assert moved.parse_entities() == {moved.entities[0]: "bold"}
    found = await client.send_message(
        ann.id, "😀 /find @some_body https://a.example/x, #tag $USD a@b.com +49 30 1234567"
    )
    assert [(entity.type, text) for entity, text in found.parse_entities().items()] == [
        ("bot_command", "/find"),
        ("mention", "@some_body"),
        ("url", "https://a.example/x"),
        ("hashtag", "#tag"),
        ("cashtag", "$USD"),
        ("email", "a@b.com"),
        ("phone_number", "+49 30 1234567"),
    ]
    coded = await client.send_message(ann.id, "see https://a.example", entities=[MessageEntity("code", 4, 17)])
    assert [entity.type for entity in coded.entities] == ["code"]
