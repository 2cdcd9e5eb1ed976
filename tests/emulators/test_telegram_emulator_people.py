"""Everything people can do: each kind of message parses in the real client and keeps to the published schema."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from tests.emulators.conftest import picture
from tests.emulators.telegram import BotAccount, CannotDo, Person, TelegramEmulator, kinds

KINDS: dict[str, Any] = {
    "sticker": kinds.sticker(),
    "voice": kinds.voice(),
    "video": kinds.video(),
    "video_note": kinds.video_note(),
    "animation": kinds.animation(),
    "audio": kinds.audio(),
    "document": kinds.document(),
    "location": kinds.location(),
    "venue": kinds.venue(),
    "contact": kinds.contact(),
    "dice": kinds.dice(),
    "poll": kinds.poll(),
    "story": kinds.story(),
    "checklist": {"title": "To do", "tasks": [{"id": 1, "text": "sail"}]},
    "game": {"title": "Snake", "description": "Eat", "photo": []},
}


async def received(client: Bot) -> Message:
    """The newest message the client gets."""
    updates = await client.get_updates(offset=-1, allowed_updates=[])
    message = updates[0].message or updates[0].edited_message
    assert message is not None
    return message


@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_every_kind_of_message_arrives(client: Bot, bot: BotAccount, ann: Person, kind: str) -> None:
    content = KINDS[kind]
    await ann.sends(bot, **{kind: content})
    message = await received(client)
    assert getattr(message, kind)
    assert ann.chat(bot)[0].kind == kind
    if isinstance(content, kinds.Attachment):
        file = await getattr(message, kind).get_file()
        assert bytes(await file.download_as_bytearray()) == content.content


async def test_a_kind_without_a_name_arrives_as_an_empty_message(client: Bot, bot: BotAccount, ann: Person) -> None:
    number = await ann.sends(bot)
    message = await received(client)
    assert (message.message_id, message.text, message.effective_attachment) == (number, None, None)
    assert ann.chat(bot)[0].kind == "unknown"


async def test_forwards_tell_where_they_come_from(client: Bot, bot: BotAccount, ann: Person) -> None:
    for origin, kind in (
        (kinds.forwarded_from_user(42, "Carl", 1_700_000_000), "user"),
        (kinds.forwarded_from_hidden_user("Carl", 1_700_000_000), "hidden_user"),
        (kinds.forwarded_from_channel("News", 1_700_000_000), "channel"),
    ):
        await ann.sends(bot, text="look at this", forward_origin=origin)
        message = await received(client)
        assert message.forward_origin is not None
        assert (message.text, message.forward_origin.type) == ("look at this", kind)


async def test_a_file_too_large_to_download_is_refused(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.sends(bot, document=kinds.document(b"", file_name="film.mkv", size=2_000_000_000), caption="a film")
    message = await received(client)
    assert message.document is not None
    assert (message.caption, message.document.file_size) == ("a film", 2_000_000_000)
    with pytest.raises(BadRequest, match="File is too big"):
        await message.document.get_file()


async def test_an_edit_arrives_as_one(client: Bot, bot: BotAccount, ann: Person) -> None:
    number = await ann.says(bot, "helo")
    await ann.edits(bot, number, "hello", entities=[{"type": "italic", "offset": 0, "length": 5}])
    message = await received(client)
    assert (message.message_id, message.text, message.edit_date is not None) == (number, "hello", True)
    pictured = await ann.sends_photo(bot, picture(60, 60), caption="cta")
    await ann.edits(bot, pictured, "cat")
    assert [(each.text, each.edited) for each in ann.chat(bot)] == [("hello", True), ("cat", True)]


async def test_a_reply_quotes_what_it_answers_but_not_further(client: Bot, bot: BotAccount, ann: Person) -> None:
    first = await ann.says(bot, "one")
    second = await client.send_message(ann.id, "two", reply_to_message_id=first)
    await ann.says(bot, "three", reply_to=second.message_id)
    reply = (await received(client)).reply_to_message
    assert reply is not None
    assert (reply.text, reply.reply_to_message) == ("two", None)


async def test_blocking_and_coming_back_are_told(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    await ann.blocks(bot)
    await ann.blocks(bot)
    with pytest.raises(CannotDo, match="Ann has blocked"):
        await ann.says(bot, "still here")
    await ann.unblocks(bot)
    changes = [update.my_chat_member for update in await client.get_updates()][1:]
    assert [(c.old_chat_member.status, c.new_chat_member.status) for c in changes if c] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_only_buttons_that_are_there_can_be_pressed(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    keyboard = InlineKeyboardMarkup(
        [[InlineKeyboardButton("Next", callback_data="next:1"), InlineKeyboardButton("Rules", url="https://a.example")]]
    )
    sent = await client.send_message(ann.id, "Talk", reply_markup=keyboard)
    for missing in ("Stop", "Rules"):
        with pytest.raises(CannotDo, match=r"only \['Next', 'Rules'\]"):
            await ann.presses(bot, sent.message_id, missing)
    await client.edit_message_text("Over", ann.id, sent.message_id)
    with pytest.raises(CannotDo, match="no button 'Next'"):
        await ann.presses(bot, sent.message_id, "Next")
    await client.delete_message(ann.id, sent.message_id)
    with pytest.raises(CannotDo, match="sees no message"):
        await ann.presses(bot, sent.message_id, "Next")


async def test_people_cannot_send_what_their_app_would_not(client: Bot, bot: BotAccount, ann: Person) -> None:
    with pytest.raises(CannotDo, match="text must be non-empty"):
        await ann.says(bot, "  ")
    with pytest.raises(CannotDo, match="4097 characters"):
        await ann.says(bot, "x" * 4097)
    with pytest.raises(CannotDo, match="IMAGE_PROCESS_FAILED"):
        await ann.sends_photo(bot, b"nothing")
    sent = await ann.says(bot, "hi")
    await client.send_message(ann.id, "hello")
    with pytest.raises(CannotDo, match="cannot change what the bot wrote"):
        await ann.edits(bot, ann.chat(bot)[-1], "mine now")
    assert [message.id for message in ann.chat(bot)] == [sent, sent + 1]


async def test_hearing_goes_on_where_it_stopped(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    for text in ("one", "two", "one more"):
        await client.send_message(ann.id, text)
    assert (await ann.hears(bot, "one")).text == "one"
    assert (await ann.hears(bot, "one")).text == "one more"
    with pytest.raises(AssertionError, match="Ann did not hear 'two'"):
        await ann.hears(bot, "two", timeout=0.01)

    waiting = asyncio.create_task(ann.hears(bot, "three"))
    await client.send_message(ann.id, "three")
    assert (await waiting).text == "three"


async def test_hearing_nothing_says_what_was_heard_instead(client: Bot, bot: BotAccount, ann: Person) -> None:
    with pytest.raises(CannotDo, match="people write first"):
        await ann.hears(bot)
    await ann.says(bot, "hi")
    await client.send_message(ann.id, "something else")
    with pytest.raises(AssertionError, match=r"did not hear 'welcome' within 0.01 s but \['something else'\]"):
        await ann.hears(bot, "welcome", timeout=0.01)


async def test_people_keep_their_ids_and_bots_number_messages_across_chats(
    telegram: TelegramEmulator, bot: BotAccount
) -> None:
    ann, bob = telegram.person("Ann"), telegram.person("Bob", language=None, username="bob_b")
    assert telegram.person("Ann") is ann
    assert ann.id > 2**32
    assert [await ann.says(bot, "a"), await bob.says(bot, "b"), await ann.says(bot, "c")] == [1, 2, 3]
