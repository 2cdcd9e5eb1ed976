"""What Telegram refuses about messages, in its own words."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

from tests.emulators.conftest import connected, picture, refusal
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, kinds

ASTRAL = "😀"


SENDS: list[tuple[dict[str, Any], str]] = [
    ({}, "message text is empty"),
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "text must be non-empty"),
    ({"text": "\u200b"}, "text must be non-empty"),
    ({"text": "x" * 4097}, "message is too long"),
    ({"text": ASTRAL * 2049}, "message is too long"),
    ({"text": "hi", "chat_id": ""}, "chat_id is empty"),
    ({"text": "hi", "chat_id": 1}, "chat not found"),
    ({"text": "hi", "chat_id": "@somebody"}, "chat not found"),
    ({"text": "hi", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
    ({"text": "hi", "reply_parameters": {}}, 'can\'t find field "message_id"'),
    (
        {"text": "hello", "entities": [{"type": "bold", "offset": 100, "length": 1}]},
        "entity begins after the end of the text at UTF-16 offset 100",
    ),
    (
        {"text": "hello", "entities": [{"type": "bold", "offset": 0, "length": 100}]},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
    ),
    (
        {"text": ASTRAL, "entities": [{"type": "bold", "offset": 1, "length": 1}]},
        "entity begins in a middle of a UTF-16 symbol at byte offset 0",
    ),
    (
        {"text": ASTRAL, "entities": [{"type": "bold", "offset": 0, "length": 1}]},
        "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 0",
    ),
    (
        {"text": "hello", "entities": [{"type": "bold", "offset": -1, "length": 1}]},
        "receive an entity with incorrect offset -1",
    ),
    (
        {"text": "hello", "entities": [{"type": "loud", "offset": 0, "length": 1}]},
        "can't parse MessageEntity: Unsupported type specified",
    ),
    (
        {"text": "hello", "entities": [{"type": "bold", "offset": 0}]},
        "can't parse MessageEntity: Can't find field \"length\"",
    ),
    (
        {"text": "hello", "entities": [{"type": "text_link", "offset": 0, "length": 5}]},
        "can't parse MessageEntity: Can't find field \"url\"",
    ),
    (
        {"text": "hello", "entities": [{"type": "text_link", "offset": 0, "length": 5, "url": "not-a-url"}]},
        "entity URL 'not-a-url' is invalid: Wrong HTTP URL",
    ),
    ({"text": "hello", "entities": "[{"}, "can't parse entities JSON object"),
    ({"text": "hello", "entities": {}}, "expected an Array of MessageEntity"),
    ({"text": "\ud83d"}, "strings must be encoded in UTF-8"),
]
BUTTONS: list[tuple[dict[str, Any], str]] = [
    ({"text": "Go", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
    ({"text": "Go", "callback_data": "ж" * 33}, "BUTTON_DATA_INVALID"),
    ({"text": "Go"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    (
        {"text": "Go", "callback_data": ""},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    ({"callback_data": "go"}, "can't parse inline keyboard button: Can't find field \"text\""),
    ({"text": "Go", "url": "not-a-url"}, "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL"),
    (
        {"text": "Go", "url": "ftp://example.com"},
        "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
    ),
    ({"text": "Go", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
]


async def test_send_message_is_refused_in_telegrams_words(
    telegram: TelegramEmulator, session: aiohttp.ClientSession, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    url = f"{telegram.base_url}{bot.token}/sendMessage"
    cases = SENDS + [
        ({"text": "hi", "reply_markup": {"inline_keyboard": [[button]]}}, expected) for button, expected in BUTTONS
    ]
    for body, expected in cases:
        assert await refusal(session, url, {"chat_id": ann.id, **body}) == f"Bad Request: {expected}"
    assert ann.heard(bot) == []
    assert all(not entry.accepted for entry in telegram.ledger.calls("sendMessage"))
    telegram.violations.clear()  # the schema minds some of these requests too


async def test_the_limit_is_4096_utf16_units_and_100_buttons(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    for longest in ("x" * 4096, ASTRAL * 2048, "\ufdfa" * 4096):
        assert (await client.send_message(ann.id, longest)).text == longest
    rows = [[InlineKeyboardButton("n", callback_data="x" * 64)] for _ in range(101)]
    await client.send_message(ann.id, "many", reply_markup=InlineKeyboardMarkup(rows[:100]))
    with pytest.raises(BadRequest, match="Reply_markup_too_long"):
        await client.send_message(ann.id, "more", reply_markup=InlineKeyboardMarkup(rows))


async def test_a_reply_to_a_lost_message_may_go_without_it(client: Bot, bot: BotAccount, ann: Person) -> None:
    lost = await ann.says(bot, "hi")
    await ann.deletes(bot, lost)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await client.send_message(ann.id, "yes?", reply_parameters=ReplyParameters(lost))
    lenient = ReplyParameters(lost, allow_sending_without_reply=True)
    await client.send_message(ann.id, "yes?", reply_parameters=lenient)
    assert (await ann.hears(bot, "yes?")).reply_to is None


async def test_edits_are_refused_in_telegrams_words(client: Bot, bot: BotAccount, ann: Person) -> None:
    theirs = await ann.says(bot, "mine")
    sent = await client.send_message(ann.id, "one")
    pictured = await client.send_photo(ann.id, picture(50, 50))
    for message_id, text, expected in (
        (sent.message_id, "one", "Message is not modified: specified new message content and reply markup are exactly"),
        (999, "two", "Message to edit not found"),
        (theirs, "two", "Message can't be edited"),
        (pictured.message_id, "two", "There is no text in the message to edit"),
        (sent.message_id, "x" * 4097, "Message is too long"),
    ):
        with pytest.raises(BadRequest, match=expected):
            await client.edit_message_text(text, ann.id, message_id)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await client.edit_message_reply_markup(ann.id, sent.message_id)
    assert [each.edited for each in ann.chat(bot)] == [False, False, False]


async def test_deleting_reacting_and_typing_are_refused_in_telegrams_words(
    client: Bot, bot: BotAccount, ann: Person
) -> None:
    written = await ann.says(bot, "hi")
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await client.delete_message(ann.id, 999)
    with pytest.raises(BadRequest, match="Message identifier is not specified"):
        await client.delete_message(ann.id, 0)
    with pytest.raises(BadRequest, match="Message to react not found"):
        await client.set_message_reaction(ann.id, 999, "👍")
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await client.set_message_reaction(ann.id, written, ReactionTypeEmoji("🧦"))
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await client.send_chat_action(ann.id, "dancing")


async def test_messages_can_be_deleted_for_two_days_and_dice_after_one(bot: BotAccount) -> None:
    now = 1_800_000_000.0
    async with TelegramEmulator(clock=lambda: now) as telegram:
        account = telegram.add_bot(bot.token)
        ann = telegram.person("Ann")
        written = await ann.says(account, "hi")
        now += 24 * 3600 + 1
        thrown = await ann.sends(account, dice=kinds.dice())
        now += 23 * 3600
        async with connected(telegram, bot.token) as client:
            for numbers in ([thrown], [written, thrown]):
                with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
                    await client.delete_messages(ann.id, numbers)
            now += 3600
            with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
                await client.delete_message(ann.id, written)
            assert [message.id for message in ann.chat(account)] == [written, thrown]
            await client.delete_messages(ann.id, [thrown, 999])
            assert [message.id for message in ann.chat(account)] == [written]


async def test_photos_must_be_photos(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    for content, expected in (
        (b"not an image", "Image_process_failed"),
        (picture()[:200], "Image_process_failed"),
        (picture(9990, 20, "PNG"), "Photo_invalid_dimensions"),
        (picture(420, 20, "PNG"), "Photo_invalid_dimensions"),
        (picture() + bytes(10 * 1024 * 1024), "bytes is too big for a photo; the maximum size is 10485760 bytes"),
        ("AgACAgIAAxkBunknown", "Wrong file identifier/http url specified"),
    ):
        with pytest.raises(BadRequest, match=expected):
            await client.send_photo(ann.id, content)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await client.send_photo(ann.id, picture(50, 50), caption="x" * 1025)
    await client.send_photo(ann.id, picture(50, 50), caption="x" * 1024)
    assert len(ann.heard(bot)) == 1


async def test_a_file_id_means_nothing_to_another_bot(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    sent = await client.send_photo(ann.id, picture(50, 50))
    other = telegram.add_bot("654321:OTHER")
    await ann.says(other, "hi")
    async with connected(telegram, other.token) as second:
        with pytest.raises(BadRequest, match="Wrong file identifier"):
            await second.send_photo(ann.id, sent.photo[-1].file_id)


async def test_a_press_can_be_answered_once_and_not_too_late(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "/start")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Next", callback_data="next")]])
    sent = await client.send_message(ann.id, "Talk", reply_markup=keyboard)
    too_old = "Query is too old and response timeout expired or query id is invalid"

    press = await ann.presses(bot, sent.message_id, "Next")
    await client.answer_callback_query(press.id)
    late = await ann.presses(bot, sent.message_id, "Next")
    late.expire()
    for query in (press.id, late.id, "12345"):
        with pytest.raises(BadRequest, match=too_old):
            await client.answer_callback_query(query)


async def test_a_blocked_bot_and_one_that_was_never_written_to_are_forbidden(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await client.send_message(ann.id, "psst")
    await ann.says(bot, "hi")
    sent = await client.send_message(ann.id, "hello")
    await ann.blocks(bot)
    for attempt in (
        client.send_message(ann.id, "hello?"),
        client.send_photo(ann.id, picture(50, 50)),
        client.edit_message_text("hello?", ann.id, sent.message_id),
        client.send_chat_action(ann.id, "typing"),
    ):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await attempt
    await ann.unblocks(bot)
    await client.send_message(ann.id, "hello again")
    await ann.leaves_telegram()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await client.send_message(ann.id, "gone?")
    assert ann.heard(bot) == ["hello", "hello again"]
