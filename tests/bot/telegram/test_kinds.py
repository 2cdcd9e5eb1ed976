"""What each kind of message on Telegram says, and that nothing else in a message gets through."""

from dataclasses import fields as fields_of
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.content import Content, FileRef, Kind, Media, Place, Poll, Span, Style
from bot.messages import Unrelayable
from bot.platforms.telegram.kinds import content
from tests.emulators.telegram import kinds

CHAT: Final = {"id": 4711, "type": "private", "first_name": "Ann"}
ANN: Final = {"id": 4711, "is_bot": False, "first_name": "Ann"}


def read(**fields: Any) -> Content | Unrelayable:
    """What a message with these fields says."""
    raw = {"message_id": 7, "date": 1_700_000_000, "chat": CHAT, "from": ANN, **fields}
    message = Update.de_json({"update_id": 1, "message": raw}, None).message
    assert message is not None
    return content(message, "1000")


def media(kind: Kind, name: str = "f", size: int = 0, *, spoiler: bool = False) -> tuple[Media, ...]:
    return (Media(kind, FileRef("telegram", "1000", name, size), spoiler),)


FILE: Final = {"file_id": "f", "file_unique_id": "u"}
MOVING: Final = {**FILE, "width": 1, "height": 1, "duration": 1}
STICKER: Final = {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
SIZES: Final = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 900},
    {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 853, "file_size": 90_000},
    {"file_id": "middle", "file_unique_id": "m", "width": 320, "height": 213},
]
ITALIC: Final = {"type": "italic", "offset": 0, "length": 2}

PLACE: Final = kinds.location()

RELAYED: Final[dict[str, tuple[dict[str, Any], Content]]] = {
    "a text": ({"text": "hello"}, Content("hello")),
    "a photo is its largest size": (
        {"photo": SIZES, "caption": "😀 see", "caption_entities": [ITALIC], "has_media_spoiler": True},
        Content("😀 see", (Span(Style.ITALIC, 0, 1),), media(Kind.PHOTO, "large", 90_000, spoiler=True)),
    ),
    "a photo of unknown size counts as zero": (
        {"photo": [{**FILE, "width": 9, "height": 9}]}, Content(media=media(Kind.PHOTO)),
    ),
    "a video": (
        {"video": {**MOVING, "file_size": 5}, "caption": "look"}, Content("look", (), media(Kind.VIDEO, size=5)),
    ),
    "a covered video": (
        {"video": MOVING, "has_media_spoiler": True}, Content(media=media(Kind.VIDEO, spoiler=True)),
    ),
    "a round one": ({"video_note": {**FILE, "length": 1, "duration": 1}}, Content(media=media(Kind.VIDEO_NOTE))),
    "a voice": ({"voice": {**FILE, "duration": 1}, "caption": "hi"}, Content("hi", (), media(Kind.VOICE))),
    "music": ({"audio": {**FILE, "duration": 1, "title": "Song"}}, Content(media=media(Kind.AUDIO))),
    "an animation, which is also a document": (
        {"animation": MOVING, "document": {**FILE, "file_id": "another"}}, Content(media=media(Kind.ANIMATION)),
    ),
    "a sticker": ({"sticker": {**STICKER, "set_name": "AnnsOwnSet"}}, Content(media=media(Kind.STICKER))),
    "a document": ({"document": {**FILE, "file_name": "Ann.pdf"}}, Content(media=media(Kind.DOCUMENT))),
    "a die as it fell": ({"dice": kinds.dice("🎲", 4)}, Content("🎲 4")),
    "a poll": ({"poll": kinds.poll("Tea?", ("Yes", "No"))}, Content(poll=Poll("Tea?", ("Yes", "No")))),
    "a poll with several answers": (
        {"poll": {**kinds.poll(), "allows_multiple_answers": True}}, Content(poll=Poll("Tea?", ("Yes", "No"), True)),
    ),
    "one of an album": (
        {"photo": SIZES, "media_group_id": "55"}, Content(media=media(Kind.PHOTO, "large", 90_000), album="55"),
    ),
    "a place": ({"location": PLACE}, Content(place=Place(45.4342, 12.3388))),
    "a place that moves": ({"location": kinds.location(live_period=60)}, Content(place=Place(45.4342, 12.3388))),
    "a place with a name": ({"location": PLACE, "venue": kinds.venue()}, Content(place=Place(45.4342, 12.3388))),
    "half characters anywhere": (
        {"poll": kinds.poll("a\ud83d", ("b\ud83d", "c"))}, Content(poll=Poll("a\ufffd", ("b\ufffd", "c"))),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "said"), RELAYED.values(), ids=list(RELAYED))
def test_what_people_send_says_this(fields: dict[str, Any], said: Content) -> None:
    assert read(**fields) == said


BILL: Final = {"title": "t", "description": "d", "start_parameter": "", "currency": "EUR", "total_amount": 1}
UNRELAYED: Final[list[tuple[str, dict[str, Any]]]] = [
    ("contact", {"contact": kinds.contact()}),
    ("story", {"story": kinds.story()}),
    ("game", {"game": {"title": "t", "description": "d", "photo": []}}),
    ("invoice", {"invoice": BILL}),
    ("unknown", {"rich_message": {"blocks": []}}),
    ("unknown", {}),
]


@pytest.mark.parametrize(("kind", "fields"), UNRELAYED)
def test_what_is_not_relayed_has_a_name(kind: str, fields: dict[str, Any]) -> None:
    assert read(**fields) == Unrelayable(kind)


@pytest.mark.parametrize(
    "origin",
    [
        kinds.forwarded_from_user(815, "Carl", 1_700_000_000),
        kinds.forwarded_from_hidden_user("Carl", 1_700_000_000),
        kinds.forwarded_from_channel("Carl's news", 1_700_000_000),
    ],
)
def test_of_a_forward_only_that_it_is_one_is_read(origin: dict[str, Any]) -> None:
    assert read(text="well said", forward_origin=origin) == Content("well said", forwarded=True)
    assert read(voice={**FILE, "duration": 1}, forward_origin=origin) == Content(
        media=media(Kind.VOICE), forwarded=True
    )


def test_the_part_picked_out_is_quoted_of_a_message_of_this_chat_alone() -> None:
    answered = {"message_id": 5, "date": 1_700_000_000, "chat": CHAT}
    quote = {"text": "at seven\ud83d", "position": 4}
    assert read(text="yes", quote=quote, reply_to_message=answered) == Content("yes", quote="at seven\ufffd")
    elsewhere = {"origin": kinds.forwarded_from_channel("News", 1_700_000_000)}
    assert read(text="yes", quote=quote, external_reply=elsewhere) == Content("yes")


# --- whatever a message holds ---

SECRET: Final = "SECRET"
THUMBNAIL: Final = {"file_id": SECRET, "file_unique_id": SECRET, "width": 1, "height": 1}
USER: Final = {"id": 815, "is_bot": False, "first_name": SECRET, "username": SECRET}
TELLING: Final[dict[str, Any]] = {
    # What is relayed, with everything in it that tells of somebody.
    "text": "hello",
    "caption": "hello",
    "photo": SIZES,
    "video": {**MOVING, "file_name": SECRET, "mime_type": SECRET, "thumbnail": THUMBNAIL, "cover": [THUMBNAIL]},
    "video_note": {**FILE, "length": 1, "duration": 1, "thumbnail": THUMBNAIL},
    "voice": {**FILE, "duration": 1, "mime_type": SECRET},
    "audio": {**FILE, "duration": 1, "title": SECRET, "performer": SECRET, "file_name": SECRET, "thumbnail": THUMBNAIL},
    "animation": {**MOVING, "file_name": SECRET, "thumbnail": THUMBNAIL},
    "sticker": {**STICKER, "set_name": SECRET, "custom_emoji_id": SECRET, "thumbnail": THUMBNAIL, "emoji": SECRET},
    "document": {**FILE, "file_name": SECRET, "mime_type": SECRET, "thumbnail": THUMBNAIL},
    "dice": kinds.dice(),
    "poll": {**kinds.poll(), "id": SECRET, "explanation": SECRET},
    "media_group_id": "55",
    "quote": {
        "text": "part", "position": 0, "entities": [{"type": "text_mention", "offset": 0, "length": 1, "user": USER}],
    },
    "reply_to_message": {"message_id": 5, "date": 1_700_000_000, "chat": CHAT, "from": USER, "text": SECRET},
    "has_media_spoiler": True,
    # What is not.
    "forward_origin": kinds.forwarded_from_user(815, SECRET, 1_700_000_000),
    "location": PLACE,
    "venue": {**kinds.venue(SECRET, SECRET)},
    "contact": kinds.contact(SECRET, SECRET, 815),
    "game": {"title": SECRET, "description": SECRET, "photo": []},
    "invoice": {**BILL, "title": SECRET},
    "author_signature": SECRET,
    "via_bot": {**USER, "is_bot": True},
    "sender_business_bot": {**USER, "is_bot": True},
    "effect_id": SECRET,
    "link_preview_options": {"url": f"https://{SECRET}.example"},
    "entities": [{"type": "text_mention", "offset": 0, "length": 5, "user": USER}],
    "caption_entities": [{"type": "custom_emoji", "offset": 0, "length": 5, "custom_emoji_id": SECRET}],
    "external_reply": {"origin": kinds.forwarded_from_hidden_user(SECRET, 1_700_000_000)},
    "reply_markup": {"inline_keyboard": [[{"text": SECRET, "url": f"https://{SECRET}.example"}]]},
    "edit_date": 1_700_000_001,
    "is_topic_message": True,
    "has_protected_content": True,
}  # fmt: skip


HARMLESS: Final = frozenset({"", "hello", "🎲 4", "part", "55", "Tea?", "Yes", "No", "f", "large", "telegram", "1000"})


def telling(said: Content) -> list[str]:
    """All the words in it, and all names of files."""
    words = [said.text, said.quote, said.album, *(span.detail for span in said.spans)]
    if said.poll is not None:
        words += [said.poll.question, *said.poll.options]
    return words + [part for each in said.media for part in (each.file.id, each.file.platform, each.file.account)]


@settings(max_examples=300, deadline=None)
@given(st.sets(st.sampled_from(sorted(TELLING))))
def test_whatever_fields_a_message_has_only_what_is_listed_passes(names: set[str]) -> None:
    said = read(**{name: TELLING[name] for name in names})
    if isinstance(said, Unrelayable):
        assert said.kind in {"contact", "story", "game", "invoice", "unknown"}
        return
    assert set(telling(said)) <= HARMLESS
    assert not said.spans
    assert len(said.media) <= 1
    assert all(isinstance(each.kind, Kind) for each in said.media)
    assert said.place == (Place(45.4342, 12.3388) if "location" in names else None), "its name would be exact"
    assert said.text or said.media or said.poll or said.place, "nothing at all was taken for something said"
    assert said.forwarded is ("forward_origin" in names)
    assert bool(said.quote) is {"quote", "reply_to_message"}.issubset(names)
    assert SECRET not in repr(said)


def test_the_proof_above_looks_at_all_there_is() -> None:
    assert {each.name for each in fields_of(Content)} == {
        "text", "spans", "media", "poll", "quote", "album", "forwarded", "place",
    }  # fmt: skip
