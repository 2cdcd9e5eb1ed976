"""Voice messages, polls and files that follow: what a bot may send of them, and what can be changed afterwards."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any

import discord as library
import pytest

from tests.emulators.discord import BotAccount, DiscordEmulator, Person, kinds
from tests.emulators.discord_clients import NOBODY, Client, Rest, running

VOICE = 1 << 13
SILENT = 1 << 12
WAVEFORM = base64.b64encode(bytes(range(256))).decode()
NAME = "voice-message.ogg"
SPOKEN: dict[str, Any] = {
    "flags": VOICE | SILENT,
    "attachments": [{"id": "0", "filename": NAME, "duration_secs": 3.5, "waveform": WAVEFORM}],
    **NOBODY,
}
POLL: dict[str, Any] = {
    "question": {"text": "Tea?"},
    "answers": [{"poll_media": {"text": "Yes"}}, {"poll_media": {"text": "No"}}],
    "duration": 24,
    "allow_multiselect": False,
    "layout_type": 1,
}


@pytest.fixture
async def messages(app: BotAccount, dora: Person) -> str:
    """The route of the DM's messages."""
    await dora.says(app, "hi")
    return f"/channels/{dora.dm(app).id}/messages"


async def test_a_voice_message_is_heard_as_one(
    discord: DiscordEmulator, rest: Rest, messages: str, app: BotAccount, dora: Person
) -> None:
    asked = dora.chat(app)[0].id
    body = {**SPOKEN, "message_reference": {"message_id": str(asked)}}
    status, sent = await rest("POST", messages, body, files={NAME: kinds.OPUS})
    assert (status, sent["flags"], sent["attachments"][0]["content_type"]) == (200, VOICE | SILENT, "audio/ogg")
    heard = await dora.hears(app)
    assert (heard.voice, heard.silent, heard.reply_to, heard.text) == (True, True, asked, "")
    (file,) = heard.attachments
    assert (file.content, file.filename, file.seconds) == (kinds.OPUS, NAME, 3.5)
    assert file.waveform == bytes(range(256))
    (entry,) = discord.ledger.accepted("create_message")
    assert entry.uploads[0].content == kinds.OPUS
    one = f"{messages}/{heard.id}"
    assert await rest("PATCH", one, {"content": "words", **NOBODY}) == (
        400, {"message": "Voice messages cannot be edited.", "code": 50162},
    )  # fmt: skip
    assert (await rest("DELETE", one))[0] == 204


def spoken(**fields: Any) -> dict[str, Any]:
    """A voice message with other fields; None takes one away."""
    about = {**SPOKEN["attachments"][0], **fields}
    return {**SPOKEN, "attachments": [{key: value for key, value in about.items() if value is not None}]}


@pytest.mark.parametrize(
    ("body", "files", "code"),
    [
        ({**SPOKEN, "content": "listen"}, {NAME: kinds.OPUS}, 50159),
        ({**SPOKEN, "embeds": [{"title": "t"}]}, {NAME: kinds.OPUS}, 50159),
        ({**SPOKEN, "poll": POLL}, {NAME: kinds.OPUS}, 50159),
        (SPOKEN, {NAME: kinds.OPUS, "file-2.ogg": kinds.OPUS}, 50160),
        (SPOKEN, {NAME: kinds.picture()}, 50160),
        (SPOKEN, {NAME: b"OggS" + bytes(64)}, 50160),
        ({"flags": VOICE, **NOBODY}, {}, 50160),
        (spoken(duration_secs=None), {NAME: kinds.OPUS}, 50161),
        (spoken(waveform=None), {NAME: kinds.OPUS}, 50161),
        (spoken(waveform="?"), {NAME: kinds.OPUS}, 50035),
        (spoken(waveform=base64.b64encode(bytes(257)).decode()), {NAME: kinds.OPUS}, 50035),
        (spoken(duration_secs=0), {NAME: kinds.OPUS}, 50035),
    ],
)
async def test_a_voice_message_is_one_sound_and_nothing_else(
    discord: DiscordEmulator, rest: Rest, messages: str, dora: Person, app: BotAccount,
    body: Any, files: dict[str, bytes], code: int,
) -> None:  # fmt: skip
    assert await rest.code("POST", messages, body, files=files) == (400, code)
    assert dora.heard(app) == []
    discord.violations.clear()


async def test_a_poll_is_asked_and_never_changed(rest: Rest, messages: str, app: BotAccount, dora: Person) -> None:
    status, sent = await rest("POST", messages, {"poll": POLL, **NOBODY})
    assert status == 200
    heard = await dora.hears(app)
    assert heard.poll is not None
    assert (heard.poll.question, heard.poll.answers, heard.poll.several) == ("Tea?", (("Yes", 0), ("No", 0)), False)
    lasts = datetime.fromisoformat(heard.poll.expiry) - datetime.fromisoformat(sent["timestamp"])
    assert timedelta(hours=23.9) < lasts < timedelta(hours=24.1)
    one = f"{messages}/{heard.id}"
    assert await rest("PATCH", one, {"content": "words", **NOBODY}) == (
        400, {"message": "Cannot edit a poll message", "code": 520003},
    )  # fmt: skip

    await dora.votes(app, heard, "No")
    assert (await rest("GET", one))[1]["poll"]["results"]["answer_counts"] == [{"id": 2, "count": 1, "me_voted": False}]
    await dora.votes(app, heard, 1)
    now = dora.message(app, heard).poll
    assert now is not None
    assert now.answers == (("Yes", 1), ("No", 0))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"question": {"text": "x" * 301}}, ["question", "text"]),
        ({"question": {"text": " "}}, ["question", "text"]),
        ({"question": {}}, ["question", "text"]),
        ({"answers": []}, ["answers"]),
        ({"answers": [{"poll_media": {"text": f"{n}"}} for n in range(11)]}, ["answers"]),
        ({"answers": [{"poll_media": {"text": "x" * 56}}]}, ["answers", "0", "text"]),
        ({"answers": [{}]}, ["answers", "0"]),
        ({"duration": 769}, ["duration"]),
        ({"layout_type": 2}, ["layout_type"]),
    ],
)
async def test_polls_have_limits(
    discord: DiscordEmulator, rest: Rest, messages: str, fields: dict[str, Any], path: list[str]
) -> None:
    errors: Any = await rest.errors("POST", messages, {"poll": {**POLL, **fields}, **NOBODY})
    for step in ("poll", *path):
        assert list(errors) == [step]
        errors = errors[step]
    assert errors["_errors"]
    discord.violations.clear()  # the schema says some of it too


async def test_the_bot_is_told_of_votes(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    intents = library.Intents(guilds=True, dm_messages=True, dm_polls=True)
    async with running(discord, app, Client(intents=intents)) as client:
        assert isinstance(client, Client)
        asked = await dora.sends(app, **kinds.poll("Tea?", ["Yes", "No", "Later"], several=True))
        message = await client.told("message")
        assert message.poll is not None
        assert [answer.text for answer in message.poll.answers] == ["Yes", "No", "Later"]
        await dora.votes(app, asked, "Yes", "Later")
        await dora.votes(app, asked, "Later", "No")
        told = [await client.told(name) for name in ("voted", "voted", "unvoted", "voted")]
        assert [(each.answer_id, each.user_id, each.message_id) for each in told] == [
            (1, dora.id, asked), (3, dora.id, asked), (1, dora.id, asked), (2, dora.id, asked),
        ]  # fmt: skip


async def test_files_that_come_later_are_put_to_those_before(
    rest: Rest, messages: str, app: BotAccount, dora: Person
) -> None:
    _, sent = await rest("POST", messages, NOBODY, files={"photo-1.png": kinds.picture()})
    one = f"{messages}/{sent['id']}"
    kept = {"id": sent["attachments"][0]["id"]}
    body = {"attachments": [kept, {"id": "0", "filename": "video-2.mp4", "is_spoiler": True}], **NOBODY}
    status, changed = await rest("PATCH", one, body, files={"file": kinds.MP4})
    assert (status, len(changed["attachments"])) == (200, 2)
    shown = dora.message(app, int(sent["id"]))
    assert [(each.content, each.filename, each.spoiler) for each in shown.attachments] == [
        (kinds.picture(), "photo-1.png", False),
        (kinds.MP4, "SPOILER_video-2.mp4", True),
    ]
    assert [each.content_type for each in shown.attachments] == ["image/png", "video/mp4"]
    most = {f"{number}.png": b"x" for number in range(9)}
    assert await rest.code("PATCH", one, NOBODY, files=most) == (400, 30015)
    await rest("PATCH", one, {"attachments": [kept], **NOBODY})
    assert len(dora.message(app, int(sent["id"])).attachments) == 1
