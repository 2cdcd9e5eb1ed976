"""What a message on Discord says, kind by kind: every file by what it is, stickers by their names, polls in words."""

from typing import Any, Final

import pytest

from bot.content import Content, FileRef, Kind, Media, Poll
from bot.platforms.discord.kinds import content
from tests.bot.discord.conftest import NAMES
from tests.bot.discord.messages import BOT, CDN, CHAT, MESSAGE, attachment, message
from tests.emulators.discord import kinds

VOICE: Final = 1 << 13


def read(raw: dict[str, Any]) -> Content | None:
    return content(raw, raw, BOT, NAMES)


def media(kind: Kind, place: int = 0, *, spoiler: bool = False, size: int = 900) -> Media:
    return Media(kind, FileRef("discord", BOT, f"{CHAT} {MESSAGE} {place} {CDN}", size), spoiler)


# --- files ---


@pytest.mark.parametrize(
    ("mime", "kind"),
    [
        ("image/png", Kind.PHOTO), ("image/jpeg", Kind.PHOTO), ("image/webp", Kind.PHOTO), ("image/bmp", Kind.PHOTO),
        ("image/tiff", Kind.PHOTO), ("Image/PNG; charset=binary", Kind.PHOTO), (" image/jpeg ", Kind.PHOTO),
        ("image/gif", Kind.ANIMATION), ("image/svg+xml", Kind.DOCUMENT), ("image/x-icon", Kind.DOCUMENT),
        ("video/mp4", Kind.VIDEO), ("video/quicktime", Kind.VIDEO), ("audio/mpeg", Kind.AUDIO),
        ("audio/ogg", Kind.AUDIO), ("application/pdf", Kind.DOCUMENT), ("text/plain; charset=utf-8", Kind.DOCUMENT),
        ("application/octet-stream", Kind.DOCUMENT), ("videos", Kind.DOCUMENT), ("", Kind.DOCUMENT),
        (None, Kind.DOCUMENT),
    ],
)  # fmt: skip
def test_a_file_is_of_the_kind_its_type_says(mime: str | None, kind: Kind) -> None:
    assert read(message("look", attachments=[attachment(mime)])) == Content("look", (), (media(kind),))


def test_only_the_flag_makes_a_sound_a_voice() -> None:
    sound = attachment("audio/ogg", "voice-message.ogg", duration_secs=3.0, waveform="AAAA")
    assert read(message("", flags=VOICE, attachments=[sound])) == Content(media=(media(Kind.VOICE),))
    assert read(message("", attachments=[sound])) == Content(media=(media(Kind.AUDIO),))


@pytest.mark.parametrize(
    ("fields", "covered"),
    [
        ({"flags": 8}, True), ({"name": "SPOILER_a.png"}, True), ({"flags": 8, "name": "SPOILER_a.png"}, True),
        ({}, False), ({"flags": 4}, False), ({"name": "a_SPOILER_.png"}, False),
    ],
)  # fmt: skip
def test_what_is_covered_is_so_by_its_flag_or_its_name(fields: dict[str, Any], covered: bool) -> None:
    said = read(message("", attachments=[attachment(**fields)]))
    assert said == Content(media=(media(Kind.PHOTO, spoiler=covered),))


def test_several_files_keep_their_order_and_each_its_place_and_size() -> None:
    files = [attachment("video/mp4", size=30_000_000), attachment(), attachment("application/pdf", size=7)]
    kinds_ = [media(Kind.VIDEO, 0, size=30_000_000), media(Kind.PHOTO, 1), media(Kind.DOCUMENT, 2, size=7)]
    assert read(message("", attachments=files)) == Content(media=tuple(kinds_))


# --- stickers ---


@pytest.mark.parametrize(("form", "name"), [(1, "5.png"), (2, "5.png"), (3, "5.json"), (4, "5.gif")])
def test_a_sticker_is_named_as_discord_keeps_its_form(form: int, name: str) -> None:
    sticker = Media(Kind.STICKER, FileRef("discord", BOT, f"sticker {name}"))
    assert read(message("hi", **kinds.sticker("Anns own", 5, form))) == Content("hi", (), (sticker,))


def test_a_sticker_of_a_form_nobody_knows_is_malformed() -> None:
    with pytest.raises(KeyError):
        read(message("", **kinds.sticker("Wave", 5, 9)))


def test_a_sticker_cannot_name_another_place() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        read(message("", sticker_items=[{"id": "../../x", "name": "Wave", "format_type": 1}]))


# --- polls ---


def test_a_poll_is_its_question_its_answers_and_how_many_may_be_chosen() -> None:
    assert read(message("", **kinds.poll("Tea?", ("Yes", "No")))) == Content(poll=Poll("Tea?", ("Yes", "No")))
    several = kinds.poll("Tea?", ("Yes", "No"))
    several["poll"]["allow_multiselect"] = True
    assert read(message("", **several)) == Content(poll=Poll("Tea?", ("Yes", "No"), several=True))


def test_of_an_answer_that_is_only_an_emoji_its_place_is_kept() -> None:
    poll = kinds.poll("Tea?", ("Yes", "No"))
    poll["poll"]["answers"][0]["poll_media"] = {"emoji": {"id": None, "name": "🍵"}}
    assert read(message("", **poll)) == Content(poll=Poll("Tea?", ("", "No")))


# --- forwards, and nothing ---


def test_of_a_forward_only_what_it_says_is_read_and_that_it_is_one() -> None:
    raw = message("", **kinds.forwarded("look", attachments=[attachment()], author={"id": "815", "username": "SECRET"}))
    told = raw["message_snapshots"][0]["message"]
    assert content(told, raw, BOT, NAMES) == Content("look", (), (media(Kind.PHOTO),), forwarded=True)


def test_a_forwarded_voice_is_a_voice_by_its_own_flag() -> None:
    raw = message("", **kinds.forwarded("", attachments=[attachment("audio/ogg")], flags=VOICE))
    told = raw["message_snapshots"][0]["message"]
    assert content(told, raw, BOT, NAMES) == Content(media=(media(Kind.VOICE),), forwarded=True)


@pytest.mark.parametrize(
    "raw",
    [
        message(""),
        message("  \n "),
        message("", **kinds.link("https://example.org")),
        message("", components=[{"type": 1, "components": []}]),
        message("", activity={"type": 1, "party_id": "SECRET"}),
    ],
)
def test_what_holds_nothing_we_know_says_nothing(raw: dict[str, Any]) -> None:
    assert read(raw) is None


def test_nothing_that_tells_who_sent_it_is_read() -> None:
    told = dict.fromkeys(("title", "description", "proxy_url", "ephemeral", "clip_created_at", "name"), "SECRET")
    raw = message(
        "hi", attachments=[{**attachment(), **told}], author={"id": "1", "username": "SECRET"}, nonce="SECRET"
    )
    assert "SECRET" not in repr(read(raw))
    assert "SECRET" not in str([each.file.id for each in (read(raw) or Content()).media])
