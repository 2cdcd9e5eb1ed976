"""What people send with everything on it: covers, premium animations, effects, live places, marks to search for."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, Message, Update

from tests.emulators.conftest import picture
from tests.emulators.telegram import BotAccount, CannotDo, Person, TelegramEmulator, kinds

SMALL = picture(90, 90)
COVERED: dict[str, kinds.Attachment] = {
    "video": kinds.video(thumbnail=SMALL),
    "video_note": kinds.video_note(thumbnail=SMALL),
    "animation": kinds.animation(thumbnail=SMALL),
    "audio": kinds.audio(thumbnail=SMALL, file_name="MARKER.mp3", title="MARKER"),
    "document": kinds.photo_as_file(picture(), thumbnail=SMALL, file_name="MARKER.JPG"),
    "sticker": kinds.sticker(video=True, content=b"\x1aE\xdf\xa3webm", thumbnail=SMALL),
}


async def read(file: Any) -> bytes:
    """The bytes behind an object with a file id."""
    return bytes(await (await file.get_file()).download_as_bytearray())


async def updates(client: Bot) -> list[Update]:
    """Those not seen before."""
    found = await client.get_updates()
    if found:
        await client.get_updates(offset=found[-1].update_id + 1)
    return list(found)


async def received(client: Bot) -> Message:
    """The one message, new or changed, that was not seen before."""
    (update,) = await updates(client)
    message = update.message or update.edited_message
    assert message is not None
    return message


@pytest.mark.parametrize("kind", COVERED)
async def test_covers_have_bytes_of_their_own(client: Bot, bot: BotAccount, ann: Person, kind: str) -> None:
    sent = COVERED[kind]
    fields: dict[str, Any] = {kind: sent}
    await ann.sends(bot, **fields)
    part = getattr(await received(client), kind)
    assert (await read(part), await read(part.thumbnail)) == (sent.content, SMALL)
    shown = ann.chat(bot)[0]
    assert shown.file is not None
    assert (shown.kind, shown.file.content, shown.file.thumbnail) == (kind, sent.content, SMALL)
    assert shown.file.name == sent.fields.get("file_name", "")
    assert sent.fields.items() <= shown.file.raw.items()


async def test_subscribers_send_animations_around_stickers_and_effects(
    client: Bot, bot: BotAccount, ann: Person
) -> None:
    await ann.sends(bot, sticker=kinds.sticker(animated=True, content=b"\x1f\x8btgs", premium=b"\x1f\x8bPREMIUM"))
    sticker = (await received(client)).sticker
    assert sticker is not None
    assert sticker.premium_animation is not None
    around = await client.get_file(sticker.premium_animation.file_id)
    assert (sticker.is_animated, bytes(await around.download_as_bytearray())) == (True, b"\x1f\x8bPREMIUM")
    await ann.sends(bot, text="wow", effect_id="5104841245755180586")
    assert (await received(client)).effect_id == "5104841245755180586"
    await ann.sends_photo(bot, picture(), caption="covered", has_media_spoiler=True, show_caption_above_media=True)
    assert (await received(client)).has_media_spoiler
    assert ann.chat(bot)[-1].spoiler


async def test_a_live_place_moves(client: Bot, bot: BotAccount, ann: Person) -> None:
    number = await ann.sends(bot, location=kinds.location(45.4, 12.3, live_period=900))
    place = (await received(client)).location
    assert place is not None
    assert place.longitude == 12.3
    await ann.moves(bot, number, **kinds.location(45.5, 12.4, live_period=900, heading=90))
    (update,) = await updates(client)
    assert update.edited_message is not None
    assert update.edited_message.location is not None
    assert (update.edited_message.message_id, update.edited_message.location.heading) == (number, 90)
    with pytest.raises(CannotDo, match="only locations move"):
        await ann.moves(bot, await ann.says(bot, "hi"), **kinds.location())


async def test_captions_and_files_are_changed(client: Bot, bot: BotAccount, ann: Person) -> None:
    number = await ann.sends(bot, video=kinds.video(), caption="a film", has_media_spoiler=True)
    await updates(client)
    await ann.edits(bot, number, "the film", entities=[{"type": "bold", "offset": 0, "length": 3}])
    changed = await received(client)
    assert (changed.caption, len(changed.caption_entities), changed.video is not None) == ("the film", 1, True)
    await ann.edits(bot, number, "")
    assert (await received(client)).caption is None
    await ann.edits_media(bot, number, photo=kinds.photo(picture(60, 60)), caption="a still")
    changed = await received(client)
    assert (changed.caption, changed.video, changed.has_media_spoiler) == ("a still", None, None)
    assert await read(changed.photo[-1]) == picture(60, 60)
    assert ann.message(bot, number).kind == "photo"


async def test_what_the_client_has_no_words_for_is_still_delivered(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    await ann.sends(bot, rich_message={"blocks": []})
    message = await received(client)
    assert (message.text, message.effective_attachment) == (None, None)
    assert ann.chat(bot)[0].kind == "unknown"


async def test_photos_in_albums_have_to_be_photos(bot: BotAccount, ann: Person) -> None:
    with pytest.raises(CannotDo, match="no app sends this photo: Bad Request: IMAGE_PROCESS_FAILED"):
        await ann.sends_album(bot, picture(60, 60), b"nothing")
