"""Groups, driven by the real client: what bots hear there, what they may do, and how a group becomes another."""

from __future__ import annotations

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.emulators.telegram import BotAccount, CannotDo, Group, Person, TelegramEmulator

CARD = InlineKeyboardMarkup([[InlineKeyboardButton("Claim", callback_data="claim:1")]])


@pytest.fixture
def mods(telegram: TelegramEmulator, bot: BotAccount, ann: Person) -> Group:
    mods = telegram.group("Mods")
    mods.add(bot, ann)
    bot.updates.forget()
    return mods


async def updates(client: Bot) -> list[Update]:
    found = await client.get_updates(allowed_updates=[])
    if found:
        await client.get_updates(offset=found[-1].update_id + 1, allowed_updates=[])
    return list(found)


async def test_a_bot_hears_commands_and_answers_to_itself_and_nothing_else(
    client: Bot, bot: BotAccount, ann: Person, mods: Group
) -> None:
    said = await client.send_message(mods.id, "hello")
    for text in ("good morning", "/mod@somebody_else_bot", "do /mod it"):
        await ann.says(bot, text, place=mods)
    await ann.says(bot, "/mod here", place=mods)
    await ann.says(bot, f"/mod@{bot.username}", place=mods)
    await ann.says(bot, "what?", place=mods, reply_to=said.message_id)
    heard = [update.message for update in await updates(client)]
    assert [message.text for message in heard if message] == ["/mod here", f"/mod@{bot.username}", "what?"]
    assert heard[0] is not None
    assert (heard[0].chat.type, heard[0].chat.title, heard[0].chat.id) == ("group", "Mods", mods.id)
    assert heard[0].from_user is not None
    assert heard[0].from_user.id == ann.id


async def test_a_button_in_a_group_is_pressed_changed_and_answered(
    client: Bot, bot: BotAccount, ann: Person, mods: Group
) -> None:
    card = await client.send_message(mods.id, "case 1", reply_markup=CARD)
    press = await ann.presses(bot, card.message_id, "Claim", place=mods)
    (update,) = await updates(client)
    assert update.callback_query is not None
    assert isinstance(update.callback_query.message, Message)
    assert update.callback_query.message.chat.id == mods.id
    await update.callback_query.answer("yours", show_alert=True)
    assert (await press.answered()).alert
    await client.edit_message_text("case 1, claimed", mods.id, card.message_id)
    assert (await ann.hears(bot, "claimed", place=mods)).buttons == ()
    await client.delete_message(mods.id, card.message_id)
    with pytest.raises(CannotDo):
        ann.message(bot, card.message_id, place=mods)


async def test_who_is_not_there_neither_sees_nor_says_anything(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, mods: Group
) -> None:
    await client.send_message(mods.id, "case 1")
    eve = telegram.person("Eve")
    for attempt in (lambda: eve.chat(bot, place=mods), lambda: eve.writes(bot, "/mod", place=mods)):
        with pytest.raises(CannotDo):
            attempt()
    with pytest.raises(BadRequest, match="Chat not found"):
        await client.send_message(-1, "hello")


async def test_a_bot_that_was_thrown_out_or_silenced_is_told_and_refused(
    client: Bot, bot: BotAccount, mods: Group
) -> None:
    mods.silences(bot)
    with pytest.raises(BadRequest, match="Not enough rights"):
        await client.send_message(mods.id, "case 1")
    mods.remove(bot)
    with pytest.raises(Forbidden, match="kicked"):
        await client.send_message(mods.id, "case 1")
    changes = [update.my_chat_member for update in await updates(client)]
    assert [each.new_chat_member.status for each in changes if each] == ["restricted", "kicked"]


async def test_a_group_that_migrated_tells_its_new_number_and_numbers_anew(
    client: Bot, bot: BotAccount, ann: Person, mods: Group
) -> None:
    old = mods.id
    mods.migrates()
    with pytest.raises(ChatMigrated) as moved:
        await client.send_message(old, "case 1")
    assert moved.value.new_chat_id == mods.id
    told = [update.message for update in await updates(client)]
    assert told[0] is not None
    assert told[1] is not None
    assert (told[0].chat.id, told[0].migrate_to_chat_id) == (old, mods.id)
    assert (told[1].chat.id, told[1].migrate_from_chat_id) == (mods.id, old)
    sent = await client.send_message(mods.id, "case 1")
    assert (sent.chat.type, sent.message_id) == ("supergroup", 2)
    await ann.says(bot, "/mod", place=mods)


async def test_what_is_protected_can_be_read_and_not_passed_on(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "/start")
    secret = await client.send_message(ann.id, "for your eyes", protect_content=True)
    plain = await client.send_message(ann.id, "for everybody")
    assert secret.has_protected_content
    with pytest.raises(CannotDo):
        await ann.forwards(bot, secret.message_id)
    assert await ann.forwards(bot, plain.message_id) == "for everybody"
    await client.edit_message_text("still for your eyes", ann.id, secret.message_id)
    with pytest.raises(CannotDo):
        await ann.forwards(bot, secret.message_id)
    assert telegram.ledger.calls("sendMessage")[0].parameters["protect_content"] is True


async def test_after_two_days_nothing_is_deleted_any_more(bot: BotAccount, ann: Person, client: Bot) -> None:
    await ann.says(bot, "/start")
    young, old = [await client.send_message(ann.id, text) for text in ("young", "old")]
    chat = bot.chats[ann.id]
    chat.messages[old.message_id] = {**chat.messages[old.message_id], "date": int(old.date.timestamp()) - 48 * 3600 - 9}
    assert await client.delete_message(ann.id, young.message_id)
    with pytest.raises(BadRequest, match="can't be deleted"):
        await client.delete_message(ann.id, old.message_id)
