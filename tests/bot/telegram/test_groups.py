"""Groups before the emulated Telegram: only what moderators do there is heard, and they are answered for them alone."""

import pytest

from bot.messages import Command, Departed, Moved, Pressed, Sender
from bot.platforms.base import Gone, Rejected, Relocated, SendKey
from bot.posts import Address, Label, Post
from tests.bot.telegram.conftest import KEY, Side
from tests.emulators.telegram import BotAccount, Group, Person, TelegramEmulator

CARD = Post("◆ case 7K2F", labels=((Label("Claim", "mod-claim:7K2F.mac"), Label("Find", "find")),), host=True)


@pytest.fixture
def mods(telegram: TelegramEmulator, bot: BotAccount, ann: Person) -> Group:
    mods = telegram.group("Mods")
    mods.add(bot, ann)
    bot.updates.forget()
    return mods


def inside(bot: BotAccount, mods: Group) -> Address:
    return Address("lane-of-mods", "telegram", str(bot.id), str(mods.id))


async def test_a_command_for_moderators_is_heard_and_says_where_it_was_given(
    bot: BotAccount, ann: Person, mods: Group, side: Side
) -> None:
    async with side.running():
        await ann.says(bot, "/mod@bautatestbot here", place=mods)
        (incoming,) = await side.inside.hears(1)
    assert incoming.what == Command("mod", "here")
    assert incoming.sender == Sender("telegram", "123456", str(ann.id), str(ann.id), "de", place=str(mods.id))
    assert str(mods.id) not in repr(incoming)


async def test_all_else_that_is_written_in_a_group_goes_nowhere(
    bot: BotAccount, ann: Person, mods: Group, side: Side
) -> None:
    async with side.running():
        for text in (
            "hello",
            "/find",
            "/start@BautaTestBot",
            "/mod@another_bot here",
            "see /mod",
            "/modern",
            "/report",
        ):
            await ann.says(bot, text, place=mods)
        await side.platform.send(inside(bot, mods), CARD, KEY)
        await ann.says(bot, "what is this?", place=mods, reply_to=ann.chat(bot, place=mods)[-1])
        await ann.says(bot, "in private")
        await side.inside.hears(1)
    (only,) = side.inside.all
    assert only.sender.place is None
    assert side.skipped["not-private"] == 5, "four commands of people's, and an answer to the bot"


async def test_a_button_in_a_group_is_answered_over_the_chat_and_leaves_no_message(
    bot: BotAccount, ann: Person, mods: Group, side: Side
) -> None:
    (native,) = (await side.platform.send(inside(bot, mods), CARD, KEY)).ids
    before = len(ann.chat(bot, place=mods))
    async with side.running():
        press = await ann.presses(bot, int(native), "Claim", place=mods)
        (incoming,) = await side.inside.hears(1)
        assert (incoming.what, incoming.message) == (Pressed("mod-claim", "7K2F.mac"), native)
        assert incoming.sender.place == str(mods.id)
        assert incoming.via is not None
        assert incoming.via.brief
        await side.platform.answer(inside(bot, mods), incoming.via, Post("◆ " + "yours " * 60, host=True))
        answer = await press.answered()
    assert len(answer.text) == 200
    assert answer.text.endswith("…")
    assert answer.alert
    assert len(ann.chat(bot, place=mods)) == before


async def test_buttons_of_peoples_conversations_mean_nothing_in_a_group(
    bot: BotAccount, ann: Person, mods: Group, side: Side
) -> None:
    (native,) = (await side.platform.send(inside(bot, mods), CARD, KEY)).ids
    async with side.running():
        await ann.presses(bot, int(native), "Find", place=mods)
        await ann.says(bot, "in private")
        (only,) = await side.inside.hears(1)
    assert only.sender.place is None


async def test_the_answer_to_a_button_may_be_too_late(bot: BotAccount, ann: Person, mods: Group, side: Side) -> None:
    (native,) = (await side.platform.send(inside(bot, mods), CARD, KEY)).ids
    async with side.running():
        press = await ann.presses(bot, int(native), "Claim", place=mods)
        (incoming,) = await side.inside.hears(1)
        press.expire()
        assert incoming.via is not None
        with pytest.raises(Rejected):
            await side.platform.answer(inside(bot, mods), incoming.via, Post("◆ yours", host=True))


async def test_a_group_that_threw_the_bot_out_is_departed_and_nobody_is_named(
    bot: BotAccount, mods: Group, side: Side
) -> None:
    async with side.running():
        mods.silences(bot)
        mods.remove(bot)
        first, second = await side.inside.hears(2)
    for incoming in (first, second):
        assert incoming.what == Departed()
        assert (incoming.sender.user, incoming.sender.place) == ("", str(mods.id))
    with pytest.raises(Gone):
        await side.platform.send(inside(bot, mods), CARD, KEY)


async def test_where_the_bot_may_not_write_nobody_is_there(bot: BotAccount, mods: Group, side: Side) -> None:
    mods.silences(bot)
    with pytest.raises(Gone):
        await side.platform.send(inside(bot, mods), CARD, KEY)


async def test_a_group_that_moves_says_where_it_is_now(bot: BotAccount, ann: Person, mods: Group, side: Side) -> None:
    old = inside(bot, mods)
    async with side.running():
        mods.migrates()
        (incoming,) = await side.inside.hears(1)
    assert incoming.what == Moved(str(mods.id))
    assert incoming.sender.place == old.chat
    assert str(mods.id) not in repr(incoming)
    with pytest.raises(Relocated) as moved:
        await side.platform.send(old, CARD, KEY)
    assert moved.value.chat == str(mods.id)
    assert str(mods.id) not in str(moved.value)
    await side.platform.send(inside(bot, mods), CARD, SendKey("again"))
    assert ann.chat(bot, place=mods)[-1].text == CARD.text


async def test_a_malformed_group_message_is_skipped_and_takes_no_other_with_it(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, mods: Group, side: Side
) -> None:
    chat = {"id": mods.id, "type": "group", "title": "x"}
    entities = [{"type": "bot_command", "offset": 0, "length": 4}]
    broken = [
        {"message": {"chat": chat, "text": "/mod", "entities": entities, "from": {"id": "7"}, "message_id": 1}},
        {"message": {"chat": {**chat, "id": True}, "migrate_to_chat_id": -1}},
        {"message": {"chat": chat, "migrate_to_chat_id": "-100"}},
        {"message": {"chat": chat, "text": "/mod", "entities": [{}]}},
        {"my_chat_member": {"chat": chat, "new_chat_member": {}}},
        {"callback_query": {"id": "1", "data": "mod-claim:x", "message": {"chat": chat}, "from": {"id": 1}}},
        {"callback_query": {"id": "1", "data": 7, "message": {"chat": chat, "message_id": 1}, "from": {"id": 1}}},
    ]
    for body in broken:
        telegram.feed_raw(bot, body)
    async with side.running():
        await ann.says(bot, "/mod", place=mods)
        (incoming,) = await side.inside.hears(1)
    assert incoming.what == Command("mod")
    assert side.skipped["malformed"] == len(broken) - 1
