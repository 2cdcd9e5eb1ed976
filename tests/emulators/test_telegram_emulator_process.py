"""The emulator in a process of its own: driven, watched and ended from here."""

from __future__ import annotations

import asyncio
import time

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMediaPhoto
from telegram.error import BadRequest, NetworkError
from telegram.request import HTTPXRequest

from tests.emulators.conftest import TOKEN, picture
from tests.emulators.telegram import CannotDo, faults, kinds
from tests.emulators.telegram.remote import RemoteTelegram


def client_of(telegram: RemoteTelegram) -> Bot:
    request = HTTPXRequest(httpx_kwargs={"verify": False})
    return Bot(TOKEN, base_url=telegram.base_url, base_file_url=telegram.base_file_url, request=request)


async def test_everything_can_be_done_from_another_process(telegram_process: RemoteTelegram) -> None:
    telegram = telegram_process
    bot = await telegram.add_bot(TOKEN)
    ann = await telegram.person("Ann", language="de")
    async with client_of(telegram) as client:
        # people and chats
        asked = await ann.says(bot, "hi", entities=[{"type": "bold", "offset": 0, "length": 2}])
        pictured = await ann.sends_photo(bot, picture(60, 60), reply_to=asked)
        await ann.sends(bot, sticker=kinds.sticker("🦊"))
        await ann.edits(bot, asked, "hello")
        updates = await client.get_updates()
        assert [update.effective_message.message_id for update in updates if update.effective_message] == [1, 2, 3, 1]
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Next", callback_data="next")]])
        await client.send_message(ann.id, "Talk", reply_markup=keyboard)
        heard = await ann.hears(bot, "Talk")
        press = await ann.presses(bot, heard, "Next")
        await client.answer_callback_query(press.id, "Gone")
        assert (await press.answered()).text == "Gone"
        chat = await ann.chat(bot)
        assert [(message.text, message.kind, message.reply_to) for message in chat] == [
            ("hello", "text", None),
            ("", "photo", asked),
            ("", "sticker", None),
            ("Talk", "text", None),
        ]
        assert (chat[1].photo, chat[1].id) == (picture(60, 60), pictured)
        with pytest.raises(CannotDo, match="sees no button 'Stop'"):
            await ann.presses(bot, heard, "Stop")
        with pytest.raises(AssertionError, match="did not hear"):
            await ann.hears(bot, "never", timeout=0.01)

        # faults, ledger, violations
        fault = await telegram.faults.add(method="sendMessage", chat=ann, kind=faults.lost_answer())
        with pytest.raises(NetworkError):
            await client.send_message(ann.id, "lost")
        await fault.befell()
        assert await ann.heard(bot) == ["Talk", "lost"]
        assert [entry.fault for entry in await telegram.ledger.calls("sendMessage", chat=ann)] == [None, "lost_answer"]
        assert (await telegram.ledger.counts())["sendMessage"] == 2
        await telegram.feed_raw(bot, {"message": 7})
        assert await telegram.violations() == []
        requests, answers = await telegram.checked()
        assert requests >= answers

        bob = await telegram.person("Bob")
        first, second = await bob.sends_album(bot, picture(60, 60), picture(61, 61))
        await bob.reacts(bot, first, "👍")
        await bob.blocks(bot)
        await bob.unblocks(bot)
        assert (await bob.message(bot, second)).kind == "photo"
        await bob.deletes(bot, second)
        with pytest.raises(CannotDo, match=f"sees no message {second}"):
            await bob.message(bot, second)
        await press.expire()
        await bob.leaves_telegram()
        assert await fault.hits() == 1
        await telegram.faults.clear()
        await telegram.limit_chats(1000)
        await telegram.limit_accounts(1000)
        assert [entry.accepted for entry in await telegram.ledger.reaches(1, "sendMessage", bot=bot)] == [True, True]
        with pytest.raises(ValueError, match=r"nothing is called telegram\.close"):
            await telegram.call("telegram", None, "close", [], {})


async def test_sends_are_reported_with_a_clock_both_processes_share() -> None:
    async with (
        RemoteTelegram.spawned("--no-check", "--bot", TOKEN) as telegram,
        client_of(telegram) as client,
        telegram.events() as events,
    ):
        bot = await telegram.add_bot(TOKEN)
        ann = await telegram.person("Ann")
        began = time.monotonic()
        fed = await telegram.feed(bot, [("Ann", "one"), ("Ann", "two")])
        await client.send_message(ann.id, "echo one")
        await client.delete_message(ann.id, fed[0][0])
        async with asyncio.timeout(5):
            sent, deleted = await anext(events), await anext(events)
        ended = time.monotonic()
        assert (sent.bot, sent.chat, sent.method, sent.message_id, sent.text) == (
            bot.id, ann.id, "sendMessage", 3, "echo one",
        )  # fmt: skip
        assert (deleted.method, deleted.message_id) == ("deleteMessage", fed[0][0])
        times = [began, fed[0][1], fed[1][1], sent.at, deleted.at, ended]
        assert times == sorted(times)
        assert await telegram.checked() == (0, 0)


async def test_every_kind_of_message_can_be_sent_from_another_process(telegram_process: RemoteTelegram) -> None:
    telegram = telegram_process
    bot = await telegram.add_bot(TOKEN)
    ann = await telegram.person("Ann")
    async with client_of(telegram) as client:
        small = picture(90, 90)
        album = await ann.sends_album(bot, picture(60, 60), kinds.video(b"\0\0\0\x18ftyp", thumbnail=small))
        await ann.sends_straggler(bot, album[0], kinds.photo(picture(61, 61)), caption="late")
        await ann.edits_media(bot, album[0], document=kinds.document(b"%PDF"), caption="instead")
        place = await ann.sends(bot, location=kinds.location(live_period=60))
        await ann.moves(bot, place, **kinds.location(1.0, 2.0))
        first, second, *_ = await ann.chat(bot)
        assert (first.kind, first.document, first.text) == ("document", b"%PDF", "instead")
        assert second.file is not None
        assert (second.file.content, second.file.thumbnail, second.album) == (b"\0\0\0\x18ftyp", small, first.album)
        await ann.reacts(bot, album[1], "👍", kinds.custom_reaction())
        await ann.says(bot, "so", reply_to=album[0], quote="instead")

        async with telegram.events() as events:
            await client.set_message_reaction(ann.id, album[1], "🔥")
            files = [InputFile(each, "photo.jpg", attach=True) for each in (picture(), picture(60, 60))]
            await client.send_media_group(ann.id, [InputMediaPhoto(file, caption="both") for file in files])
            async with asyncio.timeout(5):
                told = [await anext(events) for _ in range(3)]
        assert [each.method for each in told] == ["setMessageReaction", "sendMediaGroup", "sendMediaGroup"]
        assert [each.text for each in told] == [None, "both", "both"]
        assert told[2].message_id == (told[1].message_id or 0) + 1
        assert (await ann.message(bot, album[1])).reactions == ({"type": "emoji", "emoji": "🔥"},)
        (entry,) = await telegram.ledger.accepted("sendMediaGroup")
        assert {each.content for each in entry.files.values()} == {picture(), picture(60, 60)}

        await client.send_poll(ann.id, "Tea?", ["Yes", "No"])
        asked = await ann.hears(bot, timeout=1.0)
        while asked.poll is None:
            asked = await ann.hears(bot, timeout=1.0)
        await ann.votes(bot, asked, "No")
        counted = (await ann.message(bot, asked)).poll
        assert counted is not None
        assert counted.options == (("Yes", 0), ("No", 1))
        await ann.forbids_voices()
        with pytest.raises(BadRequest, match="Voice_messages_forbidden"):
            await client.send_voice(ann.id, InputFile(kinds.OPUS, "voice.ogg"))
