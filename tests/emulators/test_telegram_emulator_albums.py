"""Albums and files that change: what a bot sends together, what people send one by one, and other files instead."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from telegram import (
    Bot,
    InputFile,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    ReplyParameters,
)
from telegram.error import BadRequest, RetryAfter

from tests.emulators.conftest import picture, refusal
from tests.emulators.telegram import BotAccount, CannotDo, Person, TelegramEmulator, kinds

MP3 = b"ID3" + bytes(64)


def photo(**how: Any) -> InputMediaPhoto:
    return InputMediaPhoto(InputFile(picture(), "photo.jpg", attach=True), **how)


def video(**how: Any) -> InputMediaVideo:
    return InputMediaVideo(InputFile(kinds.MP4, "video.mp4", attach=True), **how)


def document(name: str = "file-1.pdf") -> InputMediaDocument:
    return InputMediaDocument(InputFile(b"%PDF", name, attach=True))


def audio(**how: Any) -> InputMediaAudio:
    return InputMediaAudio(InputFile(MP3, "audio.mp3", attach=True), **how)


async def test_an_album_arrives_as_messages_of_one_group(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    asked = await ann.says(bot, "hi")
    small = picture(100, 100)
    cover = InputFile(small, "thumb.jpg", attach=True)
    sent = await client.send_media_group(
        ann.id,
        [photo(caption="one"), video(has_spoiler=True, duration=3, thumbnail=cover), photo(caption="three")],
        reply_parameters=ReplyParameters(asked),
    )
    seen = [ann.message(bot, each.message_id) for each in sent]
    assert [each.kind for each in seen] == ["photo", "video", "photo"]
    assert [each.text for each in seen] == ["one", "", "three"]
    assert [each.spoiler for each in seen] == [False, True, False]
    assert [each.file.content for each in seen if each.file] == [picture(), kinds.MP4, picture()]
    assert seen[1].file is not None
    assert (seen[1].file.thumbnail, seen[1].file.name) == (small, "video.mp4")
    assert {each.reply_to for each in seen} == {asked}
    assert len({each.album for each in seen}) == 1
    assert seen[0].album is not None
    (entry,) = telegram.ledger.accepted("sendMediaGroup")
    assert entry.message_ids == [each.id for each in seen]
    assert (await ann.hears(bot, "three")).id == seen[2].id

    await client.edit_message_caption(ann.id, seen[1].id, caption="two")
    assert ann.message(bot, seen[1].id).text == "two"


@pytest.mark.parametrize("make", [document, audio])
async def test_documents_and_sounds_go_with_their_like(client: Bot, bot: BotAccount, ann: Person, make: Any) -> None:
    await ann.says(bot, "hi")
    sent = await client.send_media_group(ann.id, [make(), make()])
    assert len({each.media_group_id for each in sent}) == 1
    kind = "document" if make is document else "audio"
    with pytest.raises(BadRequest, match=f"{kind.capitalize()} can't be mixed with other media types"):
        await client.send_media_group(ann.id, [photo(), make()])
    assert len(ann.heard(bot)) == 2


async def test_a_refused_album_leaves_nothing_behind(
    telegram: TelegramEmulator, client: Bot, session: aiohttp.ClientSession, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    broken = InputMediaPhoto(InputFile(b"nothing", "photo.jpg", attach=True))
    with pytest.raises(BadRequest, match='Failed to send message #2 with the error message "image_process_failed"'):
        await client.send_media_group(ann.id, [photo(), broken])
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await client.send_media_group(ann.id, [photo(), photo(caption="x" * 1025)])
    url = f"{telegram.base_url}{bot.token}/sendMediaGroup"
    one = {"type": "photo", "media": "attach://lost"}
    for media, expected in (
        (None, 'parameter "media" is required'),
        ({}, "expected an Array of InputMedia"),
        ([], "there are no messages to send"),
        ([one] * 11, "too many messages to send as an album"),
        ([one], "an album of one"),
        ([one] * 2, "can't parse InputMedia: media not found"),
        ([one, {"type": "sticker", "media": "x"}], 'can\'t parse InputMedia: type "sticker" is unsupported'),
        ([one, {**one, "type": "animation"}], "can't parse InputMedia: type \"animation\" can't be used in sendMedia"),
        ([one, {"type": "photo"}], "can't parse InputMedia: media not found"),
        ([one, {**one, "parse_mode": "HTML"}], "InputMedia of type photo with parse_mode, unknown or not spoken here"),
        ([one, {**one, "media": "https://a.example/b.jpg"}], "can't parse InputMedia: media not found"),
        ([{**one, "media": "https://a.example/b.jpg"}] * 2, "files by address are not spoken here"),
        ([{**one, "media": "AgACnothing"}] * 2, 'failed to send message #1 with the error message "wrong file ident'),
    ):
        body: dict[str, Any] = {"chat_id": ann.id} | ({} if media is None else {"media": media})
        assert (await refusal(session, url, body)).startswith(f"Bad Request: {expected}")
    with pytest.raises(BadRequest, match="An audio file with a title: names are not passed on"):
        await client.send_media_group(ann.id, [audio(), audio(title="My song")])
    assert ann.heard(bot) == []
    telegram.violations.clear()


async def test_flood_control_counts_every_message_of_an_album(bot: BotAccount) -> None:
    now = 0.0
    async with TelegramEmulator(monotonic=lambda: now) as telegram:
        account = telegram.add_bot(bot.token)
        ann = telegram.person("Ann")
        await ann.says(account, "hi")
        telegram.limit_chats(1, burst=3)
        telegram.limit_accounts(4)
        async with Bot(bot.token, base_url=telegram.base_url) as client:
            await client.send_media_group(ann.id, [photo(), photo(), photo(), photo(), photo()])
            with pytest.raises(RetryAfter):
                await client.send_message(ann.id, "too soon")
            now = 2.5
            with pytest.raises(RetryAfter):
                await client.send_message(ann.id, "two more are owed")
            now = 3.1
            await client.send_message(ann.id, "now")


async def test_another_file_takes_the_place_of_one(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    sent = await client.send_photo(ann.id, picture(), caption="look")
    await client.edit_message_media(video(caption="a film"), ann.id, sent.message_id)
    seen = ann.message(bot, sent.message_id)
    assert (seen.kind, seen.text, seen.edited) == ("video", "a film", True)
    written = await client.send_message(ann.id, "words")
    await client.edit_message_media(photo(), ann.id, written.message_id)
    assert ann.message(bot, written.message_id).photo == picture()

    voice = await client.send_voice(ann.id, InputFile(kinds.OPUS, "voice.ogg"))
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await client.edit_message_media(photo(), ann.id, voice.message_id)
    first, _ = await client.send_media_group(ann.id, [photo(), photo()])
    await client.edit_message_media(video(), ann.id, first.message_id)
    with pytest.raises(BadRequest, match="Can't change media type in the album"):
        await client.edit_message_media(document(), ann.id, first.message_id)
    moving = InputMediaAnimation(InputFile(kinds.MP4, "animation.mp4", attach=True), has_spoiler=True)
    await client.edit_message_media(moving, ann.id, sent.message_id)
    assert (ann.message(bot, sent.message_id).kind, ann.message(bot, sent.message_id).spoiler) == ("animation", True)


async def test_people_send_albums_of_all_kinds_and_stragglers(client: Bot, bot: BotAccount, ann: Person) -> None:
    small = picture(90, 90)
    numbers = await ann.sends_album(
        bot, picture(60, 60), kinds.video(b"\0\0\0\x18ftypfilm", thumbnail=small), caption="two", has_media_spoiler=True
    )
    await ann.says(bot, "and")
    late = await ann.sends_straggler(bot, numbers[0], kinds.photo(picture(61, 61)), caption="late")
    messages = [update.message for update in await client.get_updates()]
    assert [each.message_id for each in messages if each] == [*numbers, numbers[-1] + 1, late]
    first, second, between, last = [message for message in messages if message]
    assert first.media_group_id == second.media_group_id == last.media_group_id is not None
    assert between.media_group_id is None
    assert (first.caption, second.caption, last.caption) == ("two", None, "late")
    assert second.has_media_spoiler
    assert second.video is not None
    assert second.video.thumbnail is not None
    assert bytes(await (await second.video.get_file()).download_as_bytearray()) == b"\0\0\0\x18ftypfilm"
    assert bytes(await (await second.video.thumbnail.get_file()).download_as_bytearray()) == small

    written = await ann.sends_album(bot, kinds.document(), kinds.document(), caption=("a", "b"))
    assert [ann.message(bot, number).text for number in written] == ["a", "b"]
    with pytest.raises(CannotDo, match="belongs to no album"):
        await ann.sends_straggler(bot, numbers[-1] + 1, picture(60, 60))
    with pytest.raises(CannotDo, match="no app sends albums of 1"):
        await ann.sends_album(bot, picture(60, 60))
