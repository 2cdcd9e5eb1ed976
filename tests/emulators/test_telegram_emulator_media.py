"""Every kind of file a bot can send arrives as what it is, with the bytes, names and covers it was sent with."""

from __future__ import annotations

import gzip
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telegram import Bot, InputFile, Message, MessageEntity, ReplyParameters
from telegram.error import BadRequest

from tests.emulators.conftest import picture
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, kinds

WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + bytes(64)
GIF = b"GIF89a" + bytes(64)
MP3 = b"ID3" + bytes(64)


def tgs(**fields: Any) -> bytes:
    """An animated sticker, as bytes."""
    return gzip.compress(json.dumps({"tgs": 1, "w": 512, "h": 512, "fr": 60, "layers": [], **fields}).encode())


def webp(width: int = 512, height: int = 384) -> bytes:
    return picture(width, height, "WEBP")


Send = Callable[[Bot, int], Awaitable[Message]]
SENDS: dict[str, tuple[Send, bytes, str]] = {
    "photo": (lambda bot, to: bot.send_photo(to, InputFile(picture(), "photo.jpg")), picture(), ".jpg"),
    "video": (lambda bot, to: bot.send_video(to, InputFile(kinds.MP4, "video.mp4"), duration=5), kinds.MP4, ".mp4"),
    "video_note": (
        lambda bot, to: bot.send_video_note(to, InputFile(kinds.MP4, "video-note.mp4"), length=384, duration=60),
        kinds.MP4,
        ".mp4",
    ),
    "voice": (lambda bot, to: bot.send_voice(to, InputFile(kinds.OPUS, "voice.ogg"), duration=3), kinds.OPUS, ".oga"),
    "audio": (lambda bot, to: bot.send_audio(to, InputFile(MP3, "audio-1f2e.mp3"), duration=9), MP3, ".mp3"),
    "animation": (lambda bot, to: bot.send_animation(to, InputFile(GIF, "animation.gif")), GIF, ".gif"),
    "sticker": (lambda bot, to: bot.send_sticker(to, InputFile(webp(), "sticker.webp"), emoji="🦊"), webp(), ".webp"),
    "document": (lambda bot, to: bot.send_document(to, InputFile(b"%PDF", "file-1f2e3d4c.pdf")), b"%PDF", ".pdf"),
}


@pytest.mark.parametrize("kind", SENDS)
async def test_every_kind_of_file_arrives_as_what_it_is(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person, kind: str
) -> None:
    await ann.says(bot, "hi")
    send, content, ending = SENDS[kind]
    sent = await send(client, ann.id)
    seen = await ann.hears(bot)
    assert (seen.kind, seen.id, seen.spoiler) == (kind, sent.message_id, False)
    assert seen.file is not None
    assert (seen.file.kind, seen.file.content, seen.file.thumbnail) == (kind, content, None)
    (entry,) = [entry for entry in telegram.ledger if entry.message_id == sent.message_id]
    (upload,) = entry.files.values()
    assert (upload.content, upload.name, upload.mime) == (content, seen.file.name, seen.file.mime)
    part: Any = getattr(sent, kind)
    file = await (part[-1] if kind == "photo" else part).get_file()
    assert bytes(await file.download_as_bytearray()) == content
    assert file.file_path.endswith(ending)


async def test_covers_spoilers_captions_and_sizes_are_kept(client: Bot, bot: BotAccount, ann: Person) -> None:
    asked = await ann.says(bot, "hi")
    small = picture(320, 180)
    sent = await client.send_video(
        ann.id, InputFile(kinds.MP4, "video.mp4"), duration=5, width=640, height=360, supports_streaming=True,
        caption="look", caption_entities=[MessageEntity("bold", 0, 4)], has_spoiler=True,
        thumbnail=InputFile(small, "thumb.jpg", attach=True), reply_parameters=ReplyParameters(asked),
    )  # fmt: skip
    assert sent.video is not None
    assert sent.video.thumbnail is not None
    assert (sent.video.width, sent.video.height, sent.video.thumbnail.width) == (640, 360, 320)
    seen = await ann.hears(bot, "look")
    assert seen.file is not None
    assert (seen.spoiler, seen.reply_to, seen.file.thumbnail) == (True, asked, small)
    assert seen.entities == ({"type": "bold", "offset": 0, "length": 4},)

    await client.send_animation(ann.id, InputFile(kinds.MP4, "animation.mp4"), has_spoiler=True)
    animation = await ann.hears(bot)
    assert (animation.kind, animation.spoiler, animation.document) == ("animation", True, kinds.MP4)
    await client.send_photo(ann.id, sent.video.thumbnail.file_id, has_spoiler=True)
    assert (await ann.hears(bot)).photo == small


async def test_stickers_of_all_three_kinds_belong_to_no_set(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    for content, animated, video in ((webp(), False, False), (tgs(), True, False), (WEBM, False, True)):
        sent = (await client.send_sticker(ann.id, InputFile(content, "sticker"))).sticker
        assert sent is not None
        assert (sent.is_animated, sent.is_video, sent.set_name, sent.emoji) == (animated, video, None, None)
        seen = await ann.hears(bot)
        assert seen.file is not None
        assert seen.file.content == content


async def test_captions_of_every_kind_can_be_edited(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    for kind, (send, content, _) in SENDS.items():
        number = (await send(client, ann.id)).message_id
        if kind in ("sticker", "video_note"):
            with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
                await client.edit_message_caption(ann.id, number, caption="better")
            continue
        await client.edit_message_caption(ann.id, number, caption="better")
        seen = ann.message(bot, number)
        assert seen.file is not None
        assert (seen.text, seen.edited, seen.file.content) == ("better", True, content)
        with pytest.raises(BadRequest, match="Message is not modified"):
            await client.edit_message_caption(ann.id, number, caption="better")


async def test_somebody_may_take_no_voices(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    await ann.forbids_voices()
    for kind in ("voice", "video_note"):
        with pytest.raises(BadRequest, match="Voice_messages_forbidden"):
            await SENDS[kind][0](client, ann.id)
    await SENDS["audio"][0](client, ann.id)
    await ann.forbids_voices(False)
    await SENDS["voice"][0](client, ann.id)
    assert [message.kind for message in ann.chat(bot) if message.from_bot] == ["audio", "voice"]


NONE_OF_IT: list[tuple[str, dict[str, Any], str]] = [
    ("video", {"video": WEBM}, "bytes that are no video: they would be shown as a document"),
    ("video_note", {"video_note": GIF}, "bytes that are no video note: they would be shown as a document"),
    ("video_note", {"video_note": kinds.MP4, "duration": 61}, "a video note of 61 s and 240 pixels: it would be shown"),
    ("video_note", {"video_note": kinds.MP4, "length": 641}, "a video note of 0 s and 641 pixels: it would be shown"),
    ("voice", {"voice": b"OggS" + bytes(64)}, "bytes that are no voice: they would be shown as a document"),
    ("audio", {"audio": kinds.OPUS}, "bytes that are no audio: they would be shown as a document"),
    ("audio", {"audio": MP3, "performer": "Ann"}, "an audio file with a performer: names are not passed on"),
    ("audio", {"audio": MP3, "title": "My song"}, "an audio file with a title: names are not passed on"),
    ("animation", {"animation": WEBM}, "bytes that are no animation: they would be shown as a document"),
    ("sticker", {"sticker": picture()}, "a sticker that is no webp, tgs or webm: it would be shown as a document"),
    ("sticker", {"sticker": webp(500, 500)}, "a static sticker of 500 × 500 pixels"),
    ("sticker", {"sticker": webp(600, 512)}, "a static sticker of 600 × 512 pixels"),
    ("sticker", {"sticker": WEBM + bytes(256 * 1024)}, "a video sticker of"),
    ("video", {"video": kinds.MP4, "thumbnail": webp()}, "a thumbnail that is no jpeg: it would be ignored"),
    ("video", {"video": kinds.MP4, "thumbnail": picture(321, 100)}, "a thumbnail larger than 320 pixels or 200 kb"),
    ("sticker", {"sticker": b"RIFF\0\0\0\0WEBP"}, "image_process_failed"),
    ("sticker", {"sticker": tgs(w=256)}, "sticker_file_invalid"),
    ("sticker", {"sticker": tgs()[:20]}, "sticker_file_invalid"),
    ("sticker", {"sticker": bytes.fromhex("1f8b") + bytes(64 * 1024)}, "sticker_file_invalid"),
    ("video", {"video": b""}, "file must be non-empty"),
    ("video", {"video": kinds.MP4, "caption": "x" * 1025}, "message caption is too long"),
    ("voice", {"voice": "AgACAgIAAxkBunknown"}, "wrong file identifier/http url specified"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "expected"), NONE_OF_IT)
async def test_what_is_not_what_it_is_called_is_refused(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person,
    kind: str, fields: dict[str, Any], expected: str,
) -> None:  # fmt: skip
    await ann.says(bot, "hi")
    files = {
        name: InputFile(value, "file.bin", attach=name == "thumbnail") if isinstance(value, bytes) else value
        for name, value in fields.items()
    }
    send = getattr(client, f"send_{kind}")
    with pytest.raises(BadRequest) as caught:
        await send(ann.id, **files)
    assert caught.value.message.lower().startswith(expected)
    assert ann.heard(bot) == []
    telegram.violations.clear()
