"""The emulator and the real client: messages, pictures, buttons, menus go both ways."""

from __future__ import annotations

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, ReplyParameters
from telegram.error import BadRequest, InvalidToken

from tests.emulators.conftest import connected, picture
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator


async def test_a_person_writes_and_the_bot_answers(client: Bot, bot: BotAccount, ann: Person) -> None:
    asked = await ann.says(bot, "/start 😀 now", entities=[{"type": "bold", "offset": 10, "length": 3}])
    (update,) = await client.get_updates()
    message = update.message
    assert message is not None
    assert message.from_user is not None
    assert (message.message_id, message.from_user.id, message.from_user.language_code) == (asked, ann.id, "de")
    assert message.parse_entities() == {message.entities[0]: "/start", message.entities[1]: "now"}

    await client.send_message(ann.id, "Welcome", reply_parameters=ReplyParameters(asked))

    heard = await ann.hears(bot, "Welcome")
    assert (heard.reply_to, heard.from_bot, heard.kind) == (asked, True, "text")
    assert [(each.from_bot, each.text) for each in ann.chat(bot)] == [(False, "/start 😀 now"), (True, "Welcome")]


async def test_get_me_tells_who_the_token_belongs_to(client: Bot, bot: BotAccount) -> None:
    assert (client.id, client.username, client.bot.is_bot) == (123456, bot.username, True)


async def test_a_photo_goes_both_ways_byte_for_byte(client: Bot, bot: BotAccount, ann: Person) -> None:
    taken = picture()
    await ann.sends_photo(bot, taken, caption="my cat")
    (update,) = await client.get_updates()
    assert update.message is not None
    sizes = update.message.photo
    assert [(size.width, size.height) for size in sizes] == [(90, 68), (320, 240), (640, 480)]
    downloaded = await (await sizes[-1].get_file()).download_as_bytearray()
    assert bytes(downloaded) == taken
    assert len(await (await sizes[0].get_file()).download_as_bytearray()) == sizes[0].file_size

    drawn = picture(300, 200, "PNG")
    caption = [MessageEntity("italic", 0, 3)]
    sent = await client.send_photo(ann.id, drawn, caption="for you", caption_entities=caption, has_spoiler=True)
    seen = await ann.hears(bot, "for you")
    assert (seen.kind, seen.photo, seen.id) == ("photo", drawn, sent.message_id)
    assert seen.entities == ({"type": "italic", "offset": 0, "length": 3},)

    await client.send_photo(ann.id, sent.photo[-1].file_id)
    assert (await ann.hears(bot)).photo == drawn


async def test_a_document_goes_out_with_its_name(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "/export")
    await client.send_document(ann.id, b'{"all": "about you"}', filename="bauta.json", caption="Everything")
    seen = await ann.hears(bot, "Everything")
    assert (seen.document, seen.file_name) == (b'{"all": "about you"}', "bauta.json")


async def test_a_button_is_pressed_and_answered(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "/start")
    keyboard = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("Yes", callback_data="agree:k3"),
                InlineKeyboardButton("No", callback_data="decline:k3"),
            ]
        ]
    )
    sent = await client.send_message(ann.id, "Are you 18?", reply_markup=keyboard)
    shown = await ann.hears(bot, "18")
    assert shown.labels == ["Yes", "No"]

    press = await ann.presses(bot, shown, "agree")
    query = (await client.get_updates())[-1].callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.message.message_id) == ("agree:k3", sent.message_id)
    await query.answer("Thank you", show_alert=True)
    answer = await press.answered()
    assert (answer.text, answer.alert) == ("Thank you", True)

    await client.edit_message_text("Welcome", ann.id, sent.message_id)
    edited = await ann.hears(bot, "Welcome")
    assert (edited.edited, edited.labels, edited.id) == (True, [], sent.message_id)
    assert ann.heard(bot) == ["Welcome"]


async def test_keyboards_are_taken_away_and_messages_deleted(client: Bot, bot: BotAccount, ann: Person) -> None:
    first = await ann.says(bot, "/start")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Stop", callback_data="stop")]])
    sent = await client.send_message(ann.id, "Looking…", reply_markup=keyboard)
    await client.edit_message_reply_markup(ann.id, sent.message_id)
    assert ann.message(bot, sent.message_id).labels == []
    await client.set_message_reaction(ann.id, first, "👍")
    assert ann.message(bot, first).reaction == "👍"
    await client.delete_message(ann.id, sent.message_id)
    await client.delete_messages(ann.id, [first, 999])
    assert ann.chat(bot) == []


async def test_the_menu_and_descriptions_are_kept_per_language(client: Bot, bot: BotAccount) -> None:
    await client.set_my_commands([("find", "Meet somebody"), ("stop", "End")])
    await client.set_my_commands([("find", "Jemanden treffen")], language_code="de")
    assert [each.command for each in await client.get_my_commands()] == ["find", "stop"]
    assert [each.description for each in await client.get_my_commands(language_code="de")] == ["Jemanden treffen"]
    await client.delete_my_commands()
    assert await client.get_my_commands() == ()
    await client.set_my_description("Anonymous chat", language_code="en")
    await client.set_my_short_description("Anonymous chat")
    assert (bot.descriptions, bot.short_descriptions) == ({"en": "Anonymous chat"}, {"": "Anonymous chat"})


async def test_a_chat_can_be_looked_up_and_shown_typing(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    assert (await client.get_chat(ann.id)).first_name == "Ann"
    await client.send_chat_action(ann.id, "typing")
    assert len(telegram.ledger.accepted("sendChatAction", chat=ann)) == 1


async def test_json_query_and_form_requests_mean_the_same(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    url = f"{telegram.base_url}{bot.token}/sendmessage"
    bold = [{"type": "bold", "offset": 0, "length": 2}]
    async with aiohttp.ClientSession() as session:
        for how in (
            {"json": {"chat_id": ann.id, "text": "hello", "entities": bold}},
            {"params": {"chat_id": ann.id, "text": "hello", "entities": '[{"type":"bold","offset":0,"length":2}]'}},
            {"data": {"chat_id": str(ann.id), "text": "hello", "entities": '[{"type":"bold","offset":0,"length":2}]'}},
        ):
            async with session.post(url, **how) as response:
                assert (await response.json())["result"]["entities"] == bold
    first, *others = [entry.parameters for entry in telegram.ledger.calls("sendMessage")]
    assert others == [first, first]


async def test_wrong_tokens_and_paths_are_turned_away(telegram: TelegramEmulator, bot: BotAccount) -> None:
    with pytest.raises(InvalidToken):
        async with connected(telegram, "999:NOBODY"):
            pass
    expected = {
        "/bot999:NOBODY/getMe": (401, "Unauthorized"),
        "/botnonsense/getMe": (404, "Not Found"),
        "/elsewhere": (404, "Not Found"),
        f"/file/bot{bot.token}/photos/file_9.jpg": (404, "Not Found"),
        "/control/call": (404, "Not Found"),
    }
    async with aiohttp.ClientSession() as session:
        for path, (code, description) in expected.items():
            async with session.get(telegram.url + path) as response:
                assert response.status == code
                assert await response.json() == {"ok": False, "error_code": code, "description": description}


async def test_a_downloadable_path_needs_get_file_first(client: Bot, bot: BotAccount, ann: Person) -> None:
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await client.get_file("AgACAgIAAxkBnothing")
    await ann.sends_photo(bot, picture(60, 60))
    (update,) = await client.get_updates()
    assert update.message is not None
    assert (await update.message.photo[0].get_file()).file_path is not None
