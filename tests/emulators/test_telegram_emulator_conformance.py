"""The checker finds what does not fit the published schema; the emulator without the schema checks nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import Bot

from tests.emulators.conformance import SPEC, Conformance, load
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator
from tests.emulators.telegram.methods import METHODS
from tests.emulators.telegram.reactions import REACTIONS
from tests.emulators.telegram.updates import KINDS
from tests.emulators.telegram.wire import Wire

needs_schema = pytest.mark.skipif(
    not SPEC.is_file(), reason="the published Bot API schema is not beside the repository"
)
USER = {"id": 5, "is_bot": False, "first_name": "Ann"}
MESSAGE = {"message_id": 1, "date": 2, "chat": {"id": 5, "type": "private"}, "from": USER, "text": "hi"}


def checker() -> Conformance:
    loaded = load()
    assert loaded is not None
    return loaded


@needs_schema
@pytest.mark.parametrize(
    ("method", "result", "wrong"),
    [
        ("sendMessage", MESSAGE, []),
        ("sendMessage", {**MESSAGE, "colour": 1}, ["sendMessage: colour is unknown"]),
        ("sendMessage", {**MESSAGE, "date": "today"}, ["sendMessage.date: is no Integer"]),
        ("sendMessage", {**MESSAGE, "date": True}, ["sendMessage.date: is no Integer"]),
        ("sendMessage", {**MESSAGE, "chat": {"id": 5}}, ["sendMessage.chat: type is missing"]),
        (
            "sendMessage",
            {**MESSAGE, "entities": [{"type": "bold", "offset": 0, "length": 1}, {"type": "bold", "offset": 0}]},
            ["sendMessage.entities[1]: length is missing"],
        ),
        ("getUpdates", [{"update_id": 1, "message": MESSAGE}], []),
        ("getUpdates", [{"update_id": 1, "massage": MESSAGE}], ["getUpdates[0]: massage is unknown"]),
        ("getUpdates", {"update_id": 1}, ["getUpdates: is no array"]),
        ("deleteMessage", 1, ["deleteMessage: is no Boolean"]),
    ],
)
def test_answers_are_held_against_the_schema(method: str, result: Any, wrong: list[str]) -> None:
    checked = checker()
    assert checked.answer(method, result) == wrong
    assert (checked.requests, checked.answers) == (0, 1)


@needs_schema
def test_requests_are_held_against_the_schema() -> None:
    checked = checker()
    fits = {"chat_id": 5, "text": "hi", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}}
    assert checked.request("sendMessage", fits, is_file=lambda _: False) == []
    assert checked.request("sendPhoto", {"chat_id": 5, "photo": b""}, is_file=lambda v: isinstance(v, bytes)) == []
    for parameters, wrong in (
        ({"chat_id": 5}, ["sendMessage: text is missing"]),
        ({**fits, "chat_id": 5.5}, ["sendMessage.chat_id: is no Integer"]),
        ({**fits, "colour": 1}, ["sendMessage: colour is unknown"]),
        (
            {**fits, "reply_markup": {"inline_keyboard": [{}]}},
            ["sendMessage.reply_markup.inline_keyboard[0]: is no array"],
        ),
    ):
        assert checked.request("sendMessage", parameters, is_file=lambda _: False) == wrong
    assert checked.request("sendRumour", {}, is_file=lambda _: False) == ["sendRumour is no method"]


@needs_schema
def test_every_method_spoken_here_knows_all_its_parameters() -> None:
    described = checker()._methods
    for method in METHODS.values():
        assert set(method.parameters) == {field["name"] for field in described[method.name].get("fields", ())}
        required = {field["name"] for field in described[method.name].get("fields", ()) if field["required"]}
        assert not [name for name in required if method.parameters[name] is Wire.UNSPOKEN]


@needs_schema
def test_the_emoji_to_react_with_are_those_of_the_schema() -> None:
    described = next(field for field in checker()._types["ReactionTypeEmoji"]["fields"] if field["name"] == "emoji")
    assert set(re.findall(r'"([^"]+)"', described["description"])) == REACTIONS


@needs_schema
def test_every_kind_of_update_is_known() -> None:
    fields = {field["name"] for field in checker()._types["Update"]["fields"]}
    assert fields - {"update_id"} == KINDS


@needs_schema
async def test_an_emulator_that_breaks_the_schema_is_caught(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person
) -> None:
    await ann.sends(bot, sticker={"emoji": "🙂"})
    async with aiohttp.ClientSession() as session:
        await session.get(f"{telegram.base_url}{bot.token}/getUpdates")
    assert "getUpdates[0].message.sticker: file_id is missing" in telegram.violations
    telegram.violations.clear()


@needs_schema
async def test_requests_and_answers_are_counted(telegram: TelegramEmulator, client: Bot) -> None:
    requests, answers = telegram.checked()
    await client.get_me()
    await client.get_webhook_info()
    assert telegram.checked() == (requests + 2, answers + 2)


async def test_without_the_schema_nothing_is_checked(tmp_path: Path) -> None:
    assert load(tmp_path / "telegram-api.json") is None
    async with TelegramEmulator(check=False) as telegram:
        assert telegram.checked() == (0, 0)
